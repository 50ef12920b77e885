package action

import (
	"errors"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Those who were not counted are written as the list writes them.
func TestFailed(t *testing.T) {
	var failed []stats.Result
	for _, host := range []string{"github.com", "gitlab.com", "ghes.example"} {
		failed = append(failed, stats.Result{Org: stats.Org{Account: stats.Account{Host: host, Login: "nhsuk"}}, Err: errors.New("no")})
	}
	for host, want := range map[string]string{
		"github.com": "nhsuk,gitlab.com/nhsuk,ghes.example/nhsuk", "ghes.example": "github.com/nhsuk,gitlab.com/nhsuk,nhsuk",
	} {
		if got := outputs(outcome{today: failed}, failed, host)["failed"]; got != want {
			t.Errorf("on %s failed are %q, want %q", host, got, want)
		}
	}
}

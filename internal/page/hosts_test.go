package page

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Accounts with one login on several hosts each have their own line in every figure.
func TestFiguresOfHosts(t *testing.T) {
	lines := made(2, 5)
	want := map[string]int{}
	for i, host := range []string{"github.com", "gitlab.com"} {
		lines[i].Account = stats.Account{Host: host, Login: "nhsuk"}
		want[lines[i].Title()] = 10 * (i + 1)
		for j := range lines[i].Records {
			lines[i].Records[j].Account = lines[i].Account
			lines[i].Records[j].Counts[stats.Stargazers] = stats.Known(10 * (i + 1))
		}
	}
	h := historyIn(t, string(write(t, lines, options(lines))["docs/index.html"]))
	f := h.of(t, stats.Stargazers)
	for i, points := range f.Points {
		if _, counts := read(t, points, f.First); counts[0] != want[h.Series[i].Name] {
			t.Errorf("%s has %v, want %d", h.Series[i].Name, counts, want[h.Series[i].Name])
		}
	}
}

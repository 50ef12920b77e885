package action

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// expired is a branch whose token expires after the files were built.
type expired struct{ target }

func (expired) Update(_ context.Context, old publish.Snapshot, build publish.Build) (publish.Result, error) {
	if _, _, err := build(old.Files); err != nil {
		return publish.Result{}, err
	}
	refused := &github.ErrorResponse{Response: &http.Response{StatusCode: http.StatusUnauthorized}, Message: "Bad credentials"}
	return publish.Result{}, fmt.Errorf("committing on main: %w", refused)
}

// What the committing token can no longer commit is in the workspace.
func TestCommittingTokenExpires(t *testing.T) {
	workspace := t.TempDir()
	day, err := stats.ParseDay("2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	j, err := newJob(Environment{Now: day.Time()}, nil, input.Config{})
	if err != nil {
		t.Fatal(err)
	}
	j = j.with(plan{
		cfg: input.Config{Commit: true, Workspace: workspace},
		report: report.Options{
			Day: day, Server: "https://github.com", CSV: "data/org-growth.csv", Orgs: []stats.Org{{Account: stats.Account{Login: "nhsuk"}}},
		},
	})
	record := stats.Record{Account: stats.Account{Login: "nhsuk"}, ID: 1, URL: "https://github.com/nhsuk", Day: day, Source: stats.Observed}
	_, err = j.publish(t.Context(), expired{}, publish.Snapshot{}, []stats.Result{{Org: stats.Org{Account: stats.Account{Login: "nhsuk"}}, Record: record}})
	if err == nil || !strings.HasPrefix(err.Error(), "committing on main: ") || !strings.HasSuffix(err.Error(), "the files are left in the workspace, where a later step can commit or keep them") {
		t.Errorf("it ends with %v", err)
	}
	csv, err := os.ReadFile(filepath.Join(workspace, "data", "org-growth.csv"))
	if err != nil || !strings.Contains(string(csv), "\nnhsuk,2026-11-20,") {
		t.Errorf("the history in the workspace: %v\n%s", err, csv)
	}
}

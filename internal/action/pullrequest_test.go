package action_test

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var proposing = map[string]string{"orgs": "nhsuk", "pull-request": "true"}

func newProposal(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddToken(token, githubtest.Token{Write: true, PullRequests: true})
	w.addOrg("nhsuk", 3)
	return w
}

// rows returns the days with an observed row of an organisation on a branch.
func (w *world) rows(branch, login string) (days []string) {
	for line := range strings.Lines(w.repo.Files(branch)["data/org-growth.csv"]) {
		if cells := strings.Split(line, ","); cells[0] == login && strings.HasSuffix(line, ",observed\n") {
			days = append(days, cells[1])
		}
	}
	return days
}

// One pull request is kept open, updated day after day; merged, closed or
// tidied away, no day is lost of what was merged or is still open.
func TestPullRequestDayByDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newProposal(t)
		day := func(n int) time.Time { return today.AddDate(0, 0, n) }
		first := w.run(t, day(0), proposing).ok(t)
		second := w.run(t, day(1), proposing).ok(t)
		if a, b := first.outputs(t)["pull-request"], second.outputs(t)["pull-request"]; a == "" || a != b {
			t.Errorf("the pull requests are %q and %q, want one", a, b)
		}
		if got := fmt.Sprint(w.rows("org-growth/update", "nhsuk")); got != "[2026-11-20 2026-11-21]" {
			t.Errorf("it proposes the days %s", got)
		}
		if len(w.byUs()) != 0 || len(w.rows("main", "nhsuk")) != 0 {
			t.Error("the base has changed")
		}
		again := w.run(t, day(1), proposing).ok(t)
		if got := again.outputs(t); got["changed"] != "false" || got["pull-request"] == "" {
			t.Errorf("outputs of the same again %q", got)
		}

		w.repo.Push("main", map[string]string{"notes.md": "a note"}, "a note")
		w.run(t, day(2), proposing).ok(t)
		if files := w.repo.Files("org-growth/update"); files["notes.md"] == "" || len(w.rows("org-growth/update", "nhsuk")) != 3 {
			t.Errorf("on the moved base it proposes the days %v", w.rows("org-growth/update", "nhsuk"))
		}

		pulls := w.repo.PullRequests()
		if err := w.repo.Merge(pulls[len(pulls)-1].Number); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(w.rows("main", "nhsuk")); got != "[2026-11-20 2026-11-21 2026-11-22]" {
			t.Errorf("merged, the base has the days %s", got)
		}
		third := w.run(t, day(3), proposing).ok(t)
		if a, b := first.outputs(t)["pull-request"], third.outputs(t)["pull-request"]; a == b || b == "" {
			t.Errorf("after the merge the pull request is %q, was %q", b, a)
		}
		if got := fmt.Sprint(w.rows("org-growth/update", "nhsuk")); got != "[2026-11-20 2026-11-21 2026-11-22 2026-11-23]" {
			t.Errorf("after the merge it proposes the days %s", got)
		}
	})
}

// Two runs at once lose nothing of each other.
func TestPullRequestRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newProposal(t)
		w.Latency = 50 * time.Millisecond
		for i := range 4 {
			w.addOrg(fmt.Sprintf("org-%d", i), 3)
		}
		var wg sync.WaitGroup
		for i := range 4 {
			with := maps.Clone(proposing)
			with["orgs"] = fmt.Sprintf("org-%d", i)
			wg.Go(func() {
				if r := w.run(t, today, with); r.err != nil {
					t.Errorf("run %d ended with\n%s", i, r.log)
				}
			})
		}
		wg.Wait()
		for i := range 4 {
			if days := w.rows("org-growth/update", fmt.Sprintf("org-%d", i)); len(days) != 1 {
				t.Errorf("org-%d has the days %v, want one", i, days)
			}
		}
	})
}

func TestPullRequestRefused(t *testing.T) {
	w := newProposal(t)
	w.repo.ForbidPullRequests()
	w.run(t, today, proposing).fails(t, "Allow GitHub Actions to create and approve pull requests")
	with := maps.Clone(proposing)
	with["commit"] = "false"
	w.run(t, today, with).fails(t, "pull-request: is true, and commit is false")
}

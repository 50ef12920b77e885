package action_test

import (
	"path/filepath"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/githubtest/contract"
)

// What a whole run says to GitHub, and what it is answered, is as GitHub's own
// descriptions have it.
func TestContract(t *testing.T) {
	dir := githubtest.Shared(t, "contract")
	w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": "- nhsuk\n- ben\n- empty\n- nobody\n"})
	w.Record = true
	w.addOrg("nhsuk", 250)
	w.AddUser("ben", 0, githubtest.Repo{Name: "one", Created: today})
	w.AddOrg("empty", 0)
	w.run(t, today, map[string]string{"orgs-file": "orgs.yaml", "branch": "data/statistics"}).ok(t)
	exchanges := w.Exchanges()
	kinds := map[string]bool{}
	for _, e := range exchanges {
		kinds[e.Method+" "+filepath.Base(filepath.Dir(e.URL.Path))] = true
	}
	if len(kinds) < 6 {
		t.Errorf("the run made only requests of the kinds %v", kinds)
	}
	contract.Check(t, dir, exchanges)
}

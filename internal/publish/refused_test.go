package publish_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/githubtest/contract"
	"github.com/org-growth/org-growth/internal/publish"
)

const yaml = "permissions:\n  contents: write\n  pull-requests: write"

// Each call that changes something is found out about when its answer is lost,
// whether it was carried out or not.
func TestPullRequestLostAnswers(t *testing.T) {
	for name, call := range map[string]githubtest.Fault{
		"making next":       {Method: "POST", Path: "/repos/octo/stats/git/refs"},
		"moving next":       {Method: "PATCH", Path: "/repos/octo/stats/git/refs/heads/org-growth/next"},
		"committing":        {Method: "POST", Path: "/graphql"},
		"making the branch": {Method: "POST", Path: "/graphql", Skip: 1},
		"moving the branch": {Method: "POST", Path: "/graphql", Skip: 3},
		"opening":           {Method: "POST", Path: "/repos/octo/stats/pulls"},
		"describing":        {Method: "PATCH", Path: "/repos/octo/stats/pulls/1"},
	} {
		for kind, lost := range map[string]githubtest.Fault{
			"done":              {Cut: true, AfterDoing: true},
			"not done":          {Cut: true},
			"done, 502":         {Status: 502, AfterDoing: true},
			"done, half":        {Truncate: true, AfterDoing: true},
			"done, says {}":     {Status: 200, Body: "{}", AfterDoing: true},
			"not done, nothing": {Status: 200, Body: ""},
		} {
			if lost.Status == 200 && call.Path != "/graphql" {
				continue // REST does not say yes to what it has not done
			}
			t.Run(name+", "+kind, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					lost.Method, lost.Path, lost.Skip, lost.Times = call.Method, call.Path, call.Skip, 1
					w.Fail(lost)
					w.ok(t, "day1")
					result := w.ok(t, "day2")
					p := w.proposes(t, 1, "base", "day1", "day2")
					if result.Commit != p.SHA || result.PullRequest != p.URL || len(result.Changed) != 4 { // the chart of day1 is carried over
						t.Errorf("result %+v, want %+v", result, p)
					}
					if !strings.HasPrefix(p.Body, "Counted day2\n") {
						t.Errorf("it says %q", p.Body)
					}
				})
			})
		}
	}
}

// Nothing that was counted is lost where the pull request may not be opened:
// the branch keeps it until it may.
func TestPullRequestRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		forbid func(w world)
		want   []string
	}{
		"permission": {func(w world) { w.AddToken("a-token", githubtest.Token{Write: true}) },
			[]string{"opening the pull request: GitHub answered 403 Forbidden: Resource not accessible by integration. ", yaml}},
		"setting": {func(w world) { w.repo.ForbidPullRequests() },
			[]string{"GitHub Actions is not permitted to create or approve pull requests. Allow it: Settings → Actions → General → Workflow permissions",
				"https://github.com/octo/stats/compare/main...org-growth/update?expand=1"}},
		"anything else": {func(w world) {
			w.Fail(githubtest.Fault{Method: "POST", Path: "/repos/octo/stats/pulls", Status: 422,
				Body: `{"message":"Validation Failed","errors":[{"resource":"Issue","code":"custom","field":"title","message":"title is too long (maximum is 256 characters)"}]}`})
		}, []string{"opening the pull request: GitHub answered 422 Unprocessable Entity: Validation Failed: title is too long"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			tt.forbid(w)
			for _, day := range []string{"day1", "day2"} {
				result, err := w.run(t, day)
				for _, want := range tt.want {
					if err == nil || !strings.Contains(err.Error(), want) {
						t.Errorf("%v does not say %q", err, want)
					}
				}
				if result.Commit != w.repo.Head(update) || result.PullRequest != "" || len(result.Changed) == 0 {
					t.Errorf("result %+v", result)
				}
			}
			if got := w.repo.Files(update)[csv]; got != "base\nday1\nday2\n" {
				t.Errorf("the branch has %q", got)
			}
		})
	}
}

func TestPullRequestMayNotCommit(t *testing.T) {
	w := newWorld(t)
	w.AddToken("a-token", githubtest.Token{PullRequests: true})
	if _, err := w.run(t, "day1"); err == nil || !strings.Contains(err.Error(), yaml) {
		t.Errorf("without contents: write: %v", err)
	}
	w = newWorld(t)
	w.ok(t, "day1")
	w.repo.Protect("org-growth/next", "Repository rule violations found")
	if _, err := w.run(t, "day2"); err == nil || !strings.Contains(err.Error(), "leave branches that begin with org-growth/ out of the rule") {
		t.Errorf("with a rule for all branches: %v", err)
	}
	b := w.branch(t)
	w.repo.Protect("main", "Changes must be made through a pull request.")
	old, err := b.Read(t.Context(), named(csv))
	if err == nil {
		_, err = b.Update(t.Context(), old, adding("day2"))
	}
	if err == nil || !strings.Contains(err.Error(), "committing on main: Changes must be made through a pull request. The branch is protected: set pull-request: true to propose the changes instead, ") {
		t.Errorf("committing on main: %v", err)
	}
}

// Nothing is sent that GitHub cannot take, and the way out is said.
func TestTooLarge(t *testing.T) {
	w := newWorld(t)
	b := w.branch(t)
	old, err := b.Read(t.Context(), named(csv))
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Update(t.Context(), old, func(publish.Files) (publish.Files, string, error) {
		return publish.Files{csv: make([]byte, 38<<20)}, "large", nil
	})
	if err == nil || !strings.Contains(err.Error(), "the files are 38 MiB together (data.csv alone 38 MiB), and GitHub takes no commit above 37 MiB. If the history is divided by month already, count the list in shards, as the README says. Else divide the history by month") {
		t.Errorf("error %v", err)
	}
	if got := len(w.repo.Commits("main")); got != 1 {
		t.Errorf("%d commits", got)
	}
}

// A list of pull requests that has not heard of the open one yet costs nothing.
func TestPullRequestListLags(t *testing.T) {
	for times := range 4 {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.ok(t, "day1")
			if times > 0 {
				w.Fail(githubtest.Fault{Method: "GET", Path: "/repos/octo/stats/pulls", Status: 200, Body: "[]", Times: times})
			}
			result := w.ok(t, "day2")
			if p := w.proposes(t, 1, "base", "day1", "day2"); result.PullRequest != p.URL {
				t.Errorf("result %+v", result)
			}
		})
	}
}

// A server without updateRefs is overwritten, and looked at afterwards.
func TestPullRequestOnOlderServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		unknown := `{"errors":[{"path":["mutation","updateRefs"],"extensions":{"code":"undefinedField"},"message":"Field 'updateRefs' doesn't exist on type 'Mutation'"}]}`
		for _, skip := range []int{1, 2} { // after each commit
			w.Fail(githubtest.Fault{Path: "/graphql", Skip: skip, Times: 1, Status: 200, Body: unknown})
		}
		w.ok(t, "day1")
		w.ok(t, "day2")
		w.proposes(t, 1, "base", "day1", "day2")
	})
}

// Branches that can never be moved end in an error that says what GitHub said.
func TestPullRequestInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.ok(t, "day1")
		w.Fail(githubtest.Fault{Path: "/graphql", Status: 200, Body: `{"errors":[{"type":"UNPROCESSABLE","message":"Something odd"}]}`, Skip: 0})
		_, err := w.run(t, "day2")
		if err == nil || !strings.Contains(err.Error(), "Something odd") {
			t.Errorf("it ends with %v", err)
		}
		w.proposes(t, 1, "base", "day1")
	})
}

// What is said to GitHub, and what it answers, is as its descriptions have it.
func TestPullRequestContract(t *testing.T) {
	dir := githubtest.Shared(t, "contract")
	w := newWorld(t)
	w.Record = true
	w.ok(t, "day1")
	w.ok(t, "day2")
	w.ok(t, "day2")
	if err := w.repo.Merge(1); err != nil {
		t.Fatal(err)
	}
	w.ok(t, "day3")
	contract.Check(t, dir, w.Exchanges())
}

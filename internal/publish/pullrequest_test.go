package publish_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/publish"
)

const (
	csv    = "data.csv"
	update = "org-growth/update"
)

// world is a repository whose data.csv has rows, one in a line, and whose
// README.md counts them.
type world struct {
	*githubtest.Server
	repo *githubtest.Repository
}

func newWorld(t *testing.T) world {
	s := githubtest.Start(t)
	s.PerMinute = 0
	return world{s, s.AddRepository("octo/stats", map[string]string{csv: "base\n", "README.md": "old"})}
}

func (w world) target(t *testing.T) publish.PullRequest {
	t.Helper()
	client, err := api.New(api.Options{URL: "https://api.github.com", Token: "a-token", Patience: api.NewPatience(time.Hour), Transport: w, Log: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	r := &publish.Repository{
		Client: client.Client, GraphQL: "https://api.github.com/graphql", Name: "octo/stats", Log: func(text string) { t.Log(text) }, Proposes: true,
	}
	return publish.PullRequest{
		Repository: r, Base: "main", Message: "Update statistics", ServerURL: "https://github.com",
		Merge: merge, All: named(csv), Warn: func(text string) { t.Log(text) },
	}
}

// branch is the base as a target of its own.
func (w world) branch(t *testing.T) publish.Branch {
	p := w.target(t)
	p.Proposes = false
	return publish.Branch{Repository: p.Repository, Branch: p.Base, Message: p.Message}
}

// merge adds the rows that the pending commit added.
func merge(_ string, _ publish.Files, changes []publish.Change) (publish.Files, []string, error) {
	files := publish.Files{}
	for _, c := range changes {
		files[c.Path] = c.Pending
		if !c.Untouched {
			added := slices.DeleteFunc(rows(c.Pending), func(row string) bool { return slices.Contains(rows(c.Ancestor), row) })
			files[c.Path] = join(rows(c.Base), added...)
		}
	}
	return files, nil, nil
}

// named asks for files by their paths.
func named(paths ...string) publish.Wanted {
	return publish.Wanted{Next: func([]string, publish.Files) []string { return paths }}
}

func rows(content []byte) []string { return strings.Fields(string(content)) }

func join(old []string, more ...string) []byte {
	all := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(old), more...))))
	return []byte(strings.Join(all, "\n") + "\n")
}

// adding is a build that adds a row.
func adding(row string) publish.Build {
	return func(old publish.Files) (publish.Files, string, error) {
		table := join(rows(old[csv]), row)
		return publish.Files{csv: table, "README.md": table, "chart-" + row: []byte("x")}, "Counted " + row, nil
	}
}

func (w world) run(t *testing.T, row string) (publish.Result, error) {
	t.Helper()
	return w.runMeanwhile(t, row, func() {})
}

// runMeanwhile lets something happen between reading and updating.
func (w world) runMeanwhile(t *testing.T, row string, meanwhile func()) (publish.Result, error) {
	t.Helper()
	p := w.target(t)
	old, err := p.Read(t.Context(), named(csv, "README.md", "chart-"+row))
	if err != nil {
		return publish.Result{}, err
	}
	meanwhile()
	return p.Update(t.Context(), old, adding(row))
}

func (w world) ok(t *testing.T, row string) publish.Result {
	t.Helper()
	return w.okMeanwhile(t, row, func() {})
}

func (w world) okMeanwhile(t *testing.T, row string, meanwhile func()) publish.Result {
	t.Helper()
	result, err := w.runMeanwhile(t, row, meanwhile)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// proposes checks that one pull request is open, the last of all, that its
// branch is the base's head and one commit, and what rows it has.
func (w world) proposes(t *testing.T, number int, want ...string) githubtest.PullRequest {
	t.Helper()
	all := w.repo.PullRequests()
	for i, p := range all {
		if p.Open != (i == len(all)-1) {
			t.Errorf("pull request %d: open is %v", p.Number, p.Open)
		}
	}
	commits := w.repo.Commits(update)
	if len(all) != number || len(commits) == 0 {
		t.Fatalf("pull requests %+v, %d commits, want %d", all, len(commits), number)
	}
	last, commit := all[number-1], commits[len(commits)-1]
	if commit.Parent != w.repo.Head("main") || commit.Empty() || commit.Pushed || last.SHA != commit.SHA || last.Base != "main" {
		t.Errorf("%+v is not the base's head %s and one commit %s on %s", last, w.repo.Head("main"), commit.SHA, commit.Parent)
	}
	if got := rows([]byte(w.repo.Files(update)[csv])); !slices.Equal(got, want) {
		t.Errorf("rows are %q, want %q", got, want)
	}
	return last
}

func TestPullRequest(t *testing.T) {
	w := newWorld(t)
	first := w.ok(t, "day1")
	p := w.proposes(t, 1, "base", "day1")
	if first.PullRequest != p.URL || first.Commit != p.SHA || !slices.Equal(first.Changed, []string{"README.md", "chart-day1", csv}) {
		t.Errorf("result %+v", first)
	}
	if p.Title != "Update statistics" || !strings.HasPrefix(p.Body, "Counted day1\n\n") || !strings.Contains(p.Body, "may be merged at any time") {
		t.Errorf("it says %q, %q", p.Title, p.Body)
	}
	if got := w.repo.Files("main")[csv]; got != "base\n" {
		t.Errorf("the base has %q", got)
	}
	second := w.ok(t, "day2")
	if p := w.proposes(t, 1, "base", "day1", "day2"); second.PullRequest != p.URL || !strings.HasPrefix(p.Body, "Counted day2\n") {
		t.Errorf("%q says %q", second.PullRequest, p.Body)
	}
	w.repo.Push("main", map[string]string{"notes": "x", csv: "base\ntheirs\n"}, "A note")
	w.ok(t, "day2")
	w.proposes(t, 1, "base", "day1", "day2", "theirs")
	if w.repo.Files(update)["notes"] != "x" {
		t.Error("what was pushed to the base is lost")
	}
}

// A run that has nothing new changes nothing, not by a call that would not.
func TestPullRequestUnchanged(t *testing.T) {
	w := newWorld(t)
	w.ok(t, "day1")
	before := len(w.Requests())
	again := w.ok(t, "day1")
	if again.Changed != nil || again.Commit != "" || again.PullRequest != w.repo.PullRequests()[0].URL {
		t.Errorf("result %+v", again)
	}
	for _, r := range w.Requests()[before:] {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
	if err := w.repo.Merge(1); err != nil {
		t.Fatal(err)
	}
	before = len(w.Requests())
	merged := w.ok(t, "day1")
	if merged.Changed != nil || merged.Commit != "" || merged.PullRequest != "" || len(w.repo.PullRequests()) != 1 {
		t.Errorf("with nothing to propose: %+v", merged)
	}
	for _, r := range w.Requests()[before:] {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

// Whatever becomes of the pull request before a run or between its reading and
// updating, the run's rows are in an open one afterwards.
func TestPullRequestEnded(t *testing.T) {
	merge := func(w world) error { return w.repo.Merge(1) }
	leave := func(w world) error { w.repo.Close(1); return nil }
	remove := func(w world) error { w.repo.DeleteBranch(update); return nil }
	tests := map[string]struct {
		end            func(w world) error
		before, during []string // rows
	}{
		"merged":                 {merge, []string{"base", "day1", "day2"}, []string{"base", "day1", "day2"}},
		"closed":                 {leave, []string{"base", "day2"}, []string{"base", "day1", "day2"}},
		"branch deleted":         {remove, []string{"base", "day2"}, []string{"base", "day2"}},
		"merged and deleted":     {func(w world) error { defer remove(w); return merge(w) }, []string{"base", "day1", "day2"}, []string{"base", "day1", "day2"}},
		"closed and deleted":     {func(w world) error { defer remove(w); return leave(w) }, []string{"base", "day2"}, []string{"base", "day2"}},
		"next is deleted":        {func(w world) error { w.repo.DeleteBranch("org-growth/next"); return leave(w) }, []string{"base", "day2"}, []string{"base", "day1", "day2"}},
		"merged, and base moves": {func(w world) error { defer w.repo.Push("main", map[string]string{"n": "n"}, "n"); return merge(w) }, []string{"base", "day1", "day2"}, []string{"base", "day1", "day2"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.ok(t, "day1")
			if err := tt.end(w); err != nil {
				t.Fatal(err)
			}
			w.ok(t, "day2")
			w.proposes(t, 2, tt.before...)
		})
		t.Run(name+" meanwhile", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.ok(t, "day1")
				w.okMeanwhile(t, "day2", func() {
					if err := tt.end(w); err != nil {
						t.Fatal(err)
					}
				})
				w.proposes(t, 2, tt.during...)
			})
		})
	}
}

// A list that still claims that a merged pull request is open is not believed,
// even where nothing would have to be said anew.
func TestPullRequestMergedAndOldList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.ok(t, "day1")
		time.Sleep(time.Minute)
		if err := w.repo.Merge(1); err != nil {
			t.Fatal(err)
		}
		w.Fail(githubtest.Fault{Method: "GET", Path: "/repos/octo/stats/pulls", Skip: 1, Times: 1, Old: 10 * time.Second})
		p := w.target(t)
		old, err := p.Read(t.Context(), named(csv))
		if err != nil {
			t.Fatal(err)
		}
		sameNote := func(old publish.Files) (publish.Files, string, error) {
			files, _, err := adding("day2")(old)
			return files, "Counted day1", err
		}
		if _, err := p.Update(t.Context(), old, sameNote); err != nil {
			t.Fatal(err)
		}
		if unmet := w.Unmet(); len(unmet) > 0 {
			t.Fatalf("not met: %v", unmet)
		}
		w.proposes(t, 2, "base", "day1", "day2")
	})
}

// The base that does not exist is made from the default branch.
func TestPullRequestToNewBase(t *testing.T) {
	w := newWorld(t)
	p := w.target(t)
	p.Base, p.Make = "statistics", true
	old, err := p.Read(t.Context(), named(csv))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Update(t.Context(), old, adding("day1")); err != nil {
		t.Fatal(err)
	}
	if all := w.repo.PullRequests(); len(all) != 1 || all[0].Base != "statistics" || w.repo.Head("statistics") != w.repo.Head("main") {
		t.Errorf("pull requests %+v, branches %q", all, w.repo.Branches())
	}
	if _, err := w.run(t, "day2"); err == nil || !strings.Contains(err.Error(), "to the branch statistics, and this run is to propose changes of main: merge or close it first") {
		t.Errorf("to another base at once: %v", err)
	}
}

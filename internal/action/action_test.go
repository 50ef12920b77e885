package action_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
)

const (
	calling = "octo/statistics"
	token   = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"
	markers = "# Statistics\n\n<!-- org-growth:start -->\n<!-- org-growth:end -->\n"
)

var today = time.Date(2026, 11, 20, 4, 17, 0, 0, time.UTC)

// world is a GitHub with a calling repository.
type world struct {
	*githubtest.Server
	repo     *githubtest.Repository
	noLimits bool // as on Enterprise Servers, answers say nothing of limits
	watch    func(*http.Request, *http.Response)
	ownClock bool // GitHub's clock is not that of the run
}

func newWorld(t *testing.T, files map[string]string) *world {
	t.Helper()
	server := githubtest.Start(t)
	server.AddToken(token, githubtest.Token{Write: true})
	return &world{Server: server, repo: server.AddRepository(calling, files)}
}

// addOrg adds an organisation with so many repositories, one created each day
// from the first of 2020 on.
func (w *world) addOrg(login string, n int) {
	var repos []githubtest.Repo
	for i := range n {
		repos = append(repos, githubtest.Repo{
			Name: fmt.Sprintf("repository-%03d", i), Language: "Go", License: "MIT License", Stars: 1,
			Created: time.Date(2020, 1, 1+i, 12, 0, 0, 0, time.UTC),
		})
	}
	w.AddOrg(login, 0, repos...)
}

// ran is a run of the action, and what it left behind.
type ran struct {
	step *githubtest.Step
	log  string
	err  error
}

// run runs the action with these inputs, and with variables that override what
// the runner sets. Without the input chart it draws none: pictures take most of
// the time, and few tests look at them.
func (w *world) run(t *testing.T, now time.Time, with map[string]string, variables ...string) ran {
	t.Helper()
	inputs := map[string]string{"chart": ""}
	maps.Copy(inputs, with)
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, token, inputs)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		step.Env[name] = value
	}
	return w.runStep(t.Context(), now, step)
}

func (w *world) runStep(ctx context.Context, now time.Time, step *githubtest.Step) ran {
	var log bytes.Buffer
	if !w.ownClock {
		w.SetClock(now)
	}
	err := action.Run(ctx, action.Environment{Getenv: step.Getenv, Stdout: &log, Now: now, Transport: onlyGitHub{w, step.Env["GITHUB_API_URL"]}})
	return ran{step, log.String(), err}
}

// onlyGitHub is the way to GitHub and to no other host.
type onlyGitHub struct {
	*world
	api string
}

func (o onlyGitHub) RoundTrip(req *http.Request) (*http.Response, error) {
	if api, err := url.Parse(o.api); err != nil || req.URL.Host != api.Host || req.URL.Scheme != api.Scheme {
		panic("a request to " + req.URL.String())
	}
	resp, err := o.Server.RoundTrip(req)
	if o.watch != nil && err == nil {
		o.watch(req, resp)
	}
	if err == nil && o.noLimits {
		maps.DeleteFunc(resp.Header, func(name string, _ []string) bool { return strings.HasPrefix(name, "X-Ratelimit-") })
	}
	return resp, err
}

func (r ran) outputs(t *testing.T) map[string]string {
	t.Helper()
	outputs, err := r.step.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	return outputs
}

func (r ran) summary(t *testing.T) string {
	t.Helper()
	summary, err := r.step.Summary()
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// ok stops the test when the run failed.
func (r ran) ok(t *testing.T) ran {
	t.Helper()
	if r.err != nil {
		t.Fatalf("the run failed:\n%s", r.log)
	}
	return r
}

// byUs returns the commits of main that the action made.
func (w *world) byUs() (ours []githubtest.Commit) {
	for _, c := range w.repo.Commits("main")[1:] {
		if !c.Pushed {
			ours = append(ours, c)
		}
	}
	return ours
}

// untouched fails the test if the run wrote anything.
func (w *world) untouched(t *testing.T, r ran) {
	t.Helper()
	if commits := w.byUs(); len(commits) > 0 {
		t.Errorf("%d commits, want none", len(commits))
	}
	if written, _ := os.ReadDir(r.step.Workspace()); len(written) > 0 {
		t.Errorf("%s is written into the workspace, want nothing", written)
	}
}

func TestFirstRunAndNextDay(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("NHSDigital", 130)
	w.AddUser("ben", 77, githubtest.Repo{Name: "one", Language: "Jupyter Notebook", Created: today})
	with := map[string]string{"orgs": "NHS Digital: nhsdigital\nben", "chart": "data/org-growth.png"}

	first := w.run(t, today, with).ok(t)
	commits := w.byUs()
	if len(commits) != 1 {
		t.Fatalf("%d commits, want one", len(commits))
	}
	c := commits[0]
	if c.Headline != "Update open-source statistics" || c.Body != "2026-11-20: 131 open repositories across 2 organisations, 20 November 2026" {
		t.Errorf("the commit says %q, %q", c.Headline, c.Body)
	}
	want := []string{"README.md", "data/org-growth-dark.png", "data/org-growth.csv", "data/org-growth.png"}
	if got := slices.Sorted(maps.Keys(c.Files)); !slices.Equal(got, want) {
		t.Errorf("the commit has %q, want %q", got, want)
	}
	csv := c.Files["data/org-growth.csv"]
	if n := strings.Count(csv, "\n"); n != 1+130+1+1 {
		t.Errorf("%d lines of history, want a header, 130 of the past and two of today:\n%s", n, csv)
	}
	for _, row := range []string{
		"NHSDigital,2020-01-01,1,Go,MIT License,https://github.com/NHSDigital,,,,",
		"\nben,2026-11-20,1,Python,,https://github.com/ben,0,0,0,1,0,1,77,observed\n",
	} {
		if !strings.Contains(csv, row) {
			t.Errorf("the history has no row %q:\n%s", row, csv)
		}
	}
	if readme := c.Files["README.md"]; !strings.Contains(readme, "| [NHS Digital](https://github.com/NHSDigital) | 130 | 0 | Go | MIT License |") {
		t.Errorf("README:\n%s", readme)
	}
	wantOutputs := map[string]string{
		"date": "2026-11-20", "organisations": "2", "repositories": "131", "change": "", "failed": "", "changed": "true", "commit": c.SHA, "pull-request": "",
	}
	if got := first.outputs(t); !maps.Equal(got, wantOutputs) {
		t.Errorf("outputs %q, want %q", got, wantOutputs)
	}
	for path, content := range c.Files {
		if got, err := os.ReadFile(filepath.Join(first.step.Workspace(), path)); err != nil || string(got) != content {
			t.Errorf("%s in the workspace is not what was committed: %v", path, err)
		}
	}

	again := w.run(t, today.Add(time.Hour), with).ok(t)
	if n := len(w.byUs()); n != 1 {
		t.Errorf("%d commits after a second run on the day, want one", n)
	}
	if got := again.outputs(t); got["changed"] != "false" || got["commit"] != "" || got["repositories"] != "131" {
		t.Errorf("outputs of the second run %q", got)
	}

	w.AddRepos("nhsdigital", githubtest.Repo{Name: "new", Created: today.AddDate(0, 0, 1)})
	next := w.run(t, today.AddDate(0, 0, 1), with).ok(t)
	if got := next.outputs(t); got["change"] != "1" || got["date"] != "2026-11-21" {
		t.Errorf("outputs of the next day %q", got)
	}
	if rest, ok := strings.CutPrefix(w.repo.Files("main")["data/org-growth.csv"], csv); !ok || strings.Count(rest, "\n") != 2 {
		t.Errorf("the next day added %q", rest)
	}
	if got := next.summary(t); !strings.Contains(got, "**132 open repositories across 2 organisations, 21 November 2026 (+1 since 20 November 2026)**") ||
		!strings.Contains(got, "| [ben](https://github.com/ben) | 1 | | Python | |") {
		t.Errorf("summary:\n%s", got)
	}
}

// The second chart stands in its own part of the README, or in none.
func TestTotalChart(t *testing.T) {
	const part = "<!-- org-growth:total:start -->\n<!-- org-growth:total:end -->\n"
	for _, readme := range []string{markers, markers + "\n## Total\n\n" + part} {
		w := newWorld(t, map[string]string{"README.md": readme})
		w.addOrg("nhsuk", 40)
		w.run(t, today, map[string]string{"orgs": "nhsuk", "total-chart": "data/total.png"}).ok(t)
		files := w.repo.Files("main")
		for _, name := range []string{"data/total.png", "data/total-dark.png"} {
			if !strings.HasPrefix(files[name], "\x89PNG") {
				t.Errorf("%s is not drawn", name)
			}
		}
		shown := strings.Contains(files["README.md"], `<img alt="Area chart: `) && strings.Contains(files["README.md"], `src="data/total.png" width="900">`)
		if shown != strings.Contains(readme, part) {
			t.Errorf("README:\n%s", files["README.md"])
		}
		w.run(t, today, map[string]string{"orgs": "nhsuk", "total-chart": "data/total.png"}).ok(t)
		if n := len(w.byUs()); n != 1 {
			t.Errorf("%d commits after the same again, want one", n)
		}
	}
}

// A log that a person can follow, in full.
func TestLog(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": "orgs: {NHS UK: nhsuk}\ntags: []\n"})
	w.addOrg("nhsuk", 3)
	r := w.run(t, today, map[string]string{"orgs": "nhsuk\n", "orgs-file": "orgs.yaml", "chart": "data/org-growth.png"}).ok(t)
	want := `::add-mask::` + token + `
::notice::orgs.yaml: only orgs is read, not tags
::warning::nhsuk is in the list of organisations more than once: it is counted once
counting the open repositories of 1 organisation on 20 November 2026
1/1 nhsuk: 3 repositories
3 open repositories across 1 organisation, 20 November 2026
committed on main as ` + w.repo.Head("main") + `: README.md, data/org-growth-dark.png, data/org-growth.csv, data/org-growth.png
`
	if r.log != want {
		t.Errorf("log:\n%s\nwant:\n%s", r.log, want)
	}
}

// Without a commit the files are in the workspace alone, and are read there.
func TestWorkspace(t *testing.T) {
	w := newWorld(t, nil)
	w.addOrg("nhsuk", 3)
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, "", map[string]string{
		"orgs-file": "lists/orgs.yaml", "commit": "false", "readme": "docs/README.md",
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string]string{"lists/orgs.yaml": "- nhsuk", "docs/README.md": markers} {
		file := filepath.Join(step.Workspace(), path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := w.runStep(t.Context(), today, step).ok(t)
	readme, err := os.ReadFile(filepath.Join(step.Workspace(), "docs", "README.md"))
	if err != nil || !strings.Contains(string(readme), `src="../data/org-growth.png"`) {
		t.Errorf("README: %v\n%s", err, readme)
	}
	if got := r.outputs(t); got["changed"] != "true" || got["commit"] != "" {
		t.Errorf("outputs %q", got)
	}
	for _, request := range w.Requests() {
		if request.Method != "GET" || strings.HasPrefix(request.Path, "/repos/"+calling) || request.Token != "" {
			t.Errorf("without a commit and a token it asked %s %s", request.Method, request.Path)
		}
	}
	again := w.runStep(t.Context(), today, step).ok(t)
	if got := again.outputs(t); got["changed"] != "false" {
		t.Errorf("outputs of a second run %q", got)
	}
}

// The failure of one organisation costs no other its record.
func TestOneFails(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	list := ""
	for i := range 25 {
		login := "org-" + string(rune('a'+i))
		w.addOrg(login, 250)
		list += login + "\n"
	}
	with := map[string]string{"orgs": list + "nobody"}
	w.Fail(githubtest.Fault{Path: "/orgs/org-c/repos", Query: "page=3", Status: 451, Body: `{"message":"Repository access blocked"}`})
	r := w.run(t, today, with).ok(t)
	got := r.outputs(t)
	if got["organisations"] != "24" || got["repositories"] != "6000" || got["failed"] != "org-c,nobody" {
		t.Errorf("outputs %q", got)
	}
	for _, text := range []string{
		"org-c: GitHub answered 451 Unavailable For Legal Reasons: Repository access blocked",
		"nobody: no organisation or user on GitHub has this login: mend or remove it in the list",
	} {
		if !strings.Contains(r.log, text) {
			t.Errorf("the log does not say %q:\n%s", text, r.log)
		}
	}
	if summary := r.summary(t); !strings.Contains(summary, "| nobody | no organisation or user on GitHub") {
		t.Errorf("summary:\n%s", summary)
	}
	if csv := w.repo.Files("main")["data/org-growth.csv"]; strings.Contains(csv, "org-c") {
		t.Error("an organisation of which one page of three was missing is in the history")
	}

	with["fail-on"] = "any"
	if r := w.run(t, today.AddDate(0, 0, 1), with); r.err == nil || len(w.byUs()) != 2 {
		t.Errorf("with fail-on: any it ends with %v and %d commits, want an error and the second", r.err, len(w.byUs()))
	}
}

func TestAllFail(t *testing.T) {
	for failOn, fails := range map[string]bool{"all": true, "any": true, "never": false} {
		w := newWorld(t, map[string]string{"README.md": markers})
		r := w.run(t, today, map[string]string{"orgs": "nobody, noone", "fail-on": failOn})
		if (r.err != nil) != fails {
			t.Errorf("fail-on: %s ends with %v", failOn, r.err)
		}
		w.untouched(t, r)
		if got := r.outputs(t); got["failed"] != "nobody,noone" || got["changed"] != "false" || got["date"] != "" {
			t.Errorf("outputs %q", got)
		}
	}
}

// Nothing that a run writes may hold a token.
func TestTokenIsNowhere(t *testing.T) {
	const reader = "ghp_readerreaderreaderreaderreader0123"
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddToken(reader, githubtest.Token{})
	w.addOrg("nhsuk", 3)
	r := w.run(t, today, map[string]string{"orgs": "nhsuk, nobody", "read-token": reader}).ok(t)
	written := w.repo.Files("main")
	maps.Copy(written, r.outputs(t))
	written["summary"] = r.summary(t)
	written["log"] = strings.TrimPrefix(r.log, "::add-mask::"+reader+"\n::add-mask::"+token+"\n")
	for _, c := range w.repo.Commits("main") {
		written["message"] += c.Headline + c.Body
	}
	for name, content := range written {
		if strings.Contains(content, token) || strings.Contains(content, reader) {
			t.Errorf("%s shows a token:\n%s", name, content)
		}
	}
	for _, request := range w.Requests() {
		counting := strings.HasPrefix(request.Path, "/orgs/") || strings.HasPrefix(request.Path, "/users/")
		if counting != (request.Token == reader) {
			t.Errorf("%s %s was sent with %q", request.Method, request.Path, request.Token)
		}
	}
}

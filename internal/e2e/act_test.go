//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// act runs a workflow in a clone of the calling repository. The image of the
// job has a user who is not root, as a hosted runner has.
func (w *world) act(t *testing.T, workflow string) run {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), prepared(t, "ACT"), "workflow_dispatch", "-W", workflows+"/statistics.yml",
		"-P", "ubuntu-latest="+prepared(t, "RUNNER"), "--pull=false", "--action-offline-mode", "--rm",
		"--local-repository", "org-growth/org-growth@v1="+prepared(t, "ACTION"), "-s", "GITHUB_TOKEN="+token,
		"--env", "GITHUB_API_URL="+w.web.URL, "--env", "GITHUB_GRAPHQL_URL="+w.web.URL+"/api/graphql")
	cmd.Dir = clone(t, workflow)
	cmd.Env = append(os.Environ(), "HOME="+prepared(t, "HOME"))
	log, err := cmd.CombinedOutput()
	r := run{string(log), err}
	t.Logf("%s", r.log)
	if strings.Contains(r.log, token) {
		t.Error("the log has the token")
	}
	return r
}

const workflows = ".github/workflows"

// clone makes a clone of the calling repository with a workflow in it.
func clone(t *testing.T, workflow string) string {
	t.Helper()
	folder := t.TempDir()
	err := errors.Join(
		os.MkdirAll(filepath.Join(folder, workflows), 0o755),
		os.WriteFile(filepath.Join(folder, workflows, "statistics.yml"), []byte(workflow), 0o644),
		os.WriteFile(filepath.Join(folder, "README.md"), []byte(readme), 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch", "main"}, {"remote", "add", "origin", "https://github.com/" + calling}, {"add", "."},
		{"-c", "user.name=octo", "-c", "user.email=octo@example.org", "commit", "--quiet", "--message", "Begin"},
	} {
		git := exec.Command("git", args...)
		git.Dir = folder
		if out, err := git.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	return folder
}

// run is how a workflow went.
type run struct {
	log string
	err error
}

func (r run) green(t *testing.T) run {
	t.Helper()
	if r.err != nil {
		t.Fatalf("the workflow failed: %v", r.err)
	}
	return r
}

// red checks that the workflow failed, and that an annotation says why.
func (r run) red(t *testing.T, reason string) {
	t.Helper()
	if r.err == nil || !regexp.MustCompile(`::error::.*`+regexp.QuoteMeta(reason)).MatchString(r.log) {
		t.Errorf("the workflow ended with %v, want an error that says %q", r.err, reason)
	}
}

// says checks what stands in the log.
func (r run) says(t *testing.T, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(r.log, want) {
			t.Errorf("the log does not say %q", want)
		}
	}
}

// value returns what a step of a test's workflow printed after a word.
func (r run) value(t *testing.T, word string) string {
	t.Helper()
	_, rest, found := strings.Cut(r.log, "| "+word+" ")
	if !found {
		t.Fatalf("the log has no line %s", word)
	}
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

func workflow(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Steps that come after ours use its outputs and its files. There is no
// checkout step.
func TestLaterSteps(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": readme})
	w.AddToken("ghp_OnlyReads", githubtest.Token{})
	r := w.act(t, workflow(t, "later-steps.yml")).green(t)
	commit := w.commits(t, usual...)
	var outputs map[string]string
	if err := json.Unmarshal([]byte(r.value(t, "OUTPUTS")), &outputs); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"date": today(), "organisations": "3", "repositories": "377", "change": "", "failed": "",
		"changed": "true", "commit": commit.SHA, "pull-request": "",
	} {
		if got, ok := outputs[name]; !ok || got != want {
			t.Errorf("the output %s is %q, want %q", name, got, want)
		}
	}
	if files := strings.TrimSpace(r.value(t, "FILES")); files != "README.md data/org-growth-dark.png data/org-growth.csv data/org-growth.png" {
		t.Errorf("the workspace has %s", files)
	}
	if strings.Contains(r.log, "ghp_OnlyReads") || !strings.Contains(r.log, "READ-TOKEN ***") {
		t.Error("the read-token is not masked")
	}
}

// With commit: false the files are for later steps, whose user can change
// them. Nothing is asked of the calling repository.
func TestWorkspaceOnly(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": readme})
	r := w.act(t, workflow(t, "workspace-only.yml")).green(t)
	w.untouched(t)
	for _, request := range w.Requests() {
		if strings.HasPrefix(request.Path, "/repos/") || request.Method != "GET" {
			t.Errorf("it asked for %s %s", request.Method, request.Path)
		}
	}
	r.says(t, "written into the workspace, without a commit: README.md, ", "| CHANGED README.md")
	for _, line := range strings.Split(r.log, "\n") {
		if _, owner, found := strings.Cut(line, "| OWNER "); found && !strings.HasPrefix(owner, "1001:1001 ") {
			t.Errorf("a file belongs to %s", owner)
		}
	}
	if n := strings.Count(r.log, "| OWNER "); n != 6 {
		t.Errorf("the workspace has %d files and folders, want 6", n)
	}
}

// What goes wrong is red, and says why.
func TestRed(t *testing.T) {
	tests := []struct {
		name   string
		before func(*world)
		reason string
	}{
		{"nobody counted", func(w *world) {
			for login := range counted {
				w.Remove(login)
			}
		}, "none of the organisations could be counted: nothing was written"},
		{"a protected branch", func(w *world) { w.repo.Protect("main", "Changes must be made through a pull request.") }, "pull-request: true"},
		{"a broken README", func(w *world) { w.repo.Push("main", map[string]string{"README.md": "# Ours\n"}, "Tidy up") }, "<!-- org-growth:start -->"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": readme})
			w.AddToken("ghp_OnlyReads", githubtest.Token{})
			tt.before(w)
			before := w.repo.Head("main")
			w.act(t, workflow(t, "later-steps.yml")).red(t, tt.reason)
			if w.repo.Head("main") != before {
				t.Error("something was committed")
			}
		})
	}
}

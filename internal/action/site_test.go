package action_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// The page and what stands beside it are in the same commit as the history. A
// second run changes nothing.
func TestSite(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers, "docs/intro.md": "Read [more](../more.md)."})
	w.addOrg("nhsuk", 3)
	with := map[string]string{"orgs": "nhsuk\nnobody", "site": "docs/", "intro": "docs/intro.md", "chart": "docs/growth.png", "title": "Growth </script>"}
	w.run(t, today, with).ok(t)
	commits := w.byUs()
	if len(commits) != 1 || len(commits[0].Files) != 7 {
		t.Fatalf("the commits are %v", commits)
	}
	files := w.repo.Files("main")
	for _, want := range []string{
		"<title>Growth &lt;/script&gt;</title>",
		`<p>Read <a href="https://github.com/octo/statistics/blob/HEAD/more.md">more</a>.</p>`,
		`<a href="https://github.com/octo/statistics/raw/main/data/org-growth.csv" download>`,
		`<source media="(prefers-color-scheme: dark)" srcset="growth-dark.png"><img class="growth" src="growth.png" width="900" alt="Line chart: `,
		`<time datetime="2026-11-20">20 November 2026</time>`,
		"<p>Not counted so far: <bdi>nobody</bdi>.</p>",
	} {
		if !strings.Contains(files["docs/index.html"], want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	if !strings.Contains(files["docs/latest.json"], `"open_repositories": 3`) || !strings.Contains(files["docs/badge.json"], `"message": "3"`) {
		t.Errorf("beside it are\n%s\n%s", files["docs/latest.json"], files["docs/badge.json"])
	}
	w.run(t, today, with).ok(t)
	if n := len(w.byUs()); n != 1 {
		t.Errorf("after a second run there are %d commits", n)
	}
}

// The intro is read on the branch that the workflow runs on, and not by the
// parts of a list, which write no page.
func TestIntro(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers, "intro.md": "Hello"})
	w.addOrg("nhsuk", 3)
	with := map[string]string{"orgs": "nhsuk", "site": "docs", "intro": "intro.md", "branch": "statistics"}
	w.run(t, today, with).ok(t)
	w.repo.Push("main", map[string]string{"intro.md": "Hello again"}, "by hand")
	w.run(t, today, with).ok(t)
	if page := w.repo.Files("statistics")["docs/index.html"]; !strings.Contains(page, "<p>Hello again</p>") {
		t.Error("the page has another intro")
	}

	with["intro"] = "other.md"
	before := w.repo.Head("statistics")
	r := w.run(t, today.AddDate(0, 0, 1), with)
	r.fails(t, "intro: other.md does not exist: write it on the branch that the workflow runs on, or leave intro out")
	if w.repo.Head("statistics") != before || strings.Contains(r.log, "counting") {
		t.Errorf("it counted all the same:\n%s", r.log)
	}
	with["shard"] = "1/1"
	w.run(t, today.AddDate(0, 0, 1), with).ok(t)
	with["shard"], with["intro"] = "report", "intro.md"
	w.run(t, today.AddDate(0, 0, 1), with).ok(t)
	if page := w.repo.Files("statistics")["docs/index.html"]; !strings.Contains(page, "21 November 2026") {
		t.Error("the report writes no page")
	}
}

// A page in the workspace, of files that are there.
func TestSiteInWorkspace(t *testing.T) {
	w := newWorld(t, nil)
	w.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one"})
	r := w.run(t, today, map[string]string{"orgs": "nhsuk", "commit": "false", "readme": "", "site": ".", "intro": "intro.md"})
	r.fails(t, "intro: intro.md does not exist")
	r = w.run(t, today, map[string]string{"orgs": "nhsuk", "commit": "false", "readme": "", "site": "."})
	r.ok(t)
	page, err := os.ReadFile(filepath.Join(r.step.Workspace(), "index.html"))
	if err != nil || !strings.Contains(string(page), `<a href="data/org-growth.csv" download>`) {
		t.Errorf("the page is\n%s\n%v", page, err)
	}
}

// A page that somebody else makes while we count is not written over either.
func TestSiteOfAnother(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	with := map[string]string{"orgs": "nhsuk", "site": "docs"}
	w.run(t, today, with).ok(t)
	const theirs = `{"coverage": "97 %"}`
	w.OnRequest = func(r *http.Request) {
		if r.URL.Path == "/orgs/nhsuk/repos" {
			w.OnRequest = nil
			w.repo.Push("main", map[string]string{"docs/badge.json": theirs}, "my badge")
		}
	}
	r := w.run(t, today.AddDate(0, 0, 1), with)
	r.fails(t, "site: docs/badge.json is a file that org-growth has not made, and would be written over: name another folder, or move that file away")
	if got := w.repo.Files("main")["docs/badge.json"]; got != theirs {
		t.Errorf("it is now\n%s", got)
	}
}

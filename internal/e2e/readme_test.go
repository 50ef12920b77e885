//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown returns the whole workflows that the project's README shows, as
// they are pasted.
func shown(t *testing.T) (found []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rest := string(content)
	for {
		before, block, ok := strings.Cut(rest, "```yaml\n")
		if !ok {
			return found
		}
		indent := before[strings.LastIndex(before, "\n")+1:]
		block, rest, _ = strings.Cut(block, "\n"+indent+"```")
		block = strings.ReplaceAll("\n"+block, "\n"+indent, "\n")[1:] + "\n"
		if strings.HasPrefix(block, "name:") {
			found = append(found, block)
		}
	}
}

// showing returns the README's only workflow that has a text.
func showing(t *testing.T, text string) string {
	t.Helper()
	all := shown(t)
	fits := func(w string) bool { return strings.Contains(w, text) }
	i := slices.IndexFunc(all, fits)
	if i < 0 || slices.ContainsFunc(all[i+1:], fits) {
		t.Fatalf("the README has not exactly one workflow with %q among its %d", text, len(all))
	}
	return all[i]
}

// A newcomer's first day: the workflow that the README shows first, on a
// repository with two markers, by hand and once more.
func TestFirstDay(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": readme})
	all := shown(t)
	if len(all) == 0 {
		t.Fatal("the README shows no workflow")
	}
	r := w.act(t, all[0]).green(t)
	commit := w.commits(t, usual...)
	if commit.Headline != "Update open-source statistics" || !strings.HasPrefix(commit.Body, today()+": 377 open repositories across 3 organisations, ") {
		t.Errorf("the commit's message is %q, %q", commit.Headline, commit.Body)
	}
	whole(t, w.repo.Files("main"))
	r.says(t, "committed on main as "+commit.SHA+": ",
		"Summary - ### The growth of open source\n\n**377 open repositories across 3 organisations, ", "| **3 organisations** | **377** |")

	w.act(t, all[0]).green(t).says(t, "nothing has changed since the last run: no commit")
	w.commits(t, usual...)
	for _, request := range w.Requests() {
		if request.Token != token {
			t.Errorf("%s %s was asked with the token %q", request.Method, request.Path, request.Token)
		}
	}
	if n := w.wire.asked[graphql]; n != 1 {
		t.Errorf("%d requests went to GITHUB_GRAPHQL_URL, want 1", n)
	}
}

// The README's matrix: shards commit at once, and a last job makes the rest.
func TestShards(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": readme, "orgs.yaml": "[NHSDigital, nhsuk, opensafely]\n"})
	w.act(t, showing(t, "shard: report")).green(t)
	files, month := w.repo.Files("main"), "data/org-growth-"+today()[:len("2006-01")]+".csv"
	files["data/org-growth.csv"] = files[month]
	whole(t, files)
	for i, commit := range w.made() {
		if _, counts := commit.Files[month]; counts == (i == len(w.made())-1) {
			t.Errorf("commit %d of %d has %d files", i+1, len(w.made()), len(commit.Files))
		}
	}
}

// The README's way from the other pipeline: its history goes on.
func TestMoving(t *testing.T) {
	old := "Organisation,Date,Open Repositories,Top Language,Top License,URL\n"
	for login, n := range counted {
		old += fmt.Sprintf("%s,2024-11-01,%d,Go,MIT License,https://github.com/%s\n", login, n, login)
	}
	w := newWorld(t, map[string]string{
		"README.md": readme, "data/agg.csv": old,
		"config.yaml": "github_org_dict:\n  NHS Digital: NHSDigital\n  nhsuk: nhsuk\n  opensafely: opensafely\ngitlab_group_dict:\n  A group: 42\n",
	})
	w.act(t, showing(t, "csv: data/agg.csv")).green(t)
	w.commits(t, "README.md", "data/agg.csv", "data/org-growth.png", "data/org-growth-dark.png")
	after := w.repo.Files("main")["data/agg.csv"]
	for row := range strings.Lines(old) {
		if !strings.Contains(after, strings.TrimSpace(row)+",") {
			t.Errorf("the history has lost %s", row)
		}
	}
	for login, n := range counted {
		if got := recordsToday(t, after)[login]; !slices.Equal(got, []string{fmt.Sprint(n)}) {
			t.Errorf("the history has %q for %s today, want %d, once", got, login, n)
		}
	}
}

package githubtest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const raw = "application/vnd.github.raw+json"

func TestCommit(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("Octo/stats", map[string]string{"README.md": "old", "gone": "x", "same": "s"})
		first := r.Head("main")
		in := input(first, map[string]string{"README.md": "new", "data/a.csv": "\x00\xff", "same": "s"})
		in["fileChanges"].(map[string]any)["deletions"] = []any{map[string]any{"path": "gone"}}
		out := c.commit(in)
		if out.Errors != nil {
			t.Fatal(out.Errors)
		}
		head := r.Head("main")
		got := out.Data.CreateCommitOnBranch.Commit
		if got.OID != head || got.URL != "https://github.com/Octo/stats/commit/"+head {
			t.Errorf("answer is %+v", got)
		}
		files := map[string]string{"README.md": "new", "data/a.csv": "\x00\xff", "same": "s"}
		if diff := cmp.Diff(files, r.Files("main")); diff != "" {
			t.Error(diff)
		}
		commits := r.Commits("main")
		last := commits[1]
		if len(commits) != 2 || last.Parent != first || last.Headline != "Update" || last.Body != "20 November 2026" || last.Pushed {
			t.Errorf("commits are %+v", commits)
		}
		delete(files, "same")
		if diff := cmp.Diff(files, last.Files); diff != "" || !slices.Equal(last.Deleted, []string{"gone"}) || last.Empty() {
			t.Errorf("changed: %s, deleted: %q", diff, last.Deleted)
		}

		// GitHub makes commits without changes, and so tests can see them.
		for _, files := range []map[string]string{nil, {"README.md": "new"}} {
			if out := c.commit(input(r.Head("main"), files)); out.Errors != nil {
				t.Fatal(out.Errors)
			}
		}
		commits = r.Commits("main")
		if len(commits) != 4 || !commits[2].Empty() || !commits[3].Empty() || commits[2].SHA == commits[3].SHA {
			t.Errorf("empty commits: %+v", commits[2:])
		}
	})
}

func TestCommitRefused(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"a": "1"})
		head := r.Head("main")
		pushed := r.Push("main", map[string]string{"a": "2"}, "Theirs\n\nwith a body")
		if pushed.Parent != head || pushed.Body != "with a body" || !pushed.Pushed {
			t.Errorf("pushed %+v", pushed)
		}
		r.Push("guarded", map[string]string{"a": "3"}, "x")
		r.Protect("guarded", "Changes must be made through a pull request.")
		type object = map[string]any
		for name, test := range map[string]struct {
			change func(in object)
			want   string
		}{
			"stale":      {func(in object) { in["expectedHeadOid"] = head }, `STALE_DATA: Expected branch to point to "` + head + `" but it did not.  Pull and try again.`},
			"branch":     {func(in object) { in["branch"].(object)["branchName"] = "none" }, "NOT_FOUND: Branch not found"},
			"repository": {func(in object) { in["branch"].(object)["repositoryNameWithOwner"] = "a/b" }, "NOT_FOUND: Could not resolve to a Repository with the name 'a/b'."},
			"protected": {func(in object) {
				in["branch"].(object)["branchName"], in["expectedHeadOid"] = "guarded", r.Head("guarded")
			}, "UNPROCESSABLE: Changes must be made through a pull request."},
			"base64":   {func(in object) { in["fileChanges"] = object{"additions": []any{object{"path": "a", "contents": "eA"}}} }, "fileChanges.additions.0.contents"},
			"path":     {func(in object) { in["fileChanges"] = object{"additions": []any{object{"path": "/a", "contents": ""}}} }, "UNPROCESSABLE: A path was requested for addition"},
			"deletion": {func(in object) { in["fileChanges"] = object{"deletions": []any{object{"path": "b"}}} }, "does not exist as of commit oid `" + pushed.SHA},
			"headline": {func(in object) { in["message"] = object{"body": "x"} }, "message.headline (Expected value to not be null)"},
			"head":     {func(in object) { delete(in, "expectedHeadOid") }, "expectedHeadOid (Expected value to not be null)"},
			"unknown":  {func(in object) { in["author"] = "me" }, "author"},
		} {
			in := input(pushed.SHA, map[string]string{"a": "mine"})
			test.change(in)
			out := c.commit(in)
			if out.Data.CreateCommitOnBranch != nil || len(out.Errors) != 1 {
				t.Errorf("%s: %+v", name, out)
			} else if got := out.Errors[0].Type + ": " + out.Errors[0].Message; !strings.Contains(got, test.want) {
				t.Errorf("%s: %s", name, got)
			}
		}
		if r.Head("main") != pushed.SHA {
			t.Error("something was committed")
		}
		s.AddToken("a-token", githubtest.Token{})
		out := c.commit(input(pushed.SHA, nil))
		if e := out.Errors[0]; e.Type != "FORBIDDEN" || e.Message != "Resource not accessible by integration" || e.Path[0] != "createCommitOnBranch" {
			t.Errorf("without write: %+v", e)
		}
	})
}

func TestRefs(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"a": "1"})
		s.AddRepository("octo/empty", nil)
		head := r.Head("main")
		var ref struct {
			Ref    string
			Object struct{ SHA string }
		}
		c.get(200, "/repos/OCTO/stats/git/ref/heads/main").decode(t, &ref)
		if ref.Ref != "refs/heads/main" || ref.Object.SHA != head || len(head) != 40 {
			t.Errorf("ref is %+v", ref)
		}
		c.get(404, "/repos/octo/stats/git/ref/heads/mai")
		c.get(404, "/repos/octo/none/git/ref/heads/main")
		if got := c.get(409, "/repos/octo/empty/git/ref/heads/main").body; !strings.Contains(got, "Git Repository is empty.") {
			t.Error(got)
		}
		create := func(status int, repository, name, sha string) reply {
			t.Helper()
			body := fmt.Sprintf(`{"ref": %q, "sha": %q}`, name, sha)
			return c.want(status, c.do(t.Context(), "POST", "/repos/"+repository+"/git/refs", body))
		}
		create(201, "octo/stats", "refs/heads/org-growth/next", head)
		c.get(200, "/repos/octo/stats/git/ref/heads/org-growth/next")
		create(422, "octo/stats", "refs/heads/org-growth/next", head)
		create(422, "octo/stats", "refs/heads/x", strings.Repeat("0", 40))
		create(422, "octo/stats", "x", head)
		create(409, "octo/empty", "refs/heads/x", head)
		if got := r.Branches(); !slices.Equal(got, []string{"main", "org-growth/next"}) {
			t.Errorf("branches are %q", got)
		}
		s.AddToken("a-token", githubtest.Token{})
		refused := create(403, "octo/stats", "refs/heads/y", head)
		if got := refused.Header.Get("X-Accepted-GitHub-Permissions"); got != "contents=write" {
			t.Errorf("needs %q", got)
		}
	})
}

func TestContents(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"data/ä b.csv": "1\n", "empty": ""})
		first := r.Head("main")
		r.Tag("v1")
		r.Push("main", map[string]string{"data/ä b.csv": "2\n"}, "x")
		r.Push("a/b", map[string]string{"data/ä b.csv": "3\n"}, "x")
		for ref, want := range map[string]string{
			"": "2\n", "main": "2\n", "refs/heads/main": "2\n", "a%2Fb": "3\n", first: "1\n", "v1": "1\n", "refs/tags/v1": "1\n",
		} {
			got := c.get(200, "/repos/octo/stats/contents/data/%C3%A4%20b.csv?ref="+ref, "Accept", raw)
			if got.body != want || got.Header.Get("Content-Type") != raw+"; charset=utf-8" {
				t.Errorf("at %q: %q, %s", ref, got.body, got.Header.Get("Content-Type"))
			}
		}
		if got := c.get(200, "/repos/octo/stats/contents/empty", "Accept", raw); got.body != "" {
			t.Errorf("empty: %q", got.body)
		}
		var folder []struct{ Type, Path string }
		got := c.get(200, "/repos/octo/stats/contents/data?ref=main", "Accept", raw)
		got.decode(t, &folder)
		if got.Header.Get("Content-Type") != "application/json; charset=utf-8" || len(folder) != 1 || folder[0].Path != "data/ä b.csv" {
			t.Errorf("folder: %s", got.body)
		}
		for _, path := range []string{"none", "dat", "empty?ref=none", "empty?ref=" + first[:39]} {
			c.get(404, "/repos/octo/stats/contents/"+path, "Accept", raw)
		}
		r.Delete("main", "Away", "data/ä b.csv")
		if got := slices.Sorted(maps.Keys(r.Files("main"))); !slices.Equal(got, []string{"empty"}) {
			t.Errorf("left: %q", got)
		}
		if r.Files("none") != nil || r.Commits("none") != nil || r.Head("none") != "" {
			t.Error("no such branch has something")
		}
	})
}

func TestTrees(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"README.md": "x", "data/a/b.csv": "1", "data/c.csv": "2"})
		type entry struct{ Path, Type, SHA string }
		read := func(path string) (entries []entry) {
			var tree struct {
				Truncated bool
				Tree      []entry
			}
			c.get(200, "/repos/octo/stats/git/trees/"+path).decode(t, &tree)
			if tree.Truncated {
				t.Errorf("%s is truncated", path)
			}
			return tree.Tree
		}
		names := func(entries []entry) (names []string) {
			for _, e := range entries {
				names = append(names, e.Type+" "+e.Path)
			}
			return names
		}
		first := r.Head("main")
		root := read(first)
		if got := names(root); !slices.Equal(got, []string{"blob README.md", "tree data"}) {
			t.Errorf("at the root: %q", got)
		}
		if got := names(read(first + "?recursive=1")); !slices.Equal(got, []string{"blob README.md", "tree data", "tree data/a", "blob data/a/b.csv", "blob data/c.csv"}) {
			t.Errorf("everything: %q", got)
		}
		r.Push("main", map[string]string{"data/d.csv": "3"}, "x")
		data := root[1].SHA
		if got := names(read(data + "?recursive=1")); !slices.Equal(got, []string{"tree a", "blob a/b.csv", "blob c.csv"}) {
			t.Errorf("in the folder of the first commit: %q", got)
		}
		if now := read(r.Head("main")); now[1].SHA == data || now[0].SHA != root[0].SHA {
			t.Errorf("after a push: %q, before: %q", now, root)
		}
		c.get(404, "/repos/octo/stats/git/trees/"+strings.Repeat("0", 40))
		c.get(404, "/repos/octo/none/git/trees/"+first)
	})
}

func TestLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := githubtest.Start(t)
		s.Lag = 30 * time.Second
		c := inProcess(t, s)
		r := s.AddRepository("octo/stats", map[string]string{"a": "1"})
		time.Sleep(time.Minute)
		old := r.Head("main")
		out := c.commit(input(old, map[string]string{"a": "2"}))
		oid := out.Data.CreateCommitOnBranch.Commit.OID
		read := func() string {
			var ref struct{ Object struct{ SHA string } }
			c.get(200, "/repos/octo/stats/git/ref/heads/main").decode(t, &ref)
			return ref.Object.SHA + c.get(200, "/repos/octo/stats/contents/a?ref=main", "Accept", raw).body
		}
		time.Sleep(29 * time.Second)
		if got := read(); got != old+"1" {
			t.Errorf("before: %s", got)
		}
		if got := c.get(200, "/repos/octo/stats/contents/a?ref="+oid, "Accept", raw).body; got != "2" {
			t.Errorf("a commit lags: %s", got)
		}
		if out := c.commit(input(old, nil)); out.Errors[0].Type != "STALE_DATA" {
			t.Errorf("the head that commits see lags: %+v", out)
		}
		time.Sleep(time.Second)
		if got := read(); got != oid+"2" {
			t.Errorf("after: %s", got)
		}
	})
}

// Eight commit at once and again when they come late: each commit is there in
// the end, on the one before.
func TestRace(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{})
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for out := (outcome{}); out.Data.CreateCommitOnBranch == nil; {
					out = c.commit(input(r.Head("main"), map[string]string{fmt.Sprint(i): "x"}))
				}
			})
		}
		all.Wait()
		if commits := r.Commits("main"); len(commits) != 9 || len(r.Files("main")) != 8 {
			t.Errorf("%d commits, files %v", len(commits), r.Files("main"))
		}
	})
}

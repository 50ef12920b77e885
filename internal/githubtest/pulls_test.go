package githubtest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const pulls = "/repos/octo/stats/pulls"

func proposing(s *githubtest.Server) *githubtest.Repository {
	r := s.AddRepository("octo/stats", map[string]string{"a": "1", "gone": "x"})
	r.Push("update", map[string]string{"a": "2"}, "Theirs")
	return r
}

func (c client) send(status int, method, path, body string) reply {
	c.t.Helper()
	return c.want(status, c.do(c.t.Context(), method, path, body))
}

func TestPullRequests(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := proposing(s)
		c.send(201, "POST", pulls, `{"title": "One", "body": "B", "head": "octo:update", "base": "main"}`)
		for body, want := range map[string]string{
			`{"title": "One", "head": "update", "base": "main"}`: "A pull request already exists for octo:update.",
			`{"title": "One", "head": "main", "base": "main"}`:   "No commits between main and main",
			`{"title": "One", "head": "none", "base": "main"}`:   "head is invalid",
			`{"title": "One", "head": "update", "base": "none"}`: "base is invalid",
			`{"head": "update", "base": "main"}`:                 "title can't be blank",
		} {
			if got := c.send(422, "POST", pulls, body).body; !strings.Contains(got, want) {
				t.Errorf("%s: %s", body, got)
			}
		}
		c.send(200, "PATCH", pulls+"/1", `{"title": "Two", "body": "C"}`)
		c.send(404, "PATCH", pulls+"/2", `{"title": "Two"}`)
		want := githubtest.PullRequest{
			Number: 1, Title: "Two", Body: "C", Head: "update", Base: "main", SHA: r.Head("update"),
			URL: "https://github.com/octo/stats/pull/1", Open: true,
		}
		if got := r.PullRequests(); !slices.Equal(got, []githubtest.PullRequest{want}) {
			t.Errorf("there are %+v", got)
		}
		r.Push("other", map[string]string{"b": "1"}, "x")
		c.send(201, "POST", pulls, `{"title": "Other", "head": "other", "base": "main"}`)
		r.Close(1)
		for query, want := range map[string][]int{
			"": {2}, "state=all": {2, 1}, "state=closed": {1}, "state=all&head=OCTO:update": {1}, "state=all&per_page=1": {2},
			"head=octo:update": nil, "state=all&base=update": nil, "state=all&head=other:update": nil,
		} {
			var list []struct{ Number int }
			c.get(200, pulls+"?"+query).decode(t, &list)
			var got []int
			for _, p := range list {
				got = append(got, p.Number)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
	})
}

// An open pull request ends when its branch has nothing left to propose.
func TestPullRequestEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		end    func(r *githubtest.Repository, c client)
		merged bool
	}{
		"merged":         {func(r *githubtest.Repository, c client) { must(c.t, r.Merge(1)) }, true},
		"closed":         {func(r *githubtest.Repository, c client) { r.Close(1) }, false},
		"branch deleted": {func(r *githubtest.Repository, c client) { r.DeleteBranch("update") }, false},
		"branch reset": {func(r *githubtest.Repository, c client) {
			c.send(200, "PATCH", "/repos/octo/stats/git/refs/heads/update", `{"sha": "`+r.Head("main")+`", "force": true}`)
		}, false},
		"base moved to it": {func(r *githubtest.Repository, c client) {
			c.send(200, "PATCH", "/repos/octo/stats/git/refs/heads/main", `{"sha": "`+r.Head("update")+`"}`)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := githubtest.Start(t)
			r, c := proposing(s), inProcess(t, s)
			c.send(201, "POST", pulls, `{"title": "One", "head": "update", "base": "main"}`)
			tt.end(r, c)
			p := r.PullRequests()[0]
			if p.Open || p.Merged != tt.merged {
				t.Errorf("it is %+v", p)
			}
			if got := r.Files("main")["a"]; (got == "2") != tt.merged {
				t.Errorf("the base has %q", got)
			}
			r.Push("update", map[string]string{"a": "3"}, "More")
			if got := r.PullRequests()[0].SHA; got != p.SHA {
				t.Errorf("its head has moved after its end to %s: %+v", got, p)
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestMerge(t *testing.T) {
	s := githubtest.Start(t)
	r, c := proposing(s), inProcess(t, s)
	r.Delete("update", "Away", "gone")
	c.send(201, "POST", pulls, `{"title": "One", "body": "B", "head": "update", "base": "main"}`)
	r.Push("main", map[string]string{"mine": "m", "a": "other"}, "Mine")
	if err := r.Merge(1); err == nil || !strings.Contains(err.Error(), "both sides change a") || !r.PullRequests()[0].Open {
		t.Errorf("a conflict: %v", err)
	}
	r.Push("main", map[string]string{"a": "1"}, "Back")
	must(t, r.Merge(1))
	if got := fmt.Sprint(r.Files("main")); got != "map[a:2 mine:m]" {
		t.Errorf("merged: %s", got)
	}
	commits := r.Commits("main")
	if last := commits[len(commits)-1]; last.Headline != "One (#1)" || !last.Pushed {
		t.Errorf("the merge is %+v", last)
	}
}

func TestMoveRefs(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"a": "1"})
		first, next := r.Head("main"), r.Push("update", map[string]string{"a": "2"}, "x").SHA
		other := r.Push("other", map[string]string{"a": "3"}, "x").SHA
		move := func(status int, branch, sha, force string) string {
			t.Helper()
			return c.send(status, "PATCH", "/repos/octo/stats/git/refs/heads/"+branch, fmt.Sprintf(`{"sha": %q, "force": %s}`, sha, force)).body
		}
		if got := move(422, "update", other, "false"); !strings.Contains(got, "Update is not a fast forward") {
			t.Error(got)
		}
		move(200, "update", other, "true")
		move(422, "none", first, "true")
		move(422, "update", strings.Repeat("0", 40), "true")
		swap := func(branch, before, after string) string {
			t.Helper()
			return c.send(200, "POST", "/graphql", fmt.Sprintf(`{"query": "mutation($i: UpdateRefsInput!) { updateRefs(input: $i) { clientMutationId } }",
				"variables": {"i": {"repositoryId": %q, "clientMutationId": "me", "refUpdates": [{"name": "refs/heads/%s", "beforeOid": %q, "afterOid": %q, "force": true}]}}}`,
				r.NodeID(), branch, before, after)).body
		}
		const none, done = "0000000000000000000000000000000000000000", `{"data":{"updateRefs":{"clientMutationId":"me"}}}`
		for _, tt := range []struct {
			branch, before, after string
			done                  bool
		}{
			{"update", next, first, false}, {"update", none, first, false}, {"update", other, next, true},
			{"new", first, first, false}, {"new", none, first, true}, {"new", none, first, false}, {"new", first, strings.Repeat("1", 40), false},
		} {
			if got := swap(tt.branch, tt.before, tt.after); (got == done) != tt.done {
				t.Errorf("%+v: %s", tt, got)
			}
		}
		if r.Head("update") != next || r.Head("new") != first {
			t.Error("a branch is elsewhere")
		}
	})
}

func TestMayNotPropose(t *testing.T) {
	s := githubtest.Start(t)
	r, c := proposing(s), inProcess(t, s)
	const one = `{"title": "One", "head": "update", "base": "main"}`
	r.ForbidPullRequests()
	if got := c.send(403, "POST", pulls, one).body; !strings.Contains(got, "GitHub Actions is not permitted to create or approve pull requests.") {
		t.Error(got)
	}
	s.AddToken("a-token", githubtest.Token{Write: true})
	refused := c.send(403, "POST", pulls, one)
	if got := refused.Header.Get("X-Accepted-GitHub-Permissions"); got != "pull_requests=write" {
		t.Errorf("needs %q", got)
	}
	c.send(403, "PATCH", pulls+"/1", `{"title": "Two"}`)
	c.get(200, pulls)
}

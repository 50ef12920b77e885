package githubtest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// Each way of merging ends in the same files.
func TestWaysToMerge(t *testing.T) {
	for way, commits := range map[string]int{githubtest.Squash: 3, githubtest.MergeCommit: 3, githubtest.Rebase: 4} {
		t.Run(way, func(t *testing.T) {
			s := githubtest.Start(t)
			r, c := proposing(s), inProcess(t, s)
			before := r.Head("main")
			c.send(201, "POST", pulls, `{"title": "One", "head": "update", "base": "main"}`)
			r.Push("main", map[string]string{"mine": "m"}, "Mine")
			head := r.Delete("update", "Away", "gone").SHA
			must(t, r.Mergeable(1))
			must(t, r.MergeBy(way, 1))
			if got := fmt.Sprint(r.Files("main")); got != "map[a:2 mine:m]" {
				t.Errorf("merged: %s", got)
			}
			if got := len(r.Commits("main")); got != commits {
				t.Errorf("main has %d commits, want %d", got, commits)
			}
			want := before
			if way == githubtest.MergeCommit {
				want = head
			}
			if got := r.MergeBase(r.Head("main"), head); got != want {
				t.Errorf("both have %s, want %s", got, want)
			}
			var commit struct{ Parents []struct{ SHA string } }
			c.get(200, "/repos/octo/stats/git/commits/"+r.Head("main")).decode(t, &commit)
			if merge := way == githubtest.MergeCommit; merge != (len(commit.Parents) == 2) {
				t.Errorf("its parents are %v", commit.Parents)
			}
		})
	}
}

// Commits that undo each other are no conflict together, and one by one they
// are.
func TestCannotBeRebased(t *testing.T) {
	s := githubtest.Start(t)
	r, c := proposing(s), inProcess(t, s)
	c.send(201, "POST", pulls, `{"title": "One", "head": "update", "base": "main"}`)
	r.Push("update", map[string]string{"a": "1", "b": "1"}, "Back")
	r.Push("main", map[string]string{"a": "other"}, "Mine")
	if err := r.MergeBy(githubtest.Rebase, 1); err == nil || !r.PullRequests()[0].Open {
		t.Errorf("it is rebased: %v", err)
	}
	must(t, r.Merge(1))
	if got := fmt.Sprint(r.Files("main")); got != "map[a:other b:1 gone:x]" {
		t.Errorf("merged: %s", got)
	}
}

func TestUpdateBranch(t *testing.T) {
	s := githubtest.Start(t)
	r, c := proposing(s), inProcess(t, s)
	c.send(201, "POST", pulls, `{"title": "One", "head": "update", "base": "main"}`)
	if err := r.UpdateBranch(1); err == nil {
		t.Error("it is updated, although the base has nothing new")
	}
	base := r.Push("main", map[string]string{"mine": "m"}, "Mine").SHA
	must(t, r.UpdateBranch(1))
	if got := fmt.Sprint(r.Files("update")); got != "map[a:2 gone:x mine:m]" {
		t.Errorf("updated: %s", got)
	}
	if p := r.PullRequests()[0]; p.SHA != r.Head("update") || !p.Open || r.MergeBase(p.SHA, base) != base {
		t.Errorf("it is %+v", p)
	}
	r.Push("main", map[string]string{"a": "other"}, "Mine")
	if r.UpdateBranch(1) == nil || r.Mergeable(1) == nil {
		t.Error("a conflict is none")
	}
}

// A read that is answered from an older state sees branches and pull requests
// as they were.
func TestOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := githubtest.Start(t)
		r, c := proposing(s), inProcess(t, s)
		first := r.Head("main")
		time.Sleep(time.Minute)
		c.send(201, "POST", pulls, `{"title": "One", "head": "update", "base": "main"}`)
		must(t, r.Merge(1))
		r.DeleteBranch("update")
		read := func(status int, path string) string { return c.get(status, "/repos/octo/stats/"+path).body }
		s.Fail(githubtest.Fault{Method: "GET", Times: 3, Old: time.Second})
		if got := read(200, "git/ref/heads/main"); !strings.Contains(got, first) {
			t.Errorf("main was %s", got)
		}
		read(200, "git/ref/heads/update")
		if got := read(200, "pulls?state=all"); got != "[]" {
			t.Errorf("pull requests were %s", got)
		}
		if got := read(200, "git/ref/heads/main"); !strings.Contains(got, r.Head("main")) {
			t.Errorf("main is %s", got)
		}
		read(404, "git/ref/heads/update")
		if got := read(200, "pulls?state=all"); !strings.Contains(got, `"merged_at":"`) {
			t.Errorf("pull requests are %s", got)
		}
	})
}

package action_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var nhsuk = map[string]string{"orgs": "nhsuk"}

// A copy of GitHub's that has not heard of a commit says 404. That is no missing
// file.
func TestUnknownCommitIsNoMissingFile(t *testing.T) {
	for _, backfill := range []string{"true", "false"} {
		for times, fails := range map[int]bool{3: false, 0: true} {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, map[string]string{"README.md": markers})
				w.addOrg("nhsuk", 3)
				with := map[string]string{"orgs": "nhsuk", "backfill": backfill}
				w.run(t, today, with).ok(t)
				before := w.repo.Files("main")["data/org-growth.csv"]
				w.Fail(githubtest.Fault{
					Path: githubtest.BlobPath("octo/statistics", before), Status: 404, Times: times, Body: `{"message":"Not Found"}`,
				})
				r := w.run(t, today.AddDate(0, 0, 1), with)
				after := w.repo.Files("main")["data/org-growth.csv"]
				if !strings.HasPrefix(after, before) || (r.err != nil) != fails || (after == before) != fails {
					t.Errorf("it ends with %v, and the history is\n%s", r.err, after)
				}
				if fails {
					r.fails(t, "reading data/org-growth.csv: GitHub answered 404 Not Found: Not Found. GitHub lists it, and then does not find it: run the workflow again")
				}
			})
		}
	}
}

// An answer that does not say what was done is looked into: the commit is
// announced if it was made, and made if it was not.
func TestUnclearAnswers(t *testing.T) {
	for _, answer := range []githubtest.Fault{
		{Status: 200, Body: ""},
		{Status: 200, Body: "{}"},
		{Status: 200, Body: `{"data":{"createCommitOnBranch":null}}`},
		{Status: 200, Body: "<html>"},
		{Status: 200, Body: `{"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout."}]}`},
		{Status: 500},
		{Cut: true},
		{Hang: true},
	} {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%+v %v", answer, done), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, map[string]string{"README.md": markers})
					w.addOrg("nhsuk", 3)
					answer.Method, answer.Path, answer.Times, answer.AfterDoing = "POST", "/graphql", 1, done
					w.Fail(answer)
					r := w.run(t, today, nhsuk).ok(t)
					commits := w.byUs()
					if got := r.outputs(t); len(commits) != 1 || got["commit"] != commits[0].SHA || got["changed"] != "true" {
						t.Errorf("%d commits, outputs %q", len(commits), got)
					}
				})
			})
		}
	}
}

// Time that a limit takes is not time that the branch moved.
func TestLimitThenRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		w.Fail(githubtest.Fault{Path: "/graphql", Status: 403, Header: http.Header{"Retry-After": {"600"}}, Times: 1})
		time.AfterFunc(5*time.Minute, func() { w.repo.Push("main", map[string]string{"notes": ""}, "a note") })
		w.run(t, today, nhsuk).ok(t)
		if n := len(w.byUs()); n != 1 {
			t.Errorf("%d commits, want one", n)
		}
	})
}

// While GitHub limits us nothing is sent, whatever stands in line.
func TestNothingIsSentWhileLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.Latency = 80 * time.Millisecond
		w.addOrg("nhsuk", 9000)
		w.Fail(githubtest.Fault{Path: "/orgs/nhsuk/repos", Skip: 20, Times: 6, Status: 403, Header: http.Header{"Retry-After": {"60"}}, Body: secondary})
		w.run(t, today, nhsuk).ok(t)
		var refused time.Time
		early := 0
		for _, r := range w.Requests() {
			if r.Status == 403 && refused.IsZero() {
				refused = r.At.Add(r.Took)
			}
			if !refused.IsZero() && r.At.After(refused) && r.At.Before(refused.Add(59*time.Second)) {
				early++
			}
		}
		if refused.IsZero() || early > 0 {
			t.Errorf("%d requests were sent while GitHub limited us", early)
		}
	})
}

// Counting leaves some requests of the hour to committing, if they share a
// token, and no more than that needs.
func TestReserve(t *testing.T) {
	for limit, counted := range map[int]int{95: 40, 70: 40, 50: 20} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.AddToken(token, githubtest.Token{Write: true, Limit: limit})
			list := ""
			for i := range 40 {
				login := fmt.Sprintf("org-%02d", i)
				w.AddOrg(login, 0, githubtest.Repo{Name: "one"})
				list += login + "\n"
			}
			pushed := false
			w.OnRequest = func(r *http.Request) {
				if r.URL.Path == "/graphql" && !pushed {
					pushed = true
					w.repo.Push("main", map[string]string{"notes": ""}, "a note")
				}
			}
			r := w.run(t, today, map[string]string{"orgs": list, "max-wait": "0s"}).ok(t)
			// Of those that are asked side by side some may be too many.
			if got, _ := strconv.Atoi(r.outputs(t)["organisations"]); len(w.byUs()) != 1 || got < counted || got > min(counted+8, 40) {
				t.Errorf("%d requests: %d commits, want one; %d organisations, want %d:\n%s", limit, len(w.byUs()), got, counted, r.log)
			}
			if said := strings.Contains(r.log, "GitHub's rate limit leaves 2"); said != (counted < 40) {
				t.Errorf("%d requests: it says how many are left: %v\n%s", limit, said, r.log)
			}
		})
	}
}

// A workspace that cannot be written costs the step its colour, and nothing of
// what was done.
func TestWorkspaceIsInTheWay(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, token, map[string]string{"orgs": "nhsuk, nobody", "chart": ""})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(step.Workspace(), "data"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	r := w.runStep(t.Context(), today, step)
	r.fails(t, "writing data/org-growth.csv in the workspace: ")
	if got := r.outputs(t); len(w.byUs()) != 1 || got["commit"] != w.byUs()[0].SHA || got["failed"] != "nobody" || r.summary(t) == "" {
		t.Errorf("%d commits, outputs %q, summary\n%s", len(w.byUs()), got, r.summary(t))
	}
}

// Two lists in one file come to rest.
func TestTwoLists(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	w.addOrg("nhsx", 4)
	for i := range 6 {
		login := []string{"nhsuk", "nhsx"}[i%2]
		r := w.run(t, today, map[string]string{"orgs": login, "readme": ""}).ok(t)
		if got := r.outputs(t)["changed"]; got != fmt.Sprint(i < 2) {
			t.Errorf("run %d: changed is %s", i, got)
		}
	}
}

// A missing branch is made although nothing has changed.
func TestNewBranchWithoutChange(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	w.run(t, today, nhsuk).ok(t)
	with := maps.Clone(nhsuk)
	with["branch"] = "statistics"
	w.run(t, today, with).ok(t)
	if w.repo.Head("statistics") == "" {
		t.Errorf("branches %q", w.repo.Branches())
	}
}

// The account of an organisation without repositories has to be one.
func TestNamelessAccount(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	w.AddOrg("empty", 0)
	w.Fail(githubtest.Fault{Path: "/orgs/empty", Status: 200, Body: "{}"})
	r := w.run(t, today, map[string]string{"orgs": "nhsuk, empty"}).ok(t)
	if got := r.outputs(t)["failed"]; got != "empty" || !strings.Contains(r.log, "empty: not counted: GitHub's answer names no account") {
		t.Errorf("failed %q:\n%s", got, r.log)
	}
}

// A redirect takes the token nowhere else, not to plain HTTP either.
func TestRedirectToPlainHTTP(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddOrg("bad", 0)
	w.addOrg("nhsuk", 3)
	w.Fail(githubtest.Fault{Path: "/orgs/bad/repos", Status: 301, Header: http.Header{"Location": {"http://api.github.com/orgs/bad/repos"}}})
	r := w.run(t, today, map[string]string{"orgs": "nhsuk, bad"}).ok(t)
	if !strings.Contains(r.log, "bad: not counted: GitHub could not be reached: GitHub redirects to another host") {
		t.Errorf("log:\n%s", r.log)
	}
}

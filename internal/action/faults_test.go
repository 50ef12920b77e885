package action_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// What passes is waited out, and the organisation is counted whole. Time is
// fake: nothing here sleeps.
func TestPassingFaults(t *testing.T) {
	const limited = `{"message":"API rate limit exceeded for installation ID 1."}`
	reset := func(d time.Duration) http.Header {
		return http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(time.Now().Add(d).Unix(), 10)}}
	}
	tests := []struct {
		name  string
		fault func() githubtest.Fault
		waits time.Duration // at least; and no more than twice that and a minute
	}{
		{"a server error", func() githubtest.Fault { return githubtest.Fault{Status: 502, Body: "<html>", Times: 3} }, 0},
		{"a broken connection", func() githubtest.Fault { return githubtest.Fault{Cut: true, Times: 3} }, 0},
		{"half an answer", func() githubtest.Fault { return githubtest.Fault{Truncate: true, Times: 3} }, 0},
		{"no answer", func() githubtest.Fault { return githubtest.Fault{Hang: true, Times: 1} }, 30 * time.Second},
		{"primary limit", func() githubtest.Fault {
			return githubtest.Fault{Status: 403, Body: limited, Header: reset(5 * time.Minute), Times: 1}
		}, 5 * time.Minute},
		{"primary limit as 429", func() githubtest.Fault {
			return githubtest.Fault{Status: 429, Body: limited, Header: reset(5 * time.Minute), Times: 1}
		}, 5 * time.Minute},
		{"secondary limit", func() githubtest.Fault {
			return githubtest.Fault{Status: 403, Body: `{"message":"You have exceeded a secondary rate limit."}`, Header: http.Header{"Retry-After": {"90"}}, Times: 2}
		}, 3 * time.Minute},
		{"secondary limit without a time", func() githubtest.Fault {
			return githubtest.Fault{Status: 403, Body: `{"message":"You have exceeded a secondary rate limit."}`, Times: 2}
		}, 3 * time.Minute},
	}
	for _, tt := range tests {
		for page, query := range map[string]string{"first page": "page=1", "middle of the paging": "page=2"} {
			t.Run(tt.name+" on the "+page, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, map[string]string{"README.md": markers})
					w.addOrg("nhsuk", 250)
					fault := tt.fault()
					fault.Path, fault.Query = "/orgs/nhsuk/repos", query
					w.Fail(fault)
					start := time.Now()
					r := w.run(t, today, map[string]string{"orgs": "nhsuk"}).ok(t)
					if got := r.outputs(t); got["repositories"] != "250" || got["failed"] != "" {
						t.Errorf("outputs %q", got)
					}
					if took := time.Since(start); took < tt.waits || took > 2*tt.waits+time.Minute {
						t.Errorf("it took %s, want about %s", took, tt.waits)
					}
					if tt.waits > time.Minute && !strings.Contains(r.log, "for GitHub's rate limit, until ") {
						t.Errorf("the log does not say that it waits:\n%s", r.log)
					}
				})
			})
		}
	}
}

// A limit that lasts longer than max-wait costs those that are left, at once,
// and no one else.
func TestLimitBeyondMaxWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.AddToken("ghp_small", githubtest.Token{Limit: 5})
		list := ""
		for i := range 10 {
			login := fmt.Sprintf("org-%d", i)
			w.addOrg(login, 3)
			list += login + "\n"
		}
		start := time.Now()
		r := w.run(t, today, map[string]string{"orgs": list, "read-token": "ghp_small"}).ok(t)
		if got := r.outputs(t); got["organisations"] != "5" || strings.Count(got["failed"], ",") != 4 {
			t.Errorf("outputs %q", got)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("it took %s, want it to give up at once", took)
		}
		if want := "GitHub's rate limit is used up until " + start.Add(time.Hour).UTC().Format("15:0"); !strings.Contains(r.log, want) {
			t.Errorf("the log does not say %q:\n%s", want, r.log)
		}
	})
}

// Cancelled while it waits, a run ends at once and writes nothing.
func TestCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		w.Fail(githubtest.Fault{Path: "/orgs/nhsuk/repos", Status: 429, Header: http.Header{"Retry-After": {"600"}}})
		step, err := githubtest.NewStep("../../action.yml", t.TempDir(), calling, token, map[string]string{"orgs": "nhsuk"})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		r := w.runStep(ctx, today, step)
		r.fails(t, "deadline exceeded")
		if took := time.Since(start); took != time.Minute {
			t.Errorf("it ended after %s, want a minute", took)
		}
		w.untouched(t, r)
	})
}

// A commit that was made although its answer was lost is recognised.
func TestLostAnswer(t *testing.T) {
	for name, fault := range map[string]githubtest.Fault{
		"made, then cut":      {Cut: true, AfterDoing: true},
		"made, then 502":      {Status: 502, AfterDoing: true},
		"cut before":          {Cut: true},
		"502 before":          {Status: 502},
		"secondary limit":     {Status: 403, Header: http.Header{"Retry-After": {"60"}}, Body: `{"message":"secondary rate limit"}`},
		"RATE_LIMITED":        {Status: 200, Body: `{"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}`},
		"made, answer halved": {Truncate: true, AfterDoing: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, map[string]string{"README.md": markers})
				w.addOrg("nhsuk", 3)
				fault.Method, fault.Path, fault.Times = http.MethodPost, "/graphql", 1
				w.Fail(fault)
				r := w.run(t, today, map[string]string{"orgs": "nhsuk"}).ok(t)
				commits := w.byUs()
				if len(commits) != 1 || commits[0].Empty() {
					t.Fatalf("%d commits, want one", len(commits))
				}
				if got := r.outputs(t); got["commit"] != commits[0].SHA || got["changed"] != "true" {
					t.Errorf("outputs %q, want commit %s", got, commits[0].SHA)
				}
			})
		})
	}
}

// Eight runs at once on one branch, with people pushing in between and reads
// that lag behind: every row of every run is there once, no commit is lost,
// none is empty.
func TestRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.Latency, w.Lag = 80*time.Millisecond, 2*time.Second
		for i := range 16 {
			w.addOrg(fmt.Sprintf("org-%02d", i), 3+i)
		}
		var wg sync.WaitGroup
		for i := range 8 {
			// Half the runs count the same organisations.
			list := fmt.Sprintf("org-%02d, org-%02d", i, 8+i/2)
			wg.Go(func() { w.run(t, today, map[string]string{"orgs": list}).ok(t) })
		}
		wg.Go(func() {
			for i := range 5 {
				time.Sleep(700 * time.Millisecond)
				w.repo.Push("main", map[string]string{fmt.Sprintf("notes-%d.md", i): "a note"}, "a note")
			}
		})
		wg.Wait()
		csv := w.repo.Files("main")["data/org-growth.csv"]
		for i := range 12 {
			login := fmt.Sprintf("org-%02d", i)
			if n := strings.Count(csv, login+",2026-11-20,"); n != 1 {
				t.Errorf("%s has %d rows of today, want one", login, n)
			}
			if n := strings.Count(csv, "\n"+login+","); n != 1+3+i {
				t.Errorf("%s has %d rows, want %d", login, n, 1+3+i)
			}
		}
		for _, c := range w.repo.Commits("main")[1:] {
			if c.Empty() {
				t.Errorf("commit %q is empty", c.Headline)
			}
		}
		if n := len(w.byUs()); n != 8 {
			t.Errorf("%d commits, want one of each run", n)
		}
		for i := range 5 {
			if _, ok := w.repo.Files("main")[fmt.Sprintf("notes-%d.md", i)]; !ok {
				t.Errorf("the push %d is lost", i)
			}
		}
	})
}

// A head that always moves: a clear error, and nothing written.
func TestHeadNeverRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		pushes := 0
		w.OnRequest = func(r *http.Request) {
			if r.URL.Path == "/graphql" {
				pushes++
				w.repo.Push("main", map[string]string{"busy": fmt.Sprint(pushes)}, "busy")
			}
		}
		r := w.run(t, today, map[string]string{"orgs": "nhsuk"})
		r.fails(t, "committing on main: 10 tries in vain, the last because others moved it first: nothing was written; run the workflow again")
		w.untouched(t, r)
	})
}

// A list is counted within GitHub's limits: six requests at once, and under
// 900 a minute.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.Latency, w.PerMinute = 80*time.Millisecond, 900
		list := ""
		for i := range 600 {
			login := fmt.Sprintf("org-%03d", i)
			w.AddOrg(login, 0, githubtest.Repo{Name: "one"})
			list += login + "\n"
		}
		start := time.Now()
		r := w.run(t, today, map[string]string{"orgs": list, "chart": ""}).ok(t)
		if got := r.outputs(t); got["organisations"] != "600" {
			t.Errorf("outputs %q", got)
		}
		if took := time.Since(start); took > 45*time.Second {
			t.Errorf("600 requests took %s, want some 36 s: 240 at once, then 10 a second", took)
		}
		if most := atOnce(w.Requests()); most > 6 {
			t.Errorf("%d requests at once, want at most 6", most)
		}
	})
}

// atOnce returns how many requests were under way at the same time.
func atOnce(requests []githubtest.Request) int {
	moves := map[time.Time]int{}
	for _, r := range requests {
		moves[r.At]++
		moves[r.At.Add(r.Took)]--
	}
	most, now := 0, 0
	for _, at := range slices.SortedFunc(maps.Keys(moves), time.Time.Compare) {
		now += moves[at]
		most = max(most, now)
	}
	return most
}

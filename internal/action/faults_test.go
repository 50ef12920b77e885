package action_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
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

const (
	limited   = `{"message":"API rate limit exceeded for installation ID 1."}`
	secondary = `{"message":"You have exceeded a secondary rate limit. Please wait a few minutes."}`
	allowList = "Although you appear to have the correct authorization credentials, the `nhsuk` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."
)

// resets is the headers of a primary limit that ends after a while by GitHub's
// clock, which may be another than ours.
func resets(after, clock time.Duration) http.Header {
	now := today.Add(clock)
	header := reset(now.Add(after).Unix())
	header.Set("Date", now.UTC().Format(http.TimeFormat))
	return header
}

// reset is the headers of a primary limit that ends at a time by GitHub's clock.
func reset(epoch int64) http.Header {
	return http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(epoch, 10)}}
}

// TestFaults has a line for each fault. It is met while nhsuk, of three pages,
// is counted beside another organisation: on the first page, and in the middle
// of the paging. Time is fake: nothing here sleeps.
func TestFaults(t *testing.T) {
	type fault = githubtest.Fault
	message := func(text string) string { return fmt.Sprintf(`{"message":%q}`, text) }
	tests := []struct {
		name  string
		fault func() fault
		lost  string        // why nhsuk is not counted; empty: it is, whole
		waits time.Duration // at least; and no more than that and a minute
		cost  int           // requests more than without the fault, at most
	}{
		{"server errors", func() fault { return fault{Status: 502, Body: "<html>", Times: 3} }, "", 0, 3},
		{"server errors without end", func() fault { return fault{Status: 503} }, "GitHub answered 503 Service Unavailable", 0, 3},
		{"broken connections", func() fault { return fault{Cut: true, Times: 3} }, "", 0, 3},
		{"broken connections without end", func() fault { return fault{Cut: true} }, "GitHub could not be reached: ", 0, 3},
		{"half an answer", func() fault { return fault{Truncate: true, Times: 3} }, "", 0, 3},
		{"half an answer without end", func() fault { return fault{Truncate: true} }, "GitHub could not be reached: reading the answer: ", 0, 3},
		{"no answer", func() fault { return fault{Hang: true, Times: 1} }, "", 30 * time.Second, 1},
		{"no answer without end", func() fault { return fault{Hang: true} }, "GitHub could not be reached: no answer within 30s", 2 * time.Minute, 3},
		{"primary limit", func() fault { return fault{Status: 403, Body: limited, Header: resets(5*time.Minute, 0), Times: 1} }, "", 5 * time.Minute, 1},
		{"primary limit as 429", func() fault { return fault{Status: 429, Body: limited, Header: resets(5*time.Minute, 0), Times: 1} }, "", 5 * time.Minute, 1},
		{"primary limit, our clock is slow", func() fault {
			return fault{Status: 403, Body: limited, Header: resets(5*time.Minute, time.Hour), Times: 1}
		}, "", 5 * time.Minute, 1},
		{"primary limit, our clock is fast", func() fault {
			return fault{Status: 403, Body: limited, Header: resets(5*time.Minute, -time.Hour), Times: 1}
		}, "", 5 * time.Minute, 1},
		{"primary limit beyond max-wait", func() fault { return fault{Status: 403, Body: limited, Header: resets(time.Hour, 0)} }, "GitHub's rate limit is used up until ", 0, 1},
		{"secondary limit", func() fault {
			return fault{Status: 403, Body: secondary, Header: http.Header{"Retry-After": {"90"}}, Times: 2}
		}, "", 3 * time.Minute, 2},
		{"secondary limit as 429", func() fault {
			return fault{Status: 429, Body: secondary, Header: http.Header{"Retry-After": {"90"}}, Times: 2}
		}, "", 3 * time.Minute, 2},
		{"secondary limit without a time", func() fault { return fault{Status: 403, Body: secondary, Times: 2} }, "", 3 * time.Minute, 2},
		{"429 without anything", func() fault { return fault{Status: 429, Times: 2} }, "", 3 * time.Minute, 2},
		{"secondary limit beyond max-wait", func() fault { return fault{Status: 403, Body: secondary, Header: http.Header{"Retry-After": {"901"}}} }, "GitHub's rate limit is used up until ", 0, 1},
		{"secondary limit without end", func() fault { return fault{Status: 429} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"secondary limit until a date", func() fault {
			return fault{Status: 403, Body: secondary, Header: http.Header{"Retry-After": {today.Add(90 * time.Second).Format(http.TimeFormat)}}, Times: 1}
		}, "", 90 * time.Second, 1},
		{"a limit that asks for a second, without end", func() fault { return fault{Status: 429, Header: http.Header{"Retry-After": {"1"}}} }, "GitHub's rate limit is used up until ", 511 * time.Second, 9},
		{"a limit that asks for nothing, without end", func() fault { return fault{Status: 429, Header: http.Header{"Retry-After": {"0"}}} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"a limit that asks for less than nothing, without end", func() fault { return fault{Status: 403, Header: http.Header{"Retry-After": {"-5"}}} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"a limit that asks for words, without end", func() fault { return fault{Status: 403, Header: http.Header{"Retry-After": {"soon"}}} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"a limit that asks for centuries", func() fault {
			return fault{Status: 429, Header: http.Header{"Retry-After": {"99999999999999999999"}}, Times: 1}
		}, "", time.Minute, 1},
		{"a limit that asks for years", func() fault { return fault{Status: 429, Header: http.Header{"Retry-After": {"999999999"}}} }, "GitHub's rate limit is used up until ", 0, 1},
		{"a reset that is past, without end", func() fault { return fault{Status: 403, Body: limited, Header: resets(-time.Hour, 0)} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"a reset in milliseconds", func() fault {
			return fault{Status: 403, Body: limited, Header: reset(today.Add(5 * time.Minute).UnixMilli()), Times: 1}
		}, "", 5 * time.Minute, 1},
		{"a reset that never comes", func() fault { return fault{Status: 403, Body: limited, Header: reset(math.MaxInt64)} }, "GitHub's rate limit is used up until ", 0, 1},
		{"a reset before all time", func() fault { return fault{Status: 403, Body: limited, Header: reset(math.MinInt64)} }, "GitHub's rate limit is used up until ", 15 * time.Minute, 4},
		{"an IP allow list", func() fault { return fault{Status: 403, Body: message(allowList), Token: "*"} }, "", 0, 4},
		{"SAML", func() fault {
			return fault{Status: 403, Body: message("Resource protected by organization SAML enforcement. You must grant your token access to this organization."), Token: "*"}
		}, "", 0, 4},
		{"a token's lifetime", func() fault {
			return fault{Status: 403, Body: message("The 'nhsuk' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days."), Token: "*"}
		}, "", 0, 4},
		{"an IP allow list for everybody", func() fault { return fault{Status: 403, Body: message(allowList)} }, "an IP allow list enabled, and your IP address is not permitted to access this resource.; and without a token: ", 0, 4},
		{"another refusal", func() fault { return fault{Status: 403, Body: message("Resource not accessible by integration")} }, "GitHub answered 403 Forbidden: Resource not accessible by integration", 0, 0},
		{"blocked by law", func() fault { return fault{Status: 451, Body: message("Repository access blocked")} }, "GitHub answered 451 Unavailable For Legal Reasons: Repository access blocked", 0, 0},
		{"gone in between", func() fault { return fault{Status: 404, Body: message("Not Found"), Times: 1} }, "", 0, 4},
		{"an empty answer", func() fault { return fault{Status: 200, Times: 3} }, "", 0, 3},
		{"an empty answer without end", func() fault { return fault{Status: 200} }, "GitHub's answer is empty", 0, 3},
		{"null", func() fault { return fault{Status: 200, Body: "null", Times: 3} }, "", 0, 3},
		{"null without end", func() fault { return fault{Status: 200, Body: "null"} }, "GitHub's answer is empty", 0, 3},
		{"JSON that ends early", func() fault { return fault{Status: 200, Body: `[{"id":1},`, Times: 3} }, "", 0, 3},
		{"JSON that ends early without end", func() fault { return fault{Status: 200, Body: `[{"id":1},`} }, `GitHub's answer is no JSON, or not whole: "[{\"id\":1},"`, 0, 3},
		{"JSON of another form without end", func() fault { return fault{Status: 200, Body: `{"message":"hello"}`} }, "GitHub's answer is of another form than its API's: ", 0, 3},
		{"an HTML page", func() fault { return fault{Status: 200, Body: "<html><title>Unicorn!</title>", Times: 3} }, "", 0, 3},
		{"an HTML page without end", func() fault { return fault{Status: 200, Body: "<html><title>Unicorn!</title>"} }, `GitHub's answer is no JSON, or not whole: "<html><title>Unicorn!</title>"`, 0, 3},
		{"accepted", func() fault { return fault{Status: 202, Body: "{}", Times: 3} }, "", 0, 3},
		{"accepted without end", func() fault { return fault{Status: 202, Body: "{}"} }, "GitHub answered 202 Accepted, but without what was asked for", 0, 3},
		{"a redirect to another host", func() fault {
			return fault{Status: 302, Header: http.Header{"Location": {"https://evil.example/orgs/nhsuk/repos"}}}
		}, "GitHub could not be reached: GitHub redirects to another host, evil.example", 0, 0},
		{"no pages at all", func() fault {
			return fault{Status: 200, Body: "[]", Header: http.Header{"Link": {`<https://api.github.com/organizations/1/repos?page=3>; rel="next"`}}}
		}, "is empty, and others follow", 0, 8},
	}
	// Three pages and one, the head with its commit and folder, the README, and
	// the new commit.
	const usual = 3 + 1 + 3 + 1 + 1
	for _, tt := range tests {
		for position, query := range map[string]string{"first page": "page=1", "middle of the paging": "page=2"} {
			t.Run(tt.name+" on the "+position, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, map[string]string{"README.md": markers})
					w.addOrg("nhsuk", 250)
					w.addOrg("other", 3)
					fault := tt.fault()
					fault.Path, fault.Query = "/orgs/nhsuk/repos", query
					w.Fail(fault)
					start := time.Now()
					// A limit may cost both, so that nothing is counted.
					r := w.run(t, today, map[string]string{"orgs": "nhsuk, other", "fail-on": "never"}).ok(t)
					csv := w.repo.Files("main")["data/org-growth.csv"]
					if whole := strings.Contains(csv, "nhsuk,2026-11-20,250,"); whole == (tt.lost != "") || strings.Count(csv, "nhsuk,2026-11-20,") > 1 {
						t.Errorf("nhsuk was counted: %v, log:\n%s", whole, r.log)
					}
					if !strings.Contains(r.log, tt.lost) {
						t.Errorf("the log does not say %q:\n%s", tt.lost, r.log)
					}
					// A limit is everybody's: the other waits, or fails, too.
					if !strings.Contains(tt.lost, "rate limit") && !strings.Contains(csv, "other,2026-11-20,3,") {
						t.Errorf("the other was not counted:\n%s", r.log)
					}
					if took := time.Since(start); took < tt.waits || took > tt.waits+time.Minute {
						t.Errorf("it took %s, want %s and at most a minute more", took, tt.waits)
					}
					// Of those that are sent side by side, one more may meet it.
					if n := len(w.Requests()) - usual; n > tt.cost+1 {
						t.Errorf("it cost %d requests more, want at most %d", n, tt.cost)
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

// max-wait is for all of counting, with the token and without.
func TestMaxWaitIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		slow := githubtest.Fault{Path: "/orgs/nhsuk/repos", Token: "*", Times: 1, Status: 429, Header: http.Header{"Retry-After": {"600"}}}
		w.Fail(slow)
		w.Fail(githubtest.Fault{Path: "/orgs/nhsuk/repos", Token: "*", Status: 403, Body: fmt.Sprintf(`{"message":%q}`, allowList)})
		slow.Token = ""
		w.Fail(slow)
		start := time.Now()
		r := w.run(t, today, map[string]string{"orgs": "nhsuk"})
		r.fails(t, "none of the organisations could be counted")
		if took := time.Since(start); took > 11*time.Minute || !strings.Contains(r.log, "and without a token: GitHub's rate limit is used up until ") {
			t.Errorf("it ended after %s:\n%s", took, r.log)
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
		r.fails(t, "cancelled: ")
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

// Where GitHub is gone after that, nobody says that nothing was written.
func TestLostAnswerForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		w.Fail(githubtest.Fault{Method: http.MethodPost, Path: "/graphql", Times: 1, Cut: true, AfterDoing: true})
		w.Fail(githubtest.Fault{Method: http.MethodGet, Path: "/repos/octo/statistics/git/ref/heads/main", Skip: 1, Cut: true})
		w.run(t, today, map[string]string{"orgs": "nhsuk"}).fails(t, "whether the commit was made is not known: run the workflow again")
	})
}

var rounds = flag.Int("rounds", 5, "rounds of TestRace; a thousand take some minutes")

// Eight runs at once on one branch, half of them on the same organisations,
// with people pushing in between, reads that lag behind, and answers to commits
// that are lost: in the end every row of every run is there once, no commit is
// lost, and none is empty.
func TestRace(t *testing.T) {
	for round := range *rounds {
		synctest.Test(t, func(t *testing.T) { race(t, rand.New(rand.NewPCG(uint64(round), 7))) })
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
}

func race(t *testing.T, chance *rand.Rand) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.PerMinute = 0
	w.Latency = time.Duration(chance.IntN(150)) * time.Millisecond
	w.Lag = time.Duration(chance.IntN(5000)) * time.Millisecond
	for i := range 16 {
		w.addOrg(fmt.Sprintf("org-%02d", i), 3+i)
	}
	lost := chance.IntN(3)
	for range lost {
		w.Fail(githubtest.Fault{Path: "/graphql", Skip: chance.IntN(6), Times: 1, Cut: true, AfterDoing: chance.IntN(2) == 0})
	}
	var wg sync.WaitGroup
	results := make([]ran, 8)
	for i := range results {
		list := fmt.Sprintf("org-%02d, org-%02d", i, 8+i/2)
		wait := time.Duration(chance.IntN(3000)) * time.Millisecond
		wg.Go(func() {
			time.Sleep(wait)
			results[i] = w.run(t, today, map[string]string{"orgs": list})
		})
	}
	pause := time.Duration(100+chance.IntN(2000)) * time.Millisecond
	wg.Go(func() {
		for i := range 5 {
			time.Sleep(pause)
			w.repo.Push("main", map[string]string{fmt.Sprintf("notes-%d.md", i): "a note"}, "a note")
		}
	})
	wg.Wait()
	w.Mend()
	for i, r := range results {
		if r.err != nil {
			t.Errorf("run %d ended with\n%s", i, r.log)
		}
	}
	w.everyRowOnce(t)
	// Who lost the answer to a commit, and finds another list's table on the
	// newer head, puts the own table there once more.
	if n := len(w.byUs()); n < 8 || n > 8+lost {
		t.Errorf("%d commits, want one of each run, and at most %d more", n, lost)
	}
}

func (w *world) everyRowOnce(t *testing.T) {
	t.Helper()
	files := w.repo.Files("main")
	for i := range 12 {
		login := fmt.Sprintf("org-%02d", i)
		if n := strings.Count(files["data/org-growth.csv"], login+",2026-11-20,"); n != 1 {
			t.Errorf("%s has %d rows of today, want one", login, n)
		}
		if n := strings.Count(files["data/org-growth.csv"], "\n"+login+","); n != 1+3+i {
			t.Errorf("%s has %d rows, want %d", login, n, 1+3+i)
		}
	}
	for _, c := range w.repo.Commits("main")[1:] {
		if c.Empty() {
			t.Errorf("commit %q is empty", c.Headline)
		}
	}
	for i := range 5 {
		if _, ok := files[fmt.Sprintf("notes-%d.md", i)]; !ok {
			t.Errorf("the push %d is lost", i)
		}
	}
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
		r.fails(t, "tries in vain, the last because others moved it first: nothing was written; run the workflow again")
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

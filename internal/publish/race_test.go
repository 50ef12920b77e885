package publish_test

import (
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var rounds = flag.Int("rounds", 20, "rounds of TestPullRequestRace")

// Eight runs at once, with people who push to the base and merge the pull
// request in between, reads that lag behind, and answers that are lost: in the
// end each row of each run is on the base or proposed, and no run has closed
// the pull request.
func TestPullRequestRace(t *testing.T) {
	for round := range *rounds {
		synctest.Test(t, func(t *testing.T) { race(t, rand.New(rand.NewPCG(uint64(round), 7))) })
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
}

func race(t *testing.T, chance *rand.Rand) {
	w := newWorld(t)
	w.Latency = time.Duration(chance.IntN(150)) * time.Millisecond
	w.Lag = time.Duration(chance.IntN(3)*chance.IntN(2500)) * time.Millisecond
	merges := chance.IntN(2) == 0
	lose(w.Server, chance)
	var all sync.WaitGroup
	want := []string{"base"}
	for i := range 8 {
		wait := time.Duration(chance.IntN(3000)) * time.Millisecond
		row := fmt.Sprintf("run%d", i)
		want = append(want, row)
		all.Go(func() {
			time.Sleep(wait)
			if _, err := w.run(t, row); err != nil {
				t.Errorf("%s: %v", row, err)
			}
		})
	}
	pause := time.Duration(100+chance.IntN(2000)) * time.Millisecond
	all.Go(func() {
		for i := range 5 {
			time.Sleep(pause)
			w.repo.Push("main", map[string]string{fmt.Sprintf("note%d", i): "x"}, "a note")
			if merges {
				w.mergeOpen()
			}
		}
	})
	all.Wait()
	w.Mend()
	w.proposed(t, want)
	if !merges && len(w.repo.PullRequests()) != 1 {
		t.Errorf("a run closed the pull request: %+v", w.repo.PullRequests())
	}
	time.Sleep(time.Minute) // reads catch up
	want = append(want, "tomorrow")
	w.ok(t, "tomorrow")
	w.proposes(t, len(w.repo.PullRequests()), want...)
}

// lose makes some answers to calls that change something be lost.
func lose(s *githubtest.Server, chance *rand.Rand) {
	for range chance.IntN(4) {
		writes := [][2]string{{"POST", "/graphql"}, {"POST", "/repos/octo/stats/pulls"}, {"PATCH", "/repos/octo/stats/git/refs/heads/org-growth/next"}, {"PATCH", "/repos/octo/stats/pulls/1"}}
		which := writes[chance.IntN(len(writes))]
		s.Fail(githubtest.Fault{Method: which[0], Path: which[1], Skip: chance.IntN(6), Times: 1, Cut: true, AfterDoing: chance.IntN(2) == 0})
	}
}

// mergeOpen merges the open pull request, if there is one that can be.
func (w world) mergeOpen() {
	for _, p := range w.repo.PullRequests() {
		if p.Open {
			_ = w.repo.Merge(p.Number) // a conflict is nobody's fault
		}
	}
}

// proposed checks that rows are on the base or in the open pull request.
func (w world) proposed(t *testing.T, want []string) {
	t.Helper()
	have := rows([]byte(w.repo.Files("main")[csv]))
	for _, p := range w.repo.PullRequests() {
		if p.Open {
			have = append(have, rows([]byte(w.repo.Files(update)[csv]))...)
		}
	}
	for _, row := range want {
		if !slices.Contains(have, row) {
			t.Errorf("%s is lost; there are %q", row, have)
		}
	}
}

// Two runs whose branch moves between them at the worst time: the later one
// sees it and takes the other's rows in.
func TestPullRequestOvertaken(t *testing.T) {
	for _, before := range []string{"", "day0"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			want := []string{"base", "fast", "slow"}
			if before != "" {
				w.ok(t, before)
				want = slices.Insert(want, 1, before)
			}
			overtaken := false
			w.OnRequest = func(r *http.Request) {
				if !overtaken && moves(r) {
					overtaken = true
					w.ok(t, "fast")
				}
			}
			w.ok(t, "slow")
			w.proposes(t, 1, want...)
			if !overtaken {
				t.Error("nobody was overtaken")
			}
		})
	}
}

// moves reports whether a request is to move the pull request's branch.
func moves(r *http.Request) bool {
	if r.GetBody == nil {
		return false
	}
	body, err := r.GetBody()
	if err != nil {
		return false
	}
	content, err := io.ReadAll(body)
	return err == nil && strings.Contains(string(content), "updateRefs")
}

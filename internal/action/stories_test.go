package action_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var (
	storySeed = flag.Uint64("stories-seed", 0, "seed of TestStories' first story, the next has the next; 0: a new one")
	storyMany = flag.Int("stories", 0, "stories of TestStories; 0: as many as there is time for")
	storyTime = flag.Duration("stories-for", 5*time.Second, "time for TestStories")
)

const (
	longest = 30 // steps of a story
	enough  = 3  // stories that went wrong
	outer   = "ghs_outer"
	inner   = "ghs_inner" // of a run in the middle of another
)

var logins = []string{"alpha", "beta", "delta", "gamma"}

// TestStories tells random stories of runs with different csv, shard and day, of
// what users and other runs do between them and in their middle, of answers that
// are lost and reads that are old or wrong. After each step every row of the
// base and of the pull request is compared with what must stand.
func TestStories(t *testing.T) {
	seed := *storySeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	fmt.Printf("TestStories begins with seed %d\n", seed) // now, since a panic would not
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	environment := withoutFiles(t)
	var told, steps, wrong atomic.Int64
	start := time.Now()
	next := func() (p plan, more bool) {
		n := told.Add(1)
		if more = wrong.Load() < enough && (int(n) <= *storyMany || *storyMany == 0 && time.Since(start) < *storyTime); !more {
			told.Add(-1)
			return p, false
		}
		p = newPlan(seed + uint64(n) - 1)
		steps.Add(int64(len(p.steps)))
		return p, true
	}
	t.Run("stories", func(t *testing.T) {
		for i := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint(i+1), func(t *testing.T) {
				t.Parallel()
				for p, more := next(); more; p, more = next() {
					if !t.Run(fmt.Sprint(p.seed), func(t *testing.T) { p.check(t, environment) }) {
						wrong.Add(1)
					}
				}
			})
		}
	})
	t.Logf("%d stories of %d steps from seed %d on", told.Load(), steps.Load(), seed)
}

// withoutFiles returns the environment of a step that writes none.
func withoutFiles(t *testing.T) map[string]string {
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, outer, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"GITHUB_WORKSPACE", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		delete(step.Env, name)
	}
	return step.Env
}

// check tells the story. If it goes wrong it tells the shortest that does.
func (p plan) check(t *testing.T, environment map[string]string) {
	told, err := p.tell(t, environment)
	if err == nil {
		return
	}
	short := p
	for i := len(short.steps) - 1; i >= 0; i-- {
		for _, less := range short.without(i) {
			if lines, again := less.tell(t, environment); again != nil {
				short, told, err = less, lines, again
				break
			}
		}
	}
	t.Errorf("%s%v\n\nThe whole story again: go test ./internal/action -run Stories -stories 1 -stories-seed %d", told, err, p.seed)
}

// story is what has happened so far.
type story struct {
	plan
	server      *githubtest.Server
	repo        *githubtest.Repository
	environment map[string]string
	ctx         context.Context
	begun       time.Time
	starred     int       // the last figures
	closed      time.Time // when the last step closed the pull request
	unclosed    *sides    // what stood before; nil if the last step did not
	told        strings.Builder
	log         string // of the last run
}

// tell lets the story happen, and tells it with the log of its last run.
func (p plan) tell(t *testing.T, environment map[string]string) (told string, err error) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(360*24*time.Hour + 4*time.Hour) // so that years change
		s := &story{plan: p, server: githubtest.New(), environment: environment, ctx: t.Context(), begun: time.Now().UTC().AddDate(-1, 0, 0), starred: 100}
		s.histories = slices.Clone(p.histories)
		s.server.Lag = p.lag
		for i, login := range logins {
			s.server.AddOrg(login, int64(i+1))
		}
		s.change()
		s.repo = s.server.AddRepository(calling, p.first())
		for _, step := range p.steps {
			s.wait(step.days)
			if err = s.happen(step); err != nil {
				break
			}
		}
		if unknown := s.server.Unknown(); err == nil && len(unknown) > 0 {
			err = fmt.Errorf("the stand-in does not know %q", unknown)
		}
		told = s.told.String() + "\nThe last run's log:\n" + s.log + "\n"
	})
	return told, err
}

// first returns the files at the beginning, which may have a history that was
// edited with a spreadsheet.
func (p plan) first() map[string]string {
	files := map[string]string{"README.md": markers, "notes.md": "Notes\n"}
	if p.seed%3 == 0 {
		return files
	}
	header, end := strings.TrimSpace(header), "\n"
	rows := []string{"alpha,2000-12-01,1,Go,,https://github.com/alpha,11,0,0,,,,1,observed", "beta,2000-12-01,1,Go,,https://github.com/beta,12,0,0,,,,2,observed"}
	if p.seed%3 == 1 {
		header, end = header+",Note", "\r\n"
		rows[0], rows[1] = rows[0]+",ours", rows[1]+","
	}
	files["data/a.csv"] = header + end + strings.Join(rows, end) + end
	return files
}

// wait lets days pass, or some minutes.
func (s *story) wait(days int) {
	switch {
	case days < 0:
		return
	case days == 0:
		time.Sleep(5 * time.Minute)
		return
	}
	next := time.Now().UTC().AddDate(0, 0, days).Truncate(24 * time.Hour).Add(4 * time.Hour)
	time.Sleep(time.Until(next))
}

func (s *story) tell(format string, args ...any) {
	fmt.Fprintf(&s.told, "%s %s\n", time.Now().UTC().Format("2006-01-02 15:04"), fmt.Sprintf(format, args...))
}

// figures returns some that nobody had before.
func (s *story) figures() string {
	s.starred++
	return strconv.Itoa(s.starred)
}

func sorted(figures map[row]string) []row {
	return slices.SortedFunc(maps.Keys(figures), func(a, b row) int {
		return cmp.Or(cmp.Compare(a.history, b.history), cmp.Compare(a.day, b.day), cmp.Compare(a.login, b.login))
	})
}

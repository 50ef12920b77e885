package action_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, outer, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"GITHUB_WORKSPACE", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"} {
		delete(step.Env, name)
	}
	told, steps, wrong := 0, 0, 0
	for start := time.Now(); wrong < enough && (told < *storyMany || *storyMany == 0 && time.Since(start) < *storyTime); told++ {
		p := newPlan(seed + uint64(told))
		steps += len(p.steps)
		if !t.Run(fmt.Sprint(p.seed), func(t *testing.T) { p.check(t, step.Env) }) {
			wrong++
		}
	}
	t.Logf("%d stories of %d steps from seed %d on", told, steps, seed)
}

// plan is a story before it happens.
type plan struct {
	seed      uint64
	pictures  bool
	lag       time.Duration
	histories []string
	steps     []step
}

// step is something that happens: a run, or what a user does.
type step struct {
	days int    // that pass before
	seed uint64 // of what it chooses among what there is then
	deed string
	run  *counted
}

// weights is how often users do what.
var weights = map[string]int{
	"squash": 5, "merge": 3, "rebase": 2, "close": 3, "delete the branch": 2, "update the branch": 3,
	"correct": 4, "take out": 3, "redate": 2, "sort": 1, "delete a CSV": 1, "divide": 2,
	"correct in the PR": 2, "take out in the PR": 1, "note": 2, "note in the README": 1, "note in the PR": 2,
}

func newPlan(seed uint64) plan {
	chance := rand.New(rand.NewPCG(seed, 0))
	p := plan{seed: seed, pictures: chance.IntN(40) == 0, histories: []string{"data/a.csv", "data/b.csv"}}
	if chance.IntN(8) == 0 {
		p.lag = 3 * time.Second
	}
	if chance.IntN(3) == 0 {
		p.histories[1] = yearly
	}
	for range 3 + chance.IntN(longest-2) {
		s := step{days: pick(chance, []int{0, 0, 1, 1, 1, 2, 30}), seed: chance.Uint64()}
		if chance.IntN(2) == 0 {
			s.run = newRun(chance, 2)
		} else {
			s.deed = someDeed(chance)
		}
		p.steps = append(p.steps, s)
	}
	return p
}

func someDeed(chance *rand.Rand) string {
	var all []string
	for _, deed := range slices.Sorted(maps.Keys(weights)) {
		all = append(all, slices.Repeat([]string{deed}, weights[deed])...)
	}
	return pick(chance, all)
}

// newRun returns a run, in whose middle another may be begun.
func newRun(chance *rand.Rand, deep int) *counted {
	run := &counted{history: chance.IntN(2), direct: chance.IntN(5) == 0, again: chance.IntN(5) == 0}
	run.shard = pick(chance, []string{"", "", "", "1/2", "2/2"})
	for len(run.orgs) == 0 {
		run.orgs = slices.DeleteFunc(slices.Clone(logins), func(string) bool { return chance.IntN(3) == 0 })
	}
	if deep < 2 {
		return run
	}
	if chance.IntN(4) == 0 {
		m := &middle{request: pick(chance, slices.Concat(refs, objects, writes)), nth: 1 + chance.IntN(2), after: chance.IntN(2) == 0}
		m.seed = chance.Uint64()
		if chance.IntN(3) == 0 {
			m.run = newRun(chance, deep-1)
		} else {
			m.deed = someDeed(chance)
		}
		run.middle = m
	}
	if chance.IntN(4) == 0 {
		run.trouble = newTrouble(chance)
	}
	return run
}

func newTrouble(chance *rand.Rand) *trouble {
	t := &trouble{nth: 1 + chance.IntN(2)}
	switch chance.IntN(4) {
	case 0:
		t.request, t.name = pick(chance, slices.Concat(refs, objects)), "a wrong 404"
		t.Fault = githubtest.Fault{Status: 404, Body: `{"message":"Not Found"}`}
	case 1:
		t.request, t.name = pick(chance, slices.Concat(refs, objects)), "an empty 200"
		t.Fault = githubtest.Fault{Status: 200}
	case 2:
		t.request, t.name = pick(chance, refs), "an old answer"
		t.Fault = githubtest.Fault{Old: 10 * time.Second}
	default:
		t.request, t.name = pick(chance, writes), "a lost answer"
		t.Fault = pick(chance, []githubtest.Fault{{Cut: true}, {Status: 502}})
		if t.AfterDoing = chance.IntN(2) == 0; t.AfterDoing {
			t.name += " to what was done"
		}
	}
	return t
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
	t.Errorf("%s\n%v\n\nThe whole story again: go test ./internal/action -run Stories -stories 1 -stories-seed %d", strings.Join(told, "\n"), err, p.seed)
}

// without returns the story without a step, and without what disturbs it.
func (p plan) without(i int) []plan {
	less := p
	less.steps = slices.Delete(slices.Clone(p.steps), i, i+1)
	all := []plan{less}
	if run := p.steps[i].run; run != nil && (run.middle != nil || run.trouble != nil) {
		for _, keep := range []counted{{}, {middle: run.middle}, {trouble: run.trouble}} {
			quiet := *run
			quiet.middle, quiet.trouble = keep.middle, keep.trouble
			less := p
			less.steps = slices.Clone(p.steps)
			less.steps[i].run = &quiet
			all = append(all, less)
		}
	}
	return all
}

// story is what has happened so far.
type story struct {
	plan
	server      *githubtest.Server
	repo        *githubtest.Repository
	environment map[string]string
	ctx         context.Context
	begun       time.Time
	starred     int // the last figures
	told        []string
}

func (p plan) tell(t *testing.T, environment map[string]string) (told []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(360*24*time.Hour + 4*time.Hour) // so that years change
		s := &story{plan: p, server: githubtest.New(), environment: environment, ctx: t.Context(), begun: time.Now().AddDate(-1, 0, 0), starred: 100}
		s.histories = slices.Clone(p.histories)
		s.server.Lag = p.lag
		for i, login := range logins {
			s.server.AddOrg(login, int64(i+1))
		}
		s.change()
		files := map[string]string{"README.md": markers, "notes.md": "Notes\n"}
		if p.seed%2 == 0 {
			files["data/a.csv"] = header + "alpha,2000-12-01,1,Go,,https://github.com/alpha,11,0,0,1,observed\nbeta,2000-12-01,1,Go,,https://github.com/beta,12,0,0,2,observed\n"
		}
		s.repo = s.server.AddRepository(calling, files)
		for _, step := range p.steps {
			s.wait(step.days)
			if err = s.happen(step); err != nil {
				break
			}
		}
		if unknown := s.server.Unknown(); err == nil && len(unknown) > 0 {
			err = fmt.Errorf("the stand-in does not know %q", unknown)
		}
		told = s.told
	})
	return told, err
}

// wait lets days pass, or some minutes.
func (s *story) wait(days int) {
	if days == 0 {
		time.Sleep(5 * time.Minute)
		return
	}
	next := time.Now().AddDate(0, 0, days).Truncate(24 * time.Hour).Add(4 * time.Hour)
	time.Sleep(time.Until(next))
}

func (s *story) tell(format string, args ...any) {
	s.told = append(s.told, fmt.Sprintf("%s %s", time.Now().Format("2006-01-02 15:04"), fmt.Sprintf(format, args...)))
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

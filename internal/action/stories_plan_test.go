package action_test

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

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
	days int    // that pass before; 0: some minutes, less: no time at all
	seed uint64 // of what it chooses among what there is then
	deed string
	run  *counted
}

// closes reports whether a step closes the pull request without a merge.
func (s step) closes() bool { return s.deed == "close" || s.deed == "delete the branch" }

// weights is how often users do what.
var weights = map[string]int{
	"squash": 5, "merge": 3, "rebase": 2, "close": 3, "delete the branch": 2, "update the branch": 3,
	"correct": 4, "take out": 3, "redate": 2, "sort": 1, "delete a CSV": 1, "divide": 2,
	"correct in the PR": 2, "take out in the PR": 1, "note": 2, "note in the README": 1, "note in the PR": 2,
}

func newPlan(seed uint64) plan {
	chance := rand.New(rand.NewPCG(seed, 0))
	p := plan{seed: seed, pictures: chance.IntN(60) == 0, histories: []string{undivided, "data/b.csv"}}
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
			if n := len(p.steps); n > 0 && p.steps[n-1].run == nil && chance.IntN(4) == 0 && p.lag == 0 {
				s.days = -1
			}
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
	if chance.IntN(3) == 0 {
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

// counted is a run of the action, as a story plans it.
type counted struct {
	history int // among those of the story
	direct  bool
	shard   string
	orgs    []string
	again   bool // the figures of the run before have not changed

	middle  *middle
	trouble *trouble
}

// middle is what happens in the middle of a run.
type middle struct {
	request request
	nth     int
	after   bool // the request is carried out; else before
	step
}

func (m *middle) String() string {
	when := "before"
	if m.after {
		when = "after"
	}
	return fmt.Sprintf("%s %s (%d)", when, m.request.name, m.nth)
}

// trouble is a fault that one request of a run meets.
type trouble struct {
	request request
	nth     int
	name    string
	githubtest.Fault
}

// request is a kind of request of a run.
type request struct {
	name, method string
	paths        []string // below the repository's
	within       string
}

func (r request) is(req *http.Request) bool {
	if r.method != req.Method {
		return false
	}
	for _, p := range r.paths {
		if fits, _ := path.Match(repository+p, req.URL.Path); fits || p == "/graphql" && req.URL.Path == p {
			return r.within == "" || strings.Contains(bodyOf(req), r.within)
		}
	}
	return false
}

func bodyOf(req *http.Request) string {
	body, err := req.GetBody()
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (c *counted) details() (text string) {
	if c.direct {
		text += ", directly"
	}
	if c.shard != "" {
		text += ", shard " + c.shard
	}
	if c.again {
		text += ", figures as before"
	}
	if t := c.trouble; t != nil {
		text += fmt.Sprintf(", with trouble: %s at %s (%d)", t.name, t.request.name, t.nth)
	}
	return text
}

const repository = "/repos/" + calling

var (
	refs = []request{
		{name: "the base's head", method: "GET", paths: []string{"/git/ref/heads/main"}},
		{name: "the update branch's head", method: "GET", paths: []string{"/git/ref/heads/" + updateBranch}},
		{name: "the pull requests", method: "GET", paths: []string{"/pulls"}},
	}
	objects = []request{
		{name: "a file", method: "GET", paths: []string{"/contents/*/*", "/contents/*", "/git/blobs/*"}},
		{name: "a tree", method: "GET", paths: []string{"/git/trees/*"}},
		{name: "a commit", method: "GET", paths: []string{"/git/commits/*"}},
	}
	writes = []request{
		{name: "the commit", method: "POST", paths: []string{"/graphql"}, within: "createCommitOnBranch"},
		{name: "the move", method: "POST", paths: []string{"/graphql"}, within: "updateRefs"},
		{name: "the branch beside", method: "PATCH", paths: []string{"/git/refs/heads/*/*"}},
		{name: "a new branch", method: "POST", paths: []string{"/git/refs"}},
		{name: "the new pull request", method: "POST", paths: []string{"/pulls"}},
		{name: "its text", method: "PATCH", paths: []string{"/pulls/*"}},
	}
)

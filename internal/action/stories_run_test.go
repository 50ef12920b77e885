package action_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
)

// way is a run's way to GitHub.
type way struct {
	*githubtest.Server
	interrupt func(req *http.Request, after bool)

	mu     sync.Mutex
	counts map[string]string // what was answered, by login
}

var (
	listed = regexp.MustCompile(`^/orgs/([a-z]+)/repos$`)
	stars  = regexp.MustCompile(`"stargazers_count":(\d+)`)
)

func (w *way) RoundTrip(req *http.Request) (*http.Response, error) {
	w.interrupt(req, false)
	resp, err := w.Server.RoundTrip(req)
	w.interrupt(req, true)
	login := listed.FindStringSubmatch(req.URL.Path)
	if err != nil || login == nil {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[login[1]] = stars.FindStringSubmatch(string(body))[1]
	return resp, err
}

// count runs the action and tells what it came to.
func (s *story) count(run *counted, token string) (what string, ended ended) {
	if !run.again {
		s.change()
	}
	history := s.histories[run.history]
	env := s.inputs(run, history, token)
	way := &way{Server: s.server, counts: map[string]string{}}
	way.interrupt = s.interrupt(run.middle, &ended)
	s.provoke(run.trouble, token)
	now := time.Now().UTC()
	var log bytes.Buffer
	ended.err = action.Run(s.ctx, action.Environment{
		Getenv: func(name string) string { return env[name] }, Stdout: &log, Now: now, Transport: way,
	})
	ended.log = log.String()
	ended.any = len(way.counts) > 0
	ended.effect = counting(history, now.Format(time.DateOnly), run.direct, way.counts)
	if ended.err != nil {
		ended.effect = ended.effect.or(nothing)
	}
	return fmt.Sprintf("a run counts %s into %s%s: %v", strings.Join(run.orgs, " "), history, run.details(), way.counts), ended
}

// inputs returns the environment of a run.
func (s *story) inputs(run *counted, history, token string) map[string]string {
	env := maps.Clone(s.environment)
	with := map[string]string{
		"CSV": history, "ORGS": strings.Join(run.orgs, "\n"), "SHARD": run.shard, "PULL-REQUEST": fmt.Sprint(!run.direct),
		"BACKFILL": "false", "TOKEN": token, "README": "", "CHART": "", "SITE": "",
	}
	if s.pictures && run.shard == "" {
		with["README"], with["CHART"], with["SITE"] = "README.md", "data/chart.png", "docs"
	}
	for name, value := range with {
		env["INPUT_"+name] = value
	}
	return env
}

// interrupt lets something happen in the middle of a run.
func (s *story) interrupt(m *middle, ended *ended) func(*http.Request, bool) {
	var seen atomic.Int64
	return func(req *http.Request, after bool) {
		if m != nil && m.after == after && m.request.is(req) && seen.Add(1) == int64(m.nth) {
			ended.middle, ended.meanwhile = s.do(m.step)
			ended.update = s.repo.Head(updateBranch)
		}
	}
}

// ended is how a run ended.
type ended struct {
	log       string
	err       error
	any       bool // whether it counted any
	effect    effect
	middle    string // what happened in its middle
	meanwhile effect // nil for nothing
	update    string // the update branch's head then
}

// provoke makes one request of a run fail.
func (s *story) provoke(t *trouble, token string) {
	if t == nil {
		return
	}
	for _, p := range t.request.paths {
		fault := t.Fault
		fault.Method, fault.Path, fault.Within, fault.Token = t.request.method, repository+p, t.request.within, token
		if p == "/graphql" {
			fault.Path = p
		}
		fault.Skip, fault.Times = t.nth-1, 1
		s.server.Fail(fault)
	}
}

// change gives each organisation figures that nobody had before.
func (s *story) change() {
	for _, login := range logins {
		s.starred++
		s.server.AddRepos(login, githubtest.Repo{Name: "one", Stars: s.starred, Created: s.begun})
	}
}

// happen carries out a step and compares what stands after it with what must.
func (s *story) happen(step step) error {
	before, err := look(s.repo)
	if err != nil {
		return err
	}
	if step.run == nil {
		what, effect := s.do(step)
		if effect == nil {
			s.tell("%s: not possible", step.deed)
			return nil
		}
		s.tell("a user %s", what)
		s.unclosed = nil
		if step.closes() {
			s.unclosed, s.closed = &before, time.Now()
		}
		return s.compare(effect(before))
	}
	heads := [2]string{s.repo.Head("main"), s.repo.Head(updateBranch)}
	what, ended := s.count(step.run, outer)
	s.server.Mend()
	s.log = ended.log
	s.tell("%s", what)
	if ended.meanwhile != nil {
		s.tell("    %s: %s", step.run.middle, ended.middle)
	}
	if ended.err != nil {
		s.tell("    it fails: %s", strings.ReplaceAll(ended.err.Error(), "\n", "\n        "))
	}
	if ended.err != nil && step.run.trouble == nil {
		return errors.New("the run fails without a fault")
	}
	after := [2]string{s.repo.Head("main"), s.repo.Head(updateBranch)}
	if other := map[bool]int{false: 0, true: 1}[step.run.direct]; ended.meanwhile == nil && heads[other] != after[other] {
		return errors.New("the run touched the other branch")
	}
	if err := s.compare(s.ends(before, step.run, ended)); err != nil {
		return err
	}
	return s.proposed(step.run, ended)
}

// ends are the ends that a run may have. Who reads old answers may not know yet
// that the pull request was closed.
func (s *story) ends(before sides, run *counted, ended ended) []sides {
	whole := ended.whole(run)
	ends := whole(before)
	if s.unclosed != nil && run.trouble != nil && run.trouble.Old > time.Since(s.closed) {
		ends = append(ends, whole(*s.unclosed)...)
	}
	return ends
}

// whole is the effect of a run with what happened in its middle, in either
// order. A pull request that is closed under a run's hands may be made anew by
// it with all its rows.
func (e ended) whole(run *counted) effect {
	if e.meanwhile == nil {
		return e.effect
	}
	all := e.effect.then(e.meanwhile).or(e.meanwhile.then(e.effect))
	if run.middle.closes() {
		all = all.or(e.effect)
	}
	return all
}

// proposed checks that what a green run counted is on the base or in an open
// pull request, which can be merged.
func (s *story) proposed(run *counted, ended ended) error {
	now, err := look(s.repo)
	if err != nil || ended.err != nil || run.direct || !ended.any {
		return err
	}
	ours := ended.meanwhile == nil || s.repo.Head(updateBranch) != ended.update
	if ours && now.counts && !now.open && !maps.Equal(now.together().figures, now.base.figures) {
		return fmt.Errorf("the run is green, and no pull request is open")
	}
	if ended.meanwhile == nil && run.trouble == nil && now.open {
		return s.repo.Mergeable(s.pull())
	}
	return nil
}

// do lets a user, or another run, do something.
func (s *story) do(step step) (string, effect) {
	if step.run == nil {
		return deeds[step.deed](s, rand.New(rand.NewPCG(step.seed, 1)))
	}
	what, ended := s.count(step.run, inner)
	if ended.err != nil {
		what += ", and fails: " + ended.err.Error()
	}
	return what, ended.effect
}

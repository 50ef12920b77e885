package githubtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"time"
)

// Fault makes requests fail. It is met by requests that fit all of Method,
// Path, Query, Within and Token; empty ones fit any. A request meets at most one fault:
// the first that was added, fits and has not run out. It takes the place of a
// refusal by a limit, too. Over connections, http.Transport by itself repeats a
// GET whose connection was cut if that had been used before.
type Fault struct {
	Method string
	Path   string // without a base path; exact, or a pattern of path.Match
	Query  string // like page=3: parameters that the request has, among others
	Within string // what stands in the request's body, among other things
	Token  string // the token that it is sent with; * for any, so that anonymous requests pass
	Skip   int    // fitting requests that pass first
	Times  int    // requests that fail; 0: all

	// With a Status the request is not carried out and this is the answer.
	// Without one Header and Body change the true answer.
	Status int
	Header http.Header
	Body   string // application/json, unless Header says otherwise

	Old        time.Duration // branches and pull requests are read as they were so long ago, which commits and files never are
	Cut        bool          // the connection breaks before an answer
	Truncate   bool          // it breaks in the middle of the answer's body
	Hang       bool          // there is no answer until the request's context ends
	Delay      time.Duration // on top of Latency
	AfterDoing bool          // the request is carried out, then the fault takes the place of its answer
}

type scripted struct {
	Fault
	fitting, met int
}

// Fail adds a fault.
func (s *Server) Fail(f Fault) {
	if _, err := path.Match(f.Path, ""); err != nil {
		panic(fmt.Sprintf("githubtest: %q: %v", f.Path, err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &scripted{Fault: f})
}

// Mend takes all faults away.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Unmet returns the faults that were to happen a number of times, but never
// did.
func (s *Server) Unmet() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var unmet []Fault
	for _, f := range s.faults {
		if f.Times > 0 && f.met == 0 {
			unmet = append(unmet, f.Fault)
		}
	}
	return unmet
}

// fault returns the fault that a request meets, or nil.
func (s *Server) fault(c *call) *Fault {
	for _, f := range s.faults {
		if !f.fits(c) || f.Times > 0 && f.met == f.Times {
			continue
		}
		if f.fitting++; f.fitting <= f.Skip {
			continue
		}
		f.met++
		return &f.Fault
	}
	return nil
}

func (f *Fault) fits(c *call) bool {
	wanted, _ := url.ParseQuery(f.Query)
	for name, values := range wanted {
		if !slices.Equal(c.query[name], values) {
			return false
		}
	}
	fits, _ := path.Match(f.Path, c.path)
	return (f.Method == "" || f.Method == c.Method) &&
		(f.Path == "" || f.Path == c.path || fits) &&
		bytes.Contains(c.body, []byte(f.Within)) &&
		(f.Token == "" || f.Token == c.token || f.Token == "*" && c.token != "")
}

// around puts the fault in the place of an answer, or changes that answer.
func (f *Fault) around(ctx context.Context, handle func(carryOut bool) answer) (answer, error) {
	carryOut := f.Status == 0 && !f.Cut && !f.Hang
	var a answer
	if f.AfterDoing {
		a = handle(true)
	}
	if err := sleep(ctx, f.Delay); err != nil {
		return answer{}, err
	}
	if !f.AfterDoing {
		a = handle(carryOut)
	}
	switch {
	case f.Cut:
		return answer{}, fmt.Errorf("githubtest cut the connection: %w", io.EOF)
	case f.Hang:
		<-ctx.Done()
		return answer{}, context.Cause(ctx)
	}
	f.change(&a)
	return a, nil
}

func (f *Fault) change(a *answer) {
	if f.Status != 0 {
		a.status, a.body = f.Status, nil
		a.header.Del("Link")
		a.header.Set("Content-Type", "application/json; charset=utf-8")
	}
	for name, values := range f.Header {
		a.header[http.CanonicalHeaderKey(name)] = values
	}
	if f.Body != "" {
		a.body = []byte(f.Body)
	}
	a.truncate = f.Truncate
}

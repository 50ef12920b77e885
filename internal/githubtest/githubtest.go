// Package githubtest is a stand-in for the parts of the GitHub API that this
// product calls: accounts and the list of their repositories, and repositories
// that are read and committed to, and whose changes are proposed. It keeps state as GitHub does, speaks JSON of
// GitHub's shape and size, counts rate limits, and fails as it is told to.
//
// A Server is an http.Handler, for httptest.NewServer, and an
// http.RoundTripper, which answers in process and ignores the host. In process
// it waits by timers and channels alone, so that inside a testing/synctest
// bubble latency and limits cost fake time only.
//
// What a request asks that the stand-in does not know is answered with 501 and
// remembered: a test made with Start fails on it.
package githubtest

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// Server is GitHub. Its methods may be called at any time, from several
// goroutines; its fields are set while no request is under way.
type Server struct {
	Limit       int           // requests an hour and token, each of REST and GraphQL; without a token it is 60 at most
	PerMinute   int           // points a minute and token before the secondary limit refuses; 0: any number
	Latency     time.Duration // of each request
	Lag         time.Duration // for so long after a write, reads of a branch see what stood there before
	NoLast      bool          // leave rel="last" out of Link headers, as GitHub may
	ListPrivate bool          // list private and internal repositories even where type=public
	Record      bool          // keep Exchanges

	// OnRequest, if set, is called before each request is carried out. The
	// server is not locked: it may push to a repository in between.
	OnRequest func(*http.Request)

	mu           sync.Mutex
	accounts     []*account
	repositories map[string]*Repository // by full name in lower case
	tokens       map[string]Token
	budgets      map[string]*budget // by token and resource
	faults       []*scripted
	requests     []Request
	exchanges    []Exchange
	unknown      []string
	ahead        time.Duration // of the machine's clock is GitHub's
	open         int           // requests under way
	ids          int64         // given out so far
}

// New returns a GitHub without accounts and repositories, with the limits of a
// personal token. As long as it has been told of no token, any will do.
func New() *Server {
	return &Server{
		Limit:        5000,
		PerMinute:    900,
		repositories: map[string]*Repository{},
		tokens:       map[string]Token{},
		budgets:      map[string]*budget{},
		ids:          1_000_000,
	}
}

// Start returns a Server for a test, which fails at its end if a request was
// not known, or if a fault that was to happen a number of times never did.
func Start(t testing.TB) *Server {
	s := New()
	t.Cleanup(func() {
		for _, r := range s.Unknown() {
			t.Errorf("githubtest does not know the request %s", r)
		}
		for _, f := range s.Unmet() {
			t.Errorf("no request met the fault %+v", f)
		}
	})
	return s
}

// SetClock sets GitHub's clock, by which it dates answers, to a time from which
// it goes on.
func (s *Server) SetClock(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead = time.Until(now)
}

// Unknown returns the requests that the stand-in does not know, as method and
// address.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}

// id returns the ID that was asked for, or for 0 one that nobody has.
func (s *Server) id(wanted int64) int64 {
	if wanted != 0 {
		return wanted
	}
	s.ids++
	return s.ids
}

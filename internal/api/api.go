// Package api reaches GitHub: it makes go-github clients whose transport keeps
// GitHub's limits, waits out what passes, and never gives a token to another
// host. Both counting and publishing talk through it.
package api

import (
	"net/http"
	"net/url"

	"github.com/google/go-github/v60/github"
	"golang.org/x/time/rate"
)

// UserAgent names us to GitHub, which refuses requests without one.
const UserAgent = "org-growth/" + Version

// Version is the version of the action.
const Version = "0.1.0"

const (
	together = 6   // requests at once
	burst    = 240 // requests at once in a burst, then
	steady   = 10  // a second: under GitHub's 900 a minute
)

// Options tell how to reach GitHub.
type Options struct {
	URL       string            // of the REST API, like https://api.github.com
	Token     string            // empty: anonymous
	Patience  *Patience         // for rate limits; clients may share it
	Reserve   int               // requests of the hour that are left for others who use the token
	Jobs      int               // that use the token side by side, this one among them; 0 is 1
	Transport http.RoundTripper // how to get there
	Clock     *Clock            // learns GitHub's time; clients may share it; nil: nobody asks for it
	Log       func(string)      // is told of long waits; called from several goroutines
}

// Client is a go-github client whose transport keeps GitHub's limits.
type Client struct {
	*github.Client
	transport *transport
}

// New returns a client. Its requests wait for their turn, and again when
// GitHub limits them; jobs that share a token share its minute, too. 5xx answers
// and broken connections are tried four times where trying again is harmless. A limit that would take longer than the
// Patience allows is a *LimitError, at once, for every further request until
// it ends.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.URL + "/")
	if err != nil {
		return nil, err
	}
	jobs := max(o.Jobs, 1)
	t := &transport{
		Options: o,
		base:    base,
		places:  make(chan struct{}, together),
		pace:    rate.NewLimiter(rate.Limit(steady)/rate.Limit(jobs), burst/jobs),
		gates:   map[string]*gate{},
	}
	client := github.NewClient(&http.Client{Transport: t, CheckRedirect: t.stay})
	client.BaseURL = base
	client.UserAgent = UserAgent
	return &Client{Client: client, transport: t}, nil
}

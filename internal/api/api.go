// Package api reaches GitHub: it makes go-github clients whose transport keeps
// GitHub's limits, waits out what passes, and never gives a token to another
// host. Both counting and publishing talk through it.
package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

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
	MaxWait   time.Duration     // longest total wait for rate limits
	Reserve   int               // requests of the hour that are left for others who use the token
	Jobs      int               // that use the token side by side, this one among them; 0 is 1
	Transport http.RoundTripper // how to get there
	Log       func(string)      // is told of long waits; called from several goroutines
}

// New returns a client. Its requests wait for their turn, and again when
// GitHub limits them; jobs that share a token share its minute, too. 5xx answers and broken connections are tried four times
// where trying again is harmless. A limit that would take longer than MaxWait
// is a *LimitError, at once, for every further request until it ends.
func New(o Options) (*github.Client, error) {
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
		left:    o.MaxWait,
	}
	client := github.NewClient(&http.Client{Transport: t, CheckRedirect: t.stay})
	client.BaseURL = base
	client.UserAgent = UserAgent
	return client, nil
}

// LimitError says that GitHub's rate limit lasts longer than we may wait.
type LimitError struct {
	Until time.Time // when the limit ends
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("GitHub's rate limit is used up until %s, which is longer than max-wait allows",
		e.Until.UTC().Format("15:04 MST on 2 January"))
}

// Status returns the HTTP status of an error that GitHub answered with, or 0.
func Status(err error) int {
	var answer *github.ErrorResponse
	if errors.As(err, &answer) {
		return answer.Response.StatusCode
	}
	return 0
}

// Message returns in a user's words what went wrong: what GitHub said, that a
// limit lasts too long, that GitHub could not be reached, or the error's own
// text.
func Message(err error) string {
	var answer *github.ErrorResponse
	var limit *LimitError
	var broken *url.Error
	switch {
	case errors.As(err, &limit):
		return limit.Error()
	case errors.As(err, &broken):
		return unreachable(broken.Err)
	case !errors.As(err, &answer):
		return err.Error()
	}
	if answer.Message == "" {
		return "GitHub answered " + answer.Response.Status
	}
	return fmt.Sprintf("GitHub answered %s: %s", answer.Response.Status, answer.Message)
}

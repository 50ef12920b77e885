package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	tries = 4 // of a request that met a passing fault

	readTimeout  = 30 * time.Second // GitHub itself gives up after 10 s
	writeTimeout = 2 * time.Minute  // a commit may carry tens of megabytes
)

type transport struct {
	Options
	base   *url.URL
	places chan struct{}
	pace   *rate.Limiter

	mu    sync.Mutex
	gates map[string]*gate // by resource: GitHub limits REST and GraphQL apart
	hour  hour             // of REST
}

// RoundTrip answers with a body that has arrived whole.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	for try := 1; ; {
		resp, err := t.attempt(req)
		switch {
		case err == nil && t.limited(req, resp):
			// The gate is shut now, so the next attempt waits; Patience
			// bounds how often.
		case passing(req, resp, err) && try < tries:
			try++
			if err := Sleep(req.Context(), jitter(try)); err != nil {
				return nil, err
			}
		default:
			return resp, err
		}
		if err := rewind(req); err != nil {
			return nil, err
		}
	}
}

// attempt sends the request once, when it is its turn.
func (t *transport) attempt(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := t.turn(ctx, resource(req)); err != nil {
		return nil, err
	}
	defer func() { <-t.places }()
	timeout := readTimeout
	if req.Method != http.MethodGet {
		timeout = writeTimeout
	}
	attempt, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %s", timeout))
	defer cancel()
	resp, err := t.send(req.Clone(attempt))
	if err != nil && ctx.Err() == nil && attempt.Err() != nil {
		err = context.Cause(attempt)
	}
	return resp, err
}

// turn waits for a place while the gate is open. The gate comes last: it may
// shut while others stand in line, and nothing may be sent then.
func (t *transport) turn(ctx context.Context, resource string) error {
	for {
		select {
		case t.places <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := t.pace.Wait(ctx)
		wait := time.Duration(0)
		if err == nil {
			wait, err = t.shut(resource)
		}
		if err == nil && wait <= 0 {
			return nil
		}
		<-t.places
		if err != nil {
			return err
		}
		if err := Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func (t *transport) send(req *http.Request) (*http.Response, error) {
	// Here and not in go-github, which would give the token to any host that
	// GitHub redirects to.
	if t.Token != "" && t.home(req.URL) {
		req.Header.Set("Authorization", "Bearer "+t.Token)
	}
	resp, err := t.Transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	t.Clock.set(resp.Header)
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// home reports whether an address is the API's own.
func (t *transport) home(u *url.URL) bool {
	return u.Scheme == t.base.Scheme && u.Host == t.base.Host
}

// stay refuses redirects to another host.
func (t *transport) stay(req *http.Request, via []*http.Request) error {
	if !t.home(req.URL) {
		return fmt.Errorf("GitHub redirects to another host, %s", req.URL.Host)
	}
	if len(via) >= 5 {
		return fmt.Errorf("GitHub redirects in a circle")
	}
	return nil
}

// passing reports whether to try again. Only reads: a commit may have been made
// although its answer was lost, which its sender has to find out.
func passing(req *http.Request, resp *http.Response, err error) bool {
	if req.Method != http.MethodGet || req.Context().Err() != nil {
		return false
	}
	if err != nil {
		_, limit := err.(*LimitError)
		return !limit
	}
	return resp.StatusCode >= 500 || resp.StatusCode == http.StatusAccepted
}

func rewind(req *http.Request) error {
	if req.GetBody == nil {
		return nil
	}
	body, err := req.GetBody()
	req.Body = body
	return err
}

// jitter spreads the tries of many over 2, 4 and 8 seconds.
func jitter(try int) time.Duration {
	return rand.N(time.Second << (try - 1)) // #nosec G404 -- no secret
}

// Sleep waits, or returns the context's error as soon as it ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func resource(req *http.Request) string {
	if strings.HasSuffix(req.URL.Path, "/graphql") {
		return "graphql"
	}
	return "core"
}

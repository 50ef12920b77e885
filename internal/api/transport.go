package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
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
	host   string
	places chan struct{}
	pace   *rate.Limiter

	mu    sync.Mutex
	gates map[string]*gate // by resource: GitHub limits REST and GraphQL apart
	left  time.Duration    // of MaxWait
}

// RoundTrip answers with a body that has arrived whole.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	for try := 1; ; {
		resp, err := t.attempt(req)
		switch {
		case err == nil && t.limited(req, resp):
			// The gate is shut now, so the next attempt waits; MaxWait
			// bounds how often.
		case passing(req, resp, err) && try < tries:
			try++
			if err := sleep(req.Context(), jitter(try)); err != nil {
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
	if err := t.pass(ctx, resource(req)); err != nil {
		return nil, err
	}
	select {
	case t.places <- struct{}{}:
		defer func() { <-t.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := t.pace.Wait(ctx); err != nil {
		return nil, err
	}
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

func (t *transport) send(req *http.Request) (*http.Response, error) {
	// Here and not in go-github, which would give the token to any host that
	// GitHub redirects to.
	if t.Token != "" && req.URL.Host == t.host {
		req.Header.Set("Authorization", "Bearer "+t.Token)
	}
	resp, err := t.Transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// stay refuses redirects to another host.
func (t *transport) stay(req *http.Request, via []*http.Request) error {
	if req.URL.Host != t.host {
		return fmt.Errorf("GitHub redirects to another host, %s", req.URL.Host)
	}
	if len(via) >= 5 {
		return fmt.Errorf("GitHub redirects in a circle")
	}
	return nil
}

// passing tells whether to try again. Only reads: a commit may have been made
// although its answer was lost, which its sender has to find out.
func passing(req *http.Request, resp *http.Response, err error) bool {
	if req.Method != http.MethodGet || req.Context().Err() != nil {
		return false
	}
	if err != nil {
		_, limit := err.(*LimitError)
		return !limit
	}
	return resp.StatusCode >= 500
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
	return rand.N(time.Second << (try - 1))
}

func sleep(ctx context.Context, d time.Duration) error {
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

package githubtest

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is a request that arrived.
type Request struct {
	Method string
	Path   string // without a base path
	Query  string
	Token  string // "" where it was anonymous
	At     time.Time
	Took   time.Duration
	Status int // 0: it got no answer, or has none yet
}

// Exchange is a request and its answer, whole.
type Exchange struct {
	Method        string
	URL           *url.URL
	RequestHeader http.Header // without the token
	RequestBody   []byte
	Status        int
	Header        http.Header
	Body          []byte
}

// Requests returns all requests in the order of their arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Exchanges returns what was recorded, but for the requests that met a fault.
func (s *Server) Exchanges() []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.exchanges)
}

func (s *Server) begin(c *call) (number int, fault *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open++
	s.requests = append(s.requests, Request{
		Method: c.Method, Path: c.path, Query: c.URL.RawQuery, Token: c.token, At: time.Now(),
	})
	return len(s.requests) - 1, s.fault(c)
}

func (s *Server) end(number int, c *call, a answer, fault *Fault, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	r := &s.requests[number]
	r.Took = time.Since(r.At)
	if err != nil {
		return
	}
	r.Status = a.status
	if s.Record && fault == nil {
		sent := c.Header.Clone()
		sent.Del("Authorization")
		address, _ := url.Parse(c.base + c.path + "?" + c.URL.RawQuery)
		s.exchanges = append(s.exchanges, Exchange{
			c.Method, address, sent, bytes.Clone(c.body), a.status, maps.Clone(a.header), bytes.Clone(a.body),
		})
	}
}

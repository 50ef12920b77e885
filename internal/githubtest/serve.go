package githubtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// call is a request as the handlers see it.
type call struct {
	*http.Request
	base  string // where the REST API is mounted, as the client sees it
	path  string // below base
	query url.Values
	body  []byte
	token string // "" where the request has no Authorization
	now   time.Time
}

func newCall(req *http.Request) (*call, error) {
	c := &call{query: req.URL.Query()}
	if req.Body != nil {
		defer req.Body.Close()
		var err error
		if c.body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	c.Request = req.Clone(req.Context())
	c.Body = io.NopCloser(bytes.NewReader(c.body))
	// GitHub Enterprise Server has its APIs below /api.
	prefix := ""
	c.path = req.URL.Path
	if rest, ok := strings.CutPrefix(c.path, "/api/v3"); ok {
		prefix, c.path = "/api/v3", rest
	} else if c.path == "/api/graphql" {
		c.path = "/graphql"
	}
	c.base = origin(req) + prefix
	c.token = bearer(req.Header)
	return c, nil
}

func origin(req *http.Request) string {
	scheme, host := req.URL.Scheme, req.Host
	if host == "" {
		host = req.URL.Host
	}
	switch {
	case scheme != "":
	case req.TLS != nil:
		scheme = "https"
	default:
		scheme = "http"
	}
	return scheme + "://" + host
}

// answer is what goes back.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	truncate bool // the connection breaks in the middle of the body
}

// RoundTrip answers a request in process.
func (s *Server) RoundTrip(req *http.Request) (*http.Response, error) {
	a, err := s.answer(req)
	if ctx := req.Context(); err == nil && ctx.Err() != nil {
		err = context.Cause(ctx) // what was done was done, but nobody waits any more
	}
	if err != nil {
		return nil, err
	}
	resp := &http.Response{
		Status:        fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        a.header,
		Body:          io.NopCloser(bytes.NewReader(a.body)),
		ContentLength: int64(len(a.body)),
		Request:       req,
	}
	if a.truncate {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(a.half()), broken{}))
	}
	return resp, nil
}

// broken is the end of a connection that breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// ServeHTTP answers a request over a real connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a, err := s.answer(req)
	if err != nil {
		panic(http.ErrAbortHandler) // which breaks the connection and logs nothing
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if !a.truncate {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		w.Write(a.body)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(max(len(a.body), 1)))
	w.WriteHeader(a.status)
	w.Write(a.half())
	http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func (a answer) half() []byte { return a.body[:len(a.body)/2] }

// answer waits and fails as it was told to, and in between carries the request
// out. An error stands for a connection that gives no answer.
func (s *Server) answer(req *http.Request) (answer, error) {
	c, err := newCall(req)
	if err != nil {
		return answer{}, err
	}
	number, fault := s.begin(c)
	a, err := s.perform(c, fault)
	s.end(number, c, a, fault, err)
	return a, err
}

func (s *Server) perform(c *call, fault *Fault) (answer, error) {
	if err := sleep(c.Context(), s.Latency); err != nil {
		return answer{}, err
	}
	if s.OnRequest != nil {
		s.OnRequest(c.Request)
	}
	if fault == nil {
		return s.handle(c, s.route), nil
	}
	return fault.around(c.Context(), func(carryOut bool) answer { return s.handle(c, s.faulty(fault, carryOut)) })
}

// faulty is how a request that meets a fault is carried out. If it is not to
// be, it has an empty answer that the fault is put into.
func (s *Server) faulty(f *Fault, carryOut bool) func(*call) answer {
	return func(c *call) answer {
		switch {
		case !carryOut:
			return answer{status: http.StatusOK}
		case f.Old > 0:
			return s.asOf(c.now.Add(-f.Old), func() answer { return s.route(c) })
		}
		return s.route(c)
	}
}

// handle answers a request that no limit refuses.
func (s *Server) handle(c *call, carryOut func(*call) answer) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now = time.Now()
	if c.Method != http.MethodGet {
		for _, r := range s.repositories {
			r.remember()
		}
	}
	a, refused := s.refuse(c)
	if !refused {
		a = carryOut(c)
	}
	if a.header == nil {
		a.header = http.Header{}
	}
	s.budget(c).describe(a.header, s.ahead)
	a.header.Set("Date", c.now.Add(s.ahead).UTC().Format(http.TimeFormat))
	a.header.Set("Server", "github.com")
	a.header.Set("X-Github-Request-Id", fmt.Sprintf("%04X:%06X:%08X", len(s.requests)&0xffff, c.now.UnixMilli()&0xffffff, c.now.Unix()))
	return a
}

// sleep waits for a while or until the context ends, whose cause it returns.
func sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

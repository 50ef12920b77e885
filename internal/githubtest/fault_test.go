package githubtest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

func TestFaults(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1, repos(150)...)
		c.Transport = fresh{c.Transport}
		page := func(n string) reply { return c.do(t.Context(), "GET", "/orgs/octo"+listing+n, "") }

		s.Fail(githubtest.Fault{
			Method: "GET", Path: "/orgs/*/repos", Query: "page=2", Skip: 1, Times: 2,
			Status: 502, Header: http.Header{"retry-after": {"7"}}, Body: `{"message": "Server Error"}`,
		})
		var got []int
		for range 4 {
			got = append(got, c.want(200, page("1")).StatusCode)
			r := page("2")
			got = append(got, r.StatusCode)
			if r.StatusCode == 502 && (r.body != `{"message": "Server Error"}` || r.Header.Get("Retry-After") != "7") {
				t.Errorf("the fault answers %s, %v", r.body, r.Header)
			}
		}
		if want := []int{200, 200, 200, 502, 200, 502, 200, 200}; !slices.Equal(got, want) {
			t.Errorf("statuses are %v, want %v", got, want)
		}

		s.Mend()
		s.Fail(githubtest.Fault{Path: "/orgs/octo/repos", Times: 1, Cut: true})
		if r := page("1"); !errors.Is(r.err, io.EOF) {
			t.Errorf("cut: %v", r.err)
		}
		s.Fail(githubtest.Fault{Times: 1, Truncate: true})
		if r := page("1"); !errors.Is(r.err, io.ErrUnexpectedEOF) || r.StatusCode != 200 || len(r.body) < 1000 {
			t.Errorf("truncated: %v after %d bytes", r.err, len(r.body))
		}
		s.Fail(githubtest.Fault{Times: 1, Header: http.Header{"X-RateLimit-Remaining": {"0"}}})
		if r := c.want(200, page("1")); r.Header.Get("X-RateLimit-Remaining") != "0" || len(r.body) < 1000 {
			t.Errorf("only a header: %v", r.Header)
		}
		c.want(200, page("1"))
	})
}

// fresh makes each request on a connection of its own. On one that was used
// before, http.Transport itself repeats what was cut.
type fresh struct{ http.RoundTripper }

func (f fresh) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Close = true
	return f.RoundTripper.RoundTrip(req)
}

func TestLostAnswer(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{})
		for _, f := range []githubtest.Fault{{Cut: true}, {Status: 502}} {
			f.Path, f.Times, f.AfterDoing = "/graphql", 1, true
			s.Fail(f)
			before := r.Head("main")
			body := `{"query": ` + quote(createCommit) + `, "variables": {"input": {"branch": {"repositoryNameWithOwner": "octo/stats",
				"branchName": "main"}, "expectedHeadOid": "` + before + `", "message": {"headline": "x"}}}}`
			got := c.do(t.Context(), "POST", "/graphql", body)
			if got.err == nil && got.StatusCode != 502 {
				t.Errorf("%+v: %s %s", f, got.Status, got.body)
			}
			if r.Head("main") == before {
				t.Errorf("%+v: nothing was committed", f)
			}
		}
		if got := s.Requests(); got[0].Status != 0 || got[1].Status != 502 {
			t.Errorf("requests are %+v", got)
		}
	})
}

func quote(s string) string { return `"` + strings.NewReplacer("\n", " ", "\t", " ").Replace(s) + `"` }

func TestHang(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.Fail(githubtest.Fault{Hang: true})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if r := c.do(ctx, "GET", "/orgs/octo", ""); !errors.Is(r.err, context.DeadlineExceeded) {
			t.Errorf("hang: %v", r.err)
		}
		s.Mend()
		s.Latency = time.Hour
		ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if r := c.do(ctx, "GET", "/orgs/octo", ""); !errors.Is(r.err, context.DeadlineExceeded) {
			t.Errorf("latency: %v", r.err)
		}
	})
}

func TestFaultForTokens(t *testing.T) {
	s := githubtest.Start(t)
	c := inProcess(t, s)
	s.AddOrg("octo", 1)
	s.Fail(githubtest.Fault{Path: "/orgs/octo", Token: "*", Status: 403})
	c.get(403, "/orgs/octo")
	c.token = ""
	c.get(200, "/orgs/octo")
}

func TestLatencyIsFake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := githubtest.Start(t)
		s.Latency = 10 * time.Minute
		s.AddOrg("octo", 1)
		s.Fail(githubtest.Fault{Times: 1, Delay: time.Hour})
		c := inProcess(t, s)
		start := time.Now()
		c.get(200, "/orgs/octo")
		if took := time.Since(start); took != 70*time.Minute {
			t.Errorf("took %s", took)
		}
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() { c.get(200, "/orgs/octo") })
		}
		all.Wait()
		if took := time.Since(start); took != 80*time.Minute {
			t.Errorf("with 50 at once it took %s", took)
		}
	})
}

func TestOnRequest(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{})
		head := r.Head("main")
		s.OnRequest = func(req *http.Request) {
			if body, _ := io.ReadAll(req.Body); req.URL.Path == "/graphql" && len(body) > 0 {
				r.Push("main", map[string]string{"theirs": "x"}, "In between")
			}
		}
		if out := c.commit(input(head, nil)); len(out.Errors) != 1 || out.Errors[0].Type != "STALE_DATA" {
			t.Errorf("answer is %+v", out)
		}
	})
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	cleanup []func()
	errors  []string
}

func (r *recorder) Cleanup(f func()) { r.cleanup = append(r.cleanup, f) }

func (r *recorder) Errorf(format string, args ...any) { r.errors = append(r.errors, format) }

func TestStartFails(t *testing.T) {
	r := &recorder{TB: t}
	s := githubtest.Start(r)
	s.AddRepository("octo/stats", map[string]string{"a": "1"})
	s.Fail(githubtest.Fault{Path: "/never", Times: 1, Status: 500})
	s.Fail(githubtest.Fault{Path: "/never", Status: 500})
	c := inProcess(t, s)
	c.get(501, "/rate_limit")
	c.get(501, "/repos/octo/stats/contents/a", "Accept", "application/json")
	c.want(501, c.do(t.Context(), "POST", "/graphql", `{"query": "{ viewer { login } }"}`))
	c.want(501, c.do(t.Context(), "DELETE", "/orgs/octo", ""))
	for _, f := range r.cleanup {
		f()
	}
	if len(r.errors) != 5 || len(s.Unknown()) != 4 || s.Unknown()[0] != "GET /rate_limit" {
		t.Errorf("errors are %q, unknown %q", r.errors, s.Unknown())
	}
}

package githubtest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

func TestHourlyLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := githubtest.Start(t)
		s.Limit = 3
		s.AddOrg("octo", 1)
		s.AddRepository("octo/stats", map[string]string{})
		c := inProcess(t, s)
		start := time.Now()
		for used := 1; used <= 3; used++ {
			h := c.get(200, "/orgs/octo").Header
			got := fmt.Sprint(h.Get("X-RateLimit-Limit"), h.Get("X-RateLimit-Remaining"), h.Get("X-RateLimit-Used"), h.Get("X-RateLimit-Resource"))
			if want := fmt.Sprint(3, 3-used, used, "core"); got != strings.ReplaceAll(want, " ", "") {
				t.Errorf("headers say %s, want %s", got, want)
			}
		}
		refused := c.get(403, "/orgs/octo")
		reset, err := strconv.ParseInt(refused.Header.Get("X-RateLimit-Reset"), 10, 64)
		if err != nil || !time.Unix(reset, 0).Equal(start.Add(time.Hour)) || refused.Header.Get("X-RateLimit-Remaining") != "0" {
			t.Errorf("refused with %v", refused.Header)
		}
		if !strings.Contains(refused.body, "API rate limit exceeded") {
			t.Error(refused.body)
		}

		// GraphQL has a limit of its own, and refuses in its own way.
		for range 3 {
			if out := c.commit(input(strings.Repeat("0", 40), nil)); out.Errors[0].Type != "STALE_DATA" {
				t.Errorf("answer is %+v", out)
			}
		}
		if out := c.commit(input(strings.Repeat("0", 40), nil)); out.Errors[0].Type != "RATE_LIMITED" {
			t.Errorf("answer is %+v", out)
		}

		other := c
		other.token = "another"
		other.get(200, "/orgs/octo")
		time.Sleep(time.Hour)
		c.get(200, "/orgs/octo")
	})
}

func TestAnonymousLimit(t *testing.T) {
	s := githubtest.Start(t)
	s.AddOrg("octo", 1)
	c := inProcess(t, s)
	c.token = ""
	for range 60 {
		c.get(200, "/orgs/octo")
	}
	c.get(403, "/orgs/octo")
	c.want(401, c.do(t.Context(), "POST", "/graphql", "{}"))
}

func TestSecondaryLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := githubtest.Start(t)
		s.AddOrg("octo", 1)
		c := inProcess(t, s)
		for range 900 {
			c.get(200, "/orgs/octo")
		}
		refused := c.get(403, "/orgs/octo")
		if refused.Header.Get("Retry-After") != "60" || !strings.Contains(refused.body, "secondary rate limit") {
			t.Errorf("%v: %s", refused.Header, refused.body)
		}
		time.Sleep(time.Minute)
		c.get(200, "/orgs/octo")
	})
}

func TestTokens(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1)
		c.get(200, "/orgs/octo")
		c.get(401, "/orgs/octo", "Authorization", "Bearer ")
		s.AddToken("good", githubtest.Token{Limit: 7})
		if got := c.get(401, "/orgs/octo"); !strings.Contains(got.body, "Bad credentials") {
			t.Error(got.body)
		}
		if got := c.get(200, "/orgs/octo", "Authorization", "token good").Header.Get("X-RateLimit-Limit"); got != "7" {
			t.Errorf("limit is %s", got)
		}
		c.get(403, "/orgs/octo", "User-Agent", "")
		last := s.Requests()[3]
		if last.Token != "good" || last.Path != "/orgs/octo" || last.Status != 200 || last.Method != "GET" {
			t.Errorf("request is %+v", last)
		}
	})
}

func TestEnterprise(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1, repos(2)...)
		r := s.AddRepository("octo/stats", map[string]string{})
		s.Fail(githubtest.Fault{Path: "/orgs/octo", Status: 500})
		link := c.get(200, "/api/v3/orgs/octo/repos?per_page=1").Header.Get("Link")
		if !strings.Contains(link, c.url+"/api/v3/organizations/1/repos?") {
			t.Error(link)
		}
		c.get(500, "/api/v3/orgs/octo")
		body := `{"query": ` + quote(createCommit) + `, "variables": {"input": {"branch": {"repositoryNameWithOwner": "octo/stats",
			"branchName": "main"}, "expectedHeadOid": "` + r.Head("main") + `", "message": {"headline": "x"}}}}`
		c.want(200, c.do(t.Context(), "POST", "/api/graphql", body))
		if len(r.Commits("main")) != 2 {
			t.Error("nothing was committed")
		}
	})
}

func BenchmarkPage(b *testing.B) {
	s := githubtest.New()
	s.PerMinute, s.Limit = 0, 1e9
	s.AddOrg("octo", 1, repos(10_000)...)
	c := inProcess(b, s)
	for b.Loop() {
		r := c.do(b.Context(), "GET", "/orgs/octo"+listing+"50", "")
		b.SetBytes(int64(len(r.body)))
	}
}

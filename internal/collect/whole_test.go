package collect_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

// listed is a page of repositories as JSON.
func listed(from, to int) string {
	var page []string
	for i := from; i < to; i++ {
		page = append(page, fmt.Sprintf(`{"id":%d,"owner":{"id":1,"login":"o"}}`, i+1))
	}
	return "[" + strings.Join(page, ",") + "]"
}

// Of an account of 500 repositories all are counted, or none.
func TestListsThatLie(t *testing.T) {
	page := func(n int, f githubtest.Fault) githubtest.Fault {
		f.Path, f.Query = "/orgs/o/repos", fmt.Sprintf("page=%d", n)
		return f
	}
	empty := githubtest.Fault{Status: 200, Body: "[]"}
	same := githubtest.Fault{Status: 200, Body: listed(0, 100), Header: http.Header{"Link": {
		`<https://api.github.com/organizations/1/repos?page=6>; rel="next", <https://api.github.com/organizations/1/repos?page=5>; rel="last"`}}}
	once := func(f githubtest.Fault) githubtest.Fault { f.Times = 1; return f }
	tests := []struct {
		name   string
		faults []githubtest.Fault
		want   string // why it is not counted; empty: it is
	}{
		{"the last pages are empty", []githubtest.Fault{page(3, empty), page(4, empty), page(5, empty)}, "page 3 of GitHub's list is empty, and others follow"},
		{"the last pages are empty once", []githubtest.Fault{once(page(3, empty)), once(page(4, empty)), once(page(5, empty))}, ""},
		{"a page is empty", []githubtest.Fault{page(3, empty)}, "page 3 of GitHub's list is empty, and others follow"},
		{"the last page is empty", []githubtest.Fault{page(5, empty)},
			"GitHub's list has not as many pages as it says, 5, and of 500 public repositories that GitHub speaks of it lists 400. If these are all, name o in accept-drops"},
		{"a page is half", []githubtest.Fault{page(3, githubtest.Fault{Status: 200, Body: listed(1000, 1050), Header: http.Header{"Link": {
			`<https://api.github.com/organizations/1/repos?page=4>; rel="next", <https://api.github.com/organizations/1/repos?page=5>; rel="last"`}}})},
			"page 3 of GitHub's list has only 50 repositories, and others follow, and of 500 public repositories that GitHub speaks of it lists 450"},
		{"a page is half once", []githubtest.Fault{once(page(3, githubtest.Fault{Status: 200, Body: listed(1000, 1050)}))}, ""},
		{"equal pages", []githubtest.Fault{page(1, same), {Path: "/orgs/o/repos", Status: 200, Body: same.Body}}, "GitHub's list goes round in a circle at page 6"},
		{"equal pages without end", []githubtest.Fault{{Path: "/orgs/o/repos", Status: 200, Body: same.Body, Header: same.Header}}, "GitHub's list goes round in a circle at page 6"},
		{"two equal pages", []githubtest.Fault{page(2, same), page(4, same)}, "page 4 of GitHub's list came before"},
		{"a page of another account", []githubtest.Fault{page(4, githubtest.Fault{Status: 200, Body: strings.ReplaceAll(listed(1000, 1100), `"id":1,"login":"o"`, `"id":2,"login":"o"`)})},
			"GitHub's list is of two accounts"},
		{"a page of two accounts", []githubtest.Fault{page(4, githubtest.Fault{Status: 200, Body: strings.Replace(listed(1000, 1100), `"id":1,"login":"o"`, `"id":2,"login":"o"`, 1)})},
			"page 4 of GitHub's list is of two accounts"},
		{"the first page has no links", []githubtest.Fault{page(1, githubtest.Fault{Header: http.Header{"Link": nil}})}, ""},
		{"the first page speaks of two pages", []githubtest.Fault{page(1, githubtest.Fault{Header: http.Header{"Link": {
			`<https://api.github.com/organizations/1/repos?page=2>; rel="next", <https://api.github.com/organizations/1/repos?page=2>; rel="last"`}}})}, ""},
		{"no page has links", []githubtest.Fault{{Path: "/orgs/o/repos", Header: http.Header{"Link": nil}}}, ""},
		{"one page that is empty", []githubtest.Fault{{Path: "/orgs/o/repos", Status: 200, Body: "[]"}},
			"GitHub lists no repository, and of 500 public repositories that GitHub speaks of it lists 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := githubtest.Start(t)
				server.AddOrg("o", 1, many(500)...)
				for _, f := range tt.faults {
					server.Fail(f)
				}
				got := all(t, server, "o")[0]
				switch {
				case tt.want == "" && (got.Err != nil || got.Record.Open() != 500):
					t.Errorf("it is counted as %d, %v", got.Record.Open(), got.Err)
				case tt.want != "" && (got.Err == nil || !strings.Contains(got.Err.Error(), tt.want)):
					t.Errorf("it is counted as %d, %v, want %s", got.Record.Open(), got.Err, tt.want)
				}
			})
		})
	}
}

// Whatever a list that is true looks like, it is counted.
func TestListsThatAreOdd(t *testing.T) {
	hidden := func(n int, places ...int) []githubtest.Repo {
		repos := many(n)
		for _, i := range places {
			repos[i].Hidden = true
		}
		return repos
	}
	tests := []struct {
		name  string
		repos []githubtest.Repo
		want  int
	}{
		{"some are hidden, for ever", hidden(500, 3, 250, 251, 252, 499), 495},
		{"the last page is hidden", hidden(201, 200), 200},
		{"all but one are hidden", hidden(3, 0, 2), 1},
	}
	for _, tt := range tests {
		for _, noLast := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				server := githubtest.Start(t)
				server.NoLast = noLast
				server.AddOrg("o", 1, tt.repos...)
				if got := all(t, server, "o")[0]; got.Err != nil || got.Record.Open() != tt.want {
					t.Errorf("%s: it is counted as %d, %v, want %d", tt.name, got.Record.Open(), got.Err, tt.want)
				}
			})
		}
	}
}

// A list that stays shorter than GitHub says is all there is for a user who
// says so.
func TestVouched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.AddOrg("o", 1, many(150)...)
		server.Fail(githubtest.Fault{Path: "/orgs/o", Status: 200, Body: `{"id":1,"login":"o","public_repos":151}`})
		server.Fail(githubtest.Fault{Path: "/orgs/o/repos", Query: "page=1", Status: 200, Body: listed(1000, 1099), Header: http.Header{"Link": {
			`<https://api.github.com/organizations/1/repos?page=2>; rel="next", <https://api.github.com/organizations/1/repos?page=2>; rel="last"`}}})
		o := options(t, server)
		for _, vouched := range []bool{false, true} {
			o.Vouched = func(stats.Account) bool { return vouched }
			results, err := collectAll(t, o, "o")
			if err != nil || (results[0].Err == nil) != vouched || vouched && results[0].Record.Open() != 149 {
				t.Errorf("vouched %v: it is counted as %d, %v, %v", vouched, results[0].Record.Open(), results[0].Err, err)
			}
		}
	})
}

// A list that changes while its pages are read side by side is read again, so
// that nothing is counted twice or missed.
func TestShiftingPages(t *testing.T) {
	tests := []struct {
		name   string
		before int
		change func(*githubtest.Server)
		after  int
	}{
		{"two come", 1000, func(s *githubtest.Server) {
			s.AddRepos("o", githubtest.Repo{Name: "a-first"}, githubtest.Repo{Name: "r00500-between"})
		}, 1002},
		{"one comes, and a page with it", 500, func(s *githubtest.Server) { s.AddRepos("o", githubtest.Repo{Name: "a-first"}) }, 501},
		{"one goes, and a page with it", 401, func(s *githubtest.Server) { s.RemoveRepo("o", "r00123") }, 400},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			server := githubtest.Start(t)
			server.AddOrg("o", 1, many(tt.before)...)
			var asked atomic.Int32
			server.OnRequest = func(r *http.Request) {
				// The first page has been read, and no other.
				if asked.Add(1) == 2 {
					tt.change(server)
				}
			}
			if got := all(t, server, "o")[0]; got.Err != nil || got.Record.Open() != tt.after {
				t.Errorf("%s: they are %d, %v, want %d", tt.name, got.Record.Open(), got.Err, tt.after)
			}
		})
	}
}

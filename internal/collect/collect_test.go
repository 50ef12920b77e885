package collect_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

var today = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// all counts organisations without history.
func all(t testing.TB, server *githubtest.Server, logins ...string) []stats.Result {
	t.Helper()
	results, err := collectAll(t, options(t, server), logins...)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func collectAll(t testing.TB, o collect.Options, logins ...string) ([]stats.Result, error) {
	var lines []stats.Line
	for _, l := range logins {
		lines = append(lines, stats.Line{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: l}}})
	}
	return collect.All(t.Context(), lines, o)
}

func options(t testing.TB, server *githubtest.Server) collect.Options {
	t.Helper()
	client, err := api.New(api.Options{
		URL: "https://api.github.com", Patience: api.NewPatience(time.Hour), Transport: server, Token: "ghs_token",
		Log: func(line string) { t.Log(line) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return collect.Options{
		Client: client, Server: "https://github.com", Day: stats.DayOf(today), Backfill: true,
		Rules:   stats.Rules{Archived: true, Aliases: map[string]string{"SCSS": "HTML"}},
		Accept:  func(stats.Account) bool { return false },
		Vouched: func(stats.Account) bool { return false },
		Done:    func(int, int, stats.Result) {},
	}
}

func TestWhatCounts(t *testing.T) {
	server := githubtest.Start(t)
	server.ListPrivate = true
	day := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	server.AddOrg("Mixed", 17,
		githubtest.Repo{Name: "open", Language: "SCSS", License: "MIT License", Stars: 3, Forks: 2, OpenIssues: 1, Created: day},
		githubtest.Repo{Name: "archived", Archived: true, Language: "HTML", License: "Other", Stars: 10, Created: today},
		githubtest.Repo{Name: "template", Template: true},
		githubtest.Repo{Name: "fork", Fork: true, Stars: 1000, Created: day},
		githubtest.Repo{Name: "private", Private: true, Stars: 1000, Created: day},
		githubtest.Repo{Name: "internal", Private: true, Internal: true, Stars: 1000, Created: day},
	)
	server.AddUser("ben", 18, githubtest.Repo{Name: "one", Language: "Go"})
	server.AddOrg("empty", 19)
	server.AddOrg("only-forks", 20, githubtest.Repo{Name: "fork", Fork: true})
	server.AddUser("idle", 21)

	record := func(login string, id int64, f stats.Figures) stats.Record {
		return stats.Record{Account: stats.Account{Host: "github.com", Login: login}, ID: id, URL: "https://github.com/" + login, Day: stats.DayOf(today), Source: stats.Observed, Figures: f}
	}
	// Counts of nothing are known: they are 0.
	counts := func(language, license string, numbers ...int) stats.Figures {
		f := stats.Figures{TopLanguage: language, TopLicense: license}
		for m := range f.Counts {
			f.Counts[m] = stats.Known(0)
			if m < len(numbers) {
				f.Counts[m] = stats.Known(numbers[m])
			}
		}
		return f
	}
	past := record("Mixed", 17, stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(1)}, TopLanguage: "HTML", TopLicense: "MIT License"})
	past.Day, past.Source = stats.DayOf(day), stats.Backfill
	want := []stats.Result{
		{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "mixed"}}, Record: record("Mixed", 17, counts("HTML", "MIT License", 3, 13, 2, 1, 0, 1, 1)), Past: []stats.Record{past}},
		{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "ben"}}, Record: record("ben", 18, counts("Go", "", 1, 0, 0, 0, 0, 0, 1))},
		{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "empty"}}, Record: record("empty", 19, counts("", ""))},
		{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "only-forks"}}, Record: record("only-forks", 20, counts("", ""))},
		{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "idle"}}, Record: record("idle", 21, counts("", ""))},
	}
	if diff := cmp.Diff(want, all(t, server, "mixed", "ben", "empty", "only-forks", "idle")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// many is so many repositories.
func many(n int) (repos []githubtest.Repo) {
	for i := range n {
		repos = append(repos, githubtest.Repo{Name: fmt.Sprintf("r%05d", i)})
	}
	return repos
}

func TestPages(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 101, 199, 200, 201, 1234} {
		for _, noLast := range []bool{false, true} {
			server := githubtest.Start(t)
			server.NoLast = noLast
			server.AddOrg("o", 1, many(n)...)
			if got := all(t, server, "o")[0].Record.Open(); got != n {
				t.Errorf("%d repositories are counted as %d, rel=last missing: %v", n, got, noLast)
			}
			if pages, asked := max(1, (n+99)/100), len(server.Requests()); asked > pages+1 {
				t.Errorf("%d pages took %d requests", pages, asked)
			}
		}
	}
}

// Those whose last record is oldest are counted first.
func TestOldestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.Latency = time.Second
		var lines []stats.Line
		for i := range 20 {
			login := fmt.Sprintf("o%02d", i)
			server.AddOrg(login, 0, many(1)...)
			line := stats.Line{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: login}}}
			if i%4 != 0 { // every fourth was never counted
				line.Records = []stats.Record{{Day: stats.Day(1000 - i)}}
			}
			lines = append(lines, line)
		}
		results, err := collect.All(t.Context(), lines, options(t, server))
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Org.Login != lines[i].Login {
				t.Errorf("result %d is that of %s, want %s", i, r.Org.Login, lines[i].Login)
			}
		}
		var asked []string
		for _, r := range server.Requests() {
			asked = append(asked, strings.Split(r.Path, "/")[2])
		}
		// Eight are counted side by side, so they overtake one another a little.
		for _, login := range []string{"o00", "o04", "o08", "o12", "o16", "o19"} {
			if i := slices.Index(asked, login); i >= 14 {
				t.Errorf("%s is number %d in %q, want it among the first", login, i, asked)
			}
		}
		for _, login := range []string{"o01", "o02", "o03"} {
			if i := slices.Index(asked, login); i < 6 {
				t.Errorf("%s is number %d in %q, want it among the last", login, i, asked)
			}
		}
	})
}

// Links that lead nowhere end in an error, soon.
func TestLinks(t *testing.T) {
	link := func(page int, rel string) http.Header {
		return http.Header{"Link": {fmt.Sprintf(`<https://api.github.com/organizations/1/repos?page=%d>; rel="%s"`, page, rel)}}
	}
	tests := []struct {
		name  string
		fault githubtest.Fault
		want  string
	}{
		{"more pages than there can be", githubtest.Fault{Header: link(999_999, "last")}, "GitHub speaks of 999999 pages"},
		{"always another page", githubtest.Fault{Header: link(999_999, "next")}, "GitHub's list goes round in a circle at page 5"},
		{"always the same page", githubtest.Fault{Status: 200, Body: `[{"id":1,"owner":{"id":1,"login":"o"}}]`, Header: link(999_999, "next")}, "GitHub's list goes round in a circle at page 2"},
		{"redirected in a circle", githubtest.Fault{Status: 301, Header: http.Header{"Location": {"https://api.github.com/orgs/o/repos"}}}, "GitHub redirects in a circle"},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			server := githubtest.Start(t)
			server.AddOrg("o", 1, many(250)...)
			tt.fault.Path = "/orgs/o/repos"
			server.Fail(tt.fault)
			got := all(t, server, "o")[0]
			if got.Err == nil || !strings.Contains(got.Err.Error(), tt.want) || len(server.Requests()) > 25 {
				t.Errorf("%s: error %v after %d requests, want in it %s", tt.name, got.Err, len(server.Requests()), tt.want)
			}
		})
	}
}

func TestTenThousandRepositories(t *testing.T) {
	server := githubtest.Start(t)
	server.AddOrg("o", 1, many(10_000)...)
	if got := all(t, server, "o")[0].Record.Open(); got != 10_000 {
		t.Errorf("10,000 repositories are %d", got)
	}
}

// What cannot be half a list is not taken for one.
func TestBrokenAnswers(t *testing.T) {
	for _, body := range []string{"", "null", "{}", "[", `[{"id":1},`, `[{"id":"x"}]`, "<html>", `[{"id":1}]x`[:9]} {
		synctest.Test(t, func(t *testing.T) {
			server := githubtest.Start(t)
			server.AddOrg("o", 1, many(250)...)
			server.Fail(githubtest.Fault{Path: "/orgs/o/repos", Query: "page=2", Status: 200, Body: body})
			if got := all(t, server, "o")[0]; got.Err == nil {
				t.Errorf("page 2 is %q, and it was counted as %d", body, got.Record.Open())
			}
		})
	}
}

// What the history could not read again on the next day never gets there.
func TestTooLarge(t *testing.T) {
	for name, stars := range map[string][]int{
		"one":     {math.MaxInt32 + 1},
		"sum":     {math.MaxInt32, 1},
		"wrapped": {math.MaxInt64, math.MaxInt64, 2},
		"enough":  {math.MaxInt32 - 1, 1},
	} {
		server := githubtest.Start(t)
		var repos []githubtest.Repo
		for i, n := range stars {
			repos = append(repos, githubtest.Repo{Name: fmt.Sprint("r", i), Stars: n})
		}
		server.AddOrg("o", 1, repos...)
		if got := all(t, server, "o")[0]; (got.Err == nil) != (name == "enough") {
			t.Errorf("%s: stars %d are counted as %s, %v", name, stars, got.Record.Counts[stats.Stargazers], got.Err)
		}
	}
}

func TestWrongToken(t *testing.T) {
	server := githubtest.Start(t)
	server.AddToken("another", githubtest.Token{})
	server.AddOrg("o", 1)
	results, err := collect.All(t.Context(), []stats.Line{{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "o"}}}}, options(t, server))
	if api.Status(err) != 401 || len(results) != 1 || results[0].Err == nil {
		t.Errorf("results %v and error %v, want a 401 in both", results, err)
	}
}

func TestCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := githubtest.Start(t)
		server.AddOrg("o", 1)
		server.Fail(githubtest.Fault{Path: "/orgs/o/repos", Hang: true})
		o := options(t, server)
		stop := errors.New("stop")
		ctx, cancel := contextWithStop(t, stop)
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := collect.All(ctx, []stats.Line{{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "o"}}}}, o)
		if !errors.Is(err, stop) || time.Since(start) != time.Second {
			t.Errorf("error %v after %s, want %v after a second", err, time.Since(start), stop)
		}
	})
}

// BenchmarkPage reads a page of 100 repositories: request, decoding, figures.
func BenchmarkPage(b *testing.B) {
	server := githubtest.New()
	server.Limit, server.PerMinute = 1<<40, 0
	server.AddOrg("o", 1, many(100)...)
	lines := []stats.Line{{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "o"}}}}
	for b.Loop() {
		b.StopTimer()
		o := options(b, server) // its pace would be the benchmark's
		b.StartTimer()
		if _, err := collect.All(b.Context(), lines, o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLarge counts an organisation of 20,000 repositories.
func BenchmarkLarge(b *testing.B) {
	server := githubtest.New()
	server.Limit, server.PerMinute = 1<<40, 0
	server.AddOrg("o", 1, many(20_000)...)
	lines := []stats.Line{{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "o"}}}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := collect.All(b.Context(), lines, options(b, server)); err != nil {
			b.Fatal(err)
		}
	}
}

func contextWithStop(t *testing.T, cause error) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	return ctx, func() { cancel(cause) }
}

// Whatever GitHub answers, an organisation is counted or it is not.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "null", "[]", "[null]", `[{"id":1,"owner":{"login":"o","id":1},"language":null,"license":null,"created_at":null}]`,
		`[{"id":1,"owner":{"login":"o","id":1},"private":false,"visibility":"public","license":{"name":"MIT License"},"stargazers_count":-3,"created_at":"2020-01-02T03:04:05Z"}]`,
		`[{"id":"1"}]`, `[{"created_at":"yesterday"}]`, `{"message":"Not Found"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		synctest.Test(t, func(t *testing.T) {
			server := githubtest.New()
			server.AddOrg("o", 1, many(3)...)
			server.Fail(githubtest.Fault{Path: "/orgs/o/repos", Status: 200, Body: string(body)})
			got := all(t, server, "o")[0]
			if got.Err != nil {
				return
			}
			figures := got.Record.Figures
			if got.Record.ID == 0 || got.Record.Login == "" || figures.Open() < 0 || figures.Counts[stats.Stargazers].String() == "" || len(got.Past) > figures.Open() {
				t.Errorf("%q is counted as %+v", body, got)
			}
		})
	})
}

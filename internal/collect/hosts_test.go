package collect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

// What another host has under an account's login and number is not its past.
func TestOtherHosts(t *testing.T) {
	server := githubtest.Start(t)
	repos := many(30)
	repos[0].Created = today.AddDate(-1, 0, 0)
	server.AddOrg("Tools", 7, repos...)
	for _, host := range []string{"github.com", "ghes.example:8443"} {
		before := stats.Record{Account: stats.Account{Host: host, Login: "tools"}, ID: 7, Day: stats.DayOf(today) - 1, Source: stats.Observed}
		before.Counts[stats.OpenRepositories] = stats.Known(500)
		for _, known := range []string{host, "gitlab.com"} {
			before.Host = known
			o := options(t, server)
			o.Server = "https://" + host
			o.Known = stats.Listed{Newest: map[stats.Number]stats.Record{before.Numbered(7): before}}
			results, err := collect.All(t.Context(), []stats.Line{{Org: stats.Org{Account: stats.Account{Host: host, Login: "tools"}}}}, o)
			if err != nil {
				t.Fatal(err)
			}
			r := results[0]
			if refused := r.Err != nil && strings.HasSuffix(r.Err.Error(), "name tools in accept-drops"); refused != (known == host) || refused != (len(r.Past) == 0) {
				t.Errorf("on %s, with 500 on %s, it ends with %d days of a past, %v", host, known, len(r.Past), r.Err)
			}
			if want := (stats.Account{Host: host, Login: "Tools"}); r.Record.Account != want || r.Record.URL != "https://"+host+"/Tools" {
				t.Errorf("it is %v at %s", r.Record.Account, r.Record.URL)
			}
		}
	}
}

// An entry of another part on another host is not for an account of this part,
// whatever its number is, so it is not asked for.
func TestPartsOfHosts(t *testing.T) {
	line := func(host, login string) stats.Line {
		a := stats.Account{Host: host, Login: login}
		return stats.Line{Org: stats.Org{Account: a}, Records: []stats.Record{{Account: a, ID: 7, Day: stats.DayOf(today) - 1, Source: stats.Observed}}}
	}
	for host, want := range map[string]bool{"github.com": true, "gitlab.com": false} {
		server := githubtest.Start(t)
		server.AddOrg("tools", 7, many(3)...)
		o := options(t, server)
		here, there := line("github.com", "tools"), line(host, "instruments")
		o.Known = stats.Listed{Lines: []stats.Line{there, here}}
		results, err := collect.All(t.Context(), []stats.Line{here}, o)
		if err != nil || len(results) != 1 || results[0].Err != nil {
			t.Fatal(results, err)
		}
		asked := slices.ContainsFunc(server.Requests(), func(r githubtest.Request) bool { return strings.Contains(r.Path, "instruments") })
		if noted := results[0].Note != ""; asked != want || noted != want {
			t.Errorf("beside instruments on %s it is asked for: %v, and noted: %q", host, asked, results[0].Note)
		}
	}
}

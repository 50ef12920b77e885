package history

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

// on puts a list, or what was counted, on another host.
func on(host string, orgs []stats.Org) []stats.Org {
	orgs = slices.Clone(orgs)
	for i := range orgs {
		orgs[i].Host = host
	}
	return orgs
}

func countedOn(host string, r stats.Result) stats.Result {
	move := func(r *stats.Record) {
		r.Host, r.URL = host, "https://"+host+"/"+r.Login
	}
	r.Org.Host = host
	move(&r.Record)
	for i := range r.Past {
		move(&r.Past[i])
	}
	return r
}

// rowOn is a row that was observed: host/login, day, open repositories and number.
func rowOn(account, day string, n, id int) string {
	login := account[strings.LastIndex(account, "/")+1:]
	return fmt.Sprintf("%s,%s,%d,Go,MIT License,https://%s,1,2,3,,,,%d,observed\n", login, day, n, account, id)
}

// What one host has of an account says nothing of another's with its login or its
// number: each list has the lines that it has alone.
func TestHosts(t *testing.T) {
	// On GitHub aa became bb. On GitLab, where a year less is known, bb became aa, and
	// others had the two before.
	github := rowOn("github.com/aa", "2026-11-01", 40, 1) + rowOn("github.com/bb", "2026-11-01", 20, 2) + rowOn("github.com/bb", "2026-11-02", 41, 1)
	gitlab := rowOn("gitlab.com/aa", "2025-06-10", 8, 1) + rowOn("gitlab.com/aa", "2025-06-05", 7, 2) +
		rowOn("gitlab.com/g/bb", "2025-06-05", 6, 1) + rowOn("gitlab.com/g/bb", "2025-06-01", 5, 3)
	lists := map[string][]stats.Org{
		github: orgs("aa", "bb"),
		gitlab: on("GitLab.com", orgs("AA", "G/bb")),
	}
	var alone, together []string
	both := read(t, header+github+gitlab)
	for _, rows := range []string{github, gitlab} {
		alone = append(alone, toldOf(read(t, header+rows), lists[rows])...)
	}
	together = toldOf(both, slices.Concat(lists[github], lists[gitlab]))
	if diff := cmp.Diff(alone, together); diff != "" {
		t.Errorf("(-alone +together)\n%s", diff)
	}
	newest := both.Known(slices.Concat(lists[github], lists[gitlab])).Newest
	for number, want := range map[stats.Number]string{
		{Host: "github.com", ID: 1}: "{github.com bb} 41", {Host: "github.com", ID: 2}: "{github.com bb} 20",
		{Host: "gitlab.com", ID: 1}: "{gitlab.com aa} 8", {Host: "gitlab.com", ID: 2}: "{gitlab.com aa} 7", {Host: "gitlab.com", ID: 3}: "{gitlab.com g/bb} 5",
	} {
		r := newest[number]
		if got := fmt.Sprint(r.Account, " ", r.Open()); got != want {
			t.Errorf("%v is %s, want %s", number, got, want)
		}
	}
	if n := len(both.Known(lists[github]).Newest); n != 2 {
		t.Errorf("of the list's hosts it knows %d accounts, want 2", n)
	}
}

// toldOf says what is known of the accounts of a list, and how they are drawn.
func toldOf(h *History, list []stats.Org) (said []string) {
	listed := h.Known(list)
	lines := h.Lines(list)
	for i, l := range listed.Lines {
		last, _ := l.Latest()
		drawn, _ := lines[i].Latest()
		said = append(said, fmt.Sprint(l.Account, last, listed.Others[i], lines[i].Account, drawn, len(lines[i].rows)))
	}
	return said
}

// One login is counted on two hosts, one of which gives it the number that the
// other has on its own.
func TestAddOnHosts(t *testing.T) {
	gitlab := func(r stats.Result) stats.Result { return countedOn("gitlab.com", r) }
	list := slices.Concat(orgs("tools"), on("gitlab.com", orgs("tools", "a/tools", "b/tools")))
	old := rowOn("github.com/tools", "2026-11-19", 5, 1) + rowOn("gitlab.com/tools", "2026-11-19", 6, 2)
	today := []stats.Result{
		counted("tools", 1, "2026-11-20", 50),
		gitlab(counted("tools", 2, "2026-11-20", 60)),
		gitlab(counted("a/tools", 1, "2026-11-20", 70, "2020-01-01")), // has a past, since it is new
		gitlab(counted("b/tools", 3, "2026-11-20", 80)),
	}
	const past = "a/tools,2020-01-01,1,Go,MIT License,https://gitlab.com/a/tools,,,,,,,1,backfill\n"
	full := func(account, login string, n, id int) string {
		return strings.Replace(rowOn(account, "2026-11-20", n, id), "tools", login, 1)
	}
	want := header + old + rowOn("github.com/tools", "2026-11-20", 50, 1) + rowOn("gitlab.com/tools", "2026-11-20", 60, 2) +
		past + full("gitlab.com/a/tools", "a/tools", 70, 1) + full("gitlab.com/b/tools", "b/tools", 80, 3)
	once := read(t, header+old).Add(day("2026-11-20"), list, today)
	if diff := cmp.Diff(want, bytesOf(once)); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
	for name, h := range map[string]*History{"at once": once, "read again": read(t, want)} {
		if diff := cmp.Diff(want, bytesOf(h.Add(day("2026-11-20"), list, today))); diff != "" {
			t.Errorf("added a second time, %s (-want +got)\n%s", name, diff)
		}
		for i, l := range h.Lines(list) {
			if last, _ := l.Latest(); last.Account != today[i].Record.Account || last.Open() != today[i].Record.Open() {
				t.Errorf("%s, %v is %v with %d", name, l.Account, last.Account, last.Open())
			}
		}
	}
}

// A pull request's rows meet those of their own account alone.
func TestMergeOfHosts(t *testing.T) {
	base := header + rowOn("github.com/tools", "2026-11-20", 5, 1)
	pending := header + rowOn("gitlab.com/a/tools", "2026-11-20", 6, 1) + rowOn("gitlab.com/b/tools", "2026-11-20", 7, 2)
	if diff := cmp.Diff(base+strings.TrimPrefix(pending, header), merged(t, base, header, pending)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	later := header + rowOn("GitLab.com/A/Tools", "2026-11-20", 9, 1)
	if diff := cmp.Diff(later+strings.TrimPrefix(base, header), merged(t, pending[:strings.Index(pending, "tools,2026-11-20,7")]+strings.TrimPrefix(base, header), header, later)); diff != "" {
		t.Errorf("in another case (-want +got)\n%s", diff)
	}
}

// On an Enterprise Server the accounts of the list are its own; rows of GitHub, and
// those without an address, are others'.
func TestEnterpriseServer(t *testing.T) {
	h := read(t, header+
		rowOn("github.com/nhsuk", "2026-11-18", 1, 7)+
		rowOn("GHES.example:8443/NHSuk", "2026-11-18", 2, 7)+
		"nhsuk,2026-11-19,3,,,,,,,,,,,observed\n"+
		rowOn("ghes.example/nhsuk", "2026-11-19", 4, 7))
	for host, want := range map[string][]int{"ghes.example:8443": {2}, "github.com": {1, 3}, "ghes.example": {4}} {
		var got []int
		for _, r := range records(h, "nhsUK", host) {
			got = append(got, r.Open())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("of %s (-want +got)\n%s", host, diff)
		}
	}
}

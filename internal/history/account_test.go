package history

import (
	"strconv"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

func TestSplit(t *testing.T) {
	tests := []struct{ page, host, name string }{
		{"https://github.com/NHSDigital", "github.com", "NHSDigital"},
		{"https://github.com/NHSDigital/", "github.com", "NHSDigital"},
		{"https://github.com/orgs/NHSDigital", "github.com", "NHSDigital"},
		{"https://GitHub.com/orgs/NHSDigital", "GitHub.com", "NHSDigital"},
		{"https://git.example.org:8443/team", "git.example.org:8443", "team"},
		{"https://gitlab.com/nhsbsa", "gitlab.com", "nhsbsa"},
		{"https://gitlab.com/groups/nhsx/Tools/", "gitlab.com", "nhsx/Tools"},
		{"https://gitlab.com/nhsx//tools/-/packages?page=2#top", "gitlab.com", "nhsx/tools"},
		{"https://gitlab.com/groups/nhsx/tools/-/", "gitlab.com", "nhsx/tools"},
		{"https://gitlab.com/nhsx/-", "gitlab.com", "nhsx"},
		{"https://github.com/", "", ""}, {"https://gitlab.com", "", ""}, {"https://gitlab.com/groups/", "gitlab.com", "groups"},
		{"", "", ""}, {"nhsuk", "", ""}, {"://", "", ""},
	}
	for _, tt := range tests {
		a, ok := split(tt.page)
		if ok != (tt.name != "") || ok && a != (stats.Account{Host: tt.host, Login: tt.name}) {
			t.Errorf("%s is %v, %v, want %s, %s", tt.page, a, ok, tt.host, tt.name)
		}
	}
}

// Paths that end alike are accounts of their own, in whichever case they are
// written, and as their group's page, too.
func TestPaths(t *testing.T) {
	h := read(t, header+
		"tools,2026-11-18,1,,,https://gitlab.com/a/tools,,,,,,,,observed\n"+
		"tools,2026-11-18,5,,,https://gitlab.com/b/tools,,,,,,,,observed\n"+
		"tools,2026-11-19,2,,,https://gitlab.com/groups/A/Tools/-/packages,,,,,,,,observed\n"+
		"tools,2026-11-19,9,,,https://gitlab.com/tools,,,,,,,,observed\n"+
		"tools,2026-11-19,7,,,https://github.com/tools,,,,,,,,observed\n")
	want := map[string]string{"a/tools": "2026-11-18 1, 2026-11-19 2", "B/tools": "2026-11-18 5", "tools": "2026-11-19 9", "c/tools": ""}
	for login, want := range want {
		got := ""
		for i, r := range records(h, login, "gitlab.com") {
			if i > 0 {
				got += ", "
			}
			got += r.Day.String() + " " + strconv.Itoa(r.Open())
		}
		if got != want {
			t.Errorf("%s has %q, want %q", login, got, want)
		}
	}
	if got := records(h, "tools", host); len(got) != 1 || got[0].Open() != 7 {
		t.Errorf("on GitHub it has %v", got)
	}
}

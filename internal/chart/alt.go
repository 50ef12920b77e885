package chart

import (
	"strings"
	"unicode/utf8"

	"github.com/org-growth/org-growth/internal/stats"
)

// Alt returns what the picture of the same lines shows, for those who do not
// see it: a single line of fewer than 300 characters, not escaped. Without
// records it says that there is no data yet.
func Alt(lines []stats.Line) string {
	const limit = 299
	r := rank(lines, nil)
	if r.size() == 0 {
		return "Chart of open repositories: no data yet."
	}
	kind, when := "Line chart: ", "from "+r.first.Long()+" to "+r.last.Long()
	if r.first == r.last {
		kind, when = "Bar chart: ", "on "+r.last.Long()
	}
	text := kind + "open repositories of " + stats.Plural(r.size(), "organisation", "organisations") +
		" " + when + ", " + stats.Thousands(r.total) + " in total. Largest: "
	largest := r.rest[:min(3, r.size())]
	room := limit - len(text)
	for _, s := range largest {
		room -= len(" , ") + len(stats.Thousands(s.latest))
	}
	var parts []string
	for _, s := range largest {
		parts = append(parts, s.within(room/len(largest))+" "+stats.Thousands(s.latest))
	}
	return text + strings.Join(parts, ", ") + "."
}

// within returns what an organisation is called in at most n characters: its
// name, or its login where the name is longer.
func (s series) within(n int) string {
	if utf8.RuneCountInString(s.name) <= n {
		return s.name
	}
	login := []rune(s.login)
	if len(login) <= n {
		return s.login
	}
	return string(login[:n-1]) + "…"
}

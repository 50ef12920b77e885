package chart

import (
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// Alt returns what the picture of the same lines shows, for those who do not
// see it: a single line of fewer than 300 characters, not escaped. Without
// records it says that there is no data yet.
func Alt(lines []stats.Line) string {
	r := rank(lines, nil)
	if r.size() == 0 {
		return noData
	}
	kind, when := "Line chart: ", "from "+r.first.Long()+" to "+r.last.Long()
	if r.first == r.last {
		kind, when = "Bar chart: ", "on "+r.last.Long()
	}
	text := kind + "open repositories of " + stats.Plural(r.size(), "organisation", "organisations") +
		" " + when + ", " + stats.Thousands(r.total) + " in total."
	return text + r.largest(limit-len(text))
}

// AltTotal is what Alt is, for the picture that Total makes.
func AltTotal(lines []stats.Line) string {
	r := rank(lines, nil)
	if r.size() == 0 {
		return noData
	}
	what := "open repositories of " + stats.Plural(r.size(), "organisation", "organisations together")
	end := stats.Thousands(r.total) + " on " + r.last.Long() + "."
	text := "Figure: " + what + ", " + end
	if r.first < r.last {
		start := stats.Thousands(r.sum()[0].Open()) + " on " + r.first.Long()
		text = "Area chart: " + what + ", from " + start + " to " + end
	}
	return text + r.largest(limit-len(text))
}

const (
	limit  = 299 // characters
	noData = "Chart of open repositories: no data yet."
)

// largest returns a sentence of at most so many characters that names the
// largest organisations of a ranking without hues, with their counts.
func (r ranking) largest(room int) string {
	const begin, end = " Largest: ", "."
	largest := r.rest[:min(3, r.size())]
	room -= len(begin) + len(end)
	for _, s := range largest {
		room -= len(" , ") + len(stats.Thousands(s.latest))
	}
	var parts []string
	for _, s := range largest {
		parts = append(parts, s.within(room/len(largest))+" "+stats.Thousands(s.latest))
	}
	return begin + strings.Join(parts, ", ") + end
}

// within returns what a series is called in at most n characters: its name, or
// its login where the name is longer. The name of a body is shortened, since
// its count is not that of one login.
func (s series) within(n int) string {
	called := []rune(s.name)
	if len(called) > n && s.others == 0 {
		called = []rune(s.login)
	}
	if len(called) <= n {
		return string(called)
	}
	return strings.TrimRight(string(called[:n-1]), " ") + "…"
}

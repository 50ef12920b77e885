package chart

import (
	"strings"
	"unicode/utf8"

	"github.com/org-growth/org-growth/internal/stats"
)

// Alt returns what the picture that Growth makes shows, for those who do not see
// it: a single line of fewer than 300 characters, not escaped. Where the figure
// was never known it says that there is no data yet.
func (c Chart) Alt() string {
	if c.size() == 0 {
		return c.noData()
	}
	kind, when := "Line chart: ", "from "+c.first.Long()+" to "+c.last.Long()
	if c.first == c.last {
		kind, when = "Bar chart: ", "on "+c.last.Long()
	}
	return c.fill(kind + c.metric.Noun() + " of " + stats.Plural(c.size(), "organisation", "organisations") +
		" " + when + ", " + stats.Thousands(c.total) + " in total.")
}

// AltTotal is what Alt is, for the picture that Total makes.
func (c Chart) AltTotal() string {
	if c.size() == 0 {
		return c.noData()
	}
	what := c.metric.Noun() + " of " + stats.Plural(c.size(), "organisation", "organisations together")
	end := stats.Thousands(c.total) + " on " + c.last.Long() + "."
	text := "Figure: " + what + ", " + end
	if c.first < c.last {
		start := stats.Thousands(c.sum()[0].n) + " on " + c.first.Long()
		text = "Area chart: " + what + ", from " + start + " to " + end
	}
	return c.fill(text)
}

const limit = 299 // characters

func (c Chart) noData() string { return "Chart of " + c.metric.Noun() + ": no data yet." }

// fill appends to a text, as far as there is room, the largest organisations and
// the milestones.
func (c Chart) fill(text string) string {
	text += c.largest(limit - len(text))
	return text + c.milestones(limit-utf8.RuneCountInString(text))
}

// largest returns a sentence of at most so many characters that names the
// largest organisations, with their numbers.
func (r ranking) largest(room int) string {
	const begin, end = " Largest: ", "."
	largest := r.all[:min(3, r.size())]
	room -= len(begin) + len(end)
	for _, s := range largest {
		room -= len(" , ") + len(stats.Thousands(s.latest()))
	}
	var parts []string
	for _, s := range largest {
		parts = append(parts, s.within(room/len(largest))+" "+stats.Thousands(s.latest()))
	}
	return begin + strings.Join(parts, ", ") + end
}

// milestones returns a sentence of at most so many characters that names the
// newest milestones of the chart and says how many more there are. Without room
// for the newest one it returns "".
func (c Chart) milestones(room int) string {
	var shown []Event
	for _, e := range c.events {
		if _, ok := c.dayOf(e); ok {
			shown = append(shown, e)
		}
	}
	sentence, list := "", ""
	for left := len(shown) - 1; left >= 0; left-- {
		if list != "" {
			list += "; "
		}
		list += shown[left].String()
		text := " Milestones: " + list
		if left > 0 {
			text += " and " + stats.Thousands(left) + " more"
		}
		if text += "."; utf8.RuneCountInString(text) > room {
			break
		}
		sentence = text
	}
	return sentence
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

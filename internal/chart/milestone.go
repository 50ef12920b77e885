package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// An Event is a milestone: what happened on a day, or in a month or year.
type Event struct {
	First, Last stats.Day // the same for a day
	Text        string
}

// Date writes when it was, as precisely as it is known: 14 June 2022, June 2022
// or 2022.
func (e Event) Date() string {
	first, last := e.First.Time(), e.Last.Time()
	switch {
	case e.First == e.Last:
		return e.First.Long()
	case first.Month() == last.Month():
		return first.Format("January 2006")
	}
	return first.Format("2006")
}

// String writes the event with its date: Open-source policy published (14 June
// 2022).
func (e Event) String() string { return e.Text + " (" + e.Date() + ")" }

// Caption returns all milestones by date, with the numbers that they have in
// every chart, as one line, not escaped. Without any it returns "".
func Caption(events []Event) string {
	var parts []string
	for i, e := range ByDate(events) {
		parts = append(parts, strconv.Itoa(i+1)+" "+e.String())
	}
	if len(parts) == 0 {
		return ""
	}
	return "Milestones: " + strings.Join(parts, "; ") + "."
}

// ByDate returns the events in the order of their numbers: by date, and those of
// one date as they were given.
func ByDate(events []Event) []Event {
	sorted := slices.Clone(events)
	for i := range sorted {
		sorted[i].Text = oneLine(sorted[i].Text)
	}
	slices.SortStableFunc(sorted, func(a, b Event) int { return cmp.Compare(a.First, b.First) })
	return sorted
}

// dayOf returns where an event stands in a chart: on its first day, or on that of
// the chart where this begins within the event. Bars have no events.
func (r ranking) dayOf(e Event) (day stats.Day, found bool) {
	day = e.First
	if day < r.first && e.Last >= r.first {
		day = r.first
	}
	return day, r.first < r.last && r.first <= day && day <= r.last
}

// countedFrom is what the boundary says.
func countedFrom(from stats.Day) string {
	return "counted daily from " + from.Time().Format("2 Jan 2006")
}

// marks returns the lines that stand in a plot, by date: the milestones, of which
// those of one day are one, and the boundary where counting began.
func (p picture) marks(c Chart, plot plot) []mark {
	var marks []mark
	var days []stats.Day
	for i, e := range c.events {
		day, ok := c.dayOf(e)
		if !ok {
			continue
		}
		if n := len(marks); n > 0 && days[n-1] == day {
			marks[n-1].text += "; " + e.Text
			marks[n-1].numbers = append(marks[n-1].numbers, i+1)
			continue
		}
		days = append(days, day)
		marks = append(marks, mark{x: plot.x(day), text: e.Text, numbers: []int{i + 1}})
	}
	if from, found := c.counting(); found {
		at, _ := slices.BinarySearch(days, from)
		marks = slices.Insert(marks, at, mark{x: plot.x(from), text: countedFrom(from)})
	}
	for i := range marks {
		marks[i].width = p.note.room(marks[i].text)
	}
	return marks
}

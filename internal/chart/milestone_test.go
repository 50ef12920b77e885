package chart

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

// on is an event of a day, a month or a year, as users write it.
func on(date, text string) Event {
	form := time.DateOnly[:len(date)]
	first, err := time.Parse(form, date)
	if err != nil {
		panic(err)
	}
	next := map[string]time.Time{
		time.DateOnly: first.AddDate(0, 0, 1), "2006-01": first.AddDate(0, 1, 0), "2006": first.AddDate(1, 0, 0),
	}[form]
	return Event{stats.DayOf(first), stats.DayOf(next) - 1, text}
}

func TestCaption(t *testing.T) {
	events := []Event{on("2022-06-14", "Policy\n published"), on("2024", "New government"), on("2014-09", "Code of practice"), on("2024-01-01", "First of January")}
	const want = "Milestones: 1 Code of practice (September 2014); 2 Policy published (14 June 2022); " +
		"3 New government (2024); 4 First of January (1 January 2024)."
	if got := Caption(events); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := Caption(nil); got != "" {
		t.Errorf("without milestones: %q", got)
	}
}

// Those of one day are one; a month or year stands for its first day, or the
// chart's; those outside are left out; a number is that in the whole list.
func TestMarks(t *testing.T) {
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	// The chart is from 5 October 2023 to 4 October 2024.
	lines := countedSince([]stats.Line{line("", "avon", today-365, make([]int, 366)...)}, today-100)
	c := figure(stats.OpenRepositories, lines,
		on("2023-10-04", "before"), on("2023-09", "month before"), on("2023-10", "October"), on("2023", "year"), on("2024-10-05", "after"),
		on("2024-06-26", "same day"), on("2024-07", "July"), on("2024-10-04", "last day"), on("2024-07-01", "First of July"), on("2024-11", "next month"))
	p := picture{faces: f}
	plot := plot{left: 0, right: 366_000, first: c.first, last: c.last}
	type got struct {
		Text    string
		Numbers []int
	}
	var marks []got
	for _, m := range p.marks(c, plot) {
		marks = append(marks, got{m.text, m.numbers})
	}
	want := []got{
		{"year; October", []int{1, 3}},
		{"counted daily from 26 Jun 2024", nil},
		{"same day", []int{5}},
		{"July; First of July", []int{6, 7}},
		{"last day", []int{8}},
	}
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}

// Bars and a chart without data have no milestones, in picture and text.
func TestNoMilestones(t *testing.T) {
	for _, lines := range [][]stats.Line{days(made(26, 4500), 1), nil} {
		with, without := figure(stats.OpenRepositories, lines, on("2024-10-04", "today"), on("2024", "this year")), of(lines)
		if with.Alt() != without.Alt() || with.AltTotal() != without.AltTotal() {
			t.Errorf("the text is %s %s", with.Alt(), with.AltTotal())
		}
		for kind, body := range bodies {
			a, err := with.paint(Light, body)
			if err != nil {
				t.Fatal(err)
			}
			b, err := without.paint(Light, body)
			if err != nil {
				t.Fatal(err)
			}
			if n := differing(t, a, b, 0); n > 0 {
				t.Errorf("%s: %d pixels differ", kind, n)
			}
		}
	}
}

func TestAltOfMilestones(t *testing.T) {
	lines := []stats.Line{line("", "avon", today-1, 1, 2)}
	const text = "Line chart: open repositories of 1 organisation from 3 October 2024 to 4 October 2024, 2 in total. Largest: avon 2."
	for _, tc := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"none", nil, ""},
		{"outside", []Event{on("2024-10-05", "a")}, ""},
		{"one", []Event{on("2024-10", "a")}, " Milestones: a (October 2024)."},
		{"two", []Event{on("2024-10-04", "b"), on("2024-10-03", "a")}, " Milestones: b (4 October 2024); a (3 October 2024)."},
		{"room for one", []Event{on("2024-10-04", "b"), on("2024-10-03", strings.Repeat("a", 200))}, " Milestones: b (4 October 2024) and 1 more."},
		{"no room", []Event{on("2024-10-03", "b"), on("2024-10-04", strings.Repeat("a", 200))}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := figure(stats.OpenRepositories, lines, tc.events...).Alt(); got != text+tc.want {
				t.Errorf("got  %s\nwant %s", got, text+tc.want)
			}
		})
	}
}

// The caption says what the dotted line is only where no picture has room to.
func TestDotted(t *testing.T) {
	lines := countedSince(made(12, 1500), today-400)
	crowd := figure(stats.OpenRepositories, lines, crowdedOut()...)
	if got := crowd.Dotted(); got != "Dotted line: counted daily from 1 Sep 2023." {
		t.Errorf("without room for its text: %q", got)
	}
	few := figure(stats.OpenRepositories, lines, crowdedOut()[:2]...)
	if got := few.Dotted(); got != "" {
		t.Errorf("with room: %q", got)
	}
	stars := figure(stats.Stargazers, counts(lines, stats.Stargazers, 1), crowdedOut()...)
	if got := stars.Dotted() + of(days(lines, 1)).Dotted() + of(nil).Dotted(); got != "" {
		t.Errorf("without a boundary: %q", got)
	}
}

// crowdedOut returns milestones that leave no room for the boundary's text.
func crowdedOut() []Event {
	var events []Event
	for _, e := range []struct {
		ago   stats.Day
		words int
	}{{913, 8}, {687, 7}, {637, 7}, {574, 8}, {191, 5}, {131, 2}} {
		events = append(events, Event{today - e.ago, today - e.ago, strings.Repeat("text ", e.words)})
	}
	return events
}

var milestones = []Event{
	on("2012-06-09", "Before the first repository"), on("2014-09", "Code of practice: open by default"), on("2018-05-22", "Source of the gauges opened"),
	on("2020-03-23", "First flood"), on("2022-04-07", "Review published"), on("2022-06-14", "Open-source policy published"),
	on("2023", "Trusts of the Thames merge"), on("2024-10-04", "Ten-year plan"), on("2025", "Not yet"),
}

// crowded are milestones close together, on the first and the last day, of one
// day, with a text that is too long, and with one that cannot be written.
var crowded = []Event{
	on("2012", "First repository"), on("2013", "Second one"), on("2014-09-01", strings.Repeat("A text that goes on ", 12)),
	on("2015-03-01", "First developers hired"), on("2018-05-22", "Source opened"), on("2019-07-01", "Office founded"), on("2020-01-31", "河川"),
	on("2020-03-23", "First flood"), on("2020-05-10", "Second flood"), on("2020-09-24", "App and its source released"), on("2021-06-21", "Strategy"),
	on("2022-04-07", "Review published"), on("2022-06-14", "Policy published"), on("2022-06-14", "Data strategy"), on("2022-07", "Boards"),
	on("2023-02-01", "Trusts of the Thames merge"), on("2023-04", "Those of the Severn, too"), on("2024-07-05", "New government"),
	on("2024-10-03", "The day before"), on("2024-10-04", "A plan for the ten years to come, and for those after them"),
}

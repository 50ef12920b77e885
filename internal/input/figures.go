package input

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/org-growth/org-growth/internal/stats"
)

// figures reads names of metrics between commas, in any case.
func (p *inputs) figures(name string) []stats.Metric {
	var known []string
	for _, m := range stats.AllMetrics() {
		known = append(known, m.String())
	}
	var chosen []stats.Metric
	for _, figure := range p.names(name, "figure", known) {
		m, _ := stats.MetricOf(figure) // which is one of them
		chosen = append(chosen, m)
	}
	if len(pieces(p.input(name))) == 0 {
		p.fail(name, "is empty: name one, like %s, or, to draw none, leave chart and total-chart empty", known[0])
	}
	return chosen
}

// An Event is a milestone: what happened on a day, or in a month or year.
type Event struct {
	First, Last stats.Day // the same for a day
	Text        string
}

const (
	mostEvents  = 50
	longestText = 120 // characters
	likeEvent   = "write it like 2022-06-14: Open-source policy published (a month, like 2022-06, or a year will do)"
)

// events reads milestones, one on a line.
func (p *inputs) events(name string) []Event {
	var events []Event
	for i, line := range strings.Split(p.getenv(variableOf(name)), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := parseEvent(line)
		if err != nil {
			p.fail(fmt.Sprintf("%s line %d", name, i+1), "%q %v", line, err)
		}
		events = append(events, e)
	}
	if n := len(events); n > mostEvents {
		p.fail(name, "are %d, more than a chart can show: keep the %d that matter most", n, mostEvents)
	}
	return events
}

var eventForm = regexp.MustCompile(`^([0-9]{4}(?:-[0-9]{2}){0,2})\s*:(.*)$`)

func parseEvent(line string) (Event, error) {
	m := eventForm.FindStringSubmatch(line)
	if m == nil {
		return Event{}, fmt.Errorf("does not begin with a date and a colon: %s", likeEvent)
	}
	first, last, err := days(m[1])
	text := stats.OneLine(m[2])
	switch n := utf8.RuneCountInString(text); {
	case err != nil:
		return Event{}, fmt.Errorf("has a date that does not exist, %s: correct it", m[1])
	case n == 0:
		return Event{}, fmt.Errorf("has no text: %s", likeEvent)
	case n > longestText:
		return Event{}, fmt.Errorf("has a text of %d characters: shorten it to at most %d", n, longestText)
	}
	return Event{First: first, Last: last, Text: text}, nil
}

// days returns the first and the last day of a date like 2022-06-14, 2022-06 or
// 2022.
func days(date string) (first, last stats.Day, err error) {
	form := time.DateOnly[:len(date)]
	t, err := time.Parse(form, date)
	if err != nil {
		return 0, 0, err
	}
	next := map[string]time.Time{
		time.DateOnly: t.AddDate(0, 0, 1), "2006-01": t.AddDate(0, 1, 0), "2006": t.AddDate(1, 0, 0),
	}[form]
	return stats.DayOf(t), stats.DayOf(next) - 1, nil
}

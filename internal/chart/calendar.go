package chart

import (
	"time"

	"github.com/org-growth/org-growth/internal/stats"
)

// A step is the distance between two ticks of the time axis: days or months.
type step struct{ days, months int }

var steps = []step{
	{days: 1}, {days: 2}, {days: 7}, {days: 14},
	{months: 1}, {months: 3}, {months: 6},
	{months: 12}, {months: 24}, {months: 60}, {months: 120}, {months: 240}, {months: 600},
	{months: 1200}, {months: 2400}, {months: 6000}, {months: 12_000}, // a mistyped year
}

// dayTicks returns the ticks from one day to a later one on an axis of so many
// device pixels: at least two, as close as their texts allow.
func dayTicks(first, last stats.Day, width int) []tick {
	s := stepFor(float64(width) / float64(last-first))
	switch {
	case s.months == 0:
		return daysBack(first, last, s.days)
	case s.months < 12:
		return months(first, last, s.months)
	}
	return years(first, last, s.months/12)
}

// stepFor returns the first step whose ticks stand far enough apart.
func stepFor(perDay float64) step {
	for _, s := range steps {
		room := 62.0 * px
		if s.months >= 12 {
			room = 42 * px // a year is short
		}
		if s.length()*perDay >= room {
			return s
		}
	}
	return steps[len(steps)-1]
}

// length returns the days of a step, on average.
func (s step) length() float64 { return float64(s.days) + float64(s.months)*365.2425/12 }

// daysBack returns ticks so many days apart, the last of them on the newest
// day: that is the day that readers look for.
func daysBack(first, last stats.Day, days int) []tick {
	var ticks []tick
	year := 0
	for day := last - (last-first)/stats.Day(days)*stats.Day(days); day <= last; day += stats.Day(days) {
		text := "2 Jan"
		if t := day.Time(); t.Year() != year {
			text, year = "2 Jan 2006", t.Year()
		}
		ticks = append(ticks, tick{int(day), day.Time().Format(text)})
	}
	return ticks
}

// months returns ticks on the first of every so many months. January is
// written as its year.
func months(first, last stats.Day, every int) []tick {
	var ticks []tick
	for _, t := range firsts(first, last, every) {
		text := "Jan"
		switch {
		case t.Month() == time.January:
			text = "2006"
		case len(ticks) == 0:
			text = "Jan 2006"
		}
		ticks = append(ticks, tick{int(stats.DayOf(t)), t.Format(text)})
	}
	return ticks
}

// years returns ticks on 1 January of every so many years.
func years(first, last stats.Day, every int) []tick {
	var ticks []tick
	for _, t := range firsts(first, last, every*12) {
		ticks = append(ticks, tick{int(stats.DayOf(t)), t.Format("2006")})
	}
	return ticks
}

// firsts returns the days that begin every so many months, counted from the
// year 0.
func firsts(first, last stats.Day, every int) []time.Time {
	var days []time.Time
	begin := first.Time()
	month := (begin.Year()*12 + int(begin.Month()) - 1) / every * every
	for {
		day := time.Date(0, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
		if stats.DayOf(day) > last {
			return days
		}
		if stats.DayOf(day) >= first {
			days = append(days, day)
		}
		month += every
	}
}

package report

import (
	"slices"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// shown is the history of the organisations for those who show it.
type shown struct {
	history []history.Line
	open    []stats.Line // of the open repositories, until the newest day
	due     stats.Day    // that pictures show
}

func (o Options) shown(h *history.History) shown {
	s := shown{history: h.Lines(o.Orgs)}
	s.open = s.until(stats.Forever, stats.OpenRepositories)
	s.due = s.dueBy(o.Redraw)
	return s
}

// dueBy returns the day that pictures show where they are drawn once in a period:
// the first day of the newest period on which an organisation was counted. It is
// the same on all days of the period, and so are the pictures. Daily pictures
// show all.
func (s shown) dueBy(p stats.Period) stats.Day {
	newest, found := stats.LastObserved(s.open, stats.Forever)
	if !found || p != stats.Weekly && p != stats.Monthly {
		return stats.Forever
	}
	due := newest
	for _, l := range s.history {
		for r := range l.Since(p.Start(newest)) {
			if r.Source == stats.Observed {
				due = min(due, r.Day)
				break
			}
		}
	}
	return due
}

// pictured returns the lines of a metric that pictures show.
func (s shown) pictured(m stats.Metric) []stats.Line { return s.until(s.due, m) }

// until returns the lines of a metric until a day: the organisations, and those of
// each body in one, with the records that say when it changed.
func (s shown) until(day stats.Day, m stats.Metric) []stats.Line {
	if day == stats.Forever && m == stats.OpenRepositories && s.open != nil {
		return s.open
	}
	lines := make([]stats.Line, 0, len(s.history))
	var records []stats.Record // room for one line, whose records are kept in as much as they need
	for _, l := range s.history {
		records = drawn(records[:0], l, m, day)
		lines = append(lines, stats.Line{Org: l.Org, Records: slices.Clone(records)})
	}
	return stats.Bodies(lines)
}

// drawn appends the records until a day that charts and table are made of. Where
// the figure stands still on several days, which is mostly so, they are the first
// and the last of these; and in any case the last two of all, since the last
// change is that since the day before.
func drawn(records []stats.Record, l history.Line, m stats.Metric, until stats.Day) []stats.Record {
	var before []stats.Record // the one before the last, where it was left out
	for now := range l.All() {
		if now.Day > until {
			break
		}
		n := len(records)
		if n >= 2 && still(records[n-2], now, m) && still(records[n-1], now, m) {
			before = append(before[:0], records[n-1])
			records[n-1] = now
			continue
		}
		before = before[:0]
		records = append(records, now)
	}
	return slices.Insert(records, max(len(records)-1, 0), before...)
}

// still reports whether a figure did not change.
func still(a, b stats.Record, m stats.Metric) bool {
	return a.Counts[m] == b.Counts[m] && a.Source == b.Source
}

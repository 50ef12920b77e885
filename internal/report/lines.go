package report

import (
	"slices"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// lines returns the organisations with the records that are shown.
func (o Options) lines(h *history.History) []stats.Line {
	var lines []stats.Line
	var records []stats.Record // room for one line, whose records are kept in as much as they need
	for _, l := range h.Lines(o.Orgs, o.host()) {
		records = drawn(records[:0], l)
		lines = append(lines, stats.Line{Org: l.Org, Records: slices.Clone(records)})
	}
	return lines
}

// drawn appends the records that charts and table are made of. Where the figure
// stands still on more than three days, which is mostly so, they are the first
// and the last two of these: the last change is that since the day before.
func drawn(records []stats.Record, l history.Line) []stats.Record {
	for now := range l.All() {
		n := len(records)
		if n >= 3 && still(records[n-3], now) && still(records[n-2], now) && still(records[n-1], now) {
			records[n-2], records[n-1] = records[n-1], now
			continue
		}
		records = append(records, now)
	}
	return records
}

// still reports whether the figure that is drawn did not change.
func still(a, b stats.Record) bool {
	return a.Open() == b.Open() && a.Source == b.Source
}

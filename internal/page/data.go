package page

import (
	"fmt"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// span is the days that the chart reaches over.
type span struct{ first, last stats.Day }

// spanOf returns the days of lines that have records; none without any.
func spanOf(lines []stats.Line) span {
	var s span
	for i, l := range lines {
		last, _ := l.Latest()
		if i == 0 {
			s = span{l.Records[0].Day, last.Day}
		}
		s.first, s.last = min(s.first, l.Records[0].Day), max(s.last, last.Day)
	}
	return s
}

// history is what the chart is drawn from. The template writes it as JSON, in
// which no name ends the element that holds it. Days are numbers since 1 January
// 1970.
type history struct {
	Last    stats.Day `json:"last"`
	Series  []series  `json:"series"` // in the order of the table
	Figures []figure  `json:"figures"`
	Events  []event   `json:"events"`
}

type series struct {
	Name string `json:"name"`
	Hue  int    `json:"hue"` // in the chart of the first figure; -1: grey
}

type event struct {
	Day   stats.Day `json:"day"`
	Until stats.Day `json:"until"`
}

func historyOf(lines []stats.Line, t stats.Table, s span, shades []shade, o Options) history {
	h := history{Last: s.last, Series: []series{}, Figures: o.figures(lines, t, s.last), Events: []event{}}
	for i, l := range t.Lines {
		h.Series = append(h.Series, series{stats.OneLine(l.Title()), shades[i].hue})
	}
	for _, e := range o.Events {
		h.Events = append(h.Events, event{e.Day, max(e.Day, e.Until)})
	}
	return h
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// points writes the days on which the count of a metric changed, as text: for
// each the days since the point before (of the first: since a day) less one, and
// the change of the count. A day's growth by a few is a single character. What
// is not known is no change.
//
// A character is 6 bits, numbered as in base64url. With the highest bit set, it
// has five more bits of the days, the lowest first, none of them where they are
// zero. Without it, it has four more bits of the change, the lowest first, and
// below them one that says that more follow; a change is written as 2n, or as
// -2n-1 where it is negative.
func points(records []stats.Record, m stats.Metric, since stats.Day) string {
	var b strings.Builder
	day, count := since-1, 0
	for _, r := range records {
		n, known := r.Counts[m].Value()
		if !known || b.Len() > 0 && n == count {
			continue
		}
		for gap := r.Day - day - 1; gap > 0; gap >>= 5 {
			b.WriteByte(digits[32|gap&31])
		}
		change := 2 * (n - count)
		if change < 0 {
			change = -change - 1
		}
		for ; change > 15; change >>= 4 {
			b.WriteByte(digits[change&15<<1|1])
		}
		b.WriteByte(digits[change<<1])
		day, count = r.Day, n
	}
	return b.String()
}

const (
	sparkWidth  = 96
	sparkHeight = 20
)

// spark returns the steps of a line as an SVG path, from 0 to its highest
// count, over the days of all lines.
func spark(l stats.Line, s span) string {
	top := 1
	for _, r := range l.Records {
		top = max(top, r.Open())
	}
	days := max(1, int(s.last-s.first))
	at := func(r stats.Record) (x, y int) {
		return int(r.Day-s.first) * sparkWidth / days, sparkHeight - r.Open()*sparkHeight/top
	}
	x, y := at(l.Records[0])
	path := []byte(fmt.Sprintf("M%d %d", x, y))
	for i, r := range l.Records {
		nx, ny := at(r)
		if i+1 < len(l.Records) {
			if next, _ := at(l.Records[i+1]); next == nx {
				continue // the last of those at one place counts
			}
		}
		if ny == y {
			continue
		}
		if nx > x {
			path = fmt.Appendf(path, "h%d", nx-x)
		}
		path = fmt.Appendf(path, "v%d", ny-y)
		x, y = nx, ny
	}
	return string(fmt.Appendf(path, "H%d", sparkWidth))
}

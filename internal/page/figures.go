package page

import (
	"fmt"

	"github.com/org-growth/org-growth/internal/stats"
)

// figure is what the chart shows of a metric.
type figure struct {
	Key     string    `json:"key"`
	Name    string    `json:"-"` // which the switch has
	Noun    string    `json:"noun"`
	Text    string    `json:"text"`
	First   stats.Day `json:"first"`             // on which one line had a number
	Counted stats.Day `json:"counted,omitempty"` // daily from then on; the days before were derived
	Points  []string  `json:"points"`            // of each line
}

// figures returns the metrics that have numbers on more than one day, which takes
// two to draw a line between.
func (o Options) figures(lines []stats.Line, t stats.Table, last stats.Day) []figure {
	figures := []figure{}
	for _, m := range stats.AllMetrics() {
		of := t.Lines
		if m != stats.OpenRepositories {
			of = o.rows(m, lines, t)
		}
		if first, known := began(m, of); known && first < last {
			figures = append(figures, figureOf(m, of, t, first))
		}
	}
	return figures
}

// rows returns the lines of a metric in the order of the table.
func (o Options) rows(m stats.Metric, lines []stats.Line, t stats.Table) []stats.Line {
	if o.Lines == nil {
		return nil
	}
	at := map[stats.Account]int{}
	for i, l := range lines {
		at[l.Spelled()] = i
	}
	all := o.Lines(m)
	rows := make([]stats.Line, len(t.Lines))
	for i, l := range t.Lines {
		rows[i] = all[at[l.Spelled()]]
	}
	return rows
}

// began returns the first day on which a metric is known of a line.
func began(m stats.Metric, lines []stats.Line) (first stats.Day, found bool) {
	for _, l := range lines {
		for i := range l.Records {
			if _, known := l.Records[i].Counts[m].Value(); known {
				if !found || l.Records[i].Day < first {
					first, found = l.Records[i].Day, true
				}
				break
			}
		}
	}
	return first, found
}

func figureOf(m stats.Metric, lines []stats.Line, t stats.Table, first stats.Day) figure {
	f := figure{Key: m.Key(), Name: m.String(), Noun: m.Noun(), First: first}
	total, tell := 0, 0
	for _, l := range lines {
		f.Points = append(f.Points, points(l.Records, m, first))
		if n, known := newest(m, l); known {
			total, tell = total+n, tell+1
		}
	}
	f.Text = m.Many(total) + " across "
	if tell < len(lines) {
		f.Text += stats.Thousands(tell) + " of "
	}
	f.Text += stats.Plural(len(lines), "organisation", "organisations")
	if t.Dated {
		f.Text += ", " + t.Date.Long()
	}
	if m.Derived() {
		f.Counted, _ = stats.CountedFrom(lines) // 0 where there is none
	} else {
		f.Text += fmt.Sprintf("; counted since %s", first.Long())
	}
	return f
}

// newest returns the number of a metric that is known last of a line.
func newest(m stats.Metric, l stats.Line) (n int, known bool) {
	for i := len(l.Records) - 1; i >= 0 && !known; i-- {
		n, known = l.Records[i].Counts[m].Value()
	}
	return n, known
}

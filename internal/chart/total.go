package chart

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// Total returns, as a PNG, how the open repositories of all lines together
// grew: on each day, the sum of the counts that held on it. Lines without
// records are left out. Where all records are of one day the picture has that
// day's total as a figure; without records it says that there are none.
//
// An organisation enters with its first record. One whose past was backfilled
// enters with its first repository. One that was merely observed, and joined
// later, makes the total jump by all that it had: its past is not known, and
// making one up, or leaving its repositories out, would be worse than a step.
// One that was no longer counted stays in with its last count.
func Total(title string, lines []stats.Line, theme Theme) ([]byte, error) {
	return render(title, lines, theme, picture.all)
}

func (p picture) all(r ranking) {
	if r.first == r.last {
		p.alone(r.total)
		return
	}
	p.lines(r.together(p.hues[0]))
}

// alone writes the total of the only day: there is nothing to compare it with.
func (p picture) alone(total int) {
	const middle = (plotTop + plotBottom) / 2
	p.centre(stats.Thousands(total), middle-20*px, p.figure, p.hues[0].text)
	p.centre("Growth shows from the second day on", middle+32*px, p.subtitle, p.muted)
}

// together returns the ranking of a single line, the sum of all.
func (r ranking) together(h hue) ranking {
	sum := r.sum()
	r.max = 0
	for _, record := range sum {
		r.max = max(r.max, record.Open())
	}
	r.top = []series{{name: "Total", login: "Total", records: sum, latest: r.total, hue: h, filled: true}}
	r.rest = nil
	return r
}

// sum returns what all organisations had together, on the first day and on
// each on which that changed.
func (r ranking) sum() []stats.Record {
	growth := map[stats.Day]int{r.first: 0}
	for _, s := range slices.Concat(r.top, r.rest) {
		before := 0
		for i := range s.records {
			if n := s.records[i].Open(); n != before {
				growth[s.records[i].Day] += n - before
				before = n
			}
		}
	}
	var sum []stats.Record
	n := 0
	for _, day := range slices.Sorted(maps.Keys(growth)) {
		n += growth[day]
		sum = append(sum, stats.Record{Day: day, Figures: stats.Figures{Counts: stats.Counts{stats.Known(n)}}})
	}
	return sum
}

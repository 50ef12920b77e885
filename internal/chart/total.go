package chart

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// Total returns, as a PNG, how the figure of all lines together grew: on each
// day, the sum of the numbers that held on it. Where it is known on one day only
// the picture has that day's total as a figure; where it was never known, the
// picture says so.
//
// An organisation enters with the first day on which its number is known. One
// whose past was backfilled enters with its first repository. One that was
// merely observed, and joined later, makes the total jump by all that it had: its
// past is not known, and making one up, or leaving its repositories out, would be
// worse than a step. One that was no longer counted, or whose number was no
// longer known, stays in with its last one.
func (c Chart) Total(theme Theme) ([]byte, error) { return c.render(theme, picture.all) }

func (p picture) all(c Chart) {
	if c.first == c.last {
		p.alone(c.total)
		return
	}
	p.lines(c.together())
}

// alone writes the total of the only day: there is nothing to compare it with.
func (p picture) alone(total int) {
	const middle = (plotTop + plotBottom) / 2
	p.centre(stats.Thousands(total), middle-20*px, p.figure, p.hues[0].text)
	p.centre("Growth shows from the second day on", middle+32*px, p.subtitle, p.muted)
}

// together returns the chart of a single line, the sum of all, in the first hue.
func (c Chart) together() Chart {
	sum := c.sum()
	c.max = 0
	for _, p := range sum {
		c.max = max(c.max, p.n)
	}
	c.all = []series{{name: "Total", login: "Total", points: sum, filled: true}}
	return c
}

// sum returns what all organisations had together, on the first day and on
// each on which that changed.
func (r ranking) sum() []point {
	growth := map[stats.Day]int{r.first: 0}
	for _, s := range r.all {
		before := 0
		for _, p := range s.points {
			if p.n != before {
				growth[p.day] += p.n - before
				before = p.n
			}
		}
	}
	var sum []point
	n := 0
	for _, day := range slices.Sorted(maps.Keys(growth)) {
		n += growth[day]
		sum = append(sum, point{day, n, true})
	}
	return sum
}

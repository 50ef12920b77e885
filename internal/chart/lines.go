package chart

import (
	"image"
	"slices"
)

// lines draws the growth over its axes, the largest organisation on top.
func (p picture) lines(r ranking) {
	counts, ceiling := countTicks(r.max)
	labels := p.labels(r)
	plot := p.plot(r, counts, ceiling, labels)

	p.countAxis(plot, counts)
	p.dayAxis(plot)
	p.boundary(plot, r)
	p.others(plot, r.rest)
	for _, s := range slices.Backward(r.top) {
		steps := plot.steps(nil, s.records)
		if s.filled {
			p.area(steps, plot.bottom-px/2, s.hue.line, 0.16)
		}
		p.line(steps, 2*px, s.hue.line, 1)
		p.dot(image.Pt(plot.right, plot.y(s.latest)), 3*px, s.hue.line)
	}
	place(labels, r, plot)
	p.write(labels, plot)
}

// others draws the lines of the organisations without a hue. Where they are
// many, they become translucent and show how dense they are.
func (p picture) others(plot plot, rest []series) {
	opacity := max(0.10, min(1, 40/float64(len(rest))))
	var steps path
	for _, s := range slices.Backward(rest) {
		steps = plot.steps(steps[:0], s.records)
		p.line(steps, px, p.other, opacity)
	}
}

// plot returns the area between the texts of the counts and the labels.
func (p picture) plot(r ranking, counts []tick, ceiling float64, labels []label) plot {
	var left, right float64
	for _, t := range counts {
		left = max(left, p.tick.advance(t.text))
	}
	for _, l := range labels {
		right = max(right, l.width(p.faces))
	}
	return plot{
		left:    round(padding + left + 8*px),
		top:     plotTop,
		right:   round(width - padding - right - labelGap),
		bottom:  plotBottom,
		first:   r.first,
		last:    r.last,
		ceiling: ceiling,
	}
}

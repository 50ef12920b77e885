package chart

import (
	"image"
	"slices"
)

// lines draws the growth over its axes, the largest organisation on top.
func (p picture) lines(c Chart) {
	counts, ceiling := countTicks(c.max)
	labels := p.labels(c.ranking)
	plot := p.plot(c.ranking, counts, ceiling, labels)
	header := p.header(c, plot)
	plot.top = header.top()

	p.countAxis(plot, counts)
	p.dayAxis(plot)
	p.mark(header, plot)
	p.others(plot, c.rest())
	for _, s := range slices.Backward(c.top()) {
		p.named(plot, s)
	}
	place(labels, c.ranking, plot)
	p.write(labels, plot)
}

// named draws the line of an organisation with a hue. A dot ends it where its
// number is still known.
func (p picture) named(plot plot, s series) {
	hue := p.hues[s.hue]
	plot.trace(nil, s.points, func(steps path) {
		if s.filled {
			p.area(steps, plot.bottom-px/2, hue.line, 0.16)
		}
		p.line(steps, 2*px, hue.line, 1)
	})
	if s.end().known {
		p.dot(image.Pt(plot.right, plot.y(s.latest())), 3*px, hue.line)
	}
}

// others draws the lines of the organisations without a hue. Where they are
// many, they become translucent and show how dense they are.
func (p picture) others(plot plot, rest []series) {
	opacity := max(0.10, min(1, 40/float64(len(rest))))
	var room path
	for _, s := range slices.Backward(rest) {
		room = plot.trace(room, s.points, func(steps path) { p.line(steps, px, p.other, opacity) })
	}
}

// plot returns the area between the texts of the counts and the labels, below
// a heading without milestones.
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

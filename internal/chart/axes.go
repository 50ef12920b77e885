package chart

import (
	"image"
	"image/color"

	"github.com/org-growth/org-growth/internal/stats"
)

// countAxis draws a line across the plot for each count, with the count.
func (p picture) countAxis(plot plot, ticks []tick) {
	for _, t := range ticks {
		y := plot.y(t.value)
		if t.value > 0 {
			p.hairline(plot.left, plot.right, y, p.grid)
		}
		x := plot.left - 8*px - round(p.tick.advance(t.text))
		p.text(t.text, image.Pt(x, y+round(p.tick.centred())), p.tick, p.muted)
	}
}

// dayAxis draws the base line with the days below it.
func (p picture) dayAxis(plot plot) {
	const gap = 6 * px
	p.hairline(plot.left, plot.right, plot.bottom, p.axis)
	free := -gap // where the text before ends
	for _, t := range dayTicks(plot.first, plot.last, plot.right-plot.left) {
		x := plot.x(stats.Day(t.value))
		p.rect(image.Rect(x-px/2, plot.bottom, x+px/2, plot.bottom+4*px), p.axis)
		w := round(p.tick.advance(t.text))
		start := max(padding, min(width-padding-w, x-w/2))
		if start < free+gap {
			continue
		}
		p.text(t.text, image.Pt(start, plot.bottom+8*px+round(0.82*12*px)), p.tick, p.muted)
		free = start + w
	}
}

// hairline draws a level line of one CSS pixel.
func (p picture) hairline(left, right, y int, c color.RGBA) {
	p.rect(image.Rect(left, y-px/2, right, y+px/2), c)
}

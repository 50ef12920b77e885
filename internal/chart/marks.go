package chart

import (
	"image"
)

// header returns the header of a plot. Without milestones the boundary's text
// has more room, and stays above the plot.
func (p picture) header(c Chart, plot plot) *header {
	h := &header{left: plot.left, right: width - padding, gap: 5 * px, marks: p.marks(c, plot)}
	if h.alone() {
		h.right, h.gap = plot.right, 6*px
	}
	h.arrange()
	h.number(plot, p.number)
	return h
}

// alone reports whether there is no milestone.
func (h *header) alone() bool { return len(h.marks) == 1 && h.marks[0].boundary() }

// mark draws a header and its lines down to the base line.
func (p picture) mark(h *header, plot plot) {
	for _, m := range h.marks {
		p.stem(m, h.start(m), plot)
	}
	for _, b := range h.boxes {
		p.rect(image.Rect(b.from, plot.top-16*px, b.to, plot.top-3*px), p.background)
		p.text(b.text, image.Pt(b.from+boxRoom, plot.top-6*px), p.number, p.foreground)
	}
	for _, m := range h.marks {
		if m.row == unplaced {
			continue
		}
		from, _ := h.span(m)
		fill := p.foreground
		if m.boundary() {
			fill = p.muted
		}
		p.text(m.text, image.Pt(from, h.baseline(m.row)), p.note, fill)
	}
}

// start returns where the line of a mark begins: beside its text, or below the
// numbers.
func (h *header) start(m mark) int {
	switch {
	case m.row == unplaced:
		return h.top() - 3*px
	case h.alone():
		return h.baseline(m.row) - 8*px
	}
	return h.baseline(m.row) - 9*px
}

// stem draws the line of a mark. That of the boundary is dotted: what lies left
// of it was derived later.
func (p picture) stem(m mark, top int, plot plot) {
	if !m.boundary() {
		p.rect(image.Rect(m.x-px/2, top, m.x+px/2, plot.bottom-px/2), p.other)
		return
	}
	for y := top; y < plot.bottom-px; y += 4 * px {
		p.rect(image.Rect(m.x-px/2, y, m.x+px/2, y+px), p.axis)
	}
}

// Dotted returns what a caption has to say where the pictures have no room to:
// what their dotted line is. Mostly that is "".
func (c Chart) Dotted() string {
	f, err := allFaces()
	from, found := c.counting()
	if err != nil || !found || c.first == c.last {
		return ""
	}
	p := picture{Theme: Light, faces: f}
	for _, c := range []Chart{c, c.together()} {
		counts, ceiling := countTicks(c.max)
		h := p.header(c, p.plot(c.ranking, counts, ceiling, p.labels(c.ranking)))
		for _, m := range h.marks {
			if m.boundary() && m.row == unplaced {
				return "Dotted line: " + countedFrom(from) + "."
			}
		}
	}
	return ""
}

// room returns the width that a text needs. One that the typeface cannot write
// needs more than there is.
func (f face) room(s string) int {
	if !f.covers(s) {
		return width
	}
	return round(f.advance(s))
}

package chart

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

const (
	labelHeight = 16 * px
	labelGap    = 22 * px // between the end of a line and its label
	labelRoom   = width * 26 / 100
)

// A label names a line at its end.
type label struct {
	name, value string
	text        color.RGBA // of the name
	line        color.RGBA // of the leader
	end, y      float64    // heights of the line's end and of the label's middle
}

// width returns how wide a label is.
func (l label) width(f faces) float64 { return l.valueAt(f) + f.value.advance(l.value) }

// valueAt returns how far right of the name's start the value begins.
func (l label) valueAt(f faces) float64 {
	if l.value == "" {
		return f.name.advance(l.name)
	}
	return f.name.advance(l.name + "  ")
}

// labels returns the label of every line with a hue and one for all others,
// not yet placed.
func (p picture) labels(r ranking) []label {
	var all []label
	write := numbers(r.max)
	for _, s := range r.top() {
		hue := p.hues[s.hue]
		l := label{value: write(s.latest()), text: hue.text, line: hue.line}
		l.name = p.name.label(s, labelRoom-l.width(p.faces))
		all = append(all, l)
	}
	if len(r.rest()) > 0 {
		all = append(all, label{name: r.more(), text: p.muted, line: p.muted})
	}
	return all
}

// place sets where the labels of a ranking stand: at the ends of their lines,
// the label of all others in their middle, or as little off as it takes to
// keep them apart and inside the plot.
func place(labels []label, r ranking, plot plot) {
	for i, s := range r.top() {
		labels[i].end = plot.height(s.latest())
	}
	if rest := r.rest(); len(rest) > 0 {
		labels[len(r.top())].end = plot.height(rest[len(rest)/2].latest())
	}
	slices.SortStableFunc(labels, func(a, b label) int { return cmp.Compare(a.end, b.end) })
	wanted := make([]float64, len(labels))
	for i, l := range labels {
		wanted[i] = l.end
	}
	for i, y := range spread(wanted, labelHeight, float64(plot.top-4*px), float64(plot.bottom+8*px)) {
		labels[i].y = y
	}
}

// A pool is places that move together.
type pool struct {
	sum float64
	n   int
}

func (p pool) mean() float64 { return p.sum / float64(p.n) }

// spread moves ascending places apart until they are a distance from each
// other and half of it from the bounds, with the least sum of squared moves.
//
// Less i distances, place i must not be before place i-1: that is an isotonic
// regression, which pooling neighbours that violate the order solves exactly.
func spread(wanted []float64, distance, low, high float64) []float64 {
	var pools []pool
	for i, w := range wanted {
		p := pool{w - float64(i)*distance, 1}
		for len(pools) > 0 && pools[len(pools)-1].mean() > p.mean() {
			last := pools[len(pools)-1]
			p = pool{last.sum + p.sum, last.n + p.n}
			pools = pools[:len(pools)-1]
		}
		pools = append(pools, p)
	}
	low, high = low+distance/2, high-distance/2-float64(len(wanted)-1)*distance
	var placed []float64
	for _, p := range pools {
		for range p.n {
			place := max(low, min(high, p.mean()))
			placed = append(placed, place+float64(len(placed))*distance)
		}
	}
	return placed
}

// write draws labels, each with a leader from its line's end.
func (p picture) write(labels []label, plot plot) {
	for _, l := range labels {
		from, to := image.Pt(plot.right+6*px, round(l.end)), image.Pt(plot.right+18*px, round(l.y))
		p.line([]image.Point{from, to}, px, l.line, 0.55)
		at := image.Pt(plot.right+labelGap, round(l.y+p.name.centred()))
		p.text(l.name, at, p.name, l.text)
		at.X += round(l.valueAt(p.faces))
		p.text(l.value, at, p.value, p.muted)
	}
}

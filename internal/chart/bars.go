package chart

import (
	"image"
	"image/color"
)

// A bar is a count of the only day. It is as long as size says, while value is
// written beside it.
type bar struct {
	name        string
	value, size int
	text, fill  color.RGBA
}

// bars draws what was counted on a single day.
func (p picture) bars(r ranking) {
	const (
		row      = 34 * px // from bar to bar: 11 of them fit
		thick    = 22 * px
		nameGap  = 12 * px
		valueGap = 8 * px
	)
	bars := p.barsOf(r)
	most := 0
	for _, b := range bars {
		most = max(most, b.value)
	}
	write := numbers(most)
	var names, values float64
	for _, b := range bars {
		names = max(names, p.name.advance(b.name))
		values = max(values, p.value.advance(write(b.value)))
	}
	left := padding + round(names) + nameGap
	room := width - padding - round(values) - valueGap - left
	for i, b := range bars {
		top := plotTop + i*row
		end := left + round(float64(b.size)/float64(max(1, r.max))*float64(room))
		p.rect(image.Rect(left, top, end, top+thick), b.fill)

		at := image.Pt(left-nameGap-round(p.name.advance(b.name)), top+thick/2+round(p.name.centred()))
		p.text(b.name, at, p.name, b.text)
		at.X = end + valueGap
		p.text(write(b.value), at, p.value, p.muted)
	}
}

// barsOf returns the bars of the organisations with a hue and one for all
// others. That one has no length: together the others are no organisation, and
// would set the scale.
func (p picture) barsOf(r ranking) []bar {
	var bars []bar
	for _, s := range r.top() {
		name, hue := p.name.label(s, labelRoom), p.hues[s.hue]
		bars = append(bars, bar{name, s.latest(), s.latest(), hue.text, hue.line})
	}
	if rest := r.rest(); len(rest) > 0 {
		more := 0
		for _, s := range rest {
			more += s.latest()
		}
		bars = append(bars, bar{r.more(), more, 0, p.muted, p.other})
	}
	return bars
}

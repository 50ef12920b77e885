// Package chart turns the histories of organisations into pictures of their
// growth: a PNG of 1800 × 1000 pixels with at most 256 colours, to be shown
// 900 wide, and the text that says the same to those who do not see it.
//
// The largest organisations have colours and are named at the ends of their
// lines; the others are grey. The same lines give the same bytes, whatever
// their order, the time zone and the machine.
package chart

import (
	"image"

	"github.com/org-growth/org-growth/internal/stats"
)

// Growth returns, as a PNG, how the open repositories of each line grew.
// Lines without records are left out. Where all records are of one day there
// is no growth yet, and the picture has bars; without records it says so.
func Growth(title string, lines []stats.Line, theme Theme) ([]byte, error) {
	img, err := paint(title, lines, theme)
	if err != nil {
		return nil, err
	}
	return encode(img)
}

// A picture is a canvas with what is needed to draw on it.
type picture struct {
	*canvas
	Theme
	faces
}

func paint(title string, lines []stats.Line, theme Theme) (*image.RGBA, error) {
	f, err := allFaces()
	if err != nil {
		return nil, err
	}
	c, err := newCanvas(width, height, theme.background)
	if err != nil {
		return nil, err
	}
	p := picture{c, theme, f}
	r := rank(lines, theme.hues)
	p.heading(title, r)
	switch {
	case r.size() == 0:
		p.nothing()
	case r.first == r.last:
		p.bars(r)
	default:
		p.lines(r)
	}
	return c.img, nil
}

// heading writes the title and, below it, what the picture adds up to.
func (p picture) heading(title string, r ranking) {
	const room = width - 2*padding
	p.text(p.title.cut(oneLine(title), room), image.Pt(padding, titleBaseline), p.title, p.foreground)
	if r.size() == 0 {
		return
	}
	sum := stats.Plural(r.total, "open repository", "open repositories") + " across " +
		stats.Plural(r.size(), "organisation", "organisations") + ", " + r.last.Long()
	p.text(p.subtitle.cut(sum, room), image.Pt(padding, subtitleBaseline), p.subtitle, p.muted)
}

// nothing says that there is nothing to show.
func (p picture) nothing() {
	const text = "No data yet"
	x := (width - round(p.subtitle.advance(text))) / 2
	p.text(text, image.Pt(x, height/2+round(p.subtitle.centred())), p.subtitle, p.muted)
}

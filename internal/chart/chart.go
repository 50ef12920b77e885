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
	"image/color"

	"github.com/org-growth/org-growth/internal/stats"
)

// Growth returns, as a PNG, how the open repositories of each line grew.
// Lines without records are left out. Where all records are of one day there
// is no growth yet, and the picture has bars; without records it says so.
func Growth(title string, lines []stats.Line, theme Theme) ([]byte, error) {
	return render(title, lines, theme, picture.growth)
}

func render(title string, lines []stats.Line, theme Theme, body body) ([]byte, error) {
	img, err := paint(title, lines, theme, body)
	if err != nil {
		return nil, err
	}
	return encode(reduce(img))
}

// A picture is a canvas with what is needed to draw on it.
type picture struct {
	*canvas
	Theme
	faces
}

// A body draws what stands below the heading, of organisations with records.
type body func(picture, ranking)

func paint(title string, lines []stats.Line, theme Theme, body body) (*image.RGBA, error) {
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
	if r.size() == 0 {
		p.centre("No data yet", height/2, p.subtitle, p.muted)
	} else {
		body(p, r)
	}
	return c.img, nil
}

func (p picture) growth(r ranking) {
	if r.first == r.last {
		p.bars(r)
		return
	}
	p.lines(r)
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

// centre writes s in the middle of the width, its own middle at y.
func (p picture) centre(s string, y int, f face, fill color.RGBA) {
	x := (width - round(f.advance(s))) / 2
	p.text(s, image.Pt(x, y+round(f.centred())), f, fill)
}

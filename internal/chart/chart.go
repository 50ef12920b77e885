// Package chart turns the histories of organisations into pictures of their
// growth: a PNG of 1800 × 1000 pixels with at most 256 colours, to be shown
// 900 wide, and the text that says the same to those who do not see it.
//
// Any figure can be drawn. Its largest organisations have colours and are named
// at the ends of their lines; the others are grey. The same lines give the same
// bytes, whatever their order, the time zone and the machine.
package chart

import (
	"image"
	"image/color"

	"github.com/org-growth/org-growth/internal/stats"
)

// Options tell what the charts of a run show.
type Options struct {
	Title   string
	Metrics []stats.Metric // one chart each; an organisation keeps its colour from the first on
	Events  []Event        // in any order
}

// A Chart is one figure of all organisations. It may be drawn several times at
// the same time.
type Chart struct {
	title  string
	events []Event // by date
	ranking
}

// New returns the charts of the metrics, in their order. It asks for the lines
// of each metric once and does not keep them. Of days in a row on which a figure
// does not change, lines need to have the first and the last one only.
//
// Lines on which a figure was never known are not in its chart.
func New(o Options, lines func(stats.Metric) []stats.Line) []Chart {
	var charts []Chart
	var hues handout
	events := ByDate(o.Events)
	for _, m := range o.Metrics {
		r := rank(m, lines(m))
		hues.give(r.top())
		charts = append(charts, Chart{title: oneLine(o.Title), events: events, ranking: r})
	}
	return charts
}

// Growth returns, as a PNG, how the figure of each line grew. Where it is known
// on one day only there is no growth yet, and the picture has bars; where it was
// never known, the picture says so.
func (c Chart) Growth(theme Theme) ([]byte, error) { return c.render(theme, picture.growth) }

func (c Chart) render(theme Theme, body body) ([]byte, error) {
	img, err := c.paint(theme, body)
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

// A body draws what stands below the heading, of a chart with data.
type body func(picture, Chart)

func (c Chart) paint(theme Theme, body body) (*image.RGBA, error) {
	f, err := allFaces()
	if err != nil {
		return nil, err
	}
	canvas, err := newCanvas(width, height, theme.background)
	if err != nil {
		return nil, err
	}
	p := picture{canvas, theme, f}
	p.heading(c)
	if c.size() == 0 {
		p.centre("No data yet", height/2, p.subtitle, p.muted)
	} else {
		body(p, c)
	}
	return canvas.img, nil
}

func (p picture) growth(c Chart) {
	if c.first == c.last {
		p.bars(c.ranking)
		return
	}
	p.lines(c)
}

// heading writes the title and, below it, what the picture adds up to.
func (p picture) heading(c Chart) {
	p.text(c.heading(p.title), image.Pt(padding, titleBaseline), p.title, p.foreground)
	if c.size() > 0 {
		p.text(p.subtitle.cut(c.sums(), headingRoom), image.Pt(padding, subtitleBaseline), p.subtitle, p.muted)
	}
}

const headingRoom = width - 2*padding

// heading returns the title, which names the figure also where it is cut.
func (c Chart) heading(f face) string {
	ending := ""
	if c.metric.Ending() != "" {
		ending = ": " + c.metric.Ending()
	}
	return f.cut(c.title, headingRoom-f.advance(ending)) + ending
}

// sums returns the subtitle.
func (c Chart) sums() string {
	across := ""
	if c.size() < c.counted {
		across = stats.Thousands(c.size()) + " of "
	}
	text := c.metric.Many(c.total) + " across " + across +
		stats.Plural(c.counted, "organisation", "organisations") + ", " + c.last.Long()
	if !c.metric.Derived() {
		text += "; counted since " + c.first.Long()
	}
	return text
}

// centre writes s in the middle of the width, its own middle at y.
func (p picture) centre(s string, y int, f face, fill color.RGBA) {
	x := (width - round(f.advance(s))) / 2
	p.text(s, image.Pt(x, y+round(f.centred())), f, fill)
}

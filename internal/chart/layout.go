package chart

import (
	"image"
	"math"

	"github.com/org-growth/org-growth/internal/stats"
)

// Lengths are in device pixels, written as CSS pixels × px: a picture is shown
// at half its size, sharp on dense screens.
const (
	px      = 2
	width   = 900 * px
	height  = 500 * px
	padding = 16 * px

	titleBaseline    = padding + 17*px
	subtitleBaseline = 111 // 55.5 px

	plotTop    = 159 // 79.5 px
	plotBottom = height - padding - (12+8)*px
)

// A plot is the area of the lines: days to the right, counts upwards.
type plot struct {
	left, top, right, bottom int
	first, last              stats.Day
	ceiling                  float64 // count at the top
}

// x returns where a day is.
func (p plot) x(d stats.Day) int {
	share := float64(d-p.first) / float64(p.last-p.first)
	return p.left + round(share*float64(p.right-p.left))
}

// y returns where a count is.
func (p plot) y(count int) int { return round(p.height(count)) }

// height returns where a count is, not rounded to a pixel. A sum too large for
// an int, which is negative, is at the bottom.
func (p plot) height(count int) float64 {
	up := float64(max(0, count)) / p.ceiling * float64(p.bottom-p.top)
	// The conversion rounds the product; without it, some machines would not.
	return float64(p.bottom) - float64(up)
}

// steps appends to a path that of records: level until the next record, and
// from the last on to the newest day of all. Points that would not change the
// picture are left out.
func (p plot) steps(path path, records []stats.Record) path {
	for i := range records {
		r := &records[i]
		if i > 0 && r.Open() == records[i-1].Open() {
			continue
		}
		at := image.Pt(p.x(r.Day), p.y(r.Open()))
		if i > 0 {
			path.add(image.Pt(at.X, path.end().Y))
		}
		path.add(at)
	}
	path.add(image.Pt(p.right, path.end().Y))
	return path
}

// A path is a line through points, without those that do not bend it.
type path []image.Point

func (p path) end() image.Point { return p[len(p)-1] }

func (p *path) add(at image.Point) {
	points := *p
	n := len(points)
	if n > 0 && points[n-1] == at {
		return
	}
	if n > 1 && straight(points[n-2], points[n-1], at) {
		points[n-1] = at
		return
	}
	*p = append(points, at)
}

// straight tells whether the way from a over b to c, all different, is level
// or upright and does not turn back.
func straight(a, b, c image.Point) bool {
	ab, bc := b.Sub(a), c.Sub(b)
	return ab.X*bc.Y == ab.Y*bc.X && ab.X*bc.X >= 0 && ab.Y*bc.Y >= 0
}

func round(v float64) int { return int(math.Round(v)) }

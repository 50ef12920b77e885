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

// trace draws the way through points, in pieces: level until the next one, and
// from the last on to the newest day of all. Where the number is not known, the
// way is dashed. Points that would not change the picture are left out. It uses
// the room of a path, and returns it for the next one.
func (p plot) trace(room path, points []point, draw func(path)) path {
	steps := room[:0]
	for i, to := range points {
		x := p.x(to.day)
		if i > 0 {
			steps.add(image.Pt(x, steps.end().Y))
		}
		if to.known {
			steps.add(image.Pt(x, p.y(to.n)))
			continue
		}
		end := p.right
		if i+1 < len(points) {
			end = p.x(points[i+1].day)
		}
		if end-x < 6*px {
			continue // too short for a dash
		}
		draw(steps)
		at := image.Pt(end, steps.end().Y)
		dashes(x, at, draw)
		steps = append(steps[:0], at)
	}
	steps.add(image.Pt(p.right, steps.end().Y))
	draw(steps)
	return steps
}

// dashes draws a level way in dashes.
func dashes(start int, end image.Point, draw func(path)) {
	const dash = 4 * px
	for x := start + 3*px; x < end.X; x += 2 * dash {
		draw(path{image.Pt(x, end.Y), image.Pt(min(x+dash, end.X), end.Y)})
	}
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

// straight reports whether the way from a over b to c, all different, is level
// or upright and does not turn back.
func straight(a, b, c image.Point) bool {
	ab, bc := b.Sub(a), c.Sub(b)
	return ab.X*bc.Y == ab.Y*bc.X && ab.X*bc.X >= 0 && ab.Y*bc.Y >= 0
}

func round(v float64) int { return int(math.Round(v)) }

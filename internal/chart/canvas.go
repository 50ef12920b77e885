package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/golang/freetype/raster"
	"github.com/wcharczuk/go-chart/v2/drawing"
	"github.com/wcharczuk/go-chart/v2/roboto"
)

// medium is Roboto Medium, which go-chart carries. Its GetDefaultFont would
// parse it too, but not safely from two goroutines.
var medium = roboto.Roboto

// A canvas draws on a picture, in device pixels. It is all that this package
// knows of go-chart, whose rasteriser it uses and whose charts it does not:
// they have no labels at line ends. Its author has archived it, so putting
// another rasteriser in its place must change this file only.
type canvas struct {
	img *image.RGBA
	gc  *drawing.RasterGraphicContext

	// The graphic context would make a stroker for each line, and for a
	// thousand lines spend most of its time in growing them.
	stroker *drawing.LineStroker
	strokes *raster.Rasterizer
	painter *raster.RGBAPainter
}

// newCanvas returns a canvas that is filled with a colour.
func newCanvas(width, height int, background color.RGBA) (*canvas, error) {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	gc, err := drawing.NewRasterGraphicContext(img)
	if err != nil {
		return nil, fmt.Errorf("making a picture of %d × %d pixels: %w", width, height, err)
	}
	// go-chart multiplies font sizes by the DPI and takes the product for
	// 64ths of a pixel: at 64 DPI a size of 1 is one pixel.
	gc.SetDPI(64)
	// By the rule that is the default, and the only one of go-chart's
	// Renderer, letters such as Қ have holes where their contours overlap.
	gc.SetFillRule(drawing.FillRuleWinding)
	strokes := raster.NewRasterizer(width, height)
	strokes.UseNonZeroWinding = true
	stroker := drawing.NewLineStroker(drawing.ButtCap, drawing.BevelJoin, drawing.FtLineBuilder{Adder: strokes})
	c := &canvas{img, gc, stroker, strokes, raster.NewRGBAPainter(img)}
	c.rect(img.Bounds(), background)
	return c, nil
}

// rect fills whole pixels, so that hairlines are sharp.
func (c *canvas) rect(r image.Rectangle, fill color.RGBA) {
	draw.Draw(c.img, r, image.NewUniform(fill), image.Point{}, draw.Src)
}

// line draws a line along points. Its width is even: points lie between
// pixels, where odd widths blur. Where opacity, from 0 to 1, lets the ground
// through, a line's own crossings do not add up.
func (c *canvas) line(points []image.Point, width int, stroke color.RGBA, opacity float64) {
	if len(points) < 2 {
		return
	}
	c.stroker.HalfLineWidth = float64(width) / 2
	c.stroker.MoveTo(float64(points[0].X), float64(points[0].Y))
	for _, p := range points[1:] {
		c.stroker.LineTo(float64(p.X), float64(p.Y))
	}
	c.stroker.End()
	c.painter.SetColor(translucent(stroke, opacity))
	c.strokes.Rasterize(c.painter)
	c.strokes.Clear()
}

// area fills what lies between a line and a height below it.
func (c *canvas) area(points []image.Point, bottom int, fill color.RGBA, opacity float64) {
	c.gc.SetFillColor(translucent(fill, opacity))
	c.gc.MoveTo(float64(points[0].X), float64(bottom))
	for _, p := range points {
		c.gc.LineTo(float64(p.X), float64(p.Y))
	}
	c.gc.LineTo(float64(points[len(points)-1].X), float64(bottom))
	c.gc.Close()
	c.gc.Fill()
}

func translucent(c color.RGBA, opacity float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(math.Round(255 * opacity))}
}

// dot fills a circle.
func (c *canvas) dot(centre image.Point, radius int, fill color.RGBA) {
	x, y, r := float64(centre.X), float64(centre.Y), float64(radius)
	c.gc.SetFillColor(fill)
	c.gc.MoveTo(x+r, y)
	c.gc.ArcTo(x, y, r, r, 0, 2*math.Pi)
	c.gc.Close()
	c.gc.Fill()
}

// text writes s with its baseline's start at p.
func (c *canvas) text(s string, p image.Point, f face, fill color.RGBA) {
	c.gc.SetFont(f.font)
	c.gc.SetFontSize(f.size)
	c.gc.SetFillColor(fill)
	// This fails on a broken typeface only, and ours are built in.
	_, _ = c.gc.FillStringAt(s, float64(p.X), float64(p.Y))
}

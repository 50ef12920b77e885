package chart

import (
	"encoding/binary"
	"image/color"
	"math"
)

// A Theme is a set of colours for one kind of page. The ten hues of series
// differ from each other, and each from its neighbours in the order most, for
// readers with protanopia, deuteranopia and tritanopia too.
type Theme struct {
	background, foreground color.RGBA
	muted                  color.RGBA // text that matters less
	grid, axis             color.RGBA
	other                  color.RGBA // lines and bars of organisations without a hue
	hues                   []hue
}

// A hue is the colour of an organisation: 3:1 against the canvas as a line,
// 4.5:1 as text.
type hue struct{ line, text color.RGBA }

// The themes for GitHub's light and dark pages.
var (
	Light = theme(Theme{
		background: rgb(0xffffff),
		foreground: rgb(0x1f2328),
		muted:      rgb(0x59636e),
		grid:       rgb(0xe4e8ec),
		axis:       rgb(0x9aa4ae),
		other:      rgb(0xb4bcc5),
	}, 0x244698, 0xe77412, 0x009edb, 0xda2751, 0x8a4ada, 0x0a8969, 0x2b2d38, 0x562100, 0x756208, 0xc666a1)
	Dark = theme(Theme{
		background: rgb(0x0d1117),
		foreground: rgb(0xf0f6fc),
		muted:      rgb(0x9198a1),
		grid:       rgb(0x21272e),
		axis:       rgb(0x57606a),
		other:      rgb(0x4b535d),
	}, 0x7ba3f6, 0xf69828, 0x70e4fd, 0xe62f17, 0x875df0, 0x02c283, 0xb6b7be, 0x967158, 0xe2ee8f, 0xc670ab)
)

func theme(t Theme, lines ...uint32) Theme {
	for _, line := range lines {
		c := rgb(line)
		t.hues = append(t.hues, hue{line: c, text: t.readable(c)})
	}
	return t
}

func rgb(hex uint32) color.RGBA {
	b := binary.BigEndian.AppendUint32(nil, hex)
	return color.RGBA{b[1], b[2], b[3], 0xff}
}

// readable returns the colour, mixed with the text's in steps of 5 % until it
// can be read on the canvas.
func (t Theme) readable(c color.RGBA) color.RGBA {
	for step := range 20 {
		m := mix(c, t.foreground, float64(step)/20)
		if contrast(m, t.background) >= 4.5 {
			return m
		}
	}
	return t.foreground
}

// mix returns a with a share of b.
func mix(a, b color.RGBA, share float64) color.RGBA {
	part := func(a, b uint8) uint8 {
		way := (float64(b) - float64(a)) * share
		return uint8(math.Round(float64(a) + float64(way))) // converted as in plot.height
	}
	return color.RGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 0xff}
}

// contrast returns the contrast ratio of WCAG 2, from 1 to 21.
func contrast(a, b color.RGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

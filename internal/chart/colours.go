package chart

import (
	"fmt"
	"image/color"

	"github.com/org-growth/org-growth/internal/stats"
)

// A Colour is the colour of an organisation in the pictures of both themes, as
// CSS has it: #244698.
type Colour struct {
	Top                 bool   // whether it is one of the largest; the others are all grey
	Light, Dark         string // of its line
	LightText, DarkText string // of its name
}

// Colours returns the colours that the lines have in the pictures, one for
// each line.
func Colours(lines []stats.Line) []Colour {
	rest := Colour{false, css(Light.other), css(Dark.other), css(Light.muted), css(Dark.muted)}
	var counted []int
	colours := make([]Colour, len(lines))
	for i, l := range lines {
		colours[i] = rest
		if len(l.Records) > 0 {
			counted = append(counted, i)
		}
	}
	dark := rank(lines, Dark.hues).top
	for i, s := range rank(lines, Light.hues).top {
		d := dark[i].hue
		colours[counted[s.at]] = Colour{true, css(s.hue.line), css(d.line), css(s.hue.text), css(d.text)}
	}
	return colours
}

func css(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

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

// Colours returns the colours that the lines have in a chart of their open
// repositories alone, one for each line.
func Colours(lines []stats.Line) []Colour {
	o := Options{Metrics: []stats.Metric{stats.OpenRepositories}}
	return New(o, func(stats.Metric) []stats.Line { return lines })[0].Colours()
}

// Colours returns the colours that the lines have in the pictures, one for
// each line, in the order in which the chart was given them.
func (c Chart) Colours() []Colour {
	all := make([]Colour, c.lines)
	for i := range all {
		all[i] = Colour{false, css(Light.other), css(Dark.other), css(Light.muted), css(Dark.muted)}
	}
	for _, s := range c.top() {
		light, dark := Light.hues[s.hue], Dark.hues[s.hue]
		all[s.at] = Colour{true, css(light.line), css(dark.line), css(light.text), css(dark.text)}
	}
	return all
}

func css(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

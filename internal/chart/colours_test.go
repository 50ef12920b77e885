package chart

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Colours are those of the pictures: by login among the largest, whatever the
// order of the lines, and grey for the others.
func TestColours(t *testing.T) {
	lines := append([]stats.Line{{Org: stats.Org{Account: stats.Account{Login: "never-counted"}}}}, made(12, 300)...)
	colours := Colours(lines)
	if len(colours) != len(lines) {
		t.Fatalf("%d colours for %d lines", len(colours), len(lines))
	}
	for _, s := range of(lines).top() {
		i := 0
		for lines[i].Spelling() != s.login {
			i++
		}
		if c, h := colours[i], Light.hues[s.hue]; !c.Top || c.Light != css(h.line) || c.LightText != css(h.text) {
			t.Errorf("%s has %+v, and %+v in the picture", s.login, c, h)
		}
	}
	top := 0
	for _, c := range colours {
		if c.Top {
			top++
		} else if c != (Colour{false, "#b4bcc5", "#4b535d", "#59636e", "#9198a1"}) {
			t.Errorf("one of the others has %+v", c)
		}
	}
	if top != 10 || colours[0].Top {
		t.Errorf("%d have a colour of their own", top)
	}
}

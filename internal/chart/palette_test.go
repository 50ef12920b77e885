package chart

import (
	"image/color"
	"testing"
)

func TestContrast(t *testing.T) {
	for name, theme := range themes {
		texts := []color.RGBA{theme.foreground, theme.muted}
		for i, h := range theme.hues {
			if c := contrast(h.line, theme.background); c < 3 {
				t.Errorf("%s: line %d has a contrast of %.2f", name, i+1, c)
			}
			texts = append(texts, h.text)
		}
		// The line of the total is the edge of its own area.
		total := theme.hues[0].line
		if c := contrast(total, mix(theme.background, total, 0.16)); c < 3 {
			t.Errorf("%s: the total's line has a contrast of %.2f with its area", name, c)
		}
		// Grey lines only lead the eye: they are there, and quieter than all others.
		for i, grey := range []color.RGBA{theme.grid, theme.axis, theme.other} {
			if c := contrast(grey, theme.background); c < 1.2 || c >= 3 {
				t.Errorf("%s: grey %d has a contrast of %.2f", name, i+1, c)
			}
		}
		for i, text := range texts {
			if c := contrast(text, theme.background); c < 4.5 {
				t.Errorf("%s: text %d has a contrast of %.2f", name, i+1, c)
			}
		}
	}
}

// The texts' colours as the design lists them, where they are not the lines'.
func TestReadable(t *testing.T) {
	for _, tc := range []struct {
		theme Theme
		texts map[int]uint32
	}{
		{Light, map[int]uint32{2: 0xb56018, 3: 0x087fae, 6: 0x0b8466, 10: 0xa55989}},
		{Dark, map[int]uint32{4: 0xe73922, 5: 0x8c65f1, 8: 0x9b7860}},
	} {
		if n := len(tc.theme.hues); n != 10 {
			t.Fatalf("there are %d hues", n)
		}
		for i, h := range tc.theme.hues {
			want := h.line
			if text, ok := tc.texts[i+1]; ok {
				want = rgb(text)
			}
			if h.text != want {
				t.Errorf("text %d is %v, want %v", i+1, h.text, want)
			}
		}
	}
}

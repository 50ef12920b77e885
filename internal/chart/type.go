package chart

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"sync"
	"unicode"

	"github.com/golang/freetype/truetype"
	"golang.org/x/image/math/fixed"
)

// regular is Roboto Regular; its licence lies beside it.
//
//go:embed fonts/Roboto-Regular.ttf
var regular []byte

// A face is a typeface at a size, the em in device pixels.
type face struct {
	font *truetype.Font
	size float64
}

// faces are the type of a chart, one for each kind of text.
type faces struct {
	title, subtitle, tick, name, value, note, number, figure face
}

// allFaces parses the typefaces once; afterwards they are only read, so that
// charts may be drawn at the same time.
var allFaces = sync.OnceValues(func() (faces, error) {
	r, err := truetype.Parse(regular)
	if err != nil {
		return faces{}, fmt.Errorf("reading the typeface Roboto Regular: %w", err)
	}
	m, err := truetype.Parse(medium)
	if err != nil {
		return faces{}, fmt.Errorf("reading the typeface Roboto Medium: %w", err)
	}
	return faces{
		title:    face{m, 20 * px},
		subtitle: face{r, 13.5 * px},
		tick:     face{r, 12 * px},
		name:     face{m, 12.5 * px},
		value:    face{r, 12.5 * px},
		note:     face{r, 11 * px},
		number:   face{m, 11 * px},
		figure:   face{m, 60 * px},
	}, nil
})

// advance returns how far s moves the pen, in device pixels.
func (f face) advance(s string) float64 {
	scale := fixed.Int26_6(f.size * 64)
	width := fixed.Int26_6(0)
	var previous truetype.Index
	for i, r := range s {
		glyph := f.font.Index(r)
		if i > 0 {
			width += f.font.Kern(scale, previous, glyph)
		}
		width += f.font.HMetric(scale, glyph).AdvanceWidth
		previous = glyph
	}
	return float64(width) / 64
}

// centred returns how far below its middle a text has its baseline: half the
// height of Roboto's capitals.
func (f face) centred() float64 { return 0.711 * f.size / 2 }

// covers reports whether the typeface has a glyph for every rune of s.
func (f face) covers(s string) bool {
	for _, r := range s {
		if f.font.Index(r) == 0 {
			return false
		}
	}
	return true
}

// cut returns s, shortened with "…" where it is wider than room.
func (f face) cut(s string, room float64) string {
	if f.advance(s) <= room {
		return s
	}
	runes := []rune(s)
	short := func(n int) string { return strings.TrimRight(string(runes[:n]), " ") + "…" }
	tooLong := sort.Search(len(runes), func(n int) bool { return f.advance(short(n)) > room })
	return short(max(0, tooLong-1))
}

// label returns what a series is called within room: its name, or its login
// where the name does not fit or the typeface cannot write it. Readers know a
// login better than half a name. A body has no login, and that of one member
// would stand beside the sum of all: its name is shortened, or where the
// typeface cannot write it, says how many others are in the sum.
func (f face) label(s series, room float64) string {
	if f.covers(s.name) && (s.others > 0 || f.advance(s.name) <= room) {
		return f.cut(s.name, room)
	}
	others := s.andOthers()
	return f.cut(s.login, room-f.advance(others)) + others
}

// oneLine returns s as a single line that prints: names come from files that
// people edit.
func oneLine(s string) string {
	printing := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(printing), " ")
}

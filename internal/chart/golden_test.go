package chart

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

var themes = map[string]Theme{"light": Light, "dark": Dark}

const today = stats.Day(20_000) // 4 October 2024

func TestGolden(t *testing.T) {
	for _, tc := range []struct {
		file  string
		theme Theme
		lines []stats.Line
	}{
		{"growth-light", Light, made(26, 4500)},
		{"growth-dark", Dark, made(26, 4500)},
		{"one-day-light", Light, onDay(made(26, 4500))},
		{"one-day-dark", Dark, onDay(made(26, 4500))},
		{"one-day-zero", Light, []stats.Line{line("", "empty", today, 0), line("", "another-empty", today, 0)}},
		{"no-data", Light, []stats.Line{{Org: stats.Org{Login: "avon"}}}},
		{"one-organisation", Dark, made(1, 900)},
		{"two-points", Light, []stats.Line{line("", "avon", today-1, 14, 15)}},
		{"one-more", Light, made(11, 300)},
		{"zero", Light, []stats.Line{line("", "empty", today-80, make([]int, 81)...), line("", "another-empty", today-80, make([]int, 81)...)}},
		{"millions", Light, times(made(26, 1600), 7_919)},
		{"long-names", Light, longNames()},
		{"no-glyphs", Dark, foreignNames()},
		{"boundary-right", Light, counted(made(12, 1500), today-1400)},
		{"boundary-left", Dark, counted(made(12, 1500), today-60)},
	} {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			img, err := paint("The growth of open source along the rivers", tc.lines, tc.theme)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", tc.file+".png")
			if *update {
				write(t, file, img)
			}
			if n := differing(t, reduce(img), load(t, file), 0); n > 0 {
				t.Errorf("%d pixels differ from %s; if they should, run go test -update and look at it", n, file)
			}
		})
	}
}

func write(t *testing.T, file string, img *image.RGBA) {
	t.Helper()
	b, err := encode(img)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// onDay keeps of each line its latest record, as of today.
func onDay(lines []stats.Line) []stats.Line {
	for i, l := range lines {
		last, _ := l.Latest()
		lines[i].Records = nil
		add(&lines[i], today, last.OpenRepositories)
	}
	return lines
}

// times multiplies the counts.
func times(lines []stats.Line, n int) []stats.Line {
	for _, l := range lines {
		for i := range l.Records {
			l.Records[i].OpenRepositories *= n
		}
	}
	return lines
}

// counted makes the records before a day backfilled ones.
func counted(lines []stats.Line, from stats.Day) []stats.Line {
	for _, l := range lines {
		for i := range l.Records {
			if l.Records[i].Day < from {
				l.Records[i].Source = stats.Backfill
			}
		}
	}
	return lines
}

func longNames() []stats.Line {
	lines := made(12, 2500)
	rename(&lines[0], "The Office for the Improvement of the River Avon and all its Tributaries", "avon-improvement")
	rename(&lines[1], "The Society of Friends of the Brent, Welsh Harp and Grand Union Canal", "society-of-friends-of-the-river-brent-and")
	rename(&lines[2], "", "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")
	return lines
}

func foreignNames() []stats.Line {
	lines := made(12, 2500)
	for i, name := range []string{
		"河川管理局", "Ελληνική Υγεία", "Минздрав", "Łódź Żółć Ąę", "مياه", "Cafe\u0301 (decomposed)", "🌊 Isis", "a\nb\u202etrap",
	} {
		lines[i].Name = name
	}
	return lines
}

func rename(l *stats.Line, name, login string) {
	l.Org = stats.Org{Login: login, Name: name}
	for i := range l.Records {
		l.Records[i].Login = login
	}
}

func decode(t testing.TB, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func load(t testing.TB, file string) image.Image {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, b)
}

// differing counts the pixels of which a channel differs by more than the
// tolerance.
func differing(t testing.TB, a, b image.Image, tolerance uint8) int {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Fatalf("pictures of %v and %v", a.Bounds(), b.Bounds())
	}
	n := 0
	p, q := pixelsOf(a), pixelsOf(b)
	for i := 0; i < len(p); i += 4 {
		for channel := i; channel < i+3; channel++ {
			if max(p[channel], q[channel])-min(p[channel], q[channel]) > tolerance {
				n++
				break
			}
		}
	}
	return n
}

// pixelsOf returns four bytes for each pixel.
func pixelsOf(img image.Image) []uint8 {
	flat := image.NewRGBA(img.Bounds())
	paletted, ok := img.(*image.Paletted)
	if !ok {
		draw.Draw(flat, flat.Rect, img, image.Point{}, draw.Src)
		return flat.Pix
	}
	var colours [256][4]uint8
	for i, c := range paletted.Palette {
		r, g, b, a := c.RGBA()
		colours[i] = [4]uint8{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), uint8(a >> 8)}
	}
	for i, index := range paletted.Pix {
		copy(flat.Pix[4*i:], colours[index][:])
	}
	return flat.Pix
}

package chart

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

var themes = map[string]Theme{"light": Light, "dark": Dark}

const today = stats.Day(20_000) // 4 October 2024

const title = "The growth of open source along the rivers"

func TestGolden(t *testing.T) {
	both := func(body body, file string, c Chart) []golden {
		return []golden{{file + "-light", body, Light, c}, {file + "-dark", body, Dark, c}}
	}
	nothing := []stats.Line{{Org: stats.Org{Account: stats.Account{Login: "avon"}}}}
	zero := []stats.Line{line("", "empty", today-80, make([]int, 81)...), line("", "another-empty", today-80, make([]int, 81)...)}
	stars := counts(made(26, 900), stats.Stargazers, 2_000)
	for _, l := range stars[:2] {
		hide(l, stats.Stargazers, stats.Never, today-300) // no past
	}
	hide(stars[9], stats.Stargazers, stats.Never, stats.Forever)
	twoPoints := []stats.Line{line("", "avon", today-1, 14, 15)}
	for _, tc := range slices.Concat(
		both(picture.growth, "growth", of(made(26, 4500))),
		both(picture.growth, "one-day", of(days(made(26, 4500), 1))),
		both(picture.all, "total", of(made(26, 4500))),
		both(picture.all, "total-one-day", of(days(made(26, 4500), 1))),
		both(picture.all, "total-boundary", of(countedSince(made(12, 1500), today-400))),
		[]golden{
			{"one-day-zero", picture.growth, Light, of([]stats.Line{line("", "empty", today, 0), line("", "another-empty", today, 0)})},
			{"no-data", picture.growth, Light, of(nothing)},
			{"no-data", picture.all, Light, of(nothing)},
			{"one-organisation", picture.growth, Dark, of(made(1, 900))},
			{"two-points", picture.growth, Light, of(twoPoints)},
			{"three-days", picture.growth, Light, of(days(made(26, 4500), 3))},
			{"one-more", picture.growth, Light, of(made(11, 300))},
			{"zero", picture.growth, Light, of(zero)},
			{"millions", picture.growth, Light, of(times(made(26, 1600), 7_919))},
			{"long-names", picture.growth, Light, of(longNames())},
			{"no-glyphs", picture.growth, Dark, of(foreignNames())},
			{"boundary-right", picture.growth, Light, of(countedSince(made(12, 1500), today-1400))},
			{"boundary-left", picture.growth, Dark, of(countedSince(made(12, 1500), today-60))},
			{"crowd", picture.growth, Light, of(crowd(1000))},
			{"total-two-points", picture.all, Light, of(twoPoints)},
			{"total-zero", picture.all, Dark, of(zero)},
			{"total-millions", picture.all, Light, of(times(made(26, 1600), 7_919))},
			{"total-joined", picture.all, Dark, of(joined())},
		},
		both(picture.growth, "stargazers", figure(stats.Stargazers, stars)),
		both(picture.growth, "falling", figure(stats.ActiveRepositories, falling())),
		both(picture.all, "falling-total", figure(stats.ActiveRepositories, falling())),
		both(picture.growth, "milestones", figure(stats.OpenRepositories, countedSince(made(26, 4500), today-400), milestones...)),
		both(picture.all, "milestones-total", figure(stats.OpenRepositories, countedSince(made(26, 4500), today-400), milestones...)),
		[]golden{
			{"stargazers-total", picture.all, Dark, figure(stats.Stargazers, stars)},
			{"stargazers-one-day", picture.growth, Light, figure(stats.Stargazers, counts(days(made(26, 4500), 1), stats.Stargazers, 300), milestones...)},
			{"forks-year", picture.growth, Dark, figure(stats.Forks, counts(made(26, 366), stats.Forks, 3), milestones...)},
			{"without-license-no-data", picture.growth, Light, figure(stats.WithoutLicense, made(26, 366), milestones...)},
			{"milestones-crowded", picture.growth, Light, figure(stats.OpenRepositories, countedSince(made(26, 4500), today-1400), crowded...)},
			{"milestones-dotted", picture.growth, Dark, figure(stats.OpenRepositories, countedSince(made(12, 1500), today-400), crowdedOut()...)},
		},
	) {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			img, err := tc.chart.paint(tc.theme, tc.body)
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

type golden struct {
	file  string // in testdata, without .png
	body  body
	theme Theme
	chart Chart
}

func write(t *testing.T, file string, img *image.RGBA) {
	t.Helper()
	b, err := encode(reduce(img))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// days gives each line, for so many days until today, its latest count.
func days(lines []stats.Line, n int) []stats.Line {
	for i, l := range lines {
		last, _ := l.Latest()
		lines[i].Records = nil
		for day := today - stats.Day(n) + 1; day <= today; day++ {
			add(&lines[i], day, last.Open())
		}
	}
	return lines
}

// joined has an organisation without a past that joins late, and one that was
// not counted to the end.
func joined() []stats.Line {
	lines := made(6, 1200)
	add(&lines[4], today-200, 150)
	lines[4].Records = lines[4].Records[len(lines[4].Records)-1:]
	lines[5].Records = lines[5].Records[:10]
	return lines
}

// times multiplies the counts.
func times(lines []stats.Line, n int) []stats.Line {
	for _, l := range lines {
		for i := range l.Records {
			l.Records[i].Counts[stats.OpenRepositories] = stats.Known(l.Records[i].Open() * (n))
		}
	}
	return lines
}

// countedSince makes the records before a day backfilled ones.
func countedSince(lines []stats.Line, from stats.Day) []stats.Line {
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
	l.Org = stats.Org{Account: stats.Account{Login: login}, Name: name}
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
	if p, ok := a.(*image.Paletted); ok {
		if q, ok := b.(*image.Paletted); ok && slices.Equal(p.Palette, q.Palette) && bytes.Equal(p.Pix, q.Pix) {
			return 0
		}
	}
	n := 0
	p, q := pixelsOf(a), pixelsOf(b)
	if bytes.Equal(p, q) {
		return 0
	}
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
	if full, ok := img.(*image.RGBA); ok {
		return full.Pix
	}
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

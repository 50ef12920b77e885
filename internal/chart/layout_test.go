package chart

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

func TestSpread(t *testing.T) {
	for _, tc := range []struct {
		name         string
		wanted, want []float64
	}{
		{"alone", []float64{50}, []float64{50}},
		{"far apart", []float64{20, 50, 80}, []float64{20, 50, 80}},
		{"two at one place", []float64{50, 50}, []float64{45, 55}},
		{"one pushes two", []float64{50, 50, 50}, []float64{40, 50, 60}},
		{"two groups meet", []float64{30, 30, 42, 42}, []float64{21, 31, 41, 51}},
		{"at the top", []float64{0, 0}, []float64{5, 15}},
		{"at the bottom", []float64{100, 100}, []float64{85, 95}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, spread(tc.wanted, 10, 0, 100)); diff != "" {
				t.Error("-want +got\n" + diff)
			}
		})
	}
}

// No place can be moved, alone or with the neighbours that it touches, without
// more movement in all: the sum is convex, so there is none better anywhere.
func TestSpreadIsBest(t *testing.T) {
	const distance, low, high, step = 32.0, 151.0, 944.0, 1.0 / 64
	random := rand.New(rand.NewPCG(5, 6))
	for range 5_000 {
		wanted := make([]float64, 1+random.IntN(11))
		for i := range wanted {
			wanted[i] = 159 + float64(random.IntN(1+random.IntN(769)))
		}
		slices.Sort(wanted)
		got := spread(wanted, distance, low, high)
		if !apartWithin(got, distance, low, high) {
			t.Fatalf("%v became %v", wanted, got)
		}
		for first := range got {
			for last := first; last < len(got); last++ {
				for _, by := range []float64{-step, step} {
					other := slices.Clone(got)
					for i := first; i <= last; i++ {
						other[i] += by
					}
					if apartWithin(other, distance, low, high) && moves(wanted, other) < moves(wanted, got)-1e-9 {
						t.Fatalf("%v became %v, but %v is nearer", wanted, got, other)
					}
				}
			}
		}
	}
}

func apartWithin(places []float64, distance, low, high float64) bool {
	before := low - distance/2
	for _, p := range places {
		if p < before+distance-1e-9 {
			return false
		}
		before = p
	}
	return before <= high-distance/2+1e-9
}

func moves(wanted, places []float64) float64 {
	sum := 0.0
	for i, w := range wanted {
		sum += (places[i] - w) * (places[i] - w)
	}
	return sum
}

// Whatever the names and counts are, nothing is drawn in the outer half of the
// padding.
func TestNothingLeavesThePicture(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for round := range 8 {
		lines := hostile(random)
		long := strings.Repeat("A title that goes on ", random.IntN(9))
		c := of(lines)
		c.title = long
		for kind, body := range bodies {
			img, err := c.paint(Dark, body)
			if err != nil {
				t.Fatal(err)
			}
			if at, ok := outside(img, padding/2, Dark.background); !ok {
				t.Fatalf("round %d, %s: something is drawn at %v", round, kind, at)
			}
		}
	}
}

var bodies = map[string]body{"growth": picture.growth, "total": picture.all}

// Labels are a label's height apart, inside the picture and right of the plot,
// which keeps more than half of the width.
func TestLabelsAreApart(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	p := picture{Theme: Light, faces: f}
	for range 500 {
		r := of(hostile(random)).ranking
		if r.size() == 0 || r.first == r.last {
			continue
		}
		counts, ceiling := countTicks(r.max)
		labels := p.labels(r)
		plot := p.plot(r, counts, ceiling, labels)
		if plot.left < padding || plot.right-plot.left < width/2 {
			t.Fatalf("the plot reaches from %d to %d", plot.left, plot.right)
		}
		place(labels, r, plot)
		before := float64(plotTop - 4*px - labelHeight/2)
		for _, l := range labels {
			if l.y < before+labelHeight-1e-9 || l.y > plotBottom {
				t.Fatalf("a label is at %v, the one before at %v", l.y, before)
			}
			if right := float64(plot.right+labelGap) + l.width(f); l.width(f) > labelRoom || right > width-padding+1 {
				t.Fatalf("the label %q %q is %v wide and reaches to %v", l.name, l.value, l.width(f), right)
			}
			if l.end < plotTop-1e-9 || l.end > plotBottom+1e-9 {
				t.Fatalf("the line of %q ends at %v", l.name, l.end)
			}
			before = l.y
		}
	}
}

// outside reports whether the margin of a picture is empty, and where it is not.
func outside(img *image.RGBA, margin int, ground color.RGBA) (at image.Point, empty bool) {
	for y := range height {
		for x := 0; x < width; x++ {
			if y >= margin && y < height-margin && x == margin {
				x = width - margin
			}
			if img.RGBAAt(x, y) != ground {
				return image.Pt(x, y), false
			}
		}
	}
	return image.Point{}, true
}

// hostile returns lines of random number, length, height and names.
func hostile(random *rand.Rand) []stats.Line {
	lines := make([]stats.Line, random.IntN(30))
	runes := []rune("aWmi Ж本\u0301🌊\n\u202e")
	for i := range lines {
		var name strings.Builder
		for range random.IntN(60) {
			name.WriteRune(runes[random.IntN(len(runes))])
		}
		lines[i].Name = name.String()
		lines[i].Login = strings.Repeat("W", 1+random.IntN(39))
		lines[i].Members = make([]stats.Line, random.IntN(3))
		day := stats.Day(random.IntN(20_000))
		for range random.IntN(50) {
			add(&lines[i], day, int(math.Exp2(random.Float64()*62)))
			if random.IntN(2) == 0 {
				lines[i].Records[len(lines[i].Records)-1].Source = stats.Backfill
			}
			day += 1 + stats.Day(random.IntN(200))
		}
	}
	return lines
}

// Leaving out points changes no pixel.
func TestStepsDecimate(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, days := range []int{40, 700, 4_000} {
		l, n := stats.Line{}, 50
		for d := range days {
			n = max(0, n+random.IntN(7)-3)
			if random.IntN(3) > 0 {
				add(&l, stats.Day(d), n)
			}
		}
		last, _ := l.Latest()
		p := plot{100, plotTop, 1500, plotBottom, l.Records[0].Day, last.Day, 150}
		few, all := p.steps(l.Records), everyStep(p, l.Records)
		if len(few) >= len(all) {
			t.Errorf("%d days: %d points of %d are left", days, len(few), len(all))
		}
		if n := differing(t, drawn(t, few), drawn(t, all), 0); n > 0 {
			t.Errorf("%d days: %d pixels differ", days, n)
		}
	}
}

// steps returns the way through records.
func (p plot) steps(records []stats.Record) path {
	points, _ := pointsOf(records, stats.OpenRepositories)
	return p.trace(nil, points, func(path) {})
}

func everyStep(p plot, records []stats.Record) []image.Point {
	var points []image.Point
	for i, r := range records {
		if i > 0 {
			points = append(points, image.Pt(p.x(r.Day), points[len(points)-1].Y))
		}
		points = append(points, image.Pt(p.x(r.Day), p.y(r.Open())))
	}
	return append(points, image.Pt(p.right, points[len(points)-1].Y))
}

func drawn(t *testing.T, points []image.Point) image.Image {
	t.Helper()
	c, err := newCanvas(width, height, Light.background)
	if err != nil {
		t.Fatal(err)
	}
	c.line(points, 4, color.RGBA{A: 0xff}, 0.5)
	return c.img
}

func TestLabelName(t *testing.T) {
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, login string
		others      int
		want        string
	}{
		{"Avon Trust", "avon", 0, "Avon Trust"},
		{"The Trust of the River Avon and all its Tributaries", "avon", 0, "avon"},
		{"河川管理局", "rivers", 0, "rivers"},
		{"Avon 🌊", "avon", 0, "avon"},
		{"本", strings.Repeat("w", 39), 0, "wwwwwwwwwwwwwwwwwwww…"},
		{"Avon Trust", "avon", 2, "Avon Trust"},
		{"The Trust of the River Avon and all its Tributaries", "avon", 2, "The Trust of the River Avon and al…"},
		{"河川管理局", "rivers", 1, "rivers and 1 more"},
		{"本", strings.Repeat("w", 39), 1000, "wwwwwwwwww… and 1,000 more"},
	} {
		got := f.name.label(series{name: tc.name, login: tc.login, others: tc.others}, 400)
		if got != tc.want || f.name.advance(got) > 400 {
			t.Errorf("%q of %q and %d is called %q, want %q", tc.name, tc.login, tc.others, got, tc.want)
		}
	}
	if got := f.name.cut("mm", 1); got != "…" {
		t.Errorf("without room there is %q", got)
	}
}

// No picture and no text calls a body by the login of one of its members: its
// count is the sum of all.
func TestBodyNames(t *testing.T) {
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	p := picture{Theme: Light, faces: f}
	name := strings.Repeat("Department for Environment, Food & Rural Affairs ", 4)
	for _, body := range []string{name, strings.ReplaceAll(name, " ", "_"), "環境食料農村地域省", "\u200b"} {
		var lines []stats.Line
		for login, n := range map[string]int{"DEFRA": 300, "naturalengland": 400} {
			l := line("", login, today-1, n-1, n)
			l.Body = body
			lines = append(lines, l)
		}
		r := of(stats.Bodies(lines)).ranking
		for _, called := range []string{p.labels(r)[0].name, p.barsOf(r)[0].name, r.top()[0].within(20), r.top()[0].within(80)} {
			if called == "DEFRA" || called == "naturalengland" {
				t.Errorf("the body %q is called %q", body, called)
			}
		}
		for _, text := range []string{of(stats.Bodies(lines)).Alt(), of(stats.Bodies(lines)).AltTotal()} {
			if strings.Contains(text, "DEFRA 700") || strings.Contains(text, "naturalengland 700") || len([]rune(text)) > limit {
				t.Errorf("of the body %q: %s", body, text)
			}
		}
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		" a\r\n\tb  c ":         "a b c",
		"a\u202eb\u200bc\x00d":  "abcd",
		"not \xff UTF-8":        "not \ufffd UTF-8",
		"":                      "",
		"\u00a0no break\u2028x": "no break x",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestCounting(t *testing.T) {
	mixed := func(sources string) ranking {
		l := stats.Line{Org: stats.Org{Account: stats.Account{Login: "avon"}}}
		for i, s := range sources {
			add(&l, today+stats.Day(i), i)
			if s == 'b' {
				l.Records[i].Source = stats.Backfill
			}
		}
		return of([]stats.Line{l}).ranking
	}
	for sources, want := range map[string]string{
		"":      "no",
		"oo":    "no",
		"bb":    "no",
		"bo":    "no",
		"boo":   fmt.Sprint(today + 1),
		"bbooo": fmt.Sprint(today + 2),
		"obo":   "no", // the past of one that joined later
	} {
		got := "no"
		if day, ok := mixed(sources).counting(); ok {
			got = day.String()
		}
		if got != want {
			t.Errorf("of %q, counting is from %s, want %s", sources, got, want)
		}
	}
}

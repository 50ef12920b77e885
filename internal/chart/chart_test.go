package chart

import (
	"bytes"
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/org-growth/org-growth/internal/stats"
)

// The same lines give the same bytes in any order and time zone, also when
// charts are drawn at the same time.
func TestGrowthIsDeterministic(t *testing.T) {
	lines := counted(made(26, 900), today-300)
	want := map[string][]byte{}
	for name, theme := range themes {
		b, err := Growth("Growth", lines, theme)
		if err != nil {
			t.Fatal(err)
		}
		want[name] = b
	}
	before := time.Local
	defer func() { time.Local = before }()
	time.Local = time.FixedZone("far west", -12*60*60)

	var drawing sync.WaitGroup
	random := rand.New(rand.NewPCG(1, 2))
	for range 2 {
		shuffled := slices.Clone(lines)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for name, theme := range themes {
			drawing.Go(func() {
				b, err := Growth("Growth", shuffled, theme)
				if err != nil || !bytes.Equal(b, want[name]) {
					t.Errorf("the %s picture differs, error %v", name, err)
				}
			})
		}
	}
	drawing.Wait()
}

func TestGrowthLeavesItsLinesAlone(t *testing.T) {
	lines := made(12, 300)
	first := lines[0].Login
	slices.Reverse(lines)
	if _, err := Growth("Growth", lines, Light); err != nil {
		t.Fatal(err)
	}
	if lines[len(lines)-1].Login != first {
		t.Error("the lines are in another order")
	}
}

// An organisation keeps its hue when it overtakes another.
func TestHues(t *testing.T) {
	avon, brent := line("", "avon", today, 1, 5), line("", "Brent", today, 2, 3)
	newer := rank([]stats.Line{brent, avon}, Light.hues)
	avon.Records, brent.Records = avon.Records[:1], brent.Records[:1]
	older := rank([]stats.Line{avon, brent}, Light.hues)
	if older.top[0].login != "Brent" || newer.top[0].login != "avon" {
		t.Fatalf("first was %q, then %q", older.top[0].login, newer.top[0].login)
	}
	if older.top[0].hue != newer.top[1].hue || newer.top[0].hue != Light.hues[0] {
		t.Error("the hues changed")
	}
}

func TestReduce(t *testing.T) {
	img, err := paint("Growth", made(26, 4500), Light)
	if err != nil {
		t.Fatal(err)
	}
	used, reduced := tally(img), reduce(img)
	if len(used) <= colours || len(reduced.Palette) != colours {
		t.Fatalf("%d colours became %d", len(used), len(reduced.Palette))
	}
	for _, u := range used[:exact] {
		if !slices.Contains(reduced.Palette, color.Color(u.RGBA)) {
			t.Errorf("%v is not kept", u)
		}
	}
	if n := differing(t, img, reduced, 64); n > 0 {
		t.Errorf("%d pixels are far off", n)
	}
}

func TestReduceFewColours(t *testing.T) {
	img, err := paint("", nil, Light)
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(t, img, reduce(img), 0); n > 0 {
		t.Errorf("%d pixels differ", n)
	}
}

func TestCrowd(t *testing.T) {
	lines := daily(1500, 400)
	b, err := Growth("Growth", lines, Dark)
	if err != nil {
		t.Fatal(err)
	}
	if got := decode(t, b).Bounds(); got != image.Rect(0, 0, 1800, 1000) {
		t.Errorf("the picture has %v", got)
	}
	if len(b) > 300_000 {
		t.Errorf("the picture has %d bytes", len(b))
	}
}

func TestAlt(t *testing.T) {
	for _, tc := range []struct {
		name  string
		lines []stats.Line
		want  string
	}{
		{"nothing", nil, "Chart of open repositories: no data yet."},
		{"no record", []stats.Line{{Org: stats.Org{Login: "avon"}}}, "Chart of open repositories: no data yet."},
		{"one day", []stats.Line{line("Avon Trust", "avon", today, 1)},
			"Bar chart: open repositories of 1 organisation on 4 October 2024, 1 in total. Largest: Avon Trust 1."},
		{"two of a size", []stats.Line{line("", "cam", today-1, 2, 3), line("", "Brent", today, 3)},
			"Line chart: open repositories of 2 organisations from 3 October 2024 to 4 October 2024, 6 in total. Largest: Brent 3, cam 3."},
		{"four", []stats.Line{
			line("", "avon", today-1, 1, 2), line("", "brent", today-1, 3, 4_000),
			line("C", "cam", today-1, 5, 6), line("", "dart", today-1, 7, 8),
		}, "Line chart: open repositories of 4 organisations from 3 October 2024 to 4 October 2024, 4,016 in total. Largest: brent 4,000, dart 8, C 6."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Alt(tc.lines); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestAltIsShort(t *testing.T) {
	var lines []stats.Line
	for _, name := range []string{"a\n\u2028b ", "本", "\xff<\">& ", "\u202e\u0301x"} {
		name = strings.Repeat(name, 500)
		lines = append(lines, line(name, name, today-3, 1<<60, 1<<60))
	}
	for n := range lines {
		got := Alt(lines[:n+1])
		if utf8.RuneCountInString(got) >= 300 || got != oneLine(got) || !utf8.ValidString(got) {
			t.Errorf("%d characters: %q", utf8.RuneCountInString(got), got)
		}
		if !strings.HasPrefix(got, "Line chart: ") || !strings.Contains(got, " 1,152,921,504,606,846,976") {
			t.Errorf("got %q", got)
		}
	}
}

package chart

import (
	"bytes"
	"image/color"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

// The same lines give the same bytes in any order, in any time zone and on any
// number of processors, also when pictures are drawn at the same time.
func TestPicturesAreDeterministic(t *testing.T) {
	lines := countedSince(made(26, 900), today-300)
	before, processors := time.Local, runtime.GOMAXPROCS(1)
	defer func() { time.Local = before; runtime.GOMAXPROCS(processors) }()
	type kind struct{ body, theme string }
	want := map[kind][]byte{}
	for body := range bodies {
		for theme := range themes {
			b, err := of(lines).render(themes[theme], bodies[body])
			if err != nil {
				t.Fatal(err)
			}
			want[kind{body, theme}] = b
		}
	}
	time.Local = time.FixedZone("far west", -12*60*60)
	runtime.GOMAXPROCS(4)
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })

	var drawing sync.WaitGroup
	for k, want := range want {
		drawing.Go(func() {
			b, err := of(lines).render(themes[k.theme], bodies[k.body])
			if err != nil || !bytes.Equal(b, want) {
				t.Errorf("the %s picture of %s differs, error %v", k.theme, k.body, err)
			}
		})
	}
	drawing.Wait()
}

// The same lines give the same texts in any order, and lines stay as they are.
func TestOrderOfLines(t *testing.T) {
	lines := made(12, 300)
	alt, total := of(lines).Alt(), of(lines).AltTotal()
	slices.Reverse(lines)
	before := slices.Clone(lines)
	if c := of(lines); c.Alt() != alt || c.AltTotal() != total {
		t.Errorf("backwards: %s %s", c.Alt(), c.AltTotal())
	}
	for _, body := range bodies {
		if _, err := of(lines).paint(Light, body); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, lines); diff != "" {
		t.Error("the lines changed: -want +got\n" + diff)
	}
}

// An organisation keeps its hue when it overtakes another.
func TestHues(t *testing.T) {
	avon, brent := line("", "avon", today, 1, 5), line("", "Brent", today, 2, 3)
	newer := of([]stats.Line{brent, avon}).top()
	avon.Records, brent.Records = avon.Records[:1], brent.Records[:1]
	older := of([]stats.Line{avon, brent}).top()
	if older[0].login != "Brent" || newer[0].login != "avon" {
		t.Fatalf("first was %q, then %q", older[0].login, newer[0].login)
	}
	if older[0].hue != newer[1].hue || newer[0].hue != 0 {
		t.Error("the hues changed")
	}
}

// From day to day counts and ranks change, but as long as the same ten are at
// the top each keeps its hue.
func TestHuesStay(t *testing.T) {
	lines := daily(30, 1)
	for i := range lines[:10] {
		lines[i].Records[0].Counts[stats.OpenRepositories] = stats.Known(lines[i].Records[0].Open() + (1000))
	}
	random := rand.New(rand.NewPCG(15, 16))
	hues, orders := map[string]int{}, map[string]bool{}
	for day := stats.Day(16_001); day < 16_100; day++ {
		for i := range lines {
			n, _ := lines[i].At(day)
			add(&lines[i], day, n+random.IntN(10))
		}
		order, given := "", map[int]bool{}
		for _, s := range of(lines).top() {
			order += s.login + " "
			given[s.hue] = true
			if before, ok := hues[s.login]; ok && before != s.hue {
				t.Fatalf("on day %d %s has another hue", day, s.login)
			}
			hues[s.login] = s.hue
		}
		if len(given) != 10 {
			t.Fatalf("%d hues are given to ten", len(given))
		}
		orders[order] = true
	}
	if len(hues) != 10 || len(orders) < 10 {
		t.Errorf("%d were in the top ten, in %d orders: the test tests nothing", len(hues), len(orders))
	}
}

func TestReduce(t *testing.T) {
	img, err := of(made(26, 4500)).paint(Light, picture.growth)
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
	img, err := Chart{}.paint(Light, picture.growth)
	if err != nil {
		t.Fatal(err)
	}
	if n := differing(t, img, reduce(img), 0); n > 0 {
		t.Errorf("%d pixels differ", n)
	}
}

func TestAlt(t *testing.T) {
	for _, tc := range []struct {
		name  string
		lines []stats.Line
		want  string
	}{
		{"nothing", nil, "Chart of open repositories: no data yet."},
		{"no record", []stats.Line{{Org: stats.Org{Account: stats.Account{Login: "avon"}}}}, "Chart of open repositories: no data yet."},
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
			if got := of(tc.lines).Alt(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestAltTotal(t *testing.T) {
	for _, tc := range []struct {
		name  string
		lines []stats.Line
		want  string
	}{
		{"nothing", nil, "Chart of open repositories: no data yet."},
		{"one day", []stats.Line{line("Avon Trust", "avon", today, 1)},
			"Figure: open repositories of 1 organisation, 1 on 4 October 2024. Largest: Avon Trust 1."},
		{"one", []stats.Line{line("Avon Trust", "avon", today-2, 1, 7, 3)},
			"Area chart: open repositories of 1 organisation, from 1 on 2 October 2024 to 3 on 4 October 2024. Largest: Avon Trust 3."},
		{"four", []stats.Line{
			line("", "avon", today-1, 1, 2), line("", "brent", today-1, 3, 4_000), line("C", "cam", today, 6), line("", "dart", today-1, 7, 8),
		}, "Area chart: open repositories of 4 organisations together, from 11 on 3 October 2024 to 4,016 on 4 October 2024. Largest: brent 4,000, dart 8, C 6."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := of(tc.lines).AltTotal(); got != tc.want {
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
		got := of(lines[:n+1]).Alt()
		if utf8.RuneCountInString(got) >= 300 || got != oneLine(got) || !utf8.ValidString(got) {
			t.Errorf("%d characters: %q", utf8.RuneCountInString(got), got)
		}
		total := of(lines[:n+1]).AltTotal()
		if utf8.RuneCountInString(total) >= 300 || total != oneLine(total) || !utf8.ValidString(total) {
			t.Errorf("%d characters: %q", utf8.RuneCountInString(total), total)
		}
		if !strings.HasPrefix(got, "Line chart: ") || !strings.Contains(got, " 1,152,921,504,606,846,976") {
			t.Errorf("got %q", got)
		}
	}
}

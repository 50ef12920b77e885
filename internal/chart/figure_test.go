package chart

import (
	"image"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

// forks returns an organisation whose forks are written as digits, one a day;
// ? is a day on which they were not known.
func forks(login string, first stats.Day, digits string) stats.Line {
	l := line("", login, first, make([]int, len(digits))...)
	for i, d := range digits {
		if d != '?' {
			l.Records[i].Counts[stats.Forks] = stats.Known(int(d - '0'))
		}
	}
	return l
}

func TestPoints(t *testing.T) {
	for digits, want := range map[string][]point{
		"":          nil,
		"???":       nil,
		"0":         {{10, 0, true}},
		"?5":        {{11, 5, true}},
		"112":       {{10, 1, true}, {12, 2, true}},
		"1??":       {{10, 1, true}, {11, 1, false}},
		"1??1":      {{10, 1, true}, {11, 1, false}, {13, 1, true}},
		"?21?3?44?": {{11, 2, true}, {12, 1, true}, {13, 1, false}, {14, 3, true}, {15, 3, false}, {16, 4, true}, {18, 4, false}},
	} {
		got, last := pointsOf(forks("avon", 10, digits).Records, stats.Forks)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(point{})); diff != "" {
			t.Errorf("%q: -want +got\n%s", digits, diff)
		}
		if known := stats.Day(10 + strings.LastIndexAny(digits, "0123456789")); len(got) > 0 && last != known {
			t.Errorf("%q is known until %v, want %v", digits, last, known)
		}
	}
}

// A figure without a past begins on its first known day and says so; who never
// told it is not in the chart; sums and ranks are of the last known numbers.
func TestSubtitles(t *testing.T) {
	const one, two, three = today - 2, today - 1, today
	for _, tc := range []struct {
		name  string
		lines []stats.Line
		want  string
	}{
		{"one", []stats.Line{forks("a", two, "?1")}, "1 fork across 1 organisation, 4 October 2024; counted since 4 October 2024"},
		{"from the first known day", []stats.Line{forks("a", one, "?12"), forks("b", one, "??3")},
			"5 forks across 2 organisations, 4 October 2024; counted since 3 October 2024"},
		{"never told", []stats.Line{forks("a", one, "12"), forks("b", one, "??"), {Org: stats.Org{Account: stats.Account{Login: "never-counted"}}}},
			"2 forks across 1 of 2 organisations, 3 October 2024; counted since 2 October 2024"},
		{"until the newest day of all", []stats.Line{forks("a", one, "12"), forks("b", three, "?")},
			"2 forks across 1 of 2 organisations, 4 October 2024; counted since 2 October 2024"},
		{"on one day only", []stats.Line{forks("a", one, "?7?"), forks("b", one, "?1?")},
			"8 forks across 2 organisations, 3 October 2024; counted since 3 October 2024"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := figure(stats.Forks, tc.lines).sums(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestAltOfFigures(t *testing.T) {
	lines := []stats.Line{forks("avon", today-2, "?95"), forks("brent", today-2, "?4?"), forks("cam", today-2, "???")}
	c := figure(stats.Forks, lines)
	for got, want := range map[string]string{
		c.Alt():      "Line chart: forks of 2 organisations from 3 October 2024 to 4 October 2024, 9 in total. Largest: avon 5, brent 4.",
		c.AltTotal(): "Area chart: forks of 2 organisations together, from 13 on 3 October 2024 to 9 on 4 October 2024. Largest: avon 5, brent 4.",
		figure(stats.WithoutLicense, lines).Alt():          "Chart of repositories without a licence: no data yet.",
		figure(stats.OpenIssues, lines).AltTotal():         "Chart of open issues and PRs: no data yet.",
		figure(stats.Forks, lines[1:]).Alt():               "Bar chart: forks of 1 organisation on 3 October 2024, 4 in total. Largest: brent 4.",
		figure(stats.Forks, lines[1:]).AltTotal():          "Figure: forks of 1 organisation, 4 on 3 October 2024. Largest: brent 4.",
		figure(stats.OpenRepositories, nil).Alt():          "Chart of open repositories: no data yet.",
		figure(stats.Forks, lines).Dotted():                "",
		figure(stats.Stargazers, lines).Colours()[0].Light: "#b4bcc5",
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Where a number is not known the way is dashed, from three pixels on; where that
// is too short for a dash, it is solid.
func TestTrace(t *testing.T) {
	p := plot{left: 0, top: 0, right: 1000, bottom: 100, first: 0, last: 100, ceiling: 100}
	at := func(x, y int) image.Point { return image.Pt(x, y) }
	for _, tc := range []struct {
		name   string
		points []point
		want   []path
	}{
		{"known", []point{{0, 10, true}, {50, 20, true}}, []path{{at(0, 90), at(500, 90), at(500, 80), at(1000, 80)}}},
		{"a gap", []point{{0, 10, true}, {50, 10, false}, {53, 20, true}}, []path{
			{at(0, 90), at(500, 90)},
			{at(506, 90), at(514, 90)}, {at(522, 90), at(530, 90)},
			{at(530, 90), at(530, 80), at(1000, 80)},
		}},
		{"a short gap", []point{{0, 10, true}, {50, 10, false}, {51, 20, true}}, []path{{at(0, 90), at(510, 90), at(510, 80), at(1000, 80)}}},
		{"to the end", []point{{0, 10, true}, {98, 10, false}}, []path{{at(0, 90), at(980, 90)}, {at(986, 90), at(994, 90)}, {at(1000, 90)}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []path
			p.trace(nil, tc.points, func(piece path) { got = append(got, append(path{}, piece...)) })
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error("-want +got\n" + diff)
			}
		})
	}
}

// A title that is too long is cut, not the name of the figure.
func TestLongTitle(t *testing.T) {
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	c := figure(stats.WithoutLicense, nil)
	c.title = strings.Repeat("The growth of open source ", 9)
	got := c.heading(f.title)
	if !strings.HasPrefix(got, "The growth of open source The") || !strings.HasSuffix(got, "…: repositories without a licence") ||
		f.title.advance(got) > width-2*padding {
		t.Errorf("the title is %q, %v wide", got, f.title.advance(got))
	}
}

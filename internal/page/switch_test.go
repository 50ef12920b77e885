package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"github.com/org-growth/org-growth/internal/stats"
)

// The switch changes what is drawn, read and said, and the address keeps it.
func switches(t *testing.T, b *rod.Browser) {
	lines := crowd()
	const since = 1500
	for i := range lines {
		records := slices.Clone(lines[i].Records)
		for j := range records {
			records[j].Counts[stats.Stargazers] = stats.Count{}
			if j >= since && i != 3 {
				records[j].Counts[stats.Stargazers] = stats.Known(100_000 + j*10*(i%7) + i)
			}
		}
		lines[i].Records = records
	}
	address := serve(t, lines, options(lines))
	x := open(t, b, address, how{}).drawn()
	first := lines[0].Records[since].Day
	x.MustElement("#figure").MustSelect("Stargazers")
	for _, at := range []float64{0, 0.5, 1} {
		checkReadingOf(t, x.hover(at), lines, stats.Stargazers)
	}
	if got := x.hover(0).Day; got != first.Long() {
		t.Errorf("it begins on %s, want %s", got, first.Long())
	}
	if says := x.MustElement("#told").MustText(); !strings.Contains(says, "stargazers across 25 of 26 organisations, ") || !strings.HasSuffix(says, "counted since "+first.Long()) {
		t.Errorf("it says %q", says)
	}
	if label := *x.MustElement("#plot").MustAttribute("aria-label"); label != "Day of the chart of stargazers" {
		t.Errorf("the chart's name is %q", label)
	}
	if n := len(x.MustElements("#names bdi")); n != 25 {
		t.Errorf("%d names are below the chart, want 25", n)
	}
	if got := x.MustInfo().URL; got != address+"#figure=stargazers" {
		t.Errorf("the address is %s", got)
	}
	x.shot("figure-1280", false)
	checkSwitches(t, b, x, address)
}

// checkSwitches goes back, by the keyboard, and there again, by the address.
func checkSwitches(t *testing.T, b *rod.Browser, x *tab, address string) {
	t.Helper()
	shown := func(x *tab) string { return x.MustElement("#figure").MustProperty("value").Str() }
	x.MustElementR("#ranges button", "1 year").MustClick()
	x.MustElement("#figure").MustFocus()
	must(t, x.Keyboard.Type(input.ArrowUp))
	x.MustWait(`() => location.hash === ""`)
	if got := x.MustElement("#told").MustText(); !strings.Contains(got, "open repositories across 26 organisations, ") || strings.Contains(got, "counted since") {
		t.Errorf("it says %q", got)
	}
	if n := x.MustElement("#ranges [aria-pressed=true]").MustText(); n != "1 year" {
		t.Errorf("the range is %s", n)
	}
	x.MustEval(`() => { location.hash = "#figure=forks" }`)
	x.MustWait(`() => document.getElementById("figure").value === "forks"`)
	for hash, want := range map[string]string{
		"#figure=stargazers": "stargazers", "#organisations": "open_repositories", "#figure=__proto__": "open_repositories",
		"#figure=%3Cimg%20src=x%20onerror=alert(1)%3E": "open_repositories", "#figure=%": "open_repositories", "#figure=forks&x='\"": "forks",
	} {
		if got := shown(open(t, b, address+hash, how{}).drawn()); got != want {
			t.Errorf("with %s it shows %s, want %s", hash, got, want)
		}
	}
}

func checkReadingOf(t *testing.T, got reading, lines []stats.Line, m stats.Metric) {
	t.Helper()
	day := dayOf(t, got)
	total := 0
	rows := map[string]string{}
	for _, l := range lines {
		for _, r := range slices.Backward(l.Records) {
			if n, known := r.Counts[m].Value(); known && r.Day <= day {
				total += n
				rows[l.Title()] = stats.Thousands(n)
				break
			}
		}
	}
	if got.Total != stats.Thousands(total) || len(got.Rows) != len(rows) {
		t.Errorf("on %s it reads %s in %d rows, want %s in %d", got.Day, got.Total, len(got.Rows), stats.Thousands(total), len(rows))
	}
	for _, row := range got.Rows {
		if rows[row[0]] != row[1] {
			t.Errorf("on %s %s has %s, want %s", got.Day, row[0], row[1], rows[row[0]])
		}
	}
}

// Where nothing is known there is no line: of the largest, known in the second
// half alone, nothing is drawn in the first.
func unknown(t *testing.T, b *rod.Browser) {
	lines := made(3, 400)
	for i := range lines {
		for j := range lines[i].Records {
			n := stats.Known(10 * (i + 1))
			if i == 2 && j < 200 {
				n = stats.Count{}
			}
			lines[i].Records[j].Counts = stats.Counts{stats.OpenRepositories: stats.Known(3 - i), stats.Stargazers: n}
		}
	}
	x := open(t, b, serve(t, lines, options(lines))+"#figure=stargazers", how{}).drawn()
	if r := x.hover(0.4); len(r.Rows) != 2 || r.Total != "30" {
		t.Errorf("before the third is known it reads %v", r)
	}
	if r := x.hover(0.6); len(r.Rows) != 3 || r.Total != "60" {
		t.Errorf("once the third is known it reads %v", r)
	}
	x.Mouse.MustMoveTo(2, 2)
	var lefts []float64
	for _, colour := range []string{"#244698", "#e77412", "#009edb"} {
		lefts = append(lefts, x.left(colour))
	}
	if lefts[0] > 0.1 || lefts[1] > 0.1 || lefts[2] < 0.35 || lefts[2] > 0.45 {
		t.Errorf("the lines begin at %.2f of the chart's width", lefts)
	}
	x.shot("unknown-1280", false)
}

// Real figures are looked at in both themes and in all widths.
func figuresLook(t *testing.T, b *rod.Browser) {
	lines := observed(t)
	o := options(lines)
	o.Columns = stats.ColumnNames()
	o.Events = milestoned()
	address := serve(t, lines, o)
	for _, h := range []how{{width: 380, height: 800}, {width: 768, height: 1024}, {width: 1440, height: 900}} {
		for _, h.dark = range []bool{false, true} {
			name := fmt.Sprintf("%d", h.width) + map[bool]string{true: "-dark"}[h.dark]
			x := open(t, b, address, h).drawn()
			x.shot("milestones-"+name, true)
			for _, m := range stats.AllMetrics() {
				x.MustElement("#figure").MustSelect(m.String())
				x.frame()
				x.MustElement("#growth").MustScrollIntoView()
				x.shot("figure-"+m.Key()+"-"+name, false)
				if wide := x.MustEval(`() => document.scrollingElement.scrollWidth`).Int(); wide > h.width {
					t.Errorf("%s is %d wide", name, wide)
				}
			}
		}
	}
}

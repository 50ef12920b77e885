package page

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"github.com/org-growth/org-growth/internal/stats"
)

// Each metric goes through page and latest.json, with a number of its own.
func TestEachMetric(t *testing.T) {
	for _, m := range stats.AllMetrics() {
		lines := made(3, 40)
		for i := range lines {
			for j := range lines[i].Records {
				r := &lines[i].Records[j]
				r.Counts = stats.Counts{stats.OpenRepositories: stats.Known(1)}
				if j >= 10 {
					r.Counts[m] = stats.Known(1000*(i+1) + j)
				}
			}
		}
		first := lines[0].Records[10].Day
		files := write(t, lines, options(lines))
		page := string(files["docs/index.html"])
		f := historyIn(t, page).of(t, m)
		if m == stats.OpenRepositories {
			first -= 10
		} else if f.First != first || !strings.HasSuffix(f.Text, "; counted since "+first.Long()) {
			t.Errorf("%s: it begins on %s and says %q, want %s", m, f.First, f.Text, first)
		}
		if want := m.Many(6117) + " across 3 organisations, "; !strings.HasPrefix(f.Text, want) {
			t.Errorf("%s: it says %q, want %q", m, f.Text, want)
		}
		for i, points := range f.Points {
			days, counts := read(t, points, first)
			if want := 1039 + 1000*i; m != stats.OpenRepositories && (counts[len(counts)-1] != want || counts[0] != want-29 || days[0] != first) {
				t.Errorf("%s: line %d is %v on %v", m, i, counts, days)
			}
		}
		if option := fmt.Sprintf("<option value=%q>%s</option>", m.Key(), m); m != stats.OpenRepositories && !strings.Contains(page, option) {
			t.Errorf("%s: the page has no %s", m, option)
		}
		checkLatest(t, files["docs/latest.json"], m)
	}
}

// checkLatest wants three organisations with a metric in latest.json.
func checkLatest(t *testing.T, content []byte, m stats.Metric) {
	t.Helper()
	var latest struct {
		Totals        map[string]any
		Organisations []map[string]any
	}
	must(t, json.Unmarshal(content, &latest))
	if got := latest.Totals[m.Key()]; got != 6117. {
		t.Errorf("%s: latest.json has %v in total", m, got)
	}
	for i, want := range []float64{3039, 2039, 1039} {
		i = map[bool]int{true: i, false: 2 - i}[m == stats.OpenRepositories] // the others have one repository each
		if got := latest.Organisations[i][m.Key()]; got != want {
			t.Errorf("%s: latest.json has %v, want %v", m, got, want)
		}
	}
}

// historyIn returns what a page draws from.
func historyIn(t *testing.T, page string) (h history) {
	t.Helper()
	_, data, _ := strings.Cut(page, `<script id="history" type="application/json">`)
	data, _, _ = strings.Cut(data, "</script>")
	must(t, json.Unmarshal([]byte(data), &h))
	return h
}

func (h history) of(t *testing.T, m stats.Metric) figure {
	t.Helper()
	for _, f := range h.Figures {
		if f.Key == m.Key() {
			return f
		}
	}
	t.Fatalf("the page has no %s", m)
	return figure{}
}

// A figure joins on the second day that it is known, and a line that never told
// it is not in it. Not known is not 0, and no change.
func TestUnknown(t *testing.T) {
	lines := made(3, 5)
	for i := range lines {
		for j := range lines[i].Records {
			c := &lines[i].Records[j].Counts
			c[stats.Stargazers], c[stats.Forks] = stats.Count{}, stats.Count{}
			if j == 4 {
				c[stats.Forks] = stats.Known(3)
			}
			if i == 1 && (j == 1 || j == 4) {
				c[stats.Stargazers] = stats.Known(8)
			}
		}
	}
	h := historyIn(t, string(write(t, lines, options(lines))["docs/index.html"]))
	if len(h.Figures) != 2 {
		t.Errorf("there are %d figures, want the open repositories and the stargazers", len(h.Figures))
	}
	f := h.of(t, stats.Stargazers)
	told := 0
	for i, points := range f.Points {
		days, counts := read(t, points, f.First)
		if told += len(days); len(days) > 0 && (h.Series[i].Name != lines[1].Title() || days[0] != lines[1].Records[1].Day || counts[0] != 8) {
			t.Errorf("%s has %v on %v", h.Series[i].Name, counts, days)
		}
	}
	if told != 1 || !strings.HasPrefix(f.Text, "8 stargazers across 1 of 3 organisations, ") {
		t.Errorf("there are %d points, and it says %q", told, f.Text)
	}
}

// observed reads real histories that have more than open repositories. What was
// not counted then is made up.
func observed(t testing.TB) []stats.Line {
	t.Helper()
	lines := kept(t, "nhs-daily-observed.csv", func(row string) stats.Org {
		name, rest, _ := strings.Cut(row[strings.IndexByte(row, ',')+1:], ",https://github.com/")
		login, _, _ := strings.Cut(rest, ",")
		return stats.Org{Login: login, Name: strings.Trim(name, `"`)}
	})
	random := rand.New(rand.NewPCG(7, 8))
	for i, l := range lines {
		active := 0
		for j := range l.Records {
			r := &l.Records[j]
			if j%20 == 0 {
				active = random.IntN(4)
			}
			if j > 800 {
				r.Counts[stats.ActiveRepositories] = stats.Known(r.Open()*(i%5+3)/10 + active)
				r.Counts[stats.ArchivedRepositories] = stats.Known(r.Open() * (i % 4) / 10)
				r.Counts[stats.WithoutLicense] = stats.Known(r.Open() * (i%3 + 1) / 10)
			}
		}
	}
	return lines
}

// All figures take little more than one.
func TestFiguresAreSmall(t *testing.T) {
	lines := observed(t)
	o := options(lines)
	all := len(write(t, lines, o)["docs/index.html"])
	o.Lines = nil
	one := len(write(t, lines, o)["docs/index.html"])
	t.Logf("%d organisations: %d bytes with all figures, %d with one", len(lines), all, one)
	if all > one*14/10 {
		t.Errorf("the page of all figures has %d bytes, of one %d", all, one)
	}
}

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

package page

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

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
		return stats.Org{Account: stats.Account{Host: "github.com", Login: login}, Name: strings.Trim(name, `"`)}
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

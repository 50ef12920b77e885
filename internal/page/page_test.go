package page

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

var update = flag.Bool("update", false, "write the golden files anew")

func write(t testing.TB, lines []stats.Line, o Options) map[string][]byte {
	t.Helper()
	files, err := Write(lines, o)
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, slices.Sorted(slices.Values(Paths(o.Folder)))) {
		t.Fatalf("the files are %q", got)
	}
	return files
}

// few are lines of every kind: a body, one that was missed, one that was never
// counted, one with a derived past.
func few() []stats.Line {
	line := func(login, name, body string, records ...stats.Record) stats.Line {
		return stats.Line{Org: stats.Org{Account: stats.Account{Login: login}, Name: name, Body: body}, Records: records}
	}
	derived := record("nhsuk", 19_000, 2)
	derived.Source, derived.Counts[stats.Stargazers], derived.Counts[stats.Forks] = stats.Backfill, stats.Count{}, stats.Count{}
	silent := record("Silent", 20_778, 1)
	silent.TopLanguage, silent.TopLicense = "", ""
	return stats.Bodies([]stats.Line{
		line("nhsuk", "NHS.UK", "", derived, record("nhsuk", 20_777, 1190), record("nhsuk", 20_778, 1191)),
		line("opensafely", "", "OpenSAFELY", record("opensafely", 20_000, 40), record("opensafely", 20_778, 45)),
		line("opensafely-core", "", "OpenSAFELY", record("opensafely-core", 20_100, 6), record("opensafely-core", 20_777, 5)),
		line("silent", "", "", silent),
		line("missing", "Missing & Co", ""),
	})
}

func TestGolden(t *testing.T) {
	o := options(few())
	o.Columns = stats.ColumnNames()
	files := write(t, few(), o)
	html := string(files["docs/index.html"])
	// What is the same on every page is left out.
	html = strings.ReplaceAll(html, string(script), "SCRIPT")
	html = strings.ReplaceAll(html, style, "STYLE")
	html = regexp.MustCompile(`sha256-[A-Za-z0-9+/=]*`).ReplaceAllString(html, "HASH")
	for name, got := range map[string]string{"few.html": html, "latest.json": string(files["docs/latest.json"]), "badge.json": string(files["docs/badge.json"])} {
		name = "testdata/" + name
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// The order of the list changes nothing, nor does writing again.
func TestSameBytes(t *testing.T) {
	lines := made(30, 50)
	o := options(lines)
	want := write(t, lines, o)
	slices.Reverse(lines)
	slices.Reverse(o.Colours)
	for range 2 {
		for path, got := range write(t, lines, o) {
			if !bytes.Equal(got, want[path]) {
				t.Errorf("%s differs", path)
			}
		}
	}
}

func TestNoData(t *testing.T) {
	lines := []stats.Line{{Org: stats.Org{Account: stats.Account{Login: "nhsuk"}}}}
	for _, lines := range [][]stats.Line{nil, lines} {
		html := string(write(t, lines, options(lines))["docs/index.html"])
		if !strings.Contains(html, "No data yet.") || strings.Contains(html, `<section id="growth"`) || strings.Contains(html, "updated as of") {
			t.Errorf("the page of %d lines is\n%s", len(lines), html)
		}
	}
}

// Growth shows from the second day on.
func TestFirstDay(t *testing.T) {
	lines := made(3, 1)
	html := string(write(t, lines, options(lines))["docs/index.html"])
	if strings.Contains(html, `<section id="growth"`) || !strings.Contains(html, "</tbody>") {
		t.Errorf("the page is\n%s", html)
	}
}

// The page is small.
func TestSize(t *testing.T) {
	size := func(lines []stats.Line) (n int) {
		for path, content := range write(t, lines, options(lines)) {
			t.Logf("%d organisations: %s has %d bytes", len(lines), path, len(content))
			n += len(content)
		}
		return n
	}
	t.Run("1,500 organisations over three years", func(t *testing.T) {
		if n := size(made(1500, 1096)); n > 3_000_000 {
			t.Errorf("%d bytes", n)
		}
	})
	t.Run("1,500 organisations that change each day", func(t *testing.T) {
		lines := made(1500, 1096)
		for i, l := range lines {
			for j := range l.Records {
				lines[i].Records[j].Counts[stats.OpenRepositories] = stats.Known(100 + i + j%50)
			}
		}
		if n := len(write(t, lines, options(lines))["docs/index.html"]); n > 3_000_000 {
			t.Errorf("%d bytes", n)
		}
	})
	t.Run("NHS", func(t *testing.T) {
		if n := size(nhs(t)); n > 200_000 {
			t.Errorf("%d bytes", n)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for name, lines := range map[string][]stats.Line{"26x4500": made(26, 4500), "1500x1096": made(1500, 1096)} {
		o := options(lines)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Write(lines, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// read is the page's decode, in Go.
func read(t testing.TB, text string, first stats.Day) (days []stats.Day, counts []int) {
	t.Helper()
	day, count, gap, shift := first-1, 0, 0, 0
	for i := 0; i < len(text); {
		v := strings.IndexByte(digits, text[i])
		i++
		if v&32 != 0 {
			gap += v & 31 << shift
			shift += 5
			continue
		}
		change := v >> 1
		for s := 4; v&1 != 0; s += 4 {
			v = strings.IndexByte(digits, text[i])
			i++
			change += v >> 1 << s
		}
		day += stats.Day(gap + 1)
		count += change>>1 ^ -(change & 1)
		days, counts = append(days, day), append(counts, count)
		gap, shift = 0, 0
	}
	return days, counts
}

func FuzzPoints(f *testing.F) {
	f.Add([]byte{0, 1, 1, 2, 40, 200, 3, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		const first = 18_000
		var records []stats.Record
		var days []stats.Day
		var counts []int
		day := stats.Day(first)
		for i := 0; i+1 < len(data); i += 2 {
			n := int(data[i+1]) * int(data[i+1]) * 13
			records = append(records, record("x", day, n))
			if len(counts) == 0 || counts[len(counts)-1] != n {
				days, counts = append(days, day), append(counts, n)
			}
			day += stats.Day(1 + int(data[i])*7)
		}
		gotDays, gotCounts := read(t, points(records, stats.OpenRepositories, first), first)
		if !slices.Equal(gotDays, days) || !slices.Equal(gotCounts, counts) {
			t.Errorf("points %v %v are read as %v %v", days, counts, gotDays, gotCounts)
		}
	})
}

// Names from outside are text wherever they stand.
func TestHostileNames(t *testing.T) {
	lines, o := foul()
	html := string(write(t, lines, o)["docs/index.html"])
	if n := strings.Count(html, "<script"); n != 2 {
		t.Errorf("the page has %d scripts, want 2", n)
	}
	if strings.Contains(html, "<img") {
		t.Error("the page has an element that a name made")
	}
	h := historyIn(t, html)
	for _, name := range hostile {
		if !slices.ContainsFunc(h.Series, func(s series) bool { return s.Name == stats.OneLine(name) }) {
			t.Errorf("the chart does not name %q", name)
		}
	}
}

// foul are lines with hostile names.
func foul() ([]stats.Line, Options) {
	lines := made(12, 40)
	for i, name := range hostile {
		lines[i].Name = name
		lines[i].Records[39].TopLanguage = name
	}
	o := options(lines)
	o.Title = hostile[0]
	return lines, o
}

var hostile = []string{
	`</script><img src=x onerror="document.title='hacked'">`,
	`"><svg onload=alert(1)>`, `' onclick='alert(1)`, `{{.Title}} ${1} \u003c`, "مستشفى \u202e gnp.exe", "🏥 👩🏽‍⚕️ emoji", "line\u2028end", `__proto__`, `<!--`,
}

// Of many files of the history the page shows the newest, and folds the others.
func TestDownloads(t *testing.T) {
	lines := made(2, 10)
	o := options(lines)
	for n, folded := range map[int]string{1: "", 6: "", 7: "and 6 earlier files", 1001: "and 1,000 earlier files"} {
		o.CSV = nil
		for i := range n {
			o.CSV = append(o.CSV, fmt.Sprintf("docs/%d.csv", 2000+i))
		}
		html := string(write(t, lines, o)["docs/index.html"])
		if got := strings.Count(html, `.csv" download>`); got != n {
			t.Errorf("of %d files it shows %d", n, got)
		}
		open, summary, _ := strings.Cut(html, "<details><summary>")
		summary, inside, _ := strings.Cut(summary, "</summary>")
		newest := fmt.Sprintf(`>%d.csv</a>`, 1999+n)
		if folded != "" && (summary != folded || strings.Contains(inside, newest)) || folded == "" && summary != "" || !strings.Contains(open, newest) {
			t.Errorf("of %d files it folds %q, want %q, and the newest in sight", n, summary, folded)
		}
	}
}

// The description has a date where the data have one.
func TestDescription(t *testing.T) {
	for want, lines := range map[string][]stats.Line{
		"0 open repositories across 0 organisations":                       nil,
		"1,242 open repositories across 3 organisations, 21 November 2026": few(),
	} {
		html := string(write(t, lines, options(lines))["docs/index.html"])
		_, got, _ := strings.Cut(html, `<meta name="description" content="`)
		if got, _, _ = strings.Cut(got, `"`); got != want {
			t.Errorf("it is %q, want %q", got, want)
		}
	}
}

func TestIntro(t *testing.T) {
	o := Options{Folder: "docs", Path: ".github/intro.md", Server: "https://github.com", Repository: "a/b"}
	for name, tt := range map[string]struct{ markdown, want string }{
		"headings":                {"# One\n", "<h2 id=\"intro-one\">One</h2>\n"},
		"a heading":               {"[a](#total)\n# Total\n", "<p><a href=\"#intro-total\">a</a></p>\n<h2 id=\"intro-total\">Total</h2>\n"},
		"a table":                 {"| a |\n| --- |\n| b |\n", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"},
		"an aligned table":        {"| a |\n| --: |\n| b |\n", "<table>\n<thead>\n<tr>\n<th align=\"right\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align=\"right\">b</td>\n</tr>\n</tbody>\n</table>\n"},
		"HTML":                    {"a <b onclick=x>b</b> <script>alert(1)</script>", "<p>a b alert(1)</p>\n"},
		"an address":              {"[a](https://example.org/?q=1#x)", `<p><a href="https://example.org/?q=1#x">a</a></p>` + "\n"},
		"a script":                {"[a](javascript:alert)", "<p>a</p>\n"},
		"a file of the page":      {"[a](../docs/more.html#x)", `<p><a href="more.html#x">a</a></p>` + "\n"},
		"a file of the root":      {"[a](/docs/more.html)", `<p><a href="more.html">a</a></p>` + "\n"},
		"another file":            {"[a](b c.md)", "<p>[a](b c.md)</p>\n"},
		"a file beside":           {"[a](c.md)", `<p><a href="https://github.com/a/b/blob/HEAD/.github/c.md">a</a></p>` + "\n"},
		"a place":                 {"[a](#x)", `<p><a href="#x">a</a></p>` + "\n"},
		"a picture of the page":   {"![a](../docs/a.png)", `<p><img src="a.png" alt="a"></p>` + "\n"},
		"a picture of elsewhere":  {"![a](https://example.org/a.png)", `<p><a href="https://example.org/a.png">a</a></p>` + "\n"},
		"another picture":         {"![a](a.png)", `<p><a href="https://github.com/a/b/blob/HEAD/.github/a.png">a</a></p>` + "\n"},
		"a picture within a link": {"[![a](https://example.org/a.png) b](https://example.org)", `<p><a href="https://example.org">a b</a></p>` + "\n"},
	} {
		o.Intro = []byte(tt.markdown)
		got, err := o.intro()
		if err != nil {
			t.Fatal(err)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// Whatever the intro is, nothing of it runs, and it asks no other host.
func FuzzIntro(f *testing.F) {
	for _, seed := range []string{"# a\n![b](c.png)", "[![a](//b/c.png)](d)", "<img src=x onerror=y>", "![a](\\\\b\\c.png)", "![a][b]\n\n[b]: https://c", "| a |\n| - |\n| ![b](http:c) |"} {
		f.Add([]byte(seed))
	}
	source := regexp.MustCompile(`<img[^>]* src="([^"]*)"`)
	f.Fuzz(func(t *testing.T, markdown []byte) {
		o := Options{Folder: "docs", Path: "docs/intro.md", Server: "https://github.com", Repository: "a/b", Intro: markdown}
		got, err := o.intro()
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`<(script|style|iframe|object|embed|form)`).MatchString(got) {
			t.Errorf("it becomes %s", got)
		}
		for _, m := range source.FindAllStringSubmatch(got, -1) {
			if strings.HasPrefix(m[1], "//") || strings.Contains(m[1], "://") || strings.Contains(m[1], "\\") {
				t.Errorf("a picture is asked of %s", m[1])
			}
		}
	})
}

func TestLinks(t *testing.T) {
	o := Options{Server: "https://ghes.example", Repository: "a/b", Branch: "data/stats", CSV: []string{"docs/data/2026 a.csv", "data/x#1.csv"}}
	for folder, want := range map[string][]download{
		"docs": {{"2026 a.csv", "data/2026%20a.csv"}, {"x#1.csv", "https://ghes.example/a/b/raw/data/stats/data/x%231.csv"}},
		".":    {{"2026 a.csv", "docs/data/2026%20a.csv"}, {"x#1.csv", "data/x%231.csv"}},
		"doc":  {{"2026 a.csv", "https://ghes.example/a/b/raw/data/stats/docs/data/2026%20a.csv"}, {"x#1.csv", "https://ghes.example/a/b/raw/data/stats/data/x%231.csv"}},
	} {
		o.Folder = folder
		if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(o.downloads())); diff != "" {
			t.Errorf("in %s (-want +got)\n%s", folder, diff)
		}
	}
	o.Folder, o.Repository = "docs", ""
	if got := o.downloads()[1].Address; got != "" {
		t.Errorf("without a repository it links to %s", got)
	}
}

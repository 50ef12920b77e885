package readme

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

var update = flag.Bool("update", false, "write the golden files anew")

func day(s string) stats.Day {
	d, err := stats.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// line is an organisation with counts on days, written like 2026-11-20=5.
func line(name, login, language, license string, counts ...string) stats.Line {
	l := stats.Line{Org: stats.Org{Name: name, Account: stats.Account{Login: strings.ToLower(login)}}}
	for _, c := range counts {
		d, n, _ := strings.Cut(c, "=")
		r := stats.Record{Account: stats.Account{Login: login}, ID: 42, Day: day(d), Source: stats.Observed, Figures: stats.Figures{Counts: stats.Counts{stats.Stargazers: stats.Known(1200), stats.OpenIssues: stats.Known(7)}, TopLanguage: language, TopLicense: license}}
		var open int
		fmt.Sscan(n, &open)
		r.Counts[stats.OpenRepositories] = stats.Known(open)
		l.Records = append(l.Records, r)
	}
	return l
}

var options = Options{
	Path: "README.md", Charts: []Picture{{"data/org-growth.png", `Line chart: "growth" & more`}}, Totals: []Picture{{"data/total.png", "Area chart"}}, CSV: "data/org-growth.csv",
	Server:  "https://github.com",
	Columns: []string{"Organisation", "Open Repositories", "Last 30 Days", "Top Language", "Top License"},
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestUpdate(t *testing.T) {
	all := options
	all.Columns = stats.ColumnNames()
	all.Path = "docs/statistics/page 1.md"
	backfilled := line("New", "new-org", "Go", "", "2026-11-10=2", "2026-11-20=3")
	backfilled.Records[0].Source = stats.Backfill
	lines := []stats.Line{
		line("", "small", "", "", "2026-11-20=1"),
		line("NHS Digital", "NHSDigital", "Python", "MIT License", "2026-10-01=341", "2026-11-20=347"),
		line("Alike B", "alike-b", "C#", "Other", "2026-10-21=12", "2026-11-20=9"),
		line("alike a", "alike-a", "C++", "Other", "2026-10-01=9", "2026-11-20=9"),
		line("Gone", "gone", "R", "Other", "2026-10-01=1"),
		line("Ill", "ill", "R", "Other", "2026-10-01=1", "2026-11-03=1234"),
		line("| [x](y) <b> *_`$\\~&\n::error:: www.x.y https://z", "evil", "a|b", "c|d", "2026-11-20=4"),
		line("Never", "never", "", ""),
		backfilled,
	}
	tests := []struct {
		golden string
		o      Options
		lines  []stats.Line
	}{
		{"section.md", options, lines},
		{"all-columns.md", all, lines},
		{"one.md", options, lines[:1]},
		{"none.md", options, nil},
	}
	for _, tt := range tests {
		t.Run(tt.golden, func(t *testing.T) {
			got, err := Update([]byte("# Title\n\n"+Lines+"\n\nrest"), tt.lines, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, tt.golden, string(got))
			again, err := Update(got, tt.lines, tt.o)
			if err != nil || !bytes.Equal(got, again) {
				t.Errorf("a second time it is %v\n%s", err, again)
			}
		})
	}
}

// Where the section goes: S stands for all of it, C for the picture, A for
// that of the total, T for caption and table.
func TestPlaces(t *testing.T) {
	lines := []stats.Line{line("", "a", "Go", "", "2026-11-20=1")}
	table := newTable(lines, options).String()
	places := strings.NewReplacer("S", "\n"+options.show(options.Charts)+"\n\n"+table+"\n\n",
		"C", "\n"+options.show(options.Charts)+"\n\n", "A", "\n"+options.show(options.Totals)+"\n\n", "T", "\n"+table+"\n\n")
	const start, end = "<!-- org-growth:start -->\n", "<!-- org-growth:end -->"
	tests := []struct{ name, doc, want string }{
		{"whole", start + "old\n" + end, start + "S" + end},
		{"nothing between", "x\n" + start + end + "\ny", "x\n" + start + "S" + end + "\ny"},
		{"parts", "<!-- org-growth:table:start -->\n<!-- org-growth:table:end -->\ntext\n<!-- org-growth:chart:start -->\n<!-- org-growth:chart:end -->\n",
			"<!-- org-growth:table:start -->\nT<!-- org-growth:table:end -->\ntext\n<!-- org-growth:chart:start -->\nC<!-- org-growth:chart:end -->\n"},
		{"whole and a part", start + end + "\n\n<!-- org-growth:chart:start -->\n<!-- org-growth:chart:end -->", start + "S" + end + "\n\n<!-- org-growth:chart:start -->\nC<!-- org-growth:chart:end -->"},
		{"the total", start + end + "\n\n<!-- org-growth:total:start -->\n<!-- org-growth:total:end -->", start + "S" + end + "\n\n<!-- org-growth:total:start -->\nA<!-- org-growth:total:end -->"},
		{"in a div", "<div align=center>\n" + start + end + "\n</div>\n", "<div align=center>\n" + start + "S" + end + "\n</div>\n"},
		{"code before", "```\n" + start + end + "\n```\n\n    " + start + "\n`" + start + "`\n\n" + start + end, "```\n" + start + end + "\n```\n\n    " + start + "\n`" + start + "`\n\n" + start + "S" + end},
		{"byte order mark", "\ufeff" + start + end, "\ufeff" + start + "S" + end},
		{"below a paragraph", "text\n" + start + end, "text\n" + start + "S" + end},
		{"spaces", "<!--org-growth:start-->  \n  <!--\torg-growth:end -->", "<!--org-growth:start-->  \nS  <!--\torg-growth:end -->"},
	}
	for _, tt := range tests {
		for name, form := range map[string]func(string) string{"": func(s string) string { return s }, " with carriage returns": crlf} {
			t.Run(tt.name+name, func(t *testing.T) {
				want := form(places.Replace(tt.want))
				got, err := Update([]byte(form(tt.doc)), lines, options)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, string(got)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if again, err := Update(got, lines, options); err != nil || !bytes.Equal(again, got) {
					t.Errorf("a second time it is %v\n%s", err, again)
				}
			})
		}
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// A README that would be too large keeps the largest organisations.
func TestSizeLimit(t *testing.T) {
	var lines []stats.Line
	for i := range 9000 {
		lines = append(lines, line(fmt.Sprintf("Organisation number %d", i), fmt.Sprintf("organisation-%d", i), "Go", "MIT License", fmt.Sprintf("2026-11-20=%d", i)))
	}
	got, err := Update([]byte("# Title\n"+Lines+"\n"+strings.Repeat("text\n", 20_000)), lines, options)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) > Limit || len(got) < Limit-500 {
		t.Errorf("the README has %d bytes, want a little under %d", len(got), Limit)
	}
	rows := bytes.Count(got, []byte("| [Organisation number"))
	if want := fmt.Sprintf("\n\n… and %s more in `data/org-growth.csv`\n\n<!-- org-growth:end -->", stats.Thousands(9000-rows)); !strings.Contains(string(got), want) {
		t.Errorf("with %d rows it does not say%s", rows, want)
	}
	if !strings.Contains(string(got), "[Organisation number 8999]") || strings.Contains(string(got), "[Organisation number 0]") {
		t.Error("the largest are not the ones that are kept")
	}
	if !strings.Contains(string(got), "| **9,000 organisations** | **40,495,500** |") {
		t.Error("the total is not that of all organisations")
	}
	if summary := Markdown(lines, options, 10_000); len(summary) > 10_000 || len(summary) < 9_500 {
		t.Errorf("a table of at most 10,000 bytes has %d", len(summary))
	}
}

// The largest are shown, and the others added up.
func TestRows(t *testing.T) {
	lines := []stats.Line{
		line("", "small", "Go", "", "2026-10-01=1", "2026-11-20=3"),
		line("", "large", "Go", "", "2026-10-01=1500", "2026-11-20=2000"),
		line("", "new", "Go", "", "2026-11-20=1200"),
		line("", "never", "Go", ""),
	}
	const head = "Data updated as of: `20 November 2026`.\n\n| Organisation | Open Repositories | Last 30 Days | Stargazers |\n| --- | ---: | ---: | ---: |\n"
	const large = "| [large](https://github.com/large) | 2,000 | +500 | 1,200 |\n"
	const next = "| [new](https://github.com/new) | 1,200 | | 1,200 |\n"
	const small = "| [small](https://github.com/small) | 3 | +2 | 1,200 |\n"
	const total = "| **3 organisations** | **3,203** | **+502** | **3,600** |"
	o := options
	o.Columns = []string{"Organisation", "Open Repositories", "Last 30 Days", "Stargazers"}
	for rows, want := range map[int]string{
		0: large + next + small, 1: large + "| 2 others | 1,203 | +2 | 2,400 |\n", 2: large + next + "| 1 other | 3 | +2 | 1,200 |\n",
		3: large + next + small, 99: large + next + small,
	} {
		o.Rows = rows
		if diff := cmp.Diff(head+want+total, Markdown(lines, o, 10_000)); diff != "" {
			t.Errorf("%d rows (-want +got)\n%s", rows, diff)
		}
	}
	// Where even these are too many, more of them are added up.
	o.Rows = 2
	if diff := cmp.Diff(head+"| 3 others | 3,203 | +502 | 3,600 |\n"+total, Markdown(lines, o, 150)); diff != "" {
		t.Errorf("in 150 bytes (-want +got)\n%s", diff)
	}
}

func BenchmarkUpdate(b *testing.B) {
	var lines []stats.Line
	for i := range 26 {
		lines = append(lines, line("", fmt.Sprintf("organisation-%d", i), "Go", "MIT License", fmt.Sprintf("2026-11-20=%d", i)))
	}
	doc := []byte("# Title\n\n" + Lines + "\n\n" + strings.Repeat("## Heading\n\nSome text, *and more* of [it](there).\n\n- item\n- item\n\n```go\nfunc f() {}\n```\n\n", 4_000))
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := Update(doc, lines, options); err != nil {
			b.Fatal(err)
		}
	}
}

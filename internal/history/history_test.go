package history

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

const host = "github.com"

func day(s string) stats.Day {
	d, err := stats.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// counted is a result: login, number, open repositories, and the days of its
// past.
func counted(login string, id int64, on string, n int, past ...string) stats.Result {
	record := func(d stats.Day, n int, source stats.Source) stats.Record {
		r := stats.Record{Account: stats.Account{Host: host, Login: login}, URL: "https://" + host + "/" + login, ID: id, Day: d, Source: source}
		r.Figures = stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(n)}, TopLanguage: "Go", TopLicense: "MIT License"}
		if source == stats.Observed {
			r.Counts[stats.Stargazers], r.Counts[stats.Forks], r.Counts[stats.OpenIssues] = stats.Known(1), stats.Known(2), stats.Known(3)
		}
		return r
	}
	result := stats.Result{Org: stats.Org{Account: stats.Account{Host: host, Login: login}}, Record: record(day(on), n, stats.Observed)}
	for i, d := range past {
		result.Past = append(result.Past, record(day(d), i+1, stats.Backfill))
	}
	return result
}

func orgs(logins ...string) (list []stats.Org) {
	for _, l := range logins {
		list = append(list, stats.Org{Account: stats.Account{Host: host, Login: l}})
	}
	return list
}

func read(t *testing.T, content string) *History {
	t.Helper()
	h, err := one([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	if got := bytesOf(h); content != "" && got != content {
		t.Fatalf("reading made it\n%s", got)
	}
	return h
}

func one(content []byte) (*History, error) {
	return ReadAll("data.csv", map[string][]byte{"data.csv": content, "README.md": []byte("x")})
}

// records returns what stands in the files of an account.
func records(h *History, login, host string) []stats.Record {
	org := stats.Org{Account: stats.Account{Host: host, Login: login}}
	return slices.Collect(h.Lines([]stats.Org{org})[0].All())
}

func bytesOf(h *History) string { return string(h.Files()["data.csv"]) }

func TestAdd(t *testing.T) {
	const bp = "b,2020-01-02,1,Go,MIT License,https://github.com/b,,,,,,,2,backfill\n"
	tests := []struct {
		name  string
		old   string
		orgs  []stats.Org
		today []stats.Result
		want  string
	}{
		{"first run", "", orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + a20},
		{"first run with a past", "", orgs("b", "a"),
			[]stats.Result{counted("b", 2, "2026-11-20", 7, "2020-01-02"), counted("a", 1, "2026-11-20", 6)}, header + bp + b20 + a20},
		{"a day more", header + a19, orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6, "2020-01-01")}, header + a19 + a20},
		{"the same again", header + a19 + bp + b20 + a20, orgs("b", "a"),
			[]stats.Result{counted("b", 2, "2026-11-20", 7, "2020-01-02"), counted("a", 1, "2026-11-20", 6)}, header + a19 + bp + b20 + a20},
		{"counted again on the day", header + a19 + strings.Replace(a20, ",6,", ",5,", 1), orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, header + a19 + a20},
		{"the other half of the list came first", header + a20, orgs("b", "a"),
			[]stats.Result{counted("b", 2, "2026-11-20", 7, "2020-01-02")}, header + bp + b20 + a20},
		{"its own half came first", header + bp + b20, orgs("b", "a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, header + bp + b20 + a20},
		{"an organisation that is not in the list stays", header + b20, orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, header + b20 + a20},
		{"two lists come to rest", header + a20 + b20, orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + a20 + b20},
		{"a past without a count stays where it is", header + bp + a19, orgs("b", "a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + bp + a19 + a20},
		{"a past that stood alone is not derived again", header + bp + a19, orgs("b"), []stats.Result{counted("b", 2, "2026-11-20", 7, "2020-01-02", "2020-01-03")},
			header + a19 + bp + b20},
		{"one that was not counted", header + a19, orgs("a", "b"),
			[]stats.Result{{Org: stats.Org{Account: stats.Account{Host: host, Login: "a"}}, Err: errors.New("no")}, counted("b", 2, "2026-11-20", 7)}, header + a19 + b20},
		{"none was counted", header + strings.TrimSuffix(a19, "\n"), orgs("a"),
			[]stats.Result{{Org: stats.Org{Account: stats.Account{Host: host, Login: "a"}}, Err: errors.New("no")}}, header + strings.TrimSuffix(a19, "\n")},
		{"no line end at the end", header + strings.TrimSuffix(a19, "\n"), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + a19 + a20},
		{"no line end in the day's block", header + a20 + strings.TrimSuffix(b20, "\n"), orgs("b", "a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, header + b20 + a20},
		{"only a header", strings.TrimSuffix(header, "\n"), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + a20},
		{"carriage returns and a byte order mark", "\ufeff" + crlf(header+a19), orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, "\ufeff" + crlf(header+a19+a20)},
		{"carriage returns alone", cr("\ufeff" + header + a19), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, cr("\ufeff" + header + a19 + a20)},
		{"carriage returns alone, and columns to add", cr("Organisation,Date,Open Repositories,Note\nx,2026-11-20,1,\"a\nb\"\n\nA,2026-11-19,5,\"c,\"\"\n\"\nA,2026-11-20,5,\"d\ne\""), orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)},
			cr("Organisation,Date,Open Repositories,Note,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n" +
				"x,2026-11-20,1,\"a\nb\",,,,,,,,,,,\n\nA,2026-11-19,5,\"c,\"\"\n\",,,,,,,,,,,\n" +
				"a,2026-11-20,6,\"d\ne\",Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n")},
		{"a header alone, with a carriage return", cr(header), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, cr(header + a20)},
		{"line ends of all kinds", cr(header) + crlf(x20) + a19 + cr(b20) + crlf("\n") + cr(xp), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)},
			cr(header) + crlf(x20) + a19 + cr(b20) + crlf("\n") + cr(xp+a20)},
		{"other line ends in a cell", crlf("Organisation,Date,Open Repositories,Note\n") + "A,2026-11-19,5,\"c\rd\ne\r\nf\"\n", orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)},
			crlf("Organisation,Date,Open Repositories,Note,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n") +
				"A,2026-11-19,5,\"c\rd\ne\r\nf\",,,,,,,,,,,\n" + crlf("a,2026-11-20,6,,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n")},
		{"renamed since", header + strings.ReplaceAll(a20, "/a,", "/old,"), orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6, "2020-01-01")}, header + a20},
		{"rows without a number are those of the login",
			"Organisation,Date,Open Repositories\nA,2026-11-19,5\n", orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6, "2020-01-01")},
			"Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n" +
				"A,2026-11-19,5,,,,,,,,,,,\n" + a20},
		{"other columns in another order", "Note,Open Issues,Date,Open Repositories,Organisation\n\"x, \"\"y\"\"\",4,2026-11-19,5,a\nkept,4,2026-11-20,5,a\n", orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)},
			"Note,Open Issues,Date,Open Repositories,Organisation,Top Language,Top License,URL,Stargazers,Forks,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n" +
				"\"x, \"\"y\"\"\",4,2026-11-19,5,a,,,,,,,,,,\n" +
				"kept,3,2026-11-20,6,a,Go,MIT License,https://github.com/a,1,2,,,,1,observed\n"},
		{"a login of another host", header + "a,2026-11-20,9,Go,,https://gitlab.com/a,,,,,,,,\n", orgs("a"),
			[]stats.Result{counted("a", 1, "2026-11-20", 6)}, header + "a,2026-11-20,9,Go,,https://gitlab.com/a,,,,,,,,\n" + a20},
		{"blank lines", header + "\n" + a19 + "\n\n", orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}, header + "\n" + a19 + "\n\n" + a20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			once := read(t, tt.old).Add(day("2026-11-20"), tt.orgs, tt.today)
			if diff := cmp.Diff(tt.want, bytesOf(once)); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
			again := once.Add(day("2026-11-20"), tt.orgs, tt.today)
			if diff := cmp.Diff(tt.want, bytesOf(again)); diff != "" {
				t.Errorf("a second time (-want +got)\n%s", diff)
			}
			reread := read(t, tt.want).Add(day("2026-11-20"), tt.orgs, tt.today)
			if diff := cmp.Diff(tt.want, bytesOf(reread)); diff != "" {
				t.Errorf("read back (-want +got)\n%s", diff)
			}
		})
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func cr(s string) string { return strings.ReplaceAll(s, "\n", "\r") }

// However a list is divided, and in whichever order its parts arrive, the file
// ends in the same bytes.
func TestAddInParts(t *testing.T) {
	list := orgs("a", "b", "c")
	results := []stats.Result{
		counted("a", 1, "2026-11-20", 6, "2020-01-02"), counted("b", 2, "2026-11-20", 7), counted("c", 3, "2026-11-20", 8, "2021-01-01", "2021-01-02"),
	}
	old := header + "b,2026-11-19,5,Go,MIT License,https://github.com/b,1,2,3,,,,2,observed\n"
	want := bytesOf(read(t, old).Add(day("2026-11-20"), list, results))
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {2, 0, 1}} {
		f := read(t, old)
		for _, i := range order {
			f = f.Add(day("2026-11-20"), list, results[i:i+1])
		}
		if diff := cmp.Diff(want, bytesOf(f)); diff != "" {
			t.Errorf("order %v (-want +got)\n%s", order, diff)
		}
	}
}

func TestLines(t *testing.T) {
	file := header +
		"Old,2026-11-02,2,,,https://github.com/Old,,,,,,,7,observed\n" +
		"Old,2026-11-01,1,,,https://github.com/Old,,,,,,,,\n" + // before numbers were kept
		"New,2026-11-03,3,,,https://github.com/New,,,,,,,7,observed\n" +
		"Old,2026-11-02,4,,,https://github.com/Old,,,,,,,7,observed\n" + // the last of a day counts
		"elsewhere,2026-11-02,9,,,https://gitlab.com/New,,,,,,,,observed\n"
	lines := read(t, file).Lines(append(orgs("new", "old", "never"), stats.Org{Account: stats.Account{Host: host, Login: "x"}}))
	var got []string
	for _, l := range lines {
		text := l.Login + ":"
		for r := range l.All() {
			text += fmt.Sprintf(" %s=%d", r.Day, r.Open())
		}
		got = append(got, text)
	}
	want := []string{"new: 2026-11-01=1 2026-11-02=4 2026-11-03=3", "never:", "x:"}
	if got := read(t, file).Lines(orgs("old", "new")); len(got) != 1 || got[0].Login != "new" {
		t.Errorf("of two logins of one account it keeps %+v", got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	known := read(t, file).Known(append(orgs("new", "never"), stats.Org{Account: stats.Account{Host: host, Login: "x"}})).Lines
	for i, l := range lines { // the same, with the newest record alone
		want := stats.Line{Org: l.Org}
		if last, ok := l.Latest(); ok {
			want.Records = []stats.Record{last}
		}
		if diff := cmp.Diff(want, known[i]); diff != "" {
			t.Errorf("(-lines +known)\n%s", diff)
		}
	}
	older := "a,2026-11-02,2,,,https://github.com/a,,,,,,,,\n" + "a,2026-11-01,1,,,https://github.com/a,,,,,,,7,observed\n"
	if got := read(t, header+older).Known(orgs("a")).Lines[0]; got.ID() != 7 || got.Records[0].Open() != 2 {
		t.Errorf("known is %+v, want the newest record with the account's number", got)
	}
	if got := known[0].Spelling(); got != "New" {
		t.Errorf("spelled %q, want New", got)
	}
}

// What stands in the files is all there, also where a count stands still while
// another one moves.
func TestLinesAreWhole(t *testing.T) {
	file := header
	for i := range 9 {
		file += fmt.Sprintf("a,2026-11-0%d,5,Go,,https://github.com/a,%d,,,,,,7,observed\n", 1+i, 100*i)
	}
	got := records(read(t, file), "a", host)
	for i, r := range got {
		if r.Counts[stats.Stargazers] != stats.Known(100*i) {
			t.Errorf("on %s it has %s stars, want %d", r.Day, r.Counts[stats.Stargazers], 100*i)
		}
	}
	if len(got) != 9 {
		t.Errorf("%d records, want 9", len(got))
	}
}

// The cells of the older NHS site, and numbers as pandas writes them.
func TestReadHTMLCells(t *testing.T) {
	const file = "Organisation,Org Short,Date,Open Repositories,Stargazers,Forks,Open Issues,Top License,Top Language\n" +
		"<a href='https://github.com/111Online'>NHS 111 &amp; Online</a>,<a href='https://github.com/111Online'>NHS</a>,2018-06-26,1,1.0,,0.0,,HTML\n"
	f := read(t, file)
	want := stats.Record{
		Account: stats.Account{Host: host, Login: "111Online"}, URL: "https://github.com/111Online", Day: day("2018-06-26"), Source: stats.Observed,
		Figures: stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(1), stats.Stargazers: stats.Known(1), stats.OpenIssues: stats.Known(0)}, TopLanguage: "HTML"},
	}
	if diff := cmp.Diff(want, records(f, "111online", host)[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadErrors(t *testing.T) {
	const start = "Organisation,Date,Open Repositories,Stargazers,Source\n"
	tests := []struct{ name, file, want string }{
		{"another file", "Name,Age\nx,1\n", "data.csv line 1: the header has no column Organisation: is this a history? Ours begins with Organisation,Date,Open Repositories"},
		{"semicolons", "Organisation;Date;Open Repositories\nx;2026-11-20;1\n", "data.csv line 1: the header has no column Organisation: its columns are separated by semicolons: save the file with commas between them"},
		{"tabs", "Organisation\tDate\tOpen Repositories\n", "data.csv line 1: the header has no column Organisation: its columns are separated by tabs: save the file with commas between them"},
		{"a line for spreadsheets", "sep=,\nOrganisation,Date,Open Repositories\n", "data.csv line 1: the header has no column Organisation: a line with sep= is for spreadsheets alone: take it out"},
		{"small letters", "organisation,date,open repositories\n", "data.csv line 1: the header has no column Organisation: Organisation is written organisation: mend the header, which begins with Organisation,Date,Open Repositories"},
		{"UTF-16", "\xff\xfeO\x00r\x00g\x00", "data.csv is in UTF-16: save it as UTF-8, which Excel calls CSV UTF-8"},
		{"UTF-16 without a mark", "\x00O\x00r\x00g", "data.csv is in UTF-16: save it as UTF-8, which Excel calls CSV UTF-8"},
		{"a column twice", "Organisation,Date,Open Repositories,Date\n", "data.csv line 1: the column Date stands twice"},
		{"a word for a number", start + "a,2026-11-20,5,,\nb,2026-11-20,x,,\n", `data.csv line 3: Open Repositories: "x" is not a number`},
		{"part of a number", start + "a,2026-11-20,1.5,,\n", `data.csv line 2: Open Repositories: "1.5" is not a number`},
		{"less than nothing", start + "a,2026-11-20,5,-1,\n", `data.csv line 2: Stargazers: "-1" is not a number`},
		{"no number", start + "a,2026-11-20,,,\n", `data.csv line 2: Open Repositories: is empty`},
		{"no date", start + "a,20/11/2026,5,,\n", `data.csv line 2: Date: "20/11/2026" is not a date like 2006-01-02`},
		{"nobody", start + ",2026-11-20,5,,\n", `data.csv line 2: Organisation: is empty`},
		{"another source", start + "a,2026-11-20,5,,guess\n", `data.csv line 2: Source: "guess" is neither observed nor backfill`},
		{"a cell too few", start + "\na,2026-11-20,5\n", "data.csv line 3: the row has more or fewer cells than the header"},
		{"a cell too few, with carriage returns", cr(start + "a,2026-11-20,5,,\n\na,2026-11-20,5\n"), "data.csv line 4: the row has more or fewer cells than the header"},
		{"in a row of several lines, with carriage returns", cr(start + "\"a\nb\",2026-11-20,5,,\n\"a\nb\",2026-11-20,5,\"\n\",guess\n"), `data.csv line 6: Source: "guess" is neither observed nor backfill`},
		{"a quote left open, with carriage returns", cr(start + "a,2026-11-20,5,,\na,2026-11-20,5,\"x,\n"), `data.csv line 3, column 20: extraneous or missing " in quoted-field`},
		{"a quote astray", start + "a,2026-11-20,5,\"1\"2,\n", `data.csv line 2, column 18: extraneous or missing " in quoted-field`},
		{"a conflict of git", start + "<<<<<<< HEAD\na,2026-11-20,5,,\n", "data.csv line 2: the row has more or fewer cells than the header"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if h, err := one([]byte(tt.file)); err == nil {
				t.Errorf("read as %d rows", len(h.files[0].rows))
			} else if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Foreign text breaks no row and is no formula in a spreadsheet.
func TestHostileText(t *testing.T) {
	for hostile, want := range map[string]string{
		"=HYPERLINK(\"http://x\")": `"'=HYPERLINK(""http://x"")"`,
		"+1":                       "'+1",
		"-1":                       "'-1",
		"@SUM(A1)":                 "'@SUM(A1)",
		"\t=1":                     "'=1",
		"a\r\nb,c":                 `"a b,c"`,
		"C++":                      "C++",
	} {
		result := counted("a", 1, "2026-11-20", 6)
		result.Record.TopLanguage, result.Record.TopLicense = hostile, hostile
		f := read(t, "").Add(day("2026-11-20"), orgs("a"), []stats.Result{result})
		if got := bytesOf(f); got != header+"a,2026-11-20,6,"+want+","+want+",https://github.com/a,1,2,3,,,,1,observed\n" {
			t.Errorf("%q is written as\n%s", hostile, got)
		}
		if twice := read(t, bytesOf(f)).Add(day("2026-11-20"), orgs("a"), []stats.Result{result}); bytesOf(twice) != bytesOf(f) {
			t.Errorf("%q is written another way a second time:\n%s", hostile, bytesOf(twice))
		}
	}
}

// Whose a login is depends on numbers and days, and never on the order of rows.
func TestOrderOfRows(t *testing.T) {
	rows := strings.SplitAfter(strings.TrimSpace(`
aa,2026-11-01,30,,,https://github.com/aa,,,,,,,1,observed
bb,2026-11-01,20,,,https://github.com/bb,,,,,,,2,observed
aa,2026-10-01,29,,,https://github.com/aa,,,,,,,,observed
bb,2026-11-02,30,,,https://github.com/bb,,,,,,,1,observed
cc,2026-11-02,20,,,https://github.com/cc,,,,,,,2,observed
dd,2026-11-01,5,,,https://github.com/dd,,,,,,,3,observed
dd,2026-11-02,6,,,https://github.com/dd,,,,,,,4,observed
dd,2020-11-02,1,,,https://github.com/dd,,,,,,,4,backfill
`)+"\n", "\n")
	rows = rows[:len(rows)-1]
	list := orgs("dd", "cc", "bb", "ee")
	want := "dd 4 6, cc 2 20, bb 1 30, ee 0 0"
	for range 100 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		h := read(t, header+strings.Join(rows, ""))
		var known, lines []string
		for i, l := range h.Known(list).Lines {
			for said, latest := range map[*[]string]func() (stats.Record, bool){&known: l.Latest, &lines: h.Lines(list)[i].Latest} {
				last, _ := latest()
				*said = append(*said, fmt.Sprint(l.Login, " ", last.ID, " ", last.Open()))
			}
		}
		for name, got := range map[string][]string{"known": known, "lines": lines} {
			if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
				t.Fatalf("%s of\n%s(-want +got)\n%s", name, strings.Join(rows, ""), diff)
			}
		}
	}
}

// An account is known by its number whatever the list calls it, and so is who
// else an entry may be for.
func TestKnown(t *testing.T) {
	h := read(t, header+
		"aa,2026-11-01,40,,,https://github.com/aa,,,,,,,1,observed\n"+
		"bb,2026-11-01,20,,,https://github.com/bb,,,,,,,2,observed\n"+
		"bb,2026-11-02,41,,,https://github.com/bb,,,,,,,1,observed\n"+
		"nn,2026-11-02,7,,,https://github.com/nn,,,,,,,,observed\n"+
		"aa,2026-11-02,9,,,https://gitlab.com/aa,,,,,,,5,observed\n")
	known := h.Known(orgs("aa", "bb", "nn"))
	if got := known.Newest[stats.Number{Host: host, ID: 1}]; len(known.Newest) != 2 || got.Login != "bb" || got.Open() != 41 {
		t.Errorf("known by number are %+v", known.Newest)
	}
	want := [][]stats.Bearer{nil, {{ID: 2, Last: day("2026-11-01")}}, nil}
	if diff := cmp.Diff(want, known.Others); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// aa and bb had one account last, but bb is still for the other.
	var got []string
	for _, l := range h.Lines(orgs("aa", "bb", "nn")) {
		last, _ := l.Latest()
		got = append(got, fmt.Sprint(l.Login, " ", last.Open()))
	}
	if diff := cmp.Diff([]string{"aa 41", "bb 20", "nn 7"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

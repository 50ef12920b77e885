package stats

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestDay(t *testing.T) {
	west := time.FixedZone("west", -5*60*60)
	tests := []struct {
		time time.Time
		want string
		long string
	}{
		{at("1970-01-01T00:00:00Z"), "1970-01-01", "1 January 1970"},
		{at("2026-11-20T23:59:59Z"), "2026-11-20", "20 November 2026"},
		{time.Date(2026, 11, 20, 20, 0, 0, 0, west), "2026-11-21", "21 November 2026"},
		{at("1969-12-31T23:59:59Z"), "1969-12-31", "31 December 1969"},
	}
	for _, tt := range tests {
		got := DayOf(tt.time)
		if got.String() != tt.want || got.Long() != tt.long || got != day(tt.want) {
			t.Errorf("DayOf(%v) = %v, %v, want %v, %v", tt.time, got, got.Long(), tt.want, tt.long)
		}
	}
	for _, bad := range []string{"", "2026-13-01", "2026-02-30", "20 November 2026", "2026-1-2"} {
		if d, err := ParseDay(bad); err == nil {
			t.Errorf("ParseDay(%q) = %v, want an error", bad, d)
		}
	}
}

func TestOpen(t *testing.T) {
	repos := []Repo{
		{ID: 1, Public: true, Language: "SCSS"},
		{ID: 2, Public: true, Fork: true},
		{ID: 3, Public: true, Archived: true, Language: "Go"},
		{ID: 4},
		{ID: 1, Public: true, Language: "SCSS"},
	}
	ids := func(open []Repo) (ids []int64) {
		for _, r := range open {
			ids = append(ids, r.ID)
		}
		return ids
	}
	tests := []struct {
		name  string
		rules Rules
		want  []int64
	}{
		{"neither", Rules{}, []int64{1}},
		{"forks", Rules{Forks: true}, []int64{1, 2}},
		{"archived", Rules{Archived: true}, []int64{1, 3}},
		{"both", Rules{Forks: true, Archived: true}, []int64{1, 2, 3}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ids(tt.rules.Open(repos))); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if got := (Rules{Aliases: map[string]string{"SCSS": "HTML"}}).Open(repos)[0].Language; got != "HTML" {
		t.Errorf("SCSS counts as %q, want HTML", got)
	}
	if repos[0].Language != "SCSS" {
		t.Error("Open changed what it was given")
	}
}

// What nobody set is unknown, not 0; and 0 is known.
func TestCount(t *testing.T) {
	for _, tt := range []struct {
		count Count
		text  string
		n     int
		known bool
	}{
		{Count{}, "", 0, false}, {Figures{}.Counts[Forks], "", 0, false}, {Known(-1), "", 0, false},
		{Known(0), "0", 0, true}, {Known(5), "5", 5, true},
		{Count{}.plus(Known(0)), "0", 0, true}, {Known(2).plus(Count{}), "2", 2, true}, {Known(2).plus(Known(3)), "5", 5, true},
		{Count{}.plus(Count{}), "", 0, false},
	} {
		n, known := tt.count.Value()
		if n != tt.n || known != tt.known || tt.count.String() != tt.text {
			t.Errorf("%#v is %d, %v, %q, want %d, %v, %q", tt.count, n, known, tt.count, tt.n, tt.known, tt.text)
		}
	}
}

func TestSum(t *testing.T) {
	figures := func(n int, language, license string) Figures {
		return Figures{Counts: Counts{Known(n), 4: Known(0), Known(0)}, TopLanguage: language, TopLicense: license}
	}
	today := day("2026-11-20")
	tests := []struct {
		name string
		open []Repo
		want Figures
	}{
		{"nothing", nil, Figures{Counts: Counts{Known(0), Known(0), Known(0), Known(0), Known(0), Known(0), Known(0)}}},
		{"sums", []Repo{{Stargazers: Known(1), Forks: Known(2), OpenIssues: Known(3)}, {Stargazers: Known(10), Forks: Known(20), OpenIssues: Known(30)}},
			Figures{Counts: Counts{Known(2), Known(11), Known(22), Known(33), Known(0), Known(0)}}},
		{"what some hide", []Repo{{}, {Stargazers: Known(10)}}, Figures{Counts: Counts{Known(2), Known(10), 4: Known(0), Known(0)}}},
		{"alive", []Repo{
			{Active: today}, {Active: today - 365}, {Active: today - 366}, {Active: Never}, {Active: today, Archived: true},
		}, Figures{Counts: Counts{Known(5), ActiveRepositories: Known(2), ArchivedRepositories: Known(1)}}},
		{"licensed", []Repo{{License: None}, {License: "Other"}, {}},
			Figures{Counts: Counts{Known(3), ActiveRepositories: Known(0), ArchivedRepositories: Known(0), WithoutLicense: Known(1)}, TopLicense: "Other"}},
		{"most frequent", []Repo{{Language: "R"}, {Language: "Go"}, {Language: "Go"}, {Language: None}, {Language: None}, {Language: None}}, figures(6, "Go", "")},
		{"ties go to the first in the alphabet", []Repo{{Language: "R"}, {Language: "Go"}, {Language: "Go"}, {Language: "R"}}, figures(4, "Go", "")},
		{"ties ignore case", []Repo{{Language: "Zig"}, {Language: "jq"}}, figures(2, "jq", "")},
		{"ties of one name in two cases", []Repo{{Language: "jq"}, {Language: "JQ"}, {Language: "Jq"}}, figures(3, "JQ", "")},
		{"without a language many", []Repo{{}, {}, {}, {Language: "C"}}, figures(4, "C", "")},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Sum(tt.open, Rules{Archived: true}, today)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		slices.Reverse(tt.open)
		if diff := cmp.Diff(tt.want, Sum(tt.open, Rules{Archived: true}, today)); diff != "" {
			t.Errorf("%s, in another order: %s", tt.name, diff)
		}
	}
}

// With rules that leave archived repositories out, nobody knows how many there are.
func TestSumHidden(t *testing.T) {
	if c := Sum([]Repo{{}}, Rules{}, day("2026-11-20")).Counts[ArchivedRepositories]; !c.Equal(Count{}) {
		t.Errorf("archived are %s", c)
	}
	if c := Sum(nil, Rules{}, day("2026-11-20")).Counts[ArchivedRepositories]; !c.Equal(Count{}) {
		t.Errorf("without a repository, archived are %s", c)
	}
}

func TestPast(t *testing.T) {
	open := []Repo{
		{Created: day("2020-03-02"), Language: "R", License: "MIT License"},
		{Created: day("2020-03-01"), Language: "Go"},
		{Created: day("2020-03-02"), Language: "R"},
		{Created: day("2020-03-05")}, // today
		{Created: Never},             // nobody knows when
	}
	past := func(d string, n int, language, license string) Record {
		return Record{Day: day(d), Source: Backfill, Figures: Figures{Counts: Counts{OpenRepositories: Known(n)}, TopLanguage: language, TopLicense: license}}
	}
	want := []Record{past("2020-03-01", 1, "Go", ""), past("2020-03-02", 3, "R", "MIT License")}
	if diff := cmp.Diff(want, Past(open, day("2020-03-05"))); diff != "" {
		t.Error(diff)
	}
	if got := Past(nil, day("2020-03-05")); got != nil {
		t.Errorf("Past of nothing = %v", got)
	}
}

func TestLine(t *testing.T) {
	record := func(d string, n int, source Source) Record {
		return Record{Account: Account{Login: "Spelled"}, Day: day(d), Source: source, Figures: Figures{Counts: Counts{OpenRepositories: Known(n)}}}
	}
	observed := Line{Org: Org{Account: Account{Login: "spelled"}}, Records: []Record{record("2020-03-01", 3, Observed), record("2020-03-09", 5, Observed)}}
	backfilled := Line{Org: Org{Account: Account{Login: "spelled"}, Name: "Name"}, Records: []Record{record("2020-03-01", 3, Backfill), record("2020-03-08", 4, Observed)}}
	empty := Line{Org: Org{Account: Account{Login: "never"}}}
	tests := []struct {
		line  Line
		day   string
		n     int
		known bool
	}{
		{observed, "2020-02-29", 0, false},
		{observed, "2020-03-01", 3, true},
		{observed, "2020-03-08", 3, true},
		{observed, "2020-03-10", 5, true},
		{backfilled, "2020-02-29", 0, true},
		{empty, "2020-03-01", 0, false},
	}
	for _, tt := range tests {
		if n, known := tt.line.At(day(tt.day)); n != tt.n || known != tt.known {
			t.Errorf("%s at %s = %d, %v, want %d, %v", tt.line.Title(), tt.day, n, known, tt.n, tt.known)
		}
	}
	if got := []string{observed.Title(), backfilled.Title(), empty.Title()}; !cmp.Equal(got, []string{"Spelled", "Name", "never"}) {
		t.Errorf("titles %q", got)
	}

	lines := []Line{observed, backfilled, empty}
	if got := Total(lines); got != 9 {
		t.Errorf("Total = %d, want 9", got)
	}
	if got := len(Counted(lines)); got != 2 {
		t.Errorf("Counted = %d, want 2", got)
	}
	// Of observed nothing is known on that day, so its 5 are no growth.
	if n, known := Change(lines, day("2020-02-01")); n != 4 || !known {
		t.Errorf("Change = %d, %v, want 4, true", n, known)
	}
	if n, known := Change([]Line{observed}, day("2020-02-01")); known {
		t.Errorf("Change = %d, want unknown", n)
	}
	if d, found := LastObserved(lines, day("2020-03-09")); !found || d != day("2020-03-08") {
		t.Errorf("LastObserved = %v, %v, want 2020-03-08", d, found)
	}
	if d, found := LastObserved(lines, day("2020-03-01")); found {
		t.Errorf("LastObserved = %v, want none", d)
	}
}

// Tables order lines that are equally large by name and login, in whatever case
// and whatever the order of the list.
func TestTableOf(t *testing.T) {
	var lines []Line
	for _, name := range []string{"Zig: b", "jq: c", "JQ: d", "jq: A", "Large: e"} {
		name, login, _ := strings.Cut(name, ": ")
		l := Line{Org: Org{Account: Account{Login: login}, Name: name}, Records: []Record{{Account: Account{Login: login}, Figures: Figures{Counts: Counts{OpenRepositories: Known(1)}}}}}
		if name == "Large" {
			l.Records[0].Counts[OpenRepositories] = Known(2)
		}
		lines = append(lines, l)
	}
	for range 2 {
		var got []string
		for _, l := range TableOf(lines, "").Lines {
			got = append(got, l.Name+": "+l.Login)
		}
		if want := []string{"Large: e", "JQ: d", "jq: A", "jq: c", "Zig: b"}; !cmp.Equal(want, got) {
			t.Errorf("the order is %q, want %q", got, want)
		}
		slices.Reverse(lines)
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		n                 int
		thousands, signed string
	}{
		{0, "0", "0"}, {7, "7", "+7"}, {999, "999", "+999"}, {1000, "1,000", "+1,000"},
		{-1234567, "-1,234,567", "−1,234,567"}, {100000, "100,000", "+100,000"},
	}
	for _, tt := range tests {
		if Thousands(tt.n) != tt.thousands || Signed(tt.n) != tt.signed {
			t.Errorf("%d: %q, %q, want %q, %q", tt.n, Thousands(tt.n), Signed(tt.n), tt.thousands, tt.signed)
		}
	}
	if got := []string{Plural(1, "x", "xs"), Plural(0, "x", "xs"), Plural(2179, "x", "xs")}; !cmp.Equal(got, []string{"1 x", "0 xs", "2,179 xs"}) {
		t.Errorf("Plural: %q", got)
	}
}

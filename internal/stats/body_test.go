package stats

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBodies(t *testing.T) {
	record := func(login, d string, n int, stars Count, source Source) Record {
		return Record{Account: Account{Login: login}, Day: day(d), Source: source, Figures: Figures{Counts: Counts{OpenRepositories: Known(n), Stargazers: stars}, TopLanguage: login + "'s"}}
	}
	lines := []Line{
		{Org: Org{Account: Account{Login: "a"}, Body: "Both"}, Records: []Record{record("a", "2020-01-01", 1, Count{}, Backfill), record("a", "2020-01-05", 2, Known(7), Observed)}},
		{Org: Org{Account: Account{Login: "x"}}, Records: []Record{record("x", "2020-01-05", 9, Known(1), Observed)}},
		{Org: Org{Account: Account{Login: "b"}, Body: "Both"}, Records: []Record{record("b", "2020-01-03", 5, Known(3), Observed), record("b", "2020-01-06", 6, Known(4), Observed)}},
		{Org: Org{Account: Account{Login: "c"}, Body: "Both"}},
	}
	bodies := Bodies(lines)
	var got []string
	for _, b := range bodies {
		text := fmt.Sprintf("%s, %d members:", b.Title(), len(b.Members))
		for _, r := range b.Records {
			text += fmt.Sprintf(" %s %s %d %s %s %s;", r.Day, r.Login, r.Open(), r.Counts[Stargazers], r.TopLanguage, r.Source)
		}
		got = append(got, text)
	}
	want := []string{
		"Both, 3 members: 2020-01-01 a 1  a's backfill; 2020-01-03 a 6 3  observed; 2020-01-05 a 7 10  observed; 2020-01-06 a 8 11  observed;",
		"x, 0 members: 2020-01-05 x 9 1 x's observed;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if Total(bodies) != Total(lines) {
		t.Errorf("the total is %d, that of the organisations %d", Total(bodies), Total(lines))
	}
	// b joined without a past: that it has five is no growth, the sixth is.
	if n, known := bodies[0].Grown(5, day("2020-01-06")); n != 1 || !known {
		t.Errorf("it grew by %d, %v, want 1", n, known)
	}
	if n, known := bodies[0].Grown(2, day("2020-01-06")); n != 2 || !known {
		t.Errorf("it grew by %d, %v, want 2", n, known)
	}
	if Bodies(nil) != nil {
		t.Error("no lines have bodies")
	}
}

// A body has the language and licence that all its organisations agree on:
// which is the most frequent of all repositories, the largest does not know.
func TestBodyAgrees(t *testing.T) {
	tests := []struct {
		name      string
		languages []string // of organisations, the largest first
		want      string
	}{
		{"all", []string{"R", "R", "R"}, "R"},
		{"the largest differs", []string{"C#", "R", "R"}, ""},
		{"the last differs", []string{"R", "R", "C#"}, ""},
		{"two against two", []string{"R", "C#", "R", "C#"}, ""},
		{"one has none", []string{"", "R", "", "R"}, "R"},
		{"none has any", []string{"", ""}, ""},
		{"in another case", []string{"R", "r"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var lines []Line
			for i, language := range tt.languages {
				r := Record{Day: day("2020-01-01"), Figures: Figures{Counts: Counts{OpenRepositories: Known(300 - i)}, TopLanguage: language, TopLicense: language}}
				lines = append(lines, Line{Org: Org{Account: Account{Login: fmt.Sprint("org-", i)}, Body: "All"}, Records: []Record{r}})
			}
			last, _ := Bodies(lines)[0].Latest()
			if last.TopLanguage != tt.want || last.TopLicense != tt.want {
				t.Errorf("language %q, licence %q, want %q", last.TopLanguage, last.TopLicense, tt.want)
			}
		})
	}
}

package stats

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBodies(t *testing.T) {
	record := func(login, d string, n int, stars Count, source Source) Record {
		return Record{Login: login, Day: day(d), Source: source, Figures: Figures{OpenRepositories: n, TopLanguage: login + "'s", Stargazers: stars}}
	}
	lines := []Line{
		{Org: Org{Login: "a", Body: "Both"}, Records: []Record{record("a", "2020-01-01", 1, Count{}, Backfill), record("a", "2020-01-05", 2, Known(7), Observed)}},
		{Org: Org{Login: "x"}, Records: []Record{record("x", "2020-01-05", 9, Known(1), Observed)}},
		{Org: Org{Login: "b", Body: "Both"}, Records: []Record{record("b", "2020-01-03", 5, Known(3), Observed), record("b", "2020-01-06", 6, Known(4), Observed)}},
		{Org: Org{Login: "c", Body: "Both"}},
	}
	bodies := Bodies(lines)
	var got []string
	for _, b := range bodies {
		text := fmt.Sprintf("%s, %d members:", b.Title(), len(b.Members))
		for _, r := range b.Records {
			text += fmt.Sprintf(" %s %s %d %s %s %s;", r.Day, r.Login, r.OpenRepositories, r.Stargazers, r.TopLanguage, r.Source)
		}
		got = append(got, text)
	}
	want := []string{
		"Both, 3 members: 2020-01-01 a 1  a's backfill; 2020-01-03 a 6 3 b's observed; 2020-01-05 a 7 10 b's observed; 2020-01-06 a 8 11 b's observed;",
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

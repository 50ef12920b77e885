package chart

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// nhs reads real histories, which are not part of this repository.
func nhs(t testing.TB) []stats.Line {
	t.Helper()
	f, err := os.Open("../../../shared/data/nhs-agg.csv")
	if err != nil {
		t.Skip("the NHS data are not here: ", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]map[stats.Day]int{}
	for _, row := range rows[1:] {
		day, err := stats.ParseDay(row[1])
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		if days[row[0]] == nil {
			days[row[0]] = map[stats.Day]int{}
		}
		days[row[0]][day] = n
	}
	var lines []stats.Line
	for login, counts := range days {
		l := stats.Line{Org: stats.Org{Account: stats.Account{Login: login}}}
		for day, n := range counts {
			l.Records = append(l.Records, stats.Record{
				Account: stats.Account{Login: login}, Day: day, Source: stats.Observed,
				Figures: stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(n)}},
			})
		}
		slices.SortFunc(l.Records, func(a, b stats.Record) int { return int(a.Day - b.Day) })
		lines = append(lines, l)
	}
	return lines
}

// TestPicture compares with the pictures that the design was settled on. They
// give out hues by rank, so here the logins are in the order of the ranks.
func TestPicture(t *testing.T) {
	lines := nhs(t)
	r := of(lines)
	for i, l := range lines {
		at := slices.IndexFunc(r.all, func(s series) bool { return s.login == l.Login })
		lines[i].Name = l.Login
		for j := range l.Records {
			l.Records[j].Login = fmt.Sprintf("%02d", at)
		}
	}
	c := of(lines)
	c.title = "The growth of open source in healthcare"
	for name, theme := range themes {
		b, err := c.Growth(theme)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 50_000 {
			t.Errorf("the %s picture has %d bytes", name, len(b))
		}
		file := "../../../shared/chart/growth-" + name + ".png"
		// An edge's shade or a number that is a pixel off is no difference.
		if n := differing(t, decode(t, b), load(t, file), 40); n > 1000 {
			t.Errorf("%d pixels differ from %s", n, file)
		}
	}
}

func TestAltOfNHS(t *testing.T) {
	lines := nhs(t)
	const largest = " Largest: NHSDigital 347, opensafely 277, nhsconnect 196."
	for got, want := range map[string]string{
		of(lines).Alt():      "Line chart: open repositories of 26 organisations from 1 June 2011 to 3 November 2024, 2,179 in total." + largest,
		of(lines).AltTotal(): "Area chart: open repositories of 26 organisations together, from 1 on 1 June 2011 to 2,179 on 3 November 2024." + largest,
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestPictureWithMilestones compares with those that their rules were settled on.
func TestPictureWithMilestones(t *testing.T) {
	lines := nhs(t)
	first := day(t, "2023-11-03") // of counting
	for i := range lines {
		countedSince(lines[i:i+1], first)
	}
	lines[0].Records = slices.Clone(lines[0].Records)
	n, _ := lines[0].At(first)
	add(&lines[0], first, n)
	slices.SortFunc(lines[0].Records, func(a, b stats.Record) int { return int(a.Day - b.Day) })
	c := figure(stats.OpenRepositories, lines,
		on("2014-09", "Code of practice: make source open"), on("2018-05-22", "NHS.UK in the open"), on("2020-03-23", "First lockdown"),
		on("2022-04-07", "Goldacre Review published"), on("2022-06-14", "Open-source policy published"),
		on("2023-02-01", "NHS Digital joins NHS England"), on("2024-11-03", "Ten-year plan"))
	c.title = "The growth of open source in healthcare"
	for name, theme := range themes {
		b, err := c.Growth(theme)
		if err != nil {
			t.Fatal(err)
		}
		file := "../../../shared/chart/events-" + name + ".png"
		if n := differing(t, decode(t, b), load(t, file), 40); n > 1000 {
			t.Errorf("%d pixels differ from %s", n, file)
		}
	}
}

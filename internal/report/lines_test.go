package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// What is left out of a line says nothing: the count of each day, the newest
// record and the day before it are the same without.
func TestDrawn(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		csv := "Organisation,Date,Open Repositories,Source\n"
		n, source := 1, "backfill"
		var rows []string
		for day := range 1 + random.IntN(40) {
			if n += max(random.IntN(5)-3, 0); random.IntN(10) == 0 {
				source = "observed"
			}
			if random.IntN(4) > 0 {
				rows = append(rows, fmt.Sprintf("a,%s,%d,%s\n", stats.Day(20_000+day), n, source))
			}
		}
		if random.IntN(3) == 0 {
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		csv += strings.Join(rows, "")
		h, err := history.ReadAll("a.csv", Files{"a.csv": []byte(csv)})
		if err != nil {
			t.Fatal(err)
		}
		line := h.Lines([]stats.Org{{Account: stats.Account{Host: "github.com", Login: "a"}}})[0]
		all, some := stats.Line{Records: slices.Collect(line.All())}, stats.Line{Records: drawn(nil, line, stats.OpenRepositories, stats.Forever)}
		if !alike(all, some) {
			t.Fatalf("%d of %d records say something else:\n%s", len(some.Records), len(all.Records), csv)
		}
	}
}

func alike(all, some stats.Line) bool {
	for day := stats.Day(19_999); day < 20_042; day++ {
		n, known := all.At(day)
		if m, sure := some.At(day); n != m || known != sure {
			return false
		}
	}
	last, found := all.Latest()
	if newest, ok := some.Latest(); newest != last || ok != found {
		return false
	}
	before, found := stats.LastObserved([]stats.Line{all}, last.Day)
	day, ok := stats.LastObserved([]stats.Line{some}, last.Day)
	return before == day && found == ok
}

// A figure that stands still takes three records, however long it does.
func TestDrawnIsShort(t *testing.T) {
	csv := "Organisation,Date,Open Repositories\n"
	for day := range 1000 {
		csv += fmt.Sprintf("a,%s,%d\n", stats.Day(20_000+day), 5+day/500)
	}
	h, err := history.ReadAll("a.csv", Files{"a.csv": []byte(csv)})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(drawn(nil, h.Lines([]stats.Org{{Account: stats.Account{Host: "github.com", Login: "a"}}})[0], stats.OpenRepositories, stats.Forever)); n != 5 {
		t.Errorf("%d records are drawn, want 5", n)
	}
}

// Lines keep the days on which their own figure changed, until the day that they
// are for.
func TestDrawnByFigure(t *testing.T) {
	csv := "Organisation,Date,Open Repositories,Stargazers,Forks\n"
	for day := range 10 {
		csv += fmt.Sprintf("a,%s,5,%d,\n", stats.Day(20_000+day), day)
	}
	h, err := history.ReadAll("a.csv", Files{"a.csv": []byte(csv)})
	if err != nil {
		t.Fatal(err)
	}
	line := h.Lines([]stats.Org{{Account: stats.Account{Host: "github.com", Login: "a"}}})[0]
	for _, tt := range []struct {
		metric stats.Metric
		until  stats.Day
		want   int
	}{
		{stats.Stargazers, stats.Forever, 10},
		{stats.Stargazers, 20_004, 5},
		{stats.Stargazers, 19_999, 0},
		{stats.OpenRepositories, stats.Forever, 3},
		{stats.Forks, 20_004, 3},
	} {
		records := drawn(nil, line, tt.metric, tt.until)
		if len(records) != tt.want || len(records) > 0 && records[len(records)-1].Day != min(tt.until, 20_009) {
			t.Errorf("%s until %s: %d records, want %d", tt.metric, tt.until, len(records), tt.want)
		}
	}
}

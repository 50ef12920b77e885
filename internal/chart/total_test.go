package chart

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

func TestSum(t *testing.T) {
	type points map[stats.Day]int
	backfilled := countedSince([]stats.Line{line("", "avon", 10, 1, 3, 3, 4)}, 13)[0]
	for _, tc := range []struct {
		name  string
		lines []stats.Line
		want  points
	}{
		{"one", []stats.Line{backfilled}, points{10: 1, 11: 3, 13: 4}},
		{"nothing at first", []stats.Line{line("", "avon", 10, 0, 0, 2)}, points{10: 0, 12: 2}},
		{"one joins without a past", []stats.Line{backfilled, line("", "brent", 12, 50, 51)}, points{10: 1, 11: 3, 12: 53, 13: 55}},
		{"one is no longer counted", []stats.Line{backfilled, line("", "brent", 9, 5, 6)}, points{9: 5, 10: 7, 11: 9, 13: 10}},
		{"as many leave as come", []stats.Line{line("", "avon", 10, 3, 2), line("", "brent", 10, 1, 2)}, points{10: 4, 11: 4}},
		{"one shrinks", []stats.Line{line("", "avon", 10, 3, 0)}, points{10: 3, 11: 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := points{}
			for _, r := range of(tc.lines).sum() {
				got[r.day] = r.n
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error("-want +got\n" + diff)
			}
		})
	}
}

// On every day the total is the sum of what held on it.
func TestSumIsOfWhatHeld(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 200 {
		lines := make([]stats.Line, 1+random.IntN(6))
		for i := range lines {
			for day := stats.Day(random.IntN(50)); day < 60; day += 1 + stats.Day(random.IntN(9)) {
				add(&lines[i], day, random.IntN(40))
			}
		}
		r := of(lines)
		var all stats.Line
		for _, p := range r.sum() {
			add(&all, p.day, p.n)
		}
		for day := r.first; day <= r.last; day++ {
			want := 0
			for _, l := range lines {
				n, _ := l.At(day)
				want += n
			}
			if n, known := all.At(day); n != want || !known {
				t.Fatalf("on day %d there are %d in all, want %d", day, n, want)
			}
		}
	}
}

func TestTogether(t *testing.T) {
	lines := countedSince([]stats.Line{line("", "avon", today-5, 9, 3, 3, 4), line("", "brent", today-2, 2, 2)}, today-3)
	r := of(lines)
	all := r.together()
	if all.max != 9 || all.total != 6 || all.top()[0].latest() != 6 || all.first != r.first || all.last != r.last {
		t.Errorf("up to %d, %d in all, %d at the end", all.max, all.total, all.top()[0].latest())
	}
	if from, found := all.counting(); !found || from != today-3 {
		t.Errorf("counting is from %v, %v", from, found)
	}
	if r.size() != 2 {
		t.Error("the ranking of the organisations is changed")
	}
}

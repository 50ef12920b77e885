package chart

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

// An organisation keeps its hue in all charts of a run; others take those that
// none has, as long as there are any.
func TestHandout(t *testing.T) {
	top := func(logins string) []series {
		var all []series
		for _, l := range logins {
			all = append(all, series{who: who{account: stats.Account{Login: string(l)}}, login: string(l)})
		}
		return all
	}
	for _, tc := range []struct {
		name     string
		pictures []string // logins, by rank
		want     []string // the hue of each
	}{
		{"by login", []string{"dcba"}, []string{"3210"}},
		{"kept", []string{"abc", "cab"}, []string{"012", "201"}},
		{"unused ones first", []string{"abc", "dc"}, []string{"012", "32"}},
		{"free ones then", []string{"abcdefghij", "bcdk"}, []string{"0123456789", "1230"}},
		{"the first one by login has it", []string{"bcdefghijk", "ac", "ab"}, []string{"0123456789", "01", "01"}},
		{"from the first picture on", []string{"abcdefghij", "k", "ak", "k"}, []string{"0123456789", "0", "01", "0"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var h handout
			for i, logins := range tc.pictures {
				series := top(logins)
				h.give(series)
				got := ""
				for _, s := range series {
					got += string(rune('0' + s.hue))
				}
				if got != tc.want[i] {
					t.Errorf("picture %d: %s has %s, want %s", i+1, logins, got, tc.want[i])
				}
			}
		})
	}
}

// No two in a picture have one hue, and a figure added at the end changes no
// other.
func TestHuesOfManyFigures(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 32))
	for range 50 {
		lines := made(26, 300)
		for _, m := range stats.AllMetrics()[1:] {
			for _, l := range lines {
				last := &l.Records[len(l.Records)-1]
				last.Counts[m] = stats.Known(random.IntN(1000) - 300) // some unknown
			}
		}
		charts := func(n int) [][]Colour {
			var all [][]Colour
			o := Options{Metrics: stats.AllMetrics()[:n]}
			for _, c := range New(o, func(stats.Metric) []stats.Line { return lines }) {
				given := map[int]bool{}
				for _, s := range c.top() {
					given[s.hue] = true
				}
				if len(given) != len(c.top()) {
					t.Fatalf("%v: %d hues for %d", c.metric, len(given), len(c.top()))
				}
				all = append(all, c.Colours())
			}
			return all
		}
		all := charts(int(stats.Metrics))
		for n := range all {
			if diff := cmp.Diff(charts(n+1), all[:n+1]); diff != "" {
				t.Fatalf("with %d figures: -want +got\n%s", n+1, diff)
			}
		}
	}
}

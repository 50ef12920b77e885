package chart

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

func TestCountTicks(t *testing.T) {
	for _, tc := range []struct {
		highest int
		want    string
		top     float64
	}{
		{0, "0 1", 1},
		{1, "0 1", 1.04},
		{6, "0 1 2 3 4 5 6", 6.24},
		{7, "0 2 4 6", 7.28},
		{15, "0 5 10 15", 15.6},
		{247, "0 50 100 150 200 250", 250},
		{347, "0 100 200 300", 360.88},
		{380, "0 100 200 300 400", 400},
		{6_100, "0 2,000 4,000 6,000", 6_344},
		{94_000, "0 20,000 40,000 60,000 80,000", 97_760},
		{99_000, "0 20,000 40,000 60,000 80,000 100,000", 100_000},
		{100_000, "0 20k 40k 60k 80k 100k", 104_000},
		{1_200_000, "0 200k 400k 600k 800k 1M 1.2M", 1_248_000},
		{7_000_000_000, "0 2B 4B 6B", 7_280_000_000},
	} {
		ticks, top := countTicks(tc.highest)
		if got := texts(ticks); got != tc.want || math.Abs(top-tc.top) > 1e-6*tc.top {
			t.Errorf("up to %d: %s, at the top %v, want %s, %v", tc.highest, got, top, tc.want, tc.top)
		}
	}
}

func texts(ticks []tick) string {
	var all []string
	for _, t := range ticks {
		all = append(all, t.text)
	}
	return strings.Join(all, " ")
}

func TestCountTicksAreRound(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		highest := int(math.Exp2(random.Float64() * 39))
		ticks, top := countTicks(highest)
		if n := len(ticks); n < 2 || n > 8 {
			t.Fatalf("up to %d: %d ticks", highest, n)
		}
		step := ticks[1].value
		for leading := step; ; leading /= 10 {
			if leading == 1 || leading == 2 || leading == 5 {
				break
			}
			if leading%10 != 0 {
				t.Fatalf("up to %d: a step of %d", highest, step)
			}
		}
		for i, tick := range ticks {
			if tick.value != i*step || float64(tick.value) > top || len(tick.text) > len("100,000") {
				t.Fatalf("up to %d, at the top %v: tick %d is %d, %q", highest, top, i, tick.value, tick.text)
			}
		}
		if float64(highest) > top {
			t.Fatalf("up to %d: only %v at the top", highest, top)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{
		0:             "0",
		1_234:         "1,234",
		99_999:        "99,999",
		100_000:       "100k",
		958_400:       "958k",
		999_499:       "999k",
		999_500:       "1M",
		1_204_999:     "1.2M",
		1_206_000:     "1.21M",
		12_345_678:    "12.3M",
		99_960_000:    "100M",
		999_600_000:   "1B",
		math.MaxInt64: "9223372037B",
	} {
		if got := numbers(n)(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func TestDayTicks(t *testing.T) {
	const width = 1370 // device pixels, as with the NHS organisations
	for _, tc := range []struct{ first, last, want string }{
		{"2024-11-02", "2024-11-03", "2 Nov 2024|3 Nov"},
		{"2024-12-25", "2025-01-02", "25 Dec 2024|26 Dec|27 Dec|28 Dec|29 Dec|30 Dec|31 Dec|1 Jan 2025|2 Jan"},
		{"2024-10-20", "2024-11-03", "20 Oct 2024|22 Oct|24 Oct|26 Oct|28 Oct|30 Oct|1 Nov|3 Nov"},
		{"2024-09-20", "2024-11-03", "22 Sep 2024|29 Sep|6 Oct|13 Oct|20 Oct|27 Oct|3 Nov"},
		{"2024-07-01", "2024-11-03", "14 Jul 2024|28 Jul|11 Aug|25 Aug|8 Sep|22 Sep|6 Oct|20 Oct|3 Nov"},
		{"2024-05-02", "2024-11-03", "Jun 2024|Jul|Aug|Sep|Oct|Nov"},
		{"2023-11-01", "2024-11-03", "2024|Apr|Jul|Oct"},
		{"2022-01-01", "2024-11-03", "2022|Jul|2023|Jul|2024|Jul"},
		{"2011-06-01", "2024-11-03", "2012|2013|2014|2015|2016|2017|2018|2019|2020|2021|2022|2023|2024"},
		{"2001-06-01", "2024-11-03", "2002|2004|2006|2008|2010|2012|2014|2016|2018|2020|2022|2024"},
		{"0204-11-03", "2024-11-03", "0400|0600|0800|1000|1200|1400|1600|1800|2000"},
		{"1950-06-01", "2024-11-03", "1955|1960|1965|1970|1975|1980|1985|1990|1995|2000|2005|2010|2015|2020"},
	} {
		var got []string
		for _, tick := range dayTicks(day(t, tc.first), day(t, tc.last), width) {
			got = append(got, tick.text)
		}
		if got := strings.Join(got, "|"); got != tc.want {
			t.Errorf("%s to %s: %s, want %s", tc.first, tc.last, got, tc.want)
		}
	}
}

func day(t *testing.T, s string) stats.Day {
	t.Helper()
	d, err := stats.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDayTicksAreInRange(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for range 5_000 {
		first := stats.Day(random.IntN(30_000) - 10_000)
		last := first + 1 + stats.Day(math.Exp2(random.Float64()*22))
		width := 1100 + random.IntN(600)
		ticks := dayTicks(first, last, width)
		if n := len(ticks); n < 2 || n > width/(42*px)+2 {
			t.Fatalf("%v to %v: %d ticks", first, last, n)
		}
		before := int(first) - 1
		for _, tick := range ticks {
			if tick.value <= before || tick.value > int(last) {
				t.Fatalf("%v to %v: a tick at %v", first, last, stats.Day(tick.value))
			}
			before = tick.value
		}
	}
}

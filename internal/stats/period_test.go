package stats

import "testing"

func TestPeriodStart(t *testing.T) {
	for _, tt := range []struct {
		period    Period
		day, want string
	}{
		{Daily, "2026-11-20", "2026-11-20"},
		{Weekly, "2026-11-16", "2026-11-16"}, // a Monday
		{Weekly, "2026-11-20", "2026-11-16"},
		{Weekly, "2026-11-22", "2026-11-16"}, // a Sunday
		{Weekly, "2027-01-01", "2026-12-28"}, // in the last ISO week of the year before
		{Weekly, "1969-12-31", "1969-12-29"},
		{Monthly, "2026-11-01", "2026-11-01"},
		{Monthly, "2028-02-29", "2028-02-01"},
		{Monthly, "1969-12-31", "1969-12-01"},
	} {
		day, err := ParseDay(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.period.Start(day).String(); got != tt.want {
			t.Errorf("%s, %s: it begins on %s, want %s", tt.period, tt.day, got, tt.want)
		}
	}
}

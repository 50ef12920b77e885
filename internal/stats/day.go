package stats

import "time"

// Day is a day of UTC, as the number of days since 1 January 1970.
type Day int

const (
	hours = 24 * time.Hour
	// Never is before every day that a record can have.
	Never Day = -1 << 31
	// Forever is after every day that a record can have.
	Forever Day = 1<<31 - 1
)

// DayOf returns the day of UTC in which t lies.
func DayOf(t time.Time) Day {
	return Day(t.UTC().Truncate(hours).Unix() / int64(hours/time.Second))
}

// ParseDay reads a day written as 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, err
	}
	return DayOf(t), nil
}

// Time returns the first moment of the day.
func (d Day) Time() time.Time {
	return time.Unix(int64(d)*int64(hours/time.Second), 0).UTC()
}

// String writes the day as 2006-01-02.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// Long writes the day as people do: 2 January 2006.
func (d Day) Long() string { return d.Time().Format("2 January 2006") }

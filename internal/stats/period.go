package stats

import "time"

// Period is how often something is done anew, as inputs write it.
type Period string

// The periods. A week is that of ISO 8601, which begins on Monday.
const (
	Daily   Period = "daily"
	Weekly  Period = "weekly"
	Monthly Period = "monthly"
)

// Start returns the first day of the week or month that a day lies in, or the day
// itself.
func (p Period) Start(day Day) Day {
	t := day.Time()
	switch p {
	case Weekly:
		return day - Day(t.Weekday()+6)%7
	case Monthly:
		return DayOf(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC))
	}
	return day
}

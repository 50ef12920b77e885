// Package stats holds the words that every stage speaks: organisations, their
// repositories, the figures that are made of them, and the records that keep
// figures day by day. It does no I/O and imports nothing of this project.
package stats

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
)

// Org is an entry of the list of organisations.
type Org struct {
	Account        // as the list writes it
	Name    string // display name; empty where the list gives none
	Body    string // name of the body that it belongs to with others; mostly ""
}

// Count is a number that may be unknown, as the stars of the past are. The zero
// Count is unknown, so that nothing that was forgotten becomes a 0.
type Count struct {
	above int // one more than the number; 0: unknown
}

// Known returns the Count of a number. A negative one stands for unknown.
func Known(n int) Count { return Count{max(n, -1) + 1} }

// Value returns the number, or 0 and false where it is unknown.
func (c Count) Value() (n int, known bool) { return max(c.above-1, 0), c.above > 0 }

// Equal reports whether both are the same number, or both unknown.
func (c Count) Equal(d Count) bool { return c == d }

// String returns the plain decimal number, or "" where it is unknown.
func (c Count) String() string {
	n, known := c.Value()
	if !known {
		return ""
	}
	return strconv.Itoa(n)
}

// Figures are what is known of one organisation at one time, over its open
// repositories.
type Figures struct {
	Counts
	TopLanguage string // most frequent language; "" where no repository has one
	TopLicense  string // most frequent licence name, in GitHub's words; "" likewise
}

// Open returns the open repositories, which are always known.
func (f Figures) Open() int {
	n, _ := f.Counts[OpenRepositories].Value()
	return n
}

// Source tells how a record came about.
type Source string

const (
	// Observed records were counted on their day.
	Observed Source = "observed"
	// Backfill records were derived later, from the creation dates of the
	// repositories that still existed then.
	Backfill Source = "backfill"
)

// Record is an organisation's figures on a day: one row of the CSV.
type Record struct {
	Account        // as its host spelled it on that day
	URL     string // of the account's page; "" in files that do not have it
	ID      int64  // the host's number of the account; 0 where it is not known
	Day     Day
	Figures
	Source Source
}

// Line is an organisation of the list with its history.
type Line struct {
	Org
	Records []Record // oldest first, at most one a day; empty before the first count
	Members []Line   // the organisations of a body, whose sums the records are; mostly none
}

// Title returns the display name, or the login where there is none, spelled
// as its host spells it where that is known.
func (l Line) Title() string {
	if l.Name != "" {
		return l.Name
	}
	return l.Spelling()
}

// Spelling returns the login as [Line.Spelled] does.
func (l Line) Spelling() string { return l.Spelled().Login }

// Spelled returns the account as its host spelled it last, or as the list does
// before the first count.
func (l Line) Spelled() Account {
	if last, ok := l.Latest(); ok {
		return last.Account
	}
	return l.Account
}

// Latest returns the newest record, and false where there is none.
func (l Line) Latest() (Record, bool) {
	if len(l.Records) == 0 {
		return Record{}, false
	}
	return l.Records[len(l.Records)-1], true
}

// ID returns the host's number of the account by its newest record that has it,
// or 0.
func (l Line) ID() int64 {
	for i := len(l.Records) - 1; i >= 0; i-- {
		if l.Records[i].ID != 0 {
			return l.Records[i].ID
		}
	}
	return 0
}

// At returns the open repositories that held on a day: those of the newest
// record on it or before. Before a backfilled past there were none; before a
// first record that was observed nothing is known, and known is false.
func (l Line) At(day Day) (n int, known bool) {
	for i := len(l.Records) - 1; i >= 0; i-- {
		if l.Records[i].Day <= day {
			return l.Records[i].Open(), true
		}
	}
	return 0, len(l.Records) > 0 && l.Records[0].Source == Backfill
}

// Counted returns the lines that have a record.
func Counted(lines []Line) []Line {
	var counted []Line
	for _, l := range lines {
		if len(l.Records) > 0 {
			counted = append(counted, l)
		}
	}
	return counted
}

// Total returns the sum of the latest open repositories of all lines.
func Total(lines []Line) int {
	total := 0
	for _, l := range lines {
		if last, ok := l.Latest(); ok {
			total += last.Open()
		}
	}
	return total
}

// Grown returns by how much the open repositories of a line grew in so many days
// until a day, of a body the sum of what is known of its organisations. Of an
// organisation that was not counted since then nothing is known.
func (l Line) Grown(days int, until Day) (n int, known bool) {
	since := until - Day(days)
	for _, m := range l.Organisations() {
		if last, ok := m.Latest(); ok && last.Day > since {
			if change, ok := Change([]Line{m}, since); ok {
				n, known = n+change, true
			}
		}
	}
	return n, known
}

// Change returns by how much the open repositories of all lines grew since a
// day: the sum over the lines whose count on that day is known, so that an
// organisation that joins the list is no growth. known is false where there is
// no such line.
func Change(lines []Line, since Day) (n int, known bool) {
	for _, l := range each(lines) {
		before, ok := l.At(since)
		last, counted := l.Latest()
		if !ok || !counted {
			continue
		}
		n, known = n+last.Open()-before, true
	}
	return n, known
}

// CountedFrom returns the first observed day of lines, where derived ones come
// before it and observed ones after, and false elsewhere: before the second day of
// counting, and without a derived past.
func CountedFrom(lines []Line) (from Day, found bool) {
	derived, oldest, newest := Forever, Forever, Never
	for _, l := range lines {
		for i := range l.Records {
			r := &l.Records[i] // there may be millions, and each is large
			if r.Source == Backfill {
				derived = min(derived, r.Day)
				continue
			}
			oldest, newest = min(oldest, r.Day), max(newest, r.Day)
		}
	}
	if derived < oldest && oldest < newest {
		return oldest, true
	}
	return 0, false
}

// LastObserved returns the newest day with an observed record before a day,
// and false where there is none.
func LastObserved(lines []Line, before Day) (newest Day, found bool) {
	for _, l := range lines {
		for i := len(l.Records) - 1; i >= 0; i-- {
			r := l.Records[i]
			if r.Source != Observed || r.Day >= before {
				continue
			}
			if !found || r.Day > newest {
				newest, found = r.Day, true
			}
			break
		}
	}
	return newest, found
}

// Thousands writes a number with a comma between groups of three digits.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = digits[:1], digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Signed writes a change: +6, −3 (with a minus sign, not a hyphen) or 0.
func Signed(n int) string {
	switch {
	case n > 0:
		return "+" + Thousands(n)
	case n < 0:
		return "−" + Thousands(-n)
	}
	return "0"
}

// Plural writes a number and its noun: 1 organisation, 2,179 repositories.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Result is what a run found out about an organisation of the list.
type Result struct {
	Org    Org
	Record Record   // of the day; without meaning where Err is set
	Past   []Record // its backfilled past, for an organisation without history
	Note   string   // what the user should mend although it was counted; mostly ""
	Err    error    // why it was not counted, which is also said to the user
}

// Alphabetical compares texts as the alphabet orders them, in whatever case:
// jq comes before Zig. Texts that differ in case alone are ordered by their
// bytes, so that 0 means the same text.
func Alphabetical(a, b string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
}

// OneLine puts text from outside on one line, without control characters and
// with single spaces.
func OneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

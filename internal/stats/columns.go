package stats

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Table is what a table shows: the lines that have a record, the largest
// first, with their date.
type Table struct {
	Lines  []Line
	Date   Day    // of the newest observed record
	Dated  bool   // whether there is one
	Server string // that the workflow runs on, like https://github.com
}

// TableOf returns the table of lines. Without records it has none.
func TableOf(lines []Line, server string) Table {
	t := Table{Lines: Counted(lines), Server: server}
	t.Date, t.Dated = LastObserved(t.Lines, Forever)
	slices.SortStableFunc(t.Lines, bySize)
	return t
}

// bySize orders by open repositories, the most first, then by name and login.
func bySize(a, b Line) int {
	x, _ := a.Latest()
	y, _ := b.Latest()
	return cmp.Or(
		cmp.Compare(y.Open(), x.Open()),
		Alphabetical(a.Title(), b.Title()),
		Alphabetical(a.Spelling(), b.Spelling()))
}

// Page returns the address of an organisation's page: on the server, or on another
// host, by https unless the address of its record is http.
func (t Table) Page(l Line) string {
	a, page := l.Spelled(), t.Server
	if last, _ := l.Latest(); !a.On(HostOf(t.Server)) {
		page = "https://" + a.Host
		if strings.HasPrefix(last.URL, "http:") {
			page = "http://" + a.Host
		}
	}
	for part := range strings.SplitSeq(a.Login, "/") {
		page += "/" + url.PathEscape(part)
	}
	return page
}

// Written returns an organisation's account as the list writes it.
func (t Table) Written(l Line) string { return l.Spelled().Written(HostOf(t.Server)) }

// Missed returns the newest day on which a line was counted, where that is
// not the table's date.
func (t Table) Missed(l Line) (last Day, missed bool) {
	r, ok := l.Latest()
	return r.Day, ok && t.Dated && r.Day != t.Date
}

// Column is a column of a table.
type Column struct {
	Name   string // as in the CSV, where it has the column
	Number bool
	text   func(Table, Line, Record) string
	value  func(Table, Line, Record) (n int64, known bool) // of a number
	write  func(int64) string
	total  func(Table) string // nil: none
}

// Text returns what stands in the column of a line, as plain text: "" where
// nothing is known.
func (c Column) Text(t Table, l Line) string {
	if n, known := c.Value(t, l); known {
		return c.write(n)
	}
	if c.Number {
		return ""
	}
	last, _ := l.Latest()
	return c.text(t, l, last)
}

// Value returns the number in the column of a line, and false where it is not
// known or the column has no numbers.
func (c Column) Value(t Table, l Line) (n int64, known bool) {
	if !c.Number {
		return 0, false
	}
	last, _ := l.Latest()
	return c.value(t, l, last)
}

// Total returns what stands below the column, as plain text; mostly a sum of
// what is known.
func (c Column) Total(t Table) string {
	if c.total == nil {
		return ""
	}
	return c.total(t)
}

// Sum returns the sum of what is known of a column, and false where nothing is.
func (c Column) Sum(t Table) (sum int64, known bool) {
	for _, l := range t.Lines {
		if n, ok := c.Value(t, l); ok {
			sum, known = sum+n, true
		}
	}
	return sum, known
}

// window is the days that a change looks back.
const window = 30

// Columns are all that a table can have, under their names in the CSV, and
// what is computed from them. The first is the name of an organisation.
var Columns = slices.Concat([]Column{
	{Name: "Organisation", text: func(_ Table, l Line, _ Record) string { return l.Title() },
		total: func(t Table) string { return Plural(len(t.Lines), "organisation", "organisations") }},
	words("Date", func(r Record) string { return r.Day.String() }),
	count(OpenRepositories),
	figure("Last 30 Days", func(n int64) string { return Signed(int(n)) }, func(t Table, l Line, _ Record) (int64, bool) {
		n, known := l.Grown(window, t.Date)
		return int64(n), known
	}),
	words("Top Language", func(r Record) string { return r.TopLanguage }),
	words("Top License", func(r Record) string { return r.TopLicense }),
	{Name: "URL", text: func(t Table, l Line, _ Record) string { return t.Page(l) }},
}, further(), []Column{
	{Name: "Organisation ID", Number: true, write: func(n int64) string { return strconv.FormatInt(n, 10) },
		value: func(_ Table, _ Line, r Record) (int64, bool) { return r.ID, r.ID != 0 }},
	words("Source", func(r Record) string { return string(r.Source) }),
})

// further returns the columns of the metrics behind the first, each with its
// share.
func further() (columns []Column) {
	for _, m := range AllMetrics()[1:] {
		columns = append(columns, count(m))
		if definitions[m].share {
			columns = append(columns, share(m))
		}
	}
	return columns
}

// ColumnNames returns the names of all columns.
func ColumnNames() []string {
	var names []string
	for _, c := range Columns {
		names = append(names, c.Name)
	}
	return names
}

// ColumnOf returns the column of a name, one of ColumnNames.
func ColumnOf(name string) Column {
	return Columns[slices.IndexFunc(Columns, func(c Column) bool { return c.Name == name })]
}

func words(name string, text func(Record) string) Column {
	return Column{Name: name, text: func(_ Table, _ Line, r Record) string { return text(r) }}
}

// figure is a column of numbers that has a sum.
func figure(name string, write func(int64) string, value func(Table, Line, Record) (int64, bool)) Column {
	c := Column{Name: name, Number: true, write: write, value: value}
	c.total = func(t Table) string {
		if sum, known := c.Sum(t); known {
			return write(sum)
		}
		return ""
	}
	return c
}

func count(m Metric) Column {
	return figure(m.String(), thousands, func(_ Table, _ Line, r Record) (int64, bool) {
		n, known := r.Counts[m].Value()
		return int64(n), known
	})
}

func thousands(n int64) string { return Thousands(int(n)) }

// share is a column of the part of the open repositories that a metric counts, in
// whole per cent.
func share(m Metric) Column {
	return Column{
		Name: m.String() + " %", Number: true, write: func(n int64) string { return fmt.Sprintf("%d%%", n) },
		value: func(_ Table, l Line, _ Record) (int64, bool) { return Share(m, l) },
		total: func(t Table) string {
			if n, known := Share(m, t.Lines...); known {
				return fmt.Sprintf("%d%%", n)
			}
			return ""
		},
	}
}

// Share returns which part of the open repositories of lines a metric counts, in
// whole per cent. It is that of the organisations of which both numbers are known;
// without any, or without open repositories, it is not known.
func Share(m Metric, lines ...Line) (percent int64, known bool) {
	part, whole := 0, 0
	for _, l := range each(lines) {
		last, _ := l.Latest()
		if n, known := last.Counts[m].Value(); known {
			part, whole = part+n, whole+last.Open()
		}
	}
	if whole == 0 {
		return 0, false
	}
	return int64((200*part + whole) / (2 * whole)), true
}

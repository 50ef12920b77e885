package readme

import (
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// column is a column of the table.
type column struct {
	name  string
	right bool // aligned, as numbers are
	cell  func(t *tableText, l stats.Line, last stats.Record) string
	total func(t *tableText) string // nil: empty
}

// columns are all that the table can have, under their names in the CSV, and
// what is computed from them.
var columns = []column{
	{"Organisation", false, (*tableText).link, (*tableText).heading},
	{"Date", false, func(_ *tableText, _ stats.Line, r stats.Record) string { return r.Day.String() }, nil},
	{"Open Repositories", true,
		func(_ *tableText, _ stats.Line, r stats.Record) string { return stats.Thousands(r.OpenRepositories) },
		func(t *tableText) string { return stats.Thousands(stats.Total(t.lines)) }},
	{"Last 30 Days", true, (*tableText).change, (*tableText).totalChange},
	{"Top Language", false, func(_ *tableText, _ stats.Line, r stats.Record) string { return Escape(r.TopLanguage) }, nil},
	{"Top License", false, func(_ *tableText, _ stats.Line, r stats.Record) string { return Escape(r.TopLicense) }, nil},
	{"URL", false, func(t *tableText, l stats.Line, _ stats.Record) string { return t.page(l) }, nil},
	counts("Stargazers", func(r stats.Record) stats.Count { return r.Stargazers }),
	counts("Forks", func(r stats.Record) stats.Count { return r.Forks }),
	counts("Open Issues and PRs", func(r stats.Record) stats.Count { return r.OpenIssues }),
	{"Organisation ID", true, func(_ *tableText, _ stats.Line, r stats.Record) string { return id(r.ID) }, nil},
	{"Source", false, func(_ *tableText, _ stats.Line, r stats.Record) string { return string(r.Source) }, nil},
}

// Columns returns the names of all columns that a table can have.
func Columns() []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// counts is a column of a figure that may be unknown.
func counts(name string, figure func(stats.Record) stats.Count) column {
	return column{name, true,
		func(_ *tableText, _ stats.Line, r stats.Record) string { return thousands(figure(r)) },
		func(t *tableText) string {
			sum := stats.Unknown
			for _, l := range t.lines {
				if last, _ := l.Latest(); figure(last) >= 0 {
					sum = max(sum, 0) + figure(last)
				}
			}
			return thousands(sum)
		}}
}

func thousands(c stats.Count) string {
	if c < 0 {
		return ""
	}
	return stats.Thousands(int(c))
}

func id(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// tableText is caption and table, row by row, so that rows can be left out.
type tableText struct {
	Options
	lines   []stats.Line // with a record, in the order of the rows
	date    stats.Day    // of the newest observed record
	dated   bool         // whether there is one
	head    string
	rows    []string
	total   string
	dropped int
}

func newTable(lines []stats.Line, o Options) *tableText {
	t := &tableText{Options: o, lines: stats.Counted(lines)}
	t.date, t.dated = stats.LastObserved(t.lines, math.MaxInt)
	slices.SortStableFunc(t.lines, bySize)

	var names, rules, totals []string
	var shown []column
	for _, name := range o.Columns {
		i := slices.IndexFunc(columns, func(c column) bool { return c.name == name })
		c := columns[i]
		shown = append(shown, c)
		names = append(names, c.name)
		rules = append(rules, map[bool]string{false: "---", true: "---:"}[c.right])
		total := ""
		if c.total != nil {
			if total = c.total(t); total != "" {
				total = "**" + total + "**"
			}
		}
		totals = append(totals, total)
	}
	t.head, t.total = row(names)+row(rules), row(totals)
	for _, l := range t.lines {
		last, _ := l.Latest()
		var cells []string
		for _, c := range shown {
			cells = append(cells, c.cell(t, l, last))
		}
		t.rows = append(t.rows, row(cells))
	}
	return t
}

// bySize orders by open repositories, the most first, then by name.
func bySize(a, b stats.Line) int {
	x, _ := a.Latest()
	y, _ := b.Latest()
	return cmp.Or(
		cmp.Compare(y.OpenRepositories, x.OpenRepositories),
		strings.Compare(strings.ToLower(a.Title()), strings.ToLower(b.Title())),
		strings.Compare(a.Title(), b.Title()))
}

func row(cells []string) string {
	line := "|"
	for _, cell := range cells {
		if cell != "" {
			cell = " " + cell
		}
		line += cell + " |"
	}
	return line + "\n"
}

// String returns caption and table. Without any record there is no table.
func (t *tableText) String() string {
	if len(t.lines) == 0 {
		return "No data yet."
	}
	caption := ""
	if t.dated {
		caption = fmt.Sprintf("Data updated as of: `%s`.", t.date.Long())
	}
	more := ""
	if t.dropped > 0 {
		more = fmt.Sprintf("… and %s more in `%s`", stats.Thousands(t.dropped), t.CSV)
	}
	body := t.head + strings.Join(t.rows[:len(t.rows)-t.dropped], "") + strings.TrimSuffix(t.total, "\n")
	return joined(caption, body, more)
}

// shorten leaves out the smallest organisations until a text that is so many
// bytes too long fits, and returns false where there is nothing to leave out.
func (t *tableText) shorten(excess int) bool {
	if excess <= 0 || t.dropped == len(t.rows) {
		return false
	}
	for excess > 0 && t.dropped < len(t.rows) {
		t.dropped++
		excess -= len(t.rows[len(t.rows)-t.dropped])
	}
	return true
}

func (t *tableText) page(l stats.Line) string {
	return t.Server + "/" + url.PathEscape(l.Spelling())
}

// link names an organisation, and a body with the organisations that it has.
func (t *tableText) link(l stats.Line, last stats.Record) string {
	if len(l.Members) > 0 {
		var links []string
		for _, m := range stats.Counted(l.Members) {
			last, _ := m.Latest()
			links = append(links, t.link(stats.Line{Org: stats.Org{Login: m.Login}, Records: m.Records}, last))
		}
		return Escape(l.Title()) + ": " + strings.Join(links, "; ")
	}
	link := fmt.Sprintf("[%s](%s)", Escape(l.Title()), t.page(l))
	if t.dated && last.Day != t.date {
		link += ", last seen " + last.Day.Long()
	}
	return link
}

func (t *tableText) heading() string {
	return stats.Plural(len(t.lines), "organisation", "organisations")
}

// window is the days that a change looks back.
const window = 30

func (t *tableText) change(l stats.Line, _ stats.Record) string {
	if n, known := l.Grown(window, t.date); known {
		return stats.Signed(n)
	}
	return ""
}

func (t *tableText) totalChange() string {
	sum, some := 0, false
	for _, l := range t.lines {
		if n, known := l.Grown(window, t.date); known {
			sum, some = sum+n, true
		}
	}
	if !some {
		return ""
	}
	return stats.Signed(sum)
}

// Escape makes foreign text harmless in a table cell: an entity is never
// Markdown, and all parsers agree about it.
func Escape(s string) string {
	return entities.Replace(stats.OneLine(s))
}

var entities = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `\`, "&#92;", "|", "&#124;", "`", "&#96;",
	"*", "&#42;", "_", "&#95;", "~", "&#126;", "[", "&#91;", "]", "&#93;", "$", "&#36;",
	"://", "&#58;//", "www.", "www&#46;",
)

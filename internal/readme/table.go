package readme

import (
	"fmt"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// tableText is caption and table, row by row, so that rows can be left out.
type tableText struct {
	Options
	stats.Table
	columns []stats.Column
	head    string
	rows    []string
	shown   int // of the rows, the largest
	total   string
}

func newTable(lines []stats.Line, o Options) *tableText {
	t := &tableText{Options: o, Table: stats.TableOf(lines, o.Server)}
	var names, rules []string
	for _, name := range o.Columns {
		c := stats.ColumnOf(name)
		t.columns = append(t.columns, c)
		names = append(names, c.Name)
		rules = append(rules, map[bool]string{false: "---", true: "---:"}[c.Number])
	}
	for _, l := range t.Lines {
		var cells []string
		for _, c := range t.columns {
			cells = append(cells, t.cell(c, l))
		}
		t.rows = append(t.rows, row(cells))
	}
	t.shown = len(t.rows)
	if o.Rows > 0 {
		t.shown = min(t.shown, o.Rows)
	}
	t.head, t.total = row(names)+row(rules), t.sums(t.Table, "**", "")
	return t
}

// sums returns the row that adds lines up, with marks around what it says. Its
// lines go by a name of their own, or, where that is empty, by the column's.
func (t *tableText) sums(of stats.Table, marks, name string) string {
	var cells []string
	for _, c := range t.columns {
		sum := c.Total(of)
		if name != "" && c.Name == "Organisation" {
			sum = name
		}
		if sum != "" {
			sum = marks + sum + marks
		}
		cells = append(cells, sum)
	}
	return row(cells)
}

// cell returns what stands in a column of a line, as Markdown.
func (t *tableText) cell(c stats.Column, l stats.Line) string {
	switch c.Name {
	case "Organisation":
		return t.link(l)
	case "URL":
		return t.Page(l)
	}
	return Escape(c.Text(t.Table, l))
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

// asOf begins the caption.
const asOf = "Data updated as of: `"

// String returns caption and table. Without any record there is no table.
func (t *tableText) String() string {
	if len(t.Lines) == 0 {
		return "No data yet."
	}
	caption := ""
	if t.Dated {
		caption = asOf + t.Date.Long() + "`."
	}
	body, more := t.head+strings.Join(t.rows[:t.shown], ""), ""
	rest := t.Table
	rest.Lines = t.Lines[t.shown:]
	if n := len(rest.Lines); n > 0 && t.Rows > 0 {
		body += t.sums(rest, "", stats.Plural(n, "other", "others"))
	} else if n > 0 {
		more = fmt.Sprintf("… and %s more in `%s`", stats.Thousands(n), t.CSV)
	}
	return joined(caption, body+strings.TrimSuffix(t.total, "\n"), more)
}

// shorten leaves out the smallest organisations until a text that is so many
// bytes too long fits, and returns false where there is nothing to leave out.
func (t *tableText) shorten(excess int) bool {
	if excess <= 0 || t.shown == 0 {
		return false
	}
	for excess > 0 && t.shown > 0 {
		t.shown--
		excess -= len(t.rows[t.shown])
	}
	return true
}

// link names an organisation, and a body with the organisations that it has.
func (t *tableText) link(l stats.Line) string {
	if len(l.Members) > 0 {
		var links []string
		for _, m := range stats.Counted(l.Members) {
			links = append(links, t.link(stats.Line{Org: stats.Org{Account: m.Account, Name: t.Written(m)}, Records: m.Records}))
		}
		return Escape(l.Title()) + ": " + strings.Join(links, "; ")
	}
	link := fmt.Sprintf("[%s](%s)", Escape(l.Title()), t.Page(l))
	if last, missed := t.Missed(l); missed {
		link += ", last seen " + last.Long()
	}
	return link
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

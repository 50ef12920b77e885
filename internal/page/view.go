package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// view is what the document shows.
type view struct {
	Title, Description string
	Policy             string
	Script, Style      string // code of ours
	History            history
	Intro              string // safe HTML; empty: none

	Repositories, Organisations, Change string // figures
	One                                 bool   // organisation
	Events                              []Event
	Pictures                            []Picture
	Heads, Totals                       []cell
	Rows                                []row
	Downloads, Earlier                  []download
	Folded                              string // number of the earlier downloads
	Date, ISO                           string // of the data; empty: none was observed
	Note                                note
}

type cell struct {
	Text   string
	Number bool
	Sort   string // plain number; empty: the text
	Link   string
	Whole  bool  // not to be broken into lines
	Name   *name // in the first column
}

// name is what stands in the first column of a row.
type name struct {
	Links []link
	Of    string // the body that the links are of
}

type link struct{ Text, Address, Seen string }

type row struct {
	Cells []cell
	Class string // of its colour
	Spark string // SVG path
}

// note is what is said about the figures.
type note struct {
	Forks, Archived bool
	Derived         bool // whether some of the past was
	Missed          []string
	Never           []string
}

// counted says which repositories are.
func (n note) counted() string {
	archived, forks, derived := "without archived ones", "without forks", ""
	if n.Archived {
		archived = "archived ones too"
	}
	if n.Forks {
		forks = "with forks"
	}
	if n.Derived {
		derived = " The past before an organisation was first counted is derived from the dates on which its repositories were created: one that was deleted or made private is in none of it."
	}
	return "Counted are the public repositories of each organisation, " + archived + ", " + forks + "." + derived
}

func newView(lines []stats.Line, t stats.Table, o Options) (*view, error) {
	intro, err := o.intro()
	if err != nil {
		return nil, err
	}
	// Hues are given out in the order of the table.
	shades := o.shades(lines, t)
	span := spanOf(t.Lines)
	style := style + palette(shades)
	v := &view{
		Title: stats.OneLine(o.Title), Policy: policy(script, style),
		Script: script, Style: style,
		History: historyOf(lines, t, span, shades, o), Intro: intro, Events: o.Events,
		Repositories:  stats.ColumnOf("Open Repositories").Total(t),
		Organisations: stats.Thousands(len(t.Lines)), One: len(t.Lines) == 1,
		Change: stats.ColumnOf("Last 30 Days").Total(t),
		Note:   noteOf(lines, t, o.Rules),
	}
	v.Description = fmt.Sprintf("%s across %s", stats.Plural(stats.Total(t.Lines), "open repository", "open repositories"),
		stats.ColumnOf("Organisation").Total(t))
	if t.Dated {
		v.Date, v.ISO = t.Date.Long(), t.Date.String()
		v.Description += ", " + v.Date
	}
	v.Pictures, v.Downloads = o.pictures(), o.downloads()
	if newest := len(v.Downloads) - 1; newest >= 6 {
		v.Downloads, v.Earlier, v.Folded = v.Downloads[newest:], v.Downloads[:newest], stats.Thousands(newest)
	}
	v.table(t, o.Columns, span, shades)
	return v, nil
}

func (v *view) table(t stats.Table, names []string, span span, shades []shade) {
	var columns []stats.Column
	for _, n := range names {
		c := stats.ColumnOf(n)
		columns = append(columns, c)
		v.Heads = append(v.Heads, cell{Text: c.Name, Number: c.Number})
		v.Totals = append(v.Totals, cell{Text: c.Total(t), Number: c.Number})
	}
	for i, l := range t.Lines {
		r := row{Class: shades[i].class(), Spark: spark(l, span)}
		for _, c := range columns {
			r.Cells = append(r.Cells, cellOf(c, t, l))
		}
		v.Rows = append(v.Rows, r)
	}
}

func cellOf(c stats.Column, t stats.Table, l stats.Line) cell {
	x := cell{Text: c.Text(t, l), Number: c.Number}
	if n, known := c.Value(t, l); known {
		x.Sort = fmt.Sprint(n)
	}
	switch c.Name {
	case "Organisation":
		x.Name = nameOf(t, l)
	case "URL":
		x.Link = x.Text
	case "Date":
		x.Whole = true
	}
	return x
}

// nameOf names an organisation, and a body with the organisations that it has.
func nameOf(t stats.Table, l stats.Line) *name {
	n := &name{}
	for _, m := range stats.Counted(l.Organisations()) {
		text := l.Title()
		if len(l.Members) > 0 {
			n.Of, text = text, t.Written(m)
		}
		x := link{Text: text, Address: t.Page(m)}
		if last, missed := t.Missed(m); missed {
			x.Seen = last.Long()
		}
		n.Links = append(n.Links, x)
	}
	return n
}

func noteOf(lines []stats.Line, t stats.Table, rules stats.Rules) note {
	n := note{Forks: rules.Forks, Archived: rules.Archived}
	for _, l := range lines {
		for _, m := range l.Organisations() {
			name := l.Title()
			if len(l.Members) > 0 {
				name = t.Written(m)
			}
			if len(m.Records) == 0 {
				n.Never = append(n.Never, name)
			} else if _, missed := t.Missed(m); missed {
				n.Missed = append(n.Missed, name)
			}
			n.Derived = n.Derived || slices.ContainsFunc(m.Records, func(r stats.Record) bool { return r.Source == stats.Backfill })
		}
	}
	return n
}

// A shade is the colour of a line of the table.
type shade struct {
	Colour
	hue int // number of its own colour; -1: grey
}

func (s shade) class() string {
	if s.hue < 0 {
		return "rest"
	}
	return fmt.Sprint("hue-", s.hue)
}

// shades returns the colours in the order of the table.
func (o Options) shades(lines []stats.Line, t stats.Table) []shade {
	colours := map[stats.Account]Colour{}
	for i, l := range lines {
		colours[l.Spelled()] = o.Colours[i]
	}
	shades := make([]shade, len(t.Lines))
	next := 0
	for i, l := range t.Lines {
		shades[i] = shade{colours[l.Spelled()], -1}
		if shades[i].Top {
			shades[i].hue = next
			next++
		}
	}
	return shades
}

// palette returns the style of the colours that the page has.
func palette(shades []shade) string {
	var light, dark, classes strings.Builder
	seen := map[string]bool{}
	for _, s := range shades {
		c := s.class()
		if seen[c] {
			continue
		}
		seen[c] = true
		fmt.Fprintf(&light, "--line-%s:%s;--text-%s:%s;", c, s.Light, c, s.LightText)
		fmt.Fprintf(&dark, "--line-%s:%s;--text-%s:%s;", c, s.Dark, c, s.DarkText)
		fmt.Fprintf(&classes, ".%s{--line:var(--line-%s);--text:var(--text-%s)}\n", c, c, c)
	}
	return fmt.Sprintf(":root{%s}\n@media screen and (prefers-color-scheme:dark){:root:not(.printing){%s}}\n%s", light.String(), dark.String(), classes.String())
}

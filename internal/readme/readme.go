// Package readme turns records into the section that a README shows, picture,
// date and Markdown table, and puts it into a document between markers:
//
//	<!-- org-growth:start -->
//	<!-- org-growth:end -->
//
// The parts may stand apart, between org-growth:chart:start and :end, and
// org-growth:table:start and :end. The picture of the total has no other place
// than org-growth:total. Outside the markers not one byte changes.
//
// What was spliced can be spliced again: before a document is returned, the
// markers are found in it again, and it is rendered as GitHub does. The section
// has to be shown as it is alone, and all around it as it was.
package readme

import (
	"bytes"
	"html"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// Limit is the size in bytes that a README is kept under: GitHub renders none
// above 512,000.
const Limit = 500_000

// Options tell what to write.
type Options struct {
	Path    string    // of the README in its repository; other paths become relative to it
	Charts  []Picture // the growth of each figure
	Totals  []Picture // the total of each
	Caption string    // below the pictures, as plain text; empty: none
	CSV     string    // path of the history
	Server  string    // that the workflow runs on, like https://github.com
	Columns []string  // of the table, out of stats.ColumnNames
	Rows    int       // of the table, the largest; the others are one row more. 0 is all
}

// Picture is a picture in the repository.
type Picture struct {
	Path string // of the light one
	Alt  string // what it shows, as plain text
}

// Update returns the document with the section of these lines between its
// markers. A second time it changes nothing. Where a section cannot be shown, or
// could not be written again, it returns an error that names the README, the
// line, the reason, and what to paste or move.
func Update(doc []byte, lines []stats.Line, o Options) ([]byte, error) {
	spots, err := find(o.Path, read(doc))
	if err != nil {
		return nil, err
	}
	t := newTable(lines, o)
	captioned := o.captioned(spots)
	for {
		texts := o.texts(captioned, t.String())
		updated := splice(doc, spots, texts)
		if t.shorten(len(updated) - Limit) {
			continue
		}
		if len(t.Lines) == 0 {
			texts = o.sample(captioned) // the place has to hold a table once there is one
		}
		if err := prove(o.Path, doc, spots, texts); err != nil {
			return nil, err
		}
		return updated, nil
	}
}

// texts returns what stands in the parts. The caption stands in one of them.
func (o Options) texts(captioned part, of string) map[part]string {
	charts, totals := o.show(o.Charts), o.show(o.Totals)
	switch captioned {
	case chart, whole:
		charts = joined(charts, Escape(o.Caption))
	case total:
		totals = joined(totals, Escape(o.Caption))
	}
	return map[part]string{chart: charts, total: totals, table: of, whole: joined(charts, of)}
}

// captioned returns the part that has the caption: below the charts, or, where the
// document does not show them, below the totals. It returns "" where there is
// none to show.
func (o Options) captioned(spots []spot) part {
	if o.Caption == "" {
		return ""
	}
	for _, p := range []part{chart, whole, total} {
		pictures := o.Charts
		if p == total {
			pictures = o.Totals
		}
		if len(pictures) > 0 && slices.ContainsFunc(spots, func(s spot) bool { return s.start.part == p }) {
			return p
		}
	}
	return ""
}

// Check says what is wrong with the markers of a document, as Update would.
func Check(o Options, doc []byte) error {
	spots, err := find(o.Path, read(doc))
	if err != nil {
		return err
	}
	return prove(o.Path, doc, spots, o.sample(o.captioned(spots)))
}

// sample returns a section as small as can be, with a picture in any case.
func (o Options) sample(captioned part) map[part]string {
	picture := []Picture{{Path: "a.png"}}
	return Options{Path: "README.md", Charts: picture, Totals: picture, Caption: o.Caption}.texts(captioned, sampleTable)
}

const sampleTable = asOf + "`.\n\n| a |\n| --- |\n| b |"

// Filled reports whether a section of the document shows figures.
func Filled(name string, doc []byte) bool {
	spots, err := find(name, read(doc))
	return err == nil && slices.ContainsFunc(spots, func(s spot) bool { return bytes.Contains(doc[s.start.to:s.end.from], []byte(asOf)) })
}

// Markdown returns caption and table of the lines, at most limit bytes long,
// for a place without pictures.
func Markdown(lines []stats.Line, o Options, limit int) string {
	t := newTable(lines, o)
	for t.shorten(len(t.String()) - limit) {
	}
	return t.String()
}

// show returns pictures below each other.
func (o Options) show(pictures []Picture) string {
	var some []string
	for _, p := range pictures {
		some = append(some, "<picture>\n"+
			`  <source media="(prefers-color-scheme: dark)" srcset="`+o.address(Dark(p.Path))+"\">\n"+
			`  <img alt="`+html.EscapeString(stats.OneLine(p.Alt))+`" src="`+o.address(p.Path)+`" width="900">`+"\n"+
			"</picture>")
	}
	return joined(some...)
}

// address returns a path of the repository as an address in the README.
func (o Options) address(file string) string {
	// Both paths are clean and relative, so Rel cannot fail.
	relative, _ := filepath.Rel(path.Dir(o.Path), file)
	return html.EscapeString((&url.URL{Path: filepath.ToSlash(relative)}).EscapedPath())
}

// Dark returns the path of the dark picture beside a light one.
func Dark(chart string) string {
	ext := path.Ext(chart)
	return strings.TrimSuffix(chart, ext) + "-dark" + ext
}

// joined puts a blank line between pieces, of which any may be empty.
func joined(pieces ...string) string {
	var some []string
	for _, piece := range pieces {
		if piece != "" {
			some = append(some, piece)
		}
	}
	return strings.Join(some, "\n\n")
}

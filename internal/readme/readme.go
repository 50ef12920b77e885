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
	Path    string   // of the README in its repository; other paths become relative to it
	Chart   Picture  // the growth
	Total   Picture  // the total
	CSV     string   // path of the history
	Server  string   // where organisations have their pages, like https://github.com
	Columns []string // of the table, out of stats.ColumnNames
	Rows    int      // of the table, the largest; the others are one row more. 0 is all
}

// Picture is a picture in the repository.
type Picture struct {
	Path string // of the light one; empty: there is none
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
	for {
		texts := map[part]string{
			chart: o.show(o.Chart),
			total: o.show(o.Total),
			table: t.String(),
			whole: joined(o.show(o.Chart), t.String()),
		}
		updated := splice(doc, spots, texts)
		if t.shorten(len(updated) - Limit) {
			continue
		}
		if len(t.Lines) == 0 {
			texts = sample // the place has to hold a table once there is one
		}
		if err := prove(o.Path, doc, spots, texts); err != nil {
			return nil, err
		}
		return updated, nil
	}
}

// Check says what is wrong with the markers of a document, as Update would.
func Check(name string, doc []byte) error {
	spots, err := find(name, read(doc))
	if err != nil {
		return err
	}
	return prove(name, doc, spots, sample)
}

// sample is a section as small as can be.
var sample = map[part]string{
	chart: samplePicture,
	total: samplePicture,
	table: sampleTable,
	whole: joined(samplePicture, sampleTable),
}

const (
	samplePicture = "<picture>\n  <img alt=\"\" src=\"a.png\">\n</picture>"
	sampleTable   = asOf + "`.\n\n| a |\n| --- |\n| b |"
)

// Filled tells whether a section of the document shows figures.
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

func (o Options) show(p Picture) string {
	if p.Path == "" {
		return ""
	}
	return "<picture>\n" +
		`  <source media="(prefers-color-scheme: dark)" srcset="` + o.address(Dark(p.Path)) + "\">\n" +
		`  <img alt="` + html.EscapeString(stats.OneLine(p.Alt)) + `" src="` + o.address(p.Path) + `" width="900">` + "\n" +
		"</picture>"
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

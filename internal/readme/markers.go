package readme

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// part is what stands between two markers.
type part string

const (
	whole part = "org-growth"
	chart part = "org-growth:chart"
	table part = "org-growth:table"
	total part = "org-growth:total"
)

var parts = []part{whole, chart, table, total}

// Lines are the two lines to paste into a README.
const Lines = "<!-- org-growth:start -->\n<!-- org-growth:end -->"

const comment = `<!--[ \t]*(org-growth(?::[a-z]+)?):(start|end)[ \t]*-->`

var (
	mark   = regexp.MustCompile(`^([ \t>]*)` + comment + `[ \t]*$`) // a marker's line
	marked = regexp.MustCompile(comment)
)

// marker is a marker as it stands in a document.
type marker struct {
	part
	end      bool
	line     int    // counted from 1
	from, to int    // its line in the document, line end included
	prefix   string // before it on its line: indentation, and > in a quote
	newline  string // behind it
}

func (m marker) name() string {
	return string(m.part) + map[bool]string{false: ":start", true: ":end"}[m.end]
}

// spot is a place for a part: what lies between its markers.
type spot struct {
	start, end marker
}

// find returns the spots of a document in their order.
func find(name string, d *document) ([]spot, error) {
	var spots []spot
	var open *marker
	first := map[part]int{}
	fail := func(line int, text string, args ...any) ([]spot, error) {
		return nil, fmt.Errorf("%s line %d: %s", name, line, fmt.Sprintf(text, args...))
	}
	for _, m := range d.markers {
		switch {
		case !slices.Contains(parts, m.part):
			return fail(m.line, "there is no part %s: write org-growth, org-growth:chart, org-growth:table or org-growth:total", m.part)
		case !m.end && open != nil:
			return fail(m.line, "%s stands before %s of line %d has ended: %s",
				m.name(), open.name(), open.line, d.missing(marker{part: open.part, end: true}, "before it"))
		case !m.end && first[m.part] > 0:
			return fail(m.line, "%s stands a second time, first on line %d: remove one of the two sections", m.name(), first[m.part])
		case !m.end:
			open, first[m.part] = &m, m.line
		case open == nil || open.part != m.part:
			return fail(m.line, "%s has no start: %s", m.name(), d.missing(marker{part: m.part}, "before it"))
		default:
			spots = append(spots, spot{start: *open, end: m})
			open = nil
		}
	}
	if open != nil {
		return fail(open.line, "%s has no end: %s", open.name(), d.missing(marker{part: open.part, end: true}, "below it"))
	}
	if len(spots) == 0 {
		return nil, d.none(name)
	}
	return spots, nil
}

// missing returns the way out where a marker is not found: why it is none
// where it stands, or where to put it.
func (d *document) missing(m marker, where string) string {
	for _, line := range d.unseen() {
		if line.name == m.name() {
			return fmt.Sprintf("that of line %d %s", line.number, line.why)
		}
	}
	return fmt.Sprintf("put <!-- %s --> on a line of its own %s", m.name(), where)
}

// none is the error about a document without markers.
func (d *document) none(name string) error {
	var b strings.Builder
	b.WriteString(name + " has no markers for the section. ")
	lines := d.unseen()
	for _, line := range lines[:min(2, len(lines))] {
		fmt.Fprintf(&b, "%s of line %d %s. ", line.name, line.number, line.why)
	}
	b.WriteString("Paste these two lines where it is to stand, " +
		"each alone on its line and outside code blocks (or set readme: '' to write none):\n\n" + Lines)
	return errors.New(b.String())
}

// unseen is a line with a marker that is none where it stands.
type unseen struct {
	name   string
	number int
	why    string // with the way out
}

// unseen returns the lines whose markers are none.
func (d *document) unseen() []unseen {
	var found []unseen
	at := 0
	for i, line := range bytes.SplitAfter(d.source, []byte("\n")) {
		from := at
		at += len(line)
		m := marked.FindSubmatch(line)
		if m == nil || slices.ContainsFunc(d.markers, func(m marker) bool { return m.line == i+1 }) {
			continue
		}
		why := "stands in code: move it out"
		text := bytes.TrimRight(bytes.TrimPrefix(line, bom), "\r\n")
		switch {
		case from < d.front:
			why = "stands in the front matter: move it below"
		case !mark.Match(text):
			why = "has other text on its line: put it on a line of its own"
		case column(string(text)) > 3:
			why = "is indented so far that it is code: begin it in the first column"
		}
		found = append(found, unseen{name: string(m[1]) + ":" + string(m[2]), number: i + 1, why: why})
	}
	return found
}

// column returns how many columns a line is indented by.
func column(line string) (n int) {
	for _, c := range line {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// splice puts texts into the spots of a document, indented as their start is,
// so that they stay in a list item. A blank line goes before and after each, so
// that a table is one inside a <div> too. Without texts it empties the spots.
func splice(doc []byte, spots []spot, texts map[part]string) []byte {
	var out []byte
	at := 0
	for _, s := range spots {
		out = append(out, doc[at:s.start.to]...)
		at = s.end.from
		text, ok := texts[s.start.part]
		if !ok {
			continue
		}
		body := "\n"
		if text != "" {
			body = "\n" + text + "\n\n"
		}
		for line := range strings.Lines(body) {
			prefix := s.start.prefix
			if line == "\n" {
				prefix = strings.TrimRight(prefix, " \t")
			}
			out = append(out, prefix+strings.TrimSuffix(line, "\n")+s.start.newline...)
		}
	}
	return append(out, doc[at:]...)
}

package readme

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
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

var (
	mark = regexp.MustCompile(`^<!--\s*(org-growth(?::[a-z]+)?):(start|end)\s*-->$`)
	bom  = []byte("\ufeff")
)

// marker is a marker as it stands in a document.
type marker struct {
	part
	end      bool
	line     int // counted from 1
	from, to int // its line in the document, line end included
}

// spot is a place for a part: what lies between its markers.
type spot struct {
	part
	from, to int
	newline  string
}

// find returns the spots of a document in their order.
func find(name string, doc []byte) ([]spot, error) {
	var spots []spot
	var open *marker
	first := map[part]int{}
	for _, m := range markers(doc) {
		switch {
		case !slices.Contains(parts, m.part):
			return nil, fmt.Errorf("%s line %d: there is no part %s: write org-growth, org-growth:chart, org-growth:table or org-growth:total", name, m.line, m.part)
		case !m.end && open != nil:
			return nil, fmt.Errorf("%s line %d: %s:start stands before %s:start of line %d has ended: "+
				"put <!-- %[4]s:end --> on a line of its own before it", name, m.line, m.part, open.part, open.line)
		case !m.end && first[m.part] > 0:
			return nil, fmt.Errorf("%s line %d: %s:start stands a second time, first on line %d: remove one of the two sections", name, m.line, m.part, first[m.part])
		case !m.end:
			open, first[m.part] = &m, m.line
		case open == nil || open.part != m.part:
			return nil, fmt.Errorf("%s line %d: %s:end has no start: put <!-- %[3]s:start --> on a line of its own before it", name, m.line, m.part)
		default:
			spots = append(spots, spot{m.part, open.to, m.from, lineEnd(doc[open.from:open.to])})
			open = nil
		}
	}
	if open != nil {
		return nil, fmt.Errorf("%s line %d: %s:start has no end: put <!-- %[3]s:end --> on a line of its own below it", name, open.line, open.part)
	}
	if len(spots) == 0 {
		but := ""
		if bytes.Contains(doc, []byte("<!-- org-growth:")) {
			but = " (those in it stand in code, or with other text on their line)"
		}
		return nil, fmt.Errorf("%s has no markers for the section%s. Paste these two lines where it is to stand, "+
			"each alone on its line and outside code blocks (or set readme: '' to write none):\n\n%s", name, but, Lines)
	}
	return spots, nil
}

func lineEnd(line []byte) string {
	if bytes.HasSuffix(line, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// blocks parses no more than blocks: what is a comment and what is code.
var blocks = parser.NewParser(parser.WithBlockParsers(parser.DefaultBlockParsers()...))

// markers returns the markers of a document in their order. Only lines of HTML
// blocks can be markers; in code they are text.
func markers(doc []byte) []marker {
	rest := bytes.TrimPrefix(doc, bom) // goldmark takes it for text
	offset := len(doc) - len(rest)
	var found []marker
	// The walk fails only where the function does.
	_ = ast.Walk(blocks.Parse(text.NewReader(rest)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		block, ok := n.(*ast.HTMLBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		for i := range block.Lines().Len() {
			found = appendMarker(found, doc, offset+block.Lines().At(i).Start)
		}
		if block.HasClosure() {
			found = appendMarker(found, doc, offset+block.ClosureLine.Start)
		}
		return ast.WalkContinue, nil
	})
	return found
}

// appendMarker appends the marker whose line has a byte at the place given, if
// there is one alone on that line.
func appendMarker(found []marker, doc []byte, at int) []marker {
	from := bytes.LastIndexByte(doc[:at], '\n') + 1
	to := len(doc)
	if n := bytes.IndexByte(doc[at:], '\n'); n >= 0 {
		to = at + n + 1
	}
	line := strings.TrimSpace(string(bytes.TrimPrefix(doc[from:to], bom)))
	m := mark.FindStringSubmatch(line)
	if m == nil {
		return found
	}
	return append(found, marker{part(m[1]), m[2] == "end", 1 + bytes.Count(doc[:from], []byte("\n")), from, to})
}

// splice puts texts into the spots of a document. A blank line goes before and
// after each, so that a table is one inside a <div> too.
func splice(doc []byte, spots []spot, texts map[part]string) []byte {
	var out []byte
	at := 0
	for _, s := range spots {
		out = append(out, doc[at:s.from]...)
		body := "\n"
		if text := texts[s.part]; text != "" {
			body = "\n" + text + "\n\n"
		}
		out = append(out, strings.ReplaceAll(body, "\n", s.newline)...)
		at = s.to
	}
	return append(out, doc[at:]...)
}

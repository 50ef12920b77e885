package readme

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	markup "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markdown renders as GitHub does, with HTML as it stands.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(markup.WithUnsafe()))

var (
	bom         = []byte("\ufeff")
	frontMatter = regexp.MustCompile(`(?s)\A---[ \t]*\r?\n(?:.*?\n)??(?:---|\.\.\.)[ \t]*\r?(?:\n|\z)`)
)

// document is a README, read.
type document struct {
	source  []byte // with \n for a carriage return that stands alone; offsets are those of the README
	front   int    // where the Markdown begins, below byte order mark and front matter
	markers []marker
	root    ast.Node
}

// read finds the markers of a README. Only lines of HTML blocks can be
// markers; in code they are text.
func read(doc []byte) *document {
	d := &document{source: bytes.Clone(doc)}
	for i, c := range d.source {
		if c == '\r' && (i+1 == len(doc) || doc[i+1] != '\n') {
			d.source[i] = '\n' // a line end to GitHub, and none to goldmark
		}
	}
	rest := bytes.TrimPrefix(d.source, bom) // goldmark takes it for text
	rest = rest[len(frontMatter.Find(rest)):]
	d.front = len(doc) - len(rest)
	d.root = markdown.Parser().Parse(text.NewReader(rest))
	// The walk fails only where the function does.
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		block, ok := n.(*ast.HTMLBlock)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		for i := range block.Lines().Len() {
			d.appendMarker(doc, d.front+block.Lines().At(i).Start)
		}
		if block.HasClosure() {
			d.appendMarker(doc, d.front+block.ClosureLine.Start)
		}
		return ast.WalkContinue, nil
	})
	return d
}

// appendMarker appends the marker whose line has a byte at the place given, if
// there is one alone on that line.
func (d *document) appendMarker(doc []byte, at int) {
	from := max(d.front, bytes.LastIndexByte(d.source[:at], '\n')+1)
	to := len(doc)
	if n := bytes.IndexByte(d.source[at:], '\n'); n >= 0 {
		to = at + n + 1
	}
	line := bytes.TrimRight(doc[from:to], "\r\n")
	m := mark.FindSubmatch(line)
	if m == nil {
		return
	}
	d.markers = append(d.markers, marker{
		part: part(m[2]), end: string(m[3]) == "end", line: 1 + bytes.Count(d.source[:from], []byte("\n")),
		from: from, to: to, prefix: string(m[1]), newline: string(doc[from+len(line) : to]),
	})
}

// shown is a README as it is shown.
type shown struct {
	root     *html.Node
	comments []*html.Node // the markers in their order; nil is one that is no comment in HTML
}

// show renders a document. Its source is spent.
func (d *document) show() (shown, error) {
	// Each marker gets a number, by which it is known in the HTML.
	numbers := map[string]int{}
	for i, m := range d.markers {
		at := m.from + len(m.prefix)
		line := d.source[at:m.to]
		n := bytes.Index(line, []byte("-->")) - len("<!--")
		number := fmt.Sprintf("%0*d", n, i)
		copy(line[len("<!--"):], number)
		numbers[number] = i
	}
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, d.source[d.front:], d.root); err != nil {
		return shown{}, fmt.Errorf("rendering the README: %w", err)
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(&b, body)
	if err != nil {
		return shown{}, fmt.Errorf("reading the README's HTML: %w", err)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	s := shown{root: body, comments: make([]*html.Node, len(d.markers))}
	s.number(body, numbers)
	return s, nil
}

func (s shown) number(n *html.Node, numbers map[string]int) {
	if i, ok := numbers[n.Data]; ok && n.Type == html.CommentNode {
		s.comments[i] = n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.number(c, numbers)
	}
}

// between returns the nodes between two markers, and false where the two do
// not stand in one element.
func (s shown) between(i, j int) (nodes []*html.Node, ok bool) {
	if s.comments[i] == nil {
		return nil, false
	}
	for n := s.comments[i].NextSibling; n != nil; n = n.NextSibling {
		if n == s.comments[j] {
			return nodes, true
		}
		nodes = append(nodes, n)
	}
	return nil, false
}

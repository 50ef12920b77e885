package page

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// intro returns the intro as HTML that is safe on the page. HTML in it is left
// out. Its headings go one level down, below the page's title; links lead to
// what is in the page's folder, or to the repository; pictures that are not in
// the folder, which the page may not load, become links to them.
func (o Options) intro() (string, error) {
	if len(o.Intro) == 0 {
		return "", nil
	}
	markdown := goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID()), goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList,
		// The page allows no styles but its own.
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))))
	root := markdown.Parser().Parse(text.NewReader(o.Intro))
	o.settle(root)
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, o.Intro, root); err != nil {
		return "", fmt.Errorf("rendering %s: %w", o.Path, err)
	}
	clean := bluemonday.UGCPolicy()
	clean.RequireNoFollowOnLinks(false)
	return string(clean.SanitizeBytes(b.Bytes())), nil
}

// settle gives headings and addresses of a tree their places on the page.
func (o Options) settle(root ast.Node) {
	var pictures []*ast.Image
	var links []*ast.Link
	places := map[string]string{} // links to headings, whose ids are apart from the page's own
	// Walk ends with an error only where the visitor does.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(n.Level+1, 6)
			if id, ok := n.AttributeString("id"); ok {
				place := fmt.Sprintf("intro-%s", id)
				n.SetAttributeString("id", []byte(place))
				places[fmt.Sprintf("#%s", id)] = "#" + place
			}
		case *ast.Link:
			links = append(links, n)
		case *ast.Image:
			pictures = append(pictures, n)
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		destination := string(l.Destination)
		l.Destination = []byte(cmp.Or(places[destination], o.address(destination)))
	}
	for _, p := range pictures {
		address := o.address(string(p.Destination))
		p.Destination = []byte(address)
		if elsewhere(address) {
			unpicture(p)
		}
	}
}

// address returns where a link of the intro leads.
func (o Options) address(destination string) string {
	u, err := url.Parse(destination)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return destination
	}
	file := path.Join(path.Dir(o.Path), u.Path)
	if strings.HasPrefix(u.Path, "/") {
		file = path.Clean(u.Path[1:])
	}
	if strings.HasPrefix(file, "../") {
		return destination
	}
	address, ok := o.inside(file)
	if !ok {
		if address = o.on("blob", "HEAD", file); address == "" {
			return destination
		}
	}
	u.Path, u.RawPath = "", ""
	return address + u.String() // what follows the path
}

func elsewhere(address string) bool {
	u, err := url.Parse(address)
	return err != nil || u.Scheme != "" || u.Host != ""
}

// unpicture puts a link in the place of a picture, with its text; within a
// link, the text alone.
func unpicture(p *ast.Image) {
	parent := p.Parent()
	for n := parent; n != nil; n = n.Parent() {
		if _, ok := n.(*ast.Link); ok {
			for child := p.FirstChild(); child != nil; child = p.FirstChild() {
				parent.InsertBefore(parent, p, child)
			}
			parent.RemoveChild(parent, p)
			return
		}
	}
	l := ast.NewLink()
	l.Destination, l.Title = p.Destination, p.Title
	for child := p.FirstChild(); child != nil; child = p.FirstChild() {
		l.AppendChild(l, child)
	}
	parent.ReplaceChild(parent, p, l)
}

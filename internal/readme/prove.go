package readme

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Elements that can hold a section. A picture can stand in more of them than a
// table can.
var (
	holders        = strings.Fields("body div center section article main aside details blockquote ul ol li dl dd table thead tbody tfoot tr td th")
	pictureHolders = strings.Fields("p h1 h2 h3 h4 h5 h6 a figure")
)

// prove returns an error where texts between the markers of a document would
// not be shown as they are alone, would change how anything around them is
// shown, or would hide the markers from the next run. It compares the document
// with the texts to the one with nothing between its markers: so what it says
// does not depend on what stands there now, and is the same in the next run.
func prove(name string, doc []byte, spots []spot, texts map[part]string) error {
	p := proof{name: name, doc: doc, spots: spots}
	before, err := p.show(nil)
	if err != nil {
		return err
	}
	for i, s := range spots {
		if err := p.place(before, i, s, texts[s.start.part]); err != nil {
			return err
		}
	}
	after, err := p.show(texts)
	if err != nil {
		return err
	}
	for i, s := range spots {
		if err := p.section(after, i, s, texts[s.start.part]); err != nil {
			return err
		}
	}
	around, err := before.around()
	if err != nil {
		return err
	}
	now, err := after.around()
	if err == nil && now != around {
		err = p.outside(around, texts)
	}
	return err
}

// proof is about a document with spots.
type proof struct {
	name  string
	doc   []byte
	spots []spot
}

func (p proof) fail(m marker, text string, args ...any) error {
	return fmt.Errorf("%s line %d: %s %s", p.name, m.line, m.name(), fmt.Sprintf(text, args...))
}

// show renders the document with texts. All markers have to be found in it
// again, and the texts to go into the same places.
func (p proof) show(texts map[part]string) (shown, error) {
	doc := splice(p.doc, p.spots, texts)
	d := read(doc)
	for i, s := range p.spots {
		for j, m := range []marker{s.start, s.end} {
			if k := 2*i + j; k >= len(d.markers) || d.markers[k].name() != m.name() {
				return shown{}, p.lost(s, m)
			}
		}
	}
	spots, err := find(p.name, d)
	if err == nil && !bytes.Equal(doc, splice(doc, spots, texts)) {
		err = p.fail(p.spots[0].start, "would not be found again: %s", away)
	}
	if err != nil {
		return shown{}, err
	}
	return d.show()
}

const away = "move both markers out of what surrounds them"

// lost is the error about a marker that is not found again.
func (p proof) lost(s spot, m marker) error {
	if lines := p.indented(s); lines != "" {
		return p.fail(m, "would be code below the blank lines of a section: begin in the first column what is indented on line %s", lines)
	}
	return p.fail(m, "would not be found again, since the blank lines of a section end what it stands in: %s", away)
}

// indented returns which of the lines from the start to below the end are
// indented as code is.
func (p proof) indented(s spot) string {
	var lines []string
	note := func(text string, line int) {
		if column(text) > 3 {
			lines = append(lines, strconv.Itoa(line))
		}
	}
	note(s.start.prefix, s.start.line)
	note(s.end.prefix, s.end.line)
	note(p.below(s), s.end.line+1)
	return strings.Join(lines, ", ")
}

// below returns the line below a spot.
func (p proof) below(s spot) string {
	line, _, _ := strings.Cut(string(p.doc[s.end.to:]), "\n")
	return line
}

// place says what is wrong with the place of a spot for a text.
func (p proof) place(before shown, i int, s spot, text string) error {
	if before.comments[2*i] == nil {
		return p.fail(s.start, "is part of a tag, a script, a style, CDATA or another comment there: %s", away)
	}
	if _, ok := before.between(2*i, 2*i+1); !ok {
		return p.fail(s.end, "stands in another element, list item or quote than its start on line %d: put both into the same one", s.start.line)
	}
	picture, what := s.start.part == chart || s.start.part == total, "table"
	if picture && text != "" && !strings.HasSuffix(text, "</picture>") {
		picture, what = false, "caption with milestones"
	}
	for n := before.comments[2*i].Parent; n != nil; n = n.Parent {
		switch {
		case slices.Contains(holders, n.Data) || picture && slices.Contains(pictureHolders, n.Data):
		case picture:
			return p.fail(s.start, "stands in <%s>, which can hold no picture: move both markers out of it", n.Data)
		default:
			return p.fail(s.start, "stands in <%s>, which can hold no %s: move both markers out of it, or into a <div>", n.Data, what)
		}
	}
	return nil
}

// section says what is wrong with how the text in a spot is shown.
func (p proof) section(after shown, i int, s spot, text string) error {
	want, err := alone(text)
	if err != nil {
		return err
	}
	nodes, ok := after.between(2*i, 2*i+1)
	if !ok {
		return p.fail(s.start, "stands in what a section would end: %s", away)
	}
	got, err := render(nodes)
	if err == nil && got != want && column(s.start.prefix) > 3 {
		return p.lost(s, s.start)
	}
	if err == nil && got != want {
		err = p.fail(s.start, "stands where a section is not shown as one: %s", away)
	}
	return err
}

// outside is the error about a document that is not shown as before around its
// spots.
func (p proof) outside(around string, texts map[part]string) error {
	culprit := p.spots[0]
	for _, s := range p.spots {
		one, err := p.show(map[part]string{s.start.part: texts[s.start.part]})
		if err != nil {
			return err
		}
		if now, err := one.around(); err != nil || now != around {
			culprit = s
			break
		}
	}
	if column(p.below(culprit)) > 3+column(culprit.start.prefix) {
		return p.fail(culprit.end, "ends the HTML that line %s stands in, which would be code then: begin it in the first column", p.indented(culprit))
	}
	return p.fail(culprit.start, "stands where a section changes how the text around it is shown: put a blank line above it and one below %s, or %s",
		culprit.end.name(), away)
}

// alone returns how a text is shown that is all of a document: each row of its
// table as one, and each picture.
func alone(text string) (string, error) {
	s, err := read([]byte(text)).show()
	if err != nil {
		return "", err
	}
	as, err := s.around()
	rows := max(0, strings.Count("\n"+text, "\n|")-1) // without the rule below the head
	if err == nil && (strings.Count(as, "<tr>") != rows || strings.Count(as, "<img ") != strings.Count(text, "<img ")) {
		err = fmt.Errorf("a section with %d rows is not shown as a table: %.300q", rows, text)
	}
	return as, err
}

// around returns the HTML without what stands between the markers, whose nodes
// it removes.
func (s shown) around() (string, error) {
	for i := 0; i < len(s.comments); i += 2 {
		nodes, _ := s.between(i, i+1)
		for _, n := range nodes {
			n.Parent.RemoveChild(n)
		}
	}
	var nodes []*html.Node
	for n := s.root.FirstChild; n != nil; n = n.NextSibling {
		nodes = append(nodes, n)
	}
	return render(nodes)
}

// render returns nodes as HTML, in which all space is alike.
func render(nodes []*html.Node) (string, error) {
	var b strings.Builder
	for _, n := range nodes {
		if err := html.Render(&b, n); err != nil {
			return "", err
		}
	}
	return strings.Join(strings.Fields(b.String()), " "), nil
}

package readme

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

// days are the lines of runs: figures that change, and then stay.
func days() [][]stats.Line {
	var days [][]stats.Line
	for i := range 10 {
		n := min(i, 4)
		var lines []stats.Line
		for j := range n {
			lines = append(lines, line(fmt.Sprintf("A | %d", j), fmt.Sprintf("a-%d", j), "C#", "", fmt.Sprintf("2026-11-%d=%d", 20+n, n*j)))
		}
		days = append(days, lines)
	}
	return days
}

// hold runs on a document day by day. A place is refused on the first day or
// never, nothing outside the markers changes, and figures that stay change
// nothing. It returns the error of the first day.
func hold(t *testing.T, doc []byte) error {
	t.Helper()
	spots, err := find("README.md", read(doc))
	if err != nil {
		return err
	}
	refused := Check(Options{Path: "README.md"}, doc)
	now := doc
	var held [][]byte
	for i, lines := range days() {
		updated, err := Update(now, lines, options)
		if i == 0 && refused != nil && err != nil {
			return err
		}
		if err != nil || refused != nil {
			t.Fatalf("on day %d it says %v, the check on the first %v\n%s", i, err, refused, now)
		}
		now, held = updated, append(held, updated)
	}
	if !bytes.Equal(held[4], held[9]) {
		t.Fatalf("the figures stay, and it changes to\n%s\nfrom\n%s", held[9], held[4])
	}
	first, last := spots[0], spots[len(spots)-1]
	if !bytes.HasPrefix(now, doc[:first.start.to]) || !bytes.HasSuffix(now, doc[last.end.from:]) {
		t.Fatalf("something outside the markers has changed: %s", now)
	}
	// What was written on other days leaves no trace.
	if direct, err := Update(doc, days()[9], options); err != nil || !bytes.Equal(direct, now) {
		t.Fatalf("at once it is %v\n%s\nand day by day\n%s", err, direct, now)
	}
	return nil
}

// forms are the ways in which a text may stand in a file.
var forms = []func(string) string{
	func(s string) string { return strings.TrimSuffix(s, "\n") },
	crlf,
	func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	func(s string) string { return "\ufeff" + s },
}

var hasReason = regexp.MustCompile(`(?s)^README\.md line \d+: .|^README\.md has no markers .* of line \d+ .*\n\n`)

// Markers on each line boundary of each README hold, or are refused on the first
// day.
func TestEveryPlaceHoldsOrIsRefused(t *testing.T) {
	files, err := filepath.Glob("testdata/readmes/*.md")
	if err != nil || len(files) < 25 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			held := 0
			lines := strings.SplitAfter(string(content), "\n")
			for i := range lines {
				with := func(markers string) []byte {
					return []byte(strings.Join(slices.Insert(slices.Clone(lines), i, markers), ""))
				}
				plain := Lines + "\n"
				want := hold(t, with(plain))
				if i%3 == 0 {
					form := forms[i/3%len(forms)]
					if err := hold(t, []byte(form(string(with(plain))))); (err == nil) != (want == nil) {
						t.Errorf("line %d: it says %v, and in another form %v", i+1, want, err)
					}
				}
				variant := []string{
					"  <!-- org-growth:start -->\n  <!-- org-growth:end -->\n", "\t<!-- org-growth:start -->\n\t<!-- org-growth:end -->\n",
					"> <!-- org-growth:start -->\n> <!-- org-growth:end -->\n", strings.ReplaceAll(plain, "growth:", "growth:chart:"),
				}[i%4]
				for _, err := range []error{want, hold(t, with(variant))} {
					if err == nil {
						held++
					} else if !hasReason.MatchString(err.Error()) {
						t.Errorf("line %d: it names no line and no reason: %v", i+1, err)
					}
				}
			}
			if held == 0 {
				t.Error("no place holds")
			}
		})
	}
}

// places are documents in which S stands for the markers of a section and C for
// those of a chart alone. Want is what is wrong with them; empty is nothing.
var places = []struct{ name, doc, want string }{
	{"top", "S", ""},
	{"below a paragraph", "text\nStext\n", ""},
	{"three spaces", "   S   text", ""},
	{"a div", "<div align=center>\nS</div>\n", ""},
	{"a div with blank lines", "<div align=center>\n\nS\n</div>\n", ""},
	{"a div, indented", "<div>\n  S</div>\n", ""},
	{"details", "<details>\n<summary>x</summary>\nS</details>\n", ""},
	{"a cell", "<table><tr><td>\nS</td></tr></table>\n", ""},
	{"a list item", "- a\n\n  S- b\n", ""},
	{"a list item by tab", "-\ta\n\n\tS", ""},
	{"the tenth item", "10. a\n\n    S", ""},
	{"a quote", "> a\n> Sb\n", ""},
	{"a quote in a quote", "> > S", ""},
	{"a chart in a centred paragraph", "<p align=center>\nC</p>\n", ""},
	{"a chart in a heading", "<h1 align=center>\nC</h1>\n", ""},
	{"a chart in a link", "<a href=x>\nC</a>\n", ""},
	{"below front matter", "---\na: b\n---\nS", ""},
	{"carriage returns alone", "a\rS\r", ""},
	{"within link definitions", "[a]: b\nS[c]:\n/d\n[a] [c]", ""},

	{"a heading", "<h1 align=center>\n\t<img src=x>\nS\t<br>\n</h1>\n", "line 3: org-growth:start stands in <h1>, which can hold no table: move both markers out of it, or into a <div>"},
	{"a paragraph", "<p>\nS</p>\n", "line 2: org-growth:start stands in <p>, which can hold no table: move both markers out of it, or into a <div>"},
	{"a chart in svg", "<svg>\nC</svg>\n", "line 2: org-growth:chart:start stands in <svg>, which can hold no picture: move both markers out of it"},
	{"pre", "<pre>\nS</pre>\n", "line 2: org-growth:start stands in <pre>, which can hold no table: move both markers out of it, or into a <div>"},
	{"pre in a div", "<div>\n<pre>\n\nS\n</pre></div>\n", "line 4: org-growth:start stands in <pre>, which can hold no table: move both markers out of it, or into a <div>"},
	{"script", "<script>\nS</script>\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"style", "<style>\nS</style>\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"php", "<?php\nS?>\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"CDATA", "<![CDATA[\nS]]>\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"a comment", "<!--\nS-->\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"a tag", "<div\nS>\n", "line 2: org-growth:start is part of a tag, a script, a style, CDATA or another comment there: move both markers out of what surrounds them"},
	{"a row", "<table><tr>\nS</tr></table>\n", "line 2: org-growth:start stands in what a section would end: move both markers out of what surrounds them"},
	{"a quote in a table", "<table>\n\n> S", "line 3: org-growth:start stands in what a section would end: move both markers out of what surrounds them"},
	{"a div by tab", "<div>\n\tS</div>\n", "line 3: org-growth:end would be code below the blank lines of a section: begin in the first column what is indented on line 2, 3"},
	{"a cell, indented", "<table>\n  <tr>\n    <td>\n      S    </td>\n</tr></table>\n", "line 5: org-growth:end would be code below the blank lines of a section: begin in the first column what is indented on line 4, 5, 6"},
	{"above indented HTML", "<div>\nS\t<img src=a>\n</div>\n", "line 3: org-growth:end ends the HTML that line 4 stands in, which would be code then: begin it in the first column"},
	{"above text in a div", "<div>\nStext\n</div>\n", "line 2: org-growth:start stands where a section changes how the text around it is shown: put a blank line above it and one below org-growth:end, or move both markers out of what surrounds them"},
	{"a tight list", "C- a\n  S- b\n", "line 4: org-growth:start stands where a section changes how the text around it is shown: put a blank line above it and one below org-growth:end, or move both markers out of what surrounds them"},
	{"a quote's end", "> <!-- org-growth:start -->\n<!-- org-growth:end -->\n", "line 2: org-growth:end stands in another element, list item or quote than its start on line 1: put both into the same one"},

	{"unclosed", "x\n<!-- org-growth:start -->\n", "line 2: org-growth:start has no end: put <!-- org-growth:end --> on a line of its own below it"},
	{"unclosed, indented", "<!-- org-growth:start -->\n\n\t<!-- org-growth:end -->\n", "line 1: org-growth:start has no end: that of line 3 is indented so far that it is code: begin it in the first column"},
	{"unclosed, in code", "<!-- org-growth:start -->\n```\n<!-- org-growth:end -->\n", "line 1: org-growth:start has no end: that of line 3 stands in code: move it out"},
	{"unopened", "<!-- org-growth:table:end -->\n", "line 1: org-growth:table:end has no start: put <!-- org-growth:table:start --> on a line of its own before it"},
	{"twice", "S\nS", "line 4: org-growth:start stands a second time, first on line 1: remove one of the two sections"},
	{"crossed", "<!-- org-growth:chart:start -->\n<!-- org-growth:table:start -->\n<!-- org-growth:chart:end -->\n<!-- org-growth:table:end -->\n",
		"line 2: org-growth:table:start stands before org-growth:chart:start of line 1 has ended: put <!-- org-growth:chart:end --> on a line of its own before it"},
	{"misspelt", "<!-- org-growth:tabel:start -->\n<!-- org-growth:tabel:end -->\n",
		"line 1: there is no part org-growth:tabel: write org-growth, org-growth:chart, org-growth:table or org-growth:total"},
}

// written returns the document of a place, as a test writes it.
func written(doc string) []byte {
	for short, p := range map[string]part{"S": whole, "C": chart} {
		form := regexp.MustCompile(`(?m)^([ \t>]*)` + short)
		end := "\n"
		if strings.Contains(doc, "\r") {
			form, end = regexp.MustCompile(`(\r)`+short), "\r"
		}
		doc = form.ReplaceAllString(doc, fmt.Sprintf("${1}<!-- %s:start -->%s${1}<!-- %[1]s:end -->%[2]s", p, end))
	}
	return []byte(doc)
}

func TestPlacesAndReasons(t *testing.T) {
	for _, tt := range places {
		t.Run(tt.name, func(t *testing.T) {
			err := hold(t, written(tt.doc))
			if err == nil {
				err = errors.New("README.md ")
			}
			if diff := cmp.Diff("README.md "+tt.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s\nin\n%s", diff, written(tt.doc))
			}
		})
	}
}

func TestNoMarkers(t *testing.T) {
	const paste = "Paste these two lines where it is to stand, " +
		"each alone on its line and outside code blocks (or set readme: '' to write none):\n\n" + Lines
	tests := []struct{ name, doc, want string }{
		{"empty", "", ""},
		{"none", "# Title\n", ""},
		{"in a line", "a <!-- org-growth:start --> b\n", "org-growth:start of line 1 has other text on its line: put it on a line of its own. "},
		{"in code", "\n```\n<!-- org-growth:table:start -->\n```\n", "org-growth:table:start of line 3 stands in code: move it out. "},
		{"indented", "\t<!-- org-growth:end -->", "org-growth:end of line 1 is indented so far that it is code: begin it in the first column. "},
		{"in front matter", "---\na: b\n" + Lines + "\n---\n", "org-growth:start of line 3 stands in the front matter: move it below. org-growth:end of line 4 stands in the front matter: move it below. "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Update([]byte(tt.doc), nil, options)
			if diff := cmp.Diff("README.md has no markers for the section. "+tt.want+paste, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The picture is a picture, and the table a table, where a section stands.
func TestShown(t *testing.T) {
	lines := days()[9]
	for _, tt := range places {
		if tt.want != "" || !strings.Contains(tt.doc, "S") {
			continue
		}
		updated, err := Update(written(tt.doc), lines, options)
		if err != nil {
			t.Fatal(err)
		}
		d := read(updated)
		s, err := d.show()
		if err != nil {
			t.Fatal(err)
		}
		nodes, ok := s.between(0, 1)
		as, err := render(nodes)
		if !ok || err != nil || strings.Count(as, "<tr>") != len(lines)+2 || !strings.Contains(as, `<img alt="Line chart:`) || strings.Contains(as, "<pre>") {
			t.Errorf("%s: it is shown as %s, %v", tt.name, as, err)
		}
	}
}

func FuzzUpdate(f *testing.F) {
	for _, tt := range places {
		f.Add(written(tt.doc))
		f.Add([]byte(crlf(string(written(tt.doc)))))
	}
	f.Add([]byte("\ufeff" + crlf(Lines)))
	f.Fuzz(func(t *testing.T, doc []byte) {
		_, _ = hold(t, doc), Check(Options{Path: "README.md"}, doc)
	})
}

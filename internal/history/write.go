package history

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

func newFile(path string) *file {
	f := &file{path: path, data: []byte(header), newline: "\n", columns: columns{width: ours}}
	for column := range ours {
		f.columns.at[column] = column
	}
	return f
}

// writer makes a file of the rows of an older one and of new ones.
type writer struct {
	*file
	old      *file
	padding  string // of old rows, for columns that are new
	glossary *glossary
	encoded  bytes.Buffer
	csv      *csv.Writer
}

// writer begins a file that is to have so many new rows.
func (f *file) writer(fresh int, g *glossary) *writer {
	w := &writer{file: &file{path: f.path, newline: f.newline, columns: f.columns}, old: f, glossary: g}
	names := ""
	if fresh > 0 {
		names, w.padding = w.columns.widen()
	}
	w.csv = csv.NewWriter(&w.encoded)
	w.data = make([]byte, 0, len(f.data)+len(names)+len(f.rows)*len(w.padding)+fresh*256)
	w.rows = make([]row, 0, len(f.rows)+fresh)
	w.put(f.top(), names)
	return w
}

// join puts the parts of the block into the places where parts were, in their
// order, and those that are left behind the last: an organisation of another
// list stays where it is, and two lists in one file come to rest.
func (f *file) join(b *block, parts []part, g *glossary) *file {
	fresh := 0
	for _, p := range parts {
		fresh += len(p.fresh)
	}
	w := f.writer(fresh, g)
	parts = slices.DeleteFunc(parts, part.empty)
	left := places(parts)
	kept := 0
	fill := func() {
		for ; len(left) > 0 && left[0] == kept; left = left[1:] {
			n := 1
			if len(left) == 1 {
				n = len(parts)
			}
			w.parts(parts[:n])
			parts = parts[n:]
		}
	}
	for i, r := range f.rows {
		if b.place(r) < 0 {
			fill()
			w.keep(i)
			kept++
		}
	}
	fill()
	w.parts(parts)
	return w.file
}

// places returns where parts stood, in the order of the file.
func places(parts []part) []int {
	var places []int
	for _, p := range parts {
		if p.place >= 0 {
			places = append(places, p.place)
		}
	}
	slices.Sort(places)
	return places
}

func (w *writer) parts(parts []part) {
	for _, p := range parts {
		for _, i := range p.past {
			w.keep(i)
		}
		var before []byte // what stood in columns that are not ours goes on
		if n := len(p.today); n > 0 {
			before = w.old.raw(p.today[n-1])
		}
		for _, r := range p.fresh {
			w.encode(*r, before)
		}
		if !p.again {
			for _, i := range p.today {
				w.keep(i)
			}
		}
	}
}

// keep writes a row as it stood in the old file.
func (w *writer) keep(i int) {
	r := w.old.rows[i]
	r.start = offset(len(w.data))
	w.rows = append(w.rows, r)
	w.put(w.old.raw(i), w.padding)
}

// put writes a line of the old file with more text at its right, and with its
// end, which editors leave out of the last one.
func (w *writer) put(line []byte, more string) {
	body := bytes.TrimRight(line, "\r\n")
	end := line[len(body):]
	if len(end) == 0 {
		end = []byte(w.newline)
	}
	w.data = append(append(append(w.data, body...), more...), end...)
}

// encode writes a record as a new row. Columns that are not ours are empty, or
// as in the row that stood there before.
func (w *writer) encode(r stats.Record, before []byte) {
	cells := w.cells(before)
	set := func(column int, value string) { cells[w.columns.at[column]] = value }
	set(Organisation, text(r.Login))
	set(Date, r.Day.String())
	set(TopLanguage, text(r.TopLanguage))
	set(TopLicense, text(r.TopLicense))
	set(URL, r.URL)
	for m, n := range r.Counts {
		set(columnOf(stats.Metric(m)), n.String())
	}
	set(OrganisationID, "")
	if r.ID != 0 {
		set(OrganisationID, strconv.FormatInt(r.ID, 10))
	}
	set(Source, string(r.Source))

	w.rows = append(w.rows, w.row(r))
	w.line(cells)
}

// line writes cells as a line.
func (w *writer) line(cells []string) {
	w.encoded.Reset()
	_ = w.csv.Write(cells) // a Buffer does not fail; Flush has nothing to report
	w.csv.Flush()
	w.data = append(w.data, bytes.ReplaceAll(w.encoded.Bytes(), []byte("\n"), []byte(w.newline))...)
}

// row returns the row of a record that is written next.
func (w *writer) row(r stats.Record) row {
	a, _ := split(r.URL)
	row := row{
		start: offset(len(w.data)),
		words: w.glossary.add(words{a.Key(), r.Login, r.URL, r.ID, r.TopLanguage, r.TopLicense, r.Source}),
		day:   small(r.Day),
	}
	row.open = above(r.Counts[0])
	var c counts
	for m := range c {
		c[m] = above(r.Counts[m+1])
	}
	row.counts = w.glossary.keep(c, 0)
	return row
}

func (w *writer) cells(before []byte) []string {
	cells := make([]string, w.columns.width)
	if old, err := csv.NewReader(bytes.NewReader(lineFeeds(before))).Read(); err == nil && len(old) <= len(cells) {
		copy(cells, old) // new columns stand at the right
	}
	return cells
}

// text makes foreign text harmless: on one line, and, for spreadsheets that
// open the file, no formula. Names that GitHub gives begin with none of these.
func text(s string) string {
	s = stats.OneLine(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

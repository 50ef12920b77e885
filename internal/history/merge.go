package history

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// Is reports whether a file begins with the header of a history.
func Is(data []byte) bool {
	c := &cutter{data: bytes.TrimPrefix(data, mark)}
	return !blank(data) && c.row() == nil && new(columns).find(c.cells) == nil
}

// Merge returns the history with what pending has otherwise than its ancestor,
// by account and day, in whichever of their files. Of a row that the ancestor has,
// this history wins where it has another one or none; of one that both sides
// added, pending. What stands here keeps its place and its bytes; what is new
// stands at the end of the file of its date. The files of the two are those of
// this history or another one, by path; nil is one that does not exist.
func (h *History) Merge(ancestor, pending map[string][]byte) (*History, error) {
	return h.merge(ancestor, pending, false)
}

// Adopt returns the history with what pending, files of another one, have
// otherwise than their ancestor. It is Merge, except that a row stays which stands
// here and is not the ancestor's.
func (h *History) Adopt(ancestor, pending map[string][]byte) (*History, error) {
	return h.merge(ancestor, pending, true)
}

func (h *History) merge(ancestor, pending map[string][]byte, stays bool) (*History, error) {
	glossary := h.glossary.clone()
	parser := newParser(&glossary)
	m := merger{glossary: &glossary, stays: stays, changes: map[key]*change{}}
	var old, new []*file
	for _, path := range slices.Sorted(maps.Keys(pending)) {
		before, err := parser.file(path, ancestor[path])
		if err != nil {
			return nil, err
		}
		after, err := parser.file(path, pending[path])
		if err != nil {
			return nil, err
		}
		old, new = append(old, before), append(new, after)
	}
	m.whose(slices.Concat(h.files, old, new))
	for i := range old {
		m.find(old[i], new[i])
	}
	m.collect(old, func(c *change) *[]place { return &c.ancestor })
	m.collect(new, func(c *change) *[]place { return &c.pending })
	m.collect(h.files, func(c *change) *[]place { return &c.base })
	return m.apply(h), nil
}

// Shares reports whether a row of another file stands here, too. What cannot be
// read shares none.
func (h *History) Shares(path string, data []byte) bool {
	glossary := h.glossary.clone()
	parser := newParser(&glossary)
	other, err := parser.file(path, data)
	if err != nil {
		return false
	}
	theirs := map[said]bool{}
	for _, r := range other.rows {
		theirs[glossary.said(r)] = true
	}
	return slices.ContainsFunc(h.files, func(f *file) bool {
		return slices.ContainsFunc(f.rows, func(r row) bool { return theirs[glossary.said(r)] })
	})
}

// said is what a row says, wherever it stands.
type said struct {
	row
	counts
}

func (g *glossary) said(r row) said {
	c := g.counts[r.counts]
	r.start, r.counts = 0, 0
	return said{row: r, counts: c}
}

// key is whose row it is, and of which day.
type key struct {
	account
	day int32
}

// place is a row of a file.
type place struct {
	*file
	row int
}

// change is what three sides have of an account on a day, mostly one row each.
type change struct {
	ancestor, base, pending []place
}

type merger struct {
	*glossary
	stays    bool      // whether the base keeps what the ancestor does not have
	accounts []account // by words
	changes  map[key]*change
}

// whose finds out whose rows the words of all files are.
func (m *merger) whose(files []*file) {
	all := &History{files: files, glossary: *m.glossary}
	accounts := all.accounts(nil)
	for _, w := range m.words {
		m.accounts = append(m.accounts, accounts.of(w))
	}
}

func (m *merger) key(r row) key { return key{m.accounts[r.words], r.day} }

// find notes what may have changed between two files. Mostly all rows but the
// last ones are the same.
func (m *merger) find(old, new *file) {
	before, after := 0, 0
	for before < min(len(old.rows), len(new.rows)) && m.sameRow(old, before, new, before) {
		before++
	}
	for after < min(len(old.rows), len(new.rows))-before && m.sameRow(old, len(old.rows)-1-after, new, len(new.rows)-1-after) {
		after++
	}
	for _, f := range []*file{old, new} {
		for _, r := range f.rows[before : len(f.rows)-after] {
			m.changes[m.key(r)] = &change{}
		}
	}
}

// collect adds the rows of files to the changes that they belong to.
func (m *merger) collect(files []*file, side func(*change) *[]place) {
	for _, f := range files {
		for i, r := range f.rows {
			if c := m.changes[m.key(r)]; c != nil {
				places := side(c)
				*places = append(*places, place{file: f, row: i})
			}
		}
	}
}

// wins reports whether the pending rows take the place of the base's.
func (m *merger) wins(c *change) bool {
	return !m.alike(c.pending, c.ancestor) && !m.alike(c.pending, c.base) &&
		(m.alike(c.ancestor, c.base) || len(c.ancestor) == 0 && !m.stays)
}

// won returns the changes in which pending rows win, in the order in which they
// stand there.
func (m *merger) won() []*change {
	var won []*change
	for _, c := range m.changes {
		if m.wins(c) {
			won = append(won, c)
		}
	}
	slices.SortFunc(won, func(a, b *change) int {
		x, y := a.first(), b.first()
		return cmp.Or(cmp.Compare(len(b.pending), len(a.pending)), cmp.Compare(x.path, y.path), cmp.Compare(x.row, y.row))
	})
	return won
}

// first is where the rows of an account and day begin; no other's do there.
func (c *change) first() place {
	return slices.Concat(c.pending, c.ancestor)[0]
}

// apply writes the files anew in which pending rows win. Rows of which the base
// has none stand at the end of the file where they belong.
func (m *merger) apply(h *History) *History {
	instead := map[place][]place{} // rows in the place of one of the base; none for those that go
	fresh := map[string][]place{}
	for _, c := range m.won() {
		for i, p := range c.base {
			instead[p] = nil
			if i == 0 {
				instead[p] = c.pending
			}
		}
		if len(c.base) == 0 {
			for _, p := range c.pending {
				path := m.home(h, p)
				fresh[path] = append(fresh[path], p)
			}
		}
	}
	merged := &History{pattern: h.pattern, glossary: *m.glossary}
	for _, f := range h.opened(slices.Collect(maps.Keys(fresh))) {
		merged.files = append(merged.files, f.with(instead, fresh[f.path], m.glossary))
	}
	return merged
}

// home returns the file in which a row belongs.
func (m *merger) home(h *History, p place) (path string) {
	r := p.rows[p.row]
	if m.words[r.words].source == stats.Backfill {
		return h.pattern.Past(h.shelf().last)
	}
	return h.pattern.Path(stats.Day(r.day))
}

// with returns the file with some rows in the place of others, and with more at
// its end.
func (f *file) with(instead map[place][]place, fresh []place, g *glossary) *file {
	n := len(fresh)
	touched := n > 0
	for p, rows := range instead {
		if p.file == f {
			n += len(rows)
			touched = true
		}
	}
	if !touched {
		return f
	}
	w := f.writer(n, g)
	for i := range f.rows {
		rows, replaced := instead[place{file: f, row: i}]
		if !replaced {
			w.keep(i)
		}
		for _, p := range rows {
			w.take(p)
		}
	}
	for _, p := range fresh {
		w.take(p)
	}
	return w.file
}

// take writes a row of another file, in the form of this one: its cells stand
// below the same names.
func (w *writer) take(p place) {
	r := p.rows[p.row]
	r.start = offset(len(w.data))
	w.rows = append(w.rows, r)
	names := w.names()
	if slices.Equal(names, p.names()) {
		w.put(p.raw(p.row), "")
		return
	}
	cells := make([]string, w.columns.width)
	said := p.cells()
	for i, name := range names {
		cells[i] = said[name]
	}
	w.line(cells)
}

// names returns the names of the columns, ours as we call them.
func (f *file) names() []string {
	c := &cutter{data: bytes.TrimPrefix(f.top(), mark)}
	if err := c.row(); err != nil {
		return nil
	}
	names := make([]string, len(c.cells))
	for i, cell := range c.cells {
		names[i] = string(bytes.TrimSpace(cell))
	}
	for column, at := range f.columns.at {
		if at >= 0 {
			names[at] = Columns[column]
		}
	}
	return names
}

// cells returns what stands in a row, by the names of the columns; empty cells
// are left out.
func (p place) cells() map[string]string {
	c := &cutter{data: p.raw(p.row)}
	if err := c.row(); err != nil {
		return nil
	}
	cells := map[string]string{}
	for i, name := range p.names() {
		if i < len(c.cells) && len(c.cells[i]) > 0 {
			cells[name] = string(c.cells[i])
		}
	}
	return cells
}

// alike reports whether two sides have the same rows of an account and day, in
// any order.
func (g *glossary) alike(a, b []place) bool {
	if len(a) != len(b) {
		return false
	}
	left := slices.Clone(b)
	for _, p := range a {
		i := slices.IndexFunc(left, func(q place) bool { return g.sameRow(p.file, p.row, q.file, q.row) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

// sameRow reports whether two rows say the same, whatever their form. Both
// files share a glossary.
func (g *glossary) sameRow(a *file, i int, b *file, j int) bool {
	if g.said(a.rows[i]) != g.said(b.rows[j]) {
		return false
	}
	if a.columns == b.columns && bytes.Equal(bytes.TrimRight(a.raw(i), "\r\n"), bytes.TrimRight(b.raw(j), "\r\n")) {
		return true
	}
	return a.foreign() == 0 && b.foreign() == 0 || maps.Equal(place{a, i}.others(), place{b, j}.others())
}

// foreign returns how many columns are not ours.
func (f *file) foreign() int {
	n := f.columns.width
	for _, at := range f.columns.at {
		if at >= 0 {
			n--
		}
	}
	return n
}

// others returns the cells of a row that are not ours.
func (p place) others() map[string]string {
	cells := p.cells()
	for _, name := range Columns {
		delete(cells, name)
	}
	return cells
}

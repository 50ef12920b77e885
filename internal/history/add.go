package history

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// Add returns the history with what was counted on a day. Each record goes into
// the file of its date, and what was derived into its own. There the day's block stands at the end, organisations
// in the order of the list: the record of each, and before it, where the history
// knew nothing of the organisation, its past; so it is in files that get a past
// alone. Records that were observed on that day before, by whichever run, are
// part of the block; those of an organisation that is counted again are
// replaced. Results with an error add nothing, and so does the same call again.
func (h *History) Add(day stats.Day, orgs []stats.Org, today []stats.Result) *History {
	if !slices.ContainsFunc(today, func(r stats.Result) bool { return r.Err == nil }) {
		return h
	}
	b := h.block(day, orgs, today)
	added := &History{pattern: h.pattern, glossary: h.glossary.clone()}
	for _, f := range h.opened(slices.Collect(maps.Keys(b.fresh))) {
		added.files = append(added.files, f.add(b, &added.glossary))
	}
	return added
}

// block is what belongs together on a day.
type block struct {
	day     int32
	path    string // of the file of the day
	past    shelf  // of what was derived
	words   []words
	list    list
	entries []entry               // of the list
	fresh   map[string][]addition // for each file, in the order of the list
}

// entry is an organisation's part of the block.
type entry struct {
	known   bool // has a record in the history
	before  bool // one that was observed on the day
	earlier bool // one that was observed on another day
	now     bool // one of this run
}

// addition is a record that this run adds.
type addition struct {
	place int // of its organisation
	*stats.Record
}

func (h *History) block(day stats.Day, orgs []stats.Org, today []stats.Result) *block {
	accounts := h.accounts(today)
	b := &block{day: small(day), path: h.pattern.Path(day), past: h.shelf(), words: h.words, fresh: map[string][]addition{}}
	b.list = h.list(orgs, accounts)
	b.entries = make([]entry, len(b.list.orgs))
	h.each(b.list, func(place int, r *row) {
		e := &b.entries[place]
		observed := h.words[r.words].source == stats.Observed
		e.known = true
		e.before = e.before || observed && r.day == b.day
		e.earlier = e.earlier || observed && r.day != b.day
	})
	results := make([]*stats.Result, len(b.entries))
	for _, result := range today {
		place, ok := b.list.entry[result.Org.Key()]
		if ok && result.Err == nil {
			results[place] = &result
		}
	}
	for place, result := range results {
		if result != nil {
			b.add(place, result)
		}
	}
	return b
}

func (b *block) add(place int, result *stats.Result) {
	e := &b.entries[place]
	e.now = true
	if !e.known && len(result.Past) > 0 {
		path := b.past.put(len(result.Past))
		for i := range result.Past {
			b.fresh[path] = append(b.fresh[path], addition{place, &result.Past[i]})
		}
	}
	b.fresh[b.path] = append(b.fresh[b.path], addition{place, &result.Record})
}

// shelf is the files of what was derived, which are filled one after the other.
type shelf struct {
	pattern Pattern
	last    int // file, counted from 1
	size    int // of it, in bytes
}

const (
	// full is the size in bytes of a file of what was derived above which another
	// is begun. GitHub takes 37 MiB in a commit, which may change two of them, and
	// the file of the day, too.
	full  = 10 << 20
	usual = 150 // bytes of a row, at most
)

func (h *History) shelf() shelf {
	s := shelf{pattern: h.pattern, last: 1}
	for _, f := range h.files {
		if n := h.pattern.past(f.path); n >= s.last {
			s.last, s.size = n, len(f.data)
		}
	}
	return s
}

// put makes room for the rows of an organisation, and returns the file in which
// they stand together.
func (s *shelf) put(rows int) (path string) {
	size := rows * usual
	if s.size > 0 && s.size+size > full {
		s.last, s.size = s.last+1, 0
	}
	s.size += size
	return s.pattern.Past(s.last)
}

// place tells in whose part of the block a row is, or -1. To the block belongs
// what was observed on the day, and the past of an organisation that is counted
// on the day and was not observed before.
func (b *block) place(r row) int {
	place := b.list.of[r.words]
	if place < 0 {
		return -1
	}
	e := b.entries[place]
	observed := b.words[r.words].source == stats.Observed
	if observed && r.day == b.day || !observed && !e.earlier && (e.before || e.now) {
		return place
	}
	return -1
}

// opened returns the files, with those of the paths that do not exist yet.
func (h *History) opened(paths []string) []*file {
	files := slices.Clone(h.files)
	for _, path := range paths {
		if !slices.ContainsFunc(h.files, func(f *file) bool { return f.path == path }) {
			files = append(files, newFile(path))
		}
	}
	slices.SortFunc(files, func(a, b *file) int { return h.pattern.Compare(a.path, b.path) })
	return files
}

// part is an entry's part of the block in one file.
type part struct {
	past, today []int // rows that stand there
	place       int   // where, in rows that are not of the block
	fresh       []*stats.Record
	again       bool // counted by this run, whose record takes the place of today, in whichever file that stands
}

func (p part) empty() bool {
	return len(p.past)+len(p.fresh) == 0 && (p.again || len(p.today) == 0)
}

// add returns the file with its part of the block.
func (f *file) add(b *block, g *glossary) *file {
	parts, touched := f.parts(b)
	for _, a := range b.fresh[f.path] {
		parts[a.place].fresh = append(parts[a.place].fresh, a.Record)
		touched = true
	}
	if !touched {
		return f
	}
	return f.join(b, parts, g)
}

// parts finds what stands in the file of each part of the block. Its place is
// that of the day's records; in files of the past that of the past, if it has
// been in the block before.
func (f *file) parts(b *block) (parts []part, found bool) {
	parts = make([]part, len(b.entries))
	for i := range parts {
		parts[i].place, parts[i].again = -1, b.entries[i].now
	}
	kept := 0
	for i, r := range f.rows {
		at := b.place(r)
		if at < 0 {
			kept++
			continue
		}
		found = true
		p := &parts[at]
		if b.words[r.words].source == stats.Backfill {
			if p.place < 0 && b.entries[at].before {
				p.place = kept
			}
			p.past = append(p.past, i)
			continue
		}
		if len(p.today) == 0 {
			p.place = kept
		}
		p.today = append(p.today, i)
	}
	return parts, found
}

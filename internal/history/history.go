// Package history keeps the CSV file: bytes become records, a day's records
// are added, and every byte that stood there before stays.
//
//	Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Organisation ID,Source
//
// Columns are found by name, in any order. Unknown ones are kept, missing ones
// of ours are added at the right, once. Line ends and a byte order mark stay
// as they are; a new file has LF and none.
package history

import (
	"bytes"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// File is a history as it stands in a CSV file.
type File struct {
	bom     []byte
	newline string
	header  []byte // raw, with its line end
	columns columns
	rows    []row
}

// row is a record and the bytes that it was read from, with their line end.
type row struct {
	raw []byte
	stats.Record
	login login // of the account, in the form that is compared
}

// Bytes returns the file.
func (f *File) Bytes() []byte {
	size := len(f.bom) + len(f.header)
	for _, r := range f.rows {
		size += len(r.raw)
	}
	out := append(make([]byte, 0, size), f.bom...)
	out = append(out, f.header...)
	for _, r := range f.rows {
		out = append(out, r.raw...)
	}
	return out
}

// Empty tells whether the file holds no record.
func (f *File) Empty() bool { return len(f.rows) == 0 }

// Lines returns the organisations of a list on a host (like github.com), in
// the order of the list, each with its records: oldest first, of several for
// one day the last in the file. An organisation without a record has a line
// without one. Two entries for one account, under its old and its new login,
// are one line: the entry with the newer login.
func (f *File) Lines(orgs []stats.Org, host string) []stats.Line {
	accounts := f.accounts(nil)
	at := map[account]int{}
	var lines []stats.Line
	for _, org := range orgs {
		a := accounts.listed(newLogin(host, org.Login))
		if _, ok := at[a]; !ok {
			at[a] = len(lines)
			lines = append(lines, stats.Line{Org: org})
		}
	}
	for _, r := range f.rows {
		if i, ok := at[accounts.of(r)]; ok {
			lines[i].Records = append(lines[i].Records, r.Record)
		}
	}
	for i := range lines {
		lines[i].Records = daily(lines[i].Records)
	}
	for _, org := range orgs {
		l := &lines[at[accounts.listed(newLogin(host, org.Login))]]
		if strings.EqualFold(org.Login, l.Spelling()) {
			l.Org = org
		}
	}
	return lines
}

// daily sorts records by day and keeps the last of each.
func daily(records []stats.Record) []stats.Record {
	slices.SortStableFunc(records, func(a, b stats.Record) int { return int(a.Day - b.Day) })
	kept := records[:0]
	for i, r := range records {
		if i+1 == len(records) || records[i+1].Day != r.Day {
			kept = append(kept, r)
		}
	}
	return kept
}

// Add returns the file with what was counted on a day. The day's block stands
// at the end, organisations in the order of the list: the record of each, and
// before it, where the file knew nothing of the organisation, its past.
// Records that were observed on that day before, by whichever run, are part of
// the block; those of an organisation that is counted again are replaced.
// Results with an error add nothing, and so does the same call again.
func (f *File) Add(day stats.Day, orgs []stats.Org, host string, today []stats.Result) *File {
	if !slices.ContainsFunc(today, func(r stats.Result) bool { return r.Err == nil }) {
		return f
	}
	accounts := f.accounts(today)
	block := map[account]*entry{}
	var order []*entry
	for _, org := range orgs {
		a := accounts.listed(newLogin(host, org.Login))
		if block[a] == nil {
			block[a] = &entry{}
			order = append(order, block[a])
		}
	}
	for _, result := range today {
		a := accounts.listed(newLogin(host, result.Org.Login))
		if e := block[a]; e != nil && result.Err == nil {
			e.result, e.counted = &result, true
		}
	}
	f.find(day, accounts, block)
	kept, places := f.split(day, accounts, block)
	for _, e := range order {
		f.record(e)
	}
	added := *f
	added.header = f.ended(f.header)
	added.rows = join(kept, places, order)
	return &added
}

// entry is an organisation's part of the day's block.
type entry struct {
	result  *stats.Result // of this run; nil where it has none
	known   bool          // has a record in the file
	counted bool          // has one of the day, in the file or by this run
	earlier bool          // has one that was observed on another day
	past    []row         // backfilled
	today   []row         // observed
}

func (f *File) find(day stats.Day, accounts *accounts, block map[account]*entry) {
	for _, r := range f.rows {
		if e := block[accounts.of(r)]; e != nil {
			e.known = true
			e.counted = e.counted || r.Source == stats.Observed && r.Day == day
			e.earlier = e.earlier || r.Source == stats.Observed && r.Day != day
		}
	}
}

// has tells whether a row is of an organisation's part of the block: what was
// observed on the day, and its past, where nothing was observed before.
func (e *entry) has(r row, day stats.Day) bool {
	return e != nil && e.counted && (r.Source == stats.Observed && r.Day == day || r.Source == stats.Backfill && !e.earlier)
}

// split takes the parts of the block out of the rows, and remembers the places
// of the day's records: before which of the rows that are kept.
func (f *File) split(day stats.Day, accounts *accounts, block map[account]*entry) (kept []row, places []int) {
	kept = make([]row, 0, len(f.rows)+len(block))
	for i, r := range f.rows {
		if i == len(f.rows)-1 {
			r.raw = f.ended(r.raw)
		}
		e := block[accounts.of(r)]
		if !e.has(r, day) {
			kept = append(kept, r)
			continue
		}
		if r.Source == stats.Backfill {
			e.past = append(e.past, r)
			continue
		}
		if len(e.today) == 0 {
			places = append(places, len(kept))
		}
		e.today = append(e.today, r)
	}
	return kept, places
}

// join puts the parts of the block into the places where parts were, in their
// order, and those that are left behind the last: an organisation of another
// list stays where it is, and two lists in one file come to rest.
func join(kept []row, places []int, order []*entry) []row {
	parts := slices.DeleteFunc(order, func(e *entry) bool { return len(e.past)+len(e.today) == 0 })
	if len(places) == 0 {
		places = []int{len(kept)}
	}
	rows := make([]row, 0, len(kept)+len(parts))
	from := 0
	for i, place := range places {
		rows = append(rows, kept[from:place]...)
		from = place
		some := parts[i:]
		if i < len(places)-1 {
			some = parts[i : i+1]
		}
		for _, e := range some {
			rows = append(append(rows, e.past...), e.today...)
		}
	}
	return append(rows, kept[from:]...)
}

// record puts this run's result into its part of the block.
func (f *File) record(e *entry) {
	if e.result == nil {
		return
	}
	if !e.known {
		for _, past := range e.result.Past {
			e.past = append(e.past, f.encode(past, nil))
		}
	}
	var before []byte // what stood in columns that are not ours goes on
	if n := len(e.today); n > 0 {
		before = e.today[n-1].raw
	}
	e.today = []row{f.encode(e.result.Record, before)}
}

// ended returns a line with its end, which editors leave out of the last one.
func (f *File) ended(line []byte) []byte {
	if bytes.HasSuffix(line, []byte("\n")) {
		return line
	}
	return append(bytes.TrimRight(slices.Clip(line), "\r"), f.newline...)
}

// last returns the last line of the file.
func (f *File) last() *[]byte {
	if len(f.rows) == 0 {
		return &f.header
	}
	return &f.rows[len(f.rows)-1].raw
}

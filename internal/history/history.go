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
// are one line, the first.
func (f *File) Lines(orgs []stats.Org, host string) []stats.Line {
	accounts := f.accounts(nil)
	records := map[account][]stats.Record{}
	var order []account
	var lines []stats.Line
	for _, org := range orgs {
		a := accounts.listed(newLogin(host, org.Login))
		if _, ok := records[a]; ok {
			continue
		}
		records[a] = nil
		order = append(order, a)
		lines = append(lines, stats.Line{Org: org})
	}
	for _, r := range f.rows {
		a := accounts.of(r)
		if have, ok := records[a]; ok {
			records[a] = append(have, r.Record)
		}
	}
	for i, a := range order {
		lines[i].Records = daily(records[a])
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
	for _, org := range orgs {
		block[accounts.listed(newLogin(host, org.Login))] = &entry{}
	}
	added := *f
	added.header = f.ended(f.header)
	added.rows = f.split(day, accounts, block)
	for _, result := range today {
		a := accounts.listed(newLogin(host, result.Org.Login))
		if e := block[a]; e != nil && result.Err == nil {
			f.record(e, result)
		}
	}
	for _, org := range orgs {
		a := accounts.listed(newLogin(host, org.Login))
		if e := block[a]; e != nil {
			added.rows = append(append(added.rows, e.past...), e.today...)
			delete(block, a) // a second entry for the same account adds nothing
		}
	}
	return &added
}

// entry is an organisation's part of the day's block.
type entry struct {
	earlier bool  // has records that are not of the block
	past    []row // backfilled
	today   []row // observed
}

// split takes the day's block out of the rows. An organisation's backfilled
// rows are of the block when everything that was observed of it was observed
// on that day.
func (f *File) split(day stats.Day, accounts *accounts, block map[account]*entry) (kept []row) {
	for _, r := range f.rows {
		if e := block[accounts.of(r)]; e != nil && r.Source == stats.Observed && r.Day != day {
			e.earlier = true
		}
	}
	kept = make([]row, 0, len(f.rows)+len(block))
	for i, r := range f.rows {
		if i == len(f.rows)-1 {
			r.raw = f.ended(r.raw)
		}
		switch e := block[accounts.of(r)]; {
		case e != nil && r.Source == stats.Observed && r.Day == day:
			e.today = append(e.today, r)
		case e != nil && r.Source == stats.Backfill && !e.earlier:
			e.past = append(e.past, r)
		default:
			kept = append(kept, r)
		}
	}
	return kept
}

// record puts a result into its part of the block.
func (f *File) record(e *entry, result stats.Result) {
	if !e.earlier && len(e.past) == 0 && len(e.today) == 0 {
		for _, past := range result.Past {
			e.past = append(e.past, f.encode(past, nil))
		}
	}
	var before []byte // what stood in columns that are not ours goes on
	if n := len(e.today); n > 0 {
		before = e.today[n-1].raw
	}
	e.today = []row{f.encode(result.Record, before)}
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

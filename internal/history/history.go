// Package history keeps the CSV: bytes become records, a day's records are
// added, and every byte that stood there before stays.
//
//	Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source
//
// Columns are found by name, in any order. Unknown ones are kept, missing ones
// of ours are added at the right once a row is added. Line ends and a byte order
// mark stay as they are; a new file has LF and none.
//
// The history may be divided among files by year or month. Each keeps its own
// form; whose a row is, and what is known already, is asked of all together.
package history

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// History is what stands in the files of a pattern. It does not change.
type History struct {
	pattern Pattern
	files   []*file // in the order of time
	glossary
}

// ReadAll reads a history out of the files of a repository, by path; those that
// do not match the pattern are left aside. Without any, and from nil or empty
// ones, it is a history without records. The bytes stay in use. An error names
// file, line and column of what cannot be read.
func ReadAll(p Pattern, files map[string][]byte) (*History, error) {
	return new(Reader).Read(p, files)
}

// Files returns all files by path: those that did not change with the very
// bytes that were read.
func (h *History) Files() map[string][]byte {
	files := make(map[string][]byte, len(h.files))
	for _, f := range h.files {
		files[f.path] = f.data
	}
	return files
}

// Until returns an error for a row that is dated more than a day later than
// today, which would stay the newest for long. It names file, line and the way
// out. A day later is right: another run may have begun after midnight.
func (h *History) Until(today stats.Day) error {
	for _, f := range h.files {
		for _, r := range f.rows {
			if day := stats.Day(r.day); day > today+1 {
				return fmt.Errorf("%s line %d: Date: %s lies ahead, today is %s: correct the date there, or take the row out",
					f.path, 1+ends(f.data[:r.start]), day, today)
			}
		}
	}
	return nil
}

// Empty reports whether there is no record.
func (h *History) Empty() bool {
	return !slices.ContainsFunc(h.files, func(f *file) bool { return len(f.rows) > 0 })
}

// Line is an organisation of a list, and what stands of it in the files. It shares
// their rows, since there may be millions.
type Line struct {
	stats.Org
	id      int64 // of the account; 0 where no row bears it
	history *History
	rows    []*row // oldest first, one a day
}

// All returns the records: oldest first, of several for one day the last in the
// files.
func (l Line) All() iter.Seq[stats.Record] { return l.Since(stats.Never) }

// Since returns the records from a day on, likewise.
func (l Line) Since(day stats.Day) iter.Seq[stats.Record] {
	first, _ := slices.BinarySearchFunc(l.rows, day, func(r *row, day stats.Day) int { return cmp.Compare(stats.Day(r.day), day) })
	return func(yield func(stats.Record) bool) {
		for _, r := range l.rows[first:] {
			if !yield(l.history.record(r)) {
				return
			}
		}
	}
}

// Latest returns the newest record with the account's number, if any record bears
// it, and false where there is no record.
func (l Line) Latest() (newest stats.Record, found bool) {
	if len(l.rows) == 0 {
		return stats.Record{}, false
	}
	newest = l.history.record(l.rows[len(l.rows)-1])
	newest.ID = l.id
	return newest, true
}

// Lines returns the organisations of a list, in its order. Two entries for one
// account, under its old and its new login, are one line: the entry with the newer login.
func (h *History) Lines(orgs []stats.Org) []Line {
	list := h.list(orgs, h.accounts(nil))
	lines := make([]Line, len(list.orgs))
	for i, rows := range h.rows(list) {
		lines[i] = Line{Org: list.orgs[i], id: list.accounts[i].id, history: h, rows: daily(rows)}
	}
	for _, org := range orgs {
		l := &lines[list.entry[org.Key()]]
		if last, ok := l.Latest(); ok && org.Key() == last.Key() {
			l.Org = org
		}
	}
	return lines
}

// Known returns what is known of the accounts on the hosts of a list, to each of its
// entries the newest record of the account that had its login last. The record bears
// the account's number if any of its records does.
func (h *History) Known(orgs []stats.Org) stats.Listed {
	accounts := h.accounts(nil)
	everybody := h.everybody(accounts)
	newest := h.newest(everybody)
	known := stats.Listed{Newest: map[stats.Number]stats.Record{}}
	hosts := map[string]bool{}
	for _, org := range orgs {
		hosts[org.Key().Host] = true
	}
	for a, place := range everybody.place {
		if a.id != 0 && hosts[a.Host] {
			known.Newest[a.Numbered(a.id)] = newest[place]
		}
	}
	claims := accounts.claimed(orgs)
	for i, org := range orgs {
		l := stats.Line{Org: org}
		a := numbered(org.Key(), accounts.last(org.Key()))
		if place, ok := everybody.place[a]; ok {
			l.Records = []stats.Record{newest[place]}
		}
		var others []stats.Bearer
		for _, t := range claims[i] {
			if t.id.ID != a.id {
				others = append(others, stats.Bearer{ID: t.id.ID, Last: stats.Day(t.last)})
			}
		}
		known.Lines, known.Others = append(known.Lines, l), append(known.Others, others)
	}
	return known
}

// newest returns the newest record of each account of a list of which all have
// one; it bears the account's number.
func (h *History) newest(l list) []stats.Record {
	rows := make([]*row, len(l.orgs))
	h.each(l, func(place int, r *row) {
		if rows[place] == nil || r.day >= rows[place].day {
			rows[place] = r
		}
	})
	newest := make([]stats.Record, len(rows))
	for place, r := range rows {
		if r != nil {
			newest[place] = h.record(r)
			newest[place].ID = l.accounts[place].id
		}
	}
	return newest
}

// rows returns the rows of each account of a list as they stand in the files.
func (h *History) rows(l list) [][]*row {
	counts, total := make([]int, len(l.orgs)), 0
	h.each(l, func(place int, _ *row) {
		counts[place]++
		total++
	})
	rows, all := make([][]*row, len(l.orgs)), make([]*row, total)
	for place, n := range counts {
		rows[place], all = all[:0:n], all[n:]
	}
	h.each(l, func(place int, r *row) { rows[place] = append(rows[place], r) })
	return rows
}

// each calls f for each row of a list, with the place of its account.
func (h *History) each(l list, f func(place int, r *row)) {
	for _, file := range h.files {
		for i := range file.rows {
			if r := &file.rows[i]; l.of[r.words] >= 0 {
				f(l.of[r.words], r)
			}
		}
	}
}

func (h *History) record(r *row) stats.Record {
	w := &h.words[r.words]
	return stats.Record{
		Account: w.account(), URL: w.url, ID: w.id, Day: stats.Day(r.day), Source: w.source,
		Figures: stats.Figures{Counts: h.known(r), TopLanguage: w.language, TopLicense: w.license},
	}
}

// daily sorts rows by day and keeps the last of each.
func daily(rows []*row) []*row {
	byDay := func(a, b *row) int { return cmp.Compare(a.day, b.day) }
	if !slices.IsSortedFunc(rows, byDay) {
		slices.SortStableFunc(rows, byDay)
	}
	kept := rows[:0]
	for i, r := range rows {
		if i+1 == len(rows) || rows[i+1].day != r.day {
			kept = append(kept, r)
		}
	}
	return kept
}

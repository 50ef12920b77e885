// Package history keeps the CSV: bytes become records, a day's records are
// added, and every byte that stood there before stays.
//
//	Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Organisation ID,Source
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
	"slices"
	"strings"

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
	h := &History{pattern: p, glossary: glossary{place: map[words]uint32{}}}
	parser := newParser(&h.glossary)
	for _, path := range p.paths(files) {
		if p.Split() && blank(files[path]) {
			continue // it is made when it gets a row
		}
		f, err := parser.file(path, files[path])
		if err != nil {
			return nil, err
		}
		h.files = append(h.files, f)
	}
	return h, nil
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

// Empty tells whether there is no record.
func (h *History) Empty() bool {
	return !slices.ContainsFunc(h.files, func(f *file) bool { return len(f.rows) > 0 })
}

// Lines returns the organisations of a list on a host (like github.com), in
// the order of the list, each with its records: oldest first, of several for
// one day the last in the files. Where the count stood still on more than three
// days, which is mostly so, they are the first and the last two of these. An organisation without a record has a line
// without one. Two entries for one account, under its old and its new login,
// are one line: the entry with the newer login.
func (h *History) Lines(orgs []stats.Org, host string) []stats.Line {
	return h.lines(orgs, host, h.records)
}

// Known returns the organisations as Lines does, each with its newest record
// alone, which bears the account's number if any record does.
func (h *History) Known(orgs []stats.Org, host string) []stats.Line {
	return h.lines(orgs, host, h.newest)
}

func (h *History) lines(orgs []stats.Org, host string, records func(list) [][]stats.Record) []stats.Line {
	accounts := h.accounts(nil)
	list := h.list(orgs, host, accounts)
	lines := make([]stats.Line, len(list.orgs))
	for i, records := range records(list) {
		lines[i] = stats.Line{Org: list.orgs[i], Records: daily(records)}
	}
	for _, org := range orgs {
		l := &lines[list.place[accounts.listed(newLogin(host, org.Login))]]
		if strings.EqualFold(org.Login, l.Spelling()) {
			l.Org = org
		}
	}
	return lines
}

// records returns the records of each account of a list as they stand in the
// files, without those in the middle of a standstill. Of an account whose rows
// are not in the order of time these are not known, and all are kept.
func (h *History) records(l list) [][]stats.Record {
	records := make([][]stats.Record, len(l.orgs))
	shuffled := map[int]bool{}
	h.each(l, func(place int, r row) {
		now, kept := h.record(r), records[place]
		n := len(kept)
		if n > 0 && now.Day <= kept[n-1].Day {
			shuffled[place] = true
		}
		if n >= 3 && still(kept[n-3], now) && still(kept[n-2], now) && still(kept[n-1], now) {
			kept[n-2], kept[n-1] = kept[n-1], now
			return
		}
		records[place] = append(kept, now)
	})
	for place := range shuffled {
		records[place] = nil
	}
	if len(shuffled) > 0 {
		h.each(l, func(place int, r row) {
			if shuffled[place] {
				records[place] = append(records[place], h.record(r))
			}
		})
	}
	return records
}

func still(a, b stats.Record) bool {
	return a.OpenRepositories == b.OpenRepositories && a.Source == b.Source
}

// newest returns the newest record of each account of a list.
func (h *History) newest(l list) [][]stats.Record {
	newest := make([][]stats.Record, len(l.orgs))
	h.each(l, func(place int, r row) {
		old := newest[place]
		if old == nil {
			newest[place] = []stats.Record{h.record(r)}
			return
		}
		id := cmp.Or(old[0].ID, h.words[r.words].id) // an account has one
		if stats.Day(r.day) >= old[0].Day {
			old[0] = h.record(r)
		}
		old[0].ID = id
	})
	return newest
}

// each calls f for each row of a list, with the place of its account.
func (h *History) each(l list, f func(place int, r row)) {
	for _, file := range h.files {
		for _, r := range file.rows {
			if place := l.of[r.words]; place >= 0 {
				f(place, r)
			}
		}
	}
}

func (h *History) record(r row) stats.Record {
	w := &h.words[r.words]
	return stats.Record{
		Login: w.name, URL: w.url, ID: w.id, Day: stats.Day(r.day), Source: w.source,
		Figures: stats.Figures{
			OpenRepositories: int(r.open),
			TopLanguage:      w.language,
			TopLicense:       w.license,
			Stargazers:       known(r.stars),
			Forks:            known(r.forks),
			OpenIssues:       known(r.issues),
		},
	}
}

// daily sorts records by day and keeps the last of each.
func daily(records []stats.Record) []stats.Record {
	sorted := true // as they mostly are; sorting moves large values
	for i := 1; i < len(records) && sorted; i++ {
		sorted = records[i-1].Day < records[i].Day
	}
	if sorted {
		return records
	}
	slices.SortStableFunc(records, func(a, b stats.Record) int { return int(a.Day - b.Day) })
	kept := records[:0]
	for i, r := range records {
		if i+1 == len(records) || records[i+1].Day != r.Day {
			kept = append(kept, r)
		}
	}
	return kept
}

package history

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// Merge returns the history with the records of another that it lacks, by
// account and day, in their order behind its own. What it has stays as it is,
// byte for byte, and so does all of it when it lacks nothing.
func (h *History) Merge(other *History) *History {
	type key struct {
		account
		day int32
	}
	accounts, theirs := h.accounts(nil), other.accounts(nil)
	maps.Copy(theirs.first, accounts.first) // what both know, this one knows better
	have := map[key]bool{}
	for _, f := range h.files {
		for _, r := range f.rows {
			have[key{theirs.of(h.words[r.words]), r.day}] = true
		}
	}
	b := &block{fresh: map[string][]addition{}, list: list{of: slices.Repeat([]int{-1}, len(h.words))}}
	for _, f := range other.files {
		for _, r := range f.rows {
			if !have[key{theirs.of(other.words[r.words]), r.day}] {
				record := other.record(r)
				path := h.pattern.Path(record.Day)
				b.fresh[path] = append(b.fresh[path], addition{0, &record})
			}
		}
	}
	merged := &History{pattern: h.pattern, glossary: h.glossary.clone()}
	for _, f := range h.opened(b) {
		var fresh []*stats.Record
		for _, a := range b.fresh[f.path] {
			fresh = append(fresh, a.Record)
		}
		if len(fresh) > 0 {
			f = f.join(b, []part{{place: -1, fresh: fresh}}, &merged.glossary)
		}
		merged.files = append(merged.files, f)
	}
	return merged
}

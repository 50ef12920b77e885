package report

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// Folders returns those whose files Next has to know.
func (o Options) Folders() []string {
	if !o.CSV.Split() {
		return nil
	}
	return []string{o.CSV.Folder()}
}

// All returns the files that drawing needs: README, history, and what the web
// page may not be written over. It is a Next that needs nothing read.
func (o Options) All(listed []string, _ Files) []string {
	return o.with(listed, o.CSV.Newest(listed))
}

// with returns the paths of the other files that are needed with those of the
// history. What stands in the place of a folder of the history is asked for, too,
// and refused when it is read.
func (o Options) with(listed, history []string) []string {
	paths := o.Site.paths()
	if o.README != "" {
		paths = append(paths, o.README)
	}
	if !o.CSV.Split() {
		return append(paths, string(o.CSV))
	}
	return slices.Concat(paths, o.CSV.Folders(listed), history)
}

// Next returns which files are needed, as far as can be told by those that were
// read so far: before counting, or, with what was counted, after it.
func (r *Report) Next(counted []stats.Result) func(listed []string, read Files) []string {
	return func(listed []string, read Files) []string {
		return r.with(listed, r.needed(r.CSV.Newest(listed), read, counted))
	}
}

// needed returns those of the history's files, the newest first, that are
// needed. Drawing needs all. Counting needs a record of each account that is
// counted, and the file of the day. Where the newest file has not all, so that a
// month may have begun, the one before it is looked at, too. Who is in neither has
// not been counted for long, or never: those are looked for in all files once
// GitHub has shown that they exist.
//
// An account that was renamed long ago, and is still listed by its old login, is
// found by none: it stands there by its new one. So all files are needed where
// somebody is missing while somebody is there who is not on the list.
func (r *Report) needed(files []string, read Files, counted []stats.Result) []string {
	o := r.Options
	if o.Part == nil {
		return files
	}
	first := 1 + max(slices.Index(files, o.CSV.Path(o.Day)), 0)
	for n := first; n < len(files); n++ {
		some := Files{}
		for _, path := range files[:n] {
			content, ok := read[path]
			if !ok {
				return files[:n]
			}
			some[path] = content
		}
		past, err := r.reader.Read(o.CSV, some)
		if err != nil {
			return files[:n] // it is reported when they are used
		}
		missing, strangers := o.missing(past, counted)
		switch {
		case !missing, counted == nil && !strangers && n > first:
			return files[:n]
		case counted != nil, n > first:
			return files
		}
	}
	return files
}

// missing reports whether the history lacks somebody of the part, or, once it is
// known, somebody who was counted; and whether it has accounts that are not on
// the list.
func (o Options) missing(past *history.History, counted []stats.Result) (missing, strangers bool) {
	known := past.Known(o.Orgs)
	others, recorded := maps.Clone(known.Newest), map[stats.Account]bool{}
	for _, l := range known.Lines {
		_, found := l.Latest()
		recorded[l.Account] = found
		delete(others, l.Numbered(l.ID()))
		missing = missing || counted == nil && !found && o.Part(l.Account)
	}
	for _, r := range counted {
		_, found := known.Newest[r.Record.Numbered(r.Record.ID)]
		missing = missing || r.Err == nil && !found && !recorded[r.Org.Account]
	}
	return missing, len(others) > 0
}

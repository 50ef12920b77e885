package report

import (
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/history"
)

// Folders returns those whose files Next has to know.
func (o Options) Folders() []string {
	if !o.CSV.Split() {
		return nil
	}
	return []string{o.CSV.Folder()}
}

// Next returns the files that are needed, as far as can be told by those that
// were read so far: README, history, and what the web page may not be written
// over.
func (o Options) Next(listed []string, read Files) []string {
	paths := o.Site.paths()
	if o.README != "" {
		paths = append(paths, o.README)
	}
	if !o.CSV.Split() {
		return append(paths, string(o.CSV))
	}
	return append(paths, o.needed(o.CSV.Newest(listed), read)...)
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
func (o Options) needed(files []string, read Files) []string {
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
		past, err := o.history(some)
		if err != nil {
			return files[:n] // it is reported when they are used
		}
		missing, strangers := o.missing(past)
		switch {
		case !missing, o.Counted == nil && !strangers && n > first:
			return files[:n]
		case o.Counted != nil, n > first:
			return files
		}
	}
	return files
}

// missing reports whether the history lacks somebody of the part, or, once it is
// known, somebody who was counted; and whether it has accounts that are not on
// the list.
func (o Options) missing(past *history.History) (missing, strangers bool) {
	known := past.Known(o.Orgs, o.host())
	others, recorded := maps.Clone(known.Newest), map[string]bool{}
	for _, l := range known.Lines {
		_, found := l.Latest()
		recorded[l.Login] = found
		delete(others, l.ID())
		missing = missing || o.Counted == nil && !found && o.Part(l.Login)
	}
	for _, r := range o.Counted {
		_, found := known.Newest[r.Record.ID]
		missing = missing || r.Err == nil && !found && !recorded[r.Org.Login]
	}
	return missing, len(others) > 0
}

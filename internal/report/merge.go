package report

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/history"
)

// Change is a CSV file that the branch of an open pull request has otherwise
// than the commit of the base that it began at, its ancestor. Nil is a file that
// does not exist.
type Change struct {
	Path                    string
	Ancestor, Base, Pending []byte
	Untouched               bool // the base has it as the ancestor does; both are left out then
}

// Merge merges the changes of a branch into the files of the base: histories by
// account and day, whether they are this run's or another's. Of any other CSV
// file the base's stands where it was changed there. The warnings name histories
// that are not this run's.
func (o Options) Merge(branch string, base Files, changes []Change) (merged Files, warnings []string, err error) {
	merged = Files{}
	// What the base has no more goes into what is merged of the others.
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.gone(), b.gone()) })
	for _, c := range changes {
		switch {
		case c.Untouched:
			merged[c.Path] = c.Pending
		case history.Is(c.Pending):
			files, err := o.mergeRows(c, branch, base, merged)
			if err != nil {
				return nil, nil, err
			}
			maps.Copy(merged, files)
		}
		if merged[c.Path] != nil && history.Is(c.Pending) && !o.CSV.Match(c.Path) {
			warnings = append(warnings, fmt.Sprintf("the pull request has a history in %s, which is not the input csv (%s) of this run; it stays as it is. "+
				"If csv was changed, rename that file in the same way, and its rows go on", c.Path, o.CSV))
		}
	}
	return merged, warnings, nil
}

// gone is 1 for a file that the base has no more, else 0.
func (c Change) gone() int {
	if c.Base == nil && !c.Untouched {
		return 1
	}
	return 0
}

// mergeRows merges a history that both sides changed, into itself. One that the
// base has no more goes into this run's, if that has rows of it now, for instance
// since the file was renamed; else what was added stays where it is.
func (o Options) mergeRows(c Change, branch string, base, merged Files) (Files, error) {
	pattern, files, merge := history.Pattern(c.Path), Files{c.Path: c.Base}, (*history.History).Merge
	past, err := history.ReadAll(pattern, files)
	if err != nil {
		return nil, err
	}
	if c.gone() > 0 {
		files = maps.Clone(base)
		maps.Copy(files, merged)
		ours, err := history.ReadAll(o.CSV, files)
		if err != nil {
			return nil, err
		}
		if o.CSV.Match(c.Path) || ours.Shares(c.Path, c.Ancestor) {
			past, merge = ours, (*history.History).Adopt
		}
	}
	now, err := merge(past, c.Path, c.Ancestor, c.Pending)
	if err != nil {
		return nil, fmt.Errorf("%w (on the branch %s of the open pull request: correct it there, or merge or close the pull request; "+
			"what was counted since it was opened stands on that branch alone)", err, branch)
	}
	out := Files{}
	for path, content := range now.Files() {
		if !bytes.Equal(content, files[path]) {
			out[path] = content
		}
	}
	return out, nil
}

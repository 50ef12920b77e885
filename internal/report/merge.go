package report

import (
	"bytes"
	"fmt"
	"maps"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// Change is a CSV file that the branch of an open pull request has otherwise
// than the commit of the base that it began at, its ancestor. Nil is a file that
// does not exist.
type Change struct {
	Path                    string
	Ancestor, Base, Pending []byte
	Untouched               bool // the base has it as the ancestor does; where all are, both are left out
}

// Merge merges the changes of a branch into the files of the base: histories by
// account and day, whether they are this run's or another's. Of any other CSV
// file the base's stands where it was changed there. The warnings name histories
// that are not this run's. An error of what is pending names the branch.
func (r *Report) Merge(branch string, base Files, changes []Change, today stats.Day) (merged Files, warnings []string, err error) {
	m := merge{Report: r, branch: branch, today: today, files: maps.Clone(base), merged: Files{}}
	var ours, others []Change
	for _, c := range changes {
		switch {
		case !history.Is(c.Pending):
			if c.Untouched {
				m.put(Files{c.Path: c.Pending})
			}
		case r.CSV.Match(c.Path):
			ours = append(ours, c)
		default:
			others = append(others, c)
		}
	}
	err = m.rows(r.CSV, (*history.History).Merge, ours...)
	for _, c := range others {
		if err == nil {
			err = m.other(c)
		}
		if m.merged[c.Path] != nil {
			warnings = append(warnings, fmt.Sprintf("the pull request has a history in %s, which is not the input csv (%s) of this run; it stays as it is. "+
				"If csv was changed, rename that file in the same way, and its rows go on", c.Path, r.CSV))
		}
	}
	return m.merged, warnings, err
}

// merge is files of the base while changes come into them.
type merge struct {
	*Report
	branch string
	today  stats.Day
	files  Files // as far as they are merged
	merged Files // those of them that have changed
}

func (m merge) put(files Files) {
	maps.Copy(m.files, files)
	maps.Copy(m.merged, files)
}

// other merges a history that is not this run's into itself. One that the base
// has no more goes into this run's, if that has rows of it now, for instance
// since the file was renamed; else what was added stays where it is.
func (m merge) other(c Change) error {
	if !c.Untouched && c.Base == nil {
		ours, err := m.reader.Read(m.CSV, m.files)
		if err != nil {
			return err
		}
		if ours.Shares(c.Path, c.Ancestor) {
			return m.rows(m.CSV, (*history.History).Adopt, c)
		}
	}
	m.files[c.Path] = c.Base
	return m.rows(history.Pattern(c.Path), (*history.History).Merge, c)
}

// rows merges files of one history by row, unless the base has them all as they
// were.
func (m merge) rows(pattern history.Pattern, by func(*history.History, Files, Files) (*history.History, error), changes ...Change) error {
	ancestor, pending, untouched := Files{}, Files{}, true
	for _, c := range changes {
		ancestor[c.Path], pending[c.Path] = c.Ancestor, c.Pending
		untouched = untouched && c.Untouched
		if err := m.read(c); err != nil {
			return err
		}
	}
	if untouched {
		m.put(pending)
		return nil
	}
	past, err := history.ReadAll(pattern, m.files)
	if err != nil {
		return err
	}
	now, err := by(past, ancestor, pending)
	if err != nil {
		return m.pending(err)
	}
	for path, content := range now.Files() {
		if !bytes.Equal(content, m.files[path]) {
			m.put(Files{path: content})
		}
	}
	return nil
}

// read finds mistakes in what is pending of a history.
func (m merge) read(c Change) error {
	h, err := m.reader.Read(history.Pattern(c.Path), Files{c.Path: c.Pending})
	if err == nil {
		err = h.Until(m.today)
	}
	return m.pending(err)
}

// pending says that a mistake stands on the pull request's branch.
func (m merge) pending(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w (on the branch %s of the open pull request: correct it there, or merge or close the pull request; "+
		"what was counted since it was opened stands on that branch alone)", err, m.branch)
}

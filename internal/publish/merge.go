package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Change is a CSV file that the pull request's branch has otherwise than the
// commit that it began at, its ancestor. Nil is a file that does not exist.
type Change struct {
	Path                    string
	Ancestor, Base, Pending []byte
	Untouched               bool // the base has it as the ancestor does; where all are, both are left out
}

// Merge turns what the pull request's branch changed of CSV files into the files
// as they are on both sides together. The files are those of the base that were
// wanted. It may return others than those of the changes, and warnings.
type Merge func(branch string, files Files, changes []Change) (merged Files, warnings []string, err error)

// mark ends the message of each commit that we propose. People can commit on
// the pull request's branch, too.
const mark = "Proposed-by: org-growth"

// ancestor returns the commit of the base at which the pull request's branch
// began: the parent of our own commit, or, where people have committed there
// since, the newest commit that both have.
func (r *Repository) ancestor(ctx context.Context, update, base commit) (commit, error) {
	if len(update.parents) == 1 && strings.Contains(update.message, mark) {
		return r.commit(ctx, update.parents[0])
	}
	return r.common(ctx, update, base)
}

// far is how many commits are looked through on each side for one that both
// have.
const far = 300

// common returns the newest commit that two have. Both histories are walked at
// the same speed, so that the one side knows a commit before the other comes to
// an older one.
func (r *Repository) common(ctx context.Context, one, other commit) (commit, error) {
	if one.sha == other.sha {
		return one, nil
	}
	sides := [2]walk{{seen: map[string]bool{one.sha: true}, next: []string{one.sha}}, {seen: map[string]bool{other.sha: true}, next: []string{other.sha}}}
	for range far {
		for i := range sides {
			here, there := &sides[i], sides[1-i]
			if len(here.next) == 0 {
				continue
			}
			c, err := r.commit(ctx, here.next[0])
			if err != nil {
				return commit{}, err
			}
			here.next = here.next[1:]
			for _, parent := range c.parents {
				if there.seen[parent] {
					return r.commit(ctx, parent)
				}
				if !here.seen[parent] {
					here.seen[parent] = true
					here.next = append(here.next, parent)
				}
			}
		}
	}
	return commit{}, fmt.Errorf("the branch %s, on which somebody has committed, began more than %d commits ago: merge or close its pull request", updateBranch, far)
}

// walk is how far a history was walked.
type walk struct {
	seen map[string]bool // all that are known
	next []string        // those whose parents are not
}

// merge merges the pull request's commit into the snapshot of the base, three-way:
// what the commit changed since its ancestor goes over the base, file by file,
// except where the base changed it, too. There the base wins, but CSV files are
// merged by row. Files that the commit deleted stay.
func (p PullRequest) merge(ctx context.Context, s *Snapshot) error {
	pending := s.pull.update.view()
	begin, err := p.ancestor(ctx, s.pull.update, s.pull.head)
	if err != nil {
		return err
	}
	ancestor := begin.view()
	changed, err := p.changes(ctx, ancestor.root, pending.root, "")
	if err != nil {
		return err
	}
	s.head.over = map[string]entry{}
	var tables []Change
	for _, path := range changed {
		a, b, c, err := p.sides(ctx, path, ancestor, s.pull.base, pending)
		if err != nil {
			return err
		}
		if b == c || c.Mode == "" {
			continue
		}
		s.pull.differs = true
		switch {
		case strings.HasSuffix(strings.ToLower(path), ".csv"):
			tables = append(tables, Change{Path: path, Untouched: a == b})
		case a == b:
			s.head.over[path] = c
		}
	}
	if len(tables) == 0 {
		return nil
	}
	return p.rows(ctx, s, ancestor, pending, tables)
}

// sides returns what stands under a path on three sides. Where a folder has
// become a file, nothing stands below it.
func (p PullRequest) sides(ctx context.Context, path string, ancestor, base, pending view) (a, b, c entry, err error) {
	for side, v := range map[*entry]view{&a: ancestor, &b: base, &c: pending} {
		if *side, err = p.entry(ctx, v, path); err != nil && !errors.As(err, new(noFolder)) {
			return a, b, c, err
		}
	}
	return a, b, c, nil
}

// rows merges CSV files by row.
func (p PullRequest) rows(ctx context.Context, s *Snapshot, ancestor, pending view, tables []Change) error {
	want := s.want
	touched := slices.ContainsFunc(tables, func(c Change) bool { return !c.Untouched })
	if touched {
		want = p.All // rows have to find their places
	}
	for i := range tables {
		t := &tables[i]
		var err error
		if t.Pending, err = p.side(ctx, pending, t.Path); err != nil {
			return err
		}
		if !touched {
			continue
		}
		if t.Ancestor, err = p.side(ctx, ancestor, t.Path); err != nil {
			return err
		}
		if t.Base, err = p.side(ctx, s.head, t.Path); err != nil {
			return err
		}
	}
	files, err := p.read(ctx, s.head, want)
	if err != nil {
		return err
	}
	changed, warnings, err := p.Merge(updateBranch, files, tables)
	if err != nil {
		return err
	}
	for _, warning := range warnings {
		p.Warn(warning)
	}
	for path, content := range changed {
		s.head.over[path] = p.add(content)
	}
	return nil
}

// side reads a file on one side, where links and the like are nobody's rows.
func (p PullRequest) side(ctx context.Context, v view, path string) ([]byte, error) {
	e, err := p.entry(ctx, v, path)
	if err != nil || e.Mode == "" || e.refused(path) != nil {
		return nil, err
	}
	content, err := p.blob(ctx, e.SHA)
	return content, p.explain("reading "+path, err)
}

// changes returns the paths of files that are not the same in two folders,
// sorted.
func (r *Repository) changes(ctx context.Context, one, other, folder string) ([]string, error) {
	if one == other {
		return nil, nil
	}
	trees := [2]tree{}
	for i, sha := range []string{one, other} {
		if sha == "" {
			continue
		}
		var err error
		if trees[i], err = r.tree(ctx, sha, false); err != nil {
			return nil, r.explain("listing the repository's folders", err)
		}
	}
	var paths []string
	names := tree{}
	for _, t := range trees {
		maps.Copy(names, t)
	}
	for name := range names {
		a, b := trees[0][name], trees[1][name]
		full := strings.TrimPrefix(folder+"/"+name, "/")
		if a == b {
			continue
		}
		if a.Mode == modeFolder || b.Mode == modeFolder {
			below, err := r.changes(ctx, a.folder(), b.folder(), full)
			if err != nil {
				return nil, err
			}
			paths = append(paths, below...)
		}
		if a.file() || b.file() {
			paths = append(paths, full)
		}
	}
	slices.Sort(paths)
	return paths, nil
}

// file reports whether an entry is there and no folder.
func (e entry) file() bool { return e.Mode != "" && e.Mode != modeFolder }

// folder returns git's name of a folder, or "" where the entry is none.
func (e entry) folder() string {
	if e.Mode == modeFolder {
		return e.SHA
	}
	return ""
}

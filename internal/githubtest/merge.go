package githubtest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// The ways in which GitHub merges a pull request.
const (
	MergeCommit = "merge"
	Squash      = "squash"
	Rebase      = "rebase"
)

// Merge squashes an open pull request into its base, and leaves its branch. It
// does not where the two have changed the same file.
func (r *Repository) Merge(number int) error { return r.MergeBy(Squash, number) }

// MergeBy is Merge in one of the three ways.
func (r *Repository) MergeBy(way string, number int) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	p := r.mustBeOpen(number)
	c, err := r.merged(r.branches[p.Base].head(), p.SHA)
	if err != nil {
		return fmt.Errorf("pull request %d cannot be merged: %w", number, err)
	}
	own, err := r.rebased(p)
	if way == Rebase && err != nil {
		return fmt.Errorf("pull request %d cannot be rebased: %w", number, err)
	}
	r.remember()
	p.Merged = true
	p.close(time.Now())
	switch c.Headline, c.Body = fmt.Sprintf("%s (#%d)", p.Title, p.Number), p.Body; way {
	case Squash:
		p.merge = r.commit(p.Base, c.Commit, c.files, c.Deleted).SHA
	case MergeCommit:
		c.Second = p.SHA
		p.merge = r.commit(p.Base, c.Commit, c.files, c.Deleted).SHA
	case Rebase:
		for _, c := range own {
			p.merge = r.commit(p.Base, c.Commit, c.files, c.Deleted).SHA
		}
	default:
		panic("githubtest: no way to merge: " + way)
	}
	return nil
}

// rebased is the pull request's commits repeated on its base, but for merges.
func (r *Repository) rebased(p *pull) (all []changes, err error) {
	base := r.branches[p.Base].head()
	theirs := r.history(base)
	var own []*Commit
	for sha := range r.history(p.SHA) {
		if c := r.commits[sha]; c.Second == "" && !theirs[sha] {
			own = append(own, c)
		}
	}
	slices.SortFunc(own, func(a, b *Commit) int { return a.number - b.number })
	tree := maps.Clone(r.commits[base].tree)
	for _, c := range own {
		next, err := merged(r.commits[c.Parent].tree, tree, c.tree)
		if err != nil {
			return nil, err
		}
		next.Headline, next.Body = c.Headline, c.Body
		maps.Copy(tree, next.files)
		maps.DeleteFunc(tree, func(path string, _ file) bool { return slices.Contains(next.Deleted, path) })
		all = append(all, next)
	}
	return all, nil
}

// Mergeable says why an open pull request cannot be merged, if it cannot.
func (r *Repository) Mergeable(number int) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	p := r.mustBeOpen(number)
	_, err := r.merged(r.branches[p.Base].head(), p.SHA)
	return err
}

// UpdateBranch merges the base into an open pull request's branch, as the
// button of that name does.
func (r *Repository) UpdateBranch(number int) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	p := r.mustBeOpen(number)
	base := r.branches[p.Base].head()
	c, err := r.merged(p.SHA, base)
	if err == nil && r.contains(p.SHA, base) {
		err = fmt.Errorf("there is nothing new on %s", p.Base)
	}
	if err != nil {
		return err
	}
	r.remember()
	c.Headline, c.Second = fmt.Sprintf("Merge branch '%s' into %s", p.Base, p.Head), base
	r.commit(p.Head, c.Commit, c.files, c.Deleted)
	return nil
}

// changes is a commit that has not been made.
type changes struct {
	Commit
	files map[string]file
}

// merged is what one commit would change on another, since the newest commit
// that both have.
func (r *Repository) merged(onto, from string) (changes, error) {
	var ancestor map[string]file
	if common := r.commits[r.common(onto, from)]; common != nil {
		ancestor = common.tree
	}
	return merged(ancestor, r.commits[onto].tree, r.commits[from].tree)
}

func merged(ancestor, ours, theirs map[string]file) (changes, error) {
	c := changes{Commit{Pushed: true}, map[string]file{}}
	all := maps.Clone(theirs)
	maps.Copy(all, ancestor)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		wanted, wants := theirs[path]
		switch was, now := ancestor[path], ours[path]; {
		case was == wanted, now == wanted:
		case was != now:
			return changes{}, fmt.Errorf("both sides change %s", path)
		case wants:
			c.files[path] = wanted
		default:
			c.Deleted = append(c.Deleted, path)
		}
	}
	return c, nil
}

// MergeBase returns the newest commit that is in the history of both, or "".
func (r *Repository) MergeBase(one, other string) string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	return r.common(one, other)
}

func (r *Repository) common(one, other string) string {
	newest := -1
	sha := ""
	theirs := r.history(other)
	for candidate := range r.history(one) {
		if n := r.commits[candidate].number; theirs[candidate] && n > newest {
			newest, sha = n, candidate
		}
	}
	return sha
}

// contains reports whether a commit is another or in its history.
func (r *Repository) contains(head, sha string) bool { return r.history(head)[sha] }

// history returns a commit and all before it.
func (r *Repository) history(head string) map[string]bool {
	all := map[string]bool{}
	for open := []string{head}; len(open) > 0; {
		sha := open[len(open)-1]
		open = open[:len(open)-1]
		if c := r.commits[sha]; c != nil && !all[sha] {
			all[sha] = true
			open = append(open, c.Parent, c.Second)
		}
	}
	return all
}

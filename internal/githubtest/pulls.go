package githubtest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// PullRequest is a pull request as it is now.
type PullRequest struct {
	Number      int
	Title, Body string
	Head, Base  string // branches
	SHA         string // the head's commit, or the last one that it had while it was open
	URL         string // for people
	Open        bool
	Merged      bool
}

type pull struct {
	PullRequest
	id               int64
	created, updated time.Time
	closed           time.Time // zero while it is open
	merge            string    // the commit that merged it, or ""
}

// PullRequests returns all pull requests, oldest first.
func (r *Repository) PullRequests() []PullRequest {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	all := []PullRequest{}
	for _, p := range r.pulls {
		all = append(all, p.PullRequest)
	}
	return all
}

// ForbidPullRequests turns off the setting by which GitHub Actions may create
// pull requests.
func (r *Repository) ForbidPullRequests() {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.noPulls = true
}

// Close closes an open pull request as somebody does who does not want it.
func (r *Repository) Close(number int) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.mustBeOpen(number).close(time.Now())
}

// Merge squashes an open pull request into its base, and leaves its branch. It
// does not where the two have changed the same file.
func (r *Repository) Merge(number int) error {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	p := r.mustBeOpen(number)
	files, deleted, err := r.difference(p)
	if err != nil {
		return err
	}
	p.Merged = true
	p.close(time.Now())
	headline := fmt.Sprintf("%s (#%d)", p.Title, p.Number)
	p.merge = r.commit(p.Base, Commit{Headline: headline, Body: p.Body, Pushed: true}, files, deleted).SHA
	return nil
}

// DeleteBranch deletes a branch as somebody does in the browser. That closes
// its open pull request.
func (r *Repository) DeleteBranch(name string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	delete(r.branches, name)
	r.settle(name)
}

func (r *Repository) mustBeOpen(number int) *pull {
	if number < 1 || number > len(r.pulls) || !r.pulls[number-1].Open {
		panic(fmt.Sprintf("githubtest: no open pull request %d", number))
	}
	return r.pulls[number-1]
}

func (p *pull) close(now time.Time) {
	p.Open, p.closed, p.updated = false, now, now
}

// difference is what a pull request would change on its base.
func (r *Repository) difference(p *pull) (files map[string]file, deleted []string, err error) {
	base, head := r.commits[r.branches[p.Base].head()], r.commits[p.SHA]
	from := r.commits[r.common(base.SHA, head.SHA)].tree
	files = map[string]file{}
	all := maps.Clone(from)
	maps.Copy(all, head.tree)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		was, existed := from[path]
		wanted, wants := head.tree[path]
		now, exists := base.tree[path]
		switch {
		case existed == wants && was == wanted: // not changed
		case existed == exists && was == now && wants:
			files[path] = wanted
		case existed == exists && was == now:
			deleted = append(deleted, path)
		case exists != wants || now != wanted:
			return nil, nil, fmt.Errorf("pull request %d cannot be merged: both sides change %s", p.Number, path)
		}
	}
	return files, deleted, nil
}

// common returns the newest commit that is in the history of both, or "".
func (r *Repository) common(one, other string) string {
	for sha := one; sha != ""; sha = r.commits[sha].Parent {
		if r.contains(other, sha) {
			return sha
		}
	}
	return ""
}

// contains tells whether a commit is another or in its history.
func (r *Repository) contains(head, sha string) bool {
	for ; head != ""; head = r.commits[head].Parent {
		if head == sha {
			return true
		}
	}
	return false
}

// settle brings pull requests in line with a branch that has moved. An open
// one whose branch is gone, or has nothing that its base does not have, does
// not stay open.
func (r *Repository) settle(moved string) {
	now := time.Now()
	for _, p := range r.pulls {
		if !p.Open || p.Head != moved && p.Base != moved {
			continue
		}
		head, base := r.branches[p.Head], r.branches[p.Base]
		if head == nil || base == nil {
			p.close(now)
			continue
		}
		if p.SHA != head.head() {
			p.SHA, p.updated = head.head(), now
		}
		if r.contains(base.head(), p.SHA) {
			p.Merged = moved == p.Base
			p.close(now)
		}
	}
}

package githubtest

import (
	"fmt"
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
	r.remember()
	r.mustBeOpen(number).close(time.Now())
}

// DeleteBranch deletes a branch as somebody does in the browser. That closes
// its open pull request.
func (r *Repository) DeleteBranch(name string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.drop(name)
}

func (r *Repository) drop(name string) {
	r.remember()
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

package publish

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/org-growth/org-growth/internal/api"
)

// PullRequest is a pull request that is kept open from org-growth/update to the
// branch Base. Whoever merges or closes it finds a new one after the next run
// that has something to propose.
//
// Its branch is the base's head and one commit, made anew by each run. What an
// earlier run proposed and nobody has merged yet is merged in three-way, so no
// run loses the rows of another, whatever files it writes, and none undoes what
// was edited on the base. The branch moves by compare-and-set: of two runs at
// once, the later one sees that it has moved, and begins again.
//
// Where a branch is left over from a pull request that was merged or closed, it
// counts for nothing. Where there has been none for its commit, it does: a run
// that has moved the branch may not have come to the pull request yet, or may
// not have been allowed to.
type PullRequest struct {
	*Repository
	Base      string // branch
	Make      bool   // whether the base is made from the default branch where it is missing
	Message   string // first line of the commit's message, and the title
	ServerURL string // for people, like https://github.com
	Merge     Merge
	All       Wanted       // the whole history, for rows that have to find their places
	Warn      func(string) // is told what the user should know
}

// pulled is what a Snapshot knows of the pull request.
type pulled struct {
	base    view   // as it is on the base alone
	head    commit // of the base
	update  commit // the pull request's branch; empty where there is none, or where it counts for nothing
	differs bool   // whether the base has otherwise what that changed
	at      string // where that branch is; empty where there is none
	open    *pull  // nil where none is
}

// Read reads files as they are on the base, with what the open pull request has
// of them merged in. The base comes last: what is merged meanwhile is on it.
func (p PullRequest) Read(ctx context.Context, want Wanted) (Snapshot, error) {
	pulls, err := p.pulls(ctx, p.Base)
	if err != nil {
		return Snapshot{}, err
	}
	s := Snapshot{want: want, pull: pulled{open: pulls.open}}
	s.pull.at, err = p.ref(ctx, updateBranch)
	if api.Status(err) == http.StatusNotFound {
		err = nil
	}
	if err != nil {
		return Snapshot{}, p.explain("reading branch "+updateBranch, err)
	}
	if s.pull.at != "" && (pulls.open != nil || !pulls.closedAt(s.pull.at)) {
		if s.pull.update, err = p.commit(ctx, s.pull.at); err != nil {
			return Snapshot{}, err
		}
	}
	head, missing, err := p.base(ctx, p.Base, p.Make)
	if err != nil {
		return Snapshot{}, err
	}
	s.missing, s.pull.head, s.pull.base, s.head = missing, head, head.view(), head.view()
	if s.pull.update.sha != "" {
		if err := p.merge(ctx, &s); err != nil {
			return Snapshot{}, err
		}
	}
	s.Files, err = p.read(ctx, s.head, want)
	return s, err
}

// Update proposes what build makes of the snapshot. When anything moves
// meanwhile it reads and builds again. A branch that is as it should be is left
// alone, and where the base is there is nothing to propose. With an error the
// result has what was done before.
func (p PullRequest) Update(ctx context.Context, old Snapshot, build Build) (Result, error) {
	r := proposal{PullRequest: p, old: old, build: build}
	err := p.contend(ctx, func(again bool) (bool, error) { return r.look(ctx, again) }, func() error { return r.act(ctx) })
	written := "nothing was written"
	if r.made != nil {
		written = "what was counted may be on " + updateBranch
	}
	return r.result, inVain("proposing changes of "+p.Base, written, err, false)
}

// proposal is one run's way to a pull request with what it has to say.
type proposal struct {
	PullRequest
	old    Snapshot
	build  Build
	stale  string // where the pull request's branch is known not to be any more
	result Result

	note      string
	additions Files // to the base
	settled   bool  // whether the pull request's branch has them already, in one commit on the base's head
	made      Files // of the commit that the branch was moved to, or may have been
}

// look builds, on what is newer if others were faster, and reports whether
// nothing is left to do.
func (r *proposal) look(ctx context.Context, again bool) (done bool, err error) {
	if again {
		if r.old, err = r.Read(ctx, r.old.want); err != nil {
			return false, err
		}
	}
	if r.stale != "" && r.old.pull.at == r.stale {
		return false, fmt.Errorf("%s: %w", updateBranch, errStale)
	}
	r.result.Files, r.note, err = r.build(r.old.Files)
	if err != nil {
		return false, err
	}
	if err := r.compare(ctx); err != nil {
		return false, err
	}
	open := r.old.pull.open
	if open != nil {
		r.result.PullRequest = open.URL
	}
	switch {
	case len(r.additions) == 0 && r.old.pull.differs:
		return false, nil
	case len(r.additions) == 0:
		if r.made != nil { // it was merged just now
			r.result.Commit = r.old.pull.base.commit
		}
		return true, Branch{Repository: r.Repository, Branch: r.Base}.make(ctx, r.old)
	case r.settled && r.made != nil:
		r.result.Commit = r.old.pull.at
	case r.settled && open != nil:
		return true, nil
	}
	return false, nil
}

// compare finds out what is to be added to the base, what others propose
// included, and whether the pull request's branch has just that.
func (r *proposal) compare(ctx context.Context) error {
	files := maps.Clone(r.result.Files)
	for path, e := range r.old.head.over {
		if _, ours := files[path]; !ours {
			content, err := r.blob(ctx, e.SHA)
			if err != nil {
				return r.explain("reading "+path, err)
			}
			files[path] = content
		}
	}
	var err error
	if r.additions, err = r.differing(ctx, r.old.pull.base, files); err != nil {
		return err
	}
	update := r.old.pull.update
	r.settled = len(update.parents) == 1 && update.parents[0] == r.old.pull.base.commit
	if r.settled {
		var differing Files
		differing, err = r.differing(ctx, update.view(), files)
		r.settled = len(differing) == 0
	}
	return err
}

// act does all that is left to do. Nothing of it is lost or done twice when it
// is tried again.
func (r *proposal) act(ctx context.Context) error {
	if err := (Branch{Repository: r.Repository, Branch: r.Base}).make(ctx, r.old); err != nil {
		return err
	}
	if len(r.additions) == 0 {
		return r.withdraw(ctx)
	}
	if !r.settled {
		if err := r.advance(ctx); err != nil {
			return err
		}
	}
	return r.propose(ctx)
}

// withdraw closes the pull request, whose figures the base has newer: to merge it
// would set them back.
func (r *proposal) withdraw(ctx context.Context) error {
	r.Log(fmt.Sprintf("%s has newer figures than %s: nothing is left to propose", r.Base, updateBranch))
	r.result.PullRequest = ""
	err := r.swapRef(ctx, updateBranch, r.old.pull.at, "")
	if errors.Is(err, errStale) {
		r.stale = r.old.pull.at
	}
	return r.explain("deleting branch "+updateBranch, err)
}

// advance makes the commit beside the pull request's branch and then moves that
// branch to it. To reset the branch to its base first would close the pull
// request. Others may move the branch beside at any time; what was committed
// there has one parent, the base's head, all the same.
func (r *proposal) advance(ctx context.Context) error {
	base := r.old.pull.base.commit
	if err := r.setRef(ctx, nextBranch, base); err != nil {
		return r.explain("moving branch "+nextBranch, err)
	}
	message := commitMessage{Headline: r.Message, Body: r.note + "\n\n" + mark}
	made, err := r.makeCommit(ctx, nextBranch, base, message, r.additions)
	if says(err, "branch not found") { // somebody tidied up: it was there a moment ago
		err = fmt.Errorf("%s: %w", nextBranch, errStale)
	}
	if err != nil {
		return r.explain("committing on "+nextBranch, err)
	}
	err = r.swapRef(ctx, updateBranch, r.old.pull.at, made)
	switch {
	case errors.Is(err, errStale):
		r.stale = r.old.pull.at
	case err == nil || unanswered(err):
		r.made = r.additions
		r.result.Changed = paths(r.made)
	}
	if err != nil {
		return r.explain("moving branch "+updateBranch, err)
	}
	r.result.Commit = made
	head, err := r.ref(ctx, r.Base)
	if err == nil && head != base {
		err = fmt.Errorf("%s: %w", r.Base, errStale)
	}
	return r.explain("reading branch "+r.Base, err)
}

// propose opens the pull request for the branch as it is, or describes the open
// one. Where it has been merged or closed just now, the branch has to be made
// anew first.
func (r *proposal) propose(ctx context.Context) error {
	pulls, err := r.pulls(ctx, r.Base)
	if err != nil {
		return err
	}
	text := r.text()
	if open := pulls.open; open != nil {
		r.result.PullRequest = open.URL
		// The answer says whether it is open, which an old list may still claim.
		return r.explain("describing pull request "+open.URL, r.describePull(ctx, open.Number, r.Message, text))
	}
	head, err := r.ref(ctx, updateBranch)
	switch {
	case api.Status(err) == http.StatusNotFound, err == nil && pulls.closedAt(head):
		return fmt.Errorf("the pull request was closed: %w", errStale)
	case err != nil:
		return r.explain("reading branch "+updateBranch, err)
	}
	made, err := r.openPull(ctx, r.Base, r.Message, text)
	r.result.PullRequest = made.URL
	return r.unopened(err)
}

// unopened says what becomes of a commit for which no pull request can be
// opened.
func (r *proposal) unopened(err error) error {
	const doing = "opening the pull request"
	switch {
	case err == nil || passing(err):
		return err
	case says(err, "not permitted to create"):
		return fmt.Errorf(`%s: %s. Allow it: Settings → Actions → General → Workflow permissions → `+
			`"Allow GitHub Actions to create and approve pull requests" (where the box is grey, an owner of the organisation ticks it there first), `+
			`or give the input token a token of your own. The branch is ready: the pull request can be opened at %s/%s/compare/%s...%s?expand=1`,
			doing, withoutStop(api.Message(err)), r.ServerURL, r.Name, escape(r.Base), updateBranch)
	}
	return fmt.Errorf("%w\n\nWhat was counted is on the branch %s, and is proposed once that is allowed", r.explain(doing, err), updateBranch)
}

func (r *proposal) text() string {
	return fmt.Sprintf("%s\n\norg-growth keeps this pull request up to date: each run adds the newest figures to `%s`. "+
		"It may be merged at any time; the next run with something new opens another one. "+
		"Its branch is made anew each time. Changes that are made on it by hand are taken over, but a file that is deleted there comes back.\n", r.note, r.Base)
}

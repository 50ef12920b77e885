package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/org-growth/org-growth/internal/api"
)

const (
	updateBranch = "org-growth/update" // of the pull request
	nextBranch   = "org-growth/next"   // where its commit is made
)

// PullRequest is a pull request that is kept open from org-growth/update to
// the base, which is the Branch that is named. Whoever merges or closes it
// finds a new one after the next run that has something to propose.
//
// Its branch is the base's head and one commit, made anew by each run. What an
// earlier run proposed and nobody has merged yet is merged in, so no run loses
// the rows of another. The branch moves by compare-and-set: of two runs at
// once, the later one sees that it has moved, and begins again.
//
// Where a branch is left over from a pull request that was merged or closed,
// it counts for nothing. Where there has been none for its commit, it does: a
// run that has moved the branch may not have come to the pull request yet, or
// may not have been allowed to.
type PullRequest struct {
	Branch
	ServerURL string // for people, like https://github.com

	// Merge makes files that have what stands on the base and what the pull
	// request's branch adds to it. Nil: those of the base alone.
	Merge func(base, pending Files) (Files, error)
}

// proposed is what a Snapshot knows of the pull request.
type proposed struct {
	base    Files  // as they are on the base
	pending Files  // as they are on the pull request's branch; nil where it counts for nothing
	update  string // that branch's head; empty where there is none
	open    *pull  // nil where none is
}

// Read reads files as they are on the base, with those of the open pull
// request merged in. The base comes last: what is merged meanwhile is on it.
func (p PullRequest) Read(ctx context.Context, want Wanted) (Snapshot, error) {
	return p.read(ctx, want, blobs{})
}

func (p PullRequest) read(ctx context.Context, want Wanted, read blobs) (Snapshot, error) {
	pulls, err := p.pulls(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	update, err := p.head(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	var pending Files
	if update != "" && (pulls.open != nil || !pulls.closedAt(update)) {
		if pending, err = p.on(updateBranch).readAll(ctx, update, want, read); err != nil {
			return Snapshot{}, err
		}
	}
	snapshot, err := p.on(p.Name).read(ctx, want, read)
	if err != nil {
		return Snapshot{}, err
	}
	snapshot.proposed = proposed{snapshot.Files, pending, update, pulls.open}
	if pending != nil && p.Merge != nil {
		snapshot.Files, err = p.Merge(snapshot.base, pending)
	}
	return snapshot, err
}

// head returns the head of the pull request's branch, or "" where there is no
// such branch.
func (p PullRequest) head(ctx context.Context) (string, error) {
	b := p.on(updateBranch)
	head, err := b.ref(ctx, b.Name)
	if api.Status(err) == http.StatusNotFound {
		return "", nil
	}
	return head, b.explain("reading branch "+b.Name, err)
}

// on is another branch of the repository.
func (p PullRequest) on(name string) Branch {
	b := p.Branch
	b.Name, b.proposes = name, true
	return b
}

// Update proposes what build makes of the snapshot. When anything moves
// meanwhile it reads and builds again. A branch that is as it should be is left
// alone, and where the base is there is nothing to propose. With an error the
// result has what was done before.
func (p PullRequest) Update(ctx context.Context, old Snapshot, build Build) (Result, error) {
	r := proposal{PullRequest: p, build: build}
	var giveUp time.Time // begins with the first try in vain: limits are waited for before
	for try := 1; ; try++ {
		result, err := r.attempt(ctx, old)
		if !errors.Is(err, errStale) && !unanswered(err) {
			return result, err
		}
		if giveUp.IsZero() {
			giveUp = time.Now().Add(patience)
		}
		if try > tries || time.Now().After(giveUp) {
			return result, r.inVain(try, err)
		}
		p.Log(fmt.Sprintf("%s: looking again", api.Message(err)))
		if old, err = p.again(ctx, old, try, errors.Is(err, errMoved), giveUp); err != nil {
			return result, err
		}
	}
}

// again reads all anew, after a while: others try, too, and reads lag behind
// writes. A head that is known to be stale is no newer one.
func (p PullRequest) again(ctx context.Context, old Snapshot, try int, moved bool, giveUp time.Time) (Snapshot, error) {
	for ; ; try++ {
		if err := pause(ctx, try); err != nil {
			return Snapshot{}, err
		}
		head, err := p.head(ctx)
		if err != nil {
			return Snapshot{}, err
		}
		if !moved || head != old.update || time.Now().After(giveUp) {
			return p.read(ctx, old.want, old.blobs)
		}
	}
}

// proposal is one run's way to a pull request with what it has to say.
type proposal struct {
	PullRequest
	build Build
	made  Files // of the commit that the branch was moved to, or may have been
}

// attempt does all that is left to do. Nothing that it does is lost or done
// twice when it is tried again.
func (r *proposal) attempt(ctx context.Context, old Snapshot) (Result, error) {
	files, note, err := r.build(old.Files)
	if err != nil {
		return Result{}, err
	}
	result := Result{Files: files, Changed: paths(r.made)}
	if old.missing {
		if err := r.Branch.create(ctx, old.head); err != nil {
			return result, r.on(r.Name).passing("making branch "+r.Name, err)
		}
	}
	additions := changed(old.base, files)
	if len(additions) == 0 {
		return r.nothing(old, result), nil
	}
	settled, err := r.settled(ctx, old, files)
	switch {
	case err != nil:
		return result, err
	case settled && r.made == nil && old.open != nil:
		result.PullRequest = old.open.URL
		return result, nil
	case settled && r.made != nil:
		result.Commit = old.update
	case !settled:
		result.Commit, err = r.advance(ctx, old, note, additions)
		result.Changed = paths(r.made)
	}
	if err != nil {
		return result, err
	}
	result.PullRequest, err = r.propose(ctx, note)
	return result, err
}

// nothing is the end where all stands on the base already, for instance since
// the pull request was merged just now.
func (r *proposal) nothing(old Snapshot, result Result) Result {
	if old.open != nil {
		result.PullRequest = old.open.URL
	}
	if r.made != nil {
		result.Commit = old.head
	}
	return result
}

// settled tells whether the pull request's branch has the files already, in
// one commit on the base's head.
func (r *proposal) settled(ctx context.Context, old Snapshot, files Files) (bool, error) {
	if old.pending == nil || len(changed(old.pending, files)) > 0 {
		return false, nil
	}
	parent, err := r.on(updateBranch).parent(ctx, old.update)
	return parent == old.head, err
}

func (r *proposal) inVain(tries int, err error) error {
	end := "nothing was written"
	if r.made != nil {
		end = "what was counted may be on " + updateBranch
	}
	return fmt.Errorf("proposing changes of %s: %d tries in vain, the last because %s: %s; run the workflow again",
		r.Name, tries, api.Message(err), end)
}

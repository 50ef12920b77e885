package publish

import (
	"context"
	"errors"
	"fmt"
)

// Branch is a branch of a repository on GitHub that is committed on.
type Branch struct {
	*Repository
	Branch  string
	Make    bool   // whether it is made from the default branch where it is missing
	Message string // first line of the commit's message
}

// Read reads files at the branch's head. A branch that is to be made has those
// of the default branch.
func (b Branch) Read(ctx context.Context, want Wanted) (Snapshot, error) {
	head, missing, err := b.base(ctx, b.Branch, b.Make)
	if err != nil {
		return Snapshot{}, err
	}
	files, err := b.read(ctx, head.view(), want)
	return Snapshot{Files: files, want: want, head: head.view(), missing: missing}, err
}

// base returns the head of the branch that changes are made on.
func (r *Repository) base(ctx context.Context, branch string, make bool) (commit, bool, error) {
	head, missing, err := r.head(ctx, branch)
	if err == nil && missing && !make {
		err = fmt.Errorf("the branch %s, which the workflow runs on, does not exist any more: run the workflow on another one, "+
			"or name the branch in the input branch to have it made again", branch)
	}
	return head, missing, err
}

// Update commits what build makes of the snapshot, in one commit on the head
// that was read. When the head has moved it reads and builds again. Files that
// are as they should be are no commit. With an error the result has the files
// that were built last.
func (b Branch) Update(ctx context.Context, old Snapshot, build Build) (Result, error) {
	var result Result
	var note string
	var additions Files
	var stale string  // a head that is not the newest
	var lost []string // paths of a commit without an answer, which may have been made all the same
	look := func(again bool) (done bool, err error) {
		if again {
			if old, err = b.Read(ctx, old.want); err != nil {
				return false, err
			}
		}
		if old.head.commit == stale {
			return false, fmt.Errorf("%s: %w", b.Branch, errStale)
		}
		if result.Files, note, err = build(old.Files); err != nil {
			return false, err
		}
		additions, err = b.differing(ctx, old.head, result.Files)
		if err != nil || len(additions) > 0 {
			return false, err
		}
		if lost != nil {
			result.Changed, result.Commit = lost, old.head.commit
		}
		return true, b.make(ctx, old)
	}
	act := func() (err error) {
		if err := b.make(ctx, old); err != nil {
			return err
		}
		message := commitMessage{Headline: b.Message, Body: note}
		result.Commit, err = b.makeCommit(ctx, b.Branch, old.head.commit, message, additions)
		switch {
		case err == nil:
			result.Changed = paths(additions)
		case errors.Is(err, errStale):
			stale = old.head.commit
		case unanswered(err):
			lost = paths(additions)
		}
		return b.explain("committing on "+b.Branch, err)
	}
	err := b.contend(ctx, look, act)
	written := "nothing was written"
	if lost != nil {
		written = "whether the commit was made is not known"
	}
	return result, inVain("committing on "+b.Branch, written, err, lost != nil)
}

// make makes the branch, if it is to be made.
func (b Branch) make(ctx context.Context, old Snapshot) error {
	if !old.missing {
		return nil
	}
	return b.explain("making branch "+b.Branch, b.makeRef(ctx, b.Branch, old.head.commit))
}

package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/org-growth/org-growth/internal/api"
)

// errMoved says that the pull request's branch is not where it was read.
var errMoved = fmt.Errorf("%s: %w", updateBranch, errStale)

// advance makes the commit beside the pull request's branch and then moves that
// branch to it. To reset the branch to its base first would close the pull
// request. Others may move the branch beside at any time; what was committed
// there has one parent, the base's head, all the same.
func (r *proposal) advance(ctx context.Context, old Snapshot, note string, additions Files) (string, error) {
	next, update := r.on(nextBranch), r.on(updateBranch)
	if err := next.set(ctx, old.head); err != nil {
		return "", next.passing("moving branch "+next.Name, err)
	}
	commit, err := next.commit(ctx, Snapshot{head: old.head}, note, additions)
	if says(err, "branch not found") { // somebody tidied up: it was there a moment ago
		err = fmt.Errorf("%s: %w", next.Name, errStale)
	}
	if err != nil {
		return "", next.passing("committing on "+next.Name, err)
	}
	err = update.swap(ctx, old.update, commit)
	if err == nil || unanswered(err) {
		r.made = additions
	}
	if err != nil {
		return "", update.passing("moving branch "+update.Name, err)
	}
	head, _, err := r.on(r.Name).head(ctx)
	if err == nil && head != old.head {
		err = fmt.Errorf("%s: %w", r.Name, errStale)
	}
	return commit, err
}

// passing leaves errors as they are that are no reason to give up, and explains
// the others.
func (b Branch) passing(doing string, err error) error {
	if errors.Is(err, errStale) || unanswered(err) {
		return err
	}
	return b.explain(doing, err)
}

// set moves the branch to a commit, wherever it is, or makes it there.
func (b Branch) set(ctx context.Context, commit string) error {
	body := map[string]any{"sha": commit, "force": true}
	err := b.send(ctx, http.MethodPatch, "/git/refs/heads/"+escape(b.Name), body, nil)
	if api.Status(err) == http.StatusNotFound || says(err, "reference does not exist") {
		return b.create(ctx, commit)
	}
	return err
}

// updateRefs moves branches that are where they are expected to be, or none.
const updateRefs = `mutation($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}`

// noCommit is GraphQL's name for where a branch is that does not exist.
const noCommit = "0000000000000000000000000000000000000000"

type (
	refsInput struct {
		RepositoryID string      `json:"repositoryId"`
		RefUpdates   []refUpdate `json:"refUpdates"`
		ID           string      `json:"clientMutationId"` // comes back
	}
	refUpdate struct {
		Name   string `json:"name"`
		Before string `json:"beforeOid"`
		After  string `json:"afterOid"`
		Force  bool   `json:"force"`
	}
)

// swap moves the branch from one commit to another, or makes it where it is
// expected not to exist. If it is elsewhere, the error is errMoved.
func (b Branch) swap(ctx context.Context, before, after string) error {
	if before == "" {
		before = noCommit
	}
	var repository struct {
		NodeID string `json:"node_id"`
	}
	if err := b.get(ctx, "", &repository); err != nil {
		return err
	}
	input := refsInput{repository.NodeID, []refUpdate{{"refs/heads/" + b.Name, before, after, true}}, after}
	var data struct {
		UpdateRefs struct{ ClientMutationID string }
	}
	err := b.query(ctx, updateRefs, map[string]any{"input": input}, &data)
	switch {
	case says(err, "doesn't exist on type 'mutation'"):
		return b.overwrite(ctx, after)
	case err == nil && data.UpdateRefs.ClientMutationID != after:
		return unclear{errors.New("GitHub's answer does not say whether the branch was moved")}
	case err == nil || !elsewhere(err):
		return err
	}
	return fmt.Errorf("%w (%s)", errMoved, api.Message(err))
}

// elsewhere tells whether a refusal may be because the branch has moved. What
// GitHub says then is not documented, so it is what is nothing else.
func elsewhere(err error) bool {
	var no refusal
	return errors.Is(err, errStale) || errors.As(err, &no) && !unanswered(err) &&
		no.Type != "FORBIDDEN" && no.Type != "NOT_FOUND" && !guarded(err)
}

// overwrite moves the branch on servers that cannot compare before they set,
// and sees afterwards who was last.
func (b Branch) overwrite(ctx context.Context, commit string) error {
	if err := b.set(ctx, commit); err != nil {
		return err
	}
	head, err := b.ref(ctx, b.Name)
	if err == nil && head != commit {
		err = errStale
	}
	return err
}

// parent returns the parent of a commit, or "" if it has not exactly one.
func (b Branch) parent(ctx context.Context, commit string) (string, error) {
	var c struct{ Parents []struct{ SHA string } }
	err := b.get(ctx, "/git/commits/"+commit, &c)
	if api.Status(err) == http.StatusNotFound {
		return "", nil // GitHub's copies do not agree yet
	}
	if err != nil || len(c.Parents) != 1 {
		return "", b.explain("reading commit "+commit, err)
	}
	return c.Parents[0].SHA, nil
}

// send sends a request that changes something.
func (b Branch) send(ctx context.Context, method, path string, body, into any) error {
	req, err := b.Client.NewRequest(method, "repos/"+b.Repository+path, body)
	if err != nil {
		return err
	}
	_, err = b.Client.Do(ctx, req, into)
	return err
}

// says tells whether an error has words in it, in lower case.
func says(err error, words string) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), words)
}

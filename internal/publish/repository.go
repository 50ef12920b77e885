package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/api"
)

// Repository is the calling repository on GitHub. Its methods are plain
// operations, each one request or two; the targets put them together.
type Repository struct {
	Client  *github.Client
	GraphQL string       // address of GitHub's GraphQL API
	Name    string       // owner/name
	Log     func(string) // is told what is tried again

	Proposes bool // whether the token needs the permission for pull requests, too

	objects objects
}

// ReadAt reads files as they are at a commit, or on a branch (refs/heads/main).
// Files that do not exist are nil.
func (r *Repository) ReadAt(ctx context.Context, ref string, paths []string) (Files, error) {
	sha := ref
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
		var err error
		if sha, err = r.ref(ctx, branch); err != nil {
			return nil, r.explain(fmt.Sprintf("reading the branch %s, which the workflow runs on", branch), err)
		}
	}
	c, err := r.commit(ctx, sha)
	if err != nil {
		return nil, err
	}
	return r.files(ctx, c.view(), paths)
}

// ref returns the commit that a branch points to. A branch that does not exist
// is an error with status 404.
func (r *Repository) ref(ctx context.Context, branch string) (string, error) {
	var ref struct{ Object struct{ SHA string } }
	err := r.get(ctx, "/git/ref/heads/"+escape(branch), &ref, func() bool { return ref.Object.SHA != "" })
	return ref.Object.SHA, err
}

// head returns the commit that a branch points to, or that of the default
// branch where the branch is missing.
func (r *Repository) head(ctx context.Context, branch string) (c commit, missing bool, err error) {
	sha, err := r.ref(ctx, branch)
	if api.Status(err) == http.StatusNotFound {
		missing = true
		if branch, _, err = r.about(ctx); err != nil {
			return commit{}, missing, r.explain("reading repository "+r.Name, err)
		}
		sha, err = r.ref(ctx, branch)
	}
	if err != nil {
		return commit{}, missing, r.explain("reading branch "+branch, err)
	}
	c, err = r.commit(ctx, sha)
	return c, missing, err
}

// about returns the default branch and GraphQL's name of the repository.
func (r *Repository) about(ctx context.Context) (branch, id string, err error) {
	var about struct {
		DefaultBranch string `json:"default_branch"`
		NodeID        string `json:"node_id"`
	}
	err = r.get(ctx, "", &about, func() bool { return about.DefaultBranch != "" && about.NodeID != "" })
	return about.DefaultBranch, about.NodeID, err
}

// commit is a commit as git keeps it.
type commit struct {
	sha     string
	tree    string
	message string
	parents []string
}

func (c commit) view() view { return view{commit: c.sha, root: c.tree} }

// commit reads a commit.
func (r *Repository) commit(ctx context.Context, sha string) (commit, error) {
	var c struct {
		SHA     string
		Message string
		Tree    struct{ SHA string }
		Parents []struct{ SHA string }
	}
	err := r.object(ctx, "/git/commits/"+sha, &c, func() bool { return c.SHA == sha && c.Tree.SHA != "" })
	if err != nil {
		return commit{}, r.explain("reading commit "+sha, err)
	}
	read := commit{sha: c.SHA, tree: c.Tree.SHA, message: c.Message}
	for _, p := range c.Parents {
		read.parents = append(read.parents, p.SHA)
	}
	return read, nil
}

// makeRef makes a branch. Another run may have been faster.
func (r *Repository) makeRef(ctx context.Context, branch, sha string) error {
	err := r.send(ctx, http.MethodPost, "/git/refs", map[string]string{"ref": "refs/heads/" + branch, "sha": sha}, nil)
	if says(err, "already exists") {
		return nil
	}
	return err
}

// setRef moves a branch to a commit, wherever it is, or makes it there.
func (r *Repository) setRef(ctx context.Context, branch, sha string) error {
	err := r.send(ctx, http.MethodPatch, "/git/refs/heads/"+escape(branch), map[string]any{"sha": sha, "force": true}, nil)
	if api.Status(err) == http.StatusNotFound || says(err, "reference does not exist") {
		return r.makeRef(ctx, branch, sha)
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

// swapRef moves a branch from one commit to another, makes it where before is
// empty, and deletes it where after is. A branch that is elsewhere is errStale.
func (r *Repository) swapRef(ctx context.Context, branch, before, after string) error {
	before, after = cmp.Or(before, noCommit), cmp.Or(after, noCommit)
	_, id, err := r.about(ctx)
	if err != nil {
		return err
	}
	var data struct {
		UpdateRefs struct{ ClientMutationID string }
	}
	err = r.query(ctx, updateRefs, refsInput{
		RepositoryID: id, ID: after,
		RefUpdates: []refUpdate{{Name: "refs/heads/" + branch, Before: before, After: after, Force: true}},
	}, &data)
	switch {
	case cannotCompare(err):
		return r.overwriteRef(ctx, branch, before, after)
	case err == nil && data.UpdateRefs.ClientMutationID != after:
		return unclear{errors.New("GitHub's answer does not say whether the branch was moved")}
	case err == nil || !elsewhere(err):
		return err
	}
	return fmt.Errorf("%s: %w (%s)", branch, errStale, api.Message(err))
}

// cannotCompare reports whether the server has no way to compare before it
// sets, or keeps this token from it.
func cannotCompare(err error) bool {
	var no refusal
	return says(err, "doesn't exist on type 'mutation'") || errors.As(err, &no) && no.Type == "FORBIDDEN" && !guarded(err)
}

// elsewhere reports whether a refusal may be because the branch has moved. What
// GitHub says then is not documented, so it is what is nothing else.
func elsewhere(err error) bool {
	var no refusal
	return errors.Is(err, errStale) || errors.As(err, &no) && !unanswered(err) && no.Type != "NOT_FOUND" && !guarded(err)
}

// overwriteRef moves a branch without GitHub's comparing: it looks before and
// afterwards.
func (r *Repository) overwriteRef(ctx context.Context, branch, before, after string) error {
	at, err := r.ref(ctx, branch)
	switch {
	case api.Status(err) == http.StatusNotFound:
		at = noCommit
	case err != nil:
		return err
	}
	if at != before {
		return fmt.Errorf("%s: %w", branch, errStale)
	}
	if after == noCommit {
		return r.send(ctx, http.MethodDelete, "/git/refs/heads/"+escape(branch), nil, nil)
	}
	if err := r.setRef(ctx, branch, after); err != nil {
		return err
	}
	at, err = r.ref(ctx, branch)
	if err == nil && at != after {
		err = fmt.Errorf("%s: %w", branch, errStale)
	}
	return err
}

// get reads something of the repository as JSON. An answer that is not whole is
// asked for again.
func (r *Repository) get(ctx context.Context, path string, into any, whole func() bool) error {
	return certain(ctx, false, func() error { return r.whole(ctx, path, into, whole) })
}

// object reads what git has under a name, which is there, though not every copy
// of GitHub's may know it yet.
func (r *Repository) object(ctx context.Context, path string, into any, whole func() bool) error {
	return certain(ctx, true, func() error { return r.whole(ctx, path, into, whole) })
}

func (r *Repository) whole(ctx context.Context, path string, into any, whole func() bool) error {
	err := r.send(ctx, http.MethodGet, path, nil, into)
	if err == nil && !whole() || errors.As(err, new(*json.SyntaxError)) || errors.As(err, new(*json.UnmarshalTypeError)) {
		return errDoubt
	}
	return err
}

// send sends a request about the repository.
func (r *Repository) send(ctx context.Context, method, path string, body, into any) error {
	req, err := r.Client.NewRequest(method, "repos/"+r.Name+path, body)
	if err != nil {
		return err
	}
	_, err = r.Client.Do(ctx, req, into)
	return err
}

// escape escapes a path, but not its slashes.
func escape(path string) string {
	return (&url.URL{Path: path}).EscapedPath()
}

// says reports whether an error has words in it, in lower case.
func says(err error, words string) bool {
	return err != nil && strings.Contains(strings.ToLower(err.Error()), words)
}

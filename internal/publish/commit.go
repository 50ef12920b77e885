package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/org-growth/org-growth/internal/api"
)

// largest is the size in bytes of files in one commit, above which GitHub
// fails.
const largest = 37 << 20

// errStale says that the branch has moved since its head was read.
var errStale = errors.New("others moved it first")

// refusal is GraphQL's way to say no.
type refusal struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

func (r refusal) Error() string { return r.Message }

// createCommit commits files on a branch whose head is the one expected, or
// not at all.
const createCommit = `mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`

type (
	commitInput struct {
		Branch          commitBranch  `json:"branch"`
		ExpectedHeadOID string        `json:"expectedHeadOid"`
		Message         commitMessage `json:"message"`
		FileChanges     fileChanges   `json:"fileChanges"`
	}
	commitBranch struct {
		Repository string `json:"repositoryNameWithOwner"`
		Name       string `json:"branchName"`
	}
	commitMessage struct {
		Headline string `json:"headline"`
		Body     string `json:"body"`
	}
	fileChanges struct {
		Additions []fileAddition `json:"additions"`
	}
	fileAddition struct {
		Path     string `json:"path"`
		Contents []byte `json:"contents"` // JSON makes base64 of bytes, as GitHub wants it
	}
)

// commit makes one commit on the snapshot's head and returns its name.
func (b Branch) commit(ctx context.Context, old Snapshot, body string, additions Files) (string, error) {
	input := commitInput{
		Branch:          commitBranch{b.Repository, b.Name},
		ExpectedHeadOID: old.head,
		Message:         commitMessage{b.Message, body},
	}
	size := 0
	for _, path := range paths(additions) {
		size += len(additions[path])
		input.FileChanges.Additions = append(input.FileChanges.Additions, fileAddition{path, additions[path]})
	}
	if size > largest {
		return "", fmt.Errorf("the files are %d MiB together, and GitHub takes no commit above %d MiB", size>>20, largest>>20)
	}
	if old.missing {
		if err := b.create(ctx, old.head); err != nil {
			return "", err
		}
	}
	var data struct {
		CreateCommitOnBranch struct{ Commit struct{ OID string } }
	}
	err := b.query(ctx, createCommit, map[string]any{"input": input}, &data)
	oid := data.CreateCommitOnBranch.Commit.OID
	if err == nil && oid == "" {
		err = unclear{errors.New("GitHub's answer names no commit")}
	}
	return oid, err
}

// create makes the branch. Another run may have been faster.
func (b Branch) create(ctx context.Context, head string) error {
	body := map[string]string{"ref": "refs/heads/" + b.Name, "sha": head}
	req, err := b.Client.NewRequest(http.MethodPost, "repos/"+b.Repository+"/git/refs", body)
	if err != nil {
		return err
	}
	_, err = b.Client.Do(ctx, req, nil)
	if api.Status(err) == http.StatusUnprocessableEntity && strings.Contains(err.Error(), "already exists") {
		return nil
	}
	return err
}

// query sends a GraphQL query. GitHub says no with status 200, too.
func (b Branch) query(ctx context.Context, query string, variables map[string]any, data any) error {
	req, err := b.Client.NewRequest(http.MethodPost, b.GraphQL, map[string]any{"query": query, "variables": variables})
	if err != nil {
		return err
	}
	answer := struct {
		Data   any       `json:"data"`
		Errors []refusal `json:"errors"`
	}{Data: data}
	resp, err := b.Client.Do(ctx, req, &answer)
	if err != nil && resp != nil && resp.StatusCode == http.StatusOK {
		return unclear{err}
	}
	if err != nil {
		return err
	}
	return verdict(answer.Errors)
}

// verdict reads GraphQL's errors. One without a type is a fault of GitHub's,
// like a time-out, which says nothing of what was done.
func verdict(refusals []refusal) error {
	switch {
	case len(refusals) == 0:
		return nil
	case refusals[0].Type == "STALE_DATA":
		return errStale
	case refusals[0].Type == "":
		return unclear{refusals[0]}
	}
	return refusals[0]
}

// unclear is an answer that leaves open whether the commit was made.
type unclear struct{ error }

// unanswered tells whether an error leaves open what GitHub did.
func unanswered(err error) bool {
	var limit *api.LimitError
	if errors.As(err, &limit) || errors.Is(err, context.Canceled) {
		return false
	}
	var broken *url.Error
	var open unclear
	return errors.As(err, &broken) || errors.As(err, &open) || api.Status(err) >= 500
}

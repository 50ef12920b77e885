package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/org-growth/org-growth/internal/api"
)

// largest is the size in bytes of files in one commit, above which GitHub
// fails.
const largest = 37 << 20

// errStale says that a branch has moved since it was read.
var errStale = errors.New("others moved it first")

// refusal is GraphQL's way to say no.
type refusal struct {
	Type       string `json:"type"`
	Message    string `json:"message"`
	Extensions struct {
		Code string `json:"code"` // of a query that the server's schema does not allow
	} `json:"extensions"`
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

// makeCommit commits files on a branch whose head is the one expected, and
// returns the commit's name.
func (r *Repository) makeCommit(ctx context.Context, branch, head string, message commitMessage, files Files) (string, error) {
	input := commitInput{
		Branch:          commitBranch{Repository: r.Name, Name: branch},
		ExpectedHeadOID: head,
		Message:         message,
	}
	size := 0
	for _, path := range paths(files) {
		size += len(files[path])
		input.FileChanges.Additions = append(input.FileChanges.Additions, fileAddition{Path: path, Contents: files[path]})
	}
	if size > largest {
		return "", tooLarge{size: size, files: files}
	}
	var data struct {
		CreateCommitOnBranch struct{ Commit struct{ OID string } }
	}
	err := r.query(ctx, createCommit, input, &data)
	oid := data.CreateCommitOnBranch.Commit.OID
	if err == nil && oid == "" {
		err = unclear{errors.New("GitHub's answer names no commit")}
	}
	return oid, err
}

// tooLarge says that the files of a commit are more than GitHub takes.
type tooLarge struct {
	size  int
	files Files
}

func (e tooLarge) Error() string {
	all := paths(e.files)
	biggest := slices.MaxFunc(all, func(a, b string) int { return len(e.files[a]) - len(e.files[b]) })
	return fmt.Sprintf("the files are %d MiB together (%s alone %d MiB), and GitHub takes no commit above %d MiB",
		e.size>>20, biggest, len(e.files[biggest])>>20, largest>>20)
}

// query sends a GraphQL mutation. GitHub says no with status 200, too.
func (r *Repository) query(ctx context.Context, query string, input, data any) error {
	body := map[string]any{"query": query, "variables": map[string]any{"input": input}}
	req, err := r.Client.NewRequest(http.MethodPost, r.GraphQL, body)
	if err != nil {
		return err
	}
	answer := struct {
		Data   any       `json:"data"`
		Errors []refusal `json:"errors"`
	}{Data: data}
	resp, err := r.Client.Do(ctx, req, &answer)
	if err != nil && resp != nil && resp.StatusCode == http.StatusOK {
		return unclear{err}
	}
	if err != nil {
		return err
	}
	return verdict(answer.Errors)
}

// faults are types of GraphQL's errors that say nothing of what was done.
var faults = []string{"", "INTERNAL", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"}

// verdict reads GraphQL's errors.
func verdict(refusals []refusal) error {
	switch {
	case len(refusals) == 0:
		return nil
	case refusals[0].Type == "STALE_DATA":
		return errStale
	case slices.Contains(faults, refusals[0].Type) && refusals[0].Extensions.Code == "" && !says(refusals[0], "doesn't exist on type"):
		return unclear{refusals[0]}
	}
	return refusals[0]
}

// unclear is an answer that leaves open what was done.
type unclear struct{ error }

// unanswered reports whether an error leaves open what GitHub did.
func unanswered(err error) bool {
	var limit *api.LimitError
	if errors.As(err, &limit) || errors.Is(err, context.Canceled) {
		return false
	}
	var broken *url.Error
	var open unclear
	return errors.As(err, &broken) || errors.As(err, &open) || api.Status(err) >= 500
}

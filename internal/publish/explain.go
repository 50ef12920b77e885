package publish

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/api"
)

// told is an error in a user's words. What it came from decides what to do.
type told struct {
	text string
	err  error
}

func (t told) Error() string { return t.text }
func (t told) Unwrap() error { return t.err }

// said returns what went wrong, without the way out.
func said(err error) string {
	if t := (told{}); errors.As(err, &t) {
		err = t.err
	}
	return api.Message(err)
}

// explain says what was refused, in GitHub's words, and the way out. It returns
// nil for nil, and an error that is explained already as it is.
func (r *Repository) explain(doing string, err error) error {
	if err == nil || errors.As(err, new(told)) {
		return err
	}
	said := api.Message(err) + details(err)
	text := fmt.Sprintf("%s: %s", doing, said)
	if remedy := r.remedy(err, said); remedy != "" {
		text = fmt.Sprintf("%s: %s. %s", doing, withoutStop(said), remedy)
	}
	return told{text: text, err: err}
}

func withoutStop(sentence string) string { return strings.TrimSuffix(sentence, ".") }

// details are the reasons that GitHub lists apart from its message.
func details(err error) string {
	var answer *github.ErrorResponse
	if !errors.As(err, &answer) {
		return ""
	}
	all := ""
	for _, reason := range answer.Errors {
		if reason.Message != "" {
			all += ": " + reason.Message
		}
	}
	return all
}

const permission = `The token may not do this. Give it the permission in the workflow:

permissions:
  contents: write`

// permission is the YAML that is missing.
func (r *Repository) permission() string {
	if r.Proposes {
		return permission + "\n  pull-requests: write"
	}
	return permission
}

// guarded reports whether a branch is kept from being written by rules of the
// repository.
func guarded(err error) bool {
	for _, words := range []string{"pull request", "protected branch", "rule violations", "required status", "not authorized to push"} {
		if says(err, words) {
			return true
		}
	}
	return false
}

// unguarded says how to write in spite of the rules.
func (r *Repository) unguarded() string {
	if r.Proposes {
		return "The branch is protected: leave branches that begin with org-growth/ out of the rule, " +
			"or give the input token one that may commit there"
	}
	return "The branch is protected: set pull-request: true to propose the changes instead, " +
		"name another branch in the input branch, or give the input token one that may commit there"
}

// causes are faults that GitHub names by words alone, with their way out. The
// first that fits is meant.
var causes = []struct {
	words  []string
	remedy string
}{
	{[]string{"was archived", "repository is archived", "is read-only"},
		"The repository is archived: bring it back in Settings → General → Danger Zone, or remove the workflow"},
	{[]string{"secret detected", "push protection", "contains secrets", "secret scanning"},
		"Push protection takes something in the files for a secret; the file that is named says what. If it is none, allow it at the address that GitHub names, " +
			"or take the organisation or the intro that brings it out"},
	{[]string{"is locked", "locked branch", "lock branch"},
		"The branch is locked: unlock it in Settings → Branches, or name another branch in the input branch"},
	{[]string{"workflows` permission", "workflows permission", "without `workflow", "without workflow"},
		"The branch has other workflows than the default branch, and the workflow's own token may not bring them to a new branch: " +
			"bring the branch up to date with the default branch, or give the input token one with the permission workflows"},
	{[]string{"no commit found"}, "GitHub's copies do not agree yet: run the workflow again"},
	{[]string{"doesn't exist on type", "doesn't accept argument", "isn't a defined input type", "argument 'input' on field", "invalid value for"},
		"This server's GraphQL API is another than ours expects, which is a fault of org-growth: use its newest version, and report it if that fails, too"},
}

func (r *Repository) remedy(err error, said string) string {
	for _, cause := range causes {
		for _, words := range cause.words {
			if strings.Contains(strings.ToLower(said), words) {
				return cause.remedy
			}
		}
	}
	var no refusal
	errors.As(err, &no)
	switch status := api.Status(err); {
	case status == http.StatusUnauthorized:
		return "The input token is wrong or has expired: leave it out for the workflow's own token, or renew it"
	case (errors.As(err, new(tooLarge)) || says(err, "too large")) && r.Proposes:
		return "What the pull request proposes already counts: merge it, and run the workflow again. If the history stands in one file, divide it by month, " +
			"as the README says"
	case errors.As(err, new(tooLarge)), says(err, "too large"):
		return "If the history is divided by month already, count the list in shards, as the README says. Else divide the history by month: in one commit set csv: data/org-growth-{year}-{month}.csv and rename the old file " +
			"to that of a month gone by, like data/org-growth-2020-01.csv; its rows go on counting where they stand"
	case guarded(err):
		return r.unguarded()
	case status == http.StatusConflict && says(err, "empty"):
		return "The repository needs a first commit, for instance a README with the markers"
	case status == http.StatusForbidden, no.Type == "FORBIDDEN":
		return r.permission()
	case status == http.StatusNotFound, no.Type == "NOT_FOUND":
		return fmt.Sprintf("The token sees no repository %s with this branch. %s", r.Name, r.permission())
	}
	return ""
}

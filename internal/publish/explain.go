package publish

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/api"
)

// explain says what was refused, in GitHub's words, and the way out. It returns
// nil for nil.
func (b Branch) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	said := api.Message(err) + details(err)
	if remedy := b.remedy(err, said); remedy != "" {
		return fmt.Errorf("%s: %s. %s", doing, strings.TrimSuffix(said, "."), remedy)
	}
	return fmt.Errorf("%s: %s", doing, said)
}

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
func (b Branch) permission() string {
	if b.proposes {
		return permission + "\n  pull-requests: write"
	}
	return permission
}

// guarded tells whether the branch is kept from being written by rules of the
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
func (b Branch) unguarded() string {
	if b.proposes {
		return fmt.Sprintf("The branch %s is protected: leave branches that begin with org-growth/ out of the rule, "+
			"or give the input token one that may commit there", b.Name)
	}
	return fmt.Sprintf("The branch %s is protected: set pull-request: true to propose the changes instead, "+
		"name another branch in the input branch, or give the input token one that may commit there", b.Name)
}

func (b Branch) remedy(err error, said string) string {
	var no refusal
	errors.As(err, &no)
	has := func(words string) bool { return strings.Contains(strings.ToLower(said), words) }
	switch status := api.Status(err); {
	case status == http.StatusUnauthorized:
		return "The input token is wrong or has expired: leave it out for the workflow's own token, or renew it"
	case has("too large"), has("no commit above"):
		return "Divide the history by month: in one commit set csv: data/org-growth-{year}-{month}.csv and rename the old file " +
			"to that of a month gone by, like data/org-growth-2020-01.csv; its rows go on counting where they stand"
	case guarded(err):
		return b.unguarded()
	case has("no commit found"):
		return "GitHub's copies do not agree yet: run the workflow again"
	case status == http.StatusConflict && has("empty"):
		return "The repository needs a first commit, for instance a README with the markers"
	case status == http.StatusForbidden, no.Type == "FORBIDDEN":
		return b.permission()
	case status == http.StatusNotFound, no.Type == "NOT_FOUND":
		return fmt.Sprintf("The token sees no repository %s with this branch. %s", b.Repository, b.permission())
	}
	return ""
}

package publish

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/org-growth/org-growth/internal/api"
)

// explain says what was refused, in GitHub's words, and the way out. It returns
// nil for nil.
func (b Branch) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	said := api.Message(err)
	if remedy := b.remedy(err, said); remedy != "" {
		return fmt.Errorf("%s: %s. %s", doing, strings.TrimSuffix(said, "."), remedy)
	}
	return fmt.Errorf("%s: %s", doing, said)
}

const permission = `The token may not do this. Give it the permission in the workflow:

permissions:
  contents: write`

func (b Branch) remedy(err error, said string) string {
	var no refusal
	errors.As(err, &no)
	says := func(words string) bool { return strings.Contains(strings.ToLower(said), words) }
	switch status := api.Status(err); {
	case status == http.StatusUnauthorized:
		return "The input token is wrong or has expired: leave it out for the workflow's own token, or renew it"
	case says("too large"), says("no commit above"):
		return "Begin another file in the input csv, and keep the old one as it is"
	case says("pull request"), says("protected branch"), says("rule violations"), says("required status"), says("not authorized to push"):
		return fmt.Sprintf("The branch %s is protected: name another branch in the input branch, "+
			"or give the input token one that may commit there", b.Name)
	case says("no commit found"):
		return "GitHub's copies do not agree yet: run the workflow again"
	case status == http.StatusConflict && says("empty"):
		return "The repository needs a first commit, for instance a README with the markers"
	case status == http.StatusForbidden, no.Type == "FORBIDDEN":
		return permission
	case status == http.StatusNotFound, no.Type == "NOT_FOUND":
		return fmt.Sprintf("The token sees no repository %s with this branch. %s", b.Repository, permission)
	}
	return ""
}

package publish

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const (
	updateBranch = "org-growth/update" // of the pull request
	nextBranch   = "org-growth/next"   // where its commit is made
)

// pull is what we read of a pull request.
type pull struct {
	Number int
	State  string
	URL    string `json:"html_url"`
	Head   struct{ SHA string }
	Base   struct{ Ref string }
}

// pullList is the newest pull requests of our branch.
type pullList struct {
	all  []pull
	open *pull // to our base; there is one at most
}

// closedAt reports whether a commit is all that a merged or closed pull request
// had to propose.
func (l pullList) closedAt(commit string) bool {
	for _, p := range l.all {
		if p.State == "closed" && p.Head.SHA == commit {
			return true
		}
	}
	return false
}

// pulls reads the newest ones of our branch. An open one is among them, and so
// is the last that was closed: there is no newer one while it is open, and GitHub
// opens none again whose branch has been moved.
func (r *Repository) pulls(ctx context.Context, base string) (list pullList, err error) {
	owner, _, _ := strings.Cut(r.Name, "/")
	query := url.Values{"state": {"all"}, "head": {owner + ":" + updateBranch}, "per_page": {"10"}}
	if err := r.get(ctx, "/pulls?"+query.Encode(), &list.all, func() bool { return list.all != nil }); err != nil {
		return list, r.explain("reading pull requests", err)
	}
	for i, found := range list.all {
		switch {
		case found.State != "open":
		case found.Base.Ref != base:
			return list, fmt.Errorf("pull request %s goes from %s to the branch %s, and this run is to propose changes of %s: "+
				"merge or close it first; there can be one at a time", found.URL, updateBranch, found.Base.Ref, base)
		default:
			list.open = &list.all[i]
		}
	}
	return list, nil
}

// openPull opens a pull request from our branch to the base. Where that has gone
// meanwhile, or another run was faster, the error is errStale.
func (r *Repository) openPull(ctx context.Context, base, title, body string) (pull, error) {
	var made pull
	err := r.send(ctx, http.MethodPost, "/pulls", map[string]string{"title": title, "body": body, "head": updateBranch, "base": base}, &made)
	switch {
	case says(err, "already exists"), says(err, "no commits between"), says(err, "head") && says(err, "invalid"):
		return made, fmt.Errorf("the pull request: %w", errStale)
	case err == nil && made.URL == "":
		err = unclear{errors.New("GitHub's answer names no pull request")}
	}
	return made, err
}

// describePull says anew what an open pull request is about. One that is not
// open any more is errStale.
func (r *Repository) describePull(ctx context.Context, number int, title, body string) error {
	var now pull
	err := r.send(ctx, http.MethodPatch, fmt.Sprintf("/pulls/%d", number), map[string]string{"title": title, "body": body}, &now)
	if err == nil && now.State != "open" {
		err = fmt.Errorf("pull request %d was closed: %w", number, errStale)
	}
	return err
}

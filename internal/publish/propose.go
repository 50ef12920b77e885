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

// pull is what we read of a pull request.
type pull struct {
	Number int
	State  string
	Title  string
	Body   string
	URL    string `json:"html_url"`
	Head   struct{ SHA string }
	Base   struct{ Ref string }
}

// pullList is the newest pull requests of our branch.
type pullList struct {
	all  []pull
	open *pull // to our base; there is one at most
}

// closedAt tells whether a commit is all that a merged or closed pull request
// had to propose.
func (l pullList) closedAt(commit string) bool {
	for _, p := range l.all {
		if p.State == "closed" && p.Head.SHA == commit {
			return true
		}
	}
	return false
}

// pulls reads the newest ones. An open one is among them, and so is the last
// that was closed: there is no newer one while it is open, and GitHub opens
// none again whose branch has been moved.
func (p PullRequest) pulls(ctx context.Context) (list pullList, err error) {
	owner, _, _ := strings.Cut(p.Repository, "/")
	query := url.Values{"state": {"all"}, "head": {owner + ":" + updateBranch}, "per_page": {"10"}}
	b := p.on(updateBranch)
	if err := b.get(ctx, "/pulls?"+query.Encode(), &list.all); err != nil {
		return list, b.explain("reading pull requests", err)
	}
	for i, found := range list.all {
		switch {
		case found.State != "open":
		case found.Base.Ref != p.Name:
			return list, fmt.Errorf("pull request %s goes from %s to the branch %s, and this run is to propose changes of %s: "+
				"merge or close it first; there can be one at a time", found.URL, updateBranch, found.Base.Ref, p.Name)
		default:
			list.open = &list.all[i]
		}
	}
	return list, nil
}

// propose opens the pull request for the branch as it is, or describes the open
// one. Where it has been merged or closed just now, the branch has to be made
// anew first.
func (r *proposal) propose(ctx context.Context, note string) (address string, err error) {
	pulls, err := r.pulls(ctx)
	if err != nil {
		return "", err
	}
	if pulls.open == nil {
		return r.openPull(ctx, pulls, note)
	}
	open, text := *pulls.open, r.text(note)
	if r.made == nil || open.Title == r.Message && sameText(open.Body, text) {
		return open.URL, nil
	}
	err = r.Branch.send(ctx, http.MethodPatch, fmt.Sprintf("/pulls/%d", open.Number), map[string]string{"title": r.Message, "body": text}, &open)
	if err == nil && open.State != "open" {
		err = fmt.Errorf("pull request %s was closed: %w", open.URL, errStale)
	}
	return open.URL, r.on(updateBranch).passing("describing pull request "+open.URL, err)
}

func (r *proposal) openPull(ctx context.Context, pulls pullList, note string) (string, error) {
	head, err := r.PullRequest.head(ctx)
	if err != nil {
		return "", err
	}
	if head == "" || pulls.closedAt(head) {
		return "", fmt.Errorf("the pull request was closed: %w", errStale)
	}
	var made pull
	err = r.Branch.send(ctx, http.MethodPost, "/pulls",
		map[string]string{"title": r.Message, "body": r.text(note), "head": updateBranch, "base": r.Name}, &made)
	switch {
	case says(err, "already exists"), says(err, "no commits between"), says(err, "head") && says(err, "invalid"):
		return "", fmt.Errorf("the pull request: %w", errStale)
	case says(err, "not permitted to create"):
		return "", fmt.Errorf("opening the pull request: %s. %s", strings.TrimSuffix(api.Message(err), "."), r.byHand())
	case err == nil && made.URL == "":
		err = unclear{errors.New("GitHub's answer names no pull request")}
	}
	if err = r.on(updateBranch).passing("opening the pull request", err); err != nil && !errors.Is(err, errStale) && !unanswered(err) {
		err = fmt.Errorf("%w\n\nWhat was counted is on the branch %s, and is proposed once that is allowed", err, updateBranch)
	}
	return made.URL, err
}

// byHand is the way out where Actions may not create pull requests.
func (r *proposal) byHand() string {
	return fmt.Sprintf(`Allow it: Settings → Actions → General → Workflow permissions → `+
		`"Allow GitHub Actions to create and approve pull requests" (where the box is grey, an owner of the organisation ticks it there first), `+
		`or give the input token a token of your own. The branch is ready: the pull request can be opened at %s/%s/compare/%s...%s?expand=1`,
		r.ServerURL, r.Repository, escape(r.Name), updateBranch)
}

func (r *proposal) text(note string) string {
	return fmt.Sprintf("%s\n\norg-growth keeps this pull request up to date: each run adds the newest figures to `%s`. "+
		"It may be merged at any time; the next run with something new opens another one. "+
		"Its branch is made anew each time, so changes that are made on it by hand do not last.\n", note, r.Name)
}

// sameText compares as GitHub does, which may keep other ends of lines.
func sameText(one, other string) bool {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(one) == plain(other)
}

package collect

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

const (
	full  = 100   // repositories on a page that others follow
	most  = 5_000 // more pages than any account has
	looks = 3     // at a list that does not add up
)

// doubt says why a list may not be all there is. It may have changed while it
// was read, so another look can settle it.
type doubt struct {
	text   string
	broken bool // no list of GitHub's is like that, whatever happens meanwhile
}

func (d *doubt) Error() string { return d.text }

// whole reads a list until it adds up. One that never does, since GitHub leaves
// out of its pages what is hidden, is all there is if it has as many public
// repositories as GitHub says of the account elsewhere.
func (l lister) whole(ctx context.Context, path, kind string) (account, error) {
	for look := 1; ; look++ {
		found, err := l.look(ctx, path, kind, look == looks)
		var d *doubt
		if !errors.As(err, &d) || look == looks {
			return found, err
		}
		wait := time.Second + rand.N(time.Second) // #nosec G404 -- no secret
		if err := api.Sleep(ctx, wait); err != nil {
			return account{}, err
		}
	}
}

func (l lister) look(ctx context.Context, path, kind string, final bool) (account, error) {
	all, err := l.pages(ctx, path, kind)
	if err != nil {
		return account{}, err
	}
	d := inDoubt(all)
	if d != nil && (d.broken || !final) {
		return account{}, d
	}
	found := flatten(all)
	if d == nil && found.owner.ID != 0 {
		return found, nil
	}
	// Without a repository there is no owner in the list, either.
	who, err := l.describe(ctx, path)
	if err != nil {
		return account{}, err
	}
	if n := public(found.repos); n < who.PublicRepos && !(final && l.vouched) {
		if d == nil {
			d = &doubt{text: "GitHub lists no repository"}
		}
		return account{}, &doubt{text: fmt.Sprintf("%s, and of %d public repositories that GitHub speaks of it lists %d. If these are all, name %s in accept-drops",
			d.text, who.PublicRepos, n, l.written)}
	}
	found.owner = who.owner
	return found, nil
}

// inDoubt says why pages may not be a whole list, or returns nil.
func inDoubt(all []page) *doubt {
	count := len(all)
	for i, p := range all {
		followed := i+1 < count
		switch {
		case len(p.repos) == 0 && (followed || p.next):
			return &doubt{text: fmt.Sprintf("page %d of GitHub's list is empty, and others follow", i+1), broken: true}
		case len(p.repos) > 0 && p.owner.ID != all[0].owner.ID:
			return &doubt{text: "GitHub's list is of two accounts", broken: true}
		case slices.ContainsFunc(all[:i], p.same):
			return &doubt{text: fmt.Sprintf("page %d of GitHub's list came before", i+1), broken: true}
		}
	}
	for i, p := range all {
		followed := i+1 < count
		switch {
		case followed && len(p.repos) < full:
			return &doubt{text: fmt.Sprintf("page %d of GitHub's list has only %d repositories, and others follow", i+1, len(p.repos))}
		case !followed && i > 0 && len(p.repos) == 0, followed && p.last != all[0].last, p.last > count:
			return &doubt{text: fmt.Sprintf("GitHub's list has not as many pages as it says, %d", max(p.last, all[0].last))}
		}
	}
	if twice(all) {
		return &doubt{text: "GitHub lists a repository on two pages"}
	}
	return nil
}

// same reports whether two pages have the same repositories, or none.
func (p page) same(q page) bool {
	return slices.EqualFunc(p.repos, q.repos, func(a, b stats.Repo) bool { return a.ID == b.ID })
}

// twice reports whether a repository is listed twice.
func twice(all []page) bool {
	seen := map[int64]bool{}
	for _, p := range all {
		for _, r := range p.repos {
			if seen[r.ID] {
				return true
			}
			seen[r.ID] = true
		}
	}
	return false
}

// flatten puts pages together.
func flatten(all []page) account {
	found := account{owner: all[0].owner, repos: make([]stats.Repo, 0, full*len(all))}
	for i, p := range all {
		found.repos = append(found.repos, p.repos...)
		all[i].repos = nil // kept once is enough
	}
	return found
}

// public returns how many public repositories there are, each counted once.
func public(repos []stats.Repo) int {
	seen := map[int64]bool{}
	for _, r := range repos {
		if r.Public {
			seen[r.ID] = true
		}
	}
	return len(seen)
}

package collect

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unique"

	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

// repository is what we read of a repository. go-github's own type fails a
// whole page on a custom property with several values.
type repository struct {
	ID         int64                 `json:"id"`
	Owner      owner                 `json:"owner"`
	Private    bool                  `json:"private"`
	Visibility string                `json:"visibility"`
	Fork       bool                  `json:"fork"`
	Archived   bool                  `json:"archived"`
	Language   string                `json:"language"` // null, like the license, where there is none
	License    struct{ Name string } `json:"license"`
	Stargazers int                   `json:"stargazers_count"`
	Forks      int                   `json:"forks_count"`
	OpenIssues int                   `json:"open_issues_count"`
	Created    *time.Time            `json:"created_at"`
}

type owner struct {
	Login string `json:"login"`
	ID    int64  `json:"id"`
}

func (r repository) stats() stats.Repo {
	repo := stats.Repo{
		ID: r.ID, Created: stats.Never,
		// Some tokens see private repositories of their own in a public list.
		Public: !r.Private && (r.Visibility == "" || r.Visibility == "public"),
		Fork:   r.Fork, Archived: r.Archived,
		Language: once(r.Language), License: once(r.License.Name),
		Stargazers: r.Stargazers, Forks: r.Forks, OpenIssues: r.OpenIssues,
	}
	if r.Created != nil {
		repo.Created = stats.DayOf(*r.Created)
	}
	return repo
}

// once returns the same text, which is kept in memory once however often it
// comes.
func once(s string) string { return unique.Make(s).Value() }

// list reads all repositories of an organisation or user: without the token
// where it is refused.
func (o Options) list(ctx context.Context, login string) (account, error) {
	found, err := o.accounts(ctx, login)
	if !refused(err) || o.Anonymous == nil {
		return found, err
	}
	why := api.Message(err)
	o.Client = o.Anonymous
	if found, err = o.accounts(ctx, login); err != nil {
		return account{}, fmt.Errorf("%s; and without a token: %s", why, api.Message(err))
	}
	return found, nil
}

// accounts looks among organisations first, and then among users.
func (o Options) accounts(ctx context.Context, login string) (account, error) {
	found, err := o.pages(ctx, "orgs/"+login, "public")
	if api.Status(err) == http.StatusNotFound {
		return o.pages(ctx, "users/"+login, "owner")
	}
	return found, err
}

// most is more pages than any account has: a Link beyond it is broken.
const most = 5_000

// pages reads the first page, which tells how many there are, and then the
// others side by side.
func (o Options) pages(ctx context.Context, path, kind string) (account, error) {
	first, err := o.page(ctx, path, kind, 1)
	if err != nil {
		return account{}, err
	}
	if first.last > most {
		return account{}, fmt.Errorf("GitHub speaks of %d pages", first.last)
	}
	all := []page{first}
	if first.last > 1 {
		rest := make([]page, first.last-1)
		group, ctx := errgroup.WithContext(ctx)
		for i := range rest {
			group.Go(func() (err error) {
				rest[i], err = o.page(ctx, path, kind, i+2)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return account{}, err
		}
		all = append(all, rest...)
	}
	// More came to be while we read, or the first page did not tell.
	for last := all[len(all)-1]; last.next; last = all[len(all)-1] {
		another, err := o.page(ctx, path, kind, len(all)+1)
		if err != nil {
			return account{}, err
		}
		if len(all) == most || another.same(last) {
			return account{}, fmt.Errorf("GitHub's list goes round in a circle at page %d", len(all)+1)
		}
		all = append(all, another)
	}
	return o.flatten(ctx, path, all)
}

// flatten puts pages together, if they can be all there is.
func (o Options) flatten(ctx context.Context, path string, all []page) (account, error) {
	var found account
	found.repos = make([]stats.Repo, 0, 100*len(all))
	for i, p := range all {
		if len(p.repos) == 0 && p.next {
			return account{}, fmt.Errorf("page %d of GitHub's list is empty, and others follow", i+1)
		}
		if found.owner.ID == 0 {
			found.owner = p.owner
		}
		found.repos = append(found.repos, p.repos...)
		all[i].repos = nil // kept once is enough
	}
	if found.owner.ID != 0 {
		return found, nil
	}
	// Without a repository there is no owner in the list.
	err := o.get(ctx, path, &found.owner)
	if err == nil && (found.owner.ID <= 0 || found.owner.Login == "") {
		err = errors.New("GitHub's answer names no account")
	}
	return found, err
}

// page is a page reduced to what we need of it.
type page struct {
	owner owner
	repos []stats.Repo
	last  int  // number of the last page; 0 where GitHub does not say
	next  bool // whether another follows
}

// same tells whether two pages have the same repositories, or none.
func (p page) same(q page) bool {
	return slices.EqualFunc(p.repos, q.repos, func(a, b stats.Repo) bool { return a.ID == b.ID })
}

func (o Options) page(ctx context.Context, account, kind string, number int) (page, error) {
	query := url.Values{
		"type": {kind}, "sort": {"full_name"}, "direction": {"asc"},
		"per_page": {"100"}, "page": {fmt.Sprint(number)},
	}
	req, err := o.Client.NewRequest(http.MethodGet, account+"/repos?"+query.Encode(), nil)
	if err != nil {
		return page{}, err
	}
	var listed []repository
	resp, err := o.Client.Do(ctx, req, &listed)
	if err != nil {
		return page{}, err
	}
	if listed == nil { // which go-github makes of an empty body, too
		return page{}, fmt.Errorf("GitHub's answer for page %d is empty", number)
	}
	p := page{last: resp.LastPage, next: resp.NextPage > number}
	for i, r := range listed {
		if r.ID <= 0 || r.Owner.ID <= 0 || r.Owner.Login == "" ||
			min(r.Stargazers, r.Forks, r.OpenIssues) < 0 || max(r.Stargazers, r.Forks, r.OpenIssues) > math.MaxInt32 {
			return page{}, fmt.Errorf("entry %d of page %d of GitHub's list is no repository", i+1, number)
		}
		p.owner = r.Owner
		p.repos = append(p.repos, r.stats())
	}
	return p, nil
}

func (o Options) get(ctx context.Context, path string, into any) error {
	req, err := o.Client.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	_, err = o.Client.Do(ctx, req, into)
	return err
}

package collect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
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
	Pushed     *time.Time            `json:"pushed_at"`
}

type owner struct {
	Login string `json:"login"`
	ID    int64  `json:"id"`
}

func (o owner) on(host string) stats.Account { return stats.Account{Host: host, Login: o.Login} }

// profile is what GitHub says of an account by itself.
type profile struct {
	owner
	PublicRepos int `json:"public_repos"`
}

func (r repository) stats() stats.Repo {
	return stats.Repo{
		ID: r.ID, Created: day(r.Created), Active: day(r.Pushed),
		// Some tokens see private repositories of their own in a public list.
		Public: !r.Private && (r.Visibility == "" || r.Visibility == "public"),
		Fork:   r.Fork, Archived: r.Archived,
		Language: once(cmp.Or(r.Language, stats.None)), License: once(cmp.Or(r.License.Name, stats.None)),
		Stargazers: stats.Known(r.Stargazers), Forks: stats.Known(r.Forks), OpenIssues: stats.Known(r.OpenIssues),
	}
}

// day returns the day of a time, which may be null.
func day(t *time.Time) stats.Day {
	if t == nil {
		return stats.Never
	}
	return stats.DayOf(*t)
}

// once returns the same text, which is kept in memory once however often it
// comes.
func once(s string) string { return unique.Make(s).Value() }

// lister reads the list of an account's repositories.
type lister struct {
	client  *api.Client
	login   string
	written string     // as the list writes it
	vouched bool       // whether a list that stays shorter than GitHub says is all there is
	patient bool       // whether to wait for the next hour, where the list needs more requests than are left
	others  func() int // how many entries wait for theirs
}

// list reads all repositories of an organisation or user: without the token
// where it is refused.
func (c *counting) list(ctx context.Context, a stats.Account, patient bool) (account, error) {
	l := lister{
		client: c.Client, login: a.Login, written: c.written(a), vouched: c.Vouched(a), patient: patient, others: c.waiting,
	}
	found, err := l.read(ctx)
	if !refuses(err) || c.Anonymous == nil {
		return found, err
	}
	why := api.Message(err)
	l.client = c.Anonymous
	found, err = l.read(ctx)
	var hour *api.HourError
	if err != nil && !errors.As(err, &hour) {
		err = fmt.Errorf("%s; and without a token: %s", why, api.Message(err))
	}
	return found, err
}

// read looks among organisations first, and then among users.
func (l lister) read(ctx context.Context) (account, error) {
	found, err := l.whole(ctx, "orgs/"+l.login, "public")
	if api.Status(err) == http.StatusNotFound {
		return l.whole(ctx, "users/"+l.login, "owner")
	}
	return found, err
}

// pages reads the first page, which tells how many there are, and then the
// others side by side.
func (l lister) pages(ctx context.Context, path, kind string) ([]page, error) {
	first, err := l.page(ctx, path, kind, 1)
	if err != nil {
		return nil, err
	}
	if first.last > most {
		return nil, &doubt{text: fmt.Sprintf("GitHub speaks of %d pages", first.last), broken: true}
	}
	all := []page{first}
	if first.last > 1 {
		done, err := l.client.Claim(first.last-1, l.others(), l.patient)
		if err != nil {
			return nil, err
		}
		defer done()
		rest := make([]page, first.last-1)
		group, ctx := errgroup.WithContext(ctx)
		for i := range rest {
			group.Go(func() (err error) {
				rest[i], err = l.page(ctx, path, kind, i+2)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return nil, err
		}
		all = append(all, rest...)
	}
	return l.more(ctx, path, kind, all)
}

// more reads on where more came to be while we read, or GitHub did not tell
// how many there are. Behind a full page there may be another, though it is
// not announced.
func (l lister) more(ctx context.Context, path, kind string, all []page) ([]page, error) {
	for last := all[len(all)-1]; last.next || len(last.repos) == full; last = all[len(all)-1] {
		another, err := l.page(ctx, path, kind, len(all)+1)
		switch {
		case err != nil:
			return nil, err
		case len(another.repos) == 0 && !another.next && !last.next:
			return all, nil
		case len(all) == most || another.same(last):
			return nil, &doubt{text: fmt.Sprintf("GitHub's list goes round in a circle at page %d", len(all)+1), broken: true}
		}
		all = append(all, another)
	}
	return all, nil
}

// page is a page reduced to what we need of it.
type page struct {
	owner owner
	repos []stats.Repo
	last  int  // number of the last page; 0 where GitHub does not say
	next  bool // whether another follows
}

func (l lister) page(ctx context.Context, account, kind string, number int) (page, error) {
	query := url.Values{
		"type": {kind}, "sort": {"full_name"}, "direction": {"asc"},
		"per_page": {fmt.Sprint(full)}, "page": {fmt.Sprint(number)},
	}
	var listed []repository
	resp, err := api.Get(ctx, l.client.Client, account+"/repos?"+query.Encode(), &listed)
	if err != nil {
		return page{}, err
	}
	p := page{last: resp.LastPage, next: resp.NextPage > number, repos: make([]stats.Repo, 0, len(listed))}
	for i, r := range listed {
		if r.ID <= 0 || r.Owner.ID <= 0 || r.Owner.Login == "" ||
			min(r.Stargazers, r.Forks, r.OpenIssues) < 0 || max(r.Stargazers, r.Forks, r.OpenIssues) > math.MaxInt32 {
			return page{}, fmt.Errorf("entry %d of page %d of GitHub's list is no repository", i+1, number)
		}
		if i > 0 && r.Owner.ID != p.owner.ID {
			return page{}, &doubt{text: fmt.Sprintf("page %d of GitHub's list is of two accounts", number), broken: true}
		}
		p.owner = r.Owner
		p.repos = append(p.repos, r.stats())
	}
	return p, nil
}

func (l lister) describe(ctx context.Context, path string) (profile, error) {
	var who profile
	_, err := api.Get(ctx, l.client.Client, path, &who)
	if err == nil && (who.ID <= 0 || who.Login == "") {
		err = errors.New("GitHub's answer names no account")
	}
	return who, err
}

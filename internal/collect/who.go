package collect

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

// account is what GitHub has under a login.
type account struct {
	owner owner
	repos []stats.Repo
	note  string // for the user, where it is not under the login of the list
}

const missing = "no organisation or user on GitHub has this login"

// find reads the account that an entry is about: the one that has its login, as
// long as that is the account of its history, or the login has passed on to it
// in a way that the list knows of. A renamed one is found by its number.
func (c *counting) find(ctx context.Context, l stats.Line, patient bool) (account, error) {
	read := func(a stats.Account) (account, error) { return c.list(ctx, a, patient) }
	found, err := read(l.Account)
	c.saw(l.Account, found.owner.ID)
	gone := api.Status(err) == http.StatusNotFound
	switch known := l.ID(); {
	case err != nil && !gone:
		return account{}, err
	case gone && known == 0:
		return c.unknown(ctx, l, read)
	case !gone && (known == 0 || known == found.owner.ID || c.Vouched(l.Account)):
		return found, nil
	}
	who, err := c.byNumber(ctx, l.ID())
	switch {
	case err != nil:
		return account{}, err
	case who.Login == "" && gone:
		return account{}, fmt.Errorf("%s, and the account that was counted so far (number %d) is gone: remove it from the list", missing, l.ID())
	case gone || who.on(l.Host).Key() == l.Key():
		return c.renamed(l, who, read)
	}
	return c.passed(ctx, l, who, found)
}

// unknown looks a second time for an account that nobody has seen yet.
func (c *counting) unknown(ctx context.Context, l stats.Line, read func(stats.Account) (account, error)) (account, error) {
	var who owner
	_, err := api.Get(ctx, c.Client.Client, "users/"+l.Login, &who)
	found := account{}
	if err == nil {
		found, err = read(l.Account)
	}
	if api.Status(err) == http.StatusNotFound {
		err = errors.New(missing + ": mend or remove it in the list")
	}
	return found, err
}

// renamed reads the account of an entry under the login that its number has
// now. That may be the very login of the entry, if GitHub's answers differ.
func (c *counting) renamed(l stats.Line, who owner, read func(stats.Account) (account, error)) (account, error) {
	found, err := read(who.on(l.Host))
	if err == nil && found.owner.ID != who.ID {
		err = fmt.Errorf("GitHub says that its account (number %d) is called %s, but lists another account (number %d) under that login", who.ID, who.Login, found.owner.ID)
	}
	if now := who.on(l.Host); err == nil && now.Key() != l.Key() {
		found.note = fmt.Sprintf("%s is now called %s and was counted as that: write %s in the list", c.written(l.Account), c.written(now), c.written(now))
	}
	return found, err
}

// passed returns the account that has the login of an entry now, if all that
// had it before, and may be meant by it, are in the list under their own. last
// is the last of them.
func (c *counting) passed(ctx context.Context, l stats.Line, last owner, found account) (account, error) {
	for _, id := range c.bearers(last.ID, l) {
		if id == found.owner.ID {
			continue
		}
		who, err := c.byNumber(ctx, id)
		if err != nil {
			return account{}, err
		}
		_, known := c.Known.Newest[l.Numbered(found.owner.ID)]
		if who.Login == "" && id != last.ID && known {
			continue
		}
		asked, err := c.asked(ctx, l.Host, who, known, map[int64]bool{})
		if err != nil {
			return account{}, err
		}
		if !asked {
			return account{}, c.taken(l, who, found.owner.ID)
		}
	}
	return found, nil
}

// taken says that a login has passed from an account, which nothing else in the
// list is for, to another.
func (c *counting) taken(l stats.Line, who owner, to int64) error {
	now := fmt.Sprintf("is called %s now: write that in the list", c.written(who.on(l.Host)))
	switch _, listed := c.entry(who.on(l.Host)); {
	case who.Login == "":
		now = fmt.Sprintf("is gone: it was made again, or somebody else took its login. If the new one is meant, name %s in accept-drops, and its history begins anew; else remove it from the list", c.written(l.Account))
	case listed:
		now += " in the place of " + c.written(l.Account)
	}
	return fmt.Errorf("the login belongs to another account now (number %d); the one that was counted so far (number %d) %s", to, who.ID, now)
}

// asked reports whether the list has an account of a host by the login that it has now.
// That login may be for others, too, who had it before: they have to be in the
// list in the same way. So accounts may have swapped theirs, which seen knows.
// Those that are gone are missed only where a stranger profits.
func (c *counting) asked(ctx context.Context, host string, who owner, friend bool, seen map[int64]bool) (bool, error) {
	if seen[who.ID] {
		return true, nil
	}
	seen[who.ID] = true
	l, listed := c.entry(who.on(host))
	if !listed || l.ID() == 0 || c.Vouched(l.Account) {
		return listed, nil
	}
	for _, id := range c.bearers(l.ID(), l) {
		if id == who.ID {
			continue
		}
		rival, err := c.byNumber(ctx, id)
		if err != nil {
			return false, err
		}
		if rival.Login == "" && id != l.ID() && friend {
			continue
		}
		if asked, err := c.asked(ctx, host, rival, friend, seen); err != nil || !asked {
			return false, err
		}
	}
	return true, nil
}

// saw keeps who has a login now; 0 is nobody.
func (c *counting) saw(a stats.Account, id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[a.Key()] = id
}

// bearers returns the numbers of the accounts that had an entry's login, the last
// first.
func (c *counting) bearers(last int64, l stats.Line) []int64 {
	ids := []int64{last}
	for _, other := range c.others(l) {
		ids = append(ids, other.ID)
	}
	return ids
}

// entry returns the list's entry for an account.
func (c *counting) entry(a stats.Account) (stats.Line, bool) {
	key := a.Key()
	for _, l := range c.Known.Lines {
		if l.Key() == key {
			return l, true
		}
	}
	return stats.Line{}, false
}

// byNumber asks who an account is by GitHub's number of it, and asks again
// before it believes that nobody is. One that is gone has no login.
func (c *counting) byNumber(ctx context.Context, id int64) (owner, error) {
	var who owner
	var err error
	for range 2 {
		if _, err = api.Get(ctx, c.Client.Client, fmt.Sprintf("user/%d", id), &who); api.Status(err) != http.StatusNotFound {
			break
		}
	}
	switch {
	case api.Status(err) == http.StatusNotFound:
		return owner{ID: id}, nil
	case err == nil && (who.ID != id || who.Login == ""):
		err = fmt.Errorf("GitHub's answer for account number %d is that of another", id)
	}
	return who, err
}

package collect

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

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
	read := func(login string) (account, error) { return c.list(ctx, login, patient) }
	found, err := read(l.Login)
	c.saw(l.Login, found.owner.ID)
	gone := api.Status(err) == http.StatusNotFound
	switch known := l.ID(); {
	case err != nil && !gone:
		return account{}, err
	case gone && known == 0:
		return c.unknown(ctx, l, read)
	case !gone && (known == 0 || known == found.owner.ID || c.Vouched(l.Login)):
		return found, nil
	}
	who, err := c.byNumber(ctx, l.ID())
	switch {
	case err != nil:
		return account{}, err
	case who.Login == "" && gone:
		return account{}, fmt.Errorf("%s, and the account that was counted so far (number %d) is gone: remove it from the list", missing, l.ID())
	case gone || strings.EqualFold(who.Login, l.Login):
		return renamed(l, who, read)
	}
	return c.passed(ctx, l, who, found)
}

// unknown looks a second time for an account that nobody has seen yet.
func (c *counting) unknown(ctx context.Context, l stats.Line, read func(string) (account, error)) (account, error) {
	var who owner
	_, err := api.Get(ctx, c.Client.Client, "users/"+l.Login, &who)
	found := account{}
	if err == nil {
		found, err = read(l.Login)
	}
	if api.Status(err) == http.StatusNotFound {
		err = errors.New(missing + ": mend or remove it in the list")
	}
	return found, err
}

// renamed reads the account of an entry under the login that its number has
// now. That may be the very login of the entry, if GitHub's answers differ.
func renamed(l stats.Line, who owner, read func(string) (account, error)) (account, error) {
	found, err := read(who.Login)
	if err == nil && found.owner.ID != who.ID {
		err = fmt.Errorf("GitHub says that its account (number %d) is called %s, but lists another account (number %d) under that login", who.ID, who.Login, found.owner.ID)
	}
	if err == nil && !strings.EqualFold(who.Login, l.Login) {
		found.note = fmt.Sprintf("%s is now called %s and was counted as that: write %s in the list", l.Login, who.Login, who.Login)
	}
	return found, err
}

// passed returns the account that has the login of an entry now, if all that
// had it before, and may be meant by it, are in the list under their own. last
// is the last of them.
func (c *counting) passed(ctx context.Context, l stats.Line, last owner, found account) (account, error) {
	for _, id := range c.bearers(last.ID, l.Login) {
		if id == found.owner.ID {
			continue
		}
		who, err := c.byNumber(ctx, id)
		if err != nil {
			return account{}, err
		}
		_, known := c.Known.Newest[found.owner.ID]
		if who.Login == "" && id != last.ID && known {
			continue
		}
		asked, err := c.asked(ctx, who, known, map[int64]bool{})
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
	now := fmt.Sprintf("is called %s now: write that in the list", who.Login)
	switch _, listed := c.entry(who.Login); {
	case who.Login == "":
		now = fmt.Sprintf("is gone: it was made again, or somebody else took its login. If the new one is meant, name %s in accept-drops, and its history begins anew; else remove it from the list", l.Login)
	case listed:
		now += " in the place of " + l.Login
	}
	return fmt.Errorf("the login belongs to another account now (number %d); the one that was counted so far (number %d) %s", to, who.ID, now)
}

// asked reports whether the list has an account by the login that it has now.
// That login may be for others, too, who had it before: they have to be in the
// list in the same way. So accounts may have swapped theirs, which seen knows.
// Those that are gone are missed only where a stranger profits.
func (c *counting) asked(ctx context.Context, who owner, friend bool, seen map[int64]bool) (bool, error) {
	if seen[who.ID] {
		return true, nil
	}
	seen[who.ID] = true
	l, listed := c.entry(who.Login)
	if !listed || l.ID() == 0 || c.Vouched(l.Login) {
		return listed, nil
	}
	for _, id := range c.bearers(l.ID(), l.Login) {
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
		if asked, err := c.asked(ctx, rival, friend, seen); err != nil || !asked {
			return false, err
		}
	}
	return true, nil
}

// saw keeps who has a login now; 0 is nobody.
func (c *counting) saw(login string, id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[login] = id
}

// bearers returns the numbers of the accounts that had a login, the last first.
func (c *counting) bearers(last int64, login string) []int64 {
	ids := []int64{last}
	for _, other := range c.others(login) {
		ids = append(ids, other.ID)
	}
	return ids
}

// entry returns the list's entry for a login.
func (c *counting) entry(login string) (stats.Line, bool) {
	for _, l := range c.Known.Lines {
		if strings.EqualFold(l.Login, login) {
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

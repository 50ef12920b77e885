package collect

import (
	"context"
	"errors"
	"fmt"
	"math"
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

// find reads the account that a line is about: the one that has its login, as
// long as that is the account of its history. A renamed one is found by its
// number.
func (o Options) find(ctx context.Context, l stats.Line) (account, error) {
	known := l.ID()
	found, err := o.list(ctx, l.Login)
	switch {
	case api.Status(err) == http.StatusNotFound:
		return o.renamed(ctx, l)
	case err == nil && known != 0 && found.owner.ID != known:
		return account{}, o.taken(ctx, l, found.owner.ID)
	}
	return found, err
}

// renamed reads the account of a line whose login GitHub does not know.
func (o Options) renamed(ctx context.Context, l stats.Line) (account, error) {
	const missing = "no organisation or user on GitHub has this login"
	if l.ID() == 0 {
		return account{}, errors.New(missing + ": mend or remove it in the list")
	}
	who, err := o.byNumber(ctx, l.ID())
	switch {
	case err != nil:
		return account{}, err
	case who.Login == "":
		return account{}, fmt.Errorf("%s, and the account that was counted so far (number %d) is gone: remove it from the list", missing, l.ID())
	}
	found, err := o.list(ctx, who.Login)
	if err == nil && found.owner.ID != l.ID() {
		err = fmt.Errorf("it is now called %s, but GitHub lists another account under that login", who.Login)
	}
	found.note = fmt.Sprintf("%s is now called %s and was counted as that: write %s in the list", l.Login, who.Login, who.Login)
	return found, err
}

// taken says that a login has passed to another account.
func (o Options) taken(ctx context.Context, l stats.Line, id int64) error {
	who, err := o.byNumber(ctx, l.ID())
	if err != nil {
		return err
	}
	now := "is gone: remove this login from the list"
	if who.Login != "" {
		now = fmt.Sprintf("is called %s now: write that in the list", who.Login)
	}
	return fmt.Errorf("the login belongs to another account now (number %d); the one that was counted so far (number %d) %s", id, l.ID(), now)
}

// byNumber asks who an account is by GitHub's number of it. One that is gone
// has no login.
func (o Options) byNumber(ctx context.Context, id int64) (owner, error) {
	var who owner
	err := o.get(ctx, fmt.Sprintf("user/%d", id), &who)
	if api.Status(err) == http.StatusNotFound {
		return owner{}, nil
	}
	return who, err
}

// few is a count so small that it may well fall by more than half.
const few = 10

// credible refuses figures that are more often a fault than true: a bad day's
// answer must not stand in the history, which has no room for counts of more
// than 31 bits either.
func (o Options) credible(l stats.Line, now stats.Record) error {
	for _, sum := range []stats.Count{now.Stargazers, now.Forks, now.OpenIssues} {
		if n, _ := sum.Value(); n > math.MaxInt32 {
			return errors.New("GitHub's counts of its stars, forks or issues are too large to be true")
		}
	}
	last, ok := l.Latest()
	if !ok || last.OpenRepositories < few || now.OpenRepositories*2 >= last.OpenRepositories || o.Accept(l.Login) {
		return nil
	}
	return fmt.Errorf("its open repositories fell from %s to %s, by more than half, so the count was not recorded. "+
		"Did include-forks or include-archived change, were repositories made private, moved or deleted, or is GitHub at fault? "+
		"If it is true, name %s in accept-drops", stats.Thousands(last.OpenRepositories), stats.Thousands(now.OpenRepositories), l.Login)
}

// refused tells whether an organisation refuses the token, though it shows
// everybody its public repositories. GitHub has no code for it, only words.
func refused(err error) bool {
	if api.Status(err) != http.StatusForbidden {
		return false
	}
	said := strings.ToLower(api.Message(err))
	for _, words := range []string{"ip allow list", "saml", "lifetime", "forbids access via"} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}

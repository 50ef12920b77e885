package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/org-growth/org-growth/internal/api"
)

const (
	patience = 3 * time.Minute  // with others who move a branch first, and with lost answers
	longest  = 15 * time.Second // to wait for the next try
)

// passing reports whether an error may be gone at the next try: others were
// faster, or nobody knows what was done.
func passing(err error) bool { return errors.Is(err, errStale) || unanswered(err) }

// contend looks what is to be done and does it, again and again, until nothing
// is left to do. It gives up on an error that would stay, and after a while,
// which begins with the first try in vain: limits are waited for before. Looking
// gets false the first time, when all was read already.
func (r *Repository) contend(ctx context.Context, look func(again bool) (done bool, err error), act func() error) error {
	var giveUp time.Time
	var why error // the last try was in vain
	for try := 1; ; try++ {
		late := !giveUp.IsZero() && time.Now().After(giveUp)
		done, err := look(try > 1)
		switch {
		case err == nil && done:
			return nil
		case err != nil && !errors.Is(err, errStale):
			return err // reads are tried again where they are sent
		case err == nil && late:
			return vain{tries: try - 1, last: why}
		case err == nil:
			err = act()
		case late:
			return vain{tries: try, last: err}
		}
		if !passing(err) {
			return err
		}
		why = err
		if giveUp.IsZero() {
			giveUp = time.Now().Add(patience)
		}
		r.Log(fmt.Sprintf("looking again: %s", said(err)))
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// vain says that time is up.
type vain struct {
	tries int
	last  error
}

func (e vain) Error() string {
	return fmt.Sprintf("%d tries in vain, the last because %s", e.tries, said(e.last))
}

// inVain says in an error that ends a contest what was written, where that is
// the question.
func inVain(doing, written string, err error, lost bool) error {
	var v vain
	switch {
	case errors.As(err, &v):
		return fmt.Errorf("%s: %w: %s; run the workflow again", doing, err, written)
	case err != nil && lost:
		return fmt.Errorf("%w; %s: run the workflow again", err, written)
	}
	return err
}

// pause waits before the next try, spread by chance, since others try, too.
func pause(ctx context.Context, try int) error {
	return api.Sleep(ctx, rand.N(min(time.Second<<min(try-1, 10), longest))) // #nosec G404 -- no secret
}

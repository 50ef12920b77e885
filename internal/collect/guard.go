package collect

import (
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

// few is a count so small that it may well fall by more than half, though not
// to nothing.
const few = 10

// credible refuses figures that are more often a fault than true: a bad day's
// answer must not stand in the history, which has no room for counts of more
// than 31 bits either.
func (c *counting) credible(a stats.Account, before, now stats.Record) error {
	for m, sum := range now.Counts {
		if n, _ := sum.Value(); n > math.MaxInt32 {
			return fmt.Errorf("GitHub's counts of its %s are too large to be true", stats.Metric(m).Noun())
		}
	}
	was, is := before.Open(), now.Open()
	if fell := was >= few && is*2 < was || was > 0 && is == 0; !fell || c.Accept(a) {
		return nil
	}
	return fmt.Errorf("its open repositories fell from %s to %s, by more than half, so the count was not recorded. "+
		"Did include-forks or include-archived change, were repositories made private, moved or deleted, or is GitHub at fault? "+
		"If it is true, name %s in accept-drops", stats.Thousands(was), stats.Thousands(is), c.written(a))
}

// refuses reports whether an organisation refuses the token, though it shows
// everybody its public repositories. GitHub has no code for it, only words.
func refuses(err error) bool {
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

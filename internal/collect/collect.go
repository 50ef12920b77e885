// Package collect counts organisations: it turns what GitHub lists of their
// repositories into today's figures. An organisation is counted whole or not
// at all, and the error of one costs no other its record.
package collect

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

// Options tell what to count.
type Options struct {
	Client    *api.Client
	Anonymous *api.Client // for organisations that refuse the token; nil: there is no token
	Server    string      // whose accounts are counted, like https://github.com
	Day       stats.Day
	Rules     stats.Rules
	Known     stats.Listed                         // of the whole list
	Backfill  bool                                 // derive the past of accounts without history
	Accept    func(stats.Account) bool             // whether to believe that a count fell by more than half
	Vouched   func(stats.Account) bool             // whether to believe what GitHub says of a login, whoever had it before
	Done      func(n, of int, result stats.Result) // is told of each, one at a time
}

// atOnce is how many organisations are counted side by side: enough to keep
// the client's places busy, few enough that they are done one after the other.
const atOnce = 8

// All counts a part of the list, or all of it: the entries whose last record is
// oldest first, so that a limit never starves the end of the list, and at last
// those whose lists do not fit into what the hour has left. The results are in
// the order of the entries, each with figures or an error; entries for one
// account have one result together, whose note says so. An entry of another part
// that may be for an account of this one is looked at, too: whoever counts it
// finds the same, so one of the two jobs has the result.
//
// Once the token is refused (api.Status is 401), nothing more is asked for. All
// returns that error with the results, of which those not counted before have
// it, too. It returns an error without results when the context has ended.
func All(ctx context.Context, part []stats.Line, o Options) ([]stats.Result, error) {
	c := &counting{Options: o, own: len(part), part: slices.Clone(part), results: make([]stats.Result, len(part)), seen: map[stats.Account]int64{}}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, i := range oldestFirst(part) {
		group.Go(func() error {
			c.count(ctx, i, false)
			return nil
		})
	}
	_ = group.Wait()
	slices.SortFunc(c.large, func(a, b large) int { return cmp.Or(cmp.Compare(a.need, b.need), cmp.Compare(a.entry, b.entry)) })
	for _, l := range c.large {
		c.count(ctx, l.entry, true)
	}
	c.join(ctx)
	c.apart(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return slices.DeleteFunc(c.together(), func(r stats.Result) bool { return !c.owns(r.Org.Account) }), c.expired
}

func oldestFirst(lines []stats.Line) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(last(lines[a]), last(lines[b])) })
	return order
}

func last(l stats.Line) stats.Day {
	if record, ok := l.Latest(); ok {
		return record.Day
	}
	return stats.Never
}

// counting is the state of a call of All.
type counting struct {
	Options
	own  int          // how many entries are of this part
	part []stats.Line // with those of others behind them

	mu      sync.Mutex
	results []stats.Result
	done    int
	large   []large
	expired error                   // that the token is refused
	seen    map[stats.Account]int64 // who has the logins of the list now
}

// large is an entry whose list does not fit into the hour.
type large struct{ entry, need int }

// count counts an entry, or puts it off to the end, where it is patient.
func (c *counting) count(ctx context.Context, i int, patient bool) {
	result := stats.Result{Org: c.part[i].Org}
	err := c.refused()
	if err == nil && ctx.Err() == nil {
		result, err = c.one(ctx, c.part[i], patient)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var hour *api.HourError
	switch {
	case ctx.Err() != nil:
		return
	case !patient && errors.As(err, &hour):
		c.large = append(c.large, large{entry: i, need: hour.Need})
		return
	case api.Status(err) == http.StatusUnauthorized:
		c.expired = err
	}
	if err != nil {
		result.Err = errors.New(api.Message(err))
	}
	c.results[i] = result
	if api.Status(err) != http.StatusUnauthorized && i < c.own {
		c.done++
		c.Done(c.done, c.own, result)
	}
}

func (c *counting) refused() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.expired
}

// waiting returns how many entries have to be counted yet, but for large ones
// that were put off.
func (c *counting) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.own-c.done-len(c.large), 0)
}

// one counts an entry. Its error is not yet in the result.
func (c *counting) one(ctx context.Context, l stats.Line, patient bool) (stats.Result, error) {
	result := stats.Result{Org: l.Org}
	found, err := c.find(ctx, l, patient)
	if err != nil {
		return result, err
	}
	open := c.Rules.Open(found.repos)
	result.Note = found.note
	result.Record = c.record(l, found.owner, stats.Record{Day: c.Day, Source: stats.Observed, Figures: stats.Sum(open, c.Rules, c.Day)})
	before, known := c.before(l, result.Record)
	if c.Backfill && !known {
		for _, past := range stats.Past(open, c.Day) {
			result.Past = append(result.Past, c.record(l, found.owner, past))
		}
	}
	return result, c.credible(l.Account, before, result.Record)
}

// before returns the newest record of the account that was found for an entry:
// it may have had another login. Rows without a number are those of the login.
func (c *counting) before(l stats.Line, now stats.Record) (stats.Record, bool) {
	if record, ok := c.Known.Newest[now.Numbered(now.ID)]; ok || l.ID() != 0 {
		return record, ok
	}
	return l.Latest()
}

func (c *counting) record(l stats.Line, who owner, r stats.Record) stats.Record {
	r.Account, r.ID, r.URL = who.on(l.Host), who.ID, c.Server+"/"+who.Login
	return r
}

// written returns an account as the list writes it.
func (c *counting) written(a stats.Account) string { return a.Written(stats.HostOf(c.Server)) }

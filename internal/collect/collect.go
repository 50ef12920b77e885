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

	"github.com/google/go-github/v60/github"
	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/stats"
)

// Options tell what to count.
type Options struct {
	Client    *github.Client
	Anonymous *github.Client // for organisations that refuse the token; nil: there is no token
	Server    string         // where organisations have their pages, like https://github.com
	Day       stats.Day
	Rules     stats.Rules
	Backfill  bool                                 // derive the past of organisations without history
	Accept    func(login string) bool              // whether to believe that a count fell by more than half
	Done      func(n, of int, result stats.Result) // is told of each, one at a time
}

// atOnce is how many organisations are counted side by side: enough to keep
// the client's places busy, few enough that they are done one after the other.
const atOnce = 8

// All counts the organisations, those whose last record is oldest first, so
// that a limit never starves the end of the list. The results are in the order
// of the lines, each with figures or an error. All itself fails when nothing
// can be counted at all: the token is wrong, or the context has ended.
func All(ctx context.Context, lines []stats.Line, o Options) ([]stats.Result, error) {
	results := make([]stats.Result, len(lines))
	var mu sync.Mutex
	done := 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, i := range oldestFirst(lines) {
		group.Go(func() error {
			result, err := o.one(ctx, lines[i])
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			results[i] = result
			done++
			o.Done(done, len(lines), result)
			return nil
		})
	}
	return results, group.Wait()
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

// one counts an organisation. Its error ends the run; what concerns this
// organisation alone is in the result.
func (o Options) one(ctx context.Context, l stats.Line) (stats.Result, error) {
	result := stats.Result{Org: l.Org}
	found, err := o.find(ctx, l)
	if err == nil {
		open := o.Rules.Open(found.repos)
		result.Note = found.note
		result.Record = o.record(found.owner, stats.Record{Day: o.Day, Source: stats.Observed, Figures: stats.Sum(open)})
		if o.Backfill && len(l.Records) == 0 {
			for _, past := range stats.Past(open, o.Day) {
				result.Past = append(result.Past, o.record(found.owner, past))
			}
		}
		err = o.credible(l, result.Record)
	}
	switch {
	case ctx.Err() != nil:
		return result, context.Cause(ctx)
	case api.Status(err) == http.StatusUnauthorized:
		return result, err
	case err != nil:
		result.Err = errors.New(api.Message(err))
	}
	return result, nil
}

func (o Options) record(who owner, r stats.Record) stats.Record {
	r.Login, r.ID, r.URL = who.Login, who.ID, o.Server+"/"+who.Login
	return r
}

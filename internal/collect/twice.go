package collect

import (
	"cmp"
	"context"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// join counts entries of other parts, too, that may be for the same accounts as
// those of this one, or as others of them: who is meant by one shows by all.
func (c *counting) join(ctx context.Context) {
	shared := map[stats.Number]bool{}
	for i, l := range c.part {
		for _, id := range c.bearers(c.about(i), l) {
			shared[l.Numbered(id)] = id != 0
		}
	}
	strangers := slices.DeleteFunc(slices.Clone(c.Known.Lines), func(l stats.Line) bool { return c.owns(l.Account) })
	for ctx.Err() == nil {
		next := slices.IndexFunc(strangers, func(l stats.Line) bool {
			return slices.ContainsFunc(c.bearers(l.ID(), l), func(id int64) bool { return shared[l.Numbered(id)] })
		})
		if next < 0 {
			return
		}
		l := strangers[next]
		strangers = slices.Delete(strangers, next, next+1)
		for _, id := range c.bearers(l.ID(), l) {
			shared[l.Numbered(id)] = id != 0
		}
		c.part, c.results = append(c.part, l), append(c.results, stats.Result{Org: l.Org})
		c.count(ctx, len(c.part)-1, true)
	}
}

// owns reports whether an entry is of this part.
func (c *counting) owns(a stats.Account) bool {
	return slices.ContainsFunc(c.part[:c.own], func(l stats.Line) bool { return l.Account == a })
}

// about returns the number of the account that an entry is for, as far as it is
// known, or 0.
func (c *counting) about(entry int) int64 {
	if r := c.results[entry]; r.Err == nil {
		return r.Record.ID
	}
	return c.part[entry].ID()
}

// apart looks again at entries that are about one account. Mostly they have its
// old and its new login. But where a became b, b became c, and the list has a
// and b still, b is for somebody else: for the account that had the login before
// and is found by no other entry, or by one that is for yet another.
func (c *counting) apart(ctx context.Context) {
	tried := map[[2]int64]bool{} // entries and accounts
	for ctx.Err() == nil && c.refused() == nil {
		better := c.better(ctx, tried)
		if better == nil {
			return
		}
		for _, b := range better {
			tried[[2]int64{int64(b.entry), b.id}] = true
			c.part[b.entry].Records = []stats.Record{c.Known.Newest[c.part[b.entry].Numbered(b.id)]}
			if b.entry < c.own {
				c.done--
			}
			c.count(ctx, b.entry, true)
		}
	}
}

// claim is an entry, and an account that it may be for.
type claim struct {
	entry int
	id    int64
	last  stats.Day // on which the account had the login
	now   bool      // whether it has the login again
	lost  bool      // whether the entry was not counted
	gone  bool      // whether the account is
}

// better returns for an entry that shares an account with another one whom it
// may be for, and for whoever has to give way to it. Of several ways it is the
// shortest one, then that to an account that exists, or has the login again, of
// an entry that was not counted anyhow, or to whoever had the login latest. It
// returns nil where there is none. Nobody gives way to an account that is gone.
func (c *counting) better(ctx context.Context, tried map[[2]int64]bool) (best []claim) {
	about := map[stats.Number][]int{}
	for i, l := range c.part {
		number := l.Numbered(c.about(i))
		about[number] = append(about[number], i)
	}
	var way func(entry int, first bool, seen map[int64]bool) []claim
	way = func(entry int, first bool, seen map[int64]bool) (best []claim) {
		l := c.part[entry]
		for _, b := range c.others(l) {
			next := claim{entry: entry, id: b.ID, last: b.Last, now: c.seen[l.Key()] == b.ID, lost: c.results[entry].Err != nil}
			if seen[b.ID] || tried[[2]int64{int64(entry), b.ID}] {
				continue
			}
			seen[b.ID] = true
			entries := about[l.Numbered(b.ID)]
			if len(entries) == 0 {
				var missed bool
				if missed, next.gone = c.missed(ctx, l, b.ID); missed && (first || !next.gone) {
					best = shorter(best, []claim{next})
				}
			}
			for _, other := range entries {
				if rest := way(other, false, seen); rest != nil {
					best = shorter(best, append([]claim{next}, rest...))
				}
			}
		}
		return best
	}
	for number, entries := range about {
		for _, entry := range entries {
			if number.ID != 0 && len(entries) > 1 {
				best = shorter(best, way(entry, true, map[int64]bool{number.ID: true}))
			}
		}
	}
	return best
}

// missed reports whether nothing in the list is for an account that no entry was
// counted as, but, perhaps, an entry that had its login. One by the login that it
// has now is, unless that is known to be for another. gone says that the account
// is.
func (c *counting) missed(ctx context.Context, l stats.Line, id int64) (missed, gone bool) {
	who, err := c.byNumber(ctx, id)
	now := who.on(l.Host)
	other, listed := c.entry(now)
	return err == nil && (!listed || other.ID() != 0 || now.Key() == l.Key()), err == nil && who.Login == ""
}

// shorter returns the better of two ways, of which nil is none.
func shorter(a, b []claim) []claim {
	order := func(a, b claim) int {
		return cmp.Or(compare(a.gone, b.gone), -compare(a.now, b.now), -compare(a.lost, b.lost), -cmp.Compare(a.last, b.last), cmp.Compare(a.id, b.id), cmp.Compare(a.entry, b.entry))
	}
	if a == nil || b != nil && cmp.Or(cmp.Compare(len(b), len(a)), slices.CompareFunc(b, a, order)) < 0 {
		return b
	}
	return a
}

// compare orders false before true.
func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// others returns who else had an entry's login lately.
func (c *counting) others(of stats.Line) []stats.Bearer {
	for i, l := range c.Known.Lines {
		if l.Account == of.Account && i < len(c.Known.Others) {
			return c.Known.Others[i]
		}
	}
	return nil
}

// together leaves one result of each account: that of the entry with the login
// that it has now, or else the first.
func (c *counting) together() []stats.Result {
	place := map[stats.Number]int{}
	var kept []stats.Result
	for _, r := range c.results {
		number := r.Record.Numbered(r.Record.ID)
		at, seen := place[number]
		switch {
		case r.Err != nil:
			kept = append(kept, r)
		case !seen:
			place[number] = len(kept)
			kept = append(kept, r)
		case r.Org.Key() == r.Record.Key():
			kept[at] = c.alsoOf(r, kept[at])
		default:
			kept[at] = c.alsoOf(kept[at], r)
		}
	}
	return kept
}

// alsoOf notes that another entry is for the same account.
func (c *counting) alsoOf(r, other stats.Result) stats.Result {
	old := c.written(other.Org.Account)
	note := old + " is now called " + c.written(r.Record.Account) + ", which was counted once: remove " + old + " from the list"
	if r.Note != "" {
		note = r.Note + "; " + note
	}
	r.Note = note
	return r
}

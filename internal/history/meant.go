package history

import (
	"cmp"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// meaning is which accounts the entries of a list mean.
type meaning struct {
	claims   [][]tenure           // for each entry the accounts that it may mean, the likeliest first
	newest   map[string]int32     // day of any of them, by host
	holder   map[stats.Number]int // for each account the entry that has it
	accounts []account            // of the entries
}

// meant finds out whose history each entry of a list continues: that of the
// account that had its login last. Lists lag behind what happens on GitHub.
// Where a becomes b, b becomes c, and the list has a and b for a while, both
// logins belonged to one account last; but b is still for the other. So as many
// entries as can be have an account of their own, those that had their logins
// latest. Where two can only mean the same, they are for one account, under its
// old and its new login.
func (a *accounts) meant(orgs []stats.Org) *meaning {
	m := &meaning{claims: a.claimed(orgs), newest: map[string]int32{}, holder: map[stats.Number]int{}}
	likeliest := make([]int64, len(orgs))
	for i, org := range orgs {
		l := org.Key()
		likeliest[i] = a.last(l)
		for _, t := range m.claims[i] {
			m.newest[t.id.Host] = max(m.newest[t.id.Host], t.last)
		}
		if id, ok := a.counted[l]; ok { // which is sure
			likeliest[i], m.claims[i] = id, []tenure{{id: l.Numbered(id), last: forever}}
		}
	}
	m.assign()
	m.accounts = make([]account, len(orgs))
	for i, org := range orgs {
		m.accounts[i] = numbered(org.Key(), likeliest[i])
	}
	for id, i := range m.holder {
		m.accounts[i] = numbered(orgs[i].Key(), id.ID)
	}
	return m
}

// forever is after every day, as a row has it.
const forever = int32(stats.Forever)

// assign gives each entry an account that no other has, as far as it goes.
func (m *meaning) assign() {
	order := make([]int, len(m.claims))
	for i := range order {
		order[i] = i
	}
	latest := func(i int) int32 {
		if len(m.claims[i]) == 0 {
			return -forever
		}
		return m.claims[i][0].last
	}
	slices.SortStableFunc(order, func(i, j int) int { return -cmp.Compare(latest(i), latest(j)) })
	for _, i := range order {
		m.claim(i)
	}
}

// claim finds an account for an entry, if need be by others that give way. Of
// all ways it takes the one that costs least.
func (m *meaning) claim(entry int) {
	type step struct {
		cost  int64
		entry int // that takes the account
	}
	ways := map[stats.Number]step{}
	var reach func(entry int, cost int64)
	reach = func(entry int, cost int64) {
		for _, t := range m.claims[entry] {
			next := step{cost: cost + m.cost(t), entry: entry}
			if old, ok := ways[t.id]; ok && old.cost <= next.cost {
				continue
			}
			ways[t.id] = next
			if other, held := m.holder[t.id]; held && other != entry {
				had, _ := m.of(other)
				reach(other, next.cost-m.cost(had))
			}
		}
	}
	reach(entry, 0)
	free, found := stats.Number{}, false
	for id, way := range ways {
		_, held := m.holder[id]
		if !held && (!found || way.cost < ways[free].cost || way.cost == ways[free].cost && id.ID > free.ID) {
			free, found = id, true
		}
	}
	for id := free; found; {
		taker := ways[id].entry
		was, had := m.of(taker)
		m.holder[id] = taker
		id, found = was.id, had && taker != entry
	}
}

// of returns the tenure by which an entry has its account.
func (m *meaning) of(entry int) (t tenure, found bool) {
	for _, t := range m.claims[entry] {
		if holder, held := m.holder[t.id]; held && holder == entry {
			return t, true
		}
	}
	return tenure{}, false
}

// cost is how unlikely a login still means an account, by the days since that
// had it. Their square, since two that were lately renamed are likelier than one
// that is long gone.
func (m *meaning) cost(t tenure) int64 {
	days := max(int64(m.newest[t.id.Host])-int64(t.last), 0)
	return days * days
}

// recent is for how many days an account that failed to be counted, while
// others were, is still meant by its login.
const recent = 31

// candidates returns the accounts that a login may mean, the likeliest first:
// the last that had it, and those that had it as long as that one had another.
func (a *accounts) candidates(l stats.Account) []tenure {
	had := a.had[l]
	if len(had) < 2 {
		return had
	}
	before, moved := a.before(had[0].id, l)
	likely := had[:1:1]
	for _, t := range had[1:] {
		if moved && t.last+recent >= before {
			likely = append(likely, t)
		}
	}
	return likely
}

// before returns the last day on which an account had another login.
func (a *accounts) before(id stats.Number, but stats.Account) (day int32, found bool) {
	for l, had := range a.had {
		for _, t := range had {
			if t.id == id && l != but && (!found || t.last > day) {
				day, found = t.last, true
			}
		}
	}
	return day, found
}

// claimed returns for each entry the candidates that no other entry settles: an
// account is meant by the login that it had last, of those in the list; or by
// the one before, if there is another account that the last one may be for.
func (a *accounts) claimed(orgs []stats.Org) [][]tenure {
	candidates := make([][]tenure, len(orgs))
	had := map[stats.Number][]int{} // the entries whose logins an account had, the last one first
	for i, org := range orgs {
		candidates[i] = a.candidates(org.Key())
		for _, t := range a.had[org.Key()] {
			had[t.id] = append(had[t.id], i)
		}
	}
	for id, entries := range had {
		slices.SortStableFunc(entries, func(i, j int) int {
			return compare(a.tenure(id, orgs[j].Key()), a.tenure(id, orgs[i].Key()))
		})
	}
	claims := make([][]tenure, len(orgs))
	for more := true; more; { // an entry that turns out to be for another frees the next
		more = false
		for i := range orgs {
			for _, t := range candidates[i] {
				last := had[t.id]
				free := last[0] == i || last[1] == i && slices.ContainsFunc(claims[last[0]], func(c tenure) bool { return c.id != t.id })
				if free && !slices.Contains(claims[i], t) {
					claims[i], more = append(claims[i], t), true
				}
			}
		}
	}
	for i := range claims {
		slices.SortFunc(claims[i], func(a, b tenure) int { return compare(b, a) })
	}
	return claims
}

func (a *accounts) tenure(id stats.Number, l stats.Account) tenure {
	i := slices.IndexFunc(a.had[l], func(t tenure) bool { return t.id == id })
	return a.had[l][i]
}

// compare orders tenures by their ends.
func compare(a, b tenure) int {
	return cmp.Or(cmp.Compare(a.last, b.last), cmp.Compare(a.first, b.first), cmp.Compare(a.id.ID, b.id.ID))
}

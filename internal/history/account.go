package history

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// account is whose history a row is: host and number where a row with that login
// bears one, else host and login. So a renamed organisation stays one line.
type account struct {
	stats.Account // as it is compared; without the login where there is a number
	id            int64
}

const github = "github.com" // the host of rows without a URL

// split reads an account from the URL of its page. On hosts other than GitHub's the
// login is a whole path, since groups stand in groups there.
func split(page string) (a stats.Account, ok bool) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" {
		return a, false
	}
	whole := path.Clean("/" + u.Path)
	a = stats.Account{Host: u.Host, Login: path.Base(whole)}
	if a.Key().Host != github {
		whole, _, _ = strings.Cut(whole+"/", "/-/") // what follows is a page of the account
		a.Login = strings.TrimPrefix(strings.Trim(whole, "/"), "groups/")
	}
	return a, a.Login != "" && a.Login != "/"
}

// accounts know which number a login belongs to. A login can pass from one
// account to another.
type accounts struct {
	first   map[stats.Account]bearer   // of observed records and today's: rows without a number are older
	derived map[stats.Account]bearer   // of backfilled ones, which say nothing of their days
	had     map[stats.Account][]tenure // who had it, the last one first
	counted map[stats.Account]int64    // whom today's results are of, by the list
	oldest  []int32                    // day of the first row, for each of the words; forever where there is none
}

// bearer is an account of the login's host that had it on a day.
type bearer struct {
	day int32
	id  int64
}

// tenure is the time for which an account is known to have had a login.
type tenure struct {
	id          stats.Number
	first, last int32
}

// accounts returns those of the whole history and of today. Whose a login was
// depends on numbers and days, never on where a row stands.
func (h *History) accounts(today []stats.Result) *accounts {
	oldest, newest := h.span()
	a := &accounts{map[stats.Account]bearer{}, map[stats.Account]bearer{}, map[stats.Account][]tenure{}, map[stats.Account]int64{}, oldest}
	for i := range h.words {
		w := &h.words[i]
		switch {
		case w.id == 0 || oldest[i] == forever:
			continue
		case w.source == stats.Observed:
			note(a.first, w.key, bearer{oldest[i], w.id})
		default:
			note(a.derived, w.key, bearer{oldest[i], w.id})
		}
		a.extend(w.key, tenure{id: w.key.Numbered(w.id), first: oldest[i], last: newest[i]})
	}
	for _, result := range today {
		if r := result.Record; result.Err == nil && r.ID != 0 {
			day := small(r.Day)
			note(a.first, r.Key(), bearer{day, r.ID})
			note(a.first, result.Org.Key(), bearer{day, r.ID})
			a.extend(r.Key(), tenure{id: r.Numbered(r.ID), first: day, last: day})
			a.counted[result.Org.Key()] = r.ID
		}
	}
	for _, had := range a.had {
		slices.SortFunc(had, func(a, b tenure) int { return compare(b, a) })
	}
	return a
}

// span returns the first and the last day of the rows that share words.
func (h *History) span() (oldest, newest []int32) {
	oldest = slices.Repeat([]int32{forever}, len(h.words))
	newest = slices.Repeat([]int32{-forever}, len(h.words))
	for _, f := range h.files {
		for i := range f.rows {
			r := &f.rows[i]
			oldest[r.words] = min(oldest[r.words], r.day)
			newest[r.words] = max(newest[r.words], r.day)
		}
	}
	return oldest, newest
}

func note(bearers map[stats.Account]bearer, l stats.Account, b bearer) {
	if old, ok := bearers[l]; !ok || b.day < old.day || b.day == old.day && b.id < old.id {
		bearers[l] = b
	}
}

func (a *accounts) extend(l stats.Account, t tenure) {
	for i := range a.had[l] {
		if old := &a.had[l][i]; old.id == t.id {
			old.first, old.last = min(old.first, t.first), max(old.last, t.last)
			return
		}
	}
	a.had[l] = append(a.had[l], t)
}

func (a *accounts) of(w words) account {
	id := w.id
	if id == 0 {
		id = a.first[w.key].id
	}
	if id == 0 {
		id = a.derived[w.key].id
	}
	return numbered(w.key, id)
}

// last returns the number of the account that had a login last, or 0.
func (a *accounts) last(l stats.Account) int64 {
	if had := a.had[l]; len(had) > 0 {
		return had[0].id.ID
	}
	return 0
}

func numbered(l stats.Account, id int64) account {
	if id != 0 {
		l.Login = ""
	}
	return account{l, id}
}

// list is a list of organisations, seen as accounts: two entries for one
// account, under its old and its new login, are one.
type list struct {
	orgs     []stats.Org // the first entry of each account
	accounts []account
	place    map[account]int       // in orgs
	entry    map[stats.Account]int // in orgs, of each entry's account
	of       []int                 // for each of the words of the history, whose place; -1: of none
}

func (h *History) list(orgs []stats.Org, accounts *accounts) list {
	l := list{place: map[account]int{}, entry: map[stats.Account]int{}}
	for i, a := range accounts.meant(orgs).accounts {
		if _, ok := l.place[a]; !ok {
			l.place[a] = len(l.orgs)
			l.orgs, l.accounts = append(l.orgs, orgs[i]), append(l.accounts, a)
		}
		l.entry[orgs[i].Key()] = l.place[a]
	}
	for _, w := range h.words {
		place, ok := l.place[accounts.of(w)]
		if !ok {
			place = -1
		}
		l.of = append(l.of, place)
	}
	return l
}

// everybody is the list of all accounts that have a row. Words may be of other
// files that were read.
func (h *History) everybody(accounts *accounts) list {
	l := list{place: map[account]int{}}
	for i, w := range h.words {
		if accounts.oldest[i] == forever {
			l.of = append(l.of, -1)
			continue
		}
		a := accounts.of(w)
		place, ok := l.place[a]
		if !ok {
			place = len(l.orgs)
			l.place[a] = place
			l.orgs, l.accounts = append(l.orgs, stats.Org{Account: w.account()}), append(l.accounts, a)
		}
		l.of = append(l.of, place)
	}
	return l
}

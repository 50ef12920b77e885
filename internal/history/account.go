package history

import (
	"math"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// account is whose history a row is: host and GitHub's number where a row with
// that login bears one, else host and login. So a renamed organisation stays
// one line.
type account struct {
	login
	id int64
}

// login is a name on a host, both in lower case.
type login struct {
	host, name string
}

func newLogin(host, name string) login {
	return login{strings.ToLower(host), strings.ToLower(name)}
}

const github = "github.com" // the host of rows without a URL

// split reads host and login from the URL of an account's page. On hosts other
// than GitHub's the login is a whole path, since groups stand in groups there.
func split(page string) (host, name string, ok bool) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" {
		return "", "", false
	}
	whole := path.Clean("/" + u.Path)
	name = path.Base(whole)
	if !strings.EqualFold(u.Host, github) {
		whole, _, _ = strings.Cut(whole+"/", "/-/") // what follows is a page of the account
		name = strings.TrimPrefix(strings.Trim(whole, "/"), "groups/")
	}
	return u.Host, name, name != "" && name != "/"
}

// accounts know which number a login belongs to. A login can pass from one
// account to another.
type accounts struct {
	first   map[login]bearer // of observed records and today's: rows without a number are older
	derived map[login]bearer // of backfilled ones, which say nothing of their days
	last    map[login]int64  // the number that bore it last: that is whom the list means
}

// bearer is an account that had a login on a day.
type bearer struct {
	day int32
	id  int64
}

// accounts returns those of the whole history and of today. Who was first does
// not depend on where a row stands, so that it is the same once today's are in.
func (h *History) accounts(today []stats.Result) *accounts {
	a := &accounts{map[login]bearer{}, map[login]bearer{}, map[login]int64{}}
	for i, day := range h.oldest() {
		switch w := &h.words[i]; {
		case w.id == 0 || day == math.MaxInt32:
		case w.source == stats.Observed:
			note(a.first, w.login, bearer{day, w.id})
		default:
			note(a.derived, w.login, bearer{day, w.id})
		}
	}
	seen := make([]bool, len(h.words))
	for _, f := range slices.Backward(h.files) {
		for i := len(f.rows) - 1; i >= 0; i-- {
			if place := f.rows[i].words; !seen[place] {
				seen[place] = true
				w := &h.words[place]
				if _, ok := a.last[w.login]; !ok && w.id != 0 {
					a.last[w.login] = w.id
				}
			}
		}
	}
	for _, result := range today {
		if r := result.Record; result.Err == nil && r.ID != 0 {
			host, name, _ := split(r.URL)
			for _, l := range []login{newLogin(host, name), newLogin(host, result.Org.Login)} {
				note(a.first, l, bearer{small(r.Day), r.ID})
				a.last[l] = r.ID
			}
		}
	}
	return a
}

// oldest returns the first day of the rows that share words.
func (h *History) oldest() []int32 {
	days := slices.Repeat([]int32{math.MaxInt32}, len(h.words))
	for _, f := range h.files {
		for i := range f.rows {
			r := &f.rows[i]
			days[r.words] = min(days[r.words], r.day)
		}
	}
	return days
}

func note(bearers map[login]bearer, l login, b bearer) {
	if old, ok := bearers[l]; !ok || b.day < old.day || b.day == old.day && b.id < old.id {
		bearers[l] = b
	}
}

func (a *accounts) of(w words) account {
	id := w.id
	if id == 0 {
		id = a.first[w.login].id
	}
	if id == 0 {
		id = a.derived[w.login].id
	}
	return numbered(w.login, id)
}

func (a *accounts) listed(l login) account {
	return numbered(l, a.last[l])
}

func numbered(l login, id int64) account {
	if id != 0 {
		l.name = ""
	}
	return account{l, id}
}

// list is a list of organisations, seen as accounts: two entries for one
// account, under its old and its new login, are one.
type list struct {
	orgs  []stats.Org     // the first entry of each account
	place map[account]int // in orgs
	of    []int           // for each of the words of the history, whose place; -1: of none
}

func (h *History) list(orgs []stats.Org, host string, accounts *accounts) list {
	l := list{place: map[account]int{}}
	for _, org := range orgs {
		a := accounts.listed(newLogin(host, org.Login))
		if _, ok := l.place[a]; !ok {
			l.place[a] = len(l.orgs)
			l.orgs = append(l.orgs, org)
		}
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

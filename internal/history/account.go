package history

import (
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

// split reads host and login from the URL of an account's page.
func split(page string) (host, name string, ok bool) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" {
		return "", "", false
	}
	name = path.Base(u.Path)
	return u.Host, name, name != "/" && name != "."
}

// accounts know which number a login belongs to. A login can pass from one
// account to another.
type accounts struct {
	first map[login]int64 // the number that bore it first: rows without one are older
	last  map[login]int64 // the number that bore it last: that is whom the list means
}

// accounts returns those of the whole history and of today. Of the rows with
// the same words only the first and the last matter.
func (h *History) accounts(today []stats.Result) *accounts {
	a := &accounts{map[login]int64{}, map[login]int64{}}
	seen := make([]bool, len(h.words))
	for _, f := range h.files {
		for _, r := range f.rows {
			if !seen[r.words] {
				seen[r.words] = true
				h.words[r.words].note(a.first)
			}
		}
	}
	clear(seen)
	for _, f := range slices.Backward(h.files) {
		for _, r := range slices.Backward(f.rows) {
			if !seen[r.words] {
				seen[r.words] = true
				h.words[r.words].note(a.last)
			}
		}
	}
	for _, result := range today {
		if result.Err == nil {
			host, name, _ := split(result.Record.URL)
			a.note(newLogin(host, name), result.Record.ID)
			a.note(newLogin(host, result.Org.Login), result.Record.ID)
		}
	}
	return a
}

func (w *words) note(ids map[login]int64) {
	if _, ok := ids[w.login]; !ok && w.id != 0 {
		ids[w.login] = w.id
	}
}

func (a *accounts) note(l login, id int64) {
	if id == 0 {
		return
	}
	if _, ok := a.first[l]; !ok {
		a.first[l] = id
	}
	a.last[l] = id
}

func (a *accounts) of(w words) account {
	id := w.id
	if id == 0 {
		id = a.first[w.login]
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

package history

import (
	"net/url"
	"path"
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

func (f *File) accounts(today []stats.Result) *accounts {
	a := &accounts{map[login]int64{}, map[login]int64{}}
	for _, r := range f.rows {
		a.note(r.login, r.ID)
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

func (a *accounts) note(l login, id int64) {
	if id == 0 {
		return
	}
	if _, ok := a.first[l]; !ok {
		a.first[l] = id
	}
	a.last[l] = id
}

func (a *accounts) of(r row) account {
	id := r.ID
	if id == 0 {
		id = a.first[r.login]
	}
	return numbered(r.login, id)
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

package stats

import (
	"net/url"
	"strings"
)

// Account is an organisation or user on a host.
type Account struct {
	Host  string // like github.com, or git.example.org:8443
	Login string // the whole path: NHSDigital, or nhsx/tools where groups stand in groups
}

// Key returns the account as it is compared: hosts know it in any case.
func (a Account) Key() Account {
	return Account{Host: strings.ToLower(a.Host), Login: strings.ToLower(a.Login)}
}

// On reports whether it is an account of a host. One without a host is of all.
func (a Account) On(host string) bool {
	return a.Host == "" || a.Key().Host == (Account{Host: host}).Key().Host
}

// Written returns the account as the list of a workflow writes it: those of the
// workflow's own host by the login alone, others with their host.
func (a Account) Written(own string) string {
	if a.On(own) {
		return a.Login
	}
	return a.Host + "/" + a.Login
}

// Numbered returns the account by a number instead of its login.
func (a Account) Numbered(id int64) Number { return Number{Host: a.Key().Host, ID: id} }

// Number is an account by its host's number of it, whatever its login is. Numbers
// of different hosts say nothing of each other.
type Number struct {
	Host string // as in [Account.Key]
	ID   int64  // 0 where it is not known
}

// HostOf returns the host of a server, like github.com of https://github.com.
func HostOf(server string) string {
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		return u.Host
	}
	return server
}

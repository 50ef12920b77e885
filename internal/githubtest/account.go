package githubtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Repo is a repository in an account's list.
type Repo struct {
	ID          int64 // 0: given out
	Name        string
	Description string // "": null, as for Language and License
	Private     bool
	Internal    bool // which is private, too
	Fork        bool
	Archived    bool
	Template    bool
	Hidden      bool // has a place on its page of the list, and is not shown there or counted
	Language    string
	License     string // GitHub's name of it, like MIT License or Other
	Topics      []string
	Stars       int
	Forks       int
	OpenIssues  int
	Created     time.Time // zero: null
	Branch      string    // default branch; "": main
}

type account struct {
	login string
	id    int64
	org   bool
	repos []Repo            // by name
	pages []json.RawMessage // recorded, in the place of repos
}

// AddOrg adds an organisation. The id 0 is replaced by one that nobody has.
func (s *Server) AddOrg(login string, id int64, repos ...Repo) {
	s.addAccount(&account{login: login, id: id, org: true}, repos)
}

// AddUser adds a user account.
func (s *Server) AddUser(login string, id int64, repos ...Repo) {
	s.addAccount(&account{login: login, id: id}, repos)
}

// AddRecorded adds an organisation whose list is served as it was recorded,
// whatever the request wants filtered or sorted.
func (s *Server) AddRecorded(login string, id int64, pages []json.RawMessage) {
	s.addAccount(&account{login: login, id: id, org: true, pages: pages}, nil)
}

func (s *Server) addAccount(a *account, repos []Repo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.account(a.login) != nil {
		panic(fmt.Sprintf("githubtest: the login %q is taken", a.login))
	}
	a.id = s.id(a.id)
	s.addRepos(a, repos)
	s.accounts = append(s.accounts, a)
}

// Rename gives an account another login. GitHub does not redirect from the old
// one, and anybody may take it.
func (s *Server) Rename(login, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustAccount(login).login = to
}

// Remove removes an account.
func (s *Server) Remove(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := s.mustAccount(login)
	s.accounts = slices.DeleteFunc(s.accounts, func(a *account) bool { return a == gone })
}

// AddRepos adds repositories to an account. One that has the name already is
// replaced.
func (s *Server) AddRepos(login string, repos ...Repo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addRepos(s.mustAccount(login), repos)
}

func (s *Server) addRepos(a *account, repos []Repo) {
	if a.pages != nil && len(repos) > 0 {
		panic(fmt.Sprintf("githubtest: the list of %s is a recording", a.login))
	}
	added := map[string]bool{}
	for _, r := range repos {
		added[strings.ToLower(r.Name)] = true
	}
	a.repos = slices.DeleteFunc(a.repos, func(r Repo) bool { return added[strings.ToLower(r.Name)] })
	for _, r := range repos {
		r.ID = s.id(r.ID)
		a.repos = append(a.repos, r)
	}
	slices.SortStableFunc(a.repos, byName)
}

func byName(a, b Repo) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) }

// RemoveRepo removes a repository from an account.
func (s *Server) RemoveRepo(login, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.mustAccount(login)
	before := len(a.repos)
	a.repos = slices.DeleteFunc(a.repos, func(r Repo) bool { return strings.EqualFold(r.Name, name) })
	if len(a.repos) == before {
		panic(fmt.Sprintf("githubtest: %s has no repository %q", login, name))
	}
}

// account finds an account by its login in any case, or returns nil.
func (s *Server) account(login string) *account {
	for _, a := range s.accounts {
		if strings.EqualFold(a.login, login) {
			return a
		}
	}
	return nil
}

func (s *Server) mustAccount(login string) *account {
	a := s.account(login)
	if a == nil {
		panic(fmt.Sprintf("githubtest: no account %q", login))
	}
	return a
}

func (s *Server) accountByID(id string) *account {
	for _, a := range s.accounts {
		if strconv.FormatInt(a.id, 10) == id {
			return a
		}
	}
	return nil
}

func (s *Server) org(c *call, args []string) answer {
	a := s.account(args[0])
	if a == nil || !a.org {
		return notFound()
	}
	return a.describe(organizationJSON)
}

func (s *Server) user(c *call, args []string) answer { return s.account(args[0]).describe(userJSON) }

func (s *Server) userByID(c *call, args []string) answer {
	return s.accountByID(args[0]).describe(userJSON)
}

func (a *account) describe(p pattern) answer {
	if a == nil {
		return notFound()
	}
	values := a.values()
	values["public repos"] = strconv.Itoa(a.publicRepos())
	return plain(http.StatusOK, p.append(nil, values))
}

func (a *account) publicRepos() int {
	n := 0
	for _, r := range a.repos {
		if !r.Private && !r.Internal && !r.Hidden {
			n++
		}
	}
	for _, page := range a.pages {
		var recorded []json.RawMessage
		if json.Unmarshal(page, &recorded) == nil {
			n += len(recorded)
		}
	}
	return n
}

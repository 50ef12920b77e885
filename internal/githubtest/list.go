package githubtest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) orgRepos(c *call, args []string) answer {
	a := s.account(args[0])
	if a == nil || !a.org {
		return notFound()
	}
	return s.list(c, a, "organizations")
}

func (s *Server) userRepos(c *call, args []string) answer {
	return s.list(c, s.account(args[0]), "user")
}

func (s *Server) reposByID(c *call, args []string) answer {
	kind, _, _ := strings.Cut(c.path[1:], "/")
	return s.list(c, s.accountByID(args[0]), kind)
}

// list answers with a page of an account's repositories. kind is where Link
// headers point: they name the account by number.
func (s *Server) list(c *call, a *account, kind string) answer {
	if a == nil {
		return notFound()
	}
	page := number(c.query, "page", 1)
	body, last := s.page(c, a, kind == "organizations", page)
	answer := plain(http.StatusOK, body)
	if last > 1 {
		address := fmt.Sprintf("%s/%s/%d/repos", c.base, kind, a.id)
		answer.header.Set("Link", s.links(address, c.query, page, last))
	}
	return answer
}

// page returns a page, and the number of the last one.
func (s *Server) page(c *call, a *account, org bool, page int) (body []byte, last int) {
	if a.pages != nil {
		if page > len(a.pages) {
			return []byte("[]"), len(a.pages)
		}
		return a.pages[page-1], len(a.pages)
	}
	size := min(number(c.query, "per_page", 30), 100)
	repos := s.wanted(c, a, org)
	last = (len(repos) + size - 1) / size
	from := min((page-1)*size, len(repos))
	body = append(make([]byte, 0, size*6500), '[')
	for _, r := range repos[from:min(from+size, len(repos))] {
		if r.Hidden {
			continue
		}
		if len(body) > 1 {
			body = append(body, ',')
		}
		body = a.appendRepo(body, *r)
	}
	return append(body, ']'), last
}

// wanted returns the repositories that a list shows, in its order.
func (s *Server) wanted(c *call, a *account, org bool) []*Repo {
	token, _ := s.rights(c)
	kind := c.query.Get("type")
	private := s.ListPrivate || org && token.Private && kind != "public"
	repos := make([]*Repo, 0, len(a.repos))
	for i := range a.repos {
		r := &a.repos[i]
		if (private || !r.Private && !r.Internal) && ofType(r, kind) {
			repos = append(repos, r)
		}
	}
	sort, direction := c.query.Get("sort"), c.query.Get("direction")
	if sort == "" && org {
		sort = "created"
	}
	if sort == "created" || sort == "updated" || sort == "pushed" {
		slices.SortStableFunc(repos, func(a, b *Repo) int { return a.Created.Compare(b.Created) })
		if direction == "" {
			direction = "desc"
		}
	}
	if direction == "desc" {
		slices.Reverse(repos)
	}
	return repos
}

func ofType(r *Repo, kind string) bool {
	switch kind {
	case "forks":
		return r.Fork
	case "sources":
		return !r.Fork
	case "private":
		return r.Private || r.Internal
	}
	return true
}

// number reads a positive parameter of the query.
func number(query url.Values, name string, otherwise int) int {
	if n, err := strconv.Atoi(query.Get(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

func (s *Server) links(address string, query url.Values, page, last int) string {
	var links []string
	add := func(to int, rel string) {
		q := maps.Clone(query)
		q.Set("page", strconv.Itoa(to))
		links = append(links, fmt.Sprintf(`<%s?%s>; rel="%s"`, address, q.Encode(), rel))
	}
	if page > 1 {
		add(min(page-1, last), "prev")
	}
	if page < last {
		add(page+1, "next")
		if !s.NoLast {
			add(last, "last")
		}
	}
	if page > 1 {
		add(1, "first")
	}
	return strings.Join(links, ", ")
}

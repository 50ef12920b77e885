package githubtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const forbiddenSetting = "GitHub Actions is not permitted to create or approve pull requests."

func (s *Server) repositoryOf(args []string) *Repository {
	return s.repositories[strings.ToLower(args[0]+"/"+args[1])]
}

// pulls lists pull requests, newest first.
func (s *Server) pulls(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if r == nil {
		return notFound()
	}
	state, perPage, ok := listing(c)
	if !ok {
		return s.notKnown("pull requests by " + c.URL.RawQuery)
	}
	list := []any{}
	for _, p := range slices.Backward(r.pulls) {
		head, base := c.query.Get("head"), c.query.Get("base")
		if (state == "all" || p.Open == (state == "open")) && (base == "" || base == p.Base) &&
			(head == "" || strings.EqualFold(head, r.owner.login+":"+p.Head)) && len(list) < perPage {
			list = append(list, r.describe(p, false))
		}
	}
	return encoded(http.StatusOK, list)
}

// listing reads the parameters of a list of which only the first page is
// known.
func listing(c *call) (state string, perPage int, ok bool) {
	state, perPage = "open", 30
	for name, values := range c.query {
		switch {
		case name == "state" && slices.Contains([]string{"open", "closed", "all"}, values[0]):
			state = values[0]
		case name == "per_page":
			n, err := strconv.Atoi(values[0])
			if err != nil || n < 1 {
				return "", 0, false
			}
			perPage = min(n, 100)
		case name == "sort" && values[0] == "created", name == "direction" && values[0] == "desc", name == "head", name == "base":
		default:
			return "", 0, false
		}
	}
	return state, perPage, true
}

func (s *Server) pull(_ *call, args []string) answer {
	r := s.repositoryOf(args)
	if p := r.number(args[2]); p != nil {
		return encoded(http.StatusOK, r.describe(p, true))
	}
	return notFound()
}

func (r *Repository) number(text string) *pull {
	n, err := strconv.Atoi(text)
	if r == nil || err != nil || n < 1 || n > len(r.pulls) {
		return nil
	}
	return r.pulls[n-1]
}

func (s *Server) createPull(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if a, refused := s.mayNotPropose(c, r); refused {
		return a
	}
	var body struct{ Title, Body, Head, Base string }
	if err := json.Unmarshal(c.body, &body); err != nil {
		return refusal(http.StatusBadRequest, "Problems parsing JSON")
	}
	body.Head = strings.TrimPrefix(body.Head, r.owner.login+":")
	if wrong := r.wrongPull(body.Title, body.Head, body.Base); wrong != "" {
		return invalid("PullRequest", wrong)
	}
	if r.noPulls {
		return refusal(http.StatusForbidden, forbiddenSetting)
	}
	p := &pull{id: s.id(0), created: c.now, updated: c.now, PullRequest: PullRequest{
		Number: len(r.pulls) + 1, Title: body.Title, Body: body.Body, Head: body.Head, Base: body.Base,
		SHA: r.branches[body.Head].head(), Open: true,
	}}
	p.URL = fmt.Sprintf("https://github.com/%s/pull/%d", r.name(), p.Number)
	r.pulls = append(r.pulls, p)
	a := encoded(http.StatusCreated, r.describe(p, true))
	a.header.Set("Location", fmt.Sprintf("https://api.github.com/repos/%s/pulls/%d", r.name(), p.Number))
	return a
}

// wrongPull says why there can be no such pull request, if there cannot.
func (r *Repository) wrongPull(title, head, base string) string {
	switch {
	case title == "":
		return "title can't be blank"
	case r.branches[base] == nil:
		return "base is invalid"
	case r.branches[head] == nil:
		return "head is invalid"
	case r.contains(r.branches[base].head(), r.branches[head].head()):
		return fmt.Sprintf("No commits between %s and %s", base, head)
	}
	for _, p := range r.pulls {
		if p.Open && p.Head == head && p.Base == base {
			return fmt.Sprintf("A pull request already exists for %s:%s.", r.owner.login, head)
		}
	}
	return ""
}

// invalid is a refusal whose reason stands in a list of errors.
func invalid(resource, message string) answer {
	return encoded(http.StatusUnprocessableEntity, map[string]any{
		"message":           "Validation Failed",
		"errors":            []any{map[string]string{"resource": resource, "code": "custom", "message": message}},
		"documentation_url": "https://docs.github.com/rest", "status": "422",
	})
}

// updatePull changes title and body.
func (s *Server) updatePull(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if a, refused := s.mayNotPropose(c, r); refused {
		return a
	}
	p := r.number(args[2])
	if p == nil {
		return notFound()
	}
	var body map[string]string
	if err := json.Unmarshal(c.body, &body); err != nil {
		return refusal(http.StatusBadRequest, "Problems parsing JSON")
	}
	for name, value := range body {
		switch name {
		case "title":
			p.Title = value
		case "body":
			p.Body = value
		default:
			return s.notKnown("changing " + name + " of a pull request")
		}
	}
	p.updated = c.now
	return encoded(http.StatusOK, r.describe(p, true))
}

func (s *Server) mayNotPropose(c *call, r *Repository) (answer, bool) {
	token, _ := s.rights(c)
	return mayNot(c, r, token.PullRequests, "pull_requests=write")
}

package githubtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// repository answers with more fields than a list shows.
func (s *Server) repository(c *call, args []string) answer {
	owner, repo := s.find(args[0], args[1])
	token, _ := s.rights(c)
	if owner == nil || (repo.Private || repo.Internal) && !token.Private {
		return notFound()
	}
	body := owner.appendRepo(nil, repo)
	return plain(http.StatusOK, append(body[:len(body)-1], `,"network_count":0,"subscribers_count":1}`...))
}

func (s *Server) find(login, name string) (*account, Repo) {
	if r := s.repositories[strings.ToLower(login+"/"+name)]; r != nil {
		return r.owner, r.repo
	}
	if a := s.account(login); a != nil {
		for _, r := range a.repos {
			if strings.EqualFold(r.Name, name) {
				return a, r
			}
		}
	}
	return nil, Repo{}
}

func emptyRepository() answer { return refusal(http.StatusConflict, "Git Repository is empty.") }

func (s *Server) ref(c *call, args []string) answer {
	r := s.repositoryOf(args)
	switch {
	case r == nil:
		return notFound()
	case len(r.branches) == 0:
		return emptyRepository()
	}
	full := "refs/" + args[2]
	sha := r.resolve(full, c.now, s.Lag)
	if sha == "" {
		return notFound()
	}
	return encoded(http.StatusOK, r.reference(full, sha))
}

func (r *Repository) name() string { return r.owner.login + "/" + r.repo.Name }

func (r *Repository) reference(full, sha string) any {
	api := "https://api.github.com/repos/" + r.name() + "/git/"
	type object struct {
		SHA  string `json:"sha"`
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	return struct {
		Ref    string `json:"ref"`
		Node   string `json:"node_id"`
		URL    string `json:"url"`
		Object object `json:"object"`
	}{full, "REF_kwDO" + sha[:8], api + full, object{sha, "commit", api + "commits/" + sha}}
}

// resolve returns the commit that a name stands for, or "". Branches lag, as
// commits and tags cannot.
func (r *Repository) resolve(ref string, now time.Time, lag time.Duration) string {
	if ref == "" {
		ref = mainBranch
	}
	if r.commits[ref] != nil {
		return ref
	}
	short := strings.TrimPrefix(ref, "refs/")
	if b := r.branches[strings.TrimPrefix(short, "heads/")]; b != nil {
		return b.seen(now, lag)
	}
	return r.tags[strings.TrimPrefix(short, "tags/")]
}

func (s *Server) createRef(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if a, refused := s.mayNotWrite(c, r); refused {
		return a
	}
	var body struct{ Ref, SHA string }
	if err := json.Unmarshal(c.body, &body); err != nil {
		return refusal(http.StatusBadRequest, "Problems parsing JSON")
	}
	name, isBranch := strings.CutPrefix(body.Ref, "refs/heads/")
	switch {
	case len(r.branches) == 0:
		return emptyRepository()
	case !strings.HasPrefix(body.Ref, "refs/"):
		return refusal(http.StatusUnprocessableEntity, "Reference name must start with 'refs/'.")
	case !isBranch:
		return s.notKnown("making " + body.Ref)
	case r.commits[body.SHA] == nil:
		return refusal(http.StatusUnprocessableEntity, "Object does not exist")
	case r.branches[name] != nil:
		return refusal(http.StatusUnprocessableEntity, "Reference already exists")
	}
	r.move(name, body.SHA, c.now)
	a := encoded(http.StatusCreated, r.reference(body.Ref, body.SHA))
	a.header.Set("Location", "https://api.github.com/repos/"+r.name()+"/git/"+body.Ref)
	return a
}

func (s *Server) mayNotWrite(c *call, r *Repository) (answer, bool) {
	token, _ := s.rights(c)
	return mayNot(c, r, token.Write, "contents=write")
}

// mayNot answers a request that needs a permission, where it is not given.
func mayNot(c *call, r *Repository, given bool, permission string) (answer, bool) {
	switch {
	case r == nil:
		return notFound(), true
	case c.token == "":
		return refusal(http.StatusUnauthorized, "Requires authentication"), true
	case !given:
		a := refusal(http.StatusForbidden, notByIntegration)
		a.header.Set("X-Accepted-Github-Permissions", permission)
		return a, true
	}
	return answer{}, false
}

const (
	notByIntegration = "Resource not accessible by integration"

	largestBlob = 100 << 20 // that the API gives out
)

func (s *Server) contents(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if r == nil {
		return notFound()
	}
	sha := r.resolve(c.query.Get("ref"), c.now, s.Lag)
	if sha == "" {
		return refusal(http.StatusNotFound, "No commit found for the ref "+c.query.Get("ref"))
	}
	tree := r.commits[sha].tree
	f, exists := tree[args[2]]
	if f.mode == Symlink { // it is followed
		f = tree[path.Join(path.Dir(args[2]), f.content)]
	}
	accept := c.Header.Get("Accept")
	switch {
	case !exists:
		return r.folder(tree, args[2], sha)
	case f.mode != Plain && f.mode != Executable:
		return s.notKnown("contents of what is no file: " + args[2])
	case !isRaw(accept):
		return s.notKnown("contents as " + accept)
	case len(f.content) > largestBlob:
		return tooLarge()
	}
	return raw(accept, f.content)
}

func isRaw(accept string) bool {
	return slices.Contains([]string{"application/vnd.github.raw+json", "application/vnd.github.raw", "application/vnd.github.v3.raw"}, accept)
}

func raw(accept, content string) answer {
	a := plain(http.StatusOK, []byte(content))
	a.header.Set("Content-Type", accept+"; charset=utf-8")
	return a
}

func tooLarge() answer {
	return refusal(http.StatusForbidden, "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.")
}

// folder lists what is directly below a path.
func (r *Repository) folder(tree map[string]file, folder, commit string) answer {
	inside := map[string]string{} // name to type
	for file := range tree {
		if rest, ok := strings.CutPrefix(file, strings.TrimSuffix(folder, "/")+"/"); ok {
			name, _, deeper := strings.Cut(rest, "/")
			inside[name] = "file"
			if deeper {
				inside[name] = "dir"
			}
		}
	}
	if len(inside) == 0 {
		return notFound()
	}
	entries := []any{}
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		full := path.Join(folder, name)
		entries = append(entries, r.entry(full, inside[name], tree[full].content, commit))
	}
	return encoded(http.StatusOK, entries)
}

func (r *Repository) entry(file, kind, content, commit string) any {
	sha := objectName("blob", content)
	api := "https://api.github.com/repos/" + r.name()
	self, git := api+"/contents/"+file+"?ref="+commit, api+"/git/blobs/"+sha
	html := "https://github.com/" + r.name() + "/blob/" + commit + "/" + file
	return map[string]any{
		"type": kind, "size": len(content), "name": path.Base(file), "path": file, "sha": sha,
		"url": self, "git_url": git, "html_url": html, "download_url": nil,
		"_links": map[string]any{"self": self, "git": git, "html": html},
	}
}

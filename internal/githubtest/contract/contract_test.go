package contract_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/githubtest/contract"
)

const (
	query = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } } }`
	moves = `mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`
)

// record makes each kind of exchange that the stand-in knows.
func record(t *testing.T) []githubtest.Exchange {
	s := githubtest.Start(t)
	s.Record = true
	s.AddOrg("octo", 1,
		githubtest.Repo{Name: "a", License: "MIT License", Language: "Go", Topics: []string{"x"}, Created: time.Unix(1e9, 0)},
		githubtest.Repo{Name: "b", License: "Other"}, githubtest.Repo{Name: "c"})
	s.AddUser("jane", 2, githubtest.Repo{Name: "d"})
	r := s.AddRepository("octo/stats", map[string]string{"README.md": "x", "data/a.csv": "y"})
	s.AddRepository("octo/empty", nil)
	head := r.Head("main")
	send := func(status int, method, path, body string, accept string) {
		t.Helper()
		req, err := http.NewRequest(method, "https://api.github.com"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"User-Agent": {"test"}, "Authorization": {"Bearer x"}, "Content-Type": {"application/json"}, "Accept": {accept}}
		resp, err := s.RoundTrip(req)
		if err != nil || resp.StatusCode != status {
			t.Fatalf("%s %s: %v, %v", method, path, resp, err)
		}
	}
	const usual = "application/vnd.github+json"
	send(200, "GET", "/orgs/octo/repos?type=public&sort=full_name&direction=asc&per_page=2&page=1", "", usual)
	send(200, "GET", "/organizations/1/repos?type=public&per_page=2&page=2", "", usual)
	send(200, "GET", "/api/v3/users/jane/repos?type=owner&sort=full_name&direction=asc&per_page=100&page=1", "", usual)
	send(200, "GET", "/orgs/octo", "", usual)
	send(200, "GET", "/users/octo", "", usual)
	send(200, "GET", "/users/jane", "", usual)
	send(200, "GET", "/user/1", "", usual)
	send(404, "GET", "/orgs/nobody", "", usual)
	send(404, "GET", "/orgs/nobody/repos", "", usual)
	send(200, "GET", "/repos/octo/stats", "", usual)
	send(200, "GET", "/repos/octo/stats/git/ref/heads/main", "", usual)
	send(404, "GET", "/repos/octo/stats/git/ref/heads/a/b", "", usual)
	send(409, "GET", "/repos/octo/empty/git/ref/heads/main", "", usual)
	send(201, "POST", "/repos/octo/stats/git/refs", `{"ref": "refs/heads/a/b", "sha": "`+head+`"}`, usual)
	send(422, "POST", "/repos/octo/stats/git/refs", `{"ref": "refs/heads/a/b", "sha": "`+head+`"}`, usual)
	send(200, "PATCH", "/repos/octo/stats/git/refs/heads/a/b", `{"sha": "`+head+`", "force": true}`, usual)
	send(422, "PATCH", "/repos/octo/stats/git/refs/heads/none", `{"sha": "`+head+`"}`, usual)
	send(200, "GET", "/repos/octo/stats/git/commits/"+head, "", usual)
	send(404, "GET", "/repos/octo/stats/git/commits/"+strings.Repeat("0", 40), "", usual)
	proposed := r.Push("a/b", map[string]string{"z": "z"}, "Proposed").SHA
	send(200, "GET", "/repos/octo/stats/git/commits/"+proposed, "", usual)
	send(200, "POST", "/graphql", `{"query": "`+moves+`", "variables": {"input": {"repositoryId": "`+r.NodeID()+`", "clientMutationId": "x",
		"refUpdates": [{"name": "refs/heads/c", "beforeOid": "`+strings.Repeat("0", 40)+`", "afterOid": "`+proposed+`", "force": true}]}}}`, usual)
	send(201, "POST", "/repos/octo/stats/pulls", `{"title": "t", "body": "b", "head": "a/b", "base": "main"}`, usual)
	send(422, "POST", "/repos/octo/stats/pulls", `{"title": "t", "head": "a/b", "base": "main"}`, usual)
	send(201, "POST", "/repos/octo/stats/pulls", `{"title": "t", "head": "c", "base": "main"}`, usual)
	send(200, "PATCH", "/repos/octo/stats/pulls/1", `{"title": "u"}`, usual)
	r.Close(1)
	if err := r.Merge(2); err != nil {
		t.Fatal(err)
	}
	head = r.Head("main")
	send(200, "GET", "/repos/octo/stats/pulls?state=all&head=octo:a/b&base=main&per_page=10", "", usual)
	send(200, "GET", "/repos/octo/stats/pulls/1", "", usual)
	send(200, "GET", "/repos/octo/stats/pulls/2", "", usual)
	send(404, "GET", "/repos/octo/stats/pulls/3", "", usual)
	send(200, "GET", "/repos/octo/stats/git/trees/"+head, "", usual)
	send(200, "GET", "/repos/octo/stats/git/trees/"+head+"?recursive=1", "", usual)
	send(404, "GET", "/repos/octo/stats/git/trees/"+strings.Repeat("0", 40), "", usual)
	const y = "e25f1814e51579d5f55c0f1fe0135ddb28a47f4a" // git's name of a file with y alone
	send(200, "GET", "/repos/octo/stats/git/blobs/"+y, "", usual)
	send(200, "GET", "/repos/octo/stats/git/blobs/"+y, "", "application/vnd.github.raw+json")
	send(404, "GET", "/repos/octo/stats/git/blobs/"+strings.Repeat("0", 40), "", usual)
	send(422, "GET", "/repos/octo/stats/git/blobs/x", "", usual)
	send(200, "GET", "/repos/octo/stats/contents/data/a.csv?ref=main", "", "application/vnd.github.raw+json")
	send(200, "GET", "/repos/octo/stats/contents/data?ref=main", "", "application/vnd.github.raw+json")
	send(404, "GET", "/repos/octo/stats/contents/none?ref=main", "", "application/vnd.github.raw+json")
	send(200, "POST", "/graphql", `{"query": "`+query+`", "variables": {"input": {
		"branch": {"repositoryNameWithOwner": "octo/stats", "branchName": "main"}, "expectedHeadOid": "`+head+`",
		"message": {"headline": "x", "body": "y"}, "fileChanges": {"additions": [{"path": "a", "contents": "eA=="}], "deletions": [{"path": "README.md"}]}}}}`, usual)
	return s.Exchanges()
}

func TestStandIn(t *testing.T) {
	contract.Check(t, githubtest.Shared(t, "contract"), record(t))
}

// A check that finds nothing may be one that does not look.
func TestBroken(t *testing.T) {
	c, err := contract.Open(githubtest.Shared(t, "contract"))
	if err != nil {
		t.Fatal(err)
	}
	exchanges := record(t)
	find := func(method, address string) githubtest.Exchange {
		for _, e := range exchanges {
			if e.Method == method && strings.Contains(e.URL.String(), address) {
				return e
			}
		}
		t.Fatalf("no exchange %s %s", method, address)
		return githubtest.Exchange{}
	}
	in := func(what *[]byte, old, new string) {
		if !bytes.Contains(*what, []byte(old)) {
			t.Fatalf("no %s in %s", old, *what)
		}
		*what = bytes.Replace(*what, []byte(old), []byte(new), 1)
	}
	list, graphql, ref := find("GET", "/orgs/octo/repos"), exchanges[len(exchanges)-1], find("POST", "/git/refs")
	pull, move := find("GET", "/pulls/1"), find("POST", "/graphql")
	for name, test := range map[string]struct {
		exchange githubtest.Exchange
		spoil    func(e *githubtest.Exchange)
	}{
		"a field of the wrong type":    {list, func(e *githubtest.Exchange) { in(&e.Body, `"fork":false`, `"fork":"no"`) }},
		"a field missing":              {list, func(e *githubtest.Exchange) { in(&e.Body, `"full_name"`, `"fullname"`) }},
		"no JSON":                      {list, func(e *githubtest.Exchange) { e.Body = []byte("[") }},
		"another content type":         {list, func(e *githubtest.Exchange) { e.Header.Set("Content-Type", "text/html") }},
		"a status nobody knows":        {list, func(e *githubtest.Exchange) { e.Status = 299 }},
		"a value nobody knows":         {list, func(e *githubtest.Exchange) { e.URL.RawQuery = "type=open" }},
		"a parameter nobody knows":     {list, func(e *githubtest.Exchange) { e.URL.RawQuery = "kind=public" }},
		"a path nobody knows":          {list, func(e *githubtest.Exchange) { e.URL.Path = "/orgs/octo/repositories" }},
		"a request without its ref":    {ref, func(e *githubtest.Exchange) { in(&e.RequestBody, `"ref"`, `"reference"`) }},
		"a sha that is too short":      {ref, func(e *githubtest.Exchange) { in(&e.Body, `"sha":"`, `"sha":"", "not":"`) }},
		"a GraphQL field nobody knows": {graphql, func(e *githubtest.Exchange) { in(&e.RequestBody, "oid", "sha") }},
		"an input nobody knows":        {graphql, func(e *githubtest.Exchange) { in(&e.RequestBody, "headline", "title") }},
		"a pull request without base":  {pull, func(e *githubtest.Exchange) { in(&e.Body, `"base"`, `"bass"`) }},
		"a branch without its name":    {move, func(e *githubtest.Exchange) { in(&e.RequestBody, `"name"`, `"ref"`) }},
		"an input missing":             {graphql, func(e *githubtest.Exchange) { in(&e.RequestBody, `"contents": "eA=="`, `"contents": null`) }},
	} {
		t.Run(name, func(t *testing.T) {
			e := test.exchange
			address := *e.URL
			e.URL, e.Header, e.Body = &address, e.Header.Clone(), bytes.Clone(e.Body)
			e.RequestBody = bytes.Clone(e.RequestBody)
			if err := c.Check(e); err != nil {
				t.Fatalf("as it was: %v", err)
			}
			test.spoil(&e)
			if err := c.Check(e); err == nil {
				t.Error("not found")
			}
		})
	}
}

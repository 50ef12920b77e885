package githubtest_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// both runs a test in process and over real connections: the two ways must not
// differ.
func both(t *testing.T, test func(t *testing.T, s *githubtest.Server, c client)) {
	t.Run("in process", func(t *testing.T) {
		s := githubtest.Start(t)
		test(t, s, inProcess(t, s))
	})
	t.Run("over connections", func(t *testing.T) {
		s := githubtest.Start(t)
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		test(t, s, client{t, server.Client(), server.URL, "a-token"})
	})
}

type client struct {
	t testing.TB
	*http.Client
	url   string
	token string
}

type reply struct {
	*http.Response
	body string
	err  error // of the connection, or of reading the body
}

func (c client) do(ctx context.Context, method, path, body string, header ...string) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("User-Agent", "test")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return reply{resp, string(got), err}
}

// get fails the test unless the answer has a status.
func (c client) get(status int, path string, header ...string) reply {
	c.t.Helper()
	return c.want(status, c.do(c.t.Context(), "GET", path, "", header...))
}

func (c client) want(status int, r reply) reply {
	c.t.Helper()
	if r.err != nil {
		c.t.Fatal(r.err)
	}
	if r.StatusCode != status {
		c.t.Fatalf("%s %s: %s\n%s", r.Request.Method, r.Request.URL, r.Status, r.body)
	}
	return r
}

func (r reply) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), into); err != nil {
		t.Fatalf("%v in %.300s", err, r.body)
	}
}

const createCommit = `mutation($input: CreateCommitOnBranchInput!) {
	createCommitOnBranch(input: $input) { commit { oid url } }
}`

// input is what createCommitOnBranch takes to write files.
func input(head string, files map[string]string) map[string]any {
	additions := []any{}
	for path, content := range files {
		additions = append(additions, map[string]any{"path": path, "contents": base64.StdEncoding.EncodeToString([]byte(content))})
	}
	return map[string]any{
		"branch":          map[string]any{"repositoryNameWithOwner": "octo/stats", "branchName": "main"},
		"expectedHeadOid": head,
		"message":         map[string]any{"headline": "Update", "body": "20 November 2026"},
		"fileChanges":     map[string]any{"additions": additions},
	}
}

type outcome struct {
	Data struct {
		CreateCommitOnBranch *struct{ Commit struct{ OID, URL string } }
	}
	Errors []struct {
		Type, Message string
		Path          []string
	}
}

func (c client) commit(in map[string]any) outcome {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": createCommit, "variables": map[string]any{"input": in}})
	if err != nil {
		c.t.Fatal(err)
	}
	var out outcome
	c.want(200, c.do(c.t.Context(), "POST", "/graphql", string(body))).decode(c.t, &out)
	return out
}

func inProcess(t testing.TB, s *githubtest.Server) client {
	return client{t, &http.Client{Transport: s}, "https://api.github.com", "a-token"}
}

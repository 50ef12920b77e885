// Package contract checks exchanges that githubtest recorded against GitHub's
// own descriptions of its REST and GraphQL APIs: the product's requests, and
// the stand-in's answers.
//
// Two things are exempt, because the description of REST does not know them:
// raw contents, and the numeric addresses that Link headers point to.
package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// Check fails the test for each exchange that breaks a description. dir holds
// github-openapi-subset.json and github-schema.graphql.
func Check(t testing.TB, dir string, exchanges []githubtest.Exchange) {
	t.Helper()
	c, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(exchanges) == 0 {
		t.Error("no exchange was recorded")
	}
	for _, e := range exchanges {
		if err := c.Check(e); err != nil {
			t.Errorf("%s %s: %v", e.Method, e.URL, err)
		}
	}
}

// Contract is the descriptions of both APIs.
type Contract struct {
	rest    routers.Router
	graphql *ast.Schema
}

// Open reads the descriptions.
func Open(dir string) (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, "github-openapi-subset.json"))
	if err != nil {
		return nil, err
	}
	doc.Servers = nil // any will do
	// These two may hold slashes, which the description cannot say.
	for _, path := range doc.Paths.InMatchingOrder() {
		item := doc.Paths.Value(path)
		doc.Paths.Delete(path)
		doc.Paths.Set(strings.NewReplacer("{path}", "{path:.+}", "{ref}", "{ref:.+}").Replace(path), item)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "github-schema.graphql")
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: name, Input: string(source)})
	if err != nil {
		return nil, err
	}
	return &Contract{rest: router, graphql: schema}, nil
}

// numeric are the addresses of Link headers.
var numeric = regexp.MustCompile(`^/(organizations|user)/\d+/repos$`)

// Check returns what is wrong with an exchange, or nil.
func (c *Contract) Check(e githubtest.Exchange) error {
	path := strings.TrimPrefix(e.URL.Path, "/api/v3")
	switch {
	case strings.HasSuffix(path, "/graphql"):
		return c.checkGraphQL(e.RequestBody)
	case numeric.MatchString(path):
		return nil
	}
	req := &http.Request{
		Method: e.Method,
		URL:    &url.URL{Path: path, RawQuery: e.URL.RawQuery},
		Header: e.RequestHeader,
		Body:   io.NopCloser(bytes.NewReader(e.RequestBody)),
	}
	route, params, err := c.rest.FindRoute(req)
	if err != nil {
		return err
	}
	return checkREST(e, &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route})
}

func checkREST(e githubtest.Exchange, in *openapi3filter.RequestValidationInput) error {
	for name := range in.Request.URL.Query() {
		if in.Route.Operation.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("the request: there is no parameter %q", name)
		}
	}
	if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
		return fmt.Errorf("the request: %w", err)
	}
	if strings.HasPrefix(e.Header.Get("Content-Type"), "application/vnd.github.raw") &&
		(strings.Contains(in.Route.Path, "/contents/") || strings.Contains(in.Route.Path, "/git/blobs/")) {
		return nil
	}
	// Many refusals, like 401, are in no operation's description.
	in.Options = &openapi3filter.Options{IncludeResponseStatus: e.Status < 400}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in,
		Status:                 e.Status,
		Header:                 e.Header,
		Body:                   io.NopCloser(bytes.NewReader(e.Body)),
		Options:                in.Options,
	})
	if err != nil {
		return fmt.Errorf("the answer: %w", err)
	}
	return nil
}

func (c *Contract) checkGraphQL(body []byte) error {
	var request struct {
		Query     string
		Variables map[string]any
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return err
	}
	query, mistakes := gqlparser.LoadQueryWithRules(c.graphql, request.Query, rules.NewDefaultRules())
	if len(mistakes) > 0 {
		return mistakes
	}
	for _, operation := range query.Operations {
		if _, err := validator.VariableValues(c.graphql, operation, request.Variables); err != nil {
			return err
		}
	}
	return nil
}

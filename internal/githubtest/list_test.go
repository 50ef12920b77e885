package githubtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const listing = "/repos?type=public&sort=full_name&direction=asc&per_page=100&page="

func repos(n int) []githubtest.Repo {
	repos := make([]githubtest.Repo, n)
	for i := range repos {
		repos[i] = githubtest.Repo{
			Name: fmt.Sprintf("repository-of-some-length-%05d", i), Language: "Go", License: "MIT License", Stars: i,
			Description: "Something that \"is\" described in a line of text, as most of them are.",
			Created:     time.Date(2020, 1, 1, 0, i, 0, 0, time.UTC),
		}
	}
	return repos
}

func TestPages(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("Octo", 583231, repos(250)...)
		first := c.get(200, "/orgs/octo"+listing+"1")
		at := c.url + "/organizations/583231/repos?direction=asc&page=%d&per_page=100&sort=full_name&type=public"
		link := fmt.Sprintf(`<`+at+`>; rel="next", <`+at+`>; rel="last"`, 2, 3)
		if diff := cmp.Diff(link, first.Header.Get("Link")); diff != "" {
			t.Error(diff)
		}
		if n := len(first.body); n < 450_000 || n > 750_000 {
			t.Errorf("a page of 100 has %d bytes", n)
		}
		seen := map[int64]bool{}
		for page, want := range map[int]int{1: 100, 2: 100, 3: 50, 4: 0} {
			var got []struct {
				ID    int64
				Owner struct {
					Login string
					ID    int64
				}
			}
			c.get(200, fmt.Sprint("/organizations/583231", listing, page)).decode(t, &got)
			if len(got) != want {
				t.Errorf("page %d has %d repositories, want %d", page, len(got), want)
			}
			for _, r := range got {
				seen[r.ID] = true
				if r.Owner.Login != "Octo" || r.Owner.ID != 583231 {
					t.Fatalf("owner is %+v", r.Owner)
				}
			}
		}
		if len(seen) != 250 {
			t.Errorf("%d different repositories", len(seen))
		}
		s.NoLast = true
		if link := c.get(200, "/orgs/octo"+listing+"1").Header.Get("Link"); strings.Contains(link, "last") || !strings.Contains(link, "next") {
			t.Errorf("Link without last: %s", link)
		}
	})
}

func TestRepository(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1, githubtest.Repo{
			ID: 7, Name: "one", Fork: true, Archived: true, Internal: true, Language: "C++", License: "Other",
			Stars: 1, Forks: 2, OpenIssues: 3, Created: time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC),
		}, githubtest.Repo{ID: 8, Name: "Two"})
		s.ListPrivate = true
		var got []map[string]any
		c.get(200, "/orgs/octo"+listing+"1").decode(t, &got)
		want := map[string]any{
			"id": 7., "name": "one", "full_name": "octo/one", "fork": true, "archived": true, "private": true, "visibility": "internal",
			"language": "C++", "stargazers_count": 1., "forks_count": 2., "open_issues_count": 3., "created_at": "2020-02-03T04:05:06Z",
			"default_branch": "main", "url": "https://api.github.com/repos/octo/one",
		}
		for name, value := range want {
			if diff := cmp.Diff(value, got[0][name]); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		license := got[0]["license"].(map[string]any)
		if license["name"] != "Other" || license["spdx_id"] != "NOASSERTION" {
			t.Errorf("license is %v", license)
		}
		for _, name := range []string{"license", "language", "description", "created_at"} {
			if got[1][name] != nil {
				t.Errorf("%s is %v, want null", name, got[1][name])
			}
		}
	})
}

func TestFilters(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1, githubtest.Repo{Name: "b"}, githubtest.Repo{Name: "C", Fork: true}, githubtest.Repo{Name: "a", Private: true})
		s.AddToken("a-token", githubtest.Token{Private: true})
		names := func(path string) string {
			var got []struct{ Name string }
			c.get(200, path).decode(t, &got)
			var names []string
			for _, r := range got {
				names = append(names, r.Name)
			}
			return strings.Join(names, " ")
		}
		for path, want := range map[string]string{
			"/orgs/octo/repos?sort=full_name&type=public":                   "b C",
			"/orgs/octo/repos?sort=full_name":                               "a b C",
			"/orgs/octo/repos?sort=full_name&direction=desc&type=public":    "C b",
			"/orgs/octo/repos?type=forks":                                   "C",
			"/orgs/octo/repos?sort=full_name&type=private":                  "a",
			"/users/octo/repos?type=owner":                                  "b C",
			"/orgs/octo/repos?sort=full_name&type=public&per_page=1":        "b",
			"/orgs/octo/repos?sort=full_name&type=public&per_page=1&page=2": "C",
		} {
			if got := names(path); got != want {
				t.Errorf("%s: %q, want %q", path, got, want)
			}
		}
		c.token = ""
		if got := names("/orgs/octo/repos?sort=full_name"); got != "b C" {
			t.Errorf("without a token: %q", got)
		}
	})
}

func TestAccounts(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("Octo", 1, githubtest.Repo{Name: "a"})
		s.AddUser("Jane", 2)
		type account struct {
			Login, Type string
			ID          int64
			Repos       int `json:"public_repos"`
		}
		octo, jane := account{"Octo", "Organization", 1, 1}, account{"Jane", "User", 2, 0}
		for path, want := range map[string]account{
			"/orgs/OCTO": octo, "/users/octo": octo, "/user/1": octo, "/users/jane": jane, "/user/2": jane,
		} {
			var got account
			c.get(200, path).decode(t, &got)
			if got != want {
				t.Errorf("%s: %+v", path, got)
			}
		}
		for _, path := range []string{"/orgs/jane", "/orgs/jane/repos", "/users/nobody", "/user/3", "/organizations/3/repos"} {
			if r := c.get(404, path); !strings.Contains(r.body, `"message":"Not Found"`) {
				t.Errorf("%s: %s", path, r.body)
			}
		}
		if body := c.get(200, "/users/jane/repos").body; body != "[]" {
			t.Errorf("no repositories are %s", body)
		}

		s.Rename("octo", "Hexa")
		s.AddRepos("hexa", githubtest.Repo{Name: "b"})
		s.RemoveRepo("hexa", "A")
		c.get(404, "/orgs/octo/repos")
		var renamed account
		c.get(200, "/user/1").decode(t, &renamed)
		if renamed != (account{"Hexa", "Organization", 1, 1}) {
			t.Errorf("renamed: %+v", renamed)
		}
		if full := c.get(200, "/repos/hexa/b").body; !strings.Contains(full, `"network_count"`) {
			t.Errorf("a repository of its own: %s", full)
		}
		s.Remove("Hexa")
		c.get(404, "/user/1")
	})
}

func TestRecorded(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		pages := []json.RawMessage{json.RawMessage(`[{"id": 1}, {"id": 2}]`), json.RawMessage(`[{"id": 3}]`)}
		s.AddRecorded("jenkinsci", 107424, pages)
		for i, page := range pages {
			if got := c.get(200, fmt.Sprint("/orgs/jenkinsci", listing, i+1)); got.body != string(page) || got.Header.Get("Link") == "" {
				t.Errorf("page %d: %s, Link %q", i+1, got.body, got.Header.Get("Link"))
			}
		}
		if got := c.get(200, "/orgs/jenkinsci"+listing+"3").body; got != "[]" {
			t.Errorf("page 3: %s", got)
		}
		if got := c.get(200, "/orgs/jenkinsci").body; !strings.Contains(got, `"public_repos":3`) {
			t.Error(got)
		}
	})
}

// The given client pages as the product does, and trips over what GitHub sends
// today.
func TestGoGithub(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		s.AddOrg("octo", 1, repos(250)...)
		gh := github.NewClient(c.Client)
		gh.BaseURL, _ = gh.BaseURL.Parse(c.url + "/")
		ids := map[int64]bool{}
		for page := 1; page != 0; {
			req, err := gh.NewRequest(http.MethodGet, fmt.Sprint("orgs/octo", listing, page), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []struct{ ID int64 }
			resp, err := gh.Do(t.Context(), req, &got)
			if err != nil {
				t.Fatal(err)
			}
			if page == 1 && resp.LastPage != 3 {
				t.Errorf("last page is %d", resp.LastPage)
			}
			if resp.Rate.Limit != 60 || resp.Rate.Remaining != 60-page {
				t.Errorf("rate is %+v", resp.Rate)
			}
			for _, r := range got {
				ids[r.ID] = true
			}
			page = resp.NextPage
		}
		if len(ids) != 250 {
			t.Errorf("%d repositories", len(ids))
		}
		if _, _, err := gh.Repositories.ListByOrg(t.Context(), "octo", nil); err == nil || !strings.Contains(err.Error(), "cannot unmarshal array") {
			t.Errorf("custom properties of several values: %v", err)
		}
		_, resp, err := gh.Organizations.Get(t.Context(), "nobody")
		if err == nil || resp.StatusCode != 404 {
			t.Errorf("nobody: %v", err)
		}
		org, _, err := gh.Organizations.Get(t.Context(), "octo")
		if err != nil || org.GetPublicRepos() != 250 {
			t.Errorf("octo: %v, %v", org, err)
		}
	})
}

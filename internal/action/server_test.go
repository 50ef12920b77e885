package action_test

import (
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// On an Enterprise Server, and with data residency, all addresses are the
// server's own.
func TestEnterpriseServer(t *testing.T) {
	tests := map[string][]string{
		"Enterprise Server": {"GITHUB_API_URL=https://ghes.example/api/v3", "GITHUB_GRAPHQL_URL=https://ghes.example/api/graphql", "GITHUB_SERVER_URL=https://ghes.example"},
		"GraphQL derived":   {"GITHUB_API_URL=https://ghes.example/api/v3", "GITHUB_GRAPHQL_URL=", "GITHUB_SERVER_URL=https://ghes.example"},
		"data residency":    {"GITHUB_API_URL=https://api.octo.ghe.com", "GITHUB_GRAPHQL_URL=https://api.octo.ghe.com/graphql", "GITHUB_SERVER_URL=https://octo.ghe.com"},
	}
	for name, variables := range tests {
		t.Run(name, func(t *testing.T) {
			server := strings.TrimPrefix(variables[2], "GITHUB_SERVER_URL=")
			w := newWorld(t, map[string]string{
				"README.md": markers,
				// The same login on github.com is somebody else.
				"data/org-growth.csv": "Organisation,Date,Open Repositories,URL\nnhsuk,2026-11-01,77,https://github.com/nhsuk\n",
			})
			w.noLimits = true
			w.addOrg("nhsuk", 250)
			w.run(t, today, map[string]string{"orgs": "nhsuk"}, variables...).ok(t)
			files := w.repo.Files("main")
			if !strings.Contains(files["data/org-growth.csv"], "\nnhsuk,2026-11-20,250,"+server+"/nhsuk,") || !strings.Contains(files["data/org-growth.csv"], ",backfill\n") {
				t.Errorf("history:\n%.500s", files["data/org-growth.csv"])
			}
			if !strings.Contains(files["README.md"], "| [nhsuk]("+server+"/nhsuk) | 250 |") {
				t.Errorf("README:\n%s", files["README.md"])
			}
		})
	}
}

// Each token has its messages.
func TestTokens(t *testing.T) {
	tests := []struct {
		name string
		with map[string]string
		want string // in the error; empty: it goes well
	}{
		{"one for both", map[string]string{}, ""},
		{"one apart", map[string]string{"read-token": "ghp_reads"}, ""},
		{"none, into the workspace", map[string]string{"token": "", "commit": "false", "readme": ""}, ""},
		{"none", map[string]string{"token": ""}, "token: is empty"},
		{"expired", map[string]string{"token": "ghp_expired"}, "Bad credentials. The input token is wrong or has expired"},
		{"expired, reading", map[string]string{"read-token": "ghp_expired"}, "read-token: GitHub answered 401 Unauthorized: Bad credentials"},
		{"without access", map[string]string{"token": "ghp_reads"}, "contents: write"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.AddToken("ghp_reads", githubtest.Token{})
			w.addOrg("nhsuk", 3)
			tt.with["orgs"] = "nhsuk"
			r := w.run(t, today, tt.with)
			if tt.want == "" {
				r.ok(t)
			} else {
				r.fails(t, tt.want)
			}
		})
	}
}

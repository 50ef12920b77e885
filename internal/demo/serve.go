package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// size is how large a GitHub is served, and how slow.
type size struct {
	orgs, repos int
	latency     time.Duration
}

// organisations makes organisations up, the first of them large and most of
// them small, or returns those of the demo.
func (s size) organisations() []organisation {
	if s.orgs == 0 {
		return health
	}
	if s.repos == 0 {
		s.repos = 46 * s.orgs
	}
	var made []organisation
	all, given := s.weight(s.orgs), 0
	for i := range s.orgs {
		until := int(math.Round(float64(s.repos) * s.weight(i+1) / all))
		like := health[i%len(health)]
		made = append(made, organisation{
			fmt.Sprintf("Organisation %d", i+1), fmt.Sprintf("organisation-%d", i+1),
			until - given, like.language, like.licence, like.since,
		})
		given = until
	}
	return made
}

// weight is the share of the first n organisations, up to a factor.
func (size) weight(n int) float64 { return math.Log(1 + float64(n)/20) }

// serve is a GitHub over connections until the context ends. It leaves the
// environment of a step that counts its organisations in a folder.
func serve(ctx context.Context, out io.Writer, address string, of size, actionFile, folder string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	defer listener.Close()
	github, repository := of.github(time.Now())
	url := "http://" + listener.Addr().String()
	file, err := prepare(url, actionFile, folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "GitHub is at %s, and tells at %s/demo what was asked of it. Build the action and count:\n\n", url, url)
	fmt.Fprintf(out, "  go build -o demo-out/org-growth .\n  xargs -d '\\n' -a %s sh -c 'exec env \"$@\" demo-out/org-growth' org-growth\n\n", file)
	server := http.Server{Handler: handler(github, repository)}
	defer server.Close()
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// github has no limits, so that it can be measured against again and again.
func (s size) github(now time.Time) (*githubtest.Server, *githubtest.Repository) {
	github := githubtest.New()
	github.Limit, github.PerMinute, github.Latency = math.MaxInt32, 0, s.latency
	github.AddToken(token, githubtest.Token{Write: true})
	organisations := s.organisations()
	for _, o := range organisations {
		github.AddOrg(o.login, 0, o.repositories(now.UTC().Truncate(24*time.Hour))...)
	}
	return github, github.AddRepository(calling, map[string]string{
		"README.md": readme, "orgs.yaml": list(organisations),
	})
}

// prepare writes the environment of a step that uses the action, a variable
// per line, which docker run --env-file reads, too.
func prepare(url, actionFile, folder string) (string, error) {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	step, err := githubtest.NewStep(actionFile, filepath.Join(absolute, "step"), calling, token, map[string]string{"orgs-file": "orgs.yaml"})
	if err != nil {
		return "", err
	}
	step.Env["GITHUB_API_URL"], step.Env["GITHUB_GRAPHQL_URL"] = url, url+"/graphql"
	var lines []byte
	for _, name := range slices.Sorted(maps.Keys(step.Env)) {
		lines = fmt.Appendf(lines, "%s=%s\n", name, step.Env[name])
	}
	file := filepath.Join(folder, "step", "env")
	return file, os.WriteFile(file, lines, 0o644)
}

// handler tells at /demo what was asked of the GitHub, and what was committed.
func handler(github *githubtest.Server, repository *githubtest.Repository) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", github)
	mux.HandleFunc("GET /demo", func(w http.ResponseWriter, _ *http.Request) {
		type commit struct {
			SHA      string   `json:"sha"`
			Headline string   `json:"headline"`
			Body     string   `json:"body"`
			Files    []string `json:"files"`
		}
		state := struct {
			Requests int      `json:"requests"`
			Unknown  []string `json:"unknown"`
			Commits  []commit `json:"commits"`
		}{Requests: len(github.Requests()), Unknown: github.Unknown()}
		for _, c := range repository.Commits("main") {
			state.Commits = append(state.Commits, commit{c.SHA, c.Headline, c.Body, slices.Sorted(maps.Keys(c.Files))})
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(state)
	})
	return mux
}

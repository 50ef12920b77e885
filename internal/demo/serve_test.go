package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/action"
)

func TestSize(t *testing.T) {
	tests := []struct {
		size
		want    int // repositories
		largest int
	}{
		{size{}, 2179, 347},
		{size{orgs: 1}, 46, 46},
		{size{orgs: 300}, 13_800, 243},
		{size{orgs: 1549, repos: 72_000}, 72_000, 805},
		{size{orgs: 3, repos: 2}, 2, 1},
	}
	for _, tt := range tests {
		sum, largest := 0, 0
		for _, o := range tt.organisations() {
			sum, largest = sum+o.repos, max(largest, o.repos)
		}
		if sum != tt.want || largest != tt.largest {
			t.Errorf("%+v: %d repositories and at most %d, want %d and %d", tt.size, sum, largest, tt.want, tt.largest)
		}
	}
}

// The action counts what is served, with the environment that was left for it.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	said, out := io.Pipe()
	folder, ended := t.TempDir(), make(chan error, 1)
	go func() {
		ended <- serve(ctx, out, "127.0.0.1:0", size{30, 600, time.Millisecond}, filepath.Join("..", "..", "action.yml"), folder)
		out.Close()
	}()
	if _, err := said.Read(make([]byte, 1000)); err != nil {
		t.Fatal(<-ended)
	}
	go io.Copy(io.Discard, said)
	environment := map[string]string{}
	for line := range strings.Lines(string(read(t, filepath.Join(folder, "step", "env")))) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		environment[name] = value
	}
	var log bytes.Buffer
	err := action.Run(ctx, action.Environment{
		Getenv: func(name string) string { return environment[name] },
		Stdout: &log, Now: time.Now(), Transport: http.DefaultTransport,
	})
	if err != nil || !strings.Contains(log.String(), "\n600 open repositories across 30 organisations, ") {
		t.Errorf("the run ended with %v:\n%s", err, log.String())
	}
	resp, err := http.Get(environment["GITHUB_API_URL"] + "/demo")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var state struct {
		Requests int
		Unknown  []string
		Commits  []struct{ Files []string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		t.Fatal(err)
	}
	if state.Requests < 30 || len(state.Unknown) > 0 || len(state.Commits) != 2 || len(state.Commits[1].Files) != 4 {
		t.Errorf("the state is %+v", state)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

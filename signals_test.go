package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// TestMain is the program itself in a process that a test starts for it.
func TestMain(m *testing.M) {
	if os.Getenv("ORG_GROWTH_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// Cancelled at any moment, the process ends within two seconds and not with
// success, and the branch is as it was or has the whole commit.
func TestCancelledAtAnyMoment(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the action runs on Linux, and Windows has no SIGTERM")
	}
	moments := []struct {
		name  string
		fault githubtest.Fault // of the request at which the signal comes
	}{
		{"reading the head", githubtest.Fault{Method: "GET", Path: "/repos/octo/stats/git/ref/heads/main", Hang: true}},
		{"reading the files", githubtest.Fault{Method: "GET", Path: githubtest.BlobPath("octo/stats", markers), Hang: true}},
		{"counting", githubtest.Fault{Method: "GET", Path: "/orgs/nhsuk/repos", Hang: true}},
		{"waiting for a limit", githubtest.Fault{Method: "GET", Path: "/orgs/nhsuk/repos", Status: 429, Header: http.Header{"Retry-After": {"600"}}}},
		{"waiting to try again", githubtest.Fault{Method: "GET", Path: "/orgs/nhsuk/repos", Status: 502}},
		{"committing", githubtest.Fault{Method: "POST", Path: "/graphql", Hang: true}},
		{"committing, and it is done", githubtest.Fault{Method: "POST", Path: "/graphql", Hang: true, AfterDoing: true}},
	}
	for _, tt := range moments {
		for name, signal := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
			t.Run(name+" while "+tt.name, func(t *testing.T) {
				t.Parallel()
				cancelAt(t, tt.fault, signal)
			})
		}
	}
}

const markers = "<!-- org-growth:start -->\n<!-- org-growth:end -->\n"

func cancelAt(t *testing.T, fault githubtest.Fault, signal os.Signal) {
	server := githubtest.New()
	server.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one"})
	repository := server.AddRepository("octo/stats", map[string]string{"README.md": markers})
	server.Fail(fault)
	var once sync.Once
	reached := make(chan struct{})
	server.OnRequest = func(req *http.Request) {
		if req.Method == fault.Method && req.URL.Path == fault.Path {
			once.Do(func() { close(reached) })
		}
	}
	web := httptest.NewServer(server)
	defer web.CloseClientConnections()

	step, err := githubtest.NewStep("action.yml", t.TempDir(), "octo/stats", "ghs_token", map[string]string{"orgs": "nhsuk", "chart": ""})
	if err != nil {
		t.Fatal(err)
	}
	step.Env["GITHUB_API_URL"], step.Env["GITHUB_GRAPHQL_URL"] = web.URL, web.URL+"/graphql"
	step.Env["ORG_GROWTH_MAIN"] = "1"
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	process := exec.Command(program)
	process.Stdout, process.Stderr = &log, &log
	for name, value := range step.Env {
		process.Env = append(process.Env, name+"="+value)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-reached:
	case <-time.After(time.Minute):
		t.Fatalf("it never came to %s %s", fault.Method, fault.Path)
	}
	time.Sleep(50 * time.Millisecond) // lets it get the answer that it is to wait after
	sent := time.Now()
	if err := process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	err = process.Wait()
	if took := time.Since(sent); took > 2*time.Second {
		t.Errorf("it ended after %s, want at most 2 s", took)
	}
	if err == nil || !strings.Contains(log.String(), "::error::cancelled: ") {
		t.Errorf("it ended with %v:\n%s", err, log.String())
	}
	ours := repository.Commits("main")[1:]
	if whole := len(ours) == 1 && fault.AfterDoing && len(ours[0].Files) == 2; len(ours) > 0 && !whole {
		t.Errorf("it left %d commits: %v", len(ours), ours)
	}
	if left, _ := filepath.Glob(filepath.Join(step.Workspace(), "*")); len(left) > 0 {
		t.Errorf("it left %v in the workspace", left)
	}
}

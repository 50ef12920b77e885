//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// runner is the user that a hosted runner's workspace belongs to.
const runner = 1001

// container is a step that uses the action, run the way GitHub's runner runs
// it: by its mounts, its environment and its command of docker.
type container struct {
	*githubtest.Step
	name      string
	folder    string // of all that is mounted
	workspace string
	log       bytes.Buffer
	*exec.Cmd
}

var containers atomic.Int64

// container prepares a step with inputs; those not given have their defaults.
func (w *world) container(t *testing.T, with map[string]string) *container {
	t.Helper()
	c := &container{folder: t.TempDir(), name: fmt.Sprintf("org-growth-e2e-%d-%d", os.Getpid(), containers.Add(1))}
	var err error
	c.Step, err = githubtest.NewStep(filepath.Join("..", "..", "action.yml"), filepath.Join(c.folder, "commands"), calling, token, with)
	if err != nil {
		t.Fatal(err)
	}
	c.workspace = c.Workspace()
	c.make(t)
	for name, value := range map[string]string{
		"GITHUB_API_URL": w.web.URL, "GITHUB_GRAPHQL_URL": w.web.URL + "/api/graphql",
		"GITHUB_WORKSPACE": "/github/workspace", "GITHUB_EVENT_PATH": "/github/workflow/event.json",
		"GITHUB_OUTPUT": "/github/file_commands/output", "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
		"GITHUB_ACTOR": "octo", "GITHUB_EVENT_NAME": "schedule", "GITHUB_JOB": "statistics", "GITHUB_REF_NAME": "main",
		"GITHUB_RUN_ID": "1", "GITHUB_SHA": w.repo.Head("main"), "RUNNER_OS": "Linux", "CI": "true",
	} {
		c.Step.Env[name] = value
	}
	c.Cmd = exec.Command("docker", c.command(prepared(t, "IMAGE"))...)
	c.Stdout, c.Stderr, c.Cmd.Env = &c.log, &c.log, os.Environ()
	for name, value := range c.Step.Env {
		c.Cmd.Env = append(c.Cmd.Env, name+"="+value)
	}
	t.Cleanup(func() { exec.Command("docker", "rm", "--force", c.name).Run() })
	return c
}

// make makes what is mounted. The workspace is the runner's; who is not root
// is that user.
func (c *container) make(t *testing.T) {
	t.Helper()
	var problems []error
	for _, name := range []string{"home", "workflow"} {
		problems = append(problems, os.Mkdir(filepath.Join(c.folder, name), 0o755))
	}
	for name, content := range map[string]string{"workflow/event.json": "{}", "commands/output": "", "commands/summary": ""} {
		problems = append(problems, os.WriteFile(filepath.Join(c.folder, name), []byte(content), 0o644))
	}
	if os.Geteuid() == 0 {
		problems = append(problems, os.Chown(c.workspace, runner, runner))
	}
	if err := errors.Join(problems...); err != nil {
		t.Fatal(err)
	}
}

// command is the runner's, but for the network: GitHub listens on this machine.
func (c *container) command(image string) []string {
	args := []string{"run", "--rm", "--name", c.name, "--label", "org-growth.e2e", "--network", "host", "--workdir", "/github/workspace", "-e", "HOME=/github/home"}
	for name := range c.Step.Env {
		args = append(args, "-e", name)
	}
	for from, to := range map[string]string{"commands/workspace": "workspace", "home": "home", "workflow": "workflow", "commands": "file_commands"} {
		args = append(args, "-v", filepath.Join(c.folder, from)+":/github/"+to)
	}
	return append(args, image)
}

// ends checks how the step ended: green, or red for a reason.
func (c *container) ends(t *testing.T, err error, reason string) {
	t.Helper()
	log := c.log.String()
	if t.Logf("%s", log); reason == "" && err != nil {
		t.Errorf("it ended with %v", err)
	}
	if reason != "" && c.ProcessState.ExitCode() != 1 {
		t.Errorf("it ended with %v, want exit code 1", err)
	}
	red := func(line string) bool { return strings.HasPrefix(line, "::error::") && strings.Contains(line, reason) }
	if reason != "" && !slices.ContainsFunc(strings.Split(log, "\n"), red) {
		t.Errorf("no error says %q", reason)
	}
	if first, rest, _ := strings.Cut(log, "\n"); first != "::add-mask::"+token || strings.Contains(rest, token) {
		t.Error("the token is not masked before all else, or it is logged")
	}
}

// owned checks that all in the workspace is the runner's, as that is.
func (c *container) owned(t *testing.T) {
	t.Helper()
	want := os.Geteuid()
	if want == 0 {
		want = runner
	}
	err := filepath.Walk(c.workspace, func(path string, info os.FileInfo, err error) error {
		if err == nil && int(info.Sys().(*syscall.Stat_t).Uid) != want {
			t.Errorf("%s belongs to %d, want %d", path, info.Sys().(*syscall.Stat_t).Uid, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

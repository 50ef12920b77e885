//go:build e2e

package e2e

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const (
	columns = "Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n"
	history = columns +
		"NHSDigital,2024-11-01,240,Go,MIT License,https://github.com/NHSDigital,0,0,0,,,,101,observed\n" +
		"nhsuk,2024-11-01,7,Go,MIT License,https://github.com/nhsuk,0,0,0,,,,102,observed\n" +
		"opensafely,2024-11-01,110,Go,MIT License,https://github.com/opensafely,0,0,0,,,,103,observed\n"

	head    = "/repos/octo/statistics/git/ref/heads/main"
	first   = "/orgs/NHSDigital/repos"
	lists   = "/orgs/*/repos"
	graphql = "/api/graphql"
)

// What is read of the calling repository.
var (
	ours = githubtest.BlobPath("octo/statistics", readme)
	kept = githubtest.BlobPath("octo/statistics", history)
)

// earlier is a calling repository that has counted before.
func earlier() map[string]string {
	return map[string]string{"README.md": readme, "data/org-growth.csv": history}
}

// TestWire has a line for each way in which a connection fails. Whatever
// happens, the commit is whole or absent, and no row of the history is lost;
// what was not done makes the step red.
func TestWire(t *testing.T) {
	t.Parallel()
	const unreached = "GitHub could not be reached: "
	tests := []struct {
		name   string
		breach breach
		reason string // why the step is red; empty: it is green
		lost   string // the organisation that is not counted; -: nothing is committed
	}{
		{"reset once, reading the head", breach{"GET", head, 1, true, false, reset}, "", ""},
		{"reset, reading the head", breach{"GET", head, 0, true, false, reset}, "reading branch main: " + unreached, "-"},
		{"noise, reading the head", breach{"GET", head, 0, true, false, noise}, "reading branch main: " + unreached, "-"},
		{"half once, reading the history", breach{"GET", kept, 2, false, false, half}, "", ""},
		{"half, reading the history", breach{"GET", kept, 0, false, false, half}, "reading data/org-growth.csv: " + unreached, "-"},
		{"half and reset, reading the README", breach{"GET", ours, 0, false, false, halfReset}, "reading README.md: " + unreached, "-"},
		{"gone, counting", breach{"GET", lists, 1, true, true, gone}, "none of the organisations could be counted", "-"},
		{"reset three times, counting", breach{"GET", first, 3, false, false, reset}, "", ""},
		{"closed, counting", breach{"GET", first, 0, true, false, closed}, "1 of 3 organisations could not be counted", "NHSDigital"},
		{"half the header, counting", breach{"GET", first, 0, false, false, header}, "1 of 3 organisations could not be counted", "NHSDigital"},
		{"half a page and reset, counting", breach{"GET", first, 0, false, false, halfReset}, "1 of 3 organisations could not be counted", "NHSDigital"},
		{"half a page once, counting", breach{"GET", first, 2, false, false, half}, "", ""},
		{"stalled once, counting", breach{"GET", first, 1, false, false, stalls}, "", ""},
		{"in drops, counting", breach{"GET", first, 0, false, false, trickles}, "", ""},
		{"silent, counting", breach{"GET", lists, 1, true, true, holds}, "none of the organisations could be counted", "-"},
		{"reset before it is done, committing", breach{"POST", graphql, 1, true, false, reset}, "", ""},
		{"reset when it is done, committing", breach{"POST", graphql, 1, false, false, reset}, "", ""},
		{"half the answer, committing", breach{"POST", graphql, 1, false, false, half}, "", ""},
		{"half the header and no more, committing", breach{"POST", graphql, 1, false, false, header}, "", ""},
		{"noise, committing", breach{"POST", graphql, 1, false, false, noise}, "", ""},
		{"in drops, committing", breach{"POST", graphql, 0, false, false, trickles}, "", ""},
		{"stalled, committing", breach{"POST", graphql, 1, false, false, stalls}, "", ""},
		{"stalled before it is done, committing", breach{"POST", graphql, 1, true, false, stalls}, "", ""},
		{"gone before it is done, committing", breach{"POST", graphql, 1, true, true, gone}, "reading branch main: " + unreached, "-"},
		{"gone when it is done, committing", breach{"POST", graphql, 1, false, true, gone}, "reading branch main: " + unreached, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, earlier())
			w.wire.breach = &tt.breach
			c := w.container(t, map[string]string{"orgs": "NHSDigital, nhsuk, opensafely", "fail-on": "any"})
			c.ends(t, c.Run(), tt.reason)
			if w.wire.met == 0 {
				t.Fatalf("no request was a %s of %s", tt.breach.method, tt.breach.path)
			}
			if tt.lost == "-" {
				w.untouched(t)
			} else {
				w.keeps(t, tt.lost)
			}
		})
	}
}

// keeps checks that there is one whole commit, and that the history has its old
// rows, and today's of all but the organisation that was lost.
func (w *world) keeps(t *testing.T, lost string) {
	t.Helper()
	w.commits(t, usual...)
	after := w.repo.Files("main")["data/org-growth.csv"]
	if !strings.HasPrefix(after, history) {
		t.Errorf("the history does not begin with what it was:\n%s", after)
	}
	records := recordsToday(t, after)
	for login := range counted {
		if want := login != lost; len(records[login]) == 1 != want || len(records[login]) > 1 {
			t.Errorf("%s has the records %q today", login, records[login])
		}
	}
}

// Far away everything takes longer, and nothing else.
func TestLatency(t *testing.T) {
	t.Parallel()
	w := newWorld(t, earlier())
	w.Latency = 400 * time.Millisecond
	c := w.container(t, map[string]string{"orgs": "NHSDigital, nhsuk, opensafely"})
	c.ends(t, c.Run(), "")
	w.keeps(t, "")
}

// Cancelled while GitHub does not answer, the container ends in the time that
// the runner gives it, red, and the commit is whole or absent.
func TestCancelled(t *testing.T) {
	t.Parallel()
	ways := map[string]func(*container) error{
		"docker stop":            func(c *container) error { return exec.Command("docker", "stop", "--time", "30", c.name).Run() },
		"docker kill":            func(c *container) error { return exec.Command("docker", "kill", "--signal", "INT", c.name).Run() },
		"SIGINT to docker's run": func(c *container) error { return c.Process.Signal(os.Interrupt) },
	}
	moments := map[string]breach{
		"reading":              {"GET", head, 0, true, false, stalls},
		"counting":             {"GET", first, 0, false, false, stalls},
		"committing":           {"POST", graphql, 0, true, false, stalls},
		"committing, and done": {"POST", graphql, 0, false, false, stalls},
	}
	for way, cancel := range ways {
		for moment, breach := range moments {
			t.Run(way+", "+moment, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, earlier())
				w.wire.breach, w.wire.reached = &breach, make(chan struct{})
				c := w.container(t, map[string]string{"orgs": "NHSDigital, nhsuk, opensafely"})
				w.cancel(t, c, cancel)
				if moment == "committing, and done" {
					w.keeps(t, "")
				} else {
					w.untouched(t)
				}
			})
		}
	}
}

// cancel runs a step and cancels it when the wire is breached.
func (w *world) cancel(t *testing.T, c *container, cancel func(*container) error) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-w.wire.reached:
	case <-time.After(time.Minute):
		t.Error("it never came to the request")
	}
	began := time.Now()
	if err := cancel(c); err != nil {
		t.Error(err)
	}
	c.ends(t, c.Wait(), "cancelled: ")
	const patience = 10 * time.Second // of the runner, which then kills it
	if took := time.Since(began); took > patience {
		t.Errorf("it ended after %s, want at most %s", took, patience)
	}
	if files := readFolder(t, c.workspace); len(files) > 0 {
		t.Errorf("it wrote %v into the workspace", slices.Sorted(maps.Keys(files)))
	}
}

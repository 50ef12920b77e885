//go:build e2e

// Package e2e proves the action as its users run it: in the container that the
// Dockerfile makes, started by a workflow runner or as GitHub's own runner
// starts it, against a GitHub that listens on this machine.
//
// It needs Docker, and images and programs that .ci/e2e prepares: run that.
package e2e

import (
	"encoding/csv"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const (
	calling = "octo/statistics"
	token   = "ghs_EndToEnd0123456789"
	markers = "<!-- org-growth:start -->\n<!-- org-growth:end -->\n"
	readme  = "# Ours\n\n" + markers + "\nThe end.\n"
)

// prepared returns what .ci/e2e has prepared: the value of a variable.
func prepared(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv("E2E_" + name)
	if value == "" {
		t.Fatalf("E2E_%s is not set: run .ci/e2e", name)
	}
	return value
}

// world is a GitHub that listens, with three organisations and a calling
// repository.
type world struct {
	*githubtest.Server
	repo *githubtest.Repository
	web  *httptest.Server
	wire *wire
	old  map[string]string // the calling repository's files at the beginning
}

// counted are the organisations with the numbers of their repositories; the
// first has three pages.
var counted = map[string]int{"NHSDigital": 250, "nhsuk": 7, "opensafely": 120}

func newWorld(t *testing.T, files map[string]string) *world {
	t.Helper()
	shunMidnight()
	w := &world{Server: githubtest.Start(t), old: files}
	w.AddToken(token, githubtest.Token{Write: true})
	for i, login := range slices.Sorted(maps.Keys(counted)) {
		w.AddOrg(login, int64(101+i), repositories(counted[login])...)
	}
	w.repo = w.AddRepository(calling, files)
	w.wire = &wire{github: w.Server, asked: map[string]int{}}
	w.web = httptest.NewServer(w.wire)
	w.wire.web = w.web
	t.Cleanup(func() {
		w.web.CloseClientConnections()
		w.web.Close()
	})
	return w
}

func repositories(n int) (repos []githubtest.Repo) {
	for i := range n {
		repos = append(repos, githubtest.Repo{
			Name: fmt.Sprintf("repository-%03d", i), Language: "Go", License: "MIT License",
			Created: time.Date(2020, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return repos
}

// shunMidnight lets a day end that would end in the middle of a test.
func shunMidnight() {
	now := time.Now().UTC()
	if left := now.Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now); left < 4*time.Minute {
		time.Sleep(left + time.Second)
	}
}

func today() string { return time.Now().UTC().Format(time.DateOnly) }

// made returns the action's commits on main.
func (w *world) made() []githubtest.Commit { return w.repo.Commits("main")[1:] }

// commits checks that there is one whole commit on main, of these files, and
// returns it.
func (w *world) commits(t *testing.T, files ...string) githubtest.Commit {
	t.Helper()
	made := w.made()
	if len(made) != 1 {
		t.Fatalf("%d commits were made, want one: %v", len(made), made)
	}
	if got := slices.Sorted(maps.Keys(made[0].Files)); !slices.Equal(got, slices.Sorted(slices.Values(files))) {
		t.Errorf("the commit has %q, want %q", got, files)
	}
	return made[0]
}

// untouched checks that nothing was committed.
func (w *world) untouched(t *testing.T) {
	t.Helper()
	if made := w.made(); len(made) > 0 || !maps.Equal(w.repo.Files("main"), w.old) {
		t.Errorf("%d commits were made, want none: %v", len(made), made)
	}
}

// usual are the files that a run writes.
var usual = []string{"README.md", "data/org-growth.csv", "data/org-growth-dark.png", "data/org-growth.png"}

// whole checks the files of a day on which all were counted: today's records
// once, pictures, and the table between the README's markers.
func whole(t *testing.T, files map[string]string) {
	t.Helper()
	for login, n := range counted {
		if got := recordsToday(t, files["data/org-growth.csv"])[login]; !slices.Equal(got, []string{fmt.Sprint(n)}) {
			t.Errorf("the history has %q for %s today, want %d, once", got, login, n)
		}
	}
	for _, name := range []string{"data/org-growth.png", "data/org-growth-dark.png"} {
		if !strings.HasPrefix(files[name], "\x89PNG\r\n") {
			t.Errorf("%s is no PNG: %.20q", name, files[name])
		}
	}
	before, rest, _ := strings.Cut(files["README.md"], "<!-- org-growth:start -->\n")
	section, after, found := strings.Cut(rest, "<!-- org-growth:end -->\n")
	if !found || before != "# Ours\n\n" || after != "\nThe end.\n" {
		t.Errorf("the README outside of the markers is not as it was:\n%s", files["README.md"])
	}
	for _, want := range []string{`<img alt="Line chart`, "https://github.com/NHSDigital) | 250 |", "| **3 organisations** | **377** |"} {
		if !strings.Contains(section, want) {
			t.Errorf("the README has no %s:\n%s", want, section)
		}
	}
}

// recordsToday returns the counts of today by login.
func recordsToday(t *testing.T, history string) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(history)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	records := map[string][]string{}
	for _, row := range rows {
		if row[1] == today() {
			records[row[0]] = append(records[row[0]], row[2])
		}
	}
	return records
}

// readFolder returns the files in a folder by their paths.
func readFolder(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

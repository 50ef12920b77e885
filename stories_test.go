package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
)

var update = flag.Bool("update", false, "write the golden parts of the stories anew")

// TestStories runs testdata/*.txtar: whole runs of the action, as they follow
// one another in a calling repository. Beside testscript's own commands a story
// has these:
//
//	org LOGIN ID FILE     an organisation, with repositories from a CSV
//	repos LOGIN FILE      repositories more
//	rename LOGIN TO       an organisation gets another login
//	remove LOGIN          an organisation is deleted
//	push PATH FILE        somebody pushes a file to main
//	[!] run DATE          a run with the inputs in with.yaml
//
// The calling repository begins with the files in the folder before. A run
// leaves main in the folder repo, and log, outputs, summary.md and commits.
func TestStories(t *testing.T) {
	actionFile, err := filepath.Abs("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			before, err := readFolder(env.Cd + "/before")
			if err != nil {
				return err
			}
			server := githubtest.New()
			env.Values["story"] = &story{server, server.AddRepository("octo/statistics", before), actionFile}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"org": org, "repos": repos, "rename": rename, "remove": remove, "push": push, "run": run},
	})
}

type story struct {
	*githubtest.Server
	repo       *githubtest.Repository
	actionFile string
}

func org(ts *testscript.TestScript, _ bool, args []string) {
	id, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Value("story").(*story).AddOrg(args[0], id, readRepos(ts, args[2])...)
}

func repos(ts *testscript.TestScript, _ bool, args []string) {
	ts.Value("story").(*story).AddRepos(args[0], readRepos(ts, args[1])...)
}

func rename(ts *testscript.TestScript, _ bool, args []string) {
	ts.Value("story").(*story).Rename(args[0], args[1])
}

func remove(ts *testscript.TestScript, _ bool, args []string) {
	ts.Value("story").(*story).Remove(args[0])
}

func readRepos(ts *testscript.TestScript, file string) (list []githubtest.Repo) {
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(file))).ReadAll()
	ts.Check(err)
	for _, row := range rows[1:] {
		repo := githubtest.Repo{Name: row[0], Language: row[2], License: row[3], Fork: row[5] == "fork", Archived: row[5] == "archived", Private: row[5] == "private"}
		repo.Created, err = time.Parse(time.DateOnly, row[1])
		ts.Check(err)
		repo.Stars, err = strconv.Atoi(row[4])
		ts.Check(err)
		list = append(list, repo)
	}
	return list
}

func push(ts *testscript.TestScript, _ bool, args []string) {
	ts.Value("story").(*story).repo.Push("main", map[string]string{args[0]: ts.ReadFile(args[1])}, "by hand")
}

func run(ts *testscript.TestScript, fails bool, args []string) {
	s := ts.Value("story").(*story)
	day, err := time.Parse(time.DateOnly, args[0])
	ts.Check(err)
	var with map[string]string
	ts.Check(yaml.Unmarshal([]byte(ts.ReadFile("with.yaml")), &with))
	folder, err := os.MkdirTemp(ts.Getenv("WORK"), "step-")
	ts.Check(err)
	step, err := githubtest.NewStep(s.actionFile, folder, "octo/statistics", "ghs_token", with)
	ts.Check(err)
	var log bytes.Buffer
	s.SetClock(day.Add(4 * time.Hour))
	err = action.Run(context.Background(), action.Environment{Getenv: step.Getenv, Stdout: &log, Now: day.Add(4 * time.Hour), Transport: s})
	if (err != nil) != fails {
		ts.Fatalf("the run ended with %v:\n%s", err, log.String())
	}
	s.leave(ts, step, log.String())
}

// leave writes what the run left behind.
func (s *story) leave(ts *testscript.TestScript, step *githubtest.Step, log string) {
	outputs, err := step.Outputs()
	ts.Check(err)
	summary, err := step.Summary()
	ts.Check(err)
	files := map[string]string{"log": steady(log), "summary.md": summary}
	for _, name := range slices.Sorted(maps.Keys(outputs)) {
		files["outputs"] += steady(name+"="+outputs[name]) + "\n"
	}
	for _, c := range s.repo.Commits("main")[1:] {
		files["commits"] += fmt.Sprintf("%s: %s\n", c.Headline, strings.Join(slices.Sorted(maps.Keys(c.Files)), " "))
	}
	for path, content := range s.repo.Files("main") {
		files["repo/"+path] = content
	}
	for path, content := range files {
		file := ts.MkAbs(path)
		ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
		ts.Check(os.WriteFile(file, []byte(content), 0o644))
	}
}

var (
	sha      = regexp.MustCompile(`\b[0-9a-f]{40}\b`)
	progress = regexp.MustCompile(`(?m)^\d+/(\d+ .*\n)`)
	many     = regexp.MustCompile(`(?:-/\d+ .*\n)+`)
)

// steady takes out of a log what depends on bytes of pictures, and on which
// organisation is counted first.
func steady(log string) string {
	log = progress.ReplaceAllString(sha.ReplaceAllString(log, "SHA"), "-/$1")
	return many.ReplaceAllStringFunc(log, func(lines string) string {
		return strings.Join(slices.Sorted(strings.Lines(lines)), "")
	})
}

func readFolder(folder string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	return files, err
}

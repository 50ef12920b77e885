package main

import (
	"encoding/csv"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
)

// Behind the one line that the README gives, a notebook on the pipeline's file
// has the four columns that it had.
func TestREADMEDrop(t *testing.T) {
	const old = "Organisation,Date,Open Repositories,Top Language,Top License,URL\nnhsuk,2024-11-01,4,Go,MIT License,https://github.com/nhsuk\n"
	columns := moved(t, old)[0]
	for _, list := range append(shown(t, `df\.drop\(columns=\[(.*)\]\)`), `"Date", "URL"`) {
		for column := range strings.SplitSeq(list, ", ") {
			before := len(columns)
			columns = slices.DeleteFunc(columns, func(c string) bool { return `"`+c+`"` == column })
			if len(columns) != before-1 {
				t.Errorf("the file has no column %s", column)
			}
		}
	}
	if want := []string{"Organisation", "Open Repositories", "Top Language", "Top License"}; !cmp.Equal(want, columns) {
		t.Errorf("the columns are %q, want %q", columns, want)
	}
}

// By the login that the README's line takes out of a cell, the older site's
// rows and ours are one group for each account; GitLab's stay apart.
func TestREADMELogin(t *testing.T) {
	const old = "Organisation,Org Short,Date,Open Repositories,Stargazers,Forks,Open Issues,Top License,Top Language\n" +
		"\"<a href='https://github.com/NHSUK'>NHS.UK, the site</a>\",x,2024-10-01,3,1.0,1.0,0.0,,HTML\n" +
		"<a href='https://github.com/nhsuk'>NHS.UK</a>,x,2024-11-01,4,1.0,1.0,0.0,,HTML\n" +
		"<a href='https://gitlab.com/nhsuk'>NHS.UK on GitLab</a>,x,2024-11-01,9,1.0,1.0,0.0,,HTML\n" +
		"<a href='https://github.com/other'>Other</a>,x,2024-11-01,5,1.0,1.0,0.0,,HTML\n"
	login := regexp.MustCompile(shown(t, `df\["Organisation"\]\.str\.replace\(r"(.*)", r"\\1", regex=True\)\.str\.lower\(\)`)[0])
	groups := map[string]int{}
	for _, row := range moved(t, old)[1:] {
		groups[strings.ToLower(login.ReplaceAllString(row[0], "$1"))]++
	}
	if want := map[string]int{"nhsuk": 3, "other": 1, "<a href='https://gitlab.com/nhsuk'>nhs.uk on gitlab</a>": 1}; !maps.Equal(want, groups) {
		t.Errorf("the groups are %v, want %v", groups, want)
	}
}

// shown returns what the README shows in the place of a pattern's brackets.
func shown(t *testing.T, pattern string) []string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(readFile(t, "README.md"))
	if found == nil {
		t.Fatalf("the README does not show %s", pattern)
	}
	return found[1:]
}

// moved returns the rows of another pipeline's history after a run on it.
func moved(t *testing.T, old string) [][]string {
	t.Helper()
	server := githubtest.Start(t)
	server.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one"}, githubtest.Repo{Name: "two"}, githubtest.Repo{Name: "three"})
	repository := server.AddRepository("octo/stats", map[string]string{"README.md": markers, "data/agg.csv": old})
	step, err := githubtest.NewStep("action.yml", t.TempDir(), "octo/stats", "ghs_token", map[string]string{"orgs": "nhsuk", "csv": "data/agg.csv", "chart": ""})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	now := time.Date(2026, 11, 20, 4, 17, 0, 0, time.UTC)
	server.SetClock(now)
	err = action.Run(t.Context(), action.Environment{Getenv: step.Getenv, Stdout: &log, Now: now, Transport: server})
	if err != nil {
		t.Fatalf("it ends with %v\n%s", err, log.String())
	}
	rows, err := csv.NewReader(strings.NewReader(repository.Files("main")["data/agg.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

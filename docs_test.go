package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The README's tables name all inputs and outputs, with their defaults.
func TestREADMETables(t *testing.T) {
	var described struct {
		Inputs  map[string]struct{ Default, Description string }
		Outputs map[string]struct{ Description string }
	}
	if err := yaml.Unmarshal([]byte(readFile(t, "action.yml")), &described); err != nil {
		t.Fatal(err)
	}
	inputs, outputs := map[string]string{}, map[string]string{}
	for name, input := range described.Inputs {
		inputs[name] = input.Default
		if input.Description == "" {
			t.Errorf("the input %s has no description", name)
		}
	}
	for name, output := range described.Outputs {
		outputs[name] = ""
		if output.Description == "" {
			t.Errorf("the output %s has no description", name)
		}
	}
	readme := readFile(t, "README.md")
	if diff := cmp.Diff(inputs, tableOf(readme, "## Inputs")); diff != "" {
		t.Errorf("inputs (-action.yml +README.md)\n%s", diff)
	}
	if diff := cmp.Diff(outputs, maps.Collect(func(yield func(string, string) bool) {
		for name := range tableOf(readme, "## Outputs") {
			yield(name, "")
		}
	})); diff != "" {
		t.Errorf("outputs (-action.yml +README.md)\n%s", diff)
	}
}

var cells = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (?:`([^`]*)`)?")

// tableOf returns first and second column of the table under a heading.
func tableOf(readme, heading string) map[string]string {
	_, section, _ := strings.Cut(readme, heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	table := map[string]string{}
	for _, row := range cells.FindAllStringSubmatch(section, -1) {
		table[row[1]] = row[2]
	}
	return table
}

// README and action.yml name every figure.
func TestREADMEFigures(t *testing.T) {
	readme, inputs := readFile(t, "README.md"), readFile(t, "action.yml")
	_, defined, _ := strings.Cut(readme, "| column | definition |\n")
	defined, _, _ = strings.Cut(defined, "\n\n")
	var names []string
	for row := range strings.Lines(defined) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		names = append(names, strings.Split(cell, ", ")...)
	}
	for _, m := range stats.AllMetrics() {
		if !slices.Contains(names, m.String()) {
			t.Errorf("the README does not say what %s is", m)
		}
		for name, text := range map[string]string{"action.yml": inputs, "README.md": readme} {
			if text = strings.Join(strings.Fields(text), " "); !strings.Contains(text, "`"+m.String()+"`") {
				t.Errorf("%s does not name %s", name, m)
			}
		}
		if !strings.Contains(readme, "`"+m.Key()+"`") {
			t.Errorf("the README does not name %s of latest.json", m.Key())
		}
	}
}

// The workflow and the markers of the README do what it says.
func TestREADMEWorkflow(t *testing.T) {
	readme := readFile(t, "README.md")
	block := func(language string) string {
		_, rest, found := strings.Cut(readme, "   ```"+language+"\n")
		text, _, closed := strings.Cut(rest, "   ```\n")
		if !found || !closed {
			t.Fatalf("the README shows no %s", language)
		}
		return strings.ReplaceAll("\n"+text, "\n   ", "\n")
	}
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]struct {
			Steps []struct {
				Uses string
				With map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(block("yaml")), &workflow); err != nil {
		t.Fatal(err)
	}
	steps := workflow.Jobs["statistics"].Steps
	if len(steps) != 1 || !strings.HasPrefix(steps[0].Uses, "org-growth/org-growth@v") || workflow.Permissions["contents"] != "write" {
		t.Fatalf("the workflow is %+v", workflow)
	}
	server := githubtest.Start(t)
	server.AddToken("ghs_token", githubtest.Token{Write: true})
	for _, login := range []string{"NHSDigital", "nhsuk", "opensafely"} {
		server.AddOrg(login, 0, githubtest.Repo{Name: "one"})
	}
	repository := server.AddRepository("octo/stats", map[string]string{"README.md": block("html")})
	step, err := githubtest.NewStep("action.yml", t.TempDir(), "octo/stats", "ghs_token", steps[0].With)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	now := time.Date(2026, 11, 20, 4, 17, 0, 0, time.UTC)
	server.SetClock(now)
	err = action.Run(t.Context(), action.Environment{Getenv: step.Getenv, Stdout: &log, Now: now, Transport: server})
	if err != nil || !strings.Contains(repository.Files("main")["README.md"], "| **3 organisations** | **3** |") {
		t.Errorf("it ends with %v\n%s\n%s", err, log.String(), repository.Files("main")["README.md"])
	}
}

// What the README links to is there.
func TestREADMELinks(t *testing.T) {
	// Examples show addresses of another repository.
	readme := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(readFile(t, "README.md"), "")
	headings := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(readme, -1) {
		anchor := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		headings["#"+strings.ReplaceAll(anchor, " ", "-")] = true
	}
	for _, link := range regexp.MustCompile(`(?:\]\(|src="|srcset=")([^):"]+)[)"]`).FindAllStringSubmatch(readme, -1) {
		if _, err := os.Stat(filepath.FromSlash(link[1])); err != nil && !headings[link[1]] {
			t.Errorf("a link of the README is broken: %v", err)
		}
	}
}

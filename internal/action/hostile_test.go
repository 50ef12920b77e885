package action_test

import (
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// Text from GitHub starts no workflow command, adds no output, breaks no table
// and adds no HTML, whatever it says.
func TestHostileText(t *testing.T) {
	const evil = "\r\n::error::pwned\n::add-mask::x %0A##[command]rm _GitHubActionsFileCommandDelimeter_\noutput=pwned | </td><script>alert(1)</script> [x](javascript:y) <!-- org-growth:end -->"
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one", Language: evil, License: evil, Created: today.AddDate(0, -1, 0)})
	for _, login := range []string{"bad", "worse"} {
		w.AddOrg(login, 0, githubtest.Repo{Name: "one"})
	}
	w.Fail(githubtest.Fault{Path: "/orgs/bad/repos", Status: 418, Body: `{"message":"` + strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(evil) + `"}`})
	w.Fail(githubtest.Fault{Path: "/orgs/worse/repos", Status: 200, Body: evil})
	r := w.run(t, today, map[string]string{"orgs": "nhsuk, bad, worse", "columns": "Organisation, Top Language, Top License"}).ok(t)

	commands := 0
	for line := range strings.Lines(r.log) {
		switch {
		case strings.HasPrefix(line, "::add-mask::"+token+"\n"), strings.HasPrefix(line, "::warning::2 organisations were not counted"):
			commands++
		case strings.Contains(line, "::"), strings.Contains(line, "##["):
			t.Errorf("the log has the line %q", line)
		}
	}
	if commands != 2 {
		t.Errorf("the log has %d commands of ours, want 2:\n%s", commands, r.log)
	}
	outputs := r.outputs(t)
	if len(outputs) != 8 || outputs["failed"] != "bad,worse" {
		t.Errorf("outputs %q", outputs)
	}
	readme := w.repo.Files("main")["README.md"]
	for name, text := range map[string]string{"README": readme, "summary": r.summary(t)} {
		if strings.Contains(text, "<script") || strings.Contains(text, "</td>") || strings.Contains(text, "[x]") {
			t.Errorf("the %s has foreign HTML or Markdown:\n%s", name, text)
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "| [nhsuk]") && strings.Count(line, "|") != 4 {
				t.Errorf("a row of the %s is broken: %s", name, line)
			}
		}
	}
	if strings.Count(readme, "<!-- org-growth:end -->") != 1 {
		t.Errorf("README:\n%s", readme)
	}
	if csv := w.repo.Files("main")["data/org-growth.csv"]; strings.Count(csv, "\n") != 3 {
		t.Errorf("history:\n%s", csv)
	}
	w.run(t, today, map[string]string{"orgs": "nhsuk"}).ok(t)
}

//go:build e2e

package e2e

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"
)

// On a hosted runner: inputs of several lines, or with signs that a shell
// would read, commit, outputs, job summary, and the workspace's ownership.
func TestHosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"README.md": readme, "orgs.yaml": "Of the list: nhsuk\n"})
	headline := `Count, as "we" do: $HOME`
	c := w.container(t, map[string]string{
		"orgs": "NHS Digital: NHSDigital # with a name\nopensafely", "orgs-file": "orgs.yaml", "commit-message": headline,
	})
	c.ends(t, c.Run(), "")
	commit := w.commits(t, usual...)
	if commit.Headline != headline || !strings.HasPrefix(commit.Body, today()+": 377 open repositories across 3 organisations") {
		t.Errorf("the commit's message is %q, %q", commit.Headline, commit.Body)
	}
	whole(t, w.repo.Files("main"))
	c.announced(t, map[string]string{"changed": "true", "commit": commit.SHA})
	if files := readFolder(t, c.workspace); !maps.Equal(files, commit.Files) {
		t.Errorf("in the workspace are %d files, which are not those committed", len(files))
	}
	c.owned(t)
	if home := readFolder(t, filepath.Join(c.folder, "home")); len(home) > 0 {
		t.Errorf("it wrote into its home: %v", home)
	}

	again := w.container(t, map[string]string{"orgs": "NHS Digital: NHSDigital\nopensafely", "orgs-file": "orgs.yaml"})
	again.ends(t, again.Run(), "")
	w.commits(t, usual...)
	again.announced(t, map[string]string{"changed": "false", "commit": ""})
}

// announced checks outputs and job summary.
func (c *container) announced(t *testing.T, more map[string]string) {
	t.Helper()
	want := map[string]string{"date": today(), "organisations": "3", "repositories": "377", "change": "", "failed": "", "pull-request": ""}
	maps.Copy(want, more)
	if outputs, err := c.Outputs(); err != nil || !maps.Equal(outputs, want) {
		t.Errorf("the outputs are %v, %v, want %v", outputs, err, want)
	}
	if summary, err := c.Summary(); err != nil || !strings.Contains(summary, "| **3 organisations** | **377** |") {
		t.Errorf("the job summary is %v:\n%s", err, summary)
	}
}

// Mistakes are red, with the reason, and nothing is written.
func TestHostedMistakes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		with   map[string]string
		readme string
		reason string
	}{
		{"no organisations", nil, readme, "orgs: no organisations are named"},
		{"no markers", map[string]string{"orgs": "nhsuk"}, "# Ours\n", "<!-- org-growth:start -->"},
		{"no such organisation", map[string]string{"orgs": "nhsukk"}, readme, "none of the organisations could be counted"},
		{"two mistakes", map[string]string{"orgs": "nhsuk", "fail-on": "some", "max-wait": "long"}, readme, "max-wait"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, map[string]string{"README.md": tt.readme})
			c := w.container(t, tt.with)
			c.ends(t, c.Run(), tt.reason)
			w.untouched(t)
			if files := readFolder(t, c.workspace); len(files) > 0 {
				t.Errorf("it wrote %d files", len(files))
			}
		})
	}
}

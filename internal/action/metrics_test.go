package action_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

// numbers are what the organisations of TestEachFigure have of each figure, the
// second one by name. The last figure is that of TestNewFigure.
var numbers = map[string]struct{ one, two, past int }{
	"Open Repositories":     {5, 2, 4},
	"Stargazers":            {5, 10, -1},
	"Forks":                 {2, 20, -1},
	"Open Issues and PRs":   {3, 30, -1},
	"Active Repositories":   {3, 1, -1},
	"Archived Repositories": {1, 1, -1},
	"Without License":       {1, 2, -1},
	"Forked Repositories":   {1, 1, -1},
}

func figured(t *testing.T) *world {
	t.Helper()
	at := func(day string) time.Time {
		created, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return created
	}
	w := newWorld(t, map[string]string{
		"README.md": markers, "orgs.yaml": "- Both: [one, two]", "data/org-growth.csv": "Organisation,Date,Open Repositories\nold,2026-11-19,7\n",
	})
	w.AddOrg("one", 1,
		githubtest.Repo{Name: "a", Created: at("2020-01-01"), Stars: 4, Forks: 2, OpenIssues: 3, License: "MIT License"},
		githubtest.Repo{Name: "b", Created: at("2026-11-01"), Stars: 1},
		githubtest.Repo{Name: "c", Created: at("2026-11-02"), Archived: true, License: "Other"},
		githubtest.Repo{Name: "d", Created: at("2026-11-03"), Fork: true, License: "MIT License"},
		githubtest.Repo{Name: "e", Created: at("2026-11-20"), License: "MIT License"})
	w.AddOrg("two", 2,
		githubtest.Repo{Name: "a", Created: at("2021-01-01"), Stars: 10, Forks: 20, OpenIssues: 30, Archived: true},
		githubtest.Repo{Name: "b", Created: at("2026-11-05"), Fork: true})
	return w
}

// Each figure goes through every output: the CSV, where its column is added to rows
// that have none, the derived past, the sum of a body, shards, the tables of README,
// summary and page, latest.json, and its chart.
func TestEachFigure(t *testing.T) {
	var names []string
	for _, m := range stats.AllMetrics() {
		names = append(names, m.String())
	}
	with := map[string]string{
		"orgs-file": "orgs.yaml", "include-forks": "true", "columns": strings.Join(stats.ColumnNames(), ", "), "figures": strings.Join(names, ", "),
		"chart": "docs/a.png", "total-chart": "docs/b.png", "site": "docs",
	}
	w := figured(t)
	r := w.run(t, today, with).ok(t)
	files := w.repo.Files("main")
	summary, err := r.step.Summary()
	if err != nil {
		t.Fatal(err)
	}
	sharded := figured(t)
	for _, shard := range []string{"1/2", "2/2", "report"} {
		part := maps.Clone(with)
		part["shard"] = shard
		sharded.run(t, today, part).ok(t)
	}
	for path, content := range files {
		if sharded.repo.Files("main")[path] != content {
			t.Errorf("shards end in another %s", path)
		}
	}
	var latest struct {
		Totals        map[string]any
		Organisations []map[string]any
	}
	if err := json.Unmarshal([]byte(files["docs/latest.json"]), &latest); err != nil || len(latest.Organisations) != 1 {
		t.Fatalf("%v in\n%s", err, files["docs/latest.json"])
	}
	for _, m := range stats.AllMetrics() {
		t.Run(m.String(), func(t *testing.T) {
			want, ok := numbers[m.String()]
			if !ok {
				t.Fatal("it is not in numbers: say there what the organisations have of it")
			}
			sum := want.one + want.two
			for row, n := range map[string]int{"one,2026-11-20": want.one, "two,2026-11-20": want.two, "one,2026-11-03": want.past} {
				if got := cellOf(t, files["data/org-growth.csv"], row, m.String()); got != stats.Known(n).String() {
					t.Errorf("in the CSV %s has %q, want %d (-1 is nothing)", row, got, n)
				}
			}
			if got := cellOf(t, files["data/org-growth.csv"], "old,2026-11-19", m.String()); m != stats.OpenRepositories && got != "" {
				t.Errorf("in the CSV the row of another day has %q", got)
			}
			for where, text := range map[string]string{"README": files["README.md"], "summary": summary} {
				if got := columnOf(text, m.String()); !slices.Equal(got, []string{fmt.Sprint(sum), fmt.Sprintf("**%d**", sum)}) {
					t.Errorf("in the table of the %s it is %q, want %d", where, got, sum)
				}
			}
			if latest.Totals[m.Key()] != float64(sum) || latest.Organisations[0][m.Key()] != float64(sum) {
				t.Errorf("in latest.json it is %v and %v, want %d", latest.Totals[m.Key()], latest.Organisations[0][m.Key()], sum)
			}
			if !strings.Contains(files["docs/index.html"], m.String()) {
				t.Error("the page does not have it")
			}
			alt := fmt.Sprintf(`alt="Bar chart: %s of 1 organisation on 20 November 2026, %d in total.`, m.Noun(), sum)
			if m.Derived() {
				alt = fmt.Sprintf(`alt="Line chart: %s of 1 organisation from 1 January 2020 to 20 November 2026, %d in total.`, m.Noun(), sum)
			}
			name := "-" + strings.ReplaceAll(m.Key(), "_", "-")
			if m == stats.OpenRepositories {
				name = ""
			}
			_, picture, _ := strings.Cut(files["README.md"], alt)
			if source := fmt.Sprintf(`src="docs/a%s.png"`, name); !strings.Contains(strings.SplitN(picture, "\n", 2)[0], source) {
				t.Errorf("the README does not have %s with %s", alt, source)
			}
			for _, path := range []string{"a" + name, "a" + name + "-dark", "b" + name, "b" + name + "-dark"} {
				if files["docs/"+path+".png"] == "" {
					t.Errorf("there is no %s.png", path)
				}
			}
		})
	}
}

// cellOf returns what a CSV has in a column of the row that begins with
// organisation and day.
func cellOf(t *testing.T, file, row, column string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.Index(rows[0], column)
	for _, r := range rows {
		if i >= 0 && strings.Join(r[:2], ",") == row {
			return r[i]
		}
	}
	return "no such cell"
}

// columnOf returns what a Markdown table has in a column.
func columnOf(text, name string) (cells []string) {
	at := -1
	for line := range strings.Lines(text) {
		row := strings.Split(line, "|")
		for i, cell := range row {
			row[i] = strings.TrimSpace(cell)
		}
		switch i := slices.Index(row, name); {
		case i >= 0:
			at = i
		case at >= 0 && len(row) > at && !strings.Contains(line, "| ---"):
			cells = append(cells, row[at])
		}
	}
	return cells
}

// A figure more is one entry in the definitions: built in, it goes through every
// output as the others do.
func TestNewFigure(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the action anew")
	}
	const file = "../stats/metric.go"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for _, insert := range []struct{ before, text string }{
		{"\tMetrics // is their number\n", "\tForkedRepositories\n"},
		{"}\n\n// either is 1 or 0.\n", `	ForkedRepositories: {
		name: "Forked Repositories", key: "forked_repositories", share: true,
		of:     func(r Repo, _ Day) Count { return either(r.Fork) },
		ending: "forked repositories", one: "forked repository", many: "forked repositories",
	},
`},
	} {
		if strings.Count(text, insert.before) != 1 {
			t.Fatalf("%s has %q %d times", file, insert.before, strings.Count(text, insert.before))
		}
		text = strings.Replace(text, insert.before, insert.text+insert.before, 1)
	}
	folder := t.TempDir()
	replaced, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{replaced: filepath.Join(folder, "metric.go")}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"metric.go": text, "overlay.json": string(overlay)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), "go", "test", "-overlay", filepath.Join(folder, "overlay.json"), "-v", "-run", "^TestEachFigure$", ".").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestEachFigure/Forked_Repositories") {
		t.Errorf("%v\n%s", err, out)
	}
}

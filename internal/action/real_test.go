package action_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

func shared(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(githubtest.Shared(t, "data/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// 2,204 repositories as GitHub once listed them, 790 of them forks.
func TestRecordedPages(t *testing.T) {
	zipped, err := gzip.NewReader(strings.NewReader(shared(t, "jenkinsci-repos-pages.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var pages []json.RawMessage
	if err := json.NewDecoder(zipped).Decode(&pages); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddRecorded("jenkinsci", 107424, pages)
	w.run(t, today, map[string]string{"orgs": "jenkinsci"}).ok(t)
	rows := strings.Split(strings.TrimSpace(w.repo.Files("main")["data/org-growth.csv"]), "\n")[1:]
	if len(rows) != 726 {
		t.Fatalf("%d rows, want 725 of the past and one of today", len(rows))
	}
	for i, want := range map[int]string{
		0:   "jenkinsci,2009-03-28,1,Java,Apache License 2.0,https://github.com/jenkinsci,,,,,,,107424,backfill",
		724: "jenkinsci,2019-10-25,1414,Java,MIT License,https://github.com/jenkinsci,,,,,,,107424,backfill",
		725: "jenkinsci,2026-11-20,1414,Java,MIT License,https://github.com/jenkinsci,46990,36781,3904,0,30,793,107424,observed",
	} {
		if got := rows[i]; got != want {
			t.Errorf("row %d is\n%s, want\n%s", i, got, want)
		}
	}
}

// The table that the NHS page published, from the file that it was made of.
func TestNHSTable(t *testing.T) {
	history, list := shared(t, "nhs-agg.csv"), shared(t, "nhs-org-list.yaml")
	w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": list, "data/org-growth.csv": history})
	// A day later one of the 26 is counted: the others show their last figures.
	var repos []githubtest.Repo
	for i := range 5 {
		repos = append(repos, githubtest.Repo{Name: fmt.Sprint("r", i), Language: "JavaScript", License: "MIT License"})
	}
	w.AddOrg("MHRA", 0, repos...)
	r := w.run(t, today.AddDate(-2, 0, 0), map[string]string{"orgs-file": "orgs.yaml", "columns": "Organisation, Open Repositories, Top Language, Top License"}).ok(t)
	files := w.repo.Files("main")
	var got []string
	for _, row := range strings.Split(files["README.md"], "\n") {
		cells := strings.Split(row, " | ")
		if _, link, ok := strings.Cut(cells[0], "](https://github.com/"); ok && len(cells) == 4 {
			login, _, _ := strings.Cut(link, ")")
			got = append(got, strings.Join(append([]string{login}, cells[1:]...), " "))
		}
	}
	want := strings.Split(strings.TrimSpace(nhsTable), "\n")
	for i := range want {
		want[i] += " |"
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("table\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := r.outputs(t); got["repositories"] != "2179" || got["organisations"] != "26" || got["date"] != "2024-11-20" {
		t.Errorf("outputs %q", got)
	}
	// Bytes of earlier days stay, but for the columns that are added once.
	var before strings.Builder
	for i, row := range strings.SplitAfter(history, "\n") {
		switch {
		case i == 0:
			before.WriteString(strings.TrimSuffix(row, "\n") + ",Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n")
		case row != "":
			before.WriteString(strings.TrimSuffix(row, "\n") + ",,,,,,,,\n")
		}
	}
	if day, ok := strings.CutPrefix(files["data/org-growth.csv"], before.String()); !ok || !strings.HasPrefix(day, "MHRA,2024-11-20,5,") || strings.Count(day, "\n") != 1 {
		t.Errorf("the history has changed, or the day is not one row: %q", day)
	}
}

const nhsTable = `
NHSDigital 347 Python MIT License
opensafely 277 Python MIT License
nhsconnect 196 HTML Apache License 2.0
nhsuk 191 HTML MIT License
ebmdatalab 145 Python MIT License
nhsbsa 144 HTML MIT License
nhsengland 111 Python MIT License
nhsx 87 Python MIT License
ukhsa-collaboration 80 Python MIT License
HFAnalyticsLab 76 R MIT License
BHFDSC 68 Python Apache License 2.0
nice-digital 66 JavaScript MIT License
nhs-r-community 60 R Creative Commons Zero v1.0 Universal
Health-Education-England 58 Java MIT License
opensafely-core 54 Python Other
The-Strategy-Unit 53 R MIT License
nhs-bnssg-analytics 38 R GNU General Public License v3.0
UKHSA-Internal 34 Python MIT License
CDU-data-science-team 31 R Other
NHSLeadership 19 HTML Other
nhs-pycom 14 Python MIT License
111Online 12 C# Apache License 2.0
Nottingham-and-Nottinghamshire-ICS 7 R MIT License
CQCDigital 5 C# MIT License
MHRA 5 JavaScript MIT License
NHS-Blood-and-Transplant 1 C# GNU General Public License v3.0
`

// Four years of daily counts, with falls and gaps, and a day more.
func TestDailyHistory(t *testing.T) {
	history, list := shared(t, "nhs-daily-observed.csv"), shared(t, "nhs-config.yaml")
	w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": list, "data/org-growth.csv": history})
	for i, login := range []string{"nhsx", "111Online", "NHSDigital", "nhsconnect", "nhsengland"} {
		w.addOrg(login, 20+i)
	}
	r := w.run(t, today.AddDate(-1, 0, 0), map[string]string{"orgs-file": "orgs.yaml", "chart": "data/org-growth.png", "accept-drops": "all"}).ok(t)
	files := w.repo.Files("main")
	if n := strings.Count(files["data/org-growth.csv"], "\n"); n != strings.Count(history, "\n")+5 {
		t.Errorf("%d lines of history, want five more than %d", n, strings.Count(history, "\n"))
	}
	if !strings.Contains(r.log, "orgs.yaml: only github_org_dict is read, not gitlab_group_dict, github_tag_lst") {
		t.Errorf("log:\n%s", r.log)
	}
	if readme := files["README.md"]; !strings.Contains(readme, "last seen 3 October 2025") || !strings.Contains(readme, "Data updated as of: `20 November 2025`") {
		t.Errorf("README:\n%s", readme)
	}
	if len(files["data/org-growth.png"]) < 10_000 {
		t.Errorf("the chart has %d bytes", len(files["data/org-growth.png"]))
	}
}

// Both NHS lists are read as they are.
func TestNHSLists(t *testing.T) {
	for name, n := range map[string]int{"nhs-org-list.yaml": 26, "nhs-config.yaml": 24} {
		w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": shared(t, name)})
		w.AddOrg("nhsuk", 0, githubtest.Repo{Name: "one"})
		r := w.run(t, today, map[string]string{"orgs-file": "orgs.yaml"}).ok(t)
		if want := fmt.Sprintf("counting the open repositories of %d organisations", n); !strings.Contains(r.log, want) {
			t.Errorf("%s: the log does not say %q", name, want)
		}
		if !strings.Contains(w.repo.Files("main")["README.md"], "[NHS.UK](https://github.com/nhsuk)") {
			t.Errorf("%s: the table has no display name", name)
		}
	}
}

package action_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

var (
	silvester = time.Date(2026, 12, 31, 4, 17, 0, 0, time.UTC)
	byYear    = map[string]string{"orgs": "nhsuk", "csv": "data/org-growth-{year}.csv"}
)

// days returns the days of an organisation's rows by file.
func days(files map[string]string, login string) map[string]string {
	days := map[string]string{}
	for path, content := range files {
		for line := range strings.Lines(content) {
			if cells := strings.Split(line, ","); strings.HasSuffix(path, ".csv") && cells[0] == login {
				days[path] = strings.TrimSpace(days[path] + " " + cells[1])
			}
		}
	}
	return days
}

// Each row goes into the file of its year, and only this year's is uploaded.
func TestYears(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers, "data/org-growth-26.csv": "not ours"})
	w.addOrg("nhsuk", 2)
	first := w.run(t, silvester, byYear).ok(t)
	w.run(t, silvester.AddDate(0, 0, 1), byYear).ok(t)
	second := w.run(t, silvester.AddDate(0, 0, 2), byYear).ok(t)

	want := map[string]string{
		"data/org-growth-backfill.csv": "2020-01-01 2020-01-02",
		"data/org-growth-2026.csv":     "2026-12-31",
		"data/org-growth-2027.csv":     "2027-01-01 2027-01-02",
	}
	if got := days(w.repo.Files("main"), "nhsuk"); !maps.Equal(got, want) {
		t.Errorf("the files have %v, want %v", got, want)
	}
	var uploaded []string
	for _, c := range w.byUs() {
		uploaded = append(uploaded, strings.Join(slices.Sorted(maps.Keys(c.Files)), " "))
	}
	if got, want := strings.Join(uploaded, "\n"), `README.md data/org-growth-2026.csv data/org-growth-backfill.csv
README.md data/org-growth-2027.csv
README.md data/org-growth-2027.csv`; got != want {
		t.Errorf("the commits have\n%s\nwant\n%s", got, want)
	}
	if got := first.outputs(t)["change"] + second.outputs(t)["change"]; got != "0" {
		t.Errorf("the changes are %q, want none and 0: the day before is known across the years", got)
	}
	if again := w.run(t, silvester.AddDate(0, 0, 2), byYear).ok(t); again.outputs(t)["changed"] != "false" {
		t.Errorf("a second run has changed something:\n%s", again.log)
	}
}

// A history in one file is divided by renaming that file.
func TestDivided(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 2)
	w.run(t, today, map[string]string{"orgs": "nhsuk"}).ok(t)
	whole := w.repo.Files("main")["data/org-growth.csv"]
	w.repo.Delete("main", "Away", "data/org-growth.csv")
	w.repo.Push("main", map[string]string{"data/org-growth-2025.csv": whole}, "Divide the history")
	w.run(t, today.AddDate(0, 0, 1), byYear).ok(t)
	want := map[string]string{"data/org-growth-2025.csv": "2020-01-01 2020-01-02 2026-11-20", "data/org-growth-2026.csv": "2026-11-21"}
	if got := days(w.repo.Files("main"), "nhsuk"); !maps.Equal(got, want) || w.repo.Files("main")["data/org-growth-2025.csv"] != whole {
		t.Errorf("the files have %v, want %v", got, want)
	}
}

// Whoever writes at the same time, every row is there once, in its file.
func TestYearsRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.Latency, w.Lag = 50*time.Millisecond, 2*time.Second
		var list []string
		for i := range 8 {
			list = append(list, fmt.Sprintf("org-%d", i))
			w.addOrg(list[i], 2)
		}
		with := func(shard string) map[string]string {
			return map[string]string{"orgs": strings.Join(list, "\n"), "csv": "history/{year}/{month}.csv", "shard": shard}
		}
		for _, now := range []time.Time{silvester, silvester.AddDate(0, 0, 1)} {
			var wg sync.WaitGroup
			for _, i := range rand.New(rand.NewPCG(3, 4)).Perm(4) {
				wg.Go(func() { w.run(t, now, with(fmt.Sprintf("%d/4", i+1))).ok(t) })
			}
			wg.Wait()
		}
		report := w.run(t, silvester.AddDate(0, 0, 1), with("report")).ok(t)
		want := map[string]string{"history/backfill.csv": "2020-01-01 2020-01-02", "history/2026/12.csv": "2026-12-31", "history/2027/01.csv": "2027-01-01"}
		for _, login := range list {
			if got := days(w.repo.Files("main"), login); !maps.Equal(got, want) {
				t.Errorf("%s has the days %v, want %v", login, got, want)
			}
		}
		if got := report.outputs(t); got["organisations"] != "8" || got["change"] != "0" {
			t.Errorf("outputs %v", got)
		}
	})
}

// The same in a pull request: the days of the base and those that nobody has
// merged yet.
func TestYearsProposed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newProposal(t)
		with := maps.Clone(byYear)
		with["pull-request"] = "true"
		for n := range 3 {
			w.run(t, silvester.AddDate(0, 0, n), with).ok(t)
		}
		want := map[string]string{
			"data/org-growth-backfill.csv": "2020-01-01 2020-01-02 2020-01-03",
			"data/org-growth-2026.csv":     "2026-12-31", "data/org-growth-2027.csv": "2027-01-01 2027-01-02",
		}
		if got := days(w.repo.Files("org-growth/update"), "nhsuk"); !maps.Equal(got, want) {
			t.Errorf("it proposes %v, want %v", got, want)
		}
		if err := w.repo.Merge(w.repo.PullRequests()[0].Number); err != nil {
			t.Fatal(err)
		}
		w.run(t, silvester.AddDate(0, 0, 3), with).ok(t)
		want["data/org-growth-2027.csv"] += " 2027-01-03"
		if got := days(w.repo.Files("org-growth/update"), "nhsuk"); !maps.Equal(got, want) {
			t.Errorf("after the merge it proposes %v, want %v", got, want)
		}
	})
}

// And in the workspace, where folders are read, and links are not.
func TestYearsInWorkspace(t *testing.T) {
	w := newWorld(t, nil)
	w.addOrg("nhsuk", 2)
	with := map[string]string{"orgs": "nhsuk", "csv": "data/{year}/{year}-{month}.csv", "commit": "false", "readme": "", "chart": ""}
	step, err := githubtest.NewStep(filepath.Join("..", "..", "action.yml"), t.TempDir(), calling, token, with)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		if r := w.runStep(t.Context(), silvester.AddDate(0, 0, n), step); r.err != nil {
			t.Fatalf("the run failed:\n%s", r.log)
		}
	}
	root := step.Env["GITHUB_WORKSPACE"]
	files := map[string]string{}
	for _, name := range []string{"data/backfill.csv", "data/2026/2026-12.csv", "data/2027/2027-01.csv"} {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(content)
	}
	want := map[string]string{"data/backfill.csv": "2020-01-01 2020-01-02", "data/2026/2026-12.csv": "2026-12-31", "data/2027/2027-01.csv": "2027-01-01"}
	if got := days(files, "nhsuk"); !maps.Equal(got, want) {
		t.Errorf("the files have %v, want %v", got, want)
	}
	if err := os.Symlink("2027-01.csv", filepath.Join(root, "data", "2027", "2027-02.csv")); err != nil {
		t.Skipf("needs symbolic links: %v", err)
	}
	w.runStep(t.Context(), silvester.AddDate(0, 0, 2), step).fails(t, "in the workspace data/2027/2027-02.csv is a symbolic link: name the file that it leads to")
}

// A copy of GitHub's that has not heard of the commit yet has no files, which
// is no reason to begin anew.
func TestYearsOnLaggingCopy(t *testing.T) {
	for _, depth := range []string{"data/org-growth-{year}.csv", "{year}.csv"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 2)
			with := map[string]string{"orgs": "nhsuk", "csv": depth}
			w.run(t, today, with).ok(t)
			before := days(w.repo.Files("main"), "nhsuk")
			w.Fail(githubtest.Fault{Method: "GET", Path: "/repos/octo/statistics/git/trees/*", Status: 404, Body: `{"message": "Not Found"}`, Times: 3})
			w.run(t, today.AddDate(0, 0, 1), with).ok(t)
			after := days(w.repo.Files("main"), "nhsuk")
			for path, had := range before {
				if !strings.HasPrefix(after[path], had) || strings.Count(after[path], "2020") != strings.Count(had, "2020") {
					t.Errorf("%s has the days %s, had %s", path, after[path], had)
				}
			}
			w.Fail(githubtest.Fault{Method: "GET", Path: "/repos/octo/statistics/git/trees/*", Status: 404, Body: `{"message": "Not Found"}`, Times: 1000})
			w.run(t, today.AddDate(0, 0, 2), with).fails(t, "listing the ")
			if !maps.Equal(days(w.repo.Files("main"), "nhsuk"), after) {
				t.Error("something was written all the same")
			}
		})
	}
}

// A file that GitHub lists and then does not find is no new one.
func TestYearsNotFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 2)
		w.run(t, today, byYear).ok(t)
		before := w.repo.Files("main")
		w.Fail(githubtest.Fault{
			Path: githubtest.BlobPath("octo/statistics", before["data/org-growth-2026.csv"]), Status: 404, Body: `{"message": "Not Found"}`})
		w.run(t, today.AddDate(0, 0, 1), byYear).fails(t, "GitHub lists it, and then does not find it: run the workflow again")
		if after := w.repo.Files("main"); !maps.Equal(before, after) {
			t.Errorf("the files have %v, had %v", after, before)
		}
	})
}

// On a newer head only what has changed is read again.
func TestYearsReadOnce(t *testing.T) {
	for _, propose := range []string{"false", "true"} {
		synctest.Test(t, func(t *testing.T) {
			w := newProposal(t)
			w.addOrg("other", 3)
			w.Latency = 50 * time.Millisecond
			old := map[string]string{}
			for month := range 24 {
				date := time.Date(2010, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
				old[date.Format("data/2006-01.csv")] = "Organisation,Date,Open Repositories\nnhsuk," + date.Format(time.DateOnly) + ",3\n"
			}
			w.repo.Push("main", old, "old months")
			var wg sync.WaitGroup
			logs := make([]string, 2)
			for i, login := range []string{"nhsuk", "other"} {
				wg.Go(func() {
					logs[i] = w.run(t, today, map[string]string{"orgs": login, "csv": "data/{year}-{month}.csv", "pull-request": propose}).ok(t).log
				})
			}
			wg.Wait()
			if both := logs[0] + logs[1]; !strings.Contains(both, "has moved meanwhile") && !strings.Contains(both, "looking again") {
				t.Fatalf("neither run met the other:\n%s", both)
			}
			read := 0
			for _, r := range w.Requests() {
				if r.Path == githubtest.BlobPath("octo/statistics", old["data/2010-05.csv"]) {
					read++
				}
			}
			if read != 2 {
				t.Errorf("pull-request %s: an old month is read %d times by two runs, want once by each", propose, read)
			}
		})
	}
}

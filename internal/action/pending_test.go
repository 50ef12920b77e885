package action_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

const update = "org-growth/update"

// proposes runs a day in pull-request mode, days after today.
func (w *world) proposes(t *testing.T, days int, with map[string]string) ran {
	t.Helper()
	inputs := maps.Clone(proposing)
	maps.Copy(inputs, with)
	return w.run(t, today.AddDate(0, 0, days), inputs).ok(t)
}

// file returns a file as it is proposed, without its header.
func (w *world) proposed(path string) []string {
	lines := strings.Split(strings.TrimSpace(w.repo.Files(update)[path]), "\n")
	return lines[1:]
}

func (w *world) merge(t *testing.T) {
	t.Helper()
	all := w.repo.PullRequests()
	if err := w.repo.Merge(all[len(all)-1].Number); err != nil {
		t.Fatal(err)
	}
}

// Two workflows with a history each share the pull request.
func TestPullRequestOfTwoHistories(t *testing.T) {
	w := newProposal(t)
	for day := range 6 {
		csv := []string{"data/one.csv", "data/two.csv"}[day%2]
		r := w.proposes(t, day, map[string]string{"csv": csv, "backfill": "false"})
		if warns := strings.Contains(r.log, "the pull request has a history in "); warns != (day > 0) {
			t.Errorf("day %d warns of the other history: %v\n%s", day, warns, r.log)
		}
	}
	for _, path := range []string{"data/one.csv", "data/two.csv"} {
		if rows := w.proposed(path); len(rows) != 3 {
			t.Errorf("%s has the rows %q", path, rows)
		}
	}
}

// A history that is divided while its rows are pending keeps them.
func TestPullRequestWhileHistoryIsDivided(t *testing.T) {
	w := newProposal(t)
	w.proposes(t, 0, map[string]string{"backfill": "false"})
	w.merge(t)
	w.proposes(t, 1, nil)
	w.repo.Push("main", map[string]string{"data/org-growth-2020.csv": w.repo.Files("main")["data/org-growth.csv"]}, "divide")
	w.repo.Delete("main", "divide", "data/org-growth.csv")
	w.proposes(t, 2, map[string]string{"csv": "data/org-growth-{year}.csv"})
	got := slices.Concat(w.proposed("data/org-growth-2020.csv"), w.proposed("data/org-growth-2026.csv"))
	for i, date := range []string{"2026-11-20", "2026-11-21", "2026-11-22"} {
		if len(got) != 3 || !strings.HasPrefix(got[i], "nhsuk,"+date+",3,") {
			t.Errorf("the rows are %q, want one of %s", got, date)
		}
	}
	if w.repo.Files(update)["data/org-growth.csv"] != "" {
		t.Error("the old file has returned")
	}
}

// What is edited on the base while days are pending stays edited.
func TestPullRequestKeepsEditsOfBase(t *testing.T) {
	w := newProposal(t)
	w.addOrg("other", 4)
	both := map[string]string{"orgs": "nhsuk, other", "backfill": "false"}
	w.proposes(t, 0, both)
	w.merge(t)
	w.proposes(t, 1, both)
	csv := w.repo.Files("main")["data/org-growth.csv"]
	lines := strings.SplitAfter(csv, "\n")
	edited := lines[0] + strings.Replace(lines[1], ",3,", ",2,", 1) // and without other
	w.repo.Push("main", map[string]string{"data/org-growth.csv": edited}, "correct a row and take one out")
	w.proposes(t, 2, both)
	var got []string
	for _, line := range w.proposed("data/org-growth.csv") {
		got = append(got, strings.Join(strings.Split(line, ",")[:3], " "))
	}
	want := []string{"nhsuk 2026-11-20 2", "nhsuk 2026-11-21 3", "other 2026-11-21 4", "nhsuk 2026-11-22 3", "other 2026-11-22 4"}
	if !slices.Equal(got, want) {
		t.Errorf("the rows are\n%q, want\n%q", got, want)
	}
	w.repo.Delete("main", "begin anew", "data/org-growth.csv")
	w.proposes(t, 3, both)
	if got := w.proposed("data/org-growth.csv"); len(got) != 6 || strings.Contains(strings.Join(got, "\n"), "2026-11-20") {
		t.Errorf("after the file was deleted the rows are %q, want those that were never merged", got)
	}
}

// Of two counts of a day the later one stands, also after a merge between them,
// in another shard, and where the organisation fails in a third run.
func TestPullRequestSecondRoundAfterMerge(t *testing.T) {
	w := newProposal(t)
	w.addOrg("other", 4)
	both := map[string]string{"orgs": "nhsuk, other", "backfill": "false", "fail-on": "never"}
	w.proposes(t, 0, both)
	w.merge(t)
	w.AddRepos("nhsuk", githubtest.Repo{Name: "new", Created: today})
	w.proposes(t, 0, both)
	w.AddRepos("other", githubtest.Repo{Name: "new", Created: today})
	w.Fail(githubtest.Fault{Path: "/orgs/nhsuk/repos", Status: 403})
	w.proposes(t, 0, both)
	if got := strings.Join(w.proposed("data/org-growth.csv"), "\n"); !strings.Contains(got, "nhsuk,2026-11-20,4,") || !strings.Contains(got, "other,2026-11-20,5,") {
		t.Errorf("the rows are\n%s", got)
	}
	w.Mend()
	for _, shard := range []string{"1/3", "2/3", "3/3"} {
		with := maps.Clone(both)
		with["shard"] = shard
		w.proposes(t, 0, with)
	}
	if got := strings.Join(w.proposed("data/org-growth.csv"), "\n"); !strings.Contains(got, "nhsuk,2026-11-20,4,") || !strings.Contains(got, "other,2026-11-20,5,") {
		t.Errorf("after the shards the rows are\n%s", got)
	}
}

// What people do to the pull request's branch costs no pending day, however much
// it is.
func TestPullRequestBranchByHand(t *testing.T) {
	notes := func(n int) func(*testing.T, *world) {
		return func(_ *testing.T, w *world) {
			for i := range n {
				w.repo.Push(update, map[string]string{"notes.md": strings.Repeat("x", i+1)}, "a note")
			}
		}
	}
	for name, hand := range map[string]func(*testing.T, *world){
		"a commit":     notes(1),
		"many commits": notes(40),
		"the base merged in": func(t *testing.T, w *world) {
			w.repo.Push("main", map[string]string{"other.md": "x"}, "a note")
			if err := w.repo.UpdateBranch(1); err != nil {
				t.Fatal(err)
			}
			w.repo.Push("main", map[string]string{"other.md": "y"}, "another note")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newProposal(t)
			with := map[string]string{"backfill": "false"}
			w.proposes(t, 0, with)
			w.proposes(t, 1, with)
			hand(t, w)
			w.proposes(t, 2, with)
			if got := fmt.Sprint(w.rows(update, "nhsuk")); got != "[2026-11-20 2026-11-21 2026-11-22]" {
				t.Errorf("it proposes the days %s", got)
			}
		})
	}
}

// A branch that somebody makes by the name of ours begins where it does, and not
// at a commit of ours that was merged by rebasing.
func TestPullRequestBranchMadeByHand(t *testing.T) {
	w := newProposal(t)
	with := map[string]string{"backfill": "false"}
	w.proposes(t, 0, with)
	if err := w.repo.MergeBy(githubtest.Rebase, 1); err != nil {
		t.Fatal(err)
	}
	w.repo.DeleteBranch(update)
	w.repo.Push(update, map[string]string{"notes.md": "x"}, "by hand")
	w.repo.Push("main", map[string]string{"data/org-growth.csv": header}, "take the row out")
	w.proposes(t, 1, with)
	if got := fmt.Sprint(w.rows(update, "nhsuk")); got != "[2026-11-21]" {
		t.Errorf("it proposes the days %s, of which the first was taken out", got)
	}
}

// A history that is broken on the pull request's branch is named with it, whether
// the base has changed or not.
func TestPullRequestBroken(t *testing.T) {
	for _, touched := range []bool{false, true} {
		for slip, want := range map[[2]string]string{
			{",2,", ",two,"}:             `data/org-growth.csv line 3: Open Repositories: "two" is not a number`,
			{"2026-11-20", "2126-11-20"}: `data/org-growth.csv line 5: Date: 2126-11-20 lies ahead`,
		} {
			w := newProposal(t)
			w.proposes(t, 0, nil)
			csv := w.repo.Files(update)["data/org-growth.csv"]
			w.repo.Push(update, map[string]string{"data/org-growth.csv": strings.Replace(csv, slip[0], slip[1], 1)}, "a slip")
			if touched {
				w.repo.Push("main", map[string]string{"data/org-growth.csv": header}, "an empty history")
			}
			r := w.run(t, today.AddDate(0, 0, 1), proposing)
			r.fails(t, want)
			r.fails(t, "(on the branch org-growth/update of the open pull request: correct it there, or merge or close the pull request")
		}
	}
}

// What stands in the place of a folder of the history hides what is below it.
func TestFolderOfTheHistoryIsALink(t *testing.T) {
	by := map[string]string{"orgs": "nhsuk", "csv": "data/{year}/{month}.csv"}
	for mode, want := range map[string]string{
		"120000": "data/2025 is a symbolic link: name the file that it leads to",
		"160000": "data/2025 is a submodule, whose files cannot be written: name another path",
	} {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		w.run(t, today, by).ok(t)
		before := w.repo.PushAs(mode, "main", "data/2025", strings.Repeat("a", 40), "moved away").SHA
		w.run(t, today.AddDate(0, 0, 1), by).fails(t, want)
		if w.repo.Head("main") != before {
			t.Errorf("something was committed although %s", want)
		}
	}
}

// An answer that is not what git has is asked for again, and never believed.
func TestWrongReadsAreNotBelieved(t *testing.T) {
	const git = "/repos/octo/statistics/git/"
	for _, mode := range []map[string]string{nil, {"csv": "data/org-growth-{year}.csv"}, {"pull-request": "true"}} {
		for name, fault := range map[string]githubtest.Fault{
			"no file":             {Path: git + "blobs/*", Status: 404, Body: `{"message":"Not Found"}`},
			"an empty file":       {Path: git + "blobs/*", Status: 200},
			"another file":        {Path: git + "blobs/*", Status: 200, Body: "Organisation,Date,Open Repositories\n", Header: map[string][]string{"Content-Type": {"text/plain"}}},
			"no folder":           {Path: git + "trees/*", Status: 404, Body: `{"message":"Not Found"}`},
			"an empty folder":     {Path: git + "trees/*", Status: 200, Body: `{"sha":"x","tree":[],"truncated":false}`},
			"nothing of a folder": {Path: git + "trees/*", Status: 200},
			"no commit":           {Path: git + "commits/*", Status: 404, Body: `{"message":"Not Found"}`},
			"half a commit":       {Path: git + "commits/*", Status: 200, Body: `{}`},
			"no head":             {Path: git + "ref/heads/*", Status: 200, Body: `{}`},
			"HTML":                {Path: git + "trees/*", Status: 200, Body: "<html>"},
		} {
			t.Run(fmt.Sprint(mode, " ", name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newProposal(t)
					with := map[string]string{"orgs": "nhsuk", "backfill": "false"}
					maps.Copy(with, mode)
					w.run(t, today, with).ok(t)
					branch := "main"
					if mode["pull-request"] != "" {
						branch = update
					}
					for i, times := range []int{1, 2, 0} { // 0 is all
						fault.Times, fault.Skip = times, i%2
						w.Fail(fault)
						r := w.run(t, today.AddDate(0, 0, i+1), with)
						w.Mend()
						if (r.err != nil) != (times == 0) {
							t.Errorf("with %d wrong answers it ends with %v", times, r.err)
						}
					}
					if got := fmt.Sprint(w.allRows(branch, "nhsuk")); got != "[2026-11-20 2026-11-21 2026-11-22]" {
						t.Errorf("the days are %s", got)
					}
				})
			})
		}
	}
}

// allRows returns the days of an organisation in all files of the history.
func (w *world) allRows(branch, login string) (days []string) {
	files := w.repo.Files(branch)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(path, ".csv") {
			continue
		}
		for _, line := range strings.Split(files[path], "\n")[1:] {
			if cells := strings.Split(line, ","); cells[0] == login {
				days = append(days, cells[1])
			}
		}
	}
	return days
}

// What is no file of its own is refused by name before anything is counted.
func TestNoFileOfItsOwn(t *testing.T) {
	const csv = "data/org-growth.csv"
	for want, put := range map[string]func(*world){
		csv + " is a symbolic link: name the file that it leads to":                   func(w *world) { w.repo.PushAs("120000", "main", csv, "real.csv", "link") },
		csv + " is a submodule, whose files cannot be written: name another path":     func(w *world) { w.repo.PushAs("160000", "main", csv, strings.Repeat("a", 40), "module") },
		csv + " is a pointer of Git LFS, and not the file itself: take it out of Git": func(w *world) { w.repo.Push("main", map[string]string{csv: githubtest.LFSPointer(header)}, "lfs") },
		"README.md is a symbolic link: name the file that it leads to":                func(w *world) { w.repo.PushAs("120000", "main", "README.md", "docs/README.md", "link") },
		"data is a file or a link, so there can be no " + csv:                         func(w *world) { w.repo.PushAs("120000", "main", "data", "elsewhere", "link") },
		"data/org-growth.png is a symbolic link: name the file that it leads to":      func(w *world) { w.repo.PushAs("120000", "main", "data/org-growth.png", "x", "link") },
	} {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		put(w)
		before := w.repo.Head("main")
		r := w.run(t, today, map[string]string{"orgs": "nhsuk", "chart": "data/org-growth.png"})
		r.fails(t, want)
		if w.repo.Head("main") != before || strings.Contains(r.log, "counting") {
			t.Errorf("%s: something was done", want)
		}
	}
}

// A branch that is gone is not made again unless it is named, and a list at a
// place that does not exist is said at once.
func TestBranchIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": "- nhsuk\n"})
		w.addOrg("nhsuk", 3)
		w.repo.Push("gone", map[string]string{"x": "y"}, "x")
		w.repo.DeleteBranch("gone")
		gone := "GITHUB_REF=refs/heads/gone"
		w.run(t, today, map[string]string{"orgs": "nhsuk"}, gone).fails(t, "the branch gone, which the workflow runs on, does not exist any more: run the workflow on another one")
		start := time.Now()
		w.run(t, today, map[string]string{"orgs-file": "orgs.yaml", "branch": "main"}, gone).fails(t, "reading the branch gone, which the workflow runs on: GitHub answered 404")
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it took %s to say so", took)
		}
		if got := w.repo.Branches(); !slices.Equal(got, []string{"main"}) {
			t.Errorf("the branches are %q", got)
		}
	})
}

// Each refusal gets its own advice, at once; a fault of GitHub's gets none.
func TestAdviceFits(t *testing.T) {
	for said, want := range map[string]string{
		"Repository was archived so is read-only.":                                                   "The repository is archived: bring it back in Settings",
		"Repository rule violations found\\n\\nSecret detected in content":                           "Push protection takes something in the files for a secret",
		"Cannot change this locked branch":                                                           "The branch is locked: unlock it in Settings",
		"Field 'createCommitOnBranch' doesn't exist on type 'Mutation'":                              "use its newest version",
		"refusing to allow a GitHub App to create or update workflow without `workflows` permission": "The branch has other workflows than the default branch",
		"Changes must be made through a pull request.":                                               "The branch is protected: set pull-request: true",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 3)
			w.Fail(githubtest.Fault{Path: "/graphql", Status: 200, Body: `{"data":null,"errors":[{"type":"UNPROCESSABLE","message":"` + said + `"}]}`})
			start := time.Now()
			w.run(t, today, nhsuk).fails(t, want)
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s: it took %s", said, took)
			}
		})
	}
	for _, kind := range []string{"INTERNAL", "SERVICE_UNAVAILABLE"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 3)
			w.Fail(githubtest.Fault{Path: "/graphql", Status: 200, Times: 1, AfterDoing: true, Body: `{"errors":[{"type":"` + kind + `","message":"Something went wrong"}]}`})
			w.run(t, today, nhsuk).ok(t)
			if len(w.byUs()) != 1 {
				t.Errorf("%s: %d commits", kind, len(w.byUs()))
			}
		})
	}
}

// Where the token may not compare before it moves a branch, the branch is moved
// by REST and looked at.
func TestPullRequestWithoutUpdateRefs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newProposal(t)
		for _, skip := range []int{1, 2} { // after each commit
			w.Fail(githubtest.Fault{Path: "/graphql", Skip: skip, Times: 1, Status: 200,
				Body: `{"data":{"updateRefs":null},"errors":[{"type":"FORBIDDEN","path":["updateRefs"],"message":"Resource not accessible by integration"}]}`})
		}
		w.proposes(t, 0, map[string]string{"backfill": "false"})
		w.proposes(t, 1, nil)
		if got := fmt.Sprint(w.rows(update, "nhsuk")); got != "[2026-11-20 2026-11-21]" {
			t.Errorf("it proposes the days %s", got)
		}
	})
}

// A pull request whose figures the base has newer, by a run that commits there,
// is closed: to merge it would set them back.
func TestPullRequestWithdrawn(t *testing.T) {
	w := newProposal(t)
	with := map[string]string{"backfill": "false"}
	w.proposes(t, 0, with)
	w.AddRepos("nhsuk", githubtest.Repo{Name: "new", Created: today})
	w.run(t, today, map[string]string{"orgs": "nhsuk", "backfill": "false"}).ok(t)
	r := w.proposes(t, 0, with)
	if pulls := w.repo.PullRequests(); len(pulls) != 1 || pulls[0].Open || w.repo.Head(update) != "" {
		t.Errorf("it stands as %+v, the branch at %q", pulls, w.repo.Head(update))
	}
	if got := r.outputs(t)["pull-request"]; got != "" {
		t.Errorf("the output is %q", got)
	}
	w.proposes(t, 1, with)
	if got := w.proposed("data/org-growth.csv"); len(got) != 2 || !strings.HasPrefix(got[0], "nhsuk,2026-11-20,4,") {
		t.Errorf("the rows are %q", got)
	}
}

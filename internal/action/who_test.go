package action_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// day returns a day of November 2026, at the hour of a run.
func day(n int) time.Time { return time.Date(2026, 11, n, 4, 17, 0, 0, time.UTC) }

// sized is so many repositories, created when backfill sees them.
func sized(n int) (repos []githubtest.Repo) {
	for i := range n {
		repos = append(repos, githubtest.Repo{Name: fmt.Sprintf("r%03d", i), Created: day(1).AddDate(-1, 0, i)})
	}
	return repos
}

// observed returns the rows of a day as login, number and count, sorted.
func (w *world) observed(day time.Time) string {
	var rows []string
	for _, row := range strings.Split(strings.TrimSpace(w.repo.Files("main")["data/org-growth.csv"]), "\n")[1:] {
		if cells := strings.Split(row, ","); cells[1] == day.Format(time.DateOnly) && cells[len(cells)-1] == "observed" {
			rows = append(rows, cells[0]+" "+cells[len(cells)-2]+" "+cells[2])
		}
	}
	slices.Sort(rows)
	return strings.Join(rows, ", ")
}

// shift is a run in a story of accounts: what happens before it, the list, and
// what it counts.
type shift struct {
	happens func(*world)
	orgs    string
	accept  string
	counted string
	said    []string // in the log
	failed  string
}

func TestWhoIsWho(t *testing.T) {
	rename := func(from, to string) func(*world) { return func(w *world) { w.Rename(from, to) } }
	tests := []struct {
		name   string
		shifts []shift
	}{
		{"an account gives its login to another, and both are listed", []shift{
			{func(w *world) { w.AddOrg("nhsx", 1, sized(20)...) }, "nhsx", "", "nhsx 1 20", nil, ""},
			{func(w *world) { w.Rename("nhsx", "nhsengland"); w.AddOrg("nhsx", 2, sized(5)...) }, "nhsx, nhsengland", "", "nhsengland 1 20, nhsx 2 5", []string{"25 open repositories across 2 organisations"}, ""},
			{nil, "nhsx, nhsengland", "", "nhsengland 1 20, nhsx 2 5", []string{"25 open repositories across 2 organisations"}, ""},
		}},
		{"an account gives its login to another, and the list follows late", []shift{
			{func(w *world) { w.AddOrg("nhsx", 1, sized(20)...) }, "nhsx", "", "nhsx 1 20", nil, ""},
			{func(w *world) { w.Rename("nhsx", "nhsengland"); w.AddOrg("nhsx", 2, sized(5)...); w.AddOrg("other", 3) }, "nhsx, other", "", "other 3 0",
				[]string{"nhsx: the login belongs to another account now (number 2); the one that was counted so far (number 1) is called nhsengland now: write that in the list"}, "nhsx"},
			{nil, "nhsengland, other", "", "nhsengland 1 20, other 3 0", nil, ""},
		}},
		{"two swap", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(10)...); w.AddOrg("bb", 2, sized(30)...) }, "aa, bb", "", "aa 1 10, bb 2 30", nil, ""},
			{func(w *world) { w.Rename("aa", "x"); w.Rename("bb", "aa"); w.Rename("x", "bb") }, "aa, bb", "", "aa 2 30, bb 1 10", nil, ""},
			{nil, "aa, bb", "", "aa 2 30, bb 1 10", nil, ""},
		}},
		{"a becomes b, and b becomes c", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(30)...); w.AddOrg("bb", 2, sized(20)...) }, "aa, bb", "", "aa 1 30, bb 2 20", nil, ""},
			{func(w *world) { w.Rename("bb", "cc"); w.Rename("aa", "bb") }, "bb, cc", "", "bb 1 30, cc 2 20", []string{"50 open repositories across 2 organisations"}, ""},
			{nil, "bb, cc", "", "bb 1 30, cc 2 20", []string{"50 open repositories across 2 organisations"}, ""},
		}},
		{"a becomes b, and b becomes c, and the list stays behind", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(30)...); w.AddOrg("bb", 2, sized(20)...) }, "aa, bb", "", "aa 1 30, bb 2 20", nil, ""},
			{func(w *world) { w.Rename("bb", "cc"); w.Rename("aa", "bb") }, "aa, bb", "", "bb 1 30",
				[]string{"aa is now called bb and was counted as that: write bb in the list", "is called cc now: write that in the list"}, "bb"},
			{nil, "aa, bb", "", "bb 1 30", []string{"is called cc now: write that in the list"}, "bb"},
			{nil, "bb, cc", "", "bb 1 30, cc 2 20", nil, ""},
		}},
		{"three move on, and the list stays behind", []shift{
			{func(w *world) {
				w.AddOrg("aa", 1, sized(30)...)
				w.AddOrg("bb", 2, sized(20)...)
				w.AddOrg("cc", 3, sized(10)...)
			}, "aa, bb, cc", "", "aa 1 30, bb 2 20, cc 3 10", nil, ""},
			{func(w *world) { w.Rename("cc", "dd"); w.Rename("bb", "cc"); w.Rename("aa", "bb") }, "cc, bb, aa", "", "bb 1 30",
				[]string{"is called cc now: write that in the list in the place of bb", "is called dd now: write that in the list"}, "cc,bb"},
			{nil, "aa, bb, cc", "", "bb 1 30",
				[]string{"(number 2) is called cc now: write that in the list in the place of bb", "is called dd now: write that in the list"}, "bb,cc"},
			{nil, "bb, cc, dd", "", "bb 1 30, cc 2 20, dd 3 10", nil, ""},
		}},
		{"one is listed by its old and its new login", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(3)...) }, "aa", "", "aa 1 3", nil, ""},
			{rename("aa", "bb"), "aa, bb", "", "bb 1 3", []string{"aa is now called bb, which was counted once: remove aa from the list", "3 open repositories across 1 organisation"}, ""},
			{nil, "bb, aa", "", "bb 1 3", []string{"aa is now called bb, which was counted once: remove aa from the list"}, ""},
		}},
		{"one is made again", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(3)...); w.AddOrg("other", 9) }, "aa, other", "", "aa 1 3, other 9 0", nil, ""},
			{func(w *world) { w.Remove("aa"); w.AddOrg("aa", 2, sized(2)...) }, "aa, other", "", "other 9 0",
				[]string{"the login belongs to another account now (number 2); the one that was counted so far (number 1) is gone: it was made again, or somebody else took its login. If the new one is meant, name aa in accept-drops"}, "aa"},
			{nil, "aa, other", "all", "other 9 0", nil, "aa"}, // which does not name it
			{nil, "aa, other", "AA", "aa 2 2, other 9 0", nil, ""},
			{nil, "aa, other", "", "aa 2 2, other 9 0", nil, ""},
		}},
		{"one goes and another takes its login, both listed", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(3)...); w.AddOrg("bb", 2, sized(4)...) }, "aa, bb", "", "aa 1 3, bb 2 4", nil, ""},
			{func(w *world) { w.Remove("bb"); w.Rename("aa", "bb") }, "aa, bb", "", "bb 1 3", []string{"aa is now called bb", "(number 2) is gone"}, "bb"},
			{nil, "aa, bb", "", "bb 1 3", []string{"(number 2) is gone"}, "bb"},
			{nil, "bb", "", "bb 1 3", nil, ""},
		}},
		{"a fall that hides behind another login", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(40)...); w.AddOrg("other", 9) }, "aa, other", "", "aa 1 40, other 9 0", nil, ""},
			{func(w *world) {
				w.Rename("aa", "bb")
				for i := range 36 {
					w.RemoveRepo("bb", fmt.Sprintf("r%03d", i))
				}
			}, "bb, other", "", "other 9 0", []string{"bb: its open repositories fell from 40 to 4"}, "bb"},
			{nil, "aa, other", "", "other 9 0", []string{"aa: its open repositories fell from 40 to 4"}, "aa"},
			{nil, "bb, other", "bb", "bb 1 4, other 9 0", nil, ""},
		}},
		{"the last repository is closed", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(1)...); w.AddOrg("other", 9) }, "aa, other", "", "aa 1 1, other 9 0", nil, ""},
			{func(w *world) { w.RemoveRepo("aa", "r000") }, "aa, other", "", "other 9 0", []string{"fell from 1 to 0"}, "aa"},
			{nil, "aa, other", "aa", "aa 1 0, other 9 0", nil, ""},
			{nil, "aa, other", "", "aa 1 0, other 9 0", nil, ""},
		}},
		{"one that is not found once", []shift{
			{func(w *world) { w.AddOrg("aa", 1, sized(3)...); w.AddOrg("other", 9) }, "aa, other", "", "aa 1 3, other 9 0", nil, ""},
			{func(w *world) {
				for _, path := range []string{"/orgs/aa/repos", "/users/aa/repos", "/user/1"} {
					w.Fail(githubtest.Fault{Path: path, Status: 404, Times: 1})
				}
			}, "aa, other", "", "aa 1 3, other 9 0", nil, ""},
			{func(w *world) {
				w.Fail(githubtest.Fault{Path: "/orgs/aa/repos", Status: 404})
				w.Fail(githubtest.Fault{Path: "/users/aa/repos", Status: 404})
			}, "aa, other", "", "other 9 0", []string{"aa: GitHub answered 404 Not Found"}, "aa"},
		}},
		{"one that is not found on its first day", []shift{
			{func(w *world) {
				w.AddOrg("aa", 1, sized(3)...)
				for _, path := range []string{"/orgs/aa/repos", "/users/aa/repos"} {
					w.Fail(githubtest.Fault{Path: path, Status: 404, Times: 1})
				}
			}, "aa", "", "aa 1 3", nil, ""},
		}},
	}
	for _, order := range []string{"as it is", "newest first", "in shards"} {
		for _, tt := range tests {
			t.Run(tt.name+", history "+order, func(t *testing.T) {
				w := newWorld(t, map[string]string{"README.md": markers})
				for i, s := range tt.shifts {
					if s.happens != nil {
						s.happens(w)
					}
					if order == "newest first" && i > 0 {
						w.turn()
					}
					before := w.repo.Files("main")["data/org-growth.csv"]
					with := map[string]string{"orgs": s.orgs, "accept-drops": s.accept, "fail-on": "never"}
					log, failed := w.jobs(t, day(i+1), order == "in shards", with)
					if got := w.observed(day(i + 1)); got != s.counted {
						t.Errorf("day %d: counted %s, want %s\n%s", i+1, got, s.counted, log)
					}
					if failed != s.failed {
						t.Errorf("day %d: failed %s, want %s\n%s", i+1, failed, s.failed, log)
					}
					for _, text := range s.said {
						alone := order == "in shards" && strings.Contains(text, " across ") // what a job has counted alone
						if !alone && !strings.Contains(log, text) {
							t.Errorf("day %d: the log does not say %q\n%s", i+1, text, log)
						}
					}
					if s.said == nil && strings.Contains(log, "needs a hand") {
						t.Errorf("day %d: it asks for a hand\n%s", i+1, log)
					}
					for _, row := range strings.Split(before, "\n") {
						if !strings.Contains(w.repo.Files("main")["data/org-growth.csv"], row) {
							t.Errorf("day %d: the row %s is lost", i+1, row)
						}
					}
				}
			})
		}
	}
}

// jobs runs the action once, or as eight jobs that share the list, and returns
// what it logs and the logins that failed, in the order of the list.
func (w *world) jobs(t *testing.T, now time.Time, sharded bool, with map[string]string) (log, failed string) {
	t.Helper()
	if !sharded {
		r := w.run(t, now, with).ok(t)
		return r.log, r.outputs(t)["failed"]
	}
	var lost []string
	for i := range 8 {
		with["shard"] = fmt.Sprintf("%d/8", i+1)
		r := w.run(t, now, with).ok(t)
		log += r.log
		if f := r.outputs(t)["failed"]; f != "" {
			lost = append(lost, strings.Split(f, ",")...)
		}
	}
	place := func(login string) int { return slices.Index(strings.Split(with["orgs"], ", "), login) }
	slices.SortFunc(lost, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return log, strings.Join(lost, ",")
}

// turn turns the history round.
func (w *world) turn() {
	rows := strings.Split(strings.TrimSpace(w.repo.Files("main")["data/org-growth.csv"]), "\n")
	slices.Reverse(rows[1:])
	w.repo.Push("main", map[string]string{"data/org-growth.csv": strings.Join(rows, "\n") + "\n"}, "newest first")
}

// An account that is made again gets a past of its own, one that is only
// renamed gets none.
func TestPastOfWhom(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.AddOrg("aa", 1, sized(3)...)
	w.AddOrg("bb", 2, sized(4)...)
	w.run(t, day(1), map[string]string{"orgs": "aa, bb"}).ok(t)
	before := w.repo.Files("main")["data/org-growth.csv"]
	w.Remove("aa")
	w.AddOrg("aa", 3, sized(2)...)
	w.Rename("bb", "cc")
	w.run(t, day(2), map[string]string{"orgs": "aa, cc", "accept-drops": "aa"}).ok(t)
	added, ok := strings.CutPrefix(w.repo.Files("main")["data/org-growth.csv"], before)
	want := "aa,2025-11-01,1,,,https://github.com/aa,,,,,,,3,backfill\naa,2025-11-02,2,,,https://github.com/aa,,,,,,,3,backfill\n" +
		"aa,2026-11-02,2,,,https://github.com/aa,0,0,0,1,0,2,3,observed\ncc,2026-11-02,4,,,https://github.com/cc,0,0,0,3,0,4,2,observed\n"
	if !ok || added != want {
		t.Errorf("added\n%s\nwant\n%s", added, want)
	}
}

// A token that expires in mid-run costs nothing that was counted before.
func TestTokenExpires(t *testing.T) {
	const reader = "ghp_reader"
	for _, shared := range []bool{false, true} {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.AddToken(reader, githubtest.Token{})
		with := map[string]string{"orgs": "", "read-token": reader}
		expiring := reader
		if shared { // with the one that commits
			with["read-token"], expiring = "", token
		}
		for i := range 40 {
			login := fmt.Sprintf("org-%02d", i)
			w.addOrg(login, 3)
			with["orgs"] += login + "\n"
		}
		w.Fail(githubtest.Fault{Path: "/orgs/*/repos", Skip: 14, Token: expiring, Status: 401, Body: `{"message":"Bad credentials"}`})
		r := w.run(t, today, with)
		r.fails(t, "GitHub answered 401 Unauthorized: Bad credentials, after some organisations had been counted, which are written.")
		if rows := strings.Count(w.observed(today), ","); rows != 13 || len(w.byUs()) != 1 {
			t.Errorf("%d rows in %d commits, want 14 in one\n%s", rows+1, len(w.byUs()), r.log)
		}
		if got := r.outputs(t); strings.Count(got["failed"], ",") != 25 || got["organisations"] != "14" {
			t.Errorf("outputs %q, want 26 that failed", got)
		}
		asked := 0
		for _, request := range w.Requests() {
			if strings.HasPrefix(request.Path, "/orgs/") {
				asked++
			}
		}
		if asked > 14+8 {
			t.Errorf("%d were asked for, though the token was refused after 14", asked)
		}
	}
}

// Where nothing has been counted, the run stops at once.
func TestTokenHasExpired(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	r := w.run(t, today, map[string]string{"orgs": "nhsuk, nhsx", "read-token": "ghp_old"})
	r.fails(t, "read-token: GitHub answered 401 Unauthorized: Bad credentials. The token is wrong or has expired")
	w.untouched(t, r)
}

// An organisation that is larger than what the hour has left comes last, and
// costs no other its count.
func TestLargerThanTheHour(t *testing.T) {
	for limit, fits := range map[int]bool{60: true, 40: false} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.AddToken("ghp_small", githubtest.Token{Limit: limit})
			w.addOrg("giant", 3050)
			list := "giant\n"
			for i := range 20 {
				login := fmt.Sprintf("org-%02d", i)
				w.addOrg(login, 3)
				list += login + "\n"
			}
			for i := range 2 {
				r := w.run(t, today.AddDate(0, 0, i), map[string]string{"orgs": list, "read-token": "ghp_small", "max-wait": "5m", "backfill": "false"}).ok(t)
				failed := map[bool]string{true: "", false: "giant"}[fits]
				if got := r.outputs(t)["failed"]; got != failed {
					t.Errorf("limit %d: failed %q, want %q:\n%s", limit, got, failed, r.log)
				}
				if want := "giant: not counted: its list needs 30 requests more, but of the 40 an hour that GitHub allows 18 are left until "; strings.Contains(r.log, want) == fits {
					t.Errorf("limit %d: the log says it does not fit: %v\n%s", limit, fits, r.log)
				}
				time.Sleep(time.Hour)
			}
		})
	}
}

// Where the clocks of the machine and of GitHub are a day apart, nothing is
// written.
func TestClocks(t *testing.T) {
	for _, commit := range []string{"true", "false"} {
		for apart, stops := range map[time.Duration]bool{0: false, 11 * time.Hour: false, -11 * time.Hour: false, 13 * time.Hour: true, -13 * time.Hour: true} {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 3)
			w.ownClock = true
			w.SetClock(today.Add(apart))
			r := w.run(t, today, map[string]string{"orgs": "nhsuk", "commit": commit, "readme": ""})
			if (r.err != nil) != stops {
				t.Errorf("%s apart, commit %s: it ends with %v", apart, commit, r.err)
			}
			if stops {
				r.fails(t, "the clock of this machine says 04:17 UTC on 20 November 2026, and GitHub's ")
				w.untouched(t, r)
			}
		}
	}
}

// The day is GitHub's, so that a machine whose clock is some hours behind or
// ahead writes no row of another day.
func TestDay(t *testing.T) {
	for _, csv := range []string{"data/org-growth.csv", "data/{year}-{month}-history.csv"} {
		for _, off := range []time.Duration{-10 * time.Hour, 10 * time.Hour} {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 3)
			github := time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)
			if off > 0 {
				github = time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC)
			}
			w.run(t, github.AddDate(0, 0, -1), map[string]string{"orgs": "nhsuk", "csv": csv}).ok(t)
			before := w.repo.Files("main")
			w.AddRepos("nhsuk", githubtest.Repo{Name: "new", Created: github})
			w.ownClock = true
			w.SetClock(github)
			r := w.run(t, github.Add(off), map[string]string{"orgs": "nhsuk", "csv": csv}).ok(t)
			if got, want := r.outputs(t)["date"], github.Format(time.DateOnly); got != want {
				t.Errorf("%s, %s off: it counts %s, want %s", csv, off, got, want)
			}
			rows := ""
			for path, content := range w.repo.Files("main") {
				if strings.HasSuffix(path, ".csv") {
					rows += content
					if !strings.HasPrefix(content, before[path]) {
						t.Errorf("%s, %s off: rows of %s were changed:\n%s", csv, off, path, content)
					}
				}
			}
			if n := strings.Count(rows, ",observed\n"); n != 2 || !strings.Contains(rows, "nhsuk,"+github.Format(time.DateOnly)+",4,") {
				t.Errorf("%s, %s off: it has the rows\n%s", csv, off, rows)
			}
		}
	}
}

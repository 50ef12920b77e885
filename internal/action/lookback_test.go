package action_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// since returns how many requests there were to paths with a part, and that none
// of them was sent twice.
func (w *world) since(t *testing.T, from int, part string) int {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range w.Requests()[from:] {
		if !strings.Contains(r.Path, part) {
			continue
		}
		if seen[r.Path] {
			t.Errorf("%s is read twice", r.Path)
		}
		seen[r.Path] = true
	}
	return len(seen)
}

// A job that counts a part of the list reads the newest files. Older ones it
// reads when somebody is counted whom these do not know: a new organisation gets
// its past, and one that is back after months is measured by what it had.
func TestLookBack(t *testing.T) {
	w := newWorld(t, map[string]string{})
	w.addOrg("steady", 3)
	w.addOrg("back", 20)
	w.addOrg("newcomer", 4)
	run := func(month time.Month, list string) (ran, int) {
		from := len(w.Requests())
		r := w.run(t, time.Date(2026, month, 10, 4, 17, 0, 0, time.UTC), map[string]string{
			"orgs": list, "csv": "data/{year}-{month}.csv", "shard": "1/1",
		})
		return r, w.since(t, from, "/git/blobs/")
	}
	for month, list := range []string{"steady\nback", "steady", "steady\nnobody", "steady\nnobody"} {
		r, files := run(time.Month(month+1), list)
		r.ok(t)
		// In March all are read: nobody may be the old login of back, which has
		// rows in January.
		if want := []int{0, 1, 3, 2}[month]; files != want {
			t.Errorf("in month %d it reads %d files, want %d", month+1, files, want)
		}
	}
	for i := 2; i < 20; i++ {
		w.RemoveRepo("back", "repository-0"+string([]byte{'0' + byte(i/10), '0' + byte(i%10)}))
	}
	before := days(w.repo.Files("main"), "back")
	r, files := run(time.May, "steady\nback\nnewcomer\nnobody")
	r.ok(t)
	if !strings.Contains(r.log, "its open repositories fell from 20 to 2, by more than half") || r.outputs(t)["failed"] != "back,nobody" {
		t.Errorf("the drop of one that is back was not seen:\n%s", r.log)
	}
	if files != 5 {
		t.Errorf("with somebody new it reads %d files, want all 5", files)
	}
	if after := days(w.repo.Files("main"), "back"); len(after) != len(before) {
		t.Errorf("the one that is back has the days %v, had %v", after, before)
	}
	if got := days(w.repo.Files("main"), "newcomer"); got["data/backfill.csv"] != "2020-01-01 2020-01-02 2020-01-03 2020-01-04" || got["data/2026-05.csv"] != "2026-05-10" {
		t.Errorf("the new one has the days %v", got)
	}
	if r, files = run(time.June, "steady\nnewcomer\nnobody"); r.err != nil || files != 2 {
		t.Errorf("a month later it reads %d files, want 2:\n%s", files, r.log)
	}
}

// month is a run of a shard in a month of 2026.
func (w *world) month(t *testing.T, month time.Month, list string, with ...string) ran {
	t.Helper()
	in := map[string]string{"orgs": list, "csv": "data/{year}-{month}.csv", "shard": "1/1"}
	for i := 0; i < len(with); i += 2 {
		in[with[i]] = with[i+1]
	}
	return w.run(t, time.Date(2026, month, 10, 4, 17, 0, 0, time.UTC), in)
}

// A token that expires while those who are back are counted again costs no other
// its record.
func TestLookBackExpires(t *testing.T) {
	const reader = "ghp_readerreaderreaderreaderreader0123"
	for _, skip := range []int{2, 3} { // both are counted once; then none, or one of them, again
		w := newWorld(t, map[string]string{})
		w.AddToken(reader, githubtest.Token{})
		for _, login := range []string{"steady", "back", "back2"} {
			w.addOrg(login, 3)
		}
		w.month(t, 1, "steady\nback\nback2").ok(t)
		for month := time.Month(2); month < 5; month++ {
			w.month(t, month, "steady").ok(t)
		}
		w.Fail(githubtest.Fault{Path: "/orgs/back*/repos", Skip: skip, Status: 401, Body: `{"message":"Bad credentials"}`})
		r := w.month(t, 5, "steady\nback\nback2", "read-token", reader)
		r.fails(t, "read-token: GitHub answered 401 Unauthorized: Bad credentials, after some organisations had been counted, which are written.")
		rows := strings.Count(w.repo.Files("main")["data/2026-05.csv"], "observed")
		failed := r.outputs(t)["failed"]
		if want := skip - 1; rows != want || failed == "" || strings.Count(failed, ",") != 2-want {
			t.Errorf("it writes %d rows, and says that %q failed; want %d rows, and who of three is missing", rows, failed, want)
		}
	}
}

// Counting waits for max-wait and no longer, with whatever it counts again.
func TestLookBackWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, map[string]string{})
		w.addOrg("steady", 3)
		w.addOrg("back", 20)
		w.month(t, 1, "steady\nback").ok(t)
		for month := time.Month(2); month < 5; month++ {
			w.month(t, month, "steady").ok(t)
		}
		for skip := range 2 {
			w.Fail(githubtest.Fault{Path: "/orgs/back/repos", Skip: skip, Times: 1, Status: 403, Header: http.Header{"Retry-After": {"840"}}, Body: `{"message":"You have exceeded a secondary rate limit"}`})
		}
		start := time.Now()
		r := w.month(t, 5, "steady\nback", "max-wait", "15m").ok(t)
		if took := time.Since(start); took > 15*time.Minute || r.outputs(t)["failed"] != "back" {
			t.Errorf("with max-wait: 15m it took %s:\n%s", took, r.log)
		}
	})
}

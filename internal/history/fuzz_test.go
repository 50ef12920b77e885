package history

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

var standstill = header + "a,2026-11-10,5,,,,,,,,backfill\na,2026-11-11,5,,,,,,,,,,,\na,2026-11-12,5,,,,,,,,,,,\na,2026-11-13,5,,,,,,,,,,,\n" +
	"a,2026-11-14,5,,,,,,,,,,,\na,2026-11-15,5,,,,,,,,,,,\na,2026-11-16,6,,,,,,,,,,,\n"

var seeds = []string{
	"", header, header + "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n",
	standstill, strings.Replace(standstill, "11-13", "11-20", 1),
	cr(standstill), cr("Organisation,Date,Open Repositories,x\n\"a\nb\",2026-11-20,1,\"\n\"\n\na,2026-11-19,2,\n"),
	"\ufeffDate,Organisation,Open Repositories,x\r\n2026-11-20,a,1.0,\"y\n\"\r\n\r\n",
	"Organisation,Date,Open Repositories\n<a href='https://github.com/a'>A</a>,2026-11-19,5",
	header + "b,2020-01-01,1,,,https://github.com/b,,,,,,,2,backfill\nb,2026-11-20,1,,,https://github.com/b,,,,,,,2,observed",
}

// Reading never panics and changes nothing; what stood there stays byte for
// byte, with a day more behind it; and what was written reads back.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, "data.csv", map[string][]byte{"data.csv": data})
	})
}

// So it is with two files, of which one is that of the day, whatever stands in
// which.
func FuzzReadAll(f *testing.F) {
	for i, seed := range seeds {
		f.Add([]byte(seed), []byte(seeds[len(seeds)-1-i]))
		f.Add([]byte(seed), []byte(seeds[2]))
	}
	f.Fuzz(func(t *testing.T, before, now []byte) {
		check(t, "{year}.csv", map[string][]byte{"2020.csv": before, "2026.csv": now})
	})
}

func check(t *testing.T, p Pattern, files map[string][]byte) {
	h, err := ReadAll(p, files)
	if err != nil {
		return
	}
	for path, data := range h.Files() {
		if !blank(files[path]) && !bytes.Equal(data, files[path]) {
			t.Fatalf("reading changed %s to\n%q", path, data)
		}
	}
	list := orgs("a", "b")
	known := h.Known(list).Lines
	for i, l := range h.Lines(list) {
		var want stats.Record
		for r := range l.All() {
			if want.Login != "" && r.Day <= want.Day {
				t.Errorf("of %s the records are not in order: %s after %s", l.Login, r.Day, want.Day)
			}
			if r.ID == 0 {
				r.ID = want.ID
			}
			want = r
		}
		got, _ := known[i].Latest()
		if want.ID == 0 {
			want.ID = got.ID // the row that bears it is one of several for a day, or a later one
		}
		if got != want {
			t.Errorf("of %s %+v is known, want %+v", l.Login, got, want)
		}
	}
	today := []stats.Result{counted("a", 1, "2026-11-20", 6, "2020-01-02", "2021-01-02")}
	after := h.Add(day("2026-11-20"), list, today)
	for _, f := range h.files {
		for i, row := range f.rows {
			raw := bytes.TrimRight(f.raw(i), "\r\n")
			if stats.Day(row.day) != day("2026-11-20") && !bytes.Contains(after.Files()[f.path], raw) {
				t.Errorf("the row %q is lost", raw)
			}
		}
	}
	again, err := ReadAll(p, after.Files())
	if err != nil {
		t.Fatalf("what was written does not read back: %v\n%q", err, after.Files())
	}
	for i, f := range after.files {
		if len(f.rows) != len(again.files[i].rows) || len(f.rows) > 0 && f.rows[len(f.rows)-1].start != again.files[i].rows[len(f.rows)-1].start {
			t.Errorf("%s was written as\n%v, and is read back as\n%v", f.path, f.rows, again.files[i].rows)
		}
	}
	twice := again.Add(day("2026-11-20"), list, today)
	if diff := cmp.Diff(after.Files(), twice.Files()); diff != "" {
		t.Errorf("a second time (-first +second)\n%s", diff)
	}
}

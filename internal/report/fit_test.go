package report

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// A first day whose past is more than GitHub takes in one commit is recorded in
// as many runs as it needs: organisations one after the other, each whole.
func TestPastInParts(t *testing.T) {
	const many, days = 60, 5000
	o := Options{Day: 20_000, Server: "https://github.com", CSV: "{year}-{month}.csv", Part: func(stats.Account) bool { return true }}
	var today []stats.Result
	for i := range many {
		r := stats.Result{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: fmt.Sprintf("organisation-%d-of-a-very-long-name", i)}}}
		record := stats.Record{Account: stats.Account{Host: "github.com", Login: r.Org.Login}, ID: int64(i + 1)}
		record.URL = "https://github.com/" + r.Org.Login
		record.TopLicense = `BSD 3-Clause "New" or "Revised" License`
		for d := range days {
			past := record
			past.Day, past.Source, past.Counts[stats.OpenRepositories] = o.Day-days+stats.Day(d), stats.Backfill, stats.Known(d+1)
			r.Past = append(r.Past, past)
		}
		record.Day, record.Source, record.Counts[stats.OpenRepositories] = o.Day, stats.Observed, stats.Known(days)
		r.Record = record
		today = append(today, r)
		o.Orgs = append(o.Orgs, r.Org)
	}
	old, left := Files{}, many
	for run := 1; left > 0; run++ {
		files, summary, err := New(o).Build(old, today, o.Day)
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for path, data := range files {
			if string(old[path]) != string(data) {
				size += len(data)
			}
		}
		later := Failed(summary.Results)
		t.Logf("run %d: %d bytes in a commit, %d organisations put off", run, size, len(later))
		if size > 37<<20 || len(later) >= left {
			t.Fatalf("run %d has a commit of %d bytes, and %d of %d organisations left", run, size, len(later), left)
		}
		for _, r := range later {
			if !errors.Is(r.Err, errLater) {
				t.Error(r.Err)
			}
		}
		if left = len(later); summary.Organisations != many-left || run == 1 && left == 0 {
			t.Errorf("run %d has %d organisations, and %d left", run, summary.Organisations, left)
		}
		for i, r := range summary.Results {
			if r.Err == nil {
				today[i].Past = nil // it is derived but once
			}
		}
		old = maps.Clone(files)
	}
	past, err := New(o).history(old, o.Day)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range past.Lines(o.Orgs) {
		n := 0
		for range l.All() {
			n++
		}
		if n != days+1 {
			t.Errorf("%s has %d records, want %d", l.Login, n, days+1)
		}
	}
}

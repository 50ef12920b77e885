package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// The job summary of the longest list and the worst day is one that GitHub
// still takes.
func TestSummaryIsSmall(t *testing.T) {
	o := Options{Server: "https://github.com", CSV: "data.csv", Columns: stats.ColumnNames()}
	var today []stats.Result
	for i := range 12_000 {
		org := stats.Org{Account: stats.Account{Host: "github.com", Login: fmt.Sprintf("organisation-%d", i)}, Name: strings.Repeat("|&<", 30)}
		o.Orgs = append(o.Orgs, org)
		result := stats.Result{Org: org, Note: strings.Repeat("|&<", 200)}
		if i%2 == 0 {
			result.Err = errors.New(strings.Repeat("<é", 5000))
		}
		result.Record = stats.Record{Account: stats.Account{Host: "github.com", Login: org.Login}, ID: int64(i + 1), URL: "https://github.com/" + org.Login, Source: stats.Observed}
		today = append(today, result)
	}
	_, summary, err := New(o).Build(Files{}, today, o.Day)
	if err != nil {
		t.Fatal(err)
	}
	text := summary.Markdown("Title", "github.com", today)
	if len(text) > 900<<10 {
		t.Errorf("it has %d bytes, want at most 900 KiB", len(text))
	}
	for _, want := range []string{"… and 5,900 more", " more in `data.csv`", "**0 open repositories across 6,000 organisations, 1 January 1970**"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/chart"
	"github.com/org-growth/org-growth/internal/stats"
)

// The page has the colours of the pictures, names the files of the history, and
// is no other when the same day is built again.
func TestPage(t *testing.T) {
	o := Options{
		Day: 20_000, Server: "https://github.com", CSV: "docs/org-growth.csv", Columns: stats.ColumnNames(),
		Site: Site{Folder: "docs", Repository: "octo/statistics", Branch: "main"},
	}
	var today []stats.Result
	for i := range 12 {
		org := stats.Org{Account: stats.Account{Host: "github.com", Login: fmt.Sprintf("org-%02d", 11-i)}}
		o.Orgs = append(o.Orgs, org)
		record := stats.Record{Account: stats.Account{Host: "github.com", Login: org.Login}, Day: o.Day, ID: int64(i + 1), URL: "https://github.com/" + org.Login, Source: stats.Observed}
		record.Counts[stats.OpenRepositories] = stats.Known(100 - i)
		today = append(today, stats.Result{Org: org, Record: record})
	}
	files, _, err := New(o).Build(Files{}, today, o.Day)
	if err != nil {
		t.Fatal(err)
	}
	html := string(files["docs/index.html"])
	known, _, err := New(o).Known(files, o.Day)
	if err != nil {
		t.Fatal(err)
	}
	// The largest is the first of the list, and the last by login.
	for i, c := range chart.Colours(known.Lines)[:10] {
		for _, want := range []string{fmt.Sprintf("--line-hue-%d:%s;--text-hue-%d:%s;", i, c.Light, i, c.LightText), fmt.Sprintf("--line-hue-%d:%s;--text-hue-%d:%s;", i, c.Dark, i, c.DarkText)} {
			if !strings.Contains(html, want) {
				t.Errorf("the page does not have %s", want)
			}
		}
	}
	if !strings.Contains(html, `<a href="org-growth.csv" download>`) {
		t.Error("the page does not link to the history")
	}
	again, _, err := New(o).Build(files, today, o.Day)
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range files {
		if string(again[path]) != string(content) {
			t.Errorf("%s has changed", path)
		}
	}
}

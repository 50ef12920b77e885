package report

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/stats"
)

// years makes files of many organisations over three years, a row for each on
// each day but the last, and what is counted then. Each count changes every
// sixteen days: so it is with the health organisations.
func years(o *Options, many int) (files Files, today []stats.Result) {
	files = Files{}
	for i := range many {
		org := stats.Org{Account: stats.Account{Host: "github.com", Login: fmt.Sprintf("organisation-%d", i)}}
		o.Orgs = append(o.Orgs, org)
		today = append(today, stats.Result{Org: org, Record: stats.Record{
			Account: stats.Account{Host: "github.com", Login: org.Login}, URL: "https://github.com/" + org.Login, ID: int64(1_000_000 + i), Day: o.Day, Source: stats.Observed,
			Figures: stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(200 + i), stats.Stargazers: stats.Known(1), stats.Forks: stats.Known(2), stats.OpenIssues: stats.Known(3)}, TopLanguage: "Go", TopLicense: "MIT License"},
		}})
	}
	licenses := []string{"MIT License", "Apache License 2.0", `"BSD 3-Clause ""New"" or ""Revised"" License"`, ""}
	for day := stats.DayOf(o.Day.Time().AddDate(-3, 0, 1)); day < o.Day; day++ {
		path := o.CSV.Path(day)
		b := bytes.NewBuffer(files[path])
		if b.Len() == 0 {
			b.WriteString("Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Organisation ID,Source\n")
		}
		for i, org := range o.Orgs {
			fmt.Fprintf(b, "%s,%s,%d,JavaScript,%s,https://github.com/%s,%d,%d,%d,%d,observed\n",
				org.Login, day, 100+i+(i+int(day))/16%50, licenses[i%100%len(licenses)], org.Login, i*7, i*3, i, 1_000_000+i)
		}
		files[path] = b.Bytes()
	}
	for path, data := range files {
		files[path] = bytes.Clone(data) // without what a buffer holds in reserve
	}
	return files, today
}

// BenchmarkThreeYears is a day of 1,549 organisations after three years: all
// files are read before counting, and then added to, drawn and shown. It
// reports the time of both, and what is in use at the end, the old files
// included.
func BenchmarkThreeYears(b *testing.B) {
	if testing.Short() {
		b.Skip("1.7 million rows")
	}
	day, err := stats.ParseDay("2026-12-31")
	if err != nil {
		b.Fatal(err)
	}
	o := Options{
		Day: day, Server: "https://github.com", CSV: "data/{year}.csv", Title: "Three years", README: "README.md",
		Figures: []stats.Metric{stats.OpenRepositories}, Chart: "growth.png", Total: "total.png", Columns: stats.ColumnNames(),
	}
	old, today := years(&o, 1549)
	old["README.md"] = []byte("<!-- org-growth:start -->\n<!-- org-growth:end -->\n")
	b.ReportAllocs()
	var known, built time.Duration
	for b.Loop() {
		start := time.Now()
		r := New(o)
		listed, _, err := r.Known(old, day)
		if err != nil || len(listed.Lines) != 1549 {
			b.Fatalf("%d organisations, %v", len(listed.Lines), err)
		}
		known += time.Since(start)
		start = time.Now()
		files, summary, err := r.Build(old, today, day)
		if err != nil || summary.Organisations != 1549 || len(files) != 8 {
			b.Fatalf("%d files of %s, %v", len(files), summary, err)
		}
		built += time.Since(start)
		b.StopTimer()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/1e6, "MB-in-use")
		runtime.KeepAlive(files)
		b.StartTimer()
	}
	b.ReportMetric(float64(known.Milliseconds())/float64(b.N), "ms-known")
	b.ReportMetric(float64(built.Milliseconds())/float64(b.N), "ms-built")
}

package history

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/org-growth/org-growth/internal/stats"
)

// years makes files of many organisations over three years, a row for each on
// each day but the last.
func years(many int, last stats.Day) (files map[string][]byte, list []stats.Org, today []stats.Result) {
	const p = Pattern("{year}.csv")
	files = map[string][]byte{}
	for i := range many {
		login := fmt.Sprintf("organisation-%d", i)
		list = append(list, stats.Org{Login: login})
		today = append(today, counted(login, int64(1_000_000+i), last.String(), 100+i, "2010-01-01"))
	}
	licenses := []string{"MIT License", "Apache License 2.0", `"BSD 3-Clause ""New"" or ""Revised"" License"`, ""}
	for day := day("2024-01-01"); day < last; day++ {
		path := p.Path(day)
		b := bytes.NewBuffer(files[path])
		if b.Len() == 0 {
			b.WriteString(header)
		}
		for i, org := range list {
			fmt.Fprintf(b, "%s,%s,%d,JavaScript,%s,https://github.com/%s,%d,%d,%d,%d,observed\n",
				org.Login, day, 100+i+int(day)%50, licenses[i%100%len(licenses)], org.Login, i*7, i*3, i, 1_000_000+i)
		}
		files[path] = b.Bytes()
	}
	for path, data := range files {
		files[path] = bytes.Clone(data) // without what a buffer holds in reserve
	}
	return files, list, today
}

// BenchmarkThreeYears reads 1,549 organisations over three years, adds a day,
// and makes lines of them; it reports what is in use after each step, the
// files themselves included.
func BenchmarkThreeYears(b *testing.B) {
	if testing.Short() {
		b.Skip("1.7 million rows")
	}
	files, list, today := years(1549, day("2026-12-31"))
	b.ReportAllocs()
	steps := map[string]time.Duration{}
	for b.Loop() {
		start := time.Now()
		step := func(name string) { steps[name] += time.Since(start); start = time.Now() }
		h, err := ReadAll("{year}.csv", files)
		if err != nil {
			b.Fatal(err)
		}
		step("read")
		now := h.Add(day("2026-12-31"), list, host, today)
		step("add")
		lines := now.Lines(list, host)
		step("lines")
		if got := len(lines[1548].Records); got != 1096 || len(now.Files()) != 3 {
			b.Fatalf("%d records in %d files", got, len(now.Files()))
		}
		b.StopTimer()
		use(b, "MB-with-lines")
		runtime.KeepAlive(lines)
		lines = nil
		use(b, "MB-added")
		runtime.KeepAlive(now)
		now = nil
		use(b, "MB-read")
		runtime.KeepAlive(h)
		b.StartTimer()
	}
	for name, took := range steps {
		b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms-"+name)
	}
	runtime.KeepAlive(files)
}

func use(b *testing.B, unit string) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1e6, unit)
}

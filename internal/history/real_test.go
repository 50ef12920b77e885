package history

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

func shared(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(githubtest.Shared(t, "data/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What others wrote stays byte for byte, but for the columns that are added
// once; a day more stands at the end.
func TestRealHistories(t *testing.T) {
	tests := []struct {
		file    string
		rows    int
		padding string // of a row
		login   string
		days    int // with a record of that login
		last    int // its last count
	}{
		{"nhs-agg.csv", 2692, ",,,,,", "NHSDigital", 0, 347},
		{"nhs-openhealthstats.csv", 2064, ",,,", "nhsuk", 0, 0},
		{"nhs-daily-observed.csv", 28204, ",,", "nhsuk", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			data := shared(t, tt.file)
			f, err := Read(tt.file, data)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.rows) != tt.rows {
				t.Errorf("%d rows, want %d", len(f.rows), tt.rows)
			}
			var want bytes.Buffer
			for i, line := range strings.SplitAfter(string(data), "\n") {
				switch {
				case i == 0:
					want.Write(f.header)
				case line != "":
					want.WriteString(strings.TrimSuffix(line, "\n") + tt.padding + "\n")
				}
			}
			if !bytes.Equal(f.Bytes(), want.Bytes()) {
				t.Error("a row was changed")
			}
			line := f.Lines(orgs(tt.login), host)[0]
			last, ok := line.Latest()
			if !ok || tt.last != 0 && last.OpenRepositories != tt.last {
				t.Errorf("the last record of %s is %+v", tt.login, last)
			}
			added := f.Add(day("2026-11-20"), orgs(tt.login), host, []stats.Result{counted(tt.login, 1, "2026-11-20", 500, "2010-01-01")})
			rest, ok := bytes.CutPrefix(added.Bytes(), want.Bytes())
			if !ok || bytes.Count(rest, []byte("\n")) != 1 {
				t.Errorf("a day more is %q", rest)
			}
			if again := added.Lines(orgs(tt.login), host)[0]; len(again.Records) != len(line.Records)+1 {
				t.Errorf("%d records, and with a day more %d", len(line.Records), len(again.Records))
			}
		})
	}
}

// BenchmarkAdd reads a history and adds a day to it.
func BenchmarkAdd(b *testing.B) {
	daily := shared(b, "nhs-daily-observed.csv")
	head, rows, _ := bytes.Cut(daily, []byte("\n"))
	larger := append(append([]byte{}, head...), '\n')
	larger = append(larger, bytes.Repeat(rows, 10)...)
	for name, data := range map[string][]byte{"28k": daily, "282k": larger} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := Read("data.csv", data)
				if err != nil {
					b.Fatal(err)
				}
				f = f.Add(day("2026-11-20"), orgs("nhsuk"), host, []stats.Result{counted("nhsuk", 1, "2026-11-20", 500)})
				if len(f.Bytes()) <= len(data) {
					b.Fatal("nothing was added")
				}
			}
		})
	}
}

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
		{"nhs-agg.csv", 2692, ",,,,,,,,", "NHSDigital", 0, 347},
		{"nhs-openhealthstats.csv", 2064, ",,,,,,", "nhsuk", 0, 0},
		{"nhs-daily-observed.csv", 28204, ",,,,,", "nhsuk", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			data := shared(t, tt.file)
			f, err := one(data)
			if err != nil {
				t.Fatal(err)
			}
			if rows := f.files[0].rows; len(rows) != tt.rows {
				t.Errorf("%d rows, want %d", len(rows), tt.rows)
			}
			if bytesOf(f) != string(data) {
				t.Error("reading changed it")
			}
			added := f.Add(day("2026-11-20"), orgs(tt.login), []stats.Result{counted(tt.login, 1, "2026-11-20", 500, "2010-01-01")})
			var want bytes.Buffer
			for i, line := range strings.SplitAfter(string(data), "\n") {
				switch {
				case i == 0:
					want.Write(added.files[0].top())
				case line != "":
					want.WriteString(strings.TrimSuffix(line, "\n") + tt.padding + "\n")
				}
			}
			before := records(f, tt.login, host)
			if last := before[len(before)-1]; tt.last != 0 && last.Open() != tt.last {
				t.Errorf("the last record of %s is %+v", tt.login, last)
			}
			rest, ok := strings.CutPrefix(bytesOf(added), want.String())
			if !ok || strings.Count(rest, "\n") != 1 {
				t.Errorf("a day more is %q", rest)
			}
			if after := records(added, tt.login, host); len(after) != len(before)+1 {
				t.Errorf("%d records, and with a day more %d", len(before), len(after))
			}
		})
	}
}

// Rows of other hosts are read, and are those of an account there.
func TestRealGroup(t *testing.T) {
	h, err := one(shared(t, "nhs-openhealthstats.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(records(h, "NHSBSA", "gitlab.com")); n != 106 {
		t.Errorf("gitlab.com/nhsbsa has %d records, want 106", n)
	}
	if n := len(records(h, "nhsbsa", host)); n != 0 {
		t.Errorf("GitHub's nhsbsa has %d of its records", n)
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
				f, err := one(data)
				if err != nil {
					b.Fatal(err)
				}
				f = f.Add(day("2026-11-20"), orgs("nhsuk"), []stats.Result{counted("nhsuk", 1, "2026-11-20", 500)})
				if len(f.Files()["data.csv"]) <= len(data) {
					b.Fatal("nothing was added")
				}
			}
		})
	}
}

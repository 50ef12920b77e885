package history

import (
	"bytes"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Reading never panics; what stood there stays byte for byte, with a day more
// behind it; and what was written reads back.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", header, header + "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,1,observed\n",
		"\ufeffDate,Organisation,Open Repositories,x\r\n2026-11-20,a,1.0,\"y\n\"\r\n\r\n",
		"Organisation,Date,Open Repositories\n<a href='https://github.com/a'>A</a>,2026-11-19,5",
		header + "b,2020-01-01,1,,,https://github.com/b,,,,2,backfill\nb,2026-11-20,1,,,https://github.com/b,,,,2,observed",
	} {
		f.Add([]byte(seed))
	}
	list := orgs("a", "b")
	today := []stats.Result{counted("a", 1, "2026-11-20", 6, "2020-01-02")}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read("data.csv", data)
		if err != nil {
			return
		}
		before := file.Bytes()
		if file.columns.width == ours && len(data) > 0 && bytes.HasPrefix(bytes.TrimPrefix(data, []byte("\ufeff")), []byte(header)) && !bytes.Equal(before, data) {
			t.Fatalf("reading changed it to\n%q", before)
		}
		after := file.Add(day("2026-11-20"), list, host, today)
		for _, row := range file.rows {
			if row.Day != day("2026-11-20") && !bytes.Contains(after.Bytes(), bytes.TrimRight(row.raw, "\r\n")) {
				t.Errorf("the row %q is lost", row.raw)
			}
		}
		again, err := Read("data.csv", after.Bytes())
		if err != nil {
			t.Fatalf("what was written does not read back: %v\n%q", err, after.Bytes())
		}
		if len(again.rows) != len(after.rows) {
			t.Errorf("%d rows were written, %d read back", len(after.rows), len(again.rows))
		}
		if twice := again.Add(day("2026-11-20"), list, host, today); !bytes.Equal(twice.Bytes(), after.Bytes()) {
			t.Errorf("a second time it is\n%q, first\n%q", twice.Bytes(), after.Bytes())
		}
	})
}

package history

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a reader has read of other files is not in a history, and what it reads
// again is as if it were read alone.
func TestReader(t *testing.T) {
	old := map[string][]byte{"2025.csv": []byte(header + a31), "2026.csv": []byte(header + a19)}
	some := map[string][]byte{"2026.csv": []byte(header + b20)}
	r := new(Reader)
	for _, files := range []map[string][]byte{old, some, old, {}, some} {
		alone, err := ReadAll("{year}.csv", files)
		if err != nil {
			t.Fatal(err)
		}
		h, err := r.Read("{year}.csv", files)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alone.Known(orgs("a", "b")), h.Known(orgs("a", "b"))); diff != "" {
			t.Errorf("of %d files (-alone +again)\n%s", len(files), diff)
		}
		if diff := cmp.Diff(textsOf(alone), textsOf(h)); diff != "" {
			t.Errorf("(-alone +again)\n%s", diff)
		}
		if h.Empty() != (len(files) == 0) {
			t.Errorf("of %d files it is empty: %v", len(files), h.Empty())
		}
	}
	broken := map[string][]byte{"2026.csv": []byte("no history")}
	if _, err := r.Read("{year}.csv", broken); err == nil {
		t.Error("a broken file is read")
	}
}

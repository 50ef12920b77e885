package history

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMerge(t *testing.T) {
	const (
		a19   = "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,1,observed\n"
		a20   = "a,2026-11-20,6,Go,MIT License,https://github.com/a,1,2,3,1,observed\n"
		b20   = "b,2026-11-20,7,Go,MIT License,https://github.com/b,1,2,3,2,observed\n"
		new20 = "new,2026-11-20,9,Go,MIT License,https://github.com/new,1,2,3,1,observed\n"
		old19 = "a,2026-11-19,4,,,https://github.com/a,,,,,observed\n"
	)
	tests := []struct{ name, base, pending, want string }{
		{"nothing pending", header + a19, "", header + a19},
		{"the base is new", "", header + a19, header + a19},
		{"a day more", header + a19, header + a19 + a20, header + a19 + a20},
		{"each has something", header + a19 + b20, header + a19 + a20, header + a19 + b20 + a20},
		{"the base knows better", header + a20, header + new20, header + a20},
		{"the base is older and knows no numbers", header + old19, header + a19 + a20, header + old19 + a20},
		{"pending without numbers", header + a19, header + old19, header + a19},
		{"merged already", header + a19 + a20, header + a19 + a20, header + a19 + a20},
		{"no line end", header + a19[:len(a19)-1], header + a20, header + a19 + a20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			merged := read(t, tt.base).Merge(read(t, tt.pending))
			got := string(merged.Files()["data.csv"])
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if again := string(read(t, got).Merge(read(t, tt.pending)).Files()["data.csv"]); again != got {
				t.Errorf("a second time it is\n%s", again)
			}
		})
	}
}

package history

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const withColumn = "Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source,Note\n"

func windows(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// files are those of a history in one file, whatever its name is.
func files(content string) map[string][]byte { return map[string][]byte{"one.csv": []byte(content)} }

func merged(t *testing.T, base, ancestor, pending string) string {
	t.Helper()
	h, err := read(t, base).Merge(files(ancestor), files(pending))
	if err != nil {
		t.Fatal(err)
	}
	return string(h.Files()["data.csv"])
}

func TestMerge(t *testing.T) {
	const (
		a19   = "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
		a20   = "a,2026-11-20,6,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
		b20   = "b,2026-11-20,7,Go,MIT License,https://github.com/b,1,2,3,,,,2,observed\n"
		new20 = "new,2026-11-20,9,Go,MIT License,https://github.com/new,1,2,3,,,,1,observed\n"
		old19 = "a,2026-11-19,4,,,https://github.com/a,,,,,,,,observed\n"
	)
	const a20b = "a,2026-11-20,8,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
	tests := []struct{ name, ancestor, base, pending, want string }{
		{"nothing pending", "", header + a19, "", header + a19},
		{"the base is new", "", "", header + a19, header + a19},
		{"a day more", header + a19, header + a19, header + a19 + a20, header + a19 + a20},
		{"each has something", header + a19, header + a19 + b20, header + a19 + a20, header + a19 + b20 + a20},
		{"both added it", "", header + a20 + b20, header + a20b, header + a20b + b20},
		{"both added it, under two names", "", header + a20, header + new20, header + new20},
		{"the base corrected it", header + a20, header + a20b + b20, header + new20, header + a20b + b20},
		{"pending corrected it", header + a20, header + a20 + b20, header + a20b, header + a20b + b20},
		{"the base took it out", header + a19 + a20, header + a19 + b20, header + a19 + a20b, header + a19 + b20},
		{"the base took it out, and pending has a day more", header + a19, header, header + a19 + a20, header + a20},
		{"pending took it out", header + a19 + a20, header + a19 + a20 + b20, header + a19, header + a19 + b20},
		{"the base is older and knows no numbers", header + old19, header + old19 + b20, header + a19 + a20, header + a19 + b20 + a20},
		{"merged already", header + a19, header + a19 + a20, header + a19 + a20, header + a19 + a20},
		{"no line end", header, header + a19[:len(a19)-1], header + a20, header + a19 + a20},
		{"twice on a day", header + a20 + a20b, header + a20 + a20b + b20, header + a19 + a20 + a20b, header + a20 + a20b + b20 + a19},
		{"a column of the base", header + a19, withColumn + a19[:len(a19)-1] + ",note\n", header + a19 + a20, withColumn + a19[:len(a19)-1] + ",note\n" + a20[:len(a20)-1] + ",\n"},
		{"a cell of the user's", withColumn + a19[:len(a19)-1] + ",note\n", withColumn + a19[:len(a19)-1] + ",better\n",
			withColumn + a19[:len(a19)-1] + ",note\n" + a20[:len(a20)-1] + ",\n", withColumn + a19[:len(a19)-1] + ",better\n" + a20[:len(a20)-1] + ",\n"},
		{"quotes and line ends", header + a19, windows(header + a19 + b20), header + a19 + a20, windows(header+a19+b20) + a20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := merged(t, tt.base, tt.ancestor, tt.pending)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if again := merged(t, got, tt.ancestor, tt.pending); again != got {
				t.Errorf("a second time it is\n%s", again)
			}
		})
	}
}

// Rows of another file find their places, and take none.
func TestAdopt(t *testing.T) {
	const (
		row19  = "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
		more19 = "a,2026-11-19,6,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
		row20  = "a,2026-11-20,7,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
		less20 = "a,2026-11-20,4,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
	)
	tests := []struct{ name, here, ancestor, pending, want string }{
		{"a day more", header + row19, header + row19, header + row19 + row20, header + row19 + row20},
		{"a day that stands here", header + row19 + less20, header + row19, header + row19 + row20, header + row19 + less20},
		{"counted again", header + row19, header + row19, header + more19, header + more19},
		{"corrected here", header + more19, header + row19, header + less20 + row19, header + more19 + less20},
		{"taken out there", header + row19, header + row19, header + row20, header + row20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := read(t, tt.here).Adopt(files(tt.ancestor), files(tt.pending))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(h.Files()["data.csv"])); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if !h.Shares("old.csv", []byte(tt.pending)) && tt.want != tt.here || h.Shares("old.csv", []byte(header)) {
				t.Error("what it shares is wrong")
			}
		})
	}
}

// Rows of a file that the base has no more go where they belong: what was
// derived into its own file.
func TestMergeIntoFiles(t *testing.T) {
	base := readSplit(t, "{year}.csv", texts{"backfill.csv": header + bp0, "2026.csv": header + a19})
	h, err := base.Merge(nil, files(header+ap0+ap1+a31+a19+a20))
	if err != nil {
		t.Fatal(err)
	}
	want := texts{"backfill.csv": header + bp0 + ap0 + ap1, "2025.csv": header + a31, "2026.csv": header + a19 + a20}
	if diff := cmp.Diff(want, textsOf(h)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

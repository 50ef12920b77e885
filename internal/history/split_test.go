package history

import (
	"errors"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

func TestPattern(t *testing.T) {
	tests := []struct {
		pattern Pattern
		split   bool
		path    string // of 20 November 2026
		folder  string
		others  string // that match, too
		foreign string // that do not
	}{
		{"data/org-growth.csv", false, "data/org-growth.csv", "data", "", "data/org-growth-backfill.csv data/org-growth-2026.csv org-growth.csv data/org-growth.csv.bak"},
		{"history.csv", false, "history.csv", "", "", "data/history.csv"},
		{"data/org-growth-{year}.csv", true, "data/org-growth-2026.csv", "data", "data/org-growth-1999.csv data/org-growth-backfill.csv data/org-growth-backfill-2.csv data/org-growth-backfill-12.csv",
			"data/org-growth-backfill-.csv data/org-growth-backfill-1.csv data/org-growth-backfill-02.csv data/org-growth-backfill--2.csv data/org-growth-backfill-0.csv data/org-growth-backfill-+2.csv data/org-growth-backfill2.csv data/org-growth-backfill-99999.csv backfill.csv data/org-growth-backfill data/org-growth-.csvbackfill data/org-growth-26.csv data/org-growth-20266.csv data/org-growth-202x.csv data/org-growth-.csv data/org-growth-{year}.csv old/data/org-growth-2026.csv data/org-growth-2026.csv.bak data/org-growth-２０２６.csv"},
		{"data/{year}/{month}.csv", true, "data/2026/11.csv", "data", "data/2026/01.csv data/0001/12.csv data/backfill.csv data/backfill-2.csv",
			"data/backfill/backfill.csv data/2026/backfill.csv data/2026/13.csv data/2026/00.csv data/2026/1.csv data/2026/011.csv data/2026.csv data/11/2026.csv"},
		{"{month}-{year}.csv", true, "11-2026.csv", "", "01-2027.csv backfill.csv", "backfill-backfill.csv 2026-11.csv 13-2026.csv"},
		{"{year}/stats/{year}-{month}.csv", true, "2026/stats/2026-11.csv", "", "2025/stats/2025-01.csv backfill.csv backfill-3.csv", "backfill/stats/backfill.csv 2025/stats/2026-11.csv"},
		{"a/b{year}/c.csv", true, "a/b2026/c.csv", "a", "a/bbackfill/c.csv a/bbackfill-2/c.csv", "a/b/c.csv a/b2026/d.csv"},
		{"{year}{month}.csv", true, "202611.csv", "", "202701.csv backfill.csv", "202700.csv"},
	}
	for _, tt := range tests {
		t.Run(string(tt.pattern), func(t *testing.T) {
			if got := tt.pattern.Split(); got != tt.split {
				t.Errorf("split: %v", got)
			}
			if got := tt.pattern.Path(day("2026-11-20")); got != tt.path {
				t.Errorf("the path is %s, want %s", got, tt.path)
			}
			if got := tt.pattern.Folder(); got != tt.folder {
				t.Errorf("the folder is %q, want %q", got, tt.folder)
			}
			for _, path := range append(strings.Fields(tt.others), tt.path) {
				if !tt.pattern.Match(path) {
					t.Errorf("%s does not match", path)
				}
			}
			for _, path := range strings.Fields(tt.foreign) {
				if tt.pattern.Match(path) {
					t.Errorf("%s matches", path)
				}
			}
		})
	}
}

// texts are contents by path.
type texts map[string]string

func (t texts) bytes() map[string][]byte {
	files := map[string][]byte{}
	for path, text := range t {
		files[path] = []byte(text)
	}
	return files
}

func textsOf(h *History) texts {
	t := texts{}
	for path, data := range h.Files() {
		t[path] = string(data)
	}
	return t
}

func readSplit(t *testing.T, p Pattern, files texts) *History {
	t.Helper()
	h, err := ReadAll(p, files.bytes())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const (
	a19 = "a,2026-11-19,5,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
	a20 = "a,2026-11-20,6,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
	b20 = "b,2026-11-20,7,Go,MIT License,https://github.com/b,1,2,3,,,,2,observed\n"
	x20 = "x,2026-11-20,9,Go,MIT License,https://github.com/x,1,2,3,,,,9,observed\n"
	xp  = "x,2020-05-05,1,,,https://github.com/x,,,,,,,9,backfill\n"
	a31 = "a,2025-12-31,4,Go,MIT License,https://github.com/a,1,2,3,,,,1,observed\n"
	ap0 = "a,2020-01-01,1,Go,MIT License,https://github.com/a,,,,,,,1,backfill\n"
	ap1 = "a,2020-03-01,2,Go,MIT License,https://github.com/a,,,,,,,1,backfill\n"
	ap2 = "a,2026-01-01,3,Go,MIT License,https://github.com/a,,,,,,,1,backfill\n"
	bp0 = "b,2020-01-02,1,Go,MIT License,https://github.com/b,,,,,,,2,backfill\n"
)

func TestAddToFiles(t *testing.T) {
	a := counted("a", 1, "2026-11-20", 6, "2020-01-01", "2020-03-01", "2026-01-01")
	b := counted("b", 2, "2026-11-20", 7, "2020-01-02")
	tests := []struct {
		name    string
		pattern Pattern
		old     texts
		today   []stats.Result
		want    texts // by path; those that are left out are as they were
	}{
		{"first run with a past", "{year}.csv", nil, []stats.Result{b, a},
			texts{"backfill.csv": header + ap0 + ap1 + ap2 + bp0, "2026.csv": header + a20 + b20}},
		{"first run with a past, by month", "d/{year}/{month}.csv", nil, []stats.Result{a},
			texts{"d/backfill.csv": header + ap0 + ap1 + ap2, "d/2026/11.csv": header + a20}},
		{"a day more", "{year}.csv", texts{"2025.csv": header + a31, "2026.csv": header + a19}, []stats.Result{a},
			texts{"2026.csv": header + a19 + a20}},
		{"a new year", "{year}.csv", texts{"2025.csv": header + a31}, []stats.Result{a}, texts{"2026.csv": header + a20}},
		{"an empty file", "{year}.csv", texts{"2025.csv": header + a31, "2026.csv": ""}, []stats.Result{a}, texts{"2026.csv": header + a20}},
		{"an organisation more", "{year}.csv", texts{"backfill.csv": header + ap0, "2025.csv": header + a31, "2026.csv": header + a20}, []stats.Result{b},
			texts{"backfill.csv": header + ap0 + bp0, "2026.csv": header + a20 + b20}},
		{"a past that stands elsewhere", "{year}.csv", texts{"2020.csv": header + ap0 + ap1, "2026.csv": header + ap2 + a20}, []stats.Result{a, b},
			texts{"backfill.csv": header + bp0, "2026.csv": header + ap2 + a20 + b20}},
		{"the other half of the list came first", "{year}.csv", texts{"backfill.csv": header + bp0, "2026.csv": header + b20}, []stats.Result{a},
			texts{"backfill.csv": header + ap0 + ap1 + ap2 + bp0, "2026.csv": header + a20 + b20}},
		{"the last file of the past", "{year}.csv", texts{"backfill.csv": header + xp, "backfill-3.csv": "", "backfill-2.csv": header + ap0, "2026.csv": header + a20}, []stats.Result{b},
			texts{"backfill-2.csv": header + ap0 + bp0, "2026.csv": header + a20 + b20}},
		{"two lists come to rest", "{year}.csv", texts{"2020.csv": header + ap0 + ap1 + xp, "2026.csv": header + ap2 + a20 + x20}, []stats.Result{a}, nil},
		{"counted again on the day", "{year}.csv", texts{"2020.csv": header + xp + bp0, "2026.csv": header + strings.Replace(b20, ",7,", ",8,", 1)}, []stats.Result{b},
			texts{"2026.csv": header + b20}},
		{"renamed in another file", "{year}.csv", texts{"2025.csv": header + strings.ReplaceAll(a31, "/a,", "/old,")}, []stats.Result{a},
			texts{"2026.csv": header + a20}},
		{"a number in another file", "{year}.csv",
			texts{"2020.csv": "Organisation,Date,Open Repositories\na,2020-01-01,1\n", "2026.csv": header + strings.ReplaceAll(a19, "/a,", "/old,")}, []stats.Result{a},
			texts{"2026.csv": header + strings.ReplaceAll(a19, "/a,", "/old,") + a20}},
		{"each file keeps its form", "{year}.csv",
			texts{"backfill.csv": "\ufeffDate,Note,Open Repositories,Organisation\r\n2020-01-01,n,5,x", "2025.csv": "Organisation,Date,Open Repositories\nx,2025-01-01,5", "2026.csv": crlf(header)},
			[]stats.Result{b},
			texts{"backfill.csv": crlf("\ufeffDate,Note,Open Repositories,Organisation,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n" +
				"2020-01-01,n,5,x,,,,,,,,,,,\n2020-01-02,,1,b,Go,MIT License,https://github.com/b,,,,,,,2,backfill\n"), "2026.csv": crlf(header + b20)}},
		{"a row in the wrong file counts", "{year}.csv", texts{"2025.csv": header + a31 + a19}, []stats.Result{a}, texts{"2026.csv": header + a20}},
		{"a row of the day in the wrong file is replaced", "{year}.csv", texts{"2020.csv": header + x20 + b20 + xp, "2026.csv": header + a20}, []stats.Result{b},
			texts{"2020.csv": header + x20 + xp, "2026.csv": header + a20 + b20}},
		{"a row of the day in the wrong file stays", "{year}.csv", texts{"2020.csv": header + b20 + xp, "2026.csv": header}, []stats.Result{counted("a", 1, "2026-11-20", 6)},
			texts{"2026.csv": header + a20}},
		{"files of others", "{year}.csv", texts{"20266.csv": "no history"}, []stats.Result{b}, texts{"backfill.csv": header + bp0, "2026.csv": header + b20}},
		{"none was counted", "{year}.csv", nil, []stats.Result{{Org: stats.Org{Account: stats.Account{Host: host, Login: "a"}}, Err: errors.New("no")}}, nil},
		{"not listed", "{year}.csv", texts{"2026.csv": "Organisation,Date,Open Repositories\na,2026-11-19,5"}, []stats.Result{counted("c", 3, "2026-11-20", 1)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := texts{}
			for path, text := range tt.old {
				if tt.pattern.Match(path) && text != "" {
					want[path] = text
				}
			}
			maps.Copy(want, tt.want)
			once := readSplit(t, tt.pattern, tt.old).Add(day("2026-11-20"), orgs("a", "b"), tt.today)
			if diff := cmp.Diff(want, textsOf(once)); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
			again := once.Add(day("2026-11-20"), orgs("a", "b"), tt.today)
			if diff := cmp.Diff(want, textsOf(again)); diff != "" {
				t.Errorf("a second time (-want +got)\n%s", diff)
			}
			reread := readSplit(t, tt.pattern, want).Add(day("2026-11-20"), orgs("a", "b"), tt.today)
			if diff := cmp.Diff(want, textsOf(reread)); diff != "" {
				t.Errorf("read back (-want +got)\n%s", diff)
			}
		})
	}
}

// A file of the past that is full is left as it is, and another one begun. The
// past of an organisation stands in one file.
func TestFullPast(t *testing.T) {
	var days []string
	for d := range 30_000 {
		days = append(days, (day("1940-01-01") + stats.Day(d)).String())
	}
	list := orgs("a", "b", "c", "d", "e", "f")
	h := readSplit(t, "{year}-{month}.csv", nil)
	for i, org := range list {
		h = h.Add(day("2026-11-20"), list, []stats.Result{counted(org.Login, int64(i+1), "2026-11-20", 30_000, days...)})
	}
	for path, want := range map[string]string{"backfill.csv": "abc", "backfill-2.csv": "def"} {
		data := h.Files()[path]
		for _, login := range []string{"a", "b", "c", "d", "e", "f"} {
			n := strings.Count(string(data), "\n"+login+",")
			if held := strings.Contains(want, login); held && n != len(days) || !held && n > 0 {
				t.Errorf("%s has %d rows of %s", path, n, login)
			}
		}
		if len(data) > full {
			t.Errorf("%s has %d bytes, want at most %d", path, len(data), full)
		}
	}
	if n := len(h.Files()); n != 3 {
		t.Errorf("there are %d files, want 3", n)
	}
	again := h.Add(day("2026-11-20"), list, []stats.Result{counted("a", 1, "2026-11-20", 30_000, days...)})
	if diff := cmp.Diff(textsOf(h), textsOf(again)); diff != "" {
		t.Error("a second time it is another")
	}
}

// Files that did not change are not copied.
func TestSameBytes(t *testing.T) {
	old := texts{"2025.csv": header + a31, "2026.csv": header + a19}.bytes()
	h, err := ReadAll("{year}.csv", old)
	if err != nil {
		t.Fatal(err)
	}
	now := h.Add(day("2026-11-20"), orgs("a"), []stats.Result{counted("a", 1, "2026-11-20", 6)}).Files()
	if &now["2025.csv"][0] != &old["2025.csv"][0] || &h.Files()["2026.csv"][0] != &old["2026.csv"][0] {
		t.Error("a file was copied")
	}
	if string(old["2026.csv"]) != header+a19 {
		t.Error("what was read has changed")
	}
}

func TestLinesOfFiles(t *testing.T) {
	h := readSplit(t, "{month}-{year}.csv", texts{
		"01-2026.csv": header + strings.ReplaceAll(a19, "2026-11-19", "2026-01-01") + a31, // the last of a day counts, in the order of time
		"12-2025.csv": header + strings.Replace(a31, ",4,", ",9,", 1) + "a,2025-12-01,1,,,,,,,,,,,\n",
	})
	var got []string
	for _, r := range records(h, "a", host) {
		got = append(got, r.Day.String()+" "+stats.Thousands(r.Open()))
	}
	if diff := cmp.Diff([]string{"2025-12-01 1", "2025-12-31 4", "2026-01-01 5"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if none := readSplit(t, "{year}.csv", nil); !none.Empty() || len(none.Files()) > 0 || len(none.Lines(orgs("a"))) != 1 {
		t.Errorf("without files it is %+v", none)
	}
}

func TestReadAllErrors(t *testing.T) {
	for want, broken := range map[string]string{
		`2026.csv line 3: Open Repositories: "x" is not a number`:                                                                 header + a19 + "a,2026-11-20,x,,,,,,,,,,,\n",
		`2026.csv line 4: Source: "x" is neither observed nor backfill`:                                                           "Organisation,Date,Open Repositories,Source\n\"a\nb\",2026-11-20,1,\na,2026-11-20,1,x\n",
		`2026.csv line 3: Source: "x" is neither observed nor backfill`:                                                           "Organisation,Date,Open Repositories,Source\n\"a\nb\",2026-11-20,1,x\n",
		`2026.csv line 3, column 17: extraneous or missing " in quoted-field`:                                                     "Organisation,Date,Open Repositories\na,2026-11-19,5\n\"a,2026-11-20,5\n",
		`2026.csv line 3: the row has more or fewer cells than the header`:                                                        "Organisation,Date,Open Repositories\n\n\"a\",2026-11-20\n",
		`2026.csv line 1: the header has no column Date: is this a history? Ours begins with Organisation,Date,Open Repositories`: "Organisation\n",
	} {
		_, err := ReadAll("{year}.csv", texts{"2025.csv": header + a31, "2026.csv": broken, "x.csv": "no history"}.bytes())
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// A row may be dated a day later than today, and no more.
func TestUntil(t *testing.T) {
	for _, ending := range []func(string) string{strings.Clone, crlf, cr} {
		files := texts{"2025.csv": header + a31, "2026.csv": ending(header + a19 + "\n\"b\nc\",2026-11-20,5,,,,,,,,,,,\n" + a20)}
		for today, want := range map[string]string{
			"2026-11-20": "", "2026-11-19": "",
			"2026-11-18": "2026.csv line 4: Date: 2026-11-20 lies ahead, today is 2026-11-18: correct the date there, or take the row out",
			"2025-12-30": "2026.csv line 2: Date: 2026-11-19 lies ahead, today is 2025-12-30: correct the date there, or take the row out",
			"2025-12-29": "2025.csv line 2: Date: 2025-12-31 lies ahead, today is 2025-12-29: correct the date there, or take the row out",
		} {
			err := readSplit(t, "{year}.csv", files).Until(day(today))
			if err == nil && want != "" || err != nil && err.Error() != want {
				t.Errorf("on %s error %v, want %q", today, err, want)
			}
		}
	}
}

// However a list is divided, in whichever order its parts arrive, and however
// often, the files end in the same bytes.
func TestAddToFilesInParts(t *testing.T) {
	list := orgs("a", "b", "c", "d")
	results := []stats.Result{
		counted("a", 1, "2026-11-20", 6, "2020-01-02", "2025-01-02", "2026-01-02"), counted("b", 2, "2026-11-20", 7),
		counted("c", 3, "2026-11-20", 8, "2020-01-01", "2020-01-02"), counted("d", 4, "2026-11-20", 8, "2020-01-01", "2026-11-19"),
	}
	old := texts{
		"backfill.csv": header + xp + "d,2020-02-02,1,,,https://github.com/d,,,,,,,4,backfill\n" + strings.ReplaceAll(xp, "x", "y"), // alone, among others
		"2025.csv":     "Organisation,Date,Open Repositories\r\nb,2025-11-19,5",
		"2026.csv":     header + x20 + strings.ReplaceAll(b20, ",7,", ",5,"),
	}
	for _, p := range []Pattern{"{year}.csv", "{year}-{month}.csv"} {
		want := textsOf(readSplit(t, p, old).Add(day("2026-11-20"), list, results))
		for range 200 {
			h := readSplit(t, p, old)
			order := rand.Perm(len(results))
			order = append(order, rand.Perm(len(results))[:rand.IntN(len(results))]...)
			for _, i := range order {
				h = readSplit(t, p, textsOf(h)).Add(day("2026-11-20"), list, results[i:i+1])
			}
			if diff := cmp.Diff(want, textsOf(h)); diff != "" {
				t.Fatalf("%s, order %v (-want +got)\n%s", p, order, diff)
			}
		}
	}
}

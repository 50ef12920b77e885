package history

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// Pattern is the path of the history in the repository. With {year} or {month}
// in it, like data/org-growth-{year}.csv, the history stands in several files:
// what was observed in the file of its date, and what was derived, which reaches
// far back, in one of its own, like data/org-growth-backfill.csv. Where that is
// full there are more, like data/org-growth-backfill-2.csv. Without, the history
// stands in the one file of that path.
type Pattern string

const (
	yearMark  = "{year}"
	monthMark = "{month}"
	derived   = "backfill" // in the place of all from the first mark to the last
)

// Split reports whether the history stands in several files.
func (p Pattern) Split() bool {
	return strings.Contains(string(p), yearMark) || strings.Contains(string(p), monthMark)
}

// Match reports whether a file of the repository is one of the history: {year}
// stands for four digits, {month} for 01 to 12, or backfill for both.
func (p Pattern) Match(path string) bool {
	_, ok := p.period(path)
	return ok
}

// Path returns the file in which an observed row of a day belongs.
func (p Pattern) Path(day stats.Day) string {
	if !p.Split() {
		return string(p)
	}
	year, month, _ := day.Time().Date()
	return p.fill(fmt.Sprintf("%04d", year), fmt.Sprintf("%02d", month))
}

// Folder returns the folder in or below which all files of the history stand;
// "" is the repository itself.
func (p Pattern) Folder() string {
	fixed, _, _ := strings.Cut(string(p), yearMark)
	fixed, _, _ = strings.Cut(fixed, monthMark)
	folder, _ := path.Split(fixed)
	return strings.TrimSuffix(folder, "/")
}

// Past returns the n-th file of what was derived, counted from 1.
func (p Pattern) Past(n int) string {
	if !p.Split() {
		return string(p)
	}
	before, after := p.around()
	if n == 1 {
		return before + derived + after
	}
	return before + derived + "-" + strconv.Itoa(n) + after
}

var marks = regexp.MustCompile(`\{year}|\{month}`)

// around returns what stands before the first mark and behind the last.
func (p Pattern) around() (before, after string) {
	at := marks.FindAllStringIndex(string(p), -1)
	return string(p[:at[0][0]]), string(p[at[len(at)-1][1]:])
}

// past returns which of the files of what was derived a path is, or 0.
func (p Pattern) past(path string) int {
	if !p.Split() {
		return 0
	}
	before, after := p.around()
	n := strings.TrimPrefix(path, before+derived)
	n = strings.TrimPrefix(strings.TrimSuffix(n, after), "-")
	if number, err := strconv.Atoi(cmp.Or(n, "1")); err == nil && number > 0 && number <= most && p.Past(number) == path {
		return number
	}
	return 0
}

// most is more files of what was derived than there can be.
const most = 9999

func (p Pattern) fill(year, month string) string {
	return strings.NewReplacer(yearMark, year, monthMark, month).Replace(string(p))
}

// period reads year and month out of a path, as one text in the order of time.
// What was derived comes first.
func (p Pattern) period(path string) (period string, ok bool) {
	if n := p.past(path); n > 0 {
		return fmt.Sprintf(" %04d", n), true
	}
	// Where one stands, the other has its own length, not that of its mark.
	year, ok := p.digits(path, strings.Index(p.fill(yearMark, "MM"), yearMark), "0000")
	month, okay := p.digits(path, strings.Index(p.fill("YYYY", monthMark), monthMark), "01")
	if !ok || !okay || month < "01" || month > "12" || p.fill(year, month) != path {
		return "", false
	}
	return year + month, true
}

// digits returns as many digits of a path as fallback has, which is returned
// where the pattern asks for none.
func (p Pattern) digits(path string, at int, fallback string) (string, bool) {
	if at < 0 {
		return fallback, true
	}
	if len(path) < at+len(fallback) {
		return "", false
	}
	s := path[at : at+len(fallback)]
	return s, strings.Trim(s, "0123456789") == ""
}

// paths returns the files of the history among others, oldest first. A single
// file is always one of them, since it is made where it is missing.
func (p Pattern) paths(files map[string][]byte) []string {
	if !p.Split() {
		return []string{string(p)}
	}
	var paths []string
	for path := range files {
		if p.Match(path) {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, p.Compare)
	return paths
}

// Folders returns the paths among others in whose place the history has a folder,
// like data/2026 of data/{year}/{month}.csv. A file there, or a link, hides what
// stands below.
func (p Pattern) Folders(listed []string) []string {
	return slices.DeleteFunc(slices.Clone(listed), func(file string) bool {
		for folder := path.Dir(string(p)); folder != "."; folder = path.Dir(folder) {
			if Pattern(folder).Split() && Pattern(folder).Match(file) {
				return false
			}
		}
		return true
	})
}

// Newest returns the files of the history among others, the newest first.
func (p Pattern) Newest(listed []string) []string {
	files := slices.DeleteFunc(slices.Clone(listed), func(path string) bool { return !p.Match(path) })
	slices.SortFunc(files, func(a, b string) int { return p.Compare(b, a) })
	return files
}

// Compare orders files of the history by time, what was derived first.
func (p Pattern) Compare(a, b string) int {
	before, _ := p.period(a)
	after, _ := p.period(b)
	return cmp.Compare(before, after)
}

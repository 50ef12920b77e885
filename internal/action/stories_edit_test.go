package action_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// change changes the rows of a CSV. It returns what it did and its effect on the
// figures of that side, or nothing if it changed none.
type change func(s *story, cells [][]string, name func([]string) row, chance *rand.Rand) (after [][]string, what string, effect func(rows))

// edit changes a CSV on a branch, as somebody does in the browser.
func (s *story) edit(branch string, change change, chance *rand.Rand) (string, effect) {
	files := s.repo.Files(branch)
	path := pick(chance, slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(path string) bool {
		return !strings.HasSuffix(path, ".csv") || len(cellsOf(files[path])) == 0
	}))
	if path == "" {
		return "", nil
	}
	name := func(cells []string) row {
		history := path
		if ofYear.MatchString(path) {
			history = yearly
		}
		return row{history: history, login: cells[0], day: cells[1]}
	}
	after, what, on := change(s, cellsOf(files[path]), name, chance)
	if what == "" {
		return "", nil
	}
	first, _, _ := strings.Cut(files[path], "\n")
	var b strings.Builder
	b.WriteString(first + "\n")
	w := csv.NewWriter(&b)
	w.UseCRLF = strings.HasSuffix(first, "\r")
	if err := w.WriteAll(after); err != nil {
		panic(err)
	}
	s.repo.Push(branch, map[string]string{path: b.String()}, what)
	return what, one(func(x *sides) {
		if branch == "main" {
			on(x.base)
		} else {
			on(x.pending)
		}
	})
}

func pick[T any](chance *rand.Rand, from []T) (picked T) {
	if len(from) > 0 {
		picked = from[chance.IntN(len(from))]
	}
	return picked
}

func correct(s *story, cells [][]string, name func([]string) row, chance *rand.Rand) ([][]string, string, func(rows)) {
	r := pick(chance, cells)
	r[figureColumn] = s.figures()
	one, to := name(r), r[figureColumn]
	return cells, fmt.Sprintf("corrects %s to %s", one, to), func(on rows) {
		if was, stands := on.figures[one]; stands {
			on.figures[one] = was[:strings.LastIndex(was, " ")+1] + to
		}
	}
}

func takeOut(_ *story, cells [][]string, name func([]string) row, chance *rand.Rand) ([][]string, string, func(rows)) {
	i := chance.IntN(len(cells))
	one := name(cells[i])
	return slices.Delete(cells, i, i+1), fmt.Sprintf("takes out %s", one), func(on rows) { on.remove(one) }
}

// redate moves a row to the day before, where nothing may know that day.
func redate(s *story, cells [][]string, name func([]string) row, chance *rand.Rand) ([][]string, string, func(rows)) {
	r := pick(chance, cells)
	one := name(r)
	day, err := time.Parse(time.DateOnly, r[1])
	if err != nil {
		panic(err)
	}
	r[1] = day.AddDate(0, 0, -1-chance.IntN(3)).Format(time.DateOnly)
	to := name(r)
	for _, known := range s.everything() {
		if _, taken := known.figures[to]; taken {
			return nil, "", nil
		}
	}
	return cells, fmt.Sprintf("dates %s to %s", one, to.day), func(on rows) {
		if figures, stands := on.figures[one]; stands {
			on.figures[to], on.file[to] = figures, on.file[one]
			on.remove(one)
		}
	}
}

func newestFirst(_ *story, cells [][]string, _ func([]string) row, _ *rand.Rand) ([][]string, string, func(rows)) {
	slices.SortStableFunc(cells, func(a, b []string) int { return strings.Compare(b[1], a[1]) })
	return cells, "sorts a CSV newest first", func(rows) {}
}

package report

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// months is a repository with the histories of a to d, e that was taken off the
// list, and g that was not counted since January. f was never found.
var months = map[string]string{
	"data/backfill.csv": "a-1 b-2 c-3 d-4 e-5",
	"data/2026-01.csv":  "a-1 b-2 c-3 d-4 e-5 g-7 old-8",
	"data/2026-02.csv":  "a-1 b-2 c-3 d-4 new-8",
	"data/2026-03.csv":  "a-1 b-2 c-3 d-4",
	"data/2026-04.csv":  "c-3",
	"data/x.csv":        "",
}

func file(path, accounts string) []byte {
	csv := "Organisation,Date,Open Repositories,URL,Organisation ID,Source\n"
	day := strings.TrimSuffix(strings.TrimPrefix(path, "data/"), ".csv") + "-01,5,https://github.com/"
	source := ",observed\n"
	if path == "data/backfill.csv" {
		day, source = "2020-01-01,1,https://github.com/", ",backfill\n"
	}
	for _, a := range strings.Fields(accounts) {
		login, id, _ := strings.Cut(a, "-")
		csv += login + "," + day + login + "," + id + source
	}
	return []byte(csv)
}

// read reads what is needed in rounds, and returns the history's files in the
// order in which they were asked for.
func read(t *testing.T, o Options, counted []stats.Result, repository map[string]string) string {
	t.Helper()
	var listed, order []string
	for path := range repository {
		listed = append(listed, path)
	}
	next := New(o).Next(counted)
	for files := (Files{}); ; {
		done := true
		for _, path := range next(listed, files) {
			if _, read := files[path]; !read {
				done = false
				files[path] = nil
				if accounts, exists := repository[path]; exists {
					files[path] = file(path, accounts)
				}
				order = append(order, strings.TrimSuffix(strings.TrimPrefix(path, "data/"), ".csv"))
			}
		}
		if done {
			return strings.Join(order, " ")
		}
	}
}

func TestNext(t *testing.T) {
	result := func(login string, id int64) stats.Result {
		return stats.Result{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: login}}, Record: stats.Record{Account: stats.Account{Host: "github.com", Login: login}, ID: id, URL: "https://github.com/" + login}}
	}
	failed := stats.Result{Org: stats.Org{Account: stats.Account{Host: "github.com", Login: "f"}}, Err: errors.New("no")}
	const all = "2026-04 2026-03 2026-02 2026-01 backfill"
	tests := []struct {
		name       string
		day        string
		list, part string // space between them
		counted    []stats.Result
		without    string // files of the repository
		want       string
	}{
		{"a job that draws", "2026-04-02", "a b c d", "", nil, "", all},
		{"everybody is in the newest file", "2026-04-02", "a b c d", "c", nil, "", "2026-04"},
		{"the month has begun", "2026-04-01", "a b c d", "a b", nil, "", "2026-04 2026-03"},
		{"one is in another case", "2026-04-01", "A b C d", "A", nil, "", "2026-04 2026-03"},
		{"the month begins", "2026-05-01", "a b c d", "a b", nil, "", "2026-04 2026-03"},
		{"the month has not begun everywhere", "2026-03-31", "a b c d", "a b", nil, "", "2026-04 2026-03"},
		{"one that was never found", "2026-04-01", "a b c d f", "a f", nil, "", "2026-04 2026-03"},
		{"one that was never found, and somebody is not on the list", "2026-03-31", "a b c d f", "a f", nil, "data/2026-04.csv", "2026-03 2026-02 2026-01 backfill"},
		{"one that was renamed and is listed by the old name", "2026-03-31", "a b c d old", "a old", nil, "data/2026-04.csv", "2026-03 2026-02 2026-01 backfill"},
		{"one that was renamed, and another job's", "2026-03-31", "a b c d old", "a", nil, "data/2026-04.csv", "2026-03"},
		{"a new one, before it is counted", "2026-04-01", "a b c d n", "a n", nil, "", "2026-04 2026-03"},
		{"a new one", "2026-04-01", "a b c d n", "a n", []stats.Result{result("a", 1), result("n", 9)}, "", all},
		{"one that is back", "2026-04-01", "a b c d g", "a g", []stats.Result{result("a", 1), result("g", 7)}, "", all},
		{"all counted are known", "2026-04-01", "a b c d f", "c f", []stats.Result{result("c", 3), failed}, "", "2026-04"},
		{"all counted are known by number", "2026-04-01", "a b z d", "z", []stats.Result{result("z", 3)}, "", "2026-04"},
		{"nobody was counted", "2026-04-01", "a b c d f", "f", []stats.Result{failed}, "", "2026-04"},
		{"the first day", "2026-04-01", "a b", "a", nil, "data/2026-01.csv data/2026-02.csv data/2026-03.csv data/2026-04.csv data/backfill.csv", ""},
		{"the first day, after another job", "2026-04-01", "a c", "a", nil, "data/2026-01.csv data/2026-02.csv data/2026-03.csv", "2026-04 backfill"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			day, err := stats.ParseDay(tt.day)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Day: day, Server: "https://github.com", CSV: "data/{year}-{month}.csv"}
			for _, login := range strings.Fields(tt.list) {
				o.Orgs = append(o.Orgs, stats.Org{Account: stats.Account{Host: "github.com", Login: login}})
			}
			if part := strings.Fields(tt.part); len(part) > 0 {
				o.Part = func(a stats.Account) bool { return slices.Contains(part, a.Login) }
			}
			repository := map[string]string{}
			for path, accounts := range months {
				if !slices.Contains(strings.Fields(tt.without), path) {
					repository[path] = accounts
				}
			}
			if got := read(t, o, tt.counted, repository); got != tt.want {
				t.Errorf("it reads %q, want %q", got, tt.want)
			}
		})
	}
}

// What cannot be read is not looked behind: the error names it.
func TestNextOfBroken(t *testing.T) {
	o := Options{CSV: "data/{year}-{month}.csv", Part: func(stats.Account) bool { return true }, Orgs: []stats.Org{{Account: stats.Account{Host: "github.com", Login: "a"}}}}
	listed := []string{"data/2026-01.csv", "data/2026-02.csv"}
	if got := New(o).Next(nil)(listed, Files{"data/2026-02.csv": []byte("no history")}); !slices.Equal(got, listed[1:]) {
		t.Errorf("it reads %q", got)
	}
	if got := New(Options{CSV: "data.csv"}).Next(nil)(nil, nil); !slices.Equal(got, []string{"data.csv"}) {
		t.Errorf("of a history in one file it reads %q", got)
	}
}

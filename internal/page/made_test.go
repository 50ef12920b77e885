package page

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
	histories "github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// nhs reads real histories, which are not part of this repository.
func nhs(t testing.TB) []stats.Line {
	t.Helper()
	return kept(t, "nhs-agg.csv", func(row string) stats.Org {
		login, _, _ := strings.Cut(row, ",")
		return stats.Org{Account: stats.Account{Host: "github.com", Login: login}}
	})
}

// kept reads real histories of the organisations that rows of a file name.
func kept(t testing.TB, file string, of func(row string) stats.Org) []stats.Line {
	t.Helper()
	data, err := os.ReadFile(githubtest.Shared(t, "data/"+file))
	if err != nil {
		t.Fatal(err)
	}
	h, err := histories.ReadAll(histories.Pattern(file), map[string][]byte{file: data})
	if err != nil {
		t.Fatal(err)
	}
	var orgs []stats.Org
	for row := range strings.Lines(string(data)) {
		if org := of(row); !slices.ContainsFunc(orgs, func(o stats.Org) bool { return o.Account == org.Account }) {
			orgs = append(orgs, org)
		}
	}
	var lines []stats.Line
	for _, l := range h.Lines(orgs) {
		lines = append(lines, stats.Line{Org: l.Org, Records: slices.Collect(l.All())})
	}
	return stats.Counted(lines)
}

// made returns made-up organisations that were counted on so many days.
func made(organisations, days int) []stats.Line {
	random := rand.New(rand.NewPCG(3, 4))
	lines := make([]stats.Line, organisations)
	for i := range lines {
		login := fmt.Sprintf("organisation-%d", i)
		lines[i].Org = stats.Org{Account: stats.Account{Login: login}, Name: fmt.Sprintf("Organisation %d of the Health Service", i)}
		n, chance := random.IntN(20), 5+random.IntN(400)
		for d := range days {
			if random.IntN(1000) < chance {
				n++
			}
			if i%5 == 3 && d%300 == 299 { // some clear away
				n -= min(n, 7)
			}
			lines[i].Records = append(lines[i].Records, record(login, stats.Day(19_300+d), n))
		}
	}
	return lines
}

func record(login string, day stats.Day, n int) stats.Record {
	return stats.Record{Account: stats.Account{Login: login}, Day: day, Source: stats.Observed, Figures: stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(n), stats.Stargazers: stats.Known(7), stats.Forks: stats.Known(3)}, TopLanguage: "Python", TopLicense: "MIT License"}}
}

// options has colours as the pictures' are given out: ten, whatever they are.
func options(lines []stats.Line) Options {
	o := Options{
		Folder: "docs", Title: "The growth of open source in healthcare", CSV: []string{"data/org-growth.csv"},
		Columns: []string{"Organisation", "Open Repositories", "Last 30 Days", "Top Language", "Top License"},
		Rules:   stats.Rules{Archived: true},
		Server:  "https://github.com", Repository: "nhs/statistics", Branch: "main",
		Lines: func(stats.Metric) []stats.Line { return lines },
	}
	light := []string{"#244698", "#e77412", "#009edb", "#da2751", "#8a4ada", "#0a8969", "#2b2d38", "#562100", "#756208", "#c666a1"}
	lightText := []string{"#244698", "#b56018", "#087fae", "#da2751", "#8a4ada", "#0b8466", "#2b2d38", "#562100", "#756208", "#a55989"}
	dark := []string{"#7ba3f6", "#f69828", "#70e4fd", "#e62f17", "#875df0", "#02c283", "#b6b7be", "#967158", "#e2ee8f", "#c670ab"}
	darkText := []string{"#7ba3f6", "#f69828", "#70e4fd", "#e73922", "#8c65f1", "#02c283", "#b6b7be", "#9b7860", "#e2ee8f", "#c670ab"}
	top := stats.TableOf(lines, "").Lines
	for _, l := range lines {
		c := Colour{false, "#b4bcc5", "#4b535d", "#59636e", "#9198a1"}
		if i := slices.IndexFunc(top, func(m stats.Line) bool { return m.Login == l.Login }); i >= 0 && i < 10 {
			c = Colour{true, light[i], dark[i], lightText[i], darkText[i]}
		}
		o.Colours = append(o.Colours, c)
	}
	return o
}

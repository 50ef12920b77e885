package report

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Files that cannot stand beside each other are told apart from those that can.
func TestDistinct(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		read string // orgs-file
		want string // "" for files that can
	}{
		{name: "all", o: Options{CSV: "data/{year}/{month}.csv", README: "README.md", Chart: "data/a.png", Total: "data/b.png", Site: Site{Folder: "docs"}}, read: "orgs.yaml"},
		{name: "no history", o: Options{README: "README.md", Site: Site{Folder: "."}}},
		{name: "beginnings of names", o: Options{CSV: "data", README: "data.md", Chart: "datadata/x.png"}},
		{name: "folders of two cases", o: Options{CSV: "Data/x.csv", README: "data/x.md"}},
		{name: "paths that are refused elsewhere", o: Options{CSV: "/x.csv", README: "/a/../README.md"}, read: "//"},
		{name: "no month", o: Options{CSV: "{year}-{month}.md", README: "2026-13.md"}},
		{name: "more than a year", o: Options{CSV: "{year}.md", README: "a2026.md"}},
		{name: "one file", o: Options{CSV: "x", README: "x"}, want: "readme: x is the file of csv already: name another"},
		{name: "a dark chart", o: Options{Chart: "a.png", Total: "a-dark.png"}, want: "total-chart: a-dark.png is the file of chart already: name another"},
		{name: "a dark chart in another case", o: Options{Chart: "a.png", Total: "A-dark.png"},
			want: "total-chart: A-dark.png differs from a-dark.png, the file of chart, in case alone, and is the same file on Windows and macOS: name another"},
		{name: "a page", o: Options{README: "docs/index.html", Site: Site{Folder: "docs"}}, want: "site: docs/index.html is the file of readme already: name another"},
		{name: "a page in a file", o: Options{CSV: "Docs", Site: Site{Folder: "docs/page"}},
			want: "site: docs/page/index.html needs the folder docs, and the file of csv is Docs: name another path for one of them"},
		{name: "a year", o: Options{CSV: "data/{year}.md"}, read: "data/2020.md", want: "orgs-file: data/2020.md can be the same file as data/{year}.md of csv: name another"},
		{name: "what was derived", o: Options{CSV: "data/{year}.md", README: "data/backfill.md"}, want: "readme: data/backfill.md can be the same file as data/{year}.md of csv: name another"},
		{name: "what was derived, continued", o: Options{CSV: "data/{year}.md", README: "Data/backfill-2.md"}, want: "readme: Data/backfill-2.md can be the same file as data/{year}.md of csv: name another"},
		{name: "a year that is a folder", o: Options{CSV: "data/{year}", Chart: "data/2026/a.png"},
			want: "chart: data/2026/a.png needs the folder data/2026, and the file of csv is data/{year}: name another path for one of them"},
		{name: "a file that is a year's folder", o: Options{CSV: "{year}/x.csv", README: "2026"},
			want: "readme: 2026 is a file, and csv needs the folder {year} for {year}/x.csv: name another path for one of them"},
		{name: "figures", o: Options{Chart: "a.png", Total: "b.png", README: "a-open-repositories.png", Figures: []stats.Metric{stats.OpenRepositories, stats.Stargazers, stats.OpenIssues}}},
		{name: "a figure beside the chart and the total", o: Options{Chart: "a.png", Total: "a-stargazers.png", Figures: []stats.Metric{stats.OpenRepositories, stats.Stargazers}},
			want: "total-chart: a-stargazers.png is the file of chart already: name another"},
		{name: "a figure beside the total", o: Options{Chart: "a-forks.png", Total: "A.png", Figures: []stats.Metric{stats.OpenRepositories, stats.Forks}},
			want: "total-chart: A-forks.png differs from a-forks.png, the file of chart, in case alone, and is the same file on Windows and macOS: name another"},
		{name: "a dark figure", o: Options{README: "a-without-license-dark.png", Chart: "a.png", Figures: []stats.Metric{stats.OpenRepositories, stats.WithoutLicense}},
			want: "chart: a-without-license-dark.png is the file of readme already: name another"},
		{name: "a figure in the folder of another file", o: Options{CSV: "a-open-issues-and-prs.png/x.csv", Chart: "a.png", Figures: []stats.Metric{stats.OpenRepositories, stats.OpenIssues}},
			want: "chart: a-open-issues-and-prs.png is a file, and csv needs the folder a-open-issues-and-prs.png for a-open-issues-and-prs.png/x.csv: name another path for one of them"},
		{name: "two mistakes", o: Options{CSV: "a", README: "a", Chart: "a/b.png"}, want: "readme: a is the file of csv already: name another\n" +
			"chart: a/b.png needs the folder a, and the file of csv is a: name another path for one of them\n" +
			"chart: a/b.png needs the folder a, and the file of readme is a: name another path for one of them"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if tt.o.Figures == nil {
				tt.o.Figures = []stats.Metric{stats.OpenRepositories}
			}
			if err := tt.o.Distinct(Output{Input: "orgs-file", Path: tt.read}); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

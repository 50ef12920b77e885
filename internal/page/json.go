package page

import (
	"encoding/json"
	"fmt"

	"github.com/org-growth/org-growth/internal/stats"
)

// version of latest.json: it rises when something there changes its meaning or
// vanishes, not when something joins.
const version = 1

type latestFile struct {
	Version       int             `json:"version"`
	Title         string          `json:"title"`
	Date          *string         `json:"date"`
	Totals        totals          `json:"totals"`
	Organisations []latestFigures `json:"organisations"`
}

type totals struct {
	Organisations    int    `json:"organisations"`
	OpenRepositories int    `json:"open_repositories"`
	Last30Days       *int64 `json:"last_30_days"`
}

// latestFigures are those of an organisation or body; null is what is not
// known.
type latestFigures struct {
	Name             string   `json:"name"`
	Logins           []string `json:"logins"`
	URL              string   `json:"url"`
	Date             string   `json:"date"`
	OpenRepositories int      `json:"open_repositories"`
	Last30Days       *int64   `json:"last_30_days"`
	TopLanguage      *string  `json:"top_language"`
	TopLicense       *string  `json:"top_license"`
	Stargazers       *int64   `json:"stargazers"`
	Forks            *int64   `json:"forks"`
	OpenIssuesAndPRs *int64   `json:"open_issues_and_prs"`
}

func latest(t stats.Table, title string) ([]byte, error) {
	f := latestFile{Version: version, Title: stats.OneLine(title), Organisations: []latestFigures{}}
	if t.Dated {
		f.Date = some(t.Date.String())
	}
	f.Totals = totals{Organisations: len(t.Lines), OpenRepositories: stats.Total(t.Lines)}
	if sum, known := stats.ColumnOf("Last 30 Days").Sum(t); known {
		f.Totals.Last30Days = &sum
	}
	for _, l := range t.Lines {
		f.Organisations = append(f.Organisations, figuresOf(t, l))
	}
	return written(f)
}

func figuresOf(t stats.Table, l stats.Line) latestFigures {
	last, _ := l.Latest()
	number := func(column string) *int64 {
		if n, known := stats.ColumnOf(column).Value(t, l); known {
			return &n
		}
		return nil
	}
	f := latestFigures{
		Name: l.Title(), URL: t.Page(l), Date: last.Day.String(),
		OpenRepositories: last.OpenRepositories,
		Last30Days:       number("Last 30 Days"),
		TopLanguage:      some(last.TopLanguage),
		TopLicense:       some(last.TopLicense),
		Stargazers:       number("Stargazers"),
		Forks:            number("Forks"),
		OpenIssuesAndPRs: number("Open Issues and PRs"),
	}
	for _, m := range stats.Counted(l.Organisations()) {
		f.Logins = append(f.Logins, m.Spelling())
	}
	return f
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// badge returns what an endpoint badge of shields.io shows.
func badge(t stats.Table) ([]byte, error) {
	return written(struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
	}{1, "open repositories", stats.Thousands(stats.Total(t.Lines)), "blue"})
}

func written(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return append(b, '\n'), nil
}

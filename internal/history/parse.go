package history

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// parser turns the cells of a row into a record. It keeps one copy of each
// text, since a few names stand in all of a hundred thousand rows.
type parser struct {
	columns
	texts    map[string]string
	accounts map[cells]identity

	cells  []string
	column int   // at fault
	err    error // the first of this row
}

// cells are what a row says about whose it is.
type cells struct{ organisation, url string }

type identity struct {
	login     // in the form that is compared
	name, url string
}

func (p *parser) row() row {
	var r row
	who := p.identity()
	r.login, r.Login, r.URL = who.login, who.name, who.url
	r.Day = p.day()
	r.OpenRepositories = int(p.count(OpenRepositories))
	if r.OpenRepositories < 0 {
		p.fail(OpenRepositories, errors.New("is empty"))
	}
	r.TopLanguage, r.TopLicense = p.once(p.cell(TopLanguage)), p.once(p.cell(TopLicense))
	r.Stargazers, r.Forks, r.OpenIssues = p.count(Stargazers), p.count(Forks), p.count(OpenIssues)
	r.ID = int64(max(p.count(OrganisationID), 0))
	r.Source = p.source()
	return r
}

func (p *parser) cell(column int) string {
	if at := p.at[column]; at >= 0 {
		return strings.TrimSpace(p.cells[at])
	}
	return ""
}

func (p *parser) fail(column int, err error) {
	if p.err == nil {
		p.column, p.err = column, err
	}
}

func (p *parser) once(s string) string {
	if have, ok := p.texts[s]; ok {
		return have
	}
	s = strings.Clone(s)
	p.texts[s] = s
	return s
}

func (p *parser) day() stats.Day {
	day, err := stats.ParseDay(p.cell(Date))
	if err != nil {
		p.fail(Date, fmt.Errorf("%q is not a date like 2006-01-02", p.cell(Date)))
	}
	return day
}

// count reads a number, which other tools may have written as 1.0.
func (p *parser) count(column int) stats.Count {
	cell := p.cell(column)
	if cell == "" {
		return stats.Unknown
	}
	whole, fraction, _ := strings.Cut(cell, ".")
	bits := 31 // so that no sum is too large
	if column == OrganisationID {
		bits = 63
	}
	n, err := strconv.ParseUint(whole, 10, bits)
	if err != nil || strings.Trim(fraction, "0") != "" {
		p.fail(column, fmt.Errorf("%q is not a number", cell))
	}
	return stats.Count(n)
}

// source reads an empty cell as observed: files of others have no such column.
func (p *parser) source() stats.Source {
	switch source := stats.Source(p.cell(Source)); source {
	case "", stats.Observed:
		return stats.Observed
	case stats.Backfill:
		return stats.Backfill
	default:
		p.fail(Source, fmt.Errorf("%q is neither observed nor backfill", source))
		return ""
	}
}

// anchor is the Organisation cell of the older NHS site.
var anchor = regexp.MustCompile(`^<a\s[^>]*href=['"]([^'"]*)['"][^>]*>(.*)</a>$`)

// identity finds out whose row it is. The URL decides, since some files have a
// display name in the cell.
func (p *parser) identity() identity {
	cell, page := p.cell(Organisation), p.cell(URL)
	key := cells{cell, page}
	if who, ok := p.accounts[key]; ok {
		return who
	}
	if parts := anchor.FindStringSubmatch(cell); parts != nil {
		cell = html.UnescapeString(parts[2])
		if page == "" {
			page = html.UnescapeString(parts[1])
		}
	}
	host, name, ok := split(page)
	if !ok {
		host, name = github, cell
	}
	if name == "" {
		p.fail(Organisation, errors.New("is empty"))
	}
	// Clones, so that the text of the whole row is not kept alive.
	host, name, page = strings.Clone(host), strings.Clone(name), strings.Clone(page)
	who := identity{newLogin(host, name), name, page}
	p.accounts[key] = who
	return who
}

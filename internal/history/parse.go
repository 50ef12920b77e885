package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// words are what a row says besides its day and its counts: the same in
// hundreds of rows, of which millions may be read.
type words struct {
	key               stats.Account // as it is compared
	login, url        string        // as they are written
	id                int64
	language, license string
	source            stats.Source
}

// account returns whose they are, as it is written. Hosts are all in lower case.
func (w *words) account() stats.Account { return stats.Account{Host: w.key.Host, Login: w.login} }

// glossary keeps words once, so that rows need only their place.
type glossary struct {
	words  []words
	place  map[words]uint32
	counts []counts // as rows had them one after the other; the first are not known
}

// counts are numbers of the metrics behind the first, one more than each; 0 is
// not known. They mostly are as on the day before, and then stand once.
type counts [stats.Metrics - 1]uint32

// keep returns where counts stand, which may be where those of another row do.
func (g *glossary) keep(c counts, last uint32) uint32 {
	if g.counts[last] == c {
		return last
	}
	g.counts = append(g.counts, c)
	return offset(len(g.counts) - 1)
}

// known returns all counts of a row.
func (g *glossary) known(r *row) (c stats.Counts) {
	c[0] = known(r.open)
	for m, n := range g.counts[r.counts] {
		c[m+1] = known(n)
	}
	return c
}

func (g *glossary) add(w words) uint32 {
	place, ok := g.place[w]
	if !ok {
		place = offset(len(g.words))
		g.words = append(g.words, w)
		g.place[w] = place
	}
	return place
}

func newGlossary() glossary {
	return glossary{place: map[words]uint32{}, counts: []counts{{}}}
}

func (g *glossary) clone() glossary {
	if g.place == nil {
		return newGlossary()
	}
	return glossary{words: slices.Clone(g.words), place: maps.Clone(g.place), counts: slices.Clip(g.counts)}
}

// parser turns the cells of rows into records.
type parser struct {
	columns
	glossary *glossary
	known    map[string]uint32 // words by the cells that say them
	days     map[string]int32
	last     []uint32 // by words, where the counts stand that a row had last

	cells  [][]byte
	key    []byte // of known
	column int    // at fault
	err    error  // the first of this row
}

func newParser(g *glossary) parser {
	return parser{glossary: g, known: map[string]uint32{}, days: map[string]int32{}}
}

func (p *parser) row(start int) row {
	r := row{start: offset(start), words: p.words(), day: p.day()}
	if r.open = p.count(open); r.open == 0 {
		p.fail(open, errors.New("is empty"))
	}
	var c counts
	for m := range c {
		c[m] = p.count(columnOf(stats.Metric(m + 1)))
	}
	p.last = append(p.last, make([]uint32, len(p.glossary.words)-len(p.last))...)
	r.counts = p.glossary.keep(c, p.last[r.words])
	p.last[r.words] = r.counts
	return r
}

func (p *parser) cell(column int) []byte {
	if at := p.at[column]; at >= 0 {
		return bytes.TrimSpace(p.cells[at])
	}
	return nil
}

func (p *parser) fail(column int, err error) {
	if p.err == nil {
		p.column, p.err = column, err
	}
}

// words returns the place of the row's words.
func (p *parser) words() uint32 {
	p.key = p.key[:0]
	for _, column := range [...]int{Organisation, URL, OrganisationID, TopLanguage, TopLicense, Source} {
		cell := p.cell(column)
		p.key = binary.AppendUvarint(p.key, uint64(len(cell))) // no text can be taken for the end of a cell
		p.key = append(p.key, cell...)
	}
	if place, ok := p.known[string(p.key)]; ok {
		return place
	}
	w := p.identity()
	w.id = max(p.number(OrganisationID, 63), 0)
	w.language, w.license = string(p.cell(TopLanguage)), string(p.cell(TopLicense))
	w.source = p.source()
	place := p.glossary.add(w)
	p.known[string(p.key)] = place
	return place
}

func (p *parser) day() int32 {
	cell := p.cell(Date)
	if day, ok := p.days[string(cell)]; ok {
		return day
	}
	day, err := stats.ParseDay(string(cell))
	if err != nil {
		p.fail(Date, fmt.Errorf("%q is not a date like 2006-01-02", cell))
	}
	p.days[string(cell)] = small(day)
	return small(day)
}

// count reads a count of 31 bits, so that no sum is too large.
func (p *parser) count(column int) uint32 {
	return above(stats.Known(int(p.number(column, 31))))
}

// number reads a number, which other tools may have written as 1.0; -1 is an
// empty cell.
func (p *parser) number(column, bits int) int64 {
	cell := p.cell(column)
	if len(cell) == 0 {
		return -1
	}
	if n, ok := short(cell); ok {
		return n
	}
	whole, fraction, _ := bytes.Cut(cell, []byte("."))
	n, err := strconv.ParseUint(string(whole), 10, bits)
	if err != nil || len(bytes.Trim(fraction, "0")) > 0 {
		p.fail(column, fmt.Errorf("%q is not a number", cell))
	}
	return int64(n) // #nosec G115 -- of 63 bits at most
}

// short reads a number of nine digits at most, as nearly all are. There may be
// millions.
func short(cell []byte) (n int64, ok bool) {
	if len(cell) > 9 {
		return 0, false
	}
	for _, c := range cell {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
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
func (p *parser) identity() words {
	cell, page := string(p.cell(Organisation)), string(p.cell(URL))
	if parts := anchor.FindStringSubmatch(cell); parts != nil {
		cell = html.UnescapeString(parts[2])
		if page == "" {
			page = html.UnescapeString(parts[1])
		}
	}
	a, ok := split(page)
	if !ok {
		a = stats.Account{Host: github, Login: cell}
	}
	if a.Login == "" {
		p.fail(Organisation, errors.New("is empty"))
	}
	// A clone, so that the text of a whole cell is not kept alive.
	return words{key: a.Key(), login: strings.Clone(a.Login), url: page}
}

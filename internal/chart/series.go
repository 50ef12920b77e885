package chart

import (
	"cmp"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// A series is an organisation in a chart, or a body of several.
type series struct {
	name, login string // to show; the login of a body is that of one member
	others      int    // members of the body beside that one; 0 where it is no body
	at          int    // of the lines that were counted
	records     []stats.Record
	latest      int  // open repositories
	hue         hue  // of the largest organisations
	filled      bool // down to the base line
}

// andOthers returns what follows the login of a body: its count is the sum of
// all members. It returns "" for what is no body.
func (s series) andOthers() string {
	if s.others == 0 {
		return ""
	}
	return " and " + stats.Thousands(s.others) + " more"
}

// A ranking is what a chart shows: organisations that were ever counted,
// largest first, of which each of the top has a hue.
type ranking struct {
	top, rest   []series
	total       int // of the latest counts
	max         int // highest count of any day
	first, last stats.Day

	derived        stats.Day // first backfilled record
	oldest, newest stats.Day // observed records
}

// forever is after every day that a record can have.
const forever = -1 - stats.Never

// rank returns the ranking of the lines, and the zero ranking where none was
// ever counted. Ties are ordered by name, as in the table.
func rank(lines []stats.Line, hues []hue) ranking {
	counted := stats.Counted(lines)
	if len(counted) == 0 {
		return ranking{}
	}
	all := make([]series, len(counted))
	r := ranking{
		total: stats.Total(counted),
		first: forever, last: stats.Never,
		derived: forever, oldest: forever, newest: stats.Never,
	}
	for i, l := range counted {
		last, _ := l.Latest()
		login := oneLine(l.Spelling())
		all[i] = series{
			name:    oneLine(l.Title()),
			login:   login,
			others:  max(0, len(l.Members)-1),
			at:      i,
			records: l.Records,
			latest:  last.Open(),
		}
		if all[i].name == "" {
			all[i].name = login + all[i].andOthers()
		}
		r.take(l.Records)
	}
	slices.SortStableFunc(all, bySize)
	n := min(len(hues), len(all))
	r.top, r.rest = all[:n], all[n:]
	colour(r.top, hues)
	return r
}

// take widens what the ranking reaches to the records of an organisation.
func (r *ranking) take(records []stats.Record) {
	r.first, r.last = min(r.first, records[0].Day), max(r.last, records[len(records)-1].Day)
	for i := range records {
		record := &records[i] // there may be millions, and each is large
		r.max = max(r.max, record.Open())
		if record.Source == stats.Backfill {
			r.derived = min(r.derived, record.Day)
			continue
		}
		r.oldest, r.newest = min(r.oldest, record.Day), max(r.newest, record.Day)
	}
}

func bySize(a, b series) int {
	return cmp.Or(
		cmp.Compare(b.latest, a.latest),
		stats.Alphabetical(a.name, b.name),
		byLogin(a, b),
	)
}

func byLogin(a, b series) int { return stats.Alphabetical(a.login, b.login) }

// colour gives out hues by login, not by rank: an organisation keeps its
// colour when it overtakes another.
func colour(top []series, hues []hue) {
	byName := make([]*series, len(top))
	for i := range top {
		byName[i] = &top[i]
	}
	slices.SortStableFunc(byName, func(a, b *series) int { return byLogin(*a, *b) })
	for i, s := range byName {
		s.hue = hues[i]
	}
}

// size returns the number of organisations that the ranking has.
func (r ranking) size() int { return len(r.top) + len(r.rest) }

// more returns the name of the organisations without a hue.
func (r ranking) more() string {
	return "+" + stats.Plural(len(r.rest), "more organisation", "more organisations")
}

// counting returns the day from which organisations were counted daily, where
// the days before it were derived later. There is none before the second day
// of counting, or without such a past.
func (r ranking) counting() (from stats.Day, found bool) {
	return r.oldest, r.derived < r.oldest && r.oldest < r.newest
}

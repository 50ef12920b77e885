package chart

import (
	"cmp"
	"slices"

	"github.com/org-growth/org-growth/internal/stats"
)

// A point is a day on which a figure changed, or from which it was not known.
type point struct {
	day   stats.Day
	n     int // of the last day on which it was known
	known bool
}

// A series is an organisation in a chart, or a body of several.
type series struct {
	who         who
	name, login string  // to show; the login of a body is that of one member
	others      int     // members of the body beside that one; 0 where it is no body
	at          int     // of the lines that were ranked
	points      []point // the first one is known
	hue         int     // of the largest organisations
	filled      bool    // down to the base line
}

// who is the identity of a series in the charts of all figures.
type who struct {
	account stats.Account // as in [stats.Account.Key]
	body    string
}

// end returns the last point, from which on nothing changed.
func (s series) end() point { return s.points[len(s.points)-1] }

// latest returns the last number that is known.
func (s series) latest() int { return s.end().n }

// andOthers returns what follows the login of a body: its count is the sum of
// all members. It returns "" for what is no body.
func (s series) andOthers() string {
	if s.others == 0 {
		return ""
	}
	return " and " + stats.Thousands(s.others) + " more"
}

// A ranking is what a chart shows: the organisations of which the figure was
// ever known, largest first.
type ranking struct {
	metric      stats.Metric
	all         []series
	lines       int // that were ranked
	counted     int // that have a record
	total       int // of the latest numbers
	max         int // highest number of any day
	first, last stats.Day

	daily    stats.Day // from which organisations were counted daily
	hasDaily bool      // whether the days before it were derived later
}

// named is how many organisations have a hue and a label.
const named = 10

func (r ranking) top() []series  { return r.all[:min(named, len(r.all))] }
func (r ranking) rest() []series { return r.all[min(named, len(r.all)):] }

// size returns the number of organisations that the ranking has.
func (r ranking) size() int { return len(r.all) }

// rank returns the ranking of the lines by a metric. Ties are ordered by name,
// as in the table.
func rank(m stats.Metric, lines []stats.Line) ranking {
	r := ranking{
		metric: m, lines: len(lines),
		first: stats.Forever, last: stats.Never,
	}
	known := stats.Never // the newest day on which the figure is known
	for i, l := range lines {
		latest, ok := l.Latest()
		if !ok {
			continue
		}
		r.counted++
		r.last = max(r.last, latest.Day)
		points, last := pointsOf(l.Records, m)
		if len(points) == 0 {
			continue
		}
		known = max(known, last)
		r.all = append(r.all, seriesOf(l, i, points))
		r.take(points)
	}
	if m.Derived() {
		r.daily, r.hasDaily = stats.CountedFrom(lines)
	}
	if r.first == known {
		r.last = known
	}
	slices.SortStableFunc(r.all, bySize)
	return r
}

// pointsOf returns the points of a metric, and the last day on which it is known.
func pointsOf(records []stats.Record, m stats.Metric) (points []point, last stats.Day) {
	for i := range records {
		record := &records[i] // there may be millions, and each is large
		n, known := record.Counts[m].Value()
		if known {
			last = record.Day
		}
		if len(points) == 0 {
			if known {
				points = append(points, point{record.Day, n, true})
			}
			continue
		}
		before := points[len(points)-1]
		if !known {
			n = before.n
		}
		if n != before.n || known != before.known {
			points = append(points, point{record.Day, n, known})
		}
	}
	return points, last
}

func seriesOf(l stats.Line, at int, points []point) series {
	s := series{
		who:    who{l.Key(), l.Body},
		name:   oneLine(l.Title()),
		login:  oneLine(l.Spelling()),
		others: max(0, len(l.Members)-1),
		at:     at,
		points: points,
	}
	if s.name == "" {
		s.name = s.login + s.andOthers()
	}
	return s
}

// take widens what the ranking reaches to an organisation.
func (r *ranking) take(points []point) {
	r.first = min(r.first, points[0].day)
	r.total += points[len(points)-1].n
	for _, p := range points {
		r.max = max(r.max, p.n)
	}
}

func bySize(a, b series) int {
	return cmp.Or(
		cmp.Compare(b.latest(), a.latest()),
		stats.Alphabetical(a.name, b.name),
		byLogin(a, b),
	)
}

func byLogin(a, b series) int { return stats.Alphabetical(a.login, b.login) }

// more returns the name of the organisations without a hue.
func (r ranking) more() string {
	return "+" + stats.Plural(len(r.rest()), "more organisation", "more organisations")
}

// counting returns the day from which organisations were counted daily, where
// the days before it were derived later. There is none before the second day
// of counting, or without such a past.
func (r ranking) counting() (from stats.Day, found bool) {
	return r.daily, r.hasDaily
}

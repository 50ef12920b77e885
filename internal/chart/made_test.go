package chart

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

var rivers = strings.Fields(`Avon Brent Cam Dart Exe Frome Gipping Humber Isis Jed Kennet Lune Mersey
	Nene Ouse Parrett Quaggy Ribble Severn Thames Usk Vyrnwy Wye Yare Zennor Aire`)

// made returns made-up organisations that each grew on some days until today,
// the first of them fastest.
func made(organisations, days int) []stats.Line {

	random := rand.New(rand.NewPCG(1, 2))
	lines := make([]stats.Line, organisations)
	for i := range lines {
		lines[i] = trust(i)
		n, pace := 0, 5.0/float64(i+2)
		start := random.IntN(days/2 + 1)
		for d := start; d < days; d++ {
			if d > start && random.IntN(10) > 0 {
				continue
			}
			n += int(random.ExpFloat64()*pace + 0.5)
			add(&lines[i], today-stats.Day(days-1-d), n)
		}
	}
	return lines
}

// daily returns made-up organisations that were counted on every day.
func daily(organisations, days int) []stats.Line {
	random := rand.New(rand.NewPCG(3, 4))
	lines := make([]stats.Line, organisations)
	for i := range lines {
		lines[i] = trust(i)
		n, chance := random.IntN(20), 5+random.IntN(400)
		for d := range days {
			if random.IntN(1000) < chance {
				n++
			}
			add(&lines[i], stats.Day(16_000+d), n)
		}
	}
	return lines
}

// crowd returns 1,500 made-up organisations, most of them small.
func crowd(days int) []stats.Line {
	random := rand.New(rand.NewPCG(3, 4))
	lines := make([]stats.Line, 1500)
	for i := range lines {
		lines[i] = trust(i)
		n, pace := random.IntN(20), random.ExpFloat64()*3
		for d := 0; d < days; d += 1 + random.IntN(30) {
			n += int(random.ExpFloat64() * pace)
			add(&lines[i], today-stats.Day(days-1-d), n)
		}
	}
	return lines
}

func trust(i int) stats.Line {
	name := rivers[i%len(rivers)]
	if i >= len(rivers) {
		name = fmt.Sprint(name, " ", i/len(rivers))
	}
	login := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	return stats.Line{Org: stats.Org{Account: stats.Account{Login: login}, Name: name + " Trust"}}
}

// of returns the chart of the open repositories of lines.
func of(lines []stats.Line) Chart { return figure(stats.OpenRepositories, lines) }

// figure returns the chart of a metric of lines.
func figure(m stats.Metric, lines []stats.Line, events ...Event) Chart {
	o := Options{Title: title, Metrics: []stats.Metric{m}, Events: events}
	return New(o, func(stats.Metric) []stats.Line { return lines })[0]
}

// counts gives the records a number of a metric: so many times the open
// repositories.
func counts(lines []stats.Line, m stats.Metric, times int) []stats.Line {
	for _, l := range lines {
		for i := range l.Records {
			l.Records[i].Counts[m] = stats.Known(l.Records[i].Open() * times)
		}
	}
	return lines
}

// hide makes a metric unknown from one day until before another.
func hide(l stats.Line, m stats.Metric, from, until stats.Day) {
	for i := range l.Records {
		if day := l.Records[i].Day; from <= day && day < until {
			l.Records[i].Counts[m] = stats.Count{}
		}
	}
}

// falling returns made-up organisations whose active repositories rise, then
// fall. Those of one are not known for some time, of one not at the end, and of
// one never.
func falling() []stats.Line {
	lines := daily(16, 1200)
	for i, l := range lines {
		for j := range l.Records {
			n := max(0, 30*(16-i)+j*(600+40*i-j)/1800)
			l.Records[j].Counts[stats.ActiveRepositories] = stats.Known(n)
		}
	}
	first := lines[0].Records[0].Day
	hide(lines[1], stats.ActiveRepositories, first, first+200)
	hide(lines[3], stats.ActiveRepositories, first+500, first+800)
	hide(lines[5], stats.ActiveRepositories, first+900, stats.Forever)
	hide(lines[7], stats.ActiveRepositories, first+300, first+304)
	hide(lines[14], stats.ActiveRepositories, first+100, first+400)
	hide(lines[15], stats.ActiveRepositories, first, stats.Forever)
	return lines
}

// add gives a line an observed record.
func add(l *stats.Line, day stats.Day, n int) {
	l.Records = append(l.Records, stats.Record{
		Account: stats.Account{Login: l.Login}, Day: day, Source: stats.Observed,
		Figures: stats.Figures{Counts: stats.Counts{stats.OpenRepositories: stats.Known(n)}},
	})
}

// line returns an organisation with counts on days in a row.
func line(name, login string, first stats.Day, counts ...int) stats.Line {
	l := stats.Line{Org: stats.Org{Account: stats.Account{Login: login}, Name: name}}
	for i, n := range counts {
		add(&l, first+stats.Day(i), n)
	}
	return l
}

package stats

import "slices"

// Bodies puts the lines of each body into one, in the place of its first: on
// each day with a record of one of them, the sums of the figures that held.
// Account and URL are those of its first organisation. Language and licence are
// those of all its organisations that have one, or "" where these differ: which
// is the most frequent of the body, its organisations' own do not tell. Lines
// of no body stay as they are.
func Bodies(lines []Line) []Line {
	at := map[string]int{}
	var bodies []Line
	for _, l := range lines {
		if l.Body == "" {
			bodies = append(bodies, l)
			continue
		}
		i, ok := at[l.Body]
		if !ok {
			i = len(bodies)
			at[l.Body] = i
			bodies = append(bodies, Line{Org: Org{Account: l.Account, Name: l.Body, Body: l.Body}})
		}
		bodies[i].Members = append(bodies[i].Members, l)
	}
	for _, i := range at {
		bodies[i].Records = records(bodies[i].Members)
	}
	return bodies
}

// records returns those of a body.
func records(members []Line) []Record {
	var days []Day
	for _, m := range members {
		for _, r := range m.Records {
			days = append(days, r.Day)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	all := make([]Record, 0, len(days))
	counts := make([]Counts, 0, len(members)) // of those that have a record
	next := make([]int, len(members))         // record of each member that comes next
	for _, day := range days {
		sum := Record{Day: day, Source: Backfill}
		var language, license agreed
		counts = counts[:0]
		for i, m := range members {
			for next[i] < len(m.Records) && m.Records[next[i]].Day <= day {
				next[i]++
			}
			if next[i] == 0 {
				continue // it has no record yet
			}
			r := m.Records[next[i]-1]
			counts = append(counts, r.Counts)
			if r.Day == day && r.Source == Observed {
				sum.Source = Observed
			}
			if sum.Login == "" {
				sum.Account, sum.URL = r.Account, r.URL
			}
			language.add(r.TopLanguage)
			license.add(r.TopLicense)
		}
		sum.Figures = Figures{Counts: together(counts), TopLanguage: language.name, TopLicense: license.name}
		all = append(all, sum)
	}
	return all
}

// agreed keeps a name as long as no other is added. The empty name is none.
type agreed struct {
	name   string
	differ bool
}

func (a *agreed) add(name string) {
	a.differ = a.differ || name != "" && a.name != "" && name != a.name
	switch {
	case a.differ:
		a.name = ""
	case name != "":
		a.name = name
	}
}

// each returns the organisations of lines.
func each(lines []Line) []Line {
	var single []Line
	for _, l := range lines {
		single = append(single, l.Organisations()...)
	}
	return single
}

// Organisations returns the members of a body, and a line that is none itself.
func (l Line) Organisations() []Line {
	if len(l.Members) > 0 {
		return l.Members
	}
	return []Line{l}
}

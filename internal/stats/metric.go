package stats

import "slices"

// Metric is a figure of which a number is kept: a column of the CSV. All that is
// particular about one stands in its definition; everything else loops over them.
type Metric int

// The metrics, in the order of the CSV. Others follow the last one.
const (
	OpenRepositories Metric = iota
	Stargazers
	Forks
	OpenIssues
	ActiveRepositories
	ArchivedRepositories
	WithoutLicense
	Metrics // is their number
)

// Counts are numbers by metric.
type Counts [Metrics]Count

// definition is all that is particular about a metric.
type definition struct {
	name  string   // in the CSV, as a column of tables, and in inputs
	older []string // names that other files have for it
	key   string   // in JSON

	// of is what an open repository adds on a day. What a forge does not tell is
	// unknown, and adds nothing.
	of func(r Repo, day Day) Count
	// hidden reports whether rules keep it from being known; nil: none do.
	hidden func(Rules) bool

	past    bool // whether it is derived for the days before the first count
	partial bool // whether a body has the sum of some members where others do not know it
	share   bool // whether a column shows it as a share of the open repositories

	ending    string // of a chart's title; "" where the title alone says it
	one, many string // its noun
}

// active is how many days after its last activity a repository is active.
const active = 365

var definitions = [Metrics]definition{
	OpenRepositories: {
		name: "Open Repositories", key: "open_repositories", past: true,
		of:  func(Repo, Day) Count { return Known(1) },
		one: "open repository", many: "open repositories",
	},
	Stargazers: {
		name: "Stargazers", key: "stargazers", partial: true,
		of:     func(r Repo, _ Day) Count { return r.Stargazers },
		ending: "stargazers", one: "stargazer", many: "stargazers",
	},
	Forks: {
		name: "Forks", key: "forks", partial: true,
		of:     func(r Repo, _ Day) Count { return r.Forks },
		ending: "forks", one: "fork", many: "forks",
	},
	OpenIssues: {
		name: "Open Issues and PRs", older: []string{"Open Issues"}, key: "open_issues_and_prs", partial: true,
		of:     func(r Repo, _ Day) Count { return r.OpenIssues },
		ending: "open issues and PRs", one: "open issue or PR", many: "open issues and PRs",
	},
	ActiveRepositories: {
		name: "Active Repositories", key: "active_repositories", share: true,
		of:     func(r Repo, day Day) Count { return either(!r.Archived && r.Active != Never && r.Active >= day-active) },
		ending: "active repositories", one: "active repository", many: "active repositories",
	},
	ArchivedRepositories: {
		name: "Archived Repositories", key: "archived_repositories", share: true,
		of:     func(r Repo, _ Day) Count { return either(r.Archived) },
		hidden: func(r Rules) bool { return !r.Archived },
		ending: "archived repositories", one: "archived repository", many: "archived repositories",
	},
	WithoutLicense: {
		name: "Without License", key: "without_license", share: true,
		of: func(r Repo, _ Day) Count {
			if r.License == "" {
				return Count{}
			}
			return either(r.License == None)
		},
		ending: "repositories without a licence", one: "repository without a licence", many: "repositories without a licence",
	},
}

// either is 1 or 0.
func either(yes bool) Count {
	if yes {
		return Known(1)
	}
	return Known(0)
}

// AllMetrics returns the metrics in the order of the CSV.
func AllMetrics() []Metric {
	all := make([]Metric, Metrics)
	for m := range all {
		all[m] = Metric(m)
	}
	return all
}

// MetricOf returns the metric of a name, in the CSV or an older one, and false
// where there is none.
func MetricOf(name string) (Metric, bool) {
	for m, d := range definitions {
		if d.name == name || slices.Contains(d.older, name) {
			return Metric(m), true
		}
	}
	return 0, false
}

// String returns the name in the CSV, like Open Issues and PRs.
func (m Metric) String() string { return definitions[m].name }

// Older returns names that other files have for the column.
func (m Metric) Older() []string { return definitions[m].older }

// Key returns the name in JSON, like open_issues_and_prs.
func (m Metric) Key() string { return definitions[m].key }

// Derived reports whether it is known for the days before the first count, from
// the dates on which repositories were created.
func (m Metric) Derived() bool { return definitions[m].past }

// Ending returns what follows the title of a chart, like stargazers; "" where the
// title alone says it.
func (m Metric) Ending() string { return definitions[m].ending }

// Many writes a number with its noun: 1 stargazer, 2,179 open repositories.
func (m Metric) Many(n int) string { return Plural(n, definitions[m].one, definitions[m].many) }

// Noun returns its noun in the plural.
func (m Metric) Noun() string { return definitions[m].many }

// sum returns what repositories have together on a day, each number as far as it
// is known. Without repositories all are 0 that the rules do not hide.
func sum(open []Repo, rules Rules, day Day) (c Counts) {
	for m, d := range definitions {
		if d.hidden != nil && d.hidden(rules) {
			continue
		}
		if len(open) == 0 {
			c[m] = Known(0)
		}
		for _, r := range open {
			c[m] = c[m].plus(d.of(r, day))
		}
	}
	return c
}

// plus adds what is known.
func (c Count) plus(d Count) Count {
	x, known := c.Value()
	y, more := d.Value()
	if !known && !more {
		return Count{}
	}
	return Known(x + y)
}

// together returns the sums over members of a body. Of a metric that is not shown
// in part all have to know it.
func together(members []Counts) (all Counts) {
	for m, d := range definitions {
		for i, c := range members {
			_, known := c[m].Value()
			if !known && !d.partial {
				all[m] = Count{}
				break
			}
			if known || i == 0 {
				all[m] = all[m].plus(c[m])
			}
		}
	}
	return all
}

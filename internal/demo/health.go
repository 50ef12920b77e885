package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// organisation is a health organisation: what was counted of it in November
// 2024, and the year of its first repository, from which dates are made up.
type organisation struct {
	name, login       string
	repos             int
	language, licence string
	since             int
}

var health = []organisation{
	{"NHSX", "nhsx", 87, "Python", "MIT License", 2019},
	{"NHS 111 Online - NHS Digital", "111Online", 12, "C#", "Apache License 2.0", 2018},
	{"NHS Digital", "NHSDigital", 347, "Python", "MIT License", 2015},
	{"NHS Connect", "nhsconnect", 196, "HTML", "Apache License 2.0", 2016},
	{"NHS England", "nhsengland", 111, "Python", "MIT License", 2014},
	{"NHS Python Community for Healthcare", "nhs-pycom", 14, "Python", "MIT License", 2020},
	{"NHS-R Community", "nhs-r-community", 60, "R", "Creative Commons Zero v1.0 Universal", 2018},
	{"NHS.UK", "nhsuk", 191, "HTML", "MIT License", 2015},
	{"UK Health Security Agency - Collaboration", "ukhsa-collaboration", 80, "Python", "MIT License", 2012},
	{"UK Health Security Agency - Internal", "UKHSA-Internal", 34, "Python", "MIT License", 2022},
	{"Nottinghamshire Healthcare NHS Foundation Trust - CDU Data Science Team", "CDU-data-science-team", 31, "R", "Other", 2020},
	{"Nottingham and Nottinghamshire ICS", "Nottingham-and-Nottinghamshire-ICS", 7, "R", "MIT License", 2023},
	{"NHS Midlands and Lancashire CSU - The Strategy Unit", "The-Strategy-Unit", 53, "R", "MIT License", 2018},
	{"University of Oxford - Evidence-Based Medicine Data Lab", "ebmdatalab", 145, "Python", "MIT License", 2015},
	{"OpenSAFELY Studies", "opensafely", 277, "Python", "MIT License", 2020},
	{"OpenSAFELY Core", "opensafely-core", 54, "Python", "Other", 2020},
	{"The Health Foundation Analytics Lab", "HFAnalyticsLab", 76, "R", "MIT License", 2018},
	{"NHS BNSSG Analytics", "nhs-bnssg-analytics", 38, "R", "GNU General Public License v3.0", 2019},
	{"BHF Data Science Centre", "BHFDSC", 68, "Python", "Apache License 2.0", 2020},
	{"NHS Leadership Academy", "NHSLeadership", 19, "HTML", "Other", 2016},
	{"NICE Digital", "nice-digital", 66, "JavaScript", "MIT License", 2015},
	{"NHS Business Services Authority", "nhsbsa", 144, "HTML", "MIT License", 2015},
	{"Medicines and Healthcare products Regulatory Agency", "MHRA", 5, "JavaScript", "MIT License", 2020},
	{"NHS Blood and Transplant", "NHS-Blood-and-Transplant", 1, "C#", "GNU General Public License v3.0", 2021},
	{"Care Quality Commission", "CQCDigital", 5, "C#", "MIT License", 2021},
	{"Health Education England", "Health-Education-England", 58, "Java", "MIT License", 2016},
}

// newOnDay2 is what the organisations open on the second day.
var newOnDay2 = map[string][]githubtest.Repo{
	"NHSDigital": {
		{Name: "zz-new-api", Language: "Python", License: "MIT License", Created: firstDay.Add(5 * time.Hour)},
		{Name: "zz-new-docs", Language: "HTML", Created: firstDay.Add(7 * time.Hour)},
	},
	"opensafely": {{Name: "zz-new-study", Language: "Python", License: "MIT License", Created: firstDay.Add(6 * time.Hour)}},
	"nhsbsa":     {{Name: "zz-new-service", Language: "HTML", Created: firstDay.Add(20 * time.Hour)}},
}

// list is the list of organisations as a workflow writes it, which is a map in
// YAML, too.
func list(organisations []organisation) string {
	var list strings.Builder
	for _, o := range organisations {
		fmt.Fprintf(&list, "%s: %s\n", o.name, o.login)
	}
	return list.String()
}

// repositories makes an organisation's repositories up, as they are on a day:
// six of ten have its top language and licence. The login decides all that
// chance would.
func (o organisation) repositories(day time.Time) []githubtest.Repo {
	seed := fnv.New64a()
	seed.Write([]byte(o.login))
	chance := rand.New(rand.NewPCG(seed.Sum64(), 2026))
	begin := time.Date(o.since, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, chance.IntN(300))
	span := day.AddDate(0, 0, -3).Sub(begin)
	var repos []githubtest.Repo
	for i, share := range shares(chance, o.repos) {
		stars := int(math.Pow(100, chance.Float64())) - 1
		repos = append(repos, githubtest.Repo{
			Name:     fmt.Sprintf("repository-%03d", i+1),
			Language: mostly(o.language, i, "Python", "JavaScript", "Jupyter Notebook", "Shell", ""),
			License:  mostly(o.licence, i, "", "Apache License 2.0", "MIT License", ""),
			Stars:    stars, Forks: stars / 3, OpenIssues: chance.IntN(6),
			Archived: chance.IntN(8) == 0,
			Created:  begin.Add(time.Duration(share * float64(span))),
		})
	}
	return repos
}

// shares returns when each of n repositories comes, as a share of the time
// until now: in busy and quiet spells, and with the years faster or slower.
func shares(chance *rand.Rand, n int) []float64 {
	pace := 0.45 + chance.Float64() // below 1 the later years bring more
	spell, at := 1.0, 0.0
	times := make([]float64, n)
	for i := range times {
		if chance.IntN(12) == 0 {
			spell = 0.1 + 3*chance.Float64()*chance.Float64()
		}
		times[i] = at
		at += spell * chance.ExpFloat64()
	}
	for i := range times {
		times[i] = math.Pow(times[i]/at, pace)
	}
	return times
}

// mostly returns the usual six times of ten, and else one of the others.
func mostly(usual string, i int, others ...string) string {
	if i%10 < 6 {
		return usual
	}
	others = slices.DeleteFunc(others, func(s string) bool { return s == usual })
	return others[i/10%len(others)]
}

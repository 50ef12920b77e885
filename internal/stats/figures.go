package stats

import (
	"cmp"
	"slices"
)

// None stands for a language or licence where there is none. What a forge does
// not tell is "".
const None = "None"

// Repo is what the figures need of one repository.
type Repo struct {
	ID         int64
	Public     bool
	Fork       bool
	Archived   bool
	Language   string // None where there is none; "" where the forge does not tell
	License    string // name in GitHub's words; likewise
	Stargazers Count
	Forks      Count
	OpenIssues Count // open issues and pull requests
	Created    Day   // Never where the forge does not say
	Active     Day   // of the last push or activity; Never where there was none
}

// Rules tell which public repositories count, and under which name a language
// does.
type Rules struct {
	Forks    bool              // count forks
	Archived bool              // count archived repositories
	Aliases  map[string]string // language to the language it counts as
}

// Open returns the repositories that count by the rules, each once, with their
// languages renamed. Without repositories it returns none.
func (r Rules) Open(repos []Repo) []Repo {
	seen := make(map[int64]bool, len(repos))
	open := make([]Repo, 0, len(repos))
	for _, repo := range repos {
		if !repo.Public || repo.Fork && !r.Forks || repo.Archived && !r.Archived || seen[repo.ID] {
			continue
		}
		seen[repo.ID] = true
		if alias, ok := r.Aliases[repo.Language]; ok {
			repo.Language = alias
		}
		open = append(open, repo)
	}
	return open
}

// Sum returns the figures of open repositories on a day. The rules are those by
// which they are open.
func Sum(open []Repo, rules Rules, day Day) Figures {
	f := Figures{Counts: sum(open, rules, day)}
	var languages, licenses tally
	for _, r := range open {
		languages.add(r.Language)
		licenses.add(r.License)
	}
	f.TopLanguage, f.TopLicense = languages.top, licenses.top
	return f
}

// Past derives from open repositories what was open on earlier days: for each
// day before today on which one of them was created, the figures of those
// created until then, as far as dates of creation tell them. Oldest first. A repository without a date of creation is in none of them.
func Past(open []Repo, today Day) []Record {
	dated := slices.DeleteFunc(slices.Clone(open), func(r Repo) bool {
		return r.Created == Never || r.Created >= today
	})
	slices.SortFunc(dated, func(a, b Repo) int { return cmp.Compare(a.Created, b.Created) })
	var past []Record
	var languages, licenses tally
	var sums Counts
	for i, r := range dated {
		languages.add(r.Language)
		licenses.add(r.License)
		for m, d := range definitions {
			if d.past {
				sums[m] = sums[m].plus(d.of(r, r.Created))
			}
		}
		if i+1 < len(dated) && dated[i+1].Created == r.Created {
			continue
		}
		past = append(past, Record{Day: r.Created, Source: Backfill, Figures: Figures{
			Counts: sums, TopLanguage: languages.top, TopLicense: licenses.top,
		}})
	}
	return past
}

// tally counts names and keeps the most frequent one; of several, the first in
// the alphabet, in whatever case. None does not count, and neither does "".
type tally struct {
	n   map[string]int
	top string
}

func (t *tally) add(name string) {
	if name == "" || name == None {
		return
	}
	if t.n == nil {
		t.n = map[string]int{}
	}
	t.n[name]++
	if c := cmp.Compare(t.n[name], t.n[t.top]); c > 0 || c == 0 && Alphabetical(name, t.top) < 0 {
		t.top = name
	}
}

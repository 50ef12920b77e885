package action_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

const (
	updateBranch = "org-growth/update"
	yearly       = "data/by-{year}.csv" // the history in several files
	undivided    = "data/a.csv"
	divided      = "data/by-1999.csv" // what that is renamed to
)

// row is whose figures of which day they are, in which history. A file that is
// no history is a row, too, without login and day; its content is the figures.
type row struct{ history, login, day string }

func (r row) String() string { return strings.TrimSpace(r.history + " " + r.login + " " + r.day) }

// rows are figures, and the files in which they stand.
type rows struct {
	figures map[row]string
	file    map[row]string
}

func (r rows) clone() rows { return rows{figures: maps.Clone(r.figures), file: maps.Clone(r.file)} }

func (r rows) has(file string) bool {
	return slices.Contains(slices.Collect(maps.Values(r.file)), file)
}

func (r rows) remove(one row) {
	delete(r.figures, one)
	delete(r.file, one)
}

// sides are what stands at one time on the base, in the pull request, and in
// the newest commit that both have.
type sides struct {
	base, ancestor, pending rows
	counts                  bool // the update branch; not if its pull request was merged or closed
	open                    bool // the pull request
}

func (s sides) clone() sides {
	s.base, s.ancestor, s.pending = s.base.clone(), s.ancestor.clone(), s.pending.clone()
	return s
}

// together is what must stand once the pull request is merged: the rows of both
// sides, except that the base wins where it changed or removed what the ancestor
// has. Of a row that both added the pending one was counted later.
func (s sides) together() rows {
	if !s.counts {
		return s.base.clone()
	}
	merged := rows{figures: map[row]string{}, file: map[row]string{}}
	all := s.base.clone()
	maps.Copy(all.figures, s.ancestor.figures)
	maps.Copy(all.figures, s.pending.figures)
	for one := range all.figures {
		was, old := s.ancestor.figures[one]
		now, stands := s.base.figures[one]
		_, proposed := s.pending.figures[one]
		winner := s.base
		switch {
		case old && stands && was == now, !old && proposed && (one.login != "" || !stands):
			winner = s.pending
		}
		if figure, ok := winner.figures[one]; ok {
			merged.figures[one], merged.file[one] = figure, winner.file[one]
		}
	}
	return merged
}

// strays are the files of other histories that the ancestor has, and that the
// base has removed or renamed since.
func (s sides) strays(history string) (files []string) {
	for one, file := range s.ancestor.file {
		if s.counts && one.login != "" && one.history != history && !s.base.has(file) && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	return files
}

// effect is what something that happens makes of the sides: one of these.
type effect func(sides) []sides

func nothing(s sides) []sides { return []sides{s} }

// then is two effects one after the other.
func (e effect) then(next effect) effect {
	return func(s sides) (all []sides) {
		for _, s := range e(s) {
			all = append(all, next(s)...)
		}
		return all
	}
}

// or is one of two effects.
func (e effect) or(other effect) effect {
	return func(s sides) []sides { return append(e(s), other(s)...) }
}

// one is an effect with one end.
func one(change func(*sides)) effect {
	return func(s sides) []sides {
		s = s.clone()
		change(&s)
		return []sides{s}
	}
}

// counting is the effect of a run that does its job. Its own count beats all.
func counting(history, day string, direct bool, counted map[string]string) effect {
	add := func(to rows) {
		for login, figures := range counted {
			one := row{history: history, login: login, day: day}
			to.figures[one] = figures
			to.file[one] = cmp.Or(to.file[one], strings.Replace(history, "{year}", day[:4], 1))
		}
	}
	switch {
	case len(counted) == 0:
		return nothing
	case direct:
		return one(func(s *sides) { add(s.base) })
	}
	return func(s sides) (all []sides) {
		for _, pending := range s.carried(history) {
			add(pending)
			next := s.clone()
			next.ancestor, next.pending = s.base.clone(), pending
			next.counts = !maps.Equal(pending.figures, s.base.figures)
			all = append(all, next)
		}
		return all
	}
}

// carried is what a run for a history takes over: what stands together, with
// the pending rows of strays in this run's own files. They may stay where they
// are if they were not renamed to a file of this history.
func (s sides) carried(history string) []rows {
	strays := s.strays(history)
	if len(strays) == 0 {
		return append([]rows{s.together()}, s.returned(history)...)
	}
	var renamed []string
	for one, file := range s.ancestor.file {
		to := row{history: history, login: one.login, day: one.day}
		if file == undivided && !s.base.has(file) && s.base.file[to] == divided && s.base.figures[to] == s.ancestor.figures[one] {
			renamed = []string{undivided}
		}
	}
	return slices.Concat(s.adopted(strays, history), s.adopted(renamed, history))
}

// returned is what stands together where an earlier run has moved rows of another
// history from file to file, and the base has removed them since: files that are
// not of this run's history are merged one by one, so the moved rows may stay.
func (s sides) returned(history string) []rows {
	all, moved := s.together(), false
	for one, file := range s.pending.file {
		from, old := s.ancestor.file[one]
		if _, stands := s.base.figures[one]; s.counts && one.history != history && old && from != file && !stands {
			all.figures[one], all.file[one] = s.pending.figures[one], file
			moved = true
		}
	}
	if !moved {
		return nil
	}
	return []rows{all}
}

// adopted is what stands together, with the pending rows of files in this
// history, one file after the other. There a row that stands stays, or they are
// merged three-way, too.
func (s sides) adopted(files []string, history string) []rows {
	moved, merged := s.together(), s.together()
	slices.Sort(files)
	for _, file := range files {
		s.adopt(file, history, moved, merged)
	}
	return []rows{moved, merged}
}

func (s sides) adopt(file, history string, moved, merged rows) {
	together := moved.clone()
	for _, one := range slices.Concat(slices.Collect(maps.Keys(s.ancestor.file)), slices.Collect(maps.Keys(s.pending.file))) {
		if cmp.Or(s.pending.file[one], s.ancestor.file[one]) != file {
			continue
		}
		to := row{history: history, login: one.login, day: one.day}
		figures, proposed := s.pending.figures[one]
		was, old := s.ancestor.figures[one]
		now, stands := together.figures[to]
		_, ours := s.pending.figures[to]
		if proposed && !old && !stands {
			moved.figures[to] = figures
		}
		switch unchanged := old && stands && now == was; {
		case unchanged && !proposed:
			merged.remove(to)
		case unchanged, proposed && !old && !ours:
			merged.figures[to] = figures
		}
		moved.remove(one)
		merged.remove(one)
	}
}

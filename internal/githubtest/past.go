package githubtest

import (
	"maps"
	"slices"
	"time"
)

// state is what a repository's branches and pull requests were at one time.
type state struct {
	until    time.Time
	branches map[string]*branch
	pulls    []*pull
}

// remember keeps what is about to change.
func (r *Repository) remember() {
	old := state{until: time.Now(), branches: map[string]*branch{}}
	for name, b := range r.branches {
		old.branches[name] = &branch{moves: b.moves[:len(b.moves):len(b.moves)], forbidden: b.forbidden}
	}
	for _, p := range r.pulls {
		was := *p
		old.pulls = append(old.pulls, &was)
	}
	r.past = append(r.past, old)
}

// asOf carries out a read on branches and pull requests as they were then.
func (s *Server) asOf(then time.Time, read func() answer) answer {
	now := maps.Clone(s.repositories)
	defer func() { s.repositories = now }()
	s.repositories = map[string]*Repository{}
	for name, r := range now {
		old := *r
		if i := slices.IndexFunc(r.past, func(old state) bool { return old.until.After(then) }); i >= 0 {
			old.branches, old.pulls = r.past[i].branches, r.past[i].pulls
		}
		s.repositories[name] = &old
	}
	return read()
}

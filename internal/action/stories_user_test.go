package action_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// deed is what a user does to the repository. It returns what it was and its
// effect, or nothing where it cannot be done as things stand.
type deed func(s *story, chance *rand.Rand) (what string, effect effect)

var deeds = map[string]deed{
	"correct":            func(s *story, c *rand.Rand) (string, effect) { return s.edit("main", correct, c) },
	"take out":           func(s *story, c *rand.Rand) (string, effect) { return s.edit("main", takeOut, c) },
	"redate":             func(s *story, c *rand.Rand) (string, effect) { return s.edit("main", redate, c) },
	"sort":               func(s *story, c *rand.Rand) (string, effect) { return s.edit("main", newestFirst, c) },
	"correct in the PR":  func(s *story, c *rand.Rand) (string, effect) { return s.inPull(correct, c) },
	"take out in the PR": func(s *story, c *rand.Rand) (string, effect) { return s.inPull(takeOut, c) },
	"note":               func(s *story, _ *rand.Rand) (string, effect) { return s.write("main", "notes.md") },
	"note in the README": func(s *story, _ *rand.Rand) (string, effect) { return s.write("main", "README.md") },
	"note in the PR":     (*story).noteInPull,
	"delete a CSV":       (*story).deleteCSV,
	"divide":             (*story).divide,
	"squash":             func(s *story, _ *rand.Rand) (string, effect) { return s.merge(githubtest.Squash) },
	"merge":              func(s *story, _ *rand.Rand) (string, effect) { return s.merge(githubtest.MergeCommit) },
	"rebase":             func(s *story, _ *rand.Rand) (string, effect) { return s.merge(githubtest.Rebase) },
	"close":              (*story).close,
	"delete the branch":  (*story).deleteBranch,
	"update the branch":  (*story).update,
}

// everything is all sides as they are.
func (s *story) everything() []rows {
	now, err := look(s.repo)
	if err != nil {
		panic(err)
	}
	return []rows{now.base, now.ancestor, now.pending}
}

// pull returns the number of the open pull request, or 0.
func (s *story) pull() int {
	for _, p := range s.repo.PullRequests() {
		if p.Open {
			return p.Number
		}
	}
	return 0
}

func (s *story) inPull(change change, chance *rand.Rand) (string, effect) {
	if s.pull() == 0 {
		return "", nil
	}
	what, effect := s.edit(updateBranch, change, chance)
	return what + " in the pull request", effect
}

// write adds a line to a file.
func (s *story) write(branch, path string) (string, effect) {
	content := s.repo.Files(branch)[path] + "A note, the " + s.figures() + "th.\n"
	s.repo.Push(branch, map[string]string{path: content}, "A note")
	after, _ := read(map[string]string{path: content})
	return fmt.Sprintf("writes into %s on %s", path, branch), one(func(x *sides) {
		on := x.base
		if branch != "main" {
			on = x.pending
		}
		maps.Copy(on.figures, after.figures)
		maps.Copy(on.file, after.file)
	})
}

func (s *story) noteInPull(chance *rand.Rand) (string, effect) {
	if s.pull() == 0 {
		return "", nil
	}
	return s.write(updateBranch, pick(chance, []string{"notes.md", "proposed.md"}))
}

func (s *story) deleteCSV(chance *rand.Rand) (string, effect) {
	files := s.repo.Files("main")
	path := pick(chance, slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(path string) bool { return !strings.HasSuffix(path, ".csv") }))
	if path == "" {
		return "", nil
	}
	s.repo.Delete("main", "Away", path)
	return "deletes " + path, one(func(x *sides) {
		for one, file := range maps.Clone(x.base.file) {
			if file == path {
				x.base.remove(one)
			}
		}
	})
}

// divide is what the README asks for before a history is divided by year, once
// nothing is pending.
func (s *story) divide(*rand.Rand) (string, effect) {
	if now, err := look(s.repo); err != nil || now.counts {
		return "", nil
	}
	files := s.repo.Files("main")
	if i := slices.Index(s.histories, undivided); i >= 0 {
		s.histories[i] = yearly
	}
	for _, known := range s.everything() {
		for one := range known.figures {
			if one.history == yearly || files[undivided] == "" {
				return "sets csv to " + yearly + " in place of " + undivided, nothing
			}
		}
	}
	s.repo.Rename("main", undivided, divided)
	return "renames " + undivided + " to " + divided + " and sets csv to " + yearly, one(func(x *sides) {
		for one, file := range maps.Clone(x.base.file) {
			if file == undivided {
				to := row{history: yearly, login: one.login, day: one.day}
				x.base.figures[to], x.base.file[to] = x.base.figures[one], divided
				x.base.remove(one)
			}
		}
	})
}

func (s *story) merge(way string) (string, effect) {
	number := s.pull()
	if number == 0 {
		return "", nil
	}
	if err := s.repo.MergeBy(way, number); err != nil {
		return "finds that " + err.Error(), nothing
	}
	return fmt.Sprintf("merges the pull request (%s)", way), one(func(x *sides) {
		x.base = x.together()
		x.counts, x.open = false, false
	})
}

func (s *story) close(*rand.Rand) (string, effect) {
	number := s.pull()
	if number == 0 {
		return "", nil
	}
	s.repo.Close(number)
	return "closes the pull request", one(func(x *sides) { x.counts, x.open = false, false })
}

func (s *story) deleteBranch(*rand.Rand) (string, effect) {
	if s.repo.Head(updateBranch) == "" {
		return "", nil
	}
	s.repo.DeleteBranch(updateBranch)
	return "deletes the branch " + updateBranch, one(func(x *sides) { x.counts, x.open = false, false })
}

func (s *story) update(*rand.Rand) (string, effect) {
	number := s.pull()
	if number == 0 {
		return "", nil
	}
	if err := s.repo.UpdateBranch(number); err != nil {
		return "cannot update the branch: " + err.Error(), nothing
	}
	return "updates the branch", one(func(x *sides) {
		x.pending = x.together()
		x.ancestor = x.base.clone()
	})
}

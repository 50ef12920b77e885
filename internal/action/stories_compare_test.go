package action_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// look reads what stands in a repository. Its error is a row that stands twice.
func look(r *githubtest.Repository) (s sides, err error) {
	base, update := r.Head("main"), r.Head(updateBranch)
	if s.base, err = read(r.FilesAt(base)); err != nil {
		return s, fmt.Errorf("on the base %w", err)
	}
	s.ancestor, s.pending = s.base.clone(), s.base.clone()
	if update == "" {
		return s, nil
	}
	closed := false
	for _, p := range r.PullRequests() {
		s.open = s.open || p.Open
		closed = closed || !p.Open && p.SHA == update
	}
	s.counts = s.open || !closed
	if s.pending, err = read(r.FilesAt(update)); err != nil && s.counts {
		return s, fmt.Errorf("in the pull request %w", err)
	}
	s.ancestor, err = read(r.FilesAt(r.MergeBase(base, update)))
	return s, err
}

var (
	ofYear  = regexp.MustCompile(`^data/by-\d{4}\.csv$`)
	section = regexp.MustCompile(`(?s)<!-- org-growth:start -->.*<!-- org-growth:end -->`)
)

// read reads files, but for pictures and pages, which runs make anew.
func read(files map[string]string) (rows, error) {
	all := rows{figures: map[row]string{}, file: map[row]string{}}
	var err error
	add := func(path string, one row, figures string) {
		if _, twice := all.figures[one]; twice {
			err = fmt.Errorf("%s stands twice", one)
		}
		all.figures[one], all.file[one] = figures, path
	}
	for path, content := range files {
		history := path
		if ofYear.MatchString(path) {
			history = yearly
		}
		switch {
		case strings.HasPrefix(path, "docs/"), strings.HasSuffix(path, ".png"):
		case !strings.HasSuffix(path, ".csv"):
			add(path, row{history: path}, section.ReplaceAllString(content, "…"))
		default:
			for _, cells := range cellsOf(content) {
				add(path, row{history: history, login: cells[0], day: cells[1]}, strings.TrimSpace(strings.Join(append(cells[min(ownColumns, len(cells)):], cells[figureColumn]), " ")))
			}
		}
	}
	return all, err
}

const (
	header       = "Organisation,Date,Open Repositories,Top Language,Top License,URL,Stargazers,Forks,Open Issues and PRs,Active Repositories,Archived Repositories,Without License,Organisation ID,Source\n"
	figureColumn = 6
	ownColumns   = 14 // the user's stand behind them
)

// cellsOf returns the rows of a CSV, without its header.
func cellsOf(content string) [][]string {
	reader := csv.NewReader(strings.NewReader(content))
	reader.FieldsPerRecord = -1
	all, err := reader.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("%v in\n%s", err, content))
	}
	if len(all) == 0 {
		return nil
	}
	return all[1:]
}

// compare compares what stands with what may.
func (s *story) compare(ends []sides) error {
	now, err := look(s.repo)
	if err != nil {
		return err
	}
	var nearest []string
	for i, want := range ends {
		wrong := append(differences("on the base", now.base, want.base), differences("with the pull request", now.together(), want.together())...)
		if i == 0 || len(wrong) < len(nearest) {
			nearest = wrong
		}
	}
	if len(nearest) > 0 {
		return fmt.Errorf("%s", strings.Join(nearest, "\n"))
	}
	return nil
}

func differences(where string, got, want rows) (all []string) {
	every := maps.Clone(want.figures)
	maps.Copy(every, got.figures)
	for _, one := range sorted(every) {
		is, stands := got.figures[one]
		should, must := want.figures[one]
		switch {
		case stands && !must:
			all = append(all, fmt.Sprintf("%s %s must not stand, and is %q", where, one, is))
		case must && !stands:
			all = append(all, fmt.Sprintf("%s %s is lost, must be %q", where, one, should))
		case is != should:
			all = append(all, fmt.Sprintf("%s %s is %q, must be %q", where, one, is, should))
		}
	}
	return all
}

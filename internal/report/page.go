package report

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/chart"
	"github.com/org-growth/org-growth/internal/page"
	"github.com/org-growth/org-growth/internal/readme"
	"github.com/org-growth/org-growth/internal/stats"
)

// Site is the web page: where it stands, and what it says beside the figures.
type Site struct {
	Folder     string // empty: none
	Intro      []byte // Markdown
	IntroPath  string
	Rules      stats.Rules
	Repository string // owner/name, the calling one
	Branch     string // that the files are on
}

func (s Site) paths() []string {
	if s.Folder == "" {
		return nil
	}
	return page.Paths(s.Folder)
}

// check refuses to write over files that somebody else made.
func (s Site) check(old Files) error {
	var mistakes []error
	for _, file := range s.paths() {
		if have := old[file]; have != nil && !page.Ours(file, have) {
			mistakes = append(mistakes, fmt.Errorf("site: %s is a file that org-growth has not made, and would be written over: name another folder, or move that file away", file))
		}
	}
	return errors.Join(mistakes...)
}

// write adds the page of the lines to the files, unless somebody else has made
// one meanwhile. The history is in some of them, and the pictures are those of
// the README's section.
func (s Site) write(old, files, history Files, shown shown, o Options, section readme.Options) error {
	if s.Folder == "" {
		return nil
	}
	if err := s.check(old); err != nil {
		return err
	}
	p := page.Options{
		Folder: s.Folder, Title: o.Title, Intro: s.Intro, Path: s.IntroPath, CSV: slices.SortedFunc(maps.Keys(history), o.CSV.Compare),
		Columns: o.Columns, Rules: s.Rules, Server: o.Server, Repository: s.Repository, Branch: s.Branch,
		Lines: func(m stats.Metric) []stats.Line { return shown.until(stats.Forever, m) },
	}
	for _, e := range chart.ByDate(o.Events) {
		p.Events = append(p.Events, page.Event{Day: e.First, Until: e.Last, Text: e.Text, Date: e.Date()})
	}
	for _, c := range chart.Colours(shown.open) {
		p.Colours = append(p.Colours, page.Colour(c))
	}
	for _, c := range slices.Concat(section.Charts, section.Totals) {
		p.Charts = append(p.Charts, page.Picture{Light: c.Path, Dark: readme.Dark(c.Path), Alt: c.Alt})
	}
	written, err := page.Write(shown.open, p)
	maps.Copy(files, written)
	return err
}

// Package report turns the files of the calling repository and what was
// counted today into the files as they are to be: history, pictures,
// README and web page. It is pure, so it can run again when the files have changed
// meanwhile.
package report

import (
	"errors"
	"fmt"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/readme"
	"github.com/org-growth/org-growth/internal/stats"
)

// Options tell what to make, and where it stands in the calling repository.
type Options struct {
	Day     stats.Day // of what is counted
	Orgs    []stats.Org
	Server  string // that the workflow runs on, like https://github.com
	Title   string
	CSV     history.Pattern // path, or those of several files
	Figures []stats.Metric  // that pictures show
	Events  []Event         // milestones in them
	Redraw  stats.Period    // how often they show newer data; "" is Daily
	Chart   string          // path of the light picture of the growth of the first figure; empty: none
	Total   string          // likewise of the total
	README  string          // path; empty: none
	Columns []string        // of the table
	Rows    int             // of the table in README and summary, the others added up; 0: all
	Site    Site

	// Part tells which of the organisations a job counts that leaves charts, README
	// and page to another one. Nil: it makes them itself, of the whole history.
	Part func(stats.Account) bool
}

// Report makes the files of a run. What it has read once it does not read again,
// on a newer head either.
type Report struct {
	Options
	reader *history.Reader
}

// New returns a Report by options.
func New(o Options) *Report { return &Report{Options: o, reader: new(history.Reader)} }

// Pattern is the path of the history.
type Pattern = history.Pattern

// Writes returns the files that are written, as far as their paths are known
// beforehand.
func (o Options) Writes() []string {
	paths := []string{o.CSV.Path(o.Day)}
	for _, output := range o.Outputs() {
		if output.Path != "" && output.Path != string(o.CSV) {
			paths = append(paths, output.Path)
		}
	}
	return paths
}

// newest returns the path of the history, of several files the one in which
// the newest observed records stand.
func (o Options) newest(lines []stats.Line) string {
	day, found := stats.LastObserved(lines, stats.Forever)
	if !found {
		day = o.Day
	}
	return o.CSV.Path(day)
}

// Files are contents by path; nil is a file that does not exist.
type Files = map[string][]byte

// Known returns the organisations with what the files tell of them. No row may be
// dated more than a day later than today, by a clock that is right. A warning
// says that the history begins anew, although the README shows one. An error
// names what is wrong with the files: a history that cannot be read, and, as
// long as there is no history, a README without a place for the section.
func (r *Report) Known(old Files, today stats.Day) (known stats.Listed, warning string, err error) {
	o := r.Options
	past, err := r.history(old, today)
	err = errors.Join(err, o.Site.check(old))
	if err != nil {
		return known, "", errors.Join(err, checkREADME(old, o))
	}
	if past.Empty() {
		if err := checkREADME(old, o); err != nil {
			return known, "", err
		}
		if readme.Filled(o.README, old[o.README]) {
			warning = fmt.Sprintf("%s shows figures, but there is no history in %s, so it begins anew. If there was one in another file, "+
				"which the input csv named before, name that again, or rename the file: what was counted cannot be derived", o.README, o.CSV)
		}
	}
	return past.Known(o.Orgs), warning, nil
}

func (r *Report) history(files Files, today stats.Day) (*history.History, error) {
	h, err := r.reader.Read(r.CSV, files)
	if err != nil {
		return nil, err
	}
	return h, h.Until(today)
}

func checkREADME(old Files, o Options) error {
	if o.README == "" {
		return nil
	}
	if err := o.missingREADME(old); err != nil {
		return err
	}
	return readme.Check(o.section(nil, o.charts(shown{})), old[o.README])
}

func (o Options) missingREADME(old Files) error {
	if old[o.README] == nil {
		return fmt.Errorf("%s does not exist. Make it, with these two lines where the section is to stand "+
			"(or name another file in readme, or set readme: '' to write none):\n\n%s", o.README, readme.Lines)
	}
	return nil
}

// Build returns the new files, with what was counted in them. A README whose markers
// were broken after the first day is left alone, which Summary.README says: it
// must not cost a day.
func (r *Report) Build(old Files, counted []stats.Result, today stats.Day) (Files, Summary, error) {
	o := r.Options
	past, err := r.history(old, today)
	if err != nil {
		return nil, Summary{}, err
	}
	now, counted := o.add(past, counted)
	if o.Part != nil {
		return now.Files(), o.partial(now, counted), nil
	}
	shown := o.shown(now)
	lines := shown.open
	charts := o.charts(shown)
	files := now.Files()
	if err := o.draw(files, charts); err != nil {
		return nil, Summary{}, err
	}
	section := o.section(lines, charts)
	if err := o.Site.write(old, files, now.Files(), shown, o, section); err != nil {
		return nil, Summary{}, err
	}
	summary := summarise(lines, section)
	summary.Results = counted
	if o.README == "" {
		return files, summary, nil
	}
	if summary.README = o.missingREADME(old); summary.README != nil {
		return files, summary, nil
	}
	updated, broken := readme.Update(old[o.README], lines, section)
	if summary.README = broken; broken == nil {
		files[o.README] = updated
	}
	return files, summary, nil
}

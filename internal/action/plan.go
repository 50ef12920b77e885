package action

import (
	"errors"
	"fmt"
	"slices"

	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// plan turns the Config, and the files beside the history, into what each stage
// is to do. It is pure.
type plan struct {
	cfg    input.Config
	report report.Options
	notes  []input.Note
	wrong  error // with the list or the intro
}

// outputsOf returns what is known of the report before anything is read.
func outputsOf(cfg input.Config, day stats.Day) report.Options {
	var events []report.Event
	for _, e := range cfg.Events {
		events = append(events, report.Event(e))
	}
	return report.Options{
		Day: day, Server: cfg.ServerURL, Title: cfg.Title, Figures: cfg.Figures, Events: events, Redraw: cfg.Redraw,
		CSV: report.Pattern(cfg.CSV), Chart: cfg.Chart, Total: cfg.Total, README: cfg.README, Columns: cfg.Columns, Rows: cfg.Rows,
		Site: report.Site{
			Folder: cfg.Site, IntroPath: cfg.Intro, Rules: cfg.Rules, Repository: cfg.Repository, Branch: cfg.Branch,
		},
	}
}

// distinct refuses files that cannot stand beside each other.
func distinct(cfg input.Config) error {
	return outputsOf(cfg, 0).Distinct(report.Output{Input: "orgs-file", Path: cfg.OrgsFile}, report.Output{Input: "intro", Path: cfg.Intro})
}

// planned plans a day. Beside are orgs-file and intro.
func planned(cfg input.Config, day stats.Day, beside publish.Files) plan {
	p := plan{cfg: cfg, report: outputsOf(cfg, day)}
	p.report.Orgs, p.notes, p.wrong = input.Orgs(cfg, beside[cfg.OrgsFile])
	// A job of a matrix that counts a part of the list makes the history alone,
	// and leaves the others to the job that comes last.
	if cfg.Shard.Of > 0 {
		p.report.Chart, p.report.Total, p.report.README, p.report.Site = "", "", "", report.Site{}
		p.report.Part = cfg.Counts
	}
	if intro := p.report.Site.IntroPath; intro != "" {
		p.report.Site.Intro = beside[intro]
		if beside[intro] == nil {
			p.wrong = errors.Join(p.wrong, fmt.Errorf("intro: %s does not exist: write it on the branch that the workflow runs on, or leave intro out", intro))
		}
	}
	return p
}

// beside returns the paths of orgs-file and of the intro, which a job that counts
// a part does not need.
func beside(cfg input.Config) []string {
	paths := []string{cfg.OrgsFile}
	if cfg.Shard.Of == 0 {
		paths = append(paths, cfg.Intro)
	}
	return slices.DeleteFunc(paths, func(path string) bool { return path == "" })
}

// lacks reports whether a file that has to be there is in neither.
func (p plan) lacks(old, beside publish.Files) bool {
	return slices.ContainsFunc([]string{p.cfg.README, p.cfg.OrgsFile, p.cfg.Intro}, func(name string) bool {
		return name != "" && old[name] == nil && beside[name] == nil
	})
}

// part returns those of the lines that this job counts.
func (p plan) part(lines []stats.Line) []stats.Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l stats.Line) bool { return !p.cfg.Counts(l.Account) })
}

// counting is what to count, but for the ways to GitHub.
func (p plan) counting(known stats.Listed) collect.Options {
	return collect.Options{
		Server: p.cfg.ServerURL, Day: p.report.Day, Rules: p.cfg.Rules, Known: known, Backfill: p.cfg.Backfill,
		Accept: p.cfg.Accepts, Vouched: p.cfg.Vouches,
	}
}

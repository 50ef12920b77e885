package action

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// job is a run with what it is to do. It turns the Config into each stage's
// own options, so that the stages need not know it.
type job struct {
	Environment
	*logger
	cfg     input.Config
	want    report.Options
	listed  chan struct{} // is closed once the list is in want
	wrong   error         // with the list
	clock   *api.Clock    // GitHub's
	started time.Time
}

// wanted is what to make of the figures; the organisations come later.
func wanted(cfg input.Config, env Environment) report.Options {
	want := report.Options{
		Day: stats.DayOf(env.Now), Today: stats.DayOf(env.Now), Server: cfg.ServerURL, Title: cfg.Title,
		CSV: report.Pattern(cfg.CSV), Chart: cfg.Chart, Total: cfg.Total, README: cfg.README, Columns: cfg.Columns, Rows: cfg.Rows,
	}
	want.Site = report.Site{
		Folder: cfg.Site, IntroPath: cfg.Intro, Rules: cfg.Rules, Repository: cfg.Repository, Branch: cfg.Branch,
	}
	return want
}

// distinct refuses files that cannot stand beside each other.
func (j job) distinct() error {
	return j.want.Distinct(report.Output{Input: "orgs-file", Path: j.cfg.OrgsFile}, report.Output{Input: "intro", Path: j.cfg.Intro})
}

// part returns what this job of a matrix makes: one that counts a part of the
// list makes the history alone, and leaves the others to the job that comes
// last.
func (j job) part() report.Options {
	want := j.want
	if j.cfg.Shard.Of > 0 {
		want.Chart, want.Total, want.README, want.Site = "", "", "", report.Site{}
		want.Part = j.cfg.Shard.Has
	}
	return want
}

// client returns the way to GitHub with a token. Some requests of its hour may
// be left to others who use it.
func (j job) client(token string, reserve int, patience *api.Patience) (*api.Client, error) {
	return api.New(api.Options{
		URL: j.cfg.APIURL, Token: token, Reserve: reserve, Jobs: j.cfg.Shard.Of, Patience: patience, Transport: j.Transport, Clock: j.clock, Log: j.info,
	})
}

// onTime returns an error where the machine's clock, which decides the day, and
// GitHub's differ by more than twelve hours.
func (j job) onTime() error {
	theirs, known := j.clock.Now()
	ours := j.Now.Add(time.Since(j.started))
	if !known || ours.Sub(theirs).Abs() <= 12*time.Hour {
		return nil
	}
	const form = "15:04 MST on 2 January 2006"
	return fmt.Errorf("the clock of this machine says %s, and GitHub's %s: nothing was written, since the day would be wrong. Set the machine's clock right",
		ours.UTC().Format(form), theirs.UTC().Format(form))
}

func (j job) repository() (*publish.Repository, error) {
	client, err := j.client(j.cfg.Token, 0, api.NewPatience(j.cfg.MaxWait))
	if err != nil {
		return nil, err
	}
	return &publish.Repository{
		Client: client.Client, GraphQL: j.cfg.GraphQLURL, Name: j.cfg.Repository, Log: j.info, Proposes: j.cfg.Propose,
	}, nil
}

func (j job) target(r *publish.Repository) target {
	switch {
	case !j.cfg.Commit:
		return publish.Folder(j.cfg.Workspace)
	case j.cfg.Propose:
		return publish.PullRequest{
			Repository: r, Base: j.cfg.Branch, Make: j.cfg.Make, Message: j.cfg.Message, ServerURL: j.cfg.ServerURL,
			Merge: j.merge, All: j.all(), Warn: j.once(),
		}
	}
	return publish.Branch{Repository: r, Branch: j.cfg.Branch, Make: j.cfg.Make, Message: j.cfg.Message}
}

// merge merges what is pending in a pull request.
func (j job) merge(branch string, files publish.Files, changes []publish.Change) (publish.Files, []string, error) {
	var all []report.Change
	for _, c := range changes {
		all = append(all, report.Change(c))
	}
	return j.want.Merge(branch, files, all)
}

// files returns the files that a run reads. Which ones may depend on the list,
// which is waited for, and on what was counted.
func (j *job) files() publish.Wanted {
	next := func(listed []string, read publish.Files) []string {
		<-j.listed
		return j.want.Next(listed, read)
	}
	return publish.Wanted{Folders: j.want.Folders(), Next: next, Writes: j.want.Writes()}
}

// all returns all files of the history, whichever a run reads.
func (j job) all() publish.Wanted {
	j.want.Part = nil
	return publish.Wanted{Folders: j.want.Folders(), Next: j.want.Next, Writes: j.want.Writes()}
}

// read reads the files, and beside them orgs-file and intro, which stand on the
// branch that the workflow runs on even where the files are on another. The error
// of the list is told with what is wrong with the files.
func (j *job) read(ctx context.Context, files target, r *publish.Repository) (old publish.Snapshot, beside publish.Files, err error) {
	want := j.files()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		old, err = files.Read(ctx, want)
		return err
	})
	group.Go(func() (err error) {
		defer close(j.listed)
		beside, err = j.beside(ctx, files, r)
		if err == nil {
			j.list(beside)
		}
		return err
	})
	err = group.Wait()
	return old, beside, err
}

// list takes the list of organisations.
func (j *job) list(beside publish.Files) {
	orgs, notes, wrong := input.Orgs(j.cfg, beside[j.cfg.OrgsFile])
	j.notes(notes)
	j.want.Orgs, j.wrong = orgs, wrong
}

func (j job) beside(ctx context.Context, files target, r *publish.Repository) (publish.Files, error) {
	var names []string
	for _, name := range []string{j.cfg.OrgsFile, j.want.Site.IntroPath} {
		if name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	if j.cfg.Commit {
		return r.ReadAt(ctx, j.cfg.At(), names)
	}
	read, err := files.Read(ctx, publish.Wanted{Next: func([]string, publish.Files) []string { return names }})
	return read.Files, err
}

// known returns the organisations of the list with what the files know of
// them. Its error has all that is wrong with the files.
func (j *job) known(old publish.Snapshot, beside publish.Files) (stats.Listed, error) {
	if theirs, known := j.clock.Now(); known {
		j.want.Today = stats.DayOf(theirs)
	}
	known, anew, unreadable := report.Known(old.Files, j.want)
	if anew != "" {
		j.Warningf("%s", anew)
	}
	if err := errors.Join(j.wrong, j.intro(beside), unreadable); err != nil && !j.cfg.Commit && j.lacks(old.Files, beside) {
		return known, fmt.Errorf("%w\n\n(With commit: false files are read in the workspace: put a step uses: actions/checkout before this one.)", err)
	} else if err != nil {
		return known, err
	}
	if j.cfg.Shard.Report && len(stats.Counted(known.Lines)) == 0 {
		return known, fmt.Errorf("shard: report makes charts and README of the history, but %s has no record of these organisations: let the jobs that count come first", j.cfg.CSV)
	}
	return known, nil
}

// lacks tells whether a file that has to be there is in neither.
func (j job) lacks(old, beside publish.Files) bool {
	return slices.ContainsFunc([]string{j.cfg.README, j.cfg.OrgsFile, j.cfg.Intro}, func(name string) bool {
		return name != "" && old[name] == nil && beside[name] == nil
	})
}

// intro takes the intro, which has to be there.
func (j *job) intro(beside publish.Files) error {
	name := j.want.Site.IntroPath
	if name == "" {
		return nil
	}
	j.want.Site.Intro = beside[name]
	if beside[name] == nil {
		return fmt.Errorf("intro: %s does not exist: write it on the branch that the workflow runs on, or leave intro out", name)
	}
	return nil
}

// reserve is how many requests of an hour counting leaves to committing where
// both use one token: enough to build on a newer head some five times.
const reserve = 25

// count counts the organisations of this job's part with the token that reads.
// expired says that the token was refused after some had been counted.
func (j job) count(ctx context.Context, lines []stats.Line, known stats.Listed) (today []stats.Result, expired, err error) {
	part := slices.DeleteFunc(slices.Clone(lines), func(l stats.Line) bool { return !j.cfg.Shard.Has(l.Login) })
	if len(part) == 0 {
		return nil, nil, nil
	}
	o, err := j.collecting(known)
	if err != nil {
		return nil, nil, err
	}
	j.info(fmt.Sprintf("counting the open repositories of %s on %s",
		stats.Plural(len(part), "organisation", "organisations"), j.want.Day.Long()))
	today, err = collect.All(ctx, part, o)
	if api.Status(err) != http.StatusUnauthorized {
		return today, nil, err
	}
	said := strings.TrimSuffix(api.Message(err), ".")
	if today == nil {
		return nil, nil, fmt.Errorf("%s: %s. The token is wrong or has expired: renew it, or leave the input out; "+
			"to read public repositories it needs no permission", j.cfg.Reader.Input, said)
	}
	return today, fmt.Errorf("%s: %s, after some organisations had been counted, which are written. The token has expired or was taken back: "+
		"that of a GitHub App lives an hour, so make it in a step shortly before this one", j.cfg.Reader.Input, said), nil
}

func (j job) collecting(known stats.Listed) (o collect.Options, err error) {
	o = collect.Options{
		Server: j.cfg.ServerURL, Day: j.want.Day, Rules: j.cfg.Rules, Known: known, Backfill: j.cfg.Backfill, Accept: j.cfg.Accepts,
		Vouched: func(login string) bool { return slices.Contains(j.cfg.Accept, strings.ToLower(login)) },
		Done:    func(n, of int, r stats.Result) { j.info(progress(n, of, r)) },
	}
	keep := 0
	if j.cfg.Commit && j.cfg.Reader.Token == j.cfg.Token {
		keep = reserve
	}
	patience := api.NewPatience(j.cfg.MaxWait)
	if o.Client, err = j.client(j.cfg.Reader.Token, keep, patience); err == nil && j.cfg.Reader.Token != "" {
		o.Anonymous, err = j.client("", 0, patience)
	}
	return o, err
}

func progress(n, of int, r stats.Result) string {
	if r.Err != nil {
		return fmt.Sprintf("%d/%d %s: not counted: %v", n, of, r.Org.Login, r.Err)
	}
	return fmt.Sprintf("%d/%d %s: %s", n, of, r.Record.Login,
		stats.Plural(r.Record.Open(), "repository", "repositories"))
}

// publish builds the files and puts them where they belong. Where nothing was
// counted there is nothing to put.
func (j *job) publish(ctx context.Context, files target, old publish.Snapshot, today []stats.Result) (outcome, error) {
	done := outcome{today: today, title: j.cfg.Title}
	if done.counted() == 0 && !j.cfg.Shard.Report {
		return done, nil
	}
	var err error
	var built publish.Files
	done.result, err = files.Update(ctx, old, func(old publish.Files) (publish.Files, string, error) {
		files, summary, err := report.Build(old, today, j.want)
		built, done.summary, done.today = files, summary, summary.Results
		return files, fmt.Sprintf("%s: %s", j.want.Day, summary), err
	})
	if api.Status(err) == http.StatusUnauthorized && built != nil && j.cfg.Workspace != "" {
		err = j.leave(built, err)
	}
	if err == nil && j.cfg.Commit && j.cfg.Workspace != "" {
		done.workspace = publish.Folder(j.cfg.Workspace).Write(done.result.Files)
	}
	return done, err
}

// leave puts files into the workspace that could not be committed, since the
// token has expired while they were made.
func (j job) leave(built publish.Files, refused error) error {
	if err := publish.Folder(j.cfg.Workspace).Write(built); err != nil {
		return errors.Join(refused, err)
	}
	return fmt.Errorf("%w. Nothing is lost: the files are left in the workspace, where a later step can commit or keep them", refused)
}

package action

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// job is a run: the ways to GitHub and to the files, and what it says on them. It
// does not change after it is made.
type job struct {
	Environment
	*logger
	plan
	*report.Report
	clock             *api.Clock // GitHub's
	started           time.Time
	reader, anonymous *api.Client // count with the token that reads, and, for those who refuse it, without
}

func newJob(env Environment, log *logger, cfg input.Config) (*job, error) {
	j := &job{Environment: env, logger: log, plan: plan{cfg: cfg}, clock: new(api.Clock), started: time.Now()}
	var err error
	j.reader, j.anonymous, err = j.readers()
	return j, err
}

// with returns the job with its plan.
func (j job) with(p plan) *job {
	j.plan, j.Report = p, report.New(p.report)
	return &j
}

// client returns the way to GitHub with a token. Some requests of its hour may
// be left to others who use it.
func (j *job) client(token string, reserve int, patience *api.Patience) (*api.Client, error) {
	return api.New(api.Options{
		URL: j.cfg.APIURL, Token: token, Reserve: reserve, Jobs: j.cfg.Shard.Of, Patience: patience, Transport: j.Transport, Clock: j.clock, Log: j.info,
	})
}

// onTime returns an error where the machine's clock and GitHub's differ by more
// than twelve hours, so that one of them is wrong.
func (j *job) onTime() error {
	theirs, known := j.clock.Now()
	ours := j.Now.Add(time.Since(j.started))
	if !known || ours.Sub(theirs).Abs() <= 12*time.Hour {
		return nil
	}
	const form = "15:04 MST on 2 January 2006"
	return fmt.Errorf("the clock of this machine says %s, and GitHub's %s: nothing was written, since the day would be wrong. Set the machine's clock right",
		ours.UTC().Format(form), theirs.UTC().Format(form))
}

func (j *job) repository() (*publish.Repository, error) {
	client, err := j.client(j.cfg.Token, 0, api.NewPatience(j.cfg.MaxWait))
	if err != nil {
		return nil, err
	}
	return &publish.Repository{
		Client: client.Client, GraphQL: j.cfg.GraphQLURL, Name: j.cfg.Repository, Log: j.info, Proposes: j.cfg.Propose,
	}, nil
}

func (j *job) target(r *publish.Repository) target {
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
func (j *job) merge(branch string, files publish.Files, changes []publish.Change) (publish.Files, []string, error) {
	var all []report.Change
	for _, c := range changes {
		all = append(all, report.Change(c))
	}
	return j.Merge(branch, files, all, j.today())
}

// files returns the files that a run reads, once it has counted, too.
func (j *job) files(counted []stats.Result) publish.Wanted {
	return publish.Wanted{Folders: j.report.Folders(), Next: j.Next(counted), Writes: j.report.Writes()}
}

// all returns all files of the history, whichever a run reads.
func (j *job) all() publish.Wanted {
	return publish.Wanted{Folders: j.report.Folders(), Next: j.report.All, Writes: j.report.Writes()}
}

// beside reads orgs-file and intro, which stand on the branch that the workflow
// runs on even where the files are on another.
func (j *job) beside(ctx context.Context, r *publish.Repository) (publish.Files, error) {
	names := beside(j.cfg)
	switch {
	case len(names) == 0:
		return nil, nil
	case j.cfg.Commit:
		return r.ReadAt(ctx, j.cfg.At(), names)
	}
	read, err := publish.Folder(j.cfg.Workspace).Read(ctx, publish.Wanted{Next: func([]string, publish.Files) []string { return names }})
	return read.Files, err
}

// read plans the day and reads the files. Where GitHub's clock, which is first
// seen then, shows another day than the machine's, it does so again for that day.
func (j *job) read(ctx context.Context, r *publish.Repository, beside publish.Files) (*job, target, publish.Snapshot, error) {
	day := j.today()
	dated := j.with(planned(j.cfg, day, beside))
	files := dated.target(r)
	old, err := files.Read(ctx, dated.files(nil))
	if err == nil && j.today() != day {
		return j.read(ctx, r, beside)
	}
	return dated, files, old, err
}

// known returns the organisations of the list with what the files know of
// them. Its error has all that is wrong with the files.
func (j *job) known(old publish.Snapshot, beside publish.Files) (stats.Listed, error) {
	known, anew, unreadable := j.Known(old.Files, j.today())
	if anew != "" {
		j.Warningf("%s", anew)
	}
	if err := errors.Join(j.wrong, unreadable); err != nil && !j.cfg.Commit && j.lacks(old.Files, beside) {
		return known, fmt.Errorf("%w\n\n(With commit: false files are read in the workspace: put a step uses: actions/checkout before this one.)", err)
	} else if err != nil {
		return known, err
	}
	if j.cfg.Shard.Report && len(stats.Counted(known.Lines)) == 0 {
		return known, fmt.Errorf("shard: report makes charts and README of the history, but %s has no record of these organisations: let the jobs that count come first", j.cfg.CSV)
	}
	return known, nil
}

// today is the day by GitHub's clock, or by the machine's where GitHub was not
// asked.
func (j *job) today() stats.Day {
	if theirs, known := j.clock.Now(); known {
		return stats.DayOf(theirs)
	}
	return stats.DayOf(j.Now)
}

// reserve is how many requests of an hour counting leaves to committing where
// both use one token: enough to build on a newer head some five times.
const reserve = 25

// count counts the organisations of this job's part with the token that reads.
// Where GitHub refuses that, expired is its answer, and those who were not
// counted by then have an error.
func (j *job) count(ctx context.Context, lines []stats.Line, known stats.Listed) (today []stats.Result, expired, err error) {
	part := j.part(lines)
	if len(part) == 0 {
		return nil, nil, nil
	}
	o := j.counting(known)
	o.Client, o.Anonymous = j.reader, j.anonymous
	o.Done = func(n, of int, r stats.Result) { j.info(j.progress(n, of, r)) }
	j.info(fmt.Sprintf("counting the open repositories of %s on %s",
		stats.Plural(len(part), "organisation", "organisations"), j.report.Day.Long()))
	today, err = collect.All(ctx, part, o)
	if api.Status(err) == http.StatusUnauthorized {
		return today, err, nil
	}
	return today, nil, err
}

// refused says that GitHub refused the token that reads; without such an answer
// it returns nil.
func (j *job) refused(answer error, counted int) error {
	if answer == nil {
		return nil
	}
	said := strings.TrimSuffix(api.Message(answer), ".")
	if counted == 0 {
		return fmt.Errorf("%s: %s. The token is wrong or has expired: renew it, or leave the input out; "+
			"to read public repositories it needs no permission", j.cfg.Reader.Input, said)
	}
	return fmt.Errorf("%s: %s, after some organisations had been counted, which are written. The token has expired or was taken back: "+
		"that of a GitHub App lives an hour, so make it in a step shortly before this one", j.cfg.Reader.Input, said)
}

// readers returns the two ways to GitHub that count. They wait for limits
// together, for max-wait in a run.
func (j *job) readers() (reader, anonymous *api.Client, err error) {
	keep := 0
	if j.cfg.Commit && j.cfg.Reader.Token == j.cfg.Token {
		keep = reserve
	}
	patience := api.NewPatience(j.cfg.MaxWait)
	if reader, err = j.client(j.cfg.Reader.Token, keep, patience); err == nil && j.cfg.Reader.Token != "" {
		anonymous, err = j.client("", 0, patience)
	}
	return reader, anonymous, err
}

func (p plan) progress(n, of int, r stats.Result) string {
	if r.Err != nil {
		return fmt.Sprintf("%d/%d %s: not counted: %v", n, of, r.Org.Written(p.cfg.Host()), r.Err)
	}
	return fmt.Sprintf("%d/%d %s: %s", n, of, r.Record.Written(p.cfg.Host()),
		stats.Plural(r.Record.Open(), "repository", "repositories"))
}

// publish builds the files and puts them where they belong. Where nothing was
// counted there is nothing to put.
func (j *job) publish(ctx context.Context, files target, old publish.Snapshot, today []stats.Result) (outcome, error) {
	done := outcome{today: today, title: j.cfg.Title}
	if counted(today) == 0 && !j.cfg.Shard.Report {
		return done, nil
	}
	var err error
	var built publish.Files
	done.result, err = files.Update(ctx, old, func(old publish.Files) (publish.Files, string, error) {
		files, summary, err := j.Build(old, today, j.today())
		built, done.summary, done.today = files, summary, summary.Results
		return files, fmt.Sprintf("%s: %s", j.report.Day, summary), err
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
func (j *job) leave(built publish.Files, refused error) error {
	if err := publish.Folder(j.cfg.Workspace).Write(built); err != nil {
		return errors.Join(refused, err)
	}
	return fmt.Errorf("%w. Nothing is lost: the files are left in the workspace, where a later step can commit or keep them", refused)
}

// Package action is the product: one run of org-growth, from the inputs of a
// workflow's step to the commit, the outputs and the job summary.
package action

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
	"github.com/org-growth/org-growth/internal/collect"
	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// Environment is what a run has from outside.
type Environment struct {
	Getenv    func(string) string
	Stdout    io.Writer         // the step's log
	Now       time.Time         // decides the day, in UTC
	Transport http.RoundTripper // the way to GitHub
}

// target is where the files are: a branch on GitHub, or the workspace.
type target interface {
	Read(ctx context.Context, paths []string) (publish.Snapshot, error)
	Update(ctx context.Context, old publish.Snapshot, build publish.Build) (publish.Result, error)
}

// Run counts the organisations and publishes history, charts and table. It
// logs what it does; the error, which is logged too, says that the step did
// not do all of its job.
func Run(ctx context.Context, env Environment) error {
	log := newLog(env)
	err := run(ctx, env, log)
	if err != nil && ctx.Err() != nil {
		err = errors.New("cancelled: the branch is as it was, or has the whole commit")
	}
	if err != nil {
		log.err(err)
	}
	return err
}

func run(ctx context.Context, env Environment, log *logger) error {
	cfg, err := input.Parse(env.Getenv, report.Columns())
	log.mask(cfg.Token, cfg.Reader.Token)
	if err != nil {
		return err
	}
	writer, err := api.New(options(env, log, cfg, cfg.Token))
	if err != nil {
		return err
	}
	branch := publish.Branch{
		Client: writer, GraphQL: cfg.GraphQLURL, Repository: cfg.Repository,
		Name: cfg.Branch, Message: cfg.Message, Log: log.info,
	}
	var files target = branch
	if !cfg.Commit {
		files = publish.Folder(cfg.Workspace)
	}

	want := wanted(cfg, env)
	old, list, err := read(ctx, files, branch, cfg, want)
	if err != nil {
		return err
	}
	orgs, notes, err := input.Orgs(cfg, list)
	log.notes(notes)
	want.Orgs = orgs
	known, unreadable := report.Known(old.Files, want)
	if err := errors.Join(err, unreadable); err != nil {
		return err
	}

	if cfg.Shard.Report && len(stats.Counted(known)) == 0 {
		return fmt.Errorf("shard: report makes charts and README of the history, but %s has no record of these organisations: let the jobs that count come first", cfg.CSV)
	}
	part := slices.DeleteFunc(known, func(l stats.Line) bool { return !cfg.Shard.Has(l.Login) })
	today, err := count(ctx, env, log, cfg, part, want.Day)
	if err != nil {
		return err
	}
	done := outcome{today: today, title: cfg.Title}
	if done.counted() > 0 || cfg.Shard.Report {
		done.result, err = files.Update(ctx, old, func(old publish.Files) (publish.Files, string, error) {
			files, summary, err := report.Build(old, today, want)
			done.summary = summary
			return files, fmt.Sprintf("%s: %s", want.Day, summary), err
		})
		if err != nil {
			return err
		}
		if cfg.Commit && cfg.Workspace != "" {
			done.workspace = publish.Folder(cfg.Workspace).Write(done.result.Files)
		}
	}
	return announce(log, cfg, done)
}

// options tell how to reach GitHub with a token.
func options(env Environment, log *logger, cfg input.Config, token string) api.Options {
	return api.Options{
		URL: cfg.APIURL, Token: token, MaxWait: cfg.MaxWait, Transport: env.Transport, Log: log.info,
	}
}

// wanted is what to make of the figures; the organisations come later.
func wanted(cfg input.Config, env Environment) report.Options {
	want := report.Options{
		Day: stats.DayOf(env.Now), Server: cfg.ServerURL, Title: cfg.Title,
		CSV: cfg.CSV, Chart: cfg.Chart, Total: cfg.Total, README: cfg.README, Columns: cfg.Columns,
	}
	if cfg.Shard.Of > 0 { // the others are for the job that comes last
		want.Chart, want.Total, want.README = "", "", ""
	}
	return want
}

// read reads the files, and beside them orgs-file, which stands on the branch
// that the workflow runs on even where the files are on another.
func read(ctx context.Context, files target, branch publish.Branch, cfg input.Config, want report.Options) (old publish.Snapshot, list []byte, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		old, err = files.Read(ctx, want.Paths())
		return err
	})
	if cfg.OrgsFile != "" {
		group.Go(func() error {
			paths := []string{cfg.OrgsFile}
			if !cfg.Commit {
				read, err := files.Read(ctx, paths)
				list = read.Files[cfg.OrgsFile]
				return err
			}
			read, err := branch.ReadAt(ctx, cfg.Ref, paths)
			list = read[cfg.OrgsFile]
			return err
		})
	}
	err = group.Wait()
	return old, list, err
}

// reserve is how many requests of an hour counting leaves to committing where
// both use one token: enough to build on a newer head some fifteen times.
const reserve = 100

// count counts the organisations with the token that reads.
func count(ctx context.Context, env Environment, log *logger, cfg input.Config, known []stats.Line, day stats.Day) ([]stats.Result, error) {
	if len(known) == 0 {
		return nil, nil
	}
	reader := options(env, log, cfg, cfg.Reader.Token)
	if cfg.Commit && cfg.Reader.Token == cfg.Token {
		reader.Reserve = reserve
	}
	client, err := api.New(reader)
	if err != nil {
		return nil, err
	}
	var anonymous *github.Client
	if cfg.Reader.Token != "" {
		if anonymous, err = api.New(options(env, log, cfg, "")); err != nil {
			return nil, err
		}
	}
	log.info(fmt.Sprintf("counting the open repositories of %s on %s",
		stats.Plural(len(known), "organisation", "organisations"), day.Long()))
	today, err := collect.All(ctx, known, collect.Options{
		Client: client, Anonymous: anonymous, Server: cfg.ServerURL, Day: day, Rules: cfg.Rules, Backfill: cfg.Backfill,
		Accept: cfg.Accepts,
		Done:   func(n, of int, r stats.Result) { log.info(progress(n, of, r)) },
	})
	if api.Status(err) == http.StatusUnauthorized {
		return nil, fmt.Errorf("%s: %s. The token is wrong or has expired: renew it, or leave the input out; "+
			"to read public repositories it needs no permission", cfg.Reader.Input, strings.TrimSuffix(api.Message(err), "."))
	}
	return today, err
}

func progress(n, of int, r stats.Result) string {
	if r.Err != nil {
		return fmt.Sprintf("%d/%d %s: not counted: %v", n, of, r.Org.Login, r.Err)
	}
	return fmt.Sprintf("%d/%d %s: %s", n, of, r.Record.Login,
		stats.Plural(r.Record.OpenRepositories, "repository", "repositories"))
}

// Package action is the product: one run of org-growth, from the inputs of a
// workflow's step to the commit, the outputs and the job summary.
package action

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/stats"
)

// Environment is what a run has from outside.
type Environment struct {
	Getenv    func(string) string
	Stdout    io.Writer         // the step's log
	Now       time.Time         // decides the day, in UTC, where GitHub is not asked before counting
	Transport http.RoundTripper // the way to GitHub
}

// target is where the files are: a branch on GitHub, or the workspace.
type target interface {
	Read(ctx context.Context, want publish.Wanted) (publish.Snapshot, error)
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
		log.unfinished(err)
	}
	return err
}

func run(ctx context.Context, env Environment, log *logger) error {
	cfg, err := input.Parse(env.Getenv, stats.ColumnNames())
	log.mask(cfg.Token, cfg.Reader.Token)
	if err := errors.Join(err, distinct(cfg)); err != nil {
		return err
	}
	j, err := newJob(env, log, cfg)
	if err != nil {
		return err
	}
	repository, err := j.repository()
	if err != nil {
		return err
	}
	beside, err := j.beside(ctx, repository)
	if err != nil {
		return err
	}
	j, files, old, err := j.read(ctx, repository, beside)
	if err != nil {
		return err
	}
	j.say(j.notes)
	if err := j.onTime(); err != nil {
		return err
	}
	known, err := j.known(old, beside)
	if err != nil {
		return err
	}
	today, expired, err := j.count(ctx, known.Lines, known)
	if err != nil {
		return err
	}
	old, today, again, err := j.lookBack(ctx, files, old, known, today)
	if err != nil {
		return err
	}
	expired = j.refused(cmp.Or(expired, again), counted(today))
	if expired != nil && counted(today) == 0 {
		return expired
	}
	if err := j.onTime(); err != nil { // without a commit, GitHub was not asked before
		return err
	}
	done, err := j.publish(ctx, files, old, today)
	if err != nil {
		return err
	}
	done.expired = expired
	return announce(log, cfg, done)
}

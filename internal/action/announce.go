package action

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// outcome is what a run has done.
type outcome struct {
	title   string
	today   []stats.Result
	result  publish.Result
	summary report.Summary

	expired   error // why counting ended early
	workspace error // why the files are not in the workspace, although they are committed
}

func counted(today []stats.Result) int { return len(today) - len(report.Failed(today)) }

// announce writes outputs, job summary and the last lines of the log. The
// error says what was promised and not done.
func announce(log *logger, cfg input.Config, done outcome) error {
	failed := report.Failed(done.today)
	log.notCounted(failed, cfg.Host())
	log.warn("The list of organisations needs a hand:", report.Notes(done.today))
	if err := log.files(outputs(done, failed, cfg.Host()), done.summary.Markdown(done.title, cfg.Host(), done.today)); err != nil {
		return err
	}
	if done.result.Files != nil {
		log.info(done.summary.String())
		log.info(written(cfg, done.result))
	} else {
		log.info("nothing was counted, and nothing written")
	}
	return errors.Join(verdict(cfg.FailOn, len(failed), len(done.today)), done.expired, leftAlone(done.summary.README), done.workspace)
}

// outputs are single lines by their names in action.yml.
func outputs(done outcome, failed []stats.Result, host string) map[string]string {
	var logins []string
	for _, r := range failed {
		logins = append(logins, r.Org.Written(host))
	}
	out := map[string]string{
		"date": "", "organisations": "", "repositories": "", "change": "",
		"failed":  strings.Join(logins, ","),
		"changed": strconv.FormatBool(len(done.result.Changed) > 0),
		"commit":  done.result.Commit,

		"pull-request": done.result.PullRequest,
	}
	if s := done.summary; s.Organisations > 0 {
		out["date"] = s.Day.String()
		out["organisations"] = strconv.Itoa(s.Organisations)
		out["repositories"] = strconv.Itoa(s.Repositories)
		if s.HasChange {
			out["change"] = strconv.Itoa(s.Change)
		}
	}
	return out
}

// written says what was done with the files.
func written(cfg input.Config, result publish.Result) string {
	names := strings.Join(result.Changed[:min(len(result.Changed), shown)], ", ")
	if more := len(result.Changed) - shown; more > 0 {
		names += fmt.Sprintf(" and %s more", stats.Thousands(more))
	}
	switch {
	case names == "" && !cfg.Commit:
		return "nothing has changed since the last run: the workspace has the files"
	case names == "":
		return "nothing has changed since the last run: no commit"
	case !cfg.Commit:
		return "written into the workspace, without a commit: " + names
	case cfg.Propose:
		return fmt.Sprintf("proposed in %s as %s: %s", result.PullRequest, result.Commit, names)
	}
	return fmt.Sprintf("committed on %s as %s: %s", cfg.Branch, result.Commit, names)
}

// verdict fails the step by the input fail-on.
func verdict(failOn string, failed, all int) error {
	if failOn == input.Never || failed == 0 || failOn == input.All && failed < all {
		return nil
	}
	if failed == all {
		return errors.New("none of the organisations could be counted: nothing was written")
	}
	return fmt.Errorf("%d of %s could not be counted (fail-on: any); the others were", failed, stats.Plural(all, "organisation", "organisations"))
}

func leftAlone(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the day's records and pictures are written, but the README was left alone: %w", err)
}

// Command demo runs the whole action, as a workflow would, against a GitHub
// that is built in: on a calling repository with nothing but a README, and
// again on the next day. Run it from the project's root:
//
//	go run ./internal/demo
//
// It needs no network and writes the calling repository's files to demo-out.
//
//	go run ./internal/demo -serve 127.0.0.1:8080 -orgs 300 -repos 14000 -latency 80ms
//
// serves a GitHub of that size instead, until it is interrupted, and says how
// the action is run against it. GET /demo tells what was asked of it so far.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/org-growth/org-growth/internal/action"
	"github.com/org-growth/org-growth/internal/githubtest"
	"github.com/org-growth/org-growth/internal/stats"
)

const (
	calling = "nhs/open-source-statistics"
	token   = "ghs_of-the-demo"
	readme  = `# Open source in health

What the public repositories of 26 health organisations grow to.

<!-- org-growth:start -->
<!-- org-growth:end -->

## All of them together

<!-- org-growth:total:start -->
<!-- org-growth:total:end -->
`
)

// firstDay is fixed, so that the demo always makes the same bytes.
var firstDay = time.Date(2026, 11, 19, 4, 17, 0, 0, time.UTC)

func main() {
	log.SetFlags(0)
	address := flag.String("serve", "", "serve a GitHub at this `address`, like 127.0.0.1:8080")
	orgs := flag.Int("orgs", 0, "serve this number of made-up organisations; 0: the 26 of the demo")
	repos := flag.Int("repos", 0, "their repositories, all together; 0: 46 for each organisation")
	latency := flag.Duration("latency", 0, "serve each request with this `delay`")
	flag.Parse()
	if err := start(*address, size{*orgs, *repos, *latency}); err != nil {
		log.Fatal(err)
	}
}

func start(address string, of size) error {
	switch {
	case flag.NArg() > 0:
		return fmt.Errorf("%q is no flag: see -help", flag.Arg(0))
	case min(of.orgs, of.repos) < 0, of.repos > 0 && of.orgs == 0:
		return errors.New("-orgs and -repos are numbers of made-up ones, and -repos goes with -orgs")
	case address != "":
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		return serve(ctx, os.Stdout, address, of, "action.yml", "demo-out")
	case of != size{}:
		return errors.New("-orgs, -repos and -latency go with -serve")
	}
	return run(os.Stdout, "action.yml", "demo-out")
}

// run writes the log of both days to out, and the files to a folder.
func run(out io.Writer, actionFile, folder string) error {
	github := githubtest.New()
	github.AddToken(token, githubtest.Token{Write: true})
	for _, o := range health {
		github.AddOrg(o.login, 0, o.repositories(firstDay)...)
	}
	repository := github.AddRepository(calling, map[string]string{"README.md": readme})

	fmt.Fprintf(out, "Day 1: the repository %s holds a README with markers.\n\n", calling)
	if err := day(out, github, actionFile, firstDay); err != nil {
		return err
	}
	for login, repos := range newOnDay2 {
		github.AddRepos(login, repos...)
	}
	fmt.Fprint(out, "\nDay 2: four repositories more.\n\n")
	if err := day(out, github, actionFile, firstDay.AddDate(0, 0, 1)); err != nil {
		return err
	}
	fmt.Fprintln(out, "\nThe commits on main:")
	for _, c := range repository.Commits("main")[1:] {
		fmt.Fprintf(out, "  %.7s %s (%s)\n", c.SHA, c.Headline, stats.Plural(len(c.Files), "file", "files"))
	}
	if unknown := github.Unknown(); len(unknown) > 0 {
		return fmt.Errorf("the built-in GitHub does not know %q", unknown)
	}
	return write(out, folder, repository.Files("main"))
}

// day is a run of the workflow.
func day(out io.Writer, github *githubtest.Server, actionFile string, now time.Time) error {
	folder, err := os.MkdirTemp("", "org-growth-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	step, err := githubtest.NewStep(actionFile, folder, calling, token, map[string]string{
		"orgs":        list(health),
		"title":       "The growth of open source in healthcare",
		"total-chart": "data/org-growth-total.png",
		"site":        "docs",
	})
	if err != nil {
		return fmt.Errorf("preparing the step, for which the demo runs in the project's root: %w", err)
	}
	github.SetClock(now)
	return action.Run(context.Background(), action.Environment{
		Getenv: step.Getenv, Stdout: &runnerLog{out: out}, Now: now, Transport: github,
	})
}

// runnerLog shows workflow commands as GitHub does.
type runnerLog struct {
	out  io.Writer
	rest []byte // of a line that is not complete
}

func (l *runnerLog) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, ok := bytes.Cut(l.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		if shown, ok := show(string(line)); ok {
			fmt.Fprintf(l.out, "  %s\n", shown)
		}
		l.rest = rest
	}
}

func show(line string) (string, bool) {
	for command, title := range map[string]string{"::error::": "Error: ", "::warning::": "Warning: ", "::notice::": "Notice: "} {
		if text, ok := strings.CutPrefix(line, command); ok {
			return title + strings.NewReplacer("%0A", "\n  ", "%25", "%").Replace(text), true
		}
	}
	return line, !strings.HasPrefix(line, "::add-mask::")
}

// write puts files into a folder, and says which to open.
func write(out io.Writer, folder string, files map[string]string) error {
	fmt.Fprintf(out, "\nThe repository's files are in %s. Open:\n", folder)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		file := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(files[path]), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s\n", file)
	}
	return nil
}

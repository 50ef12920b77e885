package action

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/sethvargo/go-githubactions"

	"github.com/org-growth/org-growth/internal/input"
	"github.com/org-growth/org-growth/internal/stats"
)

// logger writes the step's log, and the files that GitHub reads after it.
// What comes from outside cannot start a workflow command in it.
type logger struct {
	*githubactions.Action
	getenv     func(string) string
	summarised bool // whether there is a job summary
}

func newLog(env Environment) *logger {
	return &logger{
		Action: githubactions.New(githubactions.WithWriter(&lines{w: env.Stdout}), githubactions.WithGetenv(env.Getenv)),
		getenv: env.Getenv,
	}
}

// lines is a writer for several goroutines, each of which writes whole lines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// mask hides secrets in everything that is logged after it.
func (l *logger) mask(secrets ...string) {
	slices.Sort(secrets)
	for _, secret := range slices.Compact(secrets) {
		if secret != "" {
			l.AddMask(secret)
		}
	}
}

// info logs a line.
func (l *logger) info(line string) { l.Infof("%s", clean(line)) }

// err logs an error, whose lines GitHub shows as one annotation.
func (l *logger) err(err error) { l.Errorf("%s", err) }

func (l *logger) say(notes []input.Note) {
	for _, note := range notes {
		if note.Warning {
			l.Warningf("%s", note.Text)
		} else {
			l.Noticef("%s", note.Text)
		}
	}
}

// once returns a way to warn of each text once, however often it is said.
func (l *logger) once() func(string) {
	said := map[string]bool{}
	return func(text string) {
		if !said[text] {
			l.Warningf("%s", clean(text))
		}
		said[text] = true
	}
}

// shown is how many texts or files a line names; the job summary and the
// output name more.
const shown = 20

// notCounted warns of the organisations that were not, in a workflow on a host.
func (l *logger) notCounted(failed []stats.Result, host string) {
	var texts []string
	for _, r := range failed {
		texts = append(texts, fmt.Sprintf("%s: %v", r.Org.Written(host), r.Err))
	}
	l.warn(stats.Plural(len(failed), "organisation was", "organisations were")+" not counted; earlier figures stand, where there are any:", texts)
}

// warn puts several texts into one annotation: GitHub shows ten a step.
func (l *logger) warn(heading string, texts []string) {
	if len(texts) == 0 {
		return
	}
	for _, text := range texts[:min(len(texts), shown)] {
		heading += "\n" + clean(text)
	}
	if more := len(texts) - shown; more > 0 {
		heading += fmt.Sprintf("\n… and %s more", stats.Thousands(more))
	}
	l.Warningf("%s", heading)
}

// files writes outputs and job summary, where a workflow asks for them. The
// library panics when it cannot write.
func (l *logger) files(outputs map[string]string, summary string) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("writing outputs and job summary: %v", problem)
		}
	}()
	if l.getenv("GITHUB_OUTPUT") != "" {
		for _, name := range slices.Sorted(maps.Keys(outputs)) {
			l.SetOutput(name, clean(outputs[name]))
		}
	}
	if l.getenv("GITHUB_STEP_SUMMARY") != "" {
		l.AddStepSummary(summary)
	}
	l.summarised = true
	return nil
}

// unfinished makes the error the job summary of a run that came to none.
func (l *logger) unfinished(err error) {
	if l.summarised {
		return
	}
	text := "org-growth has not done its job:\n\n```text\n" + strings.ReplaceAll(err.Error(), "```", "'''") + "\n```\n"
	if err := l.files(nil, text); err != nil {
		l.err(err)
	}
}

// clean makes a line of foreign text harmless: without line breaks and control
// characters, and without the two signs that start a workflow command.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	for strings.Contains(s, "::") {
		s = strings.ReplaceAll(s, "::", ":")
	}
	return strings.ReplaceAll(s, "##[", "## [")
}

package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/readme"
	"github.com/org-growth/org-growth/internal/stats"
)

// Summary is what a run has to say.
type Summary struct {
	Day           stats.Day // of the newest observed records
	Organisations int       // that have a record
	Repositories  int       // open ones, of all organisations
	Change        int       // of Repositories, since the newest observed day before Day
	Since         stats.Day // that day
	HasChange     bool      // false on the first day
	Table         string    // Markdown, with the date
	README        error     // why the README was left alone; nil where it was not

	Results []stats.Result // of those who were counted, as they were recorded
}

func summarise(lines []stats.Line, section readme.Options) Summary {
	s := Summary{
		Organisations: len(stats.Counted(lines)),
		Repositories:  stats.Total(lines),
		Table:         readme.Markdown(lines, section, tableLimit),
	}
	s.Day, _ = stats.LastObserved(lines, stats.Forever)
	if s.Since, s.HasChange = stats.LastObserved(lines, s.Day); s.HasChange {
		s.Change, s.HasChange = stats.Change(lines, s.Since)
	}
	return s
}

// partial says what is known of the part that a job counts. The table is left to
// the job that has read the whole history.
func (o Options) partial(now *history.History, today []stats.Result) Summary {
	part := slices.DeleteFunc(now.Known(o.Orgs).Lines, func(l stats.Line) bool { return !o.Part(l.Account) })
	s := Summary{Organisations: len(stats.Counted(part)), Repositories: stats.Total(part), Results: today}
	s.Day, _ = stats.LastObserved(part, stats.Forever)
	return s
}

// String says it in a line: total, organisations, date and change.
func (s Summary) String() string {
	line := fmt.Sprintf("%s across %s, %s",
		stats.Plural(s.Repositories, "open repository", "open repositories"),
		stats.Plural(s.Organisations, "organisation", "organisations"), s.Day.Long())
	if s.HasChange {
		line += fmt.Sprintf(" (%s since %s)", stats.Signed(s.Change), s.Since.Long())
	}
	return line
}

const (
	// tableLimit and the limits of what was not counted keep the job summary
	// well under GitHub's 1 MiB, above which it is lost whole.
	tableLimit  = 400 << 10
	failedLimit = 100 // organisations
	reasonLimit = 400 // bytes each, before escaping
)

// Markdown returns the job summary: the total with its change, who was not
// counted and why, and the table. It is under 900 KiB. Host is the workflow's own.
func (s Summary) Markdown(title, host string, today []stats.Result) string {
	var b strings.Builder
	if title != "" {
		fmt.Fprintf(&b, "### %s\n\n", readme.Escape(title))
	}
	if s.Organisations > 0 {
		fmt.Fprintf(&b, "**%s**\n\n", s)
	}
	if s.README != nil {
		said, lines, _ := strings.Cut(s.README.Error(), "\n\n")
		fmt.Fprintf(&b, "The README was left alone: %s\n\n", clip(said))
		if lines != "" { // to paste
			fmt.Fprintf(&b, "```html\n%s\n```\n\n", lines)
		}
	}
	b.WriteString(notes(today))
	b.WriteString(failedTable(Failed(today), host))
	b.WriteString(s.Table)
	return b.String()
}

// notes lists what is to be mended although it was counted.
func notes(today []stats.Result) string {
	var b strings.Builder
	for i, note := range Notes(today) {
		if i == failedLimit {
			break
		}
		fmt.Fprintf(&b, "- %s\n", clip(note))
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}

// Notes returns what is to be mended although it was counted.
func Notes(today []stats.Result) []string {
	var notes []string
	for _, r := range today {
		if r.Err == nil && r.Note != "" {
			notes = append(notes, r.Note)
		}
	}
	return notes
}

// Failed returns the results of the organisations that were not counted.
func Failed(today []stats.Result) []stats.Result {
	var failed []stats.Result
	for _, r := range today {
		if r.Err != nil {
			failed = append(failed, r)
		}
	}
	return failed
}

func failedTable(failed []stats.Result, host string) string {
	if len(failed) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Not counted today; earlier figures stand, where there are any:\n\n| Organisation | Why |\n| --- | --- |\n")
	for _, r := range failed[:min(len(failed), failedLimit)] {
		fmt.Fprintf(&b, "| %s | %s |\n", readme.Escape(r.Org.Written(host)), clip(r.Err.Error()))
	}
	if more := len(failed) - failedLimit; more > 0 {
		fmt.Fprintf(&b, "\n… and %s more\n", stats.Thousands(more))
	}
	return b.String() + "\n"
}

// clip shortens a text and makes it harmless in Markdown.
func clip(text string) string {
	return readme.Escape(strings.ToValidUTF8(text[:min(len(text), reasonLimit)], ""))
}

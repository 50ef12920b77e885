package report

import (
	"bytes"
	"errors"
	"slices"

	"github.com/org-growth/org-growth/internal/history"
	"github.com/org-growth/org-growth/internal/stats"
)

// most is how many bytes of the history may change in one commit: of the 37 MiB
// that GitHub takes, two are left to README, pictures and page.
const most = 35 << 20

var (
	errLater = errors.New("its past does not fit into one commit with those of the others, so it is not recorded yet: the next run takes it")
	errFull  = errors.New("its past does not fit into the file of the history, of which GitHub takes 37 MiB in a commit, so it is not recorded: " +
		"divide the history by year or month, as the README says")
)

// add adds what was counted to the history. Where all the derived past is more
// than GitHub takes in one commit, the last of the list are put off whole: the
// past of an organisation is derived only while the history has nothing of it.
func (o Options) add(past *history.History, today []stats.Result) (*history.History, []stats.Result) {
	now := past.Add(o.Day, o.Orgs, today)
	over := changed(past, now) - most
	fit := slices.Clone(today)
	reason, later := errLater, false
	if !o.CSV.Split() {
		reason = errFull
	}
	for i := len(fit) - 1; i >= 0 && over > 0; i-- {
		if r := &fit[i]; r.Err == nil && len(r.Past) > 0 {
			over -= atLeast(r.Past)
			r.Err, later = reason, true
		}
	}
	if later {
		now = past.Add(o.Day, o.Orgs, fit)
	}
	return now, fit
}

// atLeast returns how many bytes records have in a file, at least.
func atLeast(records []stats.Record) (n int) {
	const rest = len("2006-01-02") + len("1") + len("backfill") + len(",,,,,,,,,,\n")
	for _, r := range records {
		n += len(r.Login) + len(r.URL) + len(r.TopLanguage) + len(r.TopLicense) + rest
	}
	return n
}

// changed returns the bytes of the files that have changed.
func changed(past, now *history.History) int {
	old, n := past.Files(), 0
	for path, data := range now.Files() {
		if !bytes.Equal(old[path], data) {
			n += len(data)
		}
	}
	return n
}

package action

import (
	"context"
	"slices"

	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/report"
	"github.com/org-growth/org-growth/internal/stats"
)

// lookBack reads older files for those who were counted although the files that
// were read know nothing of them: they are new, or back after a while. Whose
// history is found is counted again, by what is known of it.
func (j *job) lookBack(ctx context.Context, files target, old publish.Snapshot, known []stats.Line, today []stats.Result) (publish.Snapshot, []stats.Result, error) {
	j.want.Counted = today
	fresh := map[string]bool{}
	for _, l := range known {
		_, found := l.Latest()
		fresh[l.Login] = !found
	}
	if j.want.Part == nil || !slices.ContainsFunc(today, func(r stats.Result) bool { return r.Err == nil && fresh[r.Org.Login] }) {
		return old, today, nil
	}
	old, err := files.Read(ctx, j.files())
	if err != nil {
		return old, nil, err
	}
	known, _, err = report.Known(old.Files, j.want)
	if err != nil {
		return old, nil, err
	}
	again, err := j.count(ctx, slices.DeleteFunc(known, func(l stats.Line) bool {
		_, found := l.Latest()
		return !found || !fresh[l.Login]
	}))
	for _, r := range again {
		i := slices.IndexFunc(today, func(t stats.Result) bool { return t.Org.Login == r.Org.Login })
		today[i] = r
	}
	return old, today, err
}

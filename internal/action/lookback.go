package action

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/org-growth/org-growth/internal/publish"
	"github.com/org-growth/org-growth/internal/stats"
)

// lookBack reads older files for those who were counted although the files that
// were read know nothing of them: they are new, or back after a while. Whose
// history is found is counted again, by what is known of it: what was counted
// first does not stand, even where the token has expired meanwhile.
func (j *job) lookBack(ctx context.Context, files target, old publish.Snapshot, known stats.Listed, today []stats.Result) (_ publish.Snapshot, _ []stats.Result, expired, err error) {
	fresh := map[stats.Account]bool{}
	for _, r := range today {
		fresh[r.Org.Account] = r.Err == nil && !recorded(known, r)
	}
	if j.report.Part == nil || !slices.Contains(slices.Collect(maps.Values(fresh)), true) {
		return old, today, nil, nil
	}
	old, err = files.Read(ctx, j.files(today))
	if err != nil {
		return old, nil, nil, err
	}
	known, _, err = j.Known(old.Files, j.today())
	if err != nil {
		return old, nil, nil, err
	}
	back := known
	back.Lines = nil
	for _, r := range today {
		if i := entry(known, r); i >= 0 && fresh[r.Org.Account] && recorded(known, r) {
			back.Lines = append(back.Lines, known.Lines[i])
		}
	}
	again, expired, err := j.count(ctx, back.Lines, known)
	all := append(slices.DeleteFunc(today, func(r stats.Result) bool { return entry(back, r) >= 0 }), again...)
	slices.SortFunc(all, func(a, b stats.Result) int { return cmp.Compare(entry(known, a), entry(known, b)) })
	return old, all, expired, err
}

// recorded reports whether there is a record of the account that was counted.
func recorded(known stats.Listed, r stats.Result) bool {
	if _, found := known.Newest[r.Record.Numbered(r.Record.ID)]; found {
		return true
	}
	i := entry(known, r)
	return i >= 0 && len(known.Lines[i].Records) > 0
}

func entry(known stats.Listed, r stats.Result) int {
	return slices.IndexFunc(known.Lines, func(l stats.Line) bool { return l.Account == r.Org.Account })
}

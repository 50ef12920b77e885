package page

import (
	"encoding/json"
	"fmt"

	"github.com/org-growth/org-growth/internal/stats"
)

// version of latest.json: it rises when something there changes its meaning or
// vanishes, not when something joins.
const version = 1

type latestFile struct {
	Version       int      `json:"version"`
	Title         string   `json:"title"`
	Date          *string  `json:"date"`
	Totals        object   `json:"totals"`
	Organisations []object `json:"organisations"` // null is what is not known
}

// object is a JSON object whose members stand in order, since the metrics are
// not known beforehand.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte("{")
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out = append(fmt.Appendf(out, "%q:", m.name), value...)
	}
	return append(out, '}'), nil
}

// metrics returns the numbers of the metrics behind the first, in their order.
func metrics(of func(column string) *int64) (members object) {
	for _, m := range stats.AllMetrics()[1:] {
		members = append(members, member{m.Key(), of(m.String())})
	}
	return members
}

func latest(t stats.Table, title string) ([]byte, error) {
	f := latestFile{Version: version, Title: stats.OneLine(title), Organisations: []object{}}
	if t.Dated {
		f.Date = some(t.Date.String())
	}
	sum := func(column string) *int64 {
		return number(stats.ColumnOf(column).Sum(t))
	}
	f.Totals = append(object{
		{"organisations", len(t.Lines)}, {stats.OpenRepositories.Key(), stats.Total(t.Lines)}, {"last_30_days", sum("Last 30 Days")},
	}, metrics(sum)...)
	for _, l := range t.Lines {
		f.Organisations = append(f.Organisations, figuresOf(t, l))
	}
	return written(f)
}

func figuresOf(t stats.Table, l stats.Line) object {
	last, _ := l.Latest()
	value := func(column string) *int64 {
		return number(stats.ColumnOf(column).Value(t, l))
	}
	var logins []string
	for _, m := range stats.Counted(l.Organisations()) {
		logins = append(logins, t.Written(m))
	}
	return append(object{
		{"name", l.Title()}, {"logins", logins}, {"url", t.Page(l)}, {"date", last.Day.String()},
		{stats.OpenRepositories.Key(), last.Open()}, {"last_30_days", value("Last 30 Days")},
		{"top_language", some(last.TopLanguage)}, {"top_license", some(last.TopLicense)},
	}, metrics(value)...)
}

// number returns a number, or nil where it is not known.
func number(n int64, known bool) *int64 {
	if !known {
		return nil
	}
	return &n
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// badge returns what an endpoint badge of shields.io shows.
func badge(t stats.Table) ([]byte, error) {
	return written(struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
	}{1, "open repositories", stats.Thousands(stats.Total(t.Lines)), "blue"})
}

func written(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return append(b, '\n'), nil
}

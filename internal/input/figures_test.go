package input

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

func TestFigures(t *testing.T) {
	c, err := parse(map[string]string{"INPUT_FIGURES": " stargazers, Open Repositories,\nWITHOUT LICENSE,", "INPUT_REDRAW": "weekly"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Figures, []stats.Metric{stats.Stargazers, stats.OpenRepositories, stats.WithoutLicense}) || c.Redraw != stats.Weekly {
		t.Errorf("figures %v, redrawn %s", c.Figures, c.Redraw)
	}
}

// Days, months and years are read, and what is no milestone is skipped.
func TestEvents(t *testing.T) {
	c, err := parse(map[string]string{"INPUT_EVENTS": strings.Join([]string{
		"# Policy", "2022-06-14: Open-source policy published\r", "", "  2024-02 : A month: # of its\tdays", "2023:A year",
		"2020-02-29: " + strings.Repeat("é", 120),
	}, "\n")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range c.Events {
		got = append(got, fmt.Sprintf("%s %s %s", e.First, e.Last, e.Text))
	}
	want := []string{
		"2022-06-14 2022-06-14 Open-source policy published", "2024-02-01 2024-02-29 A month: # of its days", "2023-01-01 2023-12-31 A year",
		"2020-02-29 2020-02-29 " + strings.Repeat("é", 120),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A mistake names the line as it is written. Fifty milestones are not too many.
func TestEventsRefused(t *testing.T) {
	for _, tt := range []struct{ written, want string }{
		{"# one\nPolicy published", `events line 2: "Policy published" does not begin with a date and a colon: ` + likeEvent},
		{"14 June 2022: Policy", `events line 1: "14 June 2022: Policy" does not begin with a date and a colon: ` + likeEvent},
		{"2022-06-14 Policy", `events line 1: "2022-06-14 Policy" does not begin with a date and a colon`},
		{"2022-6-1: Policy", `events line 1: "2022-6-1: Policy" does not begin with a date and a colon`},
		{"- 2022: Policy", `events line 1: "- 2022: Policy" does not begin with a date and a colon`},
		{"2023-02-29: Policy", `events line 1: "2023-02-29: Policy" has a date that does not exist, 2023-02-29: correct it`},
		{"2023-13: Policy", `events line 1: "2023-13: Policy" has a date that does not exist, 2023-13: correct it`},
		{"2023-00-10: Policy", `events line 1: "2023-00-10: Policy" has a date that does not exist`},
		{"2022-06-14: ", `events line 1: "2022-06-14:" has no text: ` + likeEvent},
		{"2022: " + strings.Repeat("a", 121), `has a text of 121 characters: shorten it to at most 120`},
		{strings.Repeat("2022: a\n", 51), "events: are 51, more than a chart can show: keep the 50 that matter most"},
		{strings.Repeat("2022: a\n", 50), ""},
	} {
		_, err := parse(map[string]string{"INPUT_EVENTS": tt.written})
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("the error is\n%v\nwant\n%s", err, tt.want)
		}
	}
}

// Whatever is written, a milestone has a text of one line, and a last day that is
// not before its first.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{"2022-06-14: a", "2022-06: b\n# c\n2022: d", "9999: e", "0000-01: f", "2022:\x00\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parse(map[string]string{"INPUT_EVENTS": text})
		if err != nil {
			return
		}
		for _, e := range c.Events {
			if e.Last < e.First || e.Text == "" || e.Text != stats.OneLine(e.Text) {
				t.Errorf("%+v", e)
			}
		}
	})
}

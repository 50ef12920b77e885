package action_test

import (
	"bytes"
	"fmt"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// parted is a README whose parts stand apart.
const parted = "# Statistics\n\n<!-- org-growth:chart:start -->\n<!-- org-growth:chart:end -->\n\n## Total\n\n<!-- org-growth:total:start -->\n<!-- org-growth:total:end -->\n\n" +
	"<!-- org-growth:table:start -->\n<!-- org-growth:table:end -->\n"

// Three figures are drawn, each with a total, light and dark, below each other in
// the README and on the page, with texts that say the figure. The milestones are
// named once.
func TestFigures(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": parted})
	w.addOrg("nhsuk", 3)
	with := map[string]string{
		"orgs": "nhsuk", "title": "Growth", "figures": "Open Repositories, Stargazers, Open Issues and PRs", "site": "docs",
		"chart": "docs/growth.png", "total-chart": "docs/total.png", "events": "# ours\n2020-01-02: A *policy*\n2019: Before | it\n\n2020-01: A <month>",
	}
	w.run(t, today, with).ok(t)
	w.AddRepos("nhsuk", githubtest.Repo{Name: "more", Stars: 5, Created: today})
	w.run(t, today.AddDate(0, 0, 1), with).ok(t)

	files := w.repo.Files("main")
	var pictures []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(path, ".png") {
			pictures = append(pictures, path)
			if _, err := png.Decode(strings.NewReader(files[path])); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	want := strings.Fields("docs/growth-dark.png docs/growth-open-issues-and-prs-dark.png docs/growth-open-issues-and-prs.png docs/growth-stargazers-dark.png docs/growth-stargazers.png docs/growth.png " +
		"docs/total-dark.png docs/total-open-issues-and-prs-dark.png docs/total-open-issues-and-prs.png docs/total-stargazers-dark.png docs/total-stargazers.png docs/total.png")
	if !slices.Equal(pictures, want) {
		t.Errorf("the pictures are %q", pictures)
	}
	different := map[string]string{}
	for _, path := range pictures {
		if other := different[files[path]]; other != "" {
			t.Errorf("%s and %s are the same picture", path, other)
		}
		different[files[path]] = path
	}

	section := picturesOf("Line chart: open repositories of 1 organisation from 1 January 2020 to 21 November 2026, 4 in total. Largest: nhsuk 4. Milestones: A *policy* (2 January 2020); A &lt;month&gt; (January 2020).", "docs/growth") +
		picturesOf("Line chart: stargazers of 1 organisation from 20 November 2026 to 21 November 2026, 8 in total. Largest: nhsuk 8.", "docs/growth-stargazers") +
		picturesOf("Line chart: open issues and PRs of 1 organisation from 20 November 2026 to 21 November 2026, 0 in total. Largest: nhsuk 0.", "docs/growth-open-issues-and-prs") +
		"Milestones: 1 Before &#124; it (2019); 2 A &lt;month&gt; (January 2020); 3 A &#42;policy&#42; (2 January 2020).\n\n<!-- org-growth:chart:end -->"
	total := picturesOf("Area chart: open repositories of 1 organisation, from 1 on 1 January 2020 to 4 on 21 November 2026. Largest: nhsuk 4. Milestones: A *policy* (2 January 2020); A &lt;month&gt; (January 2020).", "docs/total") +
		picturesOf("Area chart: stargazers of 1 organisation, from 3 on 20 November 2026 to 8 on 21 November 2026. Largest: nhsuk 8.", "docs/total-stargazers") +
		picturesOf("Area chart: open issues and PRs of 1 organisation, from 0 on 20 November 2026 to 0 on 21 November 2026. Largest: nhsuk 0.", "docs/total-open-issues-and-prs") +
		"<!-- org-growth:total:end -->"
	for _, want := range []string{section, total} {
		if !strings.Contains(files["README.md"], want) {
			t.Errorf("the README does not have\n%s\nbut\n%s", want, files["README.md"])
		}
	}
	for _, path := range pictures {
		if !strings.Contains(files["docs/index.html"], strings.TrimPrefix(path, "docs/")) {
			t.Errorf("the page does not show %s", path)
		}
	}
	if again := w.run(t, today.AddDate(0, 0, 1), with); again.ok(t).outputs(t)["changed"] != "false" {
		t.Errorf("a second run changes files:\n%s", again.log)
	}
}

// picturesOf is how a picture stands in the README.
func picturesOf(alt, path string) string {
	return "<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"" + path + "-dark.png\">\n  <img alt=\"" + alt + "\" src=\"" + path + ".png\" width=\"900\">\n</picture>\n\n"
}

// In the whole section the caption stands between the pictures and the table; where
// there is a total alone, below that.
func TestCaption(t *testing.T) {
	with := map[string]string{"orgs": "nhsuk", "events": "2022: A", "chart": "a.png", "total-chart": "b.png", "figures": "Stargazers, Forks"}
	for _, tt := range []struct{ readme, chart, want string }{
		{markers, "a.png", "a-forks.png\" width=\"900\">\n</picture>\n\nMilestones: 1 A (2022).\n\nData updated as of"},
		{parted, "", "b-forks.png\" width=\"900\">\n</picture>\n\nMilestones: 1 A (2022).\n\n<!-- org-growth:total:end -->"},
		{markers, "", "start -->\n\nData updated as of"},
	} {
		w := newWorld(t, map[string]string{"README.md": tt.readme})
		w.addOrg("nhsuk", 3)
		with["chart"] = tt.chart
		w.run(t, today, with).ok(t)
		if readme := w.repo.Files("main")["README.md"]; !strings.Contains(readme, tt.want) || strings.Count(readme, "Milestones:") > 1 {
			t.Errorf("the README does not have\n%s\nbut\n%s", tt.want, readme)
		}
	}
}

// A caption stands in no paragraph. Where it cannot be shown, the first run says so
// before it counts, and a later one keeps the figures.
func TestNoPlaceForCaption(t *testing.T) {
	centred := strings.NewReplacer("<!-- org-growth:chart:start", "<p align=\"center\">\n<!-- org-growth:chart:start", "chart:end -->", "chart:end -->\n</p>").Replace(parted)
	const want = "README.md line 4: org-growth:chart:start stands in <p>, which can hold no caption with milestones: move both markers out of it, or into a <div>"
	with := map[string]string{"orgs": "nhsuk", "chart": "a.png", "events": "2022: A"}
	w := newWorld(t, map[string]string{"README.md": centred})
	w.addOrg("nhsuk", 3)
	w.run(t, today, with).fails(t, want)
	if n := len(w.byUs()); n != 0 {
		t.Fatalf("there are %d commits", n)
	}
	delete(with, "events")
	w.run(t, today, with).ok(t)
	with["events"] = "2022: A"
	before := w.repo.Files("main")
	w.run(t, today.AddDate(0, 0, 1), with).fails(t, want)
	after := w.repo.Files("main")
	if after["README.md"] != before["README.md"] || !strings.Contains(after["data/org-growth.csv"], "nhsuk,2026-11-21,3") {
		t.Errorf("the files are\n%s\n%s", after["README.md"], after["data/org-growth.csv"])
	}
}

// A figure that is added changes no picture of the others, and its own begins with
// what was counted before.
func TestFigureAddedLater(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	with := map[string]string{"orgs": "nhsuk", "chart": "a.png"}
	w.run(t, today, with).ok(t)
	w.AddRepos("nhsuk", githubtest.Repo{Name: "more", Stars: 5, Created: today})
	w.run(t, today.AddDate(0, 0, 1), with).ok(t)
	with["figures"] = "Open Repositories, Stargazers"
	w.run(t, today.AddDate(0, 0, 1), with).ok(t)
	commits := w.byUs()
	if got := slices.Sorted(maps.Keys(commits[2].Files)); !slices.Equal(got, []string{"README.md", "a-stargazers-dark.png", "a-stargazers.png"}) {
		t.Errorf("the commit has %q", got)
	}
	if readme := commits[2].Files["README.md"]; !strings.Contains(readme, `"Line chart: stargazers of 1 organisation from 20 November 2026 to 21 November 2026, 8 in total. Largest: nhsuk 8."`) {
		t.Errorf("the README is\n%s", readme)
	}
}

// Over sixty days in which something changes daily, pictures are committed on the
// first counted day of each week or month alone: also where that day was missed,
// and where a day is counted again. The history grows daily.
func TestRedraw(t *testing.T) {
	first := today.AddDate(0, 0, -10) // Tuesday, 10 November 2026
	missed := []int{13, 21, 22}       // a Monday, and a Tuesday with 1 December
	tests := []struct {
		redraw, figure string
		want           []int // days with pictures
	}{
		{"weekly", "Open Repositories", []int{0, 6, 14, 20, 27, 34, 41, 48, 55}},
		{"monthly", "Stargazers", []int{0, 23, 52}},
	}
	for _, tt := range tests {
		t.Run(tt.redraw, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers})
			w.addOrg("nhsuk", 3)
			w.addOrg("other", 2)
			with := map[string]string{
				"orgs": "nhsuk\nother", "chart": "a.png", "figures": tt.figure, "redraw": tt.redraw, "events": "2026-11-12: A",
			}
			var days []int
			shown := ""
			for day := range 60 {
				if slices.Contains(missed, day) {
					continue
				}
				now := first.AddDate(0, 0, day)
				w.AddRepos("nhsuk", githubtest.Repo{Name: fmt.Sprintf("more-%d", day), Stars: day, Created: now})
				before := len(w.byUs())
				w.run(t, now, with).ok(t)
				if day%9 == 4 { // again, after more of them
					w.AddRepos("other", githubtest.Repo{Name: fmt.Sprintf("evening-%d", day), Created: now})
					w.run(t, now, with).ok(t)
				}
				csv := false
				for _, c := range w.byUs()[before:] {
					csv = csv || c.Files["data/org-growth.csv"] != ""
					if has(c, ".png") {
						days = append(days, day)
						shown = now.Format("2 January 2006")
					}
				}
				readme := w.repo.Files("main")["README.md"]
				if !csv || !strings.Contains(readme, "as of: `"+now.Format("2 January 2006")+"`") {
					t.Fatalf("on day %d history and table were left as they are", day)
				}
				if !strings.Contains(readme, " "+shown+", ") {
					t.Fatalf("on day %d the chart's text does not say %s:\n%s", day, shown, readme)
				}
			}
			if !slices.Equal(days, tt.want) {
				t.Errorf("pictures were committed on days %v, want %v", days, tt.want)
			}
		})
	}
}

// has reports whether a commit has a file whose path ends in this way.
func has(c githubtest.Commit, end string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Keys(c.Files)), func(path string) bool { return strings.HasSuffix(path, end) })
}

// What pictures show on a later day of the week is what they showed on the first,
// byte for byte, also where a job draws that counts nothing.
func TestRedrawnFromHistory(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	monday := today.AddDate(0, 0, -4)
	with := map[string]string{"orgs": "nhsuk", "chart": "a.png", "redraw": "weekly"}
	w.run(t, monday, with).ok(t)
	want := w.repo.Files("main")["a.png"]
	w.AddRepos("nhsuk", githubtest.Repo{Name: "more", Created: monday})
	w.run(t, monday.AddDate(0, 0, 1), with).ok(t)
	w.repo.Delete("main", "by hand", "a.png", "a-dark.png")
	with["shard"] = "report"
	w.run(t, monday.AddDate(0, 0, 2), with).ok(t)
	if got := w.repo.Files("main")["a.png"]; !bytes.Equal([]byte(got), []byte(want)) {
		t.Error("the picture is another one")
	}
	w.run(t, monday.AddDate(0, 0, 8), with).ok(t) // nothing was counted since
	if n := len(w.byUs()); n != 3 {
		t.Errorf("there are %d commits", n)
	}
	with["redraw"] = "daily"
	w.run(t, monday.AddDate(0, 0, 8), with).ok(t)
	if w.repo.Files("main")["a.png"] == want {
		t.Error("the daily picture is that of Monday")
	}
}

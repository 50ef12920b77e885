package action_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// Each mistake ends the run before anything is written, with a message that
// names the place and the way out.
func TestMistakes(t *testing.T) {
	const header = "Organisation,Date,Open Repositories\n"
	tests := []struct {
		name      string
		with      map[string]string
		variables []string
		files     map[string]string // besides README.md with markers; "-" takes a file away
		want      []string
	}{
		{name: "no list", with: map[string]string{"orgs": ""},
			want: []string{"orgs: no organisations are named: give orgs a login per line, or orgs-file the path of a list"}},
		{name: "a list of comments", with: map[string]string{"orgs": "# nhsuk\n"},
			want: []string{"the list of organisations is empty: give orgs a login per line"}},
		{name: "a repository", with: map[string]string{"orgs": "nhsuk\nThe NHS: nhsuk/repo"},
			want: []string{`orgs line 2: "nhsuk/repo" is not a login but looks like an address or a repository: write the organisation's login alone, like nhsuk`}},
		{name: "a list as YAML writes it", with: map[string]string{"orgs": "- nhsuk"},
			want: []string{`orgs line 1: "- nhsuk" is not a login: write it without the dash`}},
		{name: "a list as YAML writes it, with names", with: map[string]string{"orgs": "- The NHS: nhsuk"},
			want: []string{`orgs line 1: "- The NHS: nhsuk" is not a login: write it without the dash`}},
		{name: "an address", with: map[string]string{"orgs": "https://github.com/orgs/nhsuk/repositories"},
			want: []string{`orgs line 1: "https://github.com/orgs/nhsuk/repositories" is an address: write the login alone, like nhsuk`}},
		{name: "a mention", with: map[string]string{"orgs": "The NHS: @nhsuk"}, want: []string{`orgs line 1: "@nhsuk" is not a login: write it without the @`}},
		{name: "a key of another name", with: map[string]string{"orgs": "", "orgs-file": "orgs.yaml"}, files: map[string]string{"orgs.yaml": "health_orgs:\n  - nhsuk\n  - other\n"},
			want: []string{`orgs-file: orgs.yaml line 1: "health_orgs" would be one body with 2 organisations, summed: if it is the key of the list, call it orgs; `}},
		{name: "a comment or a name", with: map[string]string{"orgs": "nhsuk\nNHS # 1: nhs"},
			want: []string{`orgs line 2: "NHS # 1: nhs" reads as a login with a comment and as a name with a login: put the comment on a line of its own, or the name in quotes, like "NHS #1": nhsuk`}},
		{name: "a name without a login", with: map[string]string{"orgs": "The NHS:"},
			want: []string{`orgs line 1: "The NHS" has no login: write it as Display name: login`}},
		{name: "YAML of another shape", with: map[string]string{"orgs": "", "orgs-file": "orgs.yaml"}, files: map[string]string{"orgs.yaml": "a: {b: c}\nd: [e, f/g]\n"},
			want: []string{"orgs-file: orgs.yaml line 1: \"a\" holds more than logins: if it is the key of the list, call it orgs",
				`orgs-file: orgs.yaml line 2: "d": "f/g" is not a login but looks like an address or a repository: write the organisation's login alone, like f`}},
		{name: "no YAML", with: map[string]string{"orgs": "", "orgs-file": "orgs.yaml"}, files: map[string]string{"orgs.yaml": "a: [b\n"},
			want: []string{"orgs-file: orgs.yaml line 1: this is not YAML ("}},
		{name: "no file of organisations", with: map[string]string{"orgs": "", "orgs-file": "orgs.yaml"},
			want: []string{"orgs-file: orgs.yaml does not exist: it is read on the branch that the workflow runs on"}},
		{name: "a broken row", files: map[string]string{"data/org-growth.csv": header + "nhsuk,2026-11-19,4\nnhsuk,2026-11-20,many\n"},
			want: []string{`data/org-growth.csv line 3: Open Repositories: "many" is not a number`}},
		{name: "a row that lies ahead", files: map[string]string{"data/org-growth.csv": header + "nhsuk,2026-11-21,4\nnhsuk,2062-11-20,4\n"},
			want: []string{"data/org-growth.csv line 3: Date: 2062-11-20 lies ahead, today is 2026-11-20: correct the date there, or take the row out"}},
		{name: "another CSV", files: map[string]string{"data/org-growth.csv": "Name,Age\n"},
			want: []string{"data/org-growth.csv line 1: the header has no column Organisation"}},
		{name: "no markers", files: map[string]string{"README.md": "# Title\n"},
			want: []string{"README.md has no markers for the section. Paste these two lines", "<!-- org-growth:start -->\n<!-- org-growth:end -->"}},
		{name: "an empty README", files: map[string]string{"README.md": ""},
			want: []string{"README.md has no markers for the section. Paste these two lines"}},
		{name: "markers on one line", files: map[string]string{"README.md": "<!-- org-growth:start --><!-- org-growth:end -->\n"},
			want: []string{"README.md has no markers for the section. org-growth:start of line 1 has other text on its line: put it on a line of its own. Paste these two lines"}},
		{name: "markers in a paragraph", files: map[string]string{"README.md": "<p align=\"center\">\n<!-- org-growth:start -->\n<!-- org-growth:end -->\n</p>\n"},
			want: []string{"README.md line 2: org-growth:start stands in <p>, which can hold no table: move both markers out of it, or into a <div>"}},
		{name: "no README", files: map[string]string{"README.md": "-", "other": ""},
			want: []string{"README.md does not exist. Make it, with these two lines"}},
		{name: "list, history and README at once", with: map[string]string{"orgs": "", "orgs-file": "orgs.yaml"},
			files: map[string]string{"orgs.yaml": "a: b/c", "data/org-growth.csv": "x", "README.md": ""},
			want:  []string{"orgs-file: orgs.yaml line 1: ", "data/org-growth.csv line 1: ", "README.md has no markers"}},
		{name: "a chart of another form", with: map[string]string{"chart": "data/chart.svg"},
			want: []string{`chart: "data/chart.svg" does not end in .png, the only form of picture there is`}},
		{name: "a path that leaves", with: map[string]string{"csv": "../history.csv"},
			want: []string{`csv: "../history.csv" leaves its folder with ..: write the path from the repository's root`}},
		{name: "an absolute path", with: map[string]string{"readme": "/README.md"},
			want: []string{`readme: "/README.md" is not a path inside the repository: write it from the repository's root`}},
		{name: "an unknown placeholder", with: map[string]string{"csv": "data/{day}.csv"}, want: []string{`csv: "data/{day}.csv" has a placeholder that is neither {year} nor {month}: write it like data/org-growth-{year}.csv`}},
		{name: "months without years", with: map[string]string{"csv": "data/{month}.csv"}, want: []string{`csv: "data/{month}.csv" puts a month of all years into one file: write {year}, too, like data/org-growth-{year}-{month}.csv`}},
		{name: "a folder", with: map[string]string{"csv": "data/"}, want: []string{`csv: "data/" is a folder: name the file in it`}},
		{name: "a page that is another's file", with: map[string]string{"site": "data/org-growth.csv"}, want: []string{"site: data/org-growth.csv/index.html needs the folder data/org-growth.csv, and the file of csv is data/org-growth.csv: name another path for one of them"}},
		{name: "a page of one's own", with: map[string]string{"site": "docs"}, files: map[string]string{"docs/index.html": "<h1>Mine</h1>"},
			want: []string{"site: docs/index.html is a file that org-growth has not made, and would be written over: name another folder, or move that file away"}},
		{name: "files of one's own", with: map[string]string{"site": "docs"}, files: map[string]string{"docs/badge.json": `{"schemaVersion": 1, "label": "tests", "message": "7", "color": "blue"}`, "docs/latest.json": `{"version": "1.2.3"}`},
			want: []string{"site: docs/badge.json is a file that org-growth has not made", "site: docs/latest.json is a file that org-growth has not made, and would be written over: name another folder, or move that file away"}},
		{name: "a file in the place of the page's folder", with: map[string]string{"site": "docs"}, files: map[string]string{"docs": "notes"},
			want: []string{"docs is a file or a link, so there can be no docs/", ": name another path"}},
		{name: "a file in the place of the picture's folder", with: map[string]string{"chart": "docs/a.png"}, files: map[string]string{"docs": "notes"},
			want: []string{"docs is a file or a link, so there can be no docs/a.png: name another path"}},
		{name: "a page that is a file", with: map[string]string{"site": "docs/index.html"}, want: []string{`site: "docs/index.html" is a file: name the folder of the page, like docs`}},
		{name: "a page that leaves", with: map[string]string{"site": "../docs"},
			want: []string{`site: "../docs" leaves its folder with ..: write the path from the repository's root`}},
		{name: "an absolute page", with: map[string]string{"site": "/docs"},
			want: []string{`site: "/docs" is not a path inside the repository: write it from the repository's root, with slashes, like docs`}},
		{name: "an intro without a page", with: map[string]string{"intro": "intro.md"},
			want: []string{"intro: is the top of the web page, and site is empty: name a folder for the page, like site: docs, or leave intro out"}},
		{name: "no intro", with: map[string]string{"site": "docs", "intro": "intro.md"},
			want: []string{"intro: intro.md does not exist: write it on the branch that the workflow runs on, or leave intro out"}},
		{name: "a file of the page for another", with: map[string]string{"site": "docs", "csv": "docs/latest.json"},
			want: []string{"site: docs/latest.json is the file of csv already: name another"}},
		{name: "one file for two", with: map[string]string{"csv": "a.csv", "readme": "a.csv"}, want: []string{"readme: a.csv is the file of csv already: name another"}},
		{name: "one file for two pictures", with: map[string]string{"chart": "a.png", "total-chart": "a-dark.png"}, want: []string{"total-chart: a-dark.png is the file of chart already: name another"}},
		{name: "a file and a folder", with: map[string]string{"csv": "data.csv", "chart": "data.csv/org-growth.png"},
			want: []string{"chart: data.csv/org-growth.png needs the folder data.csv, and the file of csv is data.csv: name another path for one of them"}},
		{name: "a folder and a file", with: map[string]string{"csv": "docs/x.csv", "orgs-file": "docs"},
			want: []string{"orgs-file: docs is a file, and csv needs the folder docs for docs/x.csv: name another path for one of them"}},
		{name: "paths that differ in case", with: map[string]string{"csv": "a.csv", "readme": "A.csv"},
			want: []string{"readme: A.csv differs from a.csv, the file of csv, in case alone, and is the same file on Windows and macOS: name another"}},
		{name: "a file of the history", with: map[string]string{"csv": "data/{year}-{month}.csv", "readme": "data/2026-11.CSV"},
			want: []string{"readme: data/2026-11.CSV can be the same file as data/{year}-{month}.csv of csv: name another"}},
		{name: "in the part of a list", with: map[string]string{"csv": "data.csv", "chart": "data.csv/org-growth.png", "shard": "1/2"}, want: []string{"chart: data.csv/org-growth.png needs the folder data.csv"}},
		{name: "paths beside others", with: map[string]string{"csv": "a.csv", "readme": "a.csv", "max-wait": "x"}, want: []string{"max-wait: ", "readme: a.csv is the file of csv already"}},
		{name: "a tag", variables: []string{"GITHUB_REF=refs/tags/v1"},
			want: []string{"branch: the workflow runs on refs/tags/v1, which is no branch: name the branch to commit on, like branch: main"}},
		{name: "a pull request", variables: []string{"GITHUB_REF=refs/pull/7/merge"},
			want: []string{"branch: the workflow runs on refs/pull/7/merge, which is no branch"}},
		{name: "no token", with: map[string]string{"token": ""},
			want: []string{"token: is empty, so nothing can be committed: leave it out for the workflow's own token, or check the secret's name"}},
		{name: "a token that is refused", with: map[string]string{"token": "ghs_old"},
			want: []string{"401 Unauthorized: Bad credentials. The input token is wrong or has expired: leave it out for the workflow's own token, or renew it"}},
		{name: "a token for reading that is refused", with: map[string]string{"read-token": "ghp_old"},
			want: []string{"read-token: GitHub answered 401 Unauthorized: Bad credentials. The token is wrong or has expired: renew it, or leave the input out; to read public repositories it needs no permission"}},
		{name: "a token that may only read", with: map[string]string{"token": "ghs_reads"},
			want: []string{"committing on main: ", "permissions:\n  contents: write"}},
		{name: "another repository", variables: []string{"GITHUB_REPOSITORY=octo/other"},
			want: []string{"reading repository octo/other: GitHub answered 404 Not Found: Not Found. The token sees no repository octo/other"}},
		{name: "no boolean", with: map[string]string{"include-forks": "yes"}, want: []string{`include-forks: "yes" is neither true nor false`}},
		{name: "no time", with: map[string]string{"max-wait": "15"}, want: []string{`max-wait: "15" is not a length of time: write it like 15m, 90s or 1h`}},
		{name: "another word", with: map[string]string{"fail-on": "some"}, want: []string{`fail-on: "some" is not one of any, all, never`}},
		{name: "no shard", with: map[string]string{"shard": "9/8"}, want: []string{`shard: "9/8" is no part of the work: write it like 2/8, or report for the job that comes last`}},
		{name: "no such column", with: map[string]string{"columns": "Organisation, Stars"},
			want: []string{`columns: there is no column "Stars": the columns are Organisation, Date, Open Repositories, Last 30 Days, Top Language, Top License, URL, Stargazers, Forks, Open Issues and PRs, Active Repositories, Active Repositories %, Archived Repositories, Archived Repositories %, Without License, Without License %, Organisation ID, Source`}},
		{name: "no such figure", with: map[string]string{"figures": "Open Repositories, Stars"},
			want: []string{`figures: there is no figure "Stars": the figures are Open Repositories, Stargazers, Forks, Open Issues and PRs, Active Repositories, Archived Repositories, Without License`}},
		{name: "a share as a figure", with: map[string]string{"figures": "Without License %"}, want: []string{`figures: there is no figure "Without License %": the figures are Open Repositories, `}},
		{name: "a figure twice", with: map[string]string{"figures": "Forks, forks"}, want: []string{"figures: Forks stands twice: remove one"}},
		{name: "no figure", with: map[string]string{"figures": ""}, want: []string{"figures: is empty: name one, like Open Repositories, or, to draw none, leave chart and total-chart empty"}},
		{name: "a figure's picture for another", with: map[string]string{"chart": "a.png", "total-chart": "a-forks.png", "figures": "Stargazers, Forks"},
			want: []string{"total-chart: a-forks.png is the file of chart already: name another"}},
		{name: "milestones that are none", with: map[string]string{"events": "# ours\n2022-06-14: Policy\nPolicy, 2022\n2022-02-30: a\n2022:\n2022: " + strings.Repeat("a", 121)},
			want: []string{`events line 3: "Policy, 2022" does not begin with a date and a colon: write it like 2022-06-14: Open-source policy published (a month, like 2022-06, or a year will do)`,
				`events line 4: "2022-02-30: a" has a date that does not exist, 2022-02-30: correct it`, `events line 5: "2022:" has no text: write it like 2022-06-14: `,
				`events line 6: "2022: aaa`, "has a text of 121 characters: shorten it to at most 120"}},
		{name: "more milestones than there is room for", with: map[string]string{"events": strings.Repeat("2022: a\n", 51)}, want: []string{"events: are 51, more than a chart can show: keep the 50 that matter most"}},
		{name: "another time of redrawing", with: map[string]string{"redraw": "yearly"}, want: []string{`redraw: "yearly" is not one of daily, weekly, monthly: write one of them`}},
		{name: "no rows", with: map[string]string{"rows": "0"}, want: []string{`rows: "0" is not a whole number from 1 on: write it like 50, or leave the input out for all`}},
		{name: "rows in words", with: map[string]string{"rows": "all"}, want: []string{`rows: "all" is not a whole number from 1 on`}},
		{name: "no pair", with: map[string]string{"language-aliases": "SCSS"}, want: []string{`language-aliases: "SCSS" is not a pair: write it like Jupyter Notebook=Python`}},
		{name: "no branch's name", with: map[string]string{"branch": "refs/heads/main"}, want: []string{`branch: "refs/heads/main" is no name of a branch`}},
		{name: "all at once", with: map[string]string{"orgs": "a/b\nc d", "csv": "", "commit": "no", "max-wait": "x"},
			want: []string{"orgs line 1: ", "orgs line 2: ", "csv: is empty: ", "commit: ", "max-wait: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"README.md": markers}
			maps.Copy(files, tt.files)
			maps.DeleteFunc(files, func(_, content string) bool { return content == "-" })
			w := newWorld(t, files)
			w.AddToken("ghs_reads", githubtest.Token{})
			w.addOrg("nhsuk", 3)
			with := map[string]string{"orgs": "nhsuk"}
			maps.Copy(with, tt.with)
			r := w.run(t, today, with, tt.variables...)
			if r.err == nil {
				t.Fatalf("the run went well:\n%s", r.log)
			}
			for _, want := range tt.want {
				if !strings.Contains(r.err.Error(), want) {
					t.Errorf("the error is\n%v\nwant in it\n%s", r.err, want)
				}
			}
			// GitHub shows an error with several lines as one annotation.
			if escaped := "::error::" + strings.NewReplacer("%", "%25", "\n", "%0A").Replace(r.err.Error()); !strings.HasSuffix(r.log, escaped+"\n") {
				t.Errorf("the log does not end with the error:\n%s", r.log)
			}
			w.untouched(t, r)
			if summary := r.summary(t); !strings.Contains(summary, tt.want[0]) {
				t.Errorf("the job summary does not say it:\n%s", summary)
			}
		})
	}
}

// A history that begins anew, although the README shows one, is said.
func TestAnotherHistory(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers})
	w.addOrg("nhsuk", 3)
	with := map[string]string{"orgs": "nhsuk", "accept-drops": "nhs"}
	const anew, unlisted = "README.md shows figures, but there is no history in data/{year}.csv, so it begins anew.", "::warning::accept-drops: nhs is not in the list of organisations\n"
	if r := w.run(t, today, with).ok(t); strings.Contains(r.log, "begins anew") || !strings.Contains(r.log, unlisted) {
		t.Errorf("on the first day the log says\n%s", r.log)
	}
	with["csv"] = "data/{year}.csv"
	if r := w.run(t, today, with).ok(t); !strings.Contains(r.log, "::warning::"+anew) {
		t.Errorf("after a change of csv the log says\n%s", r.log)
	}
}

// What looks odd and is none of the user's business.
func TestOddFiles(t *testing.T) {
	bom, crlf := "\ufeff"+markers, strings.ReplaceAll(markers, "\n", "\r\n")
	tests := []struct {
		name  string
		files map[string]string
	}{
		{"a byte order mark", map[string]string{"README.md": bom}},
		{"carriage returns", map[string]string{"README.md": crlf}},
		{"markers in a code block before", map[string]string{"README.md": "```html\n" + markers + "```\n\n" + markers}},
		{"an empty history", map[string]string{"README.md": markers, "data/org-growth.csv": ""}},
		{"a history without rows", map[string]string{"README.md": markers, "data/org-growth.csv": "Organisation,Date,Open Repositories"}},
		{"an empty picture", map[string]string{"README.md": markers, "data/org-growth.png": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.files)
			w.addOrg("nhsuk", 3)
			with := map[string]string{"orgs": "nhsuk", "chart": "data/org-growth.png"}
			w.run(t, today, with).ok(t)
			before := tt.files["README.md"]
			between := strings.LastIndex(before, "<!-- org-growth:end")
			readme := w.repo.Files("main")["README.md"]
			section, ok := strings.CutPrefix(readme, before[:between])
			section, end := strings.CutSuffix(section, before[between:])
			if !ok || !end || !strings.Contains(section, "| [nhsuk](https://github.com/nhsuk) | 3 |") {
				t.Errorf("README:\n%s", readme)
			}
			w.run(t, today, with).ok(t)
			if n := len(w.byUs()); n != 1 {
				t.Errorf("%d commits, want one", n)
			}
		})
	}
}

// A README that breaks after the first day costs no day.
func TestREADMEBreaksLater(t *testing.T) {
	tests := map[string]string{
		"# All new\n": "README.md has no markers",
		"<h1>\n" + strings.TrimPrefix(markers, "# Statistics\n\n") + "</h1>\n": "README.md line 2: org-growth:start stands in <h1>, which can hold no table",
	}
	for broken, why := range tests {
		w := newWorld(t, map[string]string{"README.md": markers})
		w.addOrg("nhsuk", 3)
		with := map[string]string{"orgs": "nhsuk"}
		w.run(t, today, with).ok(t)
		w.repo.Push("main", map[string]string{"README.md": broken}, "tidy up")
		r := w.run(t, today.AddDate(0, 0, 1), with)
		if r.err == nil || !strings.Contains(r.err.Error(), "the day's records and pictures are written, but the README was left alone: "+why) {
			t.Errorf("it ends with %v", r.err)
		}
		files := w.repo.Files("main")
		if files["README.md"] != broken || !strings.Contains(files["data/org-growth.csv"], "nhsuk,2026-11-21,3") {
			t.Errorf("README %q, history:\n%s", files["README.md"], files["data/org-growth.csv"])
		}
	}
}

// What GitHub refuses is explained with its remedy.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*world)
		with    map[string]string
		want    string
	}{
		{"a ruleset", func(w *world) {
			w.repo.Protect("main", "Repository rule violations found\n\nChanges must be made through a pull request.")
		}, nil,
			"The branch is protected: set pull-request: true to propose the changes instead, name another branch in the input branch, or give the input token one that may commit there"},
		{"an empty repository", func(w *world) { w.repo = w.AddRepository("octo/empty", nil) }, nil,
			"Git Repository is empty. The repository needs a first commit, for instance a README with the markers"},
		{"a folder", nil, map[string]string{"csv": "docs.csv"}, "docs.csv is a folder, not a file: name another path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, map[string]string{"README.md": markers, "docs.csv/x": "y"})
			w.addOrg("nhsuk", 3)
			var variables []string
			if tt.prepare != nil {
				tt.prepare(w)
			}
			if w.repo.Head("main") == "" {
				variables = []string{"GITHUB_REPOSITORY=octo/empty"}
			}
			with := map[string]string{"orgs": "nhsuk"}
			maps.Copy(with, tt.with)
			r := w.run(t, today, with, variables...)
			if r.err == nil || !strings.Contains(r.err.Error(), tt.want) {
				t.Errorf("it ends with %v\nwant in it %s", r.err, tt.want)
			}
		})
	}
}

// A branch that does not exist is made from the default branch; the list of
// organisations is that of the workflow's branch.
func TestNewBranch(t *testing.T) {
	w := newWorld(t, map[string]string{"README.md": markers, "orgs.yaml": "- nhsuk"})
	w.addOrg("nhsuk", 3)
	w.addOrg("other", 1)
	with := map[string]string{"orgs-file": "orgs.yaml", "branch": "data/statistics"}
	w.run(t, today, with).ok(t)
	if len(w.byUs()) != 0 || !strings.Contains(w.repo.Files("data/statistics")["README.md"], "nhsuk") {
		t.Errorf("branches %q, README:\n%s", w.repo.Branches(), w.repo.Files("data/statistics")["README.md"])
	}
	w.repo.Push("main", map[string]string{"orgs.yaml": "- nhsuk\n- other"}, "one more")
	w.repo.Tag("v1")
	w.run(t, today, with, "GITHUB_REF=refs/tags/v1", "GITHUB_SHA="+w.repo.Head("main")).ok(t)
	if !strings.Contains(w.repo.Files("data/statistics")["README.md"], "2 organisations") {
		t.Errorf("README:\n%s", w.repo.Files("data/statistics")["README.md"])
	}
}

func (r ran) fails(t *testing.T, want string) {
	t.Helper()
	if r.err == nil || !strings.Contains(r.err.Error(), want) {
		t.Errorf("it ends with %v\nwant in it %s", r.err, want)
	}
}

package report

import (
	"errors"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// One login on two hosts is two accounts in every file. That of the workflow's own
// host is written without it.
func TestHosts(t *testing.T) {
	org := func(host, login, body string) stats.Org {
		return stats.Org{Account: stats.Account{Host: host, Login: login}, Body: body}
	}
	result := func(o stats.Org, id int64, n int) stats.Result {
		r := stats.Result{Org: o, Record: stats.Record{Account: o.Account, ID: id, URL: "https://" + o.Host + "/" + o.Login, Day: 20_000, Source: stats.Observed}}
		r.Record.Counts[stats.OpenRepositories] = stats.Known(n)
		return r
	}
	github, gitlab := org("github.com", "NHSBSA", "BSA"), org("gitlab.com", "nhsbsa", "BSA")
	group, lost := org("gitlab.com", "nhsx/tools", ""), org("gitlab.com", "lost", "")
	today := []stats.Result{result(github, 7, 4), result(gitlab, 7, 145), result(group, 8, 5), {Org: lost, Err: errors.New("no")}}
	o := Options{
		Day: 20_000, Server: "https://github.com", CSV: "data.csv", README: "README.md", Columns: []string{"Organisation", "Open Repositories", "URL"},
		Orgs: []stats.Org{github, gitlab, group, lost}, Site: Site{Folder: "docs", Repository: "octo/stats", Branch: "main"},
	}
	old := Files{"README.md": []byte("<!-- org-growth:start -->\n<!-- org-growth:end -->\n")}
	files, summary, err := New(o).Build(old, today, o.Day)
	if err != nil || summary.README != nil {
		t.Fatal(err, summary.README)
	}
	files["summary"] = []byte(summary.Markdown("", "github.com", today))
	for path, wants := range map[string][]string{
		"data.csv": {"\nNHSBSA,2024-10-04,4,,,https://github.com/NHSBSA,", "\nnhsbsa,2024-10-04,145,,,https://gitlab.com/nhsbsa,", "\nnhsx/tools,2024-10-04,5,,,https://gitlab.com/nhsx/tools,"},
		"README.md": {
			"| BSA: [NHSBSA](https://github.com/NHSBSA); [gitlab.com/nhsbsa](https://gitlab.com/nhsbsa) | 149 | https://github.com/NHSBSA |",
			"| [nhsx/tools](https://gitlab.com/nhsx/tools) | 5 | https://gitlab.com/nhsx/tools |",
		},
		"docs/latest.json": {`"NHSBSA",`, `"gitlab.com/nhsbsa"`, `"gitlab.com/nhsx/tools"`},
		"docs/index.html":  {`<a href="https://gitlab.com/nhsbsa"><bdi>gitlab.com/nhsbsa</bdi></a>`, `href="https://gitlab.com/nhsx/tools"`},
		"summary":          {"| gitlab.com/lost | no |"},
	} {
		for _, want := range wants {
			if !strings.Contains(string(files[path]), want) {
				t.Errorf("%s lacks %s:\n%.3000s", path, want, files[path])
			}
		}
	}
}

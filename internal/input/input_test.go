package input

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

// sound is the inputs that every run needs.
var sound = map[string]string{
	"INPUT_ORGS": "nhsuk", "INPUT_CSV": "data/org-growth.csv", "INPUT_COLUMNS": "Organisation", "INPUT_INCLUDE-FORKS": "false",
	"INPUT_INCLUDE-ARCHIVED": "true", "INPUT_BACKFILL": "true", "INPUT_COMMIT": "true", "INPUT_PULL-REQUEST": "false", "INPUT_COMMIT-MESSAGE": "Update",
	"INPUT_MAX-WAIT": "15m", "INPUT_FAIL-ON": "all", "INPUT_FIGURES": "Open Repositories", "INPUT_REDRAW": "daily", "INPUT_TOKEN": "ghs_token",
	"GITHUB_API_URL": "https://api.github.com", "GITHUB_SERVER_URL": "https://github.com",
	"GITHUB_REPOSITORY": "octo/stats", "GITHUB_REF": "refs/heads/main",
}

// parse reads inputs beside those that every run needs.
func parse(with map[string]string) (Config, error) {
	environment := maps.Clone(sound)
	maps.Copy(environment, with)
	return Parse(func(name string) string { return environment[name] }, []string{"Organisation", "Date", "Last 30 Days"})
}

func org(login string) stats.Org {
	return stats.Org{Account: stats.Account{Host: "github.com", Login: login}}
}

func titled(login, name string) stats.Org {
	o := org(login)
	o.Name = name
	return o
}

func member(login, body string) stats.Org {
	o := org(login)
	o.Body = body
	return o
}

func TestOrgs(t *testing.T) {
	tests := []struct {
		name string
		orgs string
		want []stats.Org
	}{
		{"one", "nhsuk", []stats.Org{org("nhsuk")}},
		{"lines", "\n nhsuk \n\nNHS Digital: NHSDigital\n", []stats.Org{org("nhsuk"), titled("NHSDigital", "NHS Digital")}},
		{"carriage returns", "a\r\nb\r\n", []stats.Org{org("a"), org("b")}},
		{"the last colon", "NHS: 111 Online: 111Online", []stats.Org{titled("111Online", "NHS: 111 Online")}},
		{"comments", "# all\na # one\nC# friends: b#\nC# friends: c", nil},
		{"a comment and a name with a sign", "# all\na # one\nC# friends: c", []stats.Org{org("a"), titled("c", "C# friends")}},
		{"a sign in a name", "NHS #1: nhsuk\nThe #1 of #2: b # the second\n\"NHS # 3\": c", []stats.Org{titled("nhsuk", "NHS #1"), titled("b", "The #1 of #2"), titled("c", "NHS # 3")}},
		{"a sign in a name, and no login", "NHS #1: the first", nil},
		{"a sign in a name among commas", "a, NHS #1: b", []stats.Org{org("a"), titled("b", "NHS #1")}},
		{"comments with colons", "a # see: the wiki\nB: b # see: https://example.org\nC: c #see\n#D: d\nE: e ## e: e e", []stats.Org{org("a"), titled("b", "B"), titled("c", "C"), titled("e", "E")}},
		{"a comment or a name", "nhsuk # once: nhsx", nil},
		{"a comment or a name, with another comment", "NHS # 1: nhsuk # first", nil},
		{"a name and a comment or a name", "NHS: 111 #1: x", nil},
		{"commas", "a, Two: b,c,", []stats.Org{org("a"), titled("b", "Two"), org("c")}},
		{"a comma in a name", "All of Health, and care: nhsuk", []stats.Org{titled("nhsuk", "All of Health, and care")}},
		{"a comma in a name among lines", "a\nHealth, care: b", []stats.Org{org("a"), titled("b", "Health, care")}},
		{"quotes", "\"a\"\n'B b': b\n\"C: c\"\nThe \"D\": d", []stats.Org{org("a"), titled("b", "B b"), titled("c", "C"), titled("d", `The "D"`)}},
		{"commas at the ends", "a,\nB: b,", []stats.Org{org("a"), titled("b", "B")}},
		{"twice", "A: nhsuk\nB: NHSUK", []stats.Org{titled("nhsuk", "A")}},
		{"odd logins", "a--b-\nx_corp\n0", []stats.Org{org("a--b-"), org("x_corp"), org("0")}},
		{"too long", strings.Repeat("a", 40), nil},
		{"an address", "https://github.com/nhsuk", nil},
		{"words", "NHS Digital", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := parse(map[string]string{"INPUT_ORGS": tt.orgs})
			var got []stats.Org
			if err == nil {
				got, _, err = Orgs(c, nil)
			}
			if (err != nil) != (tt.want == nil) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestOrgsFile(t *testing.T) {
	tests := []struct {
		name  string
		file  string
		want  []stats.Org // after the one of orgs
		notes []Note
	}{
		{"a list", "- a\n- 'b' # two\n- 0123\n", []stats.Org{org("a"), org("b"), org("0123")}, nil},
		{"names", "Two Words: b\n\"With: colon\": c\n", []stats.Org{titled("b", "Two Words"), titled("c", "With: colon")}, nil},
		{"names in a list", "- Two Words: b\n- c\n", []stats.Org{titled("b", "Two Words"), org("c")}, nil},
		{"bodies", "Two: [b, c]\nOne: [d]\n", []stats.Org{member("b", "Two"), member("c", "Two"), titled("d", "One")}, nil},
		{"under orgs", "orgs:\n  - a\nother: 1\nmore: {x: y}\n", []stats.Org{org("a")},
			[]Note{{Text: "list.yaml: only orgs is read, not other, more"}}},
		{"one under orgs", "orgs: b\n", []stats.Org{org("b")}, nil},
		{"as the NHS has it", "github_org_dict:\n  {\n    \"A\": \"a\",\n  }\n", []stats.Org{titled("a", "A")}, nil},
		{"maps in a list", "- name: Two Words\n  login: b\n- {Login: c, NAME: C}\n- login: d\n- org: e\n", []stats.Org{titled("b", "Two Words"), titled("c", "C"), org("d"), org("e")}, nil},
		{"a body in a list", "- name: Two\n  logins: [b, c]\n- Three: [d, e]\n- name:\n  login: f\n", []stats.Org{member("b", "Two"), member("c", "Two"), member("d", "Three"), member("e", "Three"), org("f")}, nil},
		{"maps with more in them", "orgs:\n- name: B\n  url: https://github.com/b\n  login: b\n- login: c\n  Sector: health\n  url: x\n", []stats.Org{titled("b", "B"), org("c")},
			[]Note{{Text: "list.yaml: of an entry only name and login are read, not Sector, url"}}},
		{"a map alone", "name: B\nlogin: b\n", []stats.Org{titled("b", "B")}, nil},
		{"a capital key", "Orgs: [b, c]\n", []stats.Org{org("b"), org("c")}, nil},
		{"a capital key beside another", "Title: x\nORGS:\n  B: b\n", []stats.Org{titled("b", "B")}, []Note{{Text: "list.yaml: only ORGS is read, not Title"}}},
		{"under list", "list:\n- b\n- c\n", []stats.Org{org("b"), org("c")}, nil},
		{"under organisations", "organisations:\n- B: b\n- C: [c, d]\n", []stats.Org{titled("b", "B"), member("c", "C"), member("d", "C")}, nil},
		{"one body alone", "OpenSAFELY: [b, c]\n", []stats.Org{member("b", "OpenSAFELY"), member("c", "OpenSAFELY")},
			[]Note{{Warning: true, Text: `list.yaml line 1: "OpenSAFELY" is read as the name of one body with 2 organisations. If it is the key of the list, call it orgs; ` +
				"if it is a body, write it as an entry of a list, with its name, like - OpenSAFELY: [opensafely, opensafely-core]"}}},
		{"a body with the name of a list, in a list", "- Other organisations: [b, c]\n", []stats.Org{member("b", "Other organisations"), member("c", "Other organisations")}, nil},
		{"JSON", `{"orgs": [{"name": "B", "login": "b"}, "c"]}`, []stats.Org{titled("b", "B"), org("c")}, nil},
		{"text in a list", "- 'B: b'\n- C:c\n", []stats.Org{titled("b", "B"), titled("c", "C")}, nil},
		{"signs", "\"NHS #1\": b # c: d\n'#2': c #d\n# E: e\n", []stats.Org{titled("b", "NHS #1"), titled("c", "#2")}, nil},
		{"comments in a list", "- b # see: https://example.org\n- c # see also: the wiki\n", []stats.Org{org("b"), org("c")}, nil},
		{"twice", "B: NHSUK\n", nil, []Note{{Warning: true, Text: "NHSUK is in the list of organisations more than once: it is counted once"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := parse(map[string]string{"INPUT_ORGS-FILE": "list.yaml"})
			if err != nil {
				t.Fatal(err)
			}
			got, notes, err := Orgs(c, []byte(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(append([]stats.Org{org("nhsuk")}, tt.want...), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes (-want +got)\n%s", diff)
			}
		})
	}
}

// A file that cannot be read as it was meant is refused with its line, what is
// wrong and the way out. Nothing in it is taken for a login.
func TestOrgsFileRefused(t *testing.T) {
	tests := []struct{ file, want string }{
		{"", "list.yaml is empty: " + shape},
		{"# nothing\n", "list.yaml is empty: " + shape},
		{"[]", "list.yaml names no organisation: " + shape},
		{"{}", "list.yaml names no organisation: " + shape},
		{"orgs:\n", "list.yaml names no organisation: " + shape},
		{"- a\n---\n- b\n", "list.yaml line 2: a second YAML document begins here: write one"},
		{"- a\n- b: [c\n", "list.yaml line 2: this is not YAML (sequence end token ']' not found): " + shape},
		{"A: a\nA: b\n", `list.yaml line 2: this is not YAML (mapping key "A" already defined at [1:1]): ` + shape},
		{"nhsuk\nnhsx\n", `list.yaml line 1: "nhsuk nhsx" is text and no list: put a dash and a space before each login, like - nhsuk`},
		{"- nhsuk, nhsx\n", `list.yaml line 1: "nhsuk, nhsx" is not a login of GitHub`},
		{"NHS: nhsuk, nhsx\n", `list.yaml line 1: "nhsuk, nhsx" is not a login: write several as a list, like OpenSAFELY: [opensafely, opensafely-core]`},
		{"NHS:\n", `list.yaml line 1: "NHS" has no login: ` + shape},
		{"NHS: []\n", `list.yaml line 1: "NHS" has no login: ` + shape},
		{"- a\n- name: NHS\n", `list.yaml line 2: this entry has "name" and no login: write its name and login (- NHS Digital: nhsdigital), or both keys (name: NHS Digital, and below it login: nhsdigital)`},
		{"- title: NHS\n  github: nhsuk\n", `list.yaml line 1: this entry has "title" and no login`},
		{"- NHS: nhsuk\n  B: b\n", `list.yaml line 1: this entry has "NHS" and no login`},
		{"- name: [NHS]\n  login: nhsuk\n", "list.yaml line 1: the name of this entry is no plain text: write it like name: NHS Digital"},
		{"- - a\n  - b\n", "list.yaml line 1: a body with several organisations needs its name and their logins: write it like OpenSAFELY: [opensafely, opensafely-core]"},
		{"title: hello\norgs: nhsuk\n", `list.yaml line 2: "orgs" is the key of a list, and here of a single value beside other keys (title): write it as a list, like orgs: [nhsuk]`},
		{"title: hello\nNHS: nhsuk\n", `list.yaml line 1: "title" stands beside other keys (NHS): put the list under the key orgs, and there ` + shape},
		{"orgs: [a]\ngithub_org_dict: {B: b}\n", `list.yaml line 2: "github_org_dict" is the key of a list, and so is "orgs" in line 1: write all organisations under one of them`},
		{"health_orgs: [a, b]\n", `list.yaml line 1: "health_orgs" would be one body with 2 organisations, summed: if it is the key of the list, call it orgs; if it is a body, write it as an entry of a list, with its name, like - OpenSAFELY: [opensafely, opensafely-core]`},
		{"Our organisations: [a, b]\n", `list.yaml line 1: "Our organisations" would be one body with 2 organisations, summed`},
		{"- Orgs: [a, b]\n", `list.yaml line 1: "Orgs" would be one body with 2 organisations, summed`},
		{"health: {A: a, B: b}\n", `list.yaml line 1: "health" holds more than logins: if it is the key of the list, call it orgs`},
		{"health:\n- A: a\n- b\n", `list.yaml line 1: "health" holds more than logins: if it is the key of the list, call it orgs`},
		{"A: [b, 'C: c']\n", `list.yaml line 1: "A": "c" has a name of its own: write its login alone, since a body has one name`},
		{"? a\n: c\n", "list.yaml line 1: the name before the colon is no plain text: " + shape},
		{"A: |\n  a\n", "list.yaml line 1: this is a block of text: " + shape},
		{"A: &a b\n", "list.yaml line 1: anchors, aliases and tags are not read: " + shape},
		{"- NHS #1: nhsuk\n- b\n", `list.yaml line 1: of "- NHS #1: nhsuk" YAML reads what stands before the #: put a name with a # in quotes, like "NHS #1": nhsuk, or a space behind the # of a comment`},
		{"B: b\nNHS #1: nhsuk\n", `list.yaml line 2: of "NHS #1: nhsuk" YAML reads what stands before the #`},
		{"- NHS # 1: nhsuk\n- b\n", `list.yaml line 1: "NHS # 1: nhsuk" reads as a login with a comment and as a name with a login: put the comment on a line of its own, or the name in quotes, like "NHS #1": nhsuk`},
		{"B: b\nNHS # 1: nhsuk\n", `list.yaml line 2: "NHS # 1: nhsuk" reads as a login with a comment and as a name with a login`},
		{"- b\n- org: nhsuk\n  other: other\n", `list.yaml line 2: "org" stands beside other keys (other) and without a name: put a dash before each organisation, or write both keys (name: NHS Digital, and below it login: nhsdigital)`},
		{"- NHS #1: [a, b]\n", `list.yaml line 1: of "- NHS #1: [a, b]" YAML reads`},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			c, err := parse(map[string]string{"INPUT_ORGS-FILE": "list.yaml"})
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := Orgs(c, []byte(tt.file))
			if err == nil || got != nil || !strings.HasPrefix(err.Error(), "orgs-file: "+tt.want) {
				t.Errorf("it is read as %v, error\n%v\nwant\n%s", got, err, "orgs-file: "+tt.want)
			}
		})
	}
}

func TestParse(t *testing.T) {
	c, err := parse(map[string]string{
		"INPUT_CSV": "./data//x.csv", "INPUT_LANGUAGE-ALIASES": "Jupyter Notebook=Python, SCSS = HTML,", "INPUT_COLUMNS": "last 30 days, ORGANISATION",
		"INPUT_INCLUDE-FORKS": "TRUE", "INPUT_BRANCH": "data/stats", "GITHUB_REF": "refs/tags/v1", "GITHUB_API_URL": "https://ghes.example/api/v3/",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"SCSS": "HTML", "Jupyter Notebook": "Python"}
	if diff := cmp.Diff(stats.Rules{Forks: true, Archived: true, Aliases: want}, c.Rules); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Last 30 Days", "Organisation"}, c.Columns); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if c.CSV != "data/x.csv" || c.Branch != "data/stats" || c.GraphQLURL != "https://ghes.example/api/graphql" {
		t.Errorf("CSV %q, branch %q, GraphQL %q", c.CSV, c.Branch, c.GraphQLURL)
	}
	if c.Reader != (Reader{"ghs_token", "token"}) {
		t.Errorf("it reads with %+v", c.Reader)
	}
}

// A mistake names the input, what was written there, and the way out.
func TestMistakes(t *testing.T) {
	tests := []struct{ input, written, want string }{
		{"site", "./docs/index.html", `site: "./docs/index.html" is a file: name the folder of the page, like docs`},
		{"chart", "./data/a.svg", `chart: "./data/a.svg" does not end in .png, the only form of picture there is: write it like data/org-growth.png`},
		{"csv", "data/a:b.csv", `csv: "data/a:b.csv" has a colon, which Windows allows in no path: name another, like data/org-growth.csv`},
		{"csv", `C:\data.csv`, `csv: "C:\\data.csv" is not a path inside the repository: write it from the repository's root, with slashes, like data/org-growth.csv`},
		{"csv", "a/.Git/x.csv", `csv: "a/.Git/x.csv" is git's own: name another`},
		{"csv", "data/history.txt", `csv: "data/history.txt" does not end in .csv: write it like data/org-growth.csv`},
		{"csv", "data/{year}", `csv: "data/{year}" does not end in .csv: write it like data/org-growth.csv`},
		{"branch", "org-growth/next", "branch: org-growth/next is made and moved by this action for its pull requests, so what is committed there would be lost: name another, like branch: main"},
		{"branch", "org-growth/update", "branch: org-growth/update is made and moved by this action"},
		{"readme", "https://github.com/octo/stats", `readme: "https://github.com/octo/stats" is not a path inside the repository: write it from the repository's root`},
		{"columns", "Date", "columns: Organisation is missing, which the table needs: add it"},
		{"fail-on", "some", `fail-on: "some" is not one of any, all, never: write one of them`},
		{"figures", "Stargazers, Stars", `figures: there is no figure "Stars": the figures are Open Repositories, Stargazers, Forks, `},
		{"figures", "Active Repositories %", `figures: there is no figure "Active Repositories %": the figures are Open Repositories, `},
		{"figures", "Forks, forks", "figures: Forks stands twice: remove one"},
		{"figures", " , ", "figures: is empty: name one, like Open Repositories, or, to draw none, leave chart and total-chart empty"},
		{"redraw", "yearly", `redraw: "yearly" is not one of daily, weekly, monthly: write one of them`},
		{"accept-drops", "NHSuk, NHS England", `accept-drops: "NHS England" is not a login: write logins between commas, or all`},
		{"orgs", "nhsuk nhsx", `orgs line 1: "nhsuk nhsx" is not a login of GitHub, which has letters, digits and hyphens, and stands behind github.com/ in the address of the account's page: write each organisation as login or Display name: login, on a line of its own`},
	}
	for _, tt := range tests {
		_, err := parse(map[string]string{"INPUT_" + strings.ToUpper(tt.input): tt.written})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("the error is\n%v\nwant\n%s", err, tt.want)
		}
	}
}

// A token is never shown, not by the message about it either.
func TestBrokenToken(t *testing.T) {
	_, err := parse(map[string]string{"INPUT_TOKEN": "ghs_a\nghs_b"})
	if err == nil || strings.Contains(err.Error(), "ghs_") || !strings.Contains(err.Error(), "token: holds spaces or line breaks") {
		t.Errorf("error %v", err)
	}
}

// Whatever the list is, every organisation has a login, and none stands twice.
func FuzzOrgs(f *testing.F) {
	for _, seed := range []string{"a\nb", "A, B: c, d", "orgs: [a, b]\nx: y", "- a\n- b: c", "github_org_dict:\n  {\n \"A\": \"a\",\n }", "# x", "a: [b, c]", "a: &x b\nc: *x", "!!binary aa", "- name: a\n  login: b", "? a\n: b", "a #1: b # c: d"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, text, file string) {
		c, err := parse(map[string]string{"INPUT_ORGS": text, "INPUT_ORGS-FILE": "list.yaml"})
		if err != nil {
			return
		}
		orgs, _, err := Orgs(c, []byte(file))
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, org := range orgs {
			if key := strings.ToLower(org.Login); seen[key] || !loginForm.MatchString(org.Login) || strings.ContainsAny(org.Name, "\r\n") {
				t.Errorf("the list has %+v", org)
			} else {
				seen[key] = true
			}
		}
	})
}

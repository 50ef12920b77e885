package input

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org-growth/org-growth/internal/stats"
)

// parse reads inputs beside those that every run needs.
func parse(with map[string]string) (Config, error) {
	environment := map[string]string{
		"INPUT_ORGS": "nhsuk", "INPUT_CSV": "data/org-growth.csv", "INPUT_COLUMNS": "Organisation", "INPUT_INCLUDE-FORKS": "false",
		"INPUT_INCLUDE-ARCHIVED": "true", "INPUT_BACKFILL": "true", "INPUT_COMMIT": "true", "INPUT_PULL-REQUEST": "false", "INPUT_COMMIT-MESSAGE": "Update",
		"INPUT_MAX-WAIT": "15m", "INPUT_FAIL-ON": "all", "INPUT_TOKEN": "ghs_token",
		"GITHUB_API_URL": "https://api.github.com", "GITHUB_SERVER_URL": "https://github.com",
		"GITHUB_REPOSITORY": "octo/stats", "GITHUB_REF": "refs/heads/main",
	}
	for name, value := range with {
		environment[name] = value
	}
	return Parse(func(name string) string { return environment[name] }, []string{"Organisation", "Last 30 Days"})
}

func TestOrgs(t *testing.T) {
	tests := []struct {
		name string
		orgs string
		want []stats.Org
	}{
		{"one", "nhsuk", []stats.Org{{Login: "nhsuk"}}},
		{"lines", "\n nhsuk \n\nNHS Digital: NHSDigital\n", []stats.Org{{Login: "nhsuk"}, {Login: "NHSDigital", Name: "NHS Digital"}}},
		{"carriage returns", "a\r\nb\r\n", []stats.Org{{Login: "a"}, {Login: "b"}}},
		{"the last colon", "NHS: 111 Online: 111Online", []stats.Org{{Login: "111Online", Name: "NHS: 111 Online"}}},
		{"comments", "# all\na # one\nC# friends: b#\nC# friends: c", nil},
		{"a comment and a name with a sign", "# all\na # one\nC# friends: c", []stats.Org{{Login: "a"}, {Login: "c", Name: "C# friends"}}},
		{"commas", "a, Two: b,c,", []stats.Org{{Login: "a"}, {Login: "b", Name: "Two"}, {Login: "c"}}},
		{"a comma in a name", "All of Health, and care: nhsuk", []stats.Org{{Login: "nhsuk", Name: "All of Health, and care"}}},
		{"a comma in a name among lines", "a\nHealth, care: b", []stats.Org{{Login: "a"}, {Login: "b", Name: "Health, care"}}},
		{"quotes", "\"a\"\n'B b': b\n\"C: c\"\nThe \"D\": d", []stats.Org{{Login: "a"}, {Login: "b", Name: "B b"}, {Login: "c", Name: "C"}, {Login: "d", Name: `The "D"`}}},
		{"commas at the ends", "a,\nB: b,", []stats.Org{{Login: "a"}, {Login: "b", Name: "B"}}},
		{"twice", "A: nhsuk\nB: NHSUK", []stats.Org{{Login: "nhsuk", Name: "A"}}},
		{"odd logins", "a--b-\nx_corp\n0", []stats.Org{{Login: "a--b-"}, {Login: "x_corp"}, {Login: "0"}}},
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
		{"a list", "- a\n- 'b' # two\n- 0123\n", []stats.Org{{Login: "a"}, {Login: "b"}, {Login: "0123"}}, nil},
		{"names", "Two Words: b\n\"With: colon\": c\n", []stats.Org{{Login: "b", Name: "Two Words"}, {Login: "c", Name: "With: colon"}}, nil},
		{"names in a list", "- Two Words: b\n- c\n", []stats.Org{{Login: "b", Name: "Two Words"}, {Login: "c"}}, nil},
		{"bodies", "Two: [b, c]\nOne: [d]\n", []stats.Org{{Login: "b", Body: "Two"}, {Login: "c", Body: "Two"}, {Login: "d", Name: "One"}}, nil},
		{"under orgs", "orgs:\n  - a\nother: 1\nmore: {x: y}\n", []stats.Org{{Login: "a"}},
			[]Note{{Text: "list.yaml: only orgs is read, not other, more"}}},
		{"one under orgs", "orgs: b\n", []stats.Org{{Login: "b"}}, nil},
		{"as the NHS has it", "github_org_dict:\n  {\n    \"A\": \"a\",\n  }\n", []stats.Org{{Login: "a", Name: "A"}}, nil},
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
			if diff := cmp.Diff(append([]stats.Org{{Login: "nhsuk"}}, tt.want...), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes (-want +got)\n%s", diff)
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

// A token is never shown, not by the message about it either.
func TestBrokenToken(t *testing.T) {
	_, err := parse(map[string]string{"INPUT_TOKEN": "ghs_a\nghs_b"})
	if err == nil || strings.Contains(err.Error(), "ghs_") || !strings.Contains(err.Error(), "token: holds spaces or line breaks") {
		t.Errorf("error %v", err)
	}
}

// Whatever the list is, every organisation has a login, and none stands twice.
func FuzzOrgs(f *testing.F) {
	for _, seed := range []string{"a\nb", "A, B: c, d", "orgs: [a, b]\nx: y", "- a\n- b: c", "github_org_dict:\n  {\n \"A\": \"a\",\n }", "# x", "a: [b, c]", "a: &x b\nc: *x", "!!binary aa"} {
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

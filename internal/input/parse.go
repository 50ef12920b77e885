package input

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/org-growth/org-growth/internal/stats"
)

// inputs reads the inputs and remembers every mistake.
type inputs struct {
	getenv   func(string) string
	mistakes []error
}

func (p *inputs) fail(input, text string, args ...any) {
	p.mistakes = append(p.mistakes, fmt.Errorf("%s: %s", input, fmt.Sprintf(text, args...)))
}

// input returns an input as it is, without the space around it. The runner
// writes names in upper case and spaces as underscores, and leaves dashes.
func (p *inputs) input(name string) string { return strings.TrimSpace(p.getenv(variableOf(name))) }

func variableOf(input string) string {
	return "INPUT_" + strings.ToUpper(strings.ReplaceAll(input, " ", "_"))
}

// line returns an input that has to be a single line.
func (p *inputs) line(name string) string {
	value := p.input(name)
	if strings.ContainsFunc(value, unicode.IsControl) {
		p.fail(name, "%q is more than a line of text: write it on one line", value)
	}
	return value
}

// secret returns a token. Its mistakes do not show it.
func (p *inputs) secret(name string) string {
	value := p.input(name)
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		p.fail(name, "holds spaces or line breaks: check how the secret was pasted")
	}
	return value
}

func (p *inputs) required(value, name, why string) string {
	if value == "" {
		p.fail(name, "is empty: %s", why)
	}
	return value
}

func (p *inputs) variable(name string) string {
	value := p.getenv(name)
	if !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://") {
		p.mistakes = append(p.mistakes, fmt.Errorf("%s is %q, not an address: GitHub sets it in every workflow, so run there, or set it to one like https://github.com", name, value))
	}
	return value
}

// boolean takes the words that YAML 1.2 and GitHub's own toolkit take.
func (p *inputs) boolean(name string) bool {
	switch value := p.input(name); value {
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
	default:
		p.fail(name, "%q is neither true nor false: write one of them", value)
	}
	return false
}

func (p *inputs) choice(name string, values ...string) string {
	value := p.input(name)
	if !slices.Contains(values, value) {
		p.fail(name, "%q is not one of %s: write one of them", value, strings.Join(values, ", "))
	}
	return value
}

func (p *inputs) duration(name string) time.Duration {
	value := p.input(name)
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 {
		p.fail(name, "%q is not a length of time: write it like 15m, 90s or 1h", value)
	}
	return d
}

// path returns a path of the repository, cleaned, or "" for an empty input.
func (p *inputs) path(name string) string {
	clean := p.clean(name, "data/org-growth.csv")
	if value := p.input(name); value != "" && (strings.HasSuffix(value, "/") || clean == ".") {
		p.fail(name, "%q is a folder: name the file in it", value)
	}
	return clean
}

// folder returns a folder of the repository, likewise; "." is the whole of it.
func (p *inputs) folder(name string) string {
	clean := p.clean(name, "docs")
	if strings.EqualFold(path.Ext(clean), ".html") {
		p.fail(name, "%q is a file: name the folder of the page, like docs", p.input(name))
	}
	return clean
}

// clean returns a path of the repository as short as can be. One that leads
// elsewhere is a mistake, which shows one that would do.
func (p *inputs) clean(name, like string) string {
	value := p.line(name)
	clean := path.Clean(value)
	switch {
	case value == "":
		return ""
	case strings.HasPrefix(value, "/"), strings.Contains(value, `\`), strings.Contains(value, "://"):
		p.fail(name, "%q is not a path inside the repository: write it from the repository's root, with slashes, like %s", value, like)
	case strings.Contains(value, ":"):
		p.fail(name, "%q has a colon, which Windows allows in no path: name another, like %s", value, like)
	case slices.Contains(strings.Split(value, "/"), ".."):
		p.fail(name, "%q leaves its folder with ..: write the path from the repository's root", value)
	case slices.ContainsFunc(strings.Split(clean, "/"), func(part string) bool { return strings.EqualFold(part, ".git") }):
		p.fail(name, "%q is git's own: name another", value)
	}
	return clean
}

// history returns the path of the history, or of its files by year or month.
func (p *inputs) history(name string) string {
	value := p.path(name)
	rest := strings.NewReplacer("{year}", "", "{month}", "").Replace(value)
	switch {
	case strings.ContainsAny(rest, "{}"):
		p.fail(name, "%q has a placeholder that is neither {year} nor {month}: write it like data/org-growth-{year}.csv", value)
	case strings.Contains(value, "{month}") && !strings.Contains(value, "{year}"):
		p.fail(name, "%q puts a month of all years into one file: write {year}, too, like data/org-growth-{year}-{month}.csv", value)
	case value != "" && !strings.EqualFold(path.Ext(value), ".csv") && !strings.HasSuffix(p.input(name), "/"):
		p.fail(name, "%q does not end in .csv: write it like data/org-growth.csv", p.input(name))
	}
	return value
}

func (p *inputs) picture(name string) string {
	value := p.path(name)
	if value != "" && path.Ext(value) != ".png" {
		p.fail(name, "%q does not end in .png, the only form of picture there is: write it like data/org-growth.png", p.input(name))
	}
	return value
}

// columns reads names between commas, in any case.
func (p *inputs) columns(name string, known []string) []string {
	chosen := p.names(name, "column", known)
	if !slices.Contains(chosen, known[0]) {
		p.fail(name, "%s is missing, which the table needs: add it", known[0])
	}
	return chosen
}

// names reads some of the known names of a kind between commas, in any case.
func (p *inputs) names(name, kind string, known []string) []string {
	var chosen []string
	for _, piece := range pieces(p.input(name)) {
		i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, piece) })
		switch {
		case i < 0:
			p.fail(name, "there is no %s %q: the %ss are %s", kind, piece, kind, strings.Join(known, ", "))
		case slices.Contains(chosen, known[i]):
			p.fail(name, "%s stands twice: remove one", known[i])
		default:
			chosen = append(chosen, known[i])
		}
	}
	return chosen
}

// number returns a whole number from 1 on, or 0 for an empty input.
func (p *inputs) number(name string) int {
	value := p.input(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		p.fail(name, "%q is not a whole number from 1 on: write it like 50, or leave the input out for all", value)
		return 0
	}
	return n
}

var shardForm = regexp.MustCompile(`^([1-9][0-9]{0,3})/([1-9][0-9]{0,3})$`)

func (p *inputs) shard(name string) Shard {
	value := p.input(name)
	if value == "" || value == "report" {
		return Shard{Report: value != ""}
	}
	if m := shardForm.FindStringSubmatch(value); m != nil {
		number, _ := strconv.Atoi(m[1]) // digits, as the form says
		of, _ := strconv.Atoi(m[2])
		if number <= of {
			return Shard{Number: number, Of: of}
		}
	}
	p.fail(name, "%q is no part of the work: write it like 2/8, or report for the job that comes last", value)
	return Shard{}
}

// accounts reads accounts between commas or on lines, and returns their keys.
func (p *inputs) accounts(name string) []stats.Account {
	var some []stats.Account
	host := stats.HostOf(strings.TrimSuffix(p.getenv("GITHUB_SERVER_URL"), "/"))
	for _, login := range pieces(p.input(name)) {
		if !loginForm.MatchString(login) {
			p.fail(name, "%q is not a login: write logins between commas, or all", login)
		}
		some = append(some, stats.Account{Host: host, Login: login}.Key())
	}
	return some
}

// aliases reads pairs like SCSS=HTML between commas.
func (p *inputs) aliases(name string) map[string]string {
	aliases := map[string]string{}
	for _, piece := range pieces(p.input(name)) {
		from, to, ok := strings.Cut(piece, "=")
		from, to = strings.TrimSpace(from), strings.TrimSpace(to)
		if !ok || from == "" || to == "" {
			p.fail(name, "%q is not a pair: write it like Jupyter Notebook=Python", piece)
			continue
		}
		aliases[from] = to
	}
	return aliases
}

// pieces returns what stands between commas and line breaks.
func pieces(value string) []string {
	var some []string
	for _, piece := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '\n' }) {
		if piece = strings.TrimSpace(piece); piece != "" {
			some = append(some, piece)
		}
	}
	return some
}

package input

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// Note is something that the user should know of the list.
type Note struct {
	Warning bool // rather than a notice
	Text    string
}

// listing is a list of organisations and the notes about it.
type listing struct {
	orgs  []stats.Org
	notes []Note
}

// loginForm is what GitHub allows: new names are letters, digits and single
// hyphens, old ones may hold more hyphens, and managed users an underscore.
var loginForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$`)

// comment is a # at the start or after a space.
var comment = regexp.MustCompile(`(^|\s)#.*`)

// orgs reads a list with a login or "Display name: login" per line, or between
// commas on a single line.
func (p *inputs) orgs(name string) listing {
	var list listing
	type entry struct {
		text  string
		place string
	}
	var entries []entry
	for i, line := range strings.Split(p.getenv("INPUT_"+strings.ToUpper(name)), "\n") {
		line = strings.TrimSpace(comment.ReplaceAllString(line, ""))
		if line != "" {
			entries = append(entries, entry{line, fmt.Sprintf("%s line %d", name, i+1)})
		}
	}
	if len(entries) == 1 {
		if parts := commaSeparated(entries[0].text); len(parts) > 1 {
			list.notes = ambiguous(name, parts)
			entries = nil
			for i, part := range parts {
				entries = append(entries, entry{part, fmt.Sprintf("%s entry %d", name, i+1)})
			}
		}
	}
	for _, e := range entries {
		org, err := parseOrg(e.text)
		if err != nil {
			p.mistakes = append(p.mistakes, fmt.Errorf("%s: %w", e.place, err))
			continue
		}
		list.orgs = append(list.orgs, org)
	}
	return list
}

// commaSeparated splits a line at commas if every piece is an entry by itself:
// a display name may hold a comma, too.
func commaSeparated(line string) []string {
	parts := pieces(line)
	for _, part := range parts {
		if _, err := parseOrg(part); err != nil {
			return nil
		}
	}
	return parts
}

// ambiguous warns of a line like "Food, Farming and Forests: login", whose
// beginning was taken for a login.
func ambiguous(name string, parts []string) []Note {
	for i, part := range parts[1:] {
		if strings.Contains(part, ":") && !strings.Contains(parts[i], ":") {
			return []Note{{true, fmt.Sprintf("%s: %s is taken for a login. If it is the beginning of a display name with a comma, "+
				"put the list into a file, and name that in orgs-file", name, parts[i])}}
		}
	}
	return nil
}

// parseOrg reads "login" or "Display name: login". Quotes around either, and a
// comma at the end, are leftovers of other forms.
func parseOrg(text string) (stats.Org, error) {
	text = unquoted(strings.TrimSuffix(text, ","))
	switch {
	case strings.HasPrefix(text, "- "):
		return stats.Org{}, fmt.Errorf("%q is not a login: write it without the dash", text)
	case strings.Contains(text, "://"):
		return stats.Org{}, fmt.Errorf("%q is an address: write the login alone, like %s", text, ownerOf(text))
	}
	name, login := "", text
	if i := strings.LastIndex(text, ":"); i >= 0 {
		name, login = text[:i], text[i+1:]
	}
	return newOrg(unquoted(name), unquoted(login))
}

// unquoted returns a text without quotes around all of it.
func unquoted(s string) string {
	s = strings.TrimSpace(s)
	for _, quote := range []string{`"`, "'"} {
		if inner, ok := strings.CutPrefix(s, quote); ok {
			if inner, ok = strings.CutSuffix(inner, quote); ok && !strings.Contains(inner, quote) {
				return inner
			}
		}
	}
	return s
}

// newOrg checks an entry of the list.
func newOrg(name, login string) (stats.Org, error) {
	login = strings.TrimSpace(login)
	org := stats.Org{Login: login, Name: stats.OneLine(name)}
	switch {
	case loginForm.MatchString(login):
		return org, nil
	case login == "":
		return org, fmt.Errorf("%q has no login: write it as Display name: login", name)
	case strings.Contains(login, "/"):
		return org, fmt.Errorf("%q is not a login but looks like an address or a repository: write the organisation's login alone, like %s", login, ownerOf(login))
	case strings.HasPrefix(login, "@"):
		return org, fmt.Errorf("%q is not a login: write it without the @", login)
	default:
		return org, fmt.Errorf("%q is not a login of GitHub, which has letters, digits and hyphens: write one login per line, or Display name: login", login)
	}
}

// ownerOf guesses the login in an address or a repository's name.
func ownerOf(s string) string {
	for _, part := range strings.Split(s, "/") {
		if loginForm.MatchString(part) && part != "orgs" && part != "users" {
			return part
		}
	}
	return "nhsuk"
}

package input

import (
	"fmt"
	"regexp"
	"slices"
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
	orgs  []stats.Org // those of the workflow's own server without a host
	notes []Note
}

// loginForm is what GitHub allows: new names are letters, digits and single
// hyphens, old ones may hold more hyphens, and managed users an underscore.
var loginForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$`)

// sign is what may begin a comment.
var sign = regexp.MustCompile(`(^|\s)#`)

// orgs reads a list with a login or "Display name: login" per line, or between
// commas on a single line.
func (p *inputs) orgs(name string) listing {
	var list listing
	type entry struct {
		text  string
		place string
	}
	var entries []entry
	for i, line := range strings.Split(p.getenv(variableOf(name)), "\n") {
		place := fmt.Sprintf("%s line %d", name, i+1)
		text, err := uncommented(line)
		if err != nil {
			p.mistakes = append(p.mistakes, fmt.Errorf("%s: %w", place, err))
		}
		if text != "" {
			entries = append(entries, entry{text, place})
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

// uncommented returns a line without the comment at its end. A # begins one at
// the start of the line, or after a space. But with a text right behind it and
// the login after that, as in NHS #1: nhsuk, it is part of the name. A line
// that reads as an entry either way is refused: to guess might count somebody
// else.
func uncommented(line string) (string, error) {
	line = strings.TrimSpace(line)
	signs := sign.FindAllStringIndex(line, -1)
	for i, at := range signs {
		before, after := line[:at[0]], line[at[1]:]
		switch {
		case before == "":
			return "", nil
		case inName(before, after):
			continue
		case strings.Contains(after, ":") && readsOn(line, signs[i+1:]):
			return "", fmt.Errorf(`%q reads as a login with a comment and as a name with a login: put the comment on a line of its own, or the name in quotes, like "NHS #1": nhsuk`, line)
		}
		return strings.TrimSpace(before), nil
	}
	return line, nil
}

// inName reports whether the # between two parts of a line belongs to a name.
func inName(before, after string) bool {
	for _, quote := range []string{`"`, "'"} {
		if strings.HasPrefix(before, quote) && strings.Count(before, quote) == 1 {
			return strings.Contains(after, quote)
		}
	}
	attached := after != "" && strings.TrimLeft(after[:1], " \t#") != ""
	return attached && strings.Contains(after, ":") && !strings.Contains(before, ":")
}

// readsOn reports whether a line is an entry to its end, or to one of the signs
// of a comment.
func readsOn(line string, signs [][]int) bool {
	ends := []int{len(line)}
	for _, at := range signs {
		ends = append(ends, at[0])
	}
	return slices.ContainsFunc(ends, func(end int) bool {
		_, err := parseOrg(line[:end])
		return err == nil
	})
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
	org := stats.Org{Account: stats.Account{Login: login}, Name: stats.OneLine(name)}
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
		return org, fmt.Errorf("%q is not a login of GitHub, which has letters, digits and hyphens, and stands behind github.com/ in the address of the account's page: "+
			"write each organisation as login or Display name: login, on a line of its own", login)
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

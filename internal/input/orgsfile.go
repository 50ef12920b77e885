package input

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/org-growth/org-growth/internal/stats"
)

// listKeys are those under which a file keeps the list beside other things, in
// any case. The first is that of the NHS lists.
var listKeys = []string{"github_org_dict", "orgs", "organisations", "organizations", "list"}

const shape = `write a list of logins (- nhsuk), or names with their logins (NHS Digital: nhsdigital)`

// orgsFile is a YAML file with a list of organisations.
type orgsFile struct {
	name     string
	list     listing
	mistakes []error
}

// readFile reads the list in a file, of which content nil says that it does not
// exist. Errors name file and line.
func readFile(name string, content []byte) (listing, error) {
	f := orgsFile{name: name}
	if body := f.parse(content); body != nil {
		if body = f.underKey(body); body != nil {
			f.read(entries(body))
		}
	}
	return f.list, errors.Join(f.mistakes...)
}

func (f *orgsFile) fail(line int, text string, args ...any) {
	place := f.name
	if line > 0 {
		place = fmt.Sprintf("%s line %d:", f.name, line)
	}
	f.mistakes = append(f.mistakes, fmt.Errorf("orgs-file: %s %w", place, fmt.Errorf(text, args...)))
}

// parse returns the only document of the file, or nil and a mistake.
func (f *orgsFile) parse(content []byte) ast.Node {
	if content == nil {
		f.fail(0, "does not exist: it is read on the branch that the workflow runs on, so write it there, or name another")
		return nil
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	if f.hash(content) {
		return nil
	}
	file, err := parser.ParseBytes(content, 0)
	var wrong interface { // of the parser's own package, which is internal
		GetMessage() string
		GetToken() *token.Token
	}
	switch {
	case errors.As(err, &wrong) && wrong.GetToken() != nil:
		f.fail(lineOf(wrong.GetToken()), "this is not YAML (%s): %s", wrong.GetMessage(), shape)
	case err != nil:
		f.fail(0, "is not YAML: %w", err)
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		f.fail(0, "is empty: %s", shape)
	case len(file.Docs) > 1:
		f.fail(lineOf(file.Docs[1].Start), "a second YAML document begins here: write one")
	default:
		return file.Docs[0].Body
	}
	return nil
}

// hashed is a line with a name like NHS #1, of which YAML reads NHS alone.
var hashed = regexp.MustCompile(`^[\s-]*[^\s:#'"][^:#'"]*\s#[^\s#][^#]*:(\s|$)`)

// spaced is a line with a # between spaces before any colon, and what stands
// behind the dash of a list.
var spaced = regexp.MustCompile(`^\s*(?:-\s+)*([^\s:#'"\[{-][^:#'"]*\s#\s.*)$`)

// hash finds names with a # in them, which is a comment to YAML, and lines that
// may have one, and reports whether there are any.
func (f *orgsFile) hash(content []byte) (found bool) {
	for i, line := range strings.Split(string(content), "\n") {
		if hashed.MatchString(line) {
			found = true
			f.fail(i+1, `of %q YAML reads what stands before the #: put a name with a # in quotes, like "NHS #1": nhsuk, or a space behind the # of a comment`,
				strings.TrimSpace(line))
		} else if m := spaced.FindStringSubmatch(line); m != nil {
			if _, err := uncommented(m[1]); err != nil {
				found = true
				f.fail(i+1, "%w", err)
			}
		}
	}
	return found
}

// underKey returns what stands under the key of a list, and notes the other
// keys; or the node itself where there is no such key.
func (f *orgsFile) underKey(node ast.Node) ast.Node {
	pairs := mapping(node)
	i := slices.IndexFunc(pairs, isList)
	if i < 0 {
		f.oneBody(pairs)
		return node
	}
	key, line := text(pairs[i].Key), lineOf(pairs[i].Key.GetToken())
	var others []string
	for j, pair := range pairs {
		switch {
		case j == i:
		case isList(pair):
			f.fail(lineOf(pair.Key.GetToken()), "%q is the key of a list, and so is %q in line %d: write all organisations under one of them", text(pair.Key), key, line)
			return nil
		default:
			others = append(others, text(pair.Key))
		}
	}
	if len(others) == 0 {
		return pairs[i].Value
	}
	if isScalar(pairs[i].Value) {
		f.fail(line, "%q is the key of a list, and here of a single value beside other keys (%s): write it as a list, like %s: [nhsuk]", key, strings.Join(others, ", "), key)
		return nil
	}
	f.list.notes = append(f.list.notes, Note{Text: fmt.Sprintf("%s: only %s is read, not %s", f.name, key, strings.Join(others, ", "))})
	return pairs[i].Value
}

// oneBody warns of a file whose only key has a list and may be that of a body.
func (f *orgsFile) oneBody(pairs []*ast.MappingValueNode) {
	if len(pairs) != 1 {
		return
	}
	if list, ok := pairs[0].Value.(*ast.SequenceNode); ok {
		f.list.notes = append(f.list.notes, Note{Warning: true, Text: fmt.Sprintf("%s line %d: %q is read as the name of one body with %s. If it is the key of the list, call it orgs; "+
			"if it is a body, write it as an entry of a list, with its name, like - OpenSAFELY: [opensafely, opensafely-core]",
			f.name, lineOf(pairs[0].Key.GetToken()), text(pairs[0].Key), stats.Plural(len(list.Values), "organisation", "organisations"))})
	}
}

// isList reports whether a pair has the key of a list.
func isList(pair *ast.MappingValueNode) bool { return isListKey(text(pair.Key)) }

func isListKey(key string) bool { return slices.Contains(listKeys, strings.ToLower(key)) }

// read adds the organisations of entries to the list.
func (f *orgsFile) read(entries []fileEntry) {
	var unread []string
	for _, e := range entries {
		orgs, err := e.orgs()
		if err != nil {
			f.fail(e.line, "%w", err)
			continue
		}
		f.list.orgs = append(f.list.orgs, orgs...)
		unread = append(unread, e.unread...)
	}
	if len(entries) == 0 {
		f.fail(0, "names no organisation: %s", shape)
	}
	if slices.Sort(unread); len(unread) > 0 {
		f.list.notes = append(f.list.notes, Note{Text: fmt.Sprintf("%s: of an entry only name and login are read, not %s", f.name, strings.Join(slices.Compact(unread), ", "))})
	}
}

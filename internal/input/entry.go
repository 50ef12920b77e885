package input

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/org-growth/org-growth/internal/stats"
)

// fileEntry is an entry of the file: a login, or a name and its value. Where it
// is written as a map of its own, keys that are not read are kept, too.
type fileEntry struct {
	name   string
	value  ast.Node
	line   int
	unread []string
	key    bool // whether the name is the key of a map, rather than an entry of a list
	wrong  error
}

// nameKeys and loginKeys are those of an entry with a map of its own, in any
// case: {name: NHS Digital, login: nhsdigital}.
var (
	nameKeys  = []string{"name", "title"}
	loginKeys = []string{"login", "logins", "org", "organisation", "organization", "account"}
)

// entries returns the entries of a list, or of a map from names to logins.
func entries(node ast.Node) []fileEntry {
	if list, ok := node.(*ast.SequenceNode); ok {
		var found []fileEntry
		for _, value := range list.Values {
			found = append(found, item(value))
		}
		return found
	}
	pairs := mapping(node)
	if len(pairs) == 0 {
		return single(node)
	}
	if i := slices.IndexFunc(pairs, isField); i >= 0 {
		e := record(pairs)
		if len(e.unread) > 0 { // so it is more than the keys of one entry
			e.wrong = fmt.Errorf("%q stands beside other keys (%s): put the list under the key orgs, and there %s",
				text(pairs[i].Key), strings.Join(e.unread, ", "), shape)
		}
		return []fileEntry{e}
	}
	var found []fileEntry
	for _, pair := range pairs {
		found = append(found, named(pair, true))
	}
	return found
}

// single returns the entry of what is neither a list nor a map.
func single(node ast.Node) []fileEntry {
	e := fileEntry{value: node, line: lineOf(node.GetToken())}
	switch {
	case node.Type() == ast.NullType || node.Type() == ast.MappingType:
		return nil
	case node.Type() == ast.StringType && strings.Contains(text(node), " "):
		e.wrong = fmt.Errorf("%q is text and no list: put a dash and a space before each login, like - nhsuk", text(node))
	}
	return []fileEntry{e}
}

// item returns an entry of a list: nhsuk, NHS Digital: nhsdigital, or a map
// with the keys name and login.
func item(value ast.Node) fileEntry {
	pairs := mapping(value)
	switch {
	case len(pairs) == 0:
		return fileEntry{value: value, line: lineOf(value.GetToken())}
	case len(pairs) == 1 && !isField(pairs[0]):
		return named(pairs[0], false)
	}
	return record(pairs)
}

func named(pair *ast.MappingValueNode, key bool) fileEntry {
	e := fileEntry{name: text(pair.Key), value: pair.Value, line: lineOf(pair.Key.GetToken()), key: key}
	if !isScalar(pair.Key) {
		e.wrong = fmt.Errorf("the name before the colon is no plain text: %s", shape)
	}
	return e
}

// record returns the entry of a map with the keys name and login.
func record(pairs []*ast.MappingValueNode) fileEntry {
	e := fileEntry{line: lineOf(pairs[0].Key.GetToken())}
	var name ast.Node
	var login string // its key
	for _, pair := range pairs {
		switch {
		case has(loginKeys, pair) && e.value == nil:
			e.value, login = pair.Value, text(pair.Key)
		case has(nameKeys, pair) && name == nil:
			name = pair.Value
		default:
			e.unread = append(e.unread, text(pair.Key))
		}
	}
	switch {
	case e.value == nil:
		e.wrong = fmt.Errorf("this entry has %q and no login: write its name and login (- NHS Digital: nhsdigital), or both keys (name: NHS Digital, and below it login: nhsdigital)", text(pairs[0].Key))
	case name == nil && len(e.unread) > 0 && !strings.HasPrefix(strings.ToLower(login), "login"):
		// The key may be the name of an organisation, and so may the others.
		e.wrong = fmt.Errorf("%q stands beside other keys (%s) and without a name: put a dash before each organisation, or write both keys (name: NHS Digital, and below it login: nhsdigital)",
			login, strings.Join(e.unread, ", "))
	case name != nil && !isScalar(name):
		e.wrong = errors.New("the name of this entry is no plain text: write it like name: NHS Digital")
	case name != nil && name.Type() != ast.NullType:
		e.name = text(name)
	}
	return e
}

func isField(pair *ast.MappingValueNode) bool { return has(nameKeys, pair) || has(loginKeys, pair) }

func has(keys []string, pair *ast.MappingValueNode) bool {
	return slices.Contains(keys, strings.ToLower(text(pair.Key)))
}

// orgs returns the organisation of an entry, or several that are one body.
func (e fileEntry) orgs() ([]stats.Org, error) {
	several, ok := e.value.(*ast.SequenceNode)
	switch {
	case e.wrong != nil:
		return nil, e.wrong
	case !ok:
		org, err := e.org()
		return []stats.Org{org}, err
	case e.name == "":
		return nil, errors.New("a body with several organisations needs its name and their logins: write it like OpenSAFELY: [opensafely, opensafely-core]")
	case len(several.Values) == 0:
		return nil, fmt.Errorf("%q has no login: %s", e.name, shape)
	case len(several.Values) == 1 && isScalar(several.Values[0]):
		e.value = several.Values[0]
		org, err := e.org()
		return []stats.Org{org}, err
	}
	if err := e.isBody(several.Values); err != nil {
		return nil, err
	}
	var members []stats.Org
	for _, value := range several.Values {
		org, err := fileEntry{value: value}.org()
		if err == nil && org.Name != "" {
			err = fmt.Errorf("%q has a name of its own: write its login alone, since a body has one name", org.Login)
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w", e.name, err)
		}
		org.Body = stats.OneLine(e.name)
		members = append(members, org)
	}
	return members, nil
}

// keyForm is what looks like the key of a list, rather than the name of a body.
var keyForm = regexp.MustCompile(`(?i)_|\b(orgs?|organi[sz]ations?|lists?|accounts?|logins?|users?)$`)

// isBody refuses a list under a key that nobody gives to a body: all its
// organisations would be one line.
func (e fileEntry) isBody(members []ast.Node) error {
	if slices.ContainsFunc(members, func(m ast.Node) bool { return !isScalar(m) }) {
		return e.nested()
	}
	if isListKey(e.name) || e.key && keyForm.MatchString(e.name) {
		return fmt.Errorf("%q would be one body with %d organisations, summed: if it is the key of the list, call it orgs; "+
			"if it is a body, write it as an entry of a list, with its name, like - OpenSAFELY: [opensafely, opensafely-core]", e.name, len(members))
	}
	return nil
}

// nested says that an entry holds more than logins.
func (e fileEntry) nested() error {
	if e.name == "" {
		return fmt.Errorf("this is neither a login nor a name with a login: %s", shape)
	}
	return fmt.Errorf("%q holds more than logins: if it is the key of the list, call it orgs, and there %s; a body is written like OpenSAFELY: [opensafely, opensafely-core]", e.name, shape)
}

// org returns the organisation of an entry with a single login.
func (e fileEntry) org() (stats.Org, error) {
	switch e.value.(type) {
	case *ast.LiteralNode:
		return stats.Org{}, fmt.Errorf("this is a block of text: %s", shape)
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return stats.Org{}, fmt.Errorf("anchors, aliases and tags are not read: %s", shape)
	case *ast.NullNode:
		return stats.Org{}, fmt.Errorf("%q has no login: %s", e.name, shape)
	}
	if !isScalar(e.value) {
		return stats.Org{}, e.nested()
	}
	login := text(e.value)
	if e.name != "" && strings.Contains(login, ",") {
		return stats.Org{}, fmt.Errorf("%q is not a login: write several as a list, like OpenSAFELY: [opensafely, opensafely-core]", login)
	}
	if e.name == "" {
		return parseOrg(login) // "NHS Digital: nhsdigital", in quotes
	}
	return newOrg(e.name, login)
}

// mapping returns the pairs of a map, or none.
func mapping(node ast.Node) []*ast.MappingValueNode {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}
	}
	return nil
}

func isScalar(node ast.Node) bool {
	_, ok := node.(ast.ScalarNode)
	return ok
}

// text returns a scalar as it is written: the login 0123 is no number.
func text(node ast.Node) string { return node.GetToken().Value }

func lineOf(t *token.Token) int { return t.Position.Line }

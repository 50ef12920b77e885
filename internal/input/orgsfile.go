package input

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/org-growth/org-growth/internal/stats"
)

// keys are those under which a file keeps the list beside other things. The
// first is that of the NHS lists.
var keys = []string{"github_org_dict", "orgs"}

const shape = `write a list of logins (- nhsuk), or names with their logins (NHS Digital: nhsdigital)`

// readFile reads a YAML list of organisations. Errors name file and line.
func readFile(name string, content []byte) (listing, error) {
	if content == nil {
		return listing{}, fmt.Errorf("orgs-file: %s does not exist: it is read on the branch that the workflow runs on", name)
	}
	file, err := parser.ParseBytes(bytes.TrimPrefix(content, []byte("\ufeff")), 0)
	if err != nil {
		return listing{}, fmt.Errorf("orgs-file: %s is not YAML: %w", name, err)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return listing{}, fmt.Errorf("orgs-file: %s is empty: %s", name, shape)
	}
	if len(file.Docs) > 1 {
		return listing{}, fmt.Errorf("orgs-file: %s holds several YAML documents: write one", name)
	}
	body, notes := underKey(name, file.Docs[0].Body)
	list := listing{notes: notes}
	var mistakes []error
	for _, e := range entries(body) {
		orgs, err := e.orgs()
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("orgs-file: %s line %d: %w", name, e.line, err))
			continue
		}
		list.orgs = append(list.orgs, orgs...)
	}
	if len(list.orgs)+len(mistakes) == 0 {
		mistakes = append(mistakes, fmt.Errorf("orgs-file: %s names no organisation: %s", name, shape))
	}
	return list, errors.Join(mistakes...)
}

// underKey returns what stands under the key of a list, and a note of the
// other keys; or the node itself where there is no such key.
func underKey(name string, node ast.Node) (ast.Node, []Note) {
	pairs := mapping(node)
	for _, key := range keys {
		i := slices.IndexFunc(pairs, func(v *ast.MappingValueNode) bool { return text(v.Key) == key })
		if i < 0 || isScalar(pairs[i].Value) && len(pairs) > 1 {
			continue
		}
		var others []string
		for j, v := range pairs {
			if j != i {
				others = append(others, text(v.Key))
			}
		}
		if len(others) == 0 {
			return pairs[i].Value, nil
		}
		return pairs[i].Value, []Note{{Text: fmt.Sprintf("%s: only %s is read, not %s", name, key, strings.Join(others, ", "))}}
	}
	return node, nil
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

// fileEntry is an entry of the file: a login, or a name and its value.
type fileEntry struct {
	name  string
	value ast.Node
	line  int
}

func entries(node ast.Node) []fileEntry {
	var found []fileEntry
	for _, v := range mapping(node) {
		found = append(found, fileEntry{text(v.Key), v.Value, lineOf(v.Key)})
	}
	if list, ok := node.(*ast.SequenceNode); ok {
		for _, value := range list.Values {
			if pairs := mapping(value); len(pairs) > 0 { // - NHS Digital: nhsdigital
				found = append(found, entries(value)...)
				continue
			}
			found = append(found, fileEntry{"", value, lineOf(value)})
		}
	}
	if found == nil && node.Type() != ast.NullType && isScalar(node) {
		found = []fileEntry{{"", node, lineOf(node)}}
	}
	return found
}

// orgs returns the organisation of an entry, or several that are one body.
func (e fileEntry) orgs() ([]stats.Org, error) {
	several, ok := e.value.(*ast.SequenceNode)
	if !ok {
		org, err := e.org()
		return []stats.Org{org}, err
	}
	if e.name == "" || len(several.Values) == 0 {
		return nil, fmt.Errorf("a body with several organisations needs its name and their logins: write it like OpenSAFELY: [opensafely, opensafely-core]")
	}
	if key := strings.ToLower(e.name); key == "organisations" || key == "organizations" {
		return nil, fmt.Errorf("%q would be one body with %d organisations: the key of a list is orgs", e.name, len(several.Values))
	}
	if len(several.Values) == 1 {
		org, err := fileEntry{e.name, several.Values[0], e.line}.org()
		return []stats.Org{org}, err
	}
	var members []stats.Org
	for _, value := range several.Values {
		org, err := fileEntry{"", value, e.line}.org()
		if err != nil {
			return nil, fmt.Errorf("%q: %w", e.name, err)
		}
		org.Body = stats.OneLine(e.name)
		members = append(members, org)
	}
	return members, nil
}

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
		return stats.Org{}, fmt.Errorf("this is neither a login nor a name with a login: %s", shape)
	}
	return newOrg(e.name, text(e.value))
}

func isScalar(node ast.Node) bool {
	_, ok := node.(ast.ScalarNode)
	return ok
}

// text returns a scalar as it is written: the login 0123 is no number.
func text(node ast.Node) string {
	return node.GetToken().Value
}

func lineOf(node ast.Node) int {
	return node.GetToken().Position.Line
}

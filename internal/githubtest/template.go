package githubtest

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

//go:embed templates
var templates embed.FS

var (
	repositoryJSON   = parse("repository")
	organizationJSON = parse("organization")
	userJSON         = parse("user")
)

// pattern is JSON with holes. Its odd elements are the names of the holes, so
// that filling one in is little more than copying: 72,000 repositories are
// half a gigabyte of JSON.
type pattern []string

// parse reads a file in which %name% is a hole for text and "%=name=%" is one
// for any value.
func parse(name string) pattern {
	source, err := templates.ReadFile("templates/" + name + ".json")
	if err != nil {
		panic(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, source); err != nil {
		panic(err)
	}
	return strings.Split(strings.NewReplacer(`"%=`, "%", `=%"`, "%").Replace(compact.String()), "%")
}

func (p pattern) append(to []byte, values map[string]string) []byte {
	for i, part := range p {
		if i%2 == 1 {
			part = values[part]
		}
		to = append(to, part...)
	}
	return to
}

// appendRepo appends a repository as GitHub's lists show it.
func (a *account) appendRepo(to []byte, r Repo) []byte {
	visibility := "public"
	switch {
	case r.Internal:
		visibility = "internal"
	case r.Private:
		visibility = "private"
	}
	values := a.values()
	values["id"] = strconv.FormatInt(r.ID, 10)
	values["name"] = r.Name
	values["full"] = a.login + "/" + r.Name
	values["private"] = strconv.FormatBool(visibility != "public")
	values["visibility"] = visibility
	values["description"] = orNull(r.Description)
	values["fork"] = strconv.FormatBool(r.Fork)
	values["archived"] = strconv.FormatBool(r.Archived)
	values["template"] = strconv.FormatBool(r.Template)
	values["language"] = orNull(r.Language)
	values["license"] = license(r.License)
	values["topics"] = quoted(append([]string{}, r.Topics...))
	values["stars"] = strconv.Itoa(r.Stars)
	values["forks"] = strconv.Itoa(r.Forks)
	values["open issues"] = strconv.Itoa(r.OpenIssues)
	values["created"] = "null"
	if !r.Created.IsZero() {
		values["created"] = quoted(r.Created.UTC().Format(time.RFC3339))
	}
	values["branch"] = cmp.Or(r.Branch, mainBranch)
	return repositoryJSON.append(to, values)
}

func (a *account) values() map[string]string {
	kind := "User"
	if a.org {
		kind = "Organization"
	}
	return map[string]string{
		"owner": a.login, "owner id": strconv.FormatInt(a.id, 10), "owner type": kind,
	}
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return quoted(s)
}

func quoted(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// licenses are GitHub's names of the common ones, with key and SPDX identifier.
var licenses = map[string][2]string{
	"MIT License":                                                {"mit", "MIT"},
	"Apache License 2.0":                                         {"apache-2.0", "Apache-2.0"},
	"GNU General Public License v2.0":                            {"gpl-2.0", "GPL-2.0"},
	"GNU General Public License v3.0":                            {"gpl-3.0", "GPL-3.0"},
	"GNU Lesser General Public License v2.1":                     {"lgpl-2.1", "LGPL-2.1"},
	"GNU Lesser General Public License v3.0":                     {"lgpl-3.0", "LGPL-3.0"},
	"GNU Affero General Public License v3.0":                     {"agpl-3.0", "AGPL-3.0"},
	`BSD 2-Clause "Simplified" License`:                          {"bsd-2-clause", "BSD-2-Clause"},
	`BSD 3-Clause "New" or "Revised" License`:                    {"bsd-3-clause", "BSD-3-Clause"},
	"Mozilla Public License 2.0":                                 {"mpl-2.0", "MPL-2.0"},
	"Eclipse Public License 2.0":                                 {"epl-2.0", "EPL-2.0"},
	"European Union Public License 1.2":                          {"eupl-1.2", "EUPL-1.2"},
	"ISC License":                                                {"isc", "ISC"},
	"The Unlicense":                                              {"unlicense", "Unlicense"},
	"Creative Commons Zero v1.0 Universal":                       {"cc0-1.0", "CC0-1.0"},
	"Creative Commons Attribution 4.0 International":             {"cc-by-4.0", "CC-BY-4.0"},
	"Creative Commons Attribution Share Alike 4.0 International": {"cc-by-sa-4.0", "CC-BY-SA-4.0"},
}

// license is the JSON of a licence by GitHub's name for it; one that GitHub
// cannot identify keeps the name under the key of Other.
func license(name string) string {
	if name == "" {
		return "null"
	}
	known, ok := licenses[name]
	key, spdx, url := known[0], known[1], "null"
	if ok {
		url = quoted("https://api.github.com/licenses/" + key)
	} else {
		key, spdx = "other", "NOASSERTION"
	}
	return `{"key":"` + key + `","name":` + quoted(name) + `,"spdx_id":"` + spdx + `","url":` + url + `,"node_id":"MDc6TGljZW5zZTEz"}`
}

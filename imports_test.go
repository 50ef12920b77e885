package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows are the imports that the design allows between our packages. All may
// import stats; only tests and the demo import githubtest.
var arrows = map[string][]string{
	"":                    {"action"},
	"action":              {"api", "collect", "input", "publish", "report"},
	"api":                 {},
	"chart":               {},
	"collect":             {"api"},
	"demo":                {"action", "githubtest"},
	"githubtest":          {},
	"githubtest/contract": {"githubtest"},
	"history":             {},
	"input":               {},
	"page":                {},
	"publish":             {"api"},
	"readme":              {},
	"report":              {"chart", "history", "page", "readme"},
	"stats":               {},
}

func TestImports(t *testing.T) {
	const module = "github.com/org-growth/org-growth"
	list, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for decoder := json.NewDecoder(strings.NewReader(string(list))); decoder.More(); seen++ {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := ours(module, p.ImportPath)
		allowed, known := arrows[name]
		if !known {
			t.Errorf("package %s is not in the design: give it its arrows", p.ImportPath)
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, module) {
				continue
			}
			if i := ours(module, path); i != "stats" && !slices.Contains(allowed, i) || name == "stats" {
				t.Errorf("%s imports %s, which the design does not allow", p.ImportPath, path)
			}
		}
	}
	if seen != len(arrows) {
		t.Errorf("%d packages, want the %d of the design", seen, len(arrows))
	}
}

func ours(module, path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/internal/")
}

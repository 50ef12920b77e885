package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The demo works, and makes the same bytes each time.
func TestDemo(t *testing.T) {
	actionFile := filepath.Join("..", "..", "action.yml")
	var outs [2]bytes.Buffer
	var folders [2]string
	for i := range outs {
		folders[i] = t.TempDir()
		if err := run(&outs[i], actionFile, folders[i]); err != nil {
			t.Fatalf("%v\n%s", err, outs[i].String())
		}
	}
	log := outs[0].String()
	for _, want := range []string{
		"2,179 open repositories across 26 organisations, 19 November 2026\n",
		"2,183 open repositories across 26 organisations, 20 November 2026 (+4 since 19 November 2026)\n",
		"README.md\n",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, token) || strings.Contains(log, "::") {
		t.Errorf("the log shows workflow commands:\n%s", log)
	}
	for _, name := range []string{"README.md", "data/org-growth.csv", "data/org-growth.png", "data/org-growth-dark.png"} {
		first, err := os.ReadFile(filepath.Join(folders[0], name))
		if err != nil {
			t.Fatal(err)
		}
		if second, err := os.ReadFile(filepath.Join(folders[1], name)); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s differs between two demos: %v", name, err)
		}
	}
}

package page

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// What is kept of others is as they published it.
func TestKept(t *testing.T) {
	list, err := os.ReadFile("kept/README.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{"kept/README.txt": true}
	for _, m := range regexp.MustCompile(`(?m)^([0-9a-f]{64})  (\S+)$`).FindAllStringSubmatch(string(list), -1) {
		name := filepath.ToSlash(filepath.Join("kept", m[2]))
		listed[name] = true
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(content)); got != m[1] {
			t.Errorf("%s has the checksum %s, want %s", name, got, m[1])
		}
	}
	for _, folder := range []string{"kept", "testdata/axe"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && !listed[filepath.ToSlash(path)] {
				t.Errorf("%s has no checksum in kept/README.txt", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

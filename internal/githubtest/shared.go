package githubtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Shared returns the path of a file or folder of the real data and contracts
// that lie beside the project, and skips the test where they do not.
func Shared(t testing.TB, name string) string {
	t.Helper()
	folder, err := os.Getwd() // a test runs in the folder of its package
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(folder, "go.mod")) {
		folder = filepath.Dir(folder)
	}
	path := filepath.Join(filepath.Dir(folder), "shared", filepath.FromSlash(name))
	if !exists(path) {
		t.Skipf("needs ../shared/%s, which is not part of the project", name)
	}
	return path
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

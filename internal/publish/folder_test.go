package publish

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// named asks for files by their paths.
func named(paths ...string) Wanted {
	return Wanted{Next: func([]string, Files) []string { return paths }}
}

func TestFolder(t *testing.T) {
	folder := t.TempDir()
	f := Folder(folder)
	old, err := f.Read(t.Context(), named("a/b/c.csv"))
	if err != nil || old.Files["a/b/c.csv"] != nil {
		t.Fatalf("a missing file is %v, %v", old.Files, err)
	}
	build := func(Files) (Files, string, error) {
		return Files{"a/b/c.csv": []byte("new"), "empty": {}}, "", nil
	}
	result, err := f.Update(t.Context(), old, build)
	if err != nil || len(result.Changed) != 2 {
		t.Fatalf("%v changed, %v", result.Changed, err)
	}
	again, err := f.Read(t.Context(), named("a/b/c.csv", "empty"))
	if err != nil || string(again.Files["a/b/c.csv"]) != "new" || again.Files["empty"] == nil {
		t.Fatalf("read back %q, %v", again.Files, err)
	}
	if result, err = f.Update(t.Context(), again, build); err != nil || len(result.Changed) != 0 {
		t.Errorf("a second time %v changed, %v", result.Changed, err)
	}
	entries, err := os.ReadDir(filepath.Join(folder, "a", "b"))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// Symbolic links lead nowhere outside of the folder.
func TestFolderStaysInside(t *testing.T) {
	folder, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"file": filepath.Join(outside, "secret"), "dir": outside} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Skipf("needs symbolic links: %v", err)
		}
	}
	f := Folder(folder)
	for _, path := range []string{"file", "dir/secret", "../secret"} {
		if got, err := f.Read(t.Context(), named(path)); err == nil {
			t.Errorf("%s is read as %q", path, got.Files)
		}
	}
	for _, path := range []string{"dir/new", "dir/secret", "../new"} {
		if err := f.Write(Files{path: []byte("x")}); err == nil {
			t.Errorf("%s is written", path)
		}
	}
	if content, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(content) != "secret" {
		t.Errorf("outside it is now %q, %v", content, err)
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("outside are %v", entries)
	}
}

func TestNoFolder(t *testing.T) {
	if err := Folder(filepath.Join(t.TempDir(), "none")).Write(Files{"a": nil}); err == nil || !strings.Contains(err.Error(), "opening the workspace") {
		t.Errorf("error %v", err)
	}
}

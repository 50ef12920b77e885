//go:build unix

package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Nobody has root's files in the workspace.
func TestFolderOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root, as which the action runs")
	}
	folder := t.TempDir()
	if err := os.Chown(folder, 1001, 127); err != nil {
		t.Fatal(err)
	}
	if err := Folder(folder).Write(Files{"data/a.csv": []byte("x")}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data", "data/a.csv"} {
		if owner := ownerOf(t, filepath.Join(folder, name)); owner != "1001:127" {
			t.Errorf("%s belongs to %s, want the owner of the folder", name, owner)
		}
	}
}

func ownerOf(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	stat := info.Sys().(*syscall.Stat_t)
	return fmt.Sprintf("%d:%d", stat.Uid, stat.Gid)
}

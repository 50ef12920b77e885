package githubtest_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/githubtest"
)

// Commits, trees and blobs have the names that git gives them, in git's order.
func TestGitNames(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		r := s.AddRepository("octo/stats", map[string]string{"README.md": "x", "data/b.csv": "1", "data.csv": "d", "data-x/z": "z"})
		submodule := strings.Repeat("1", 40)
		r.PushAs(githubtest.Executable, "main", "run.sh", "run", "x")
		r.PushAs(githubtest.Symlink, "main", "link", "data.csv", "x")
		r.PushAs(githubtest.Submodule, "main", "sub", submodule, "x")
		var commit struct{ Tree struct{ SHA string } }
		c.get(200, "/repos/octo/stats/git/commits/"+r.Head("main")).decode(t, &commit)
		if commit.Tree.SHA != "73955b1cd2357c320ad8b27abced86c6a62e45fb" { // by git write-tree
			t.Errorf("the tree is %s", commit.Tree.SHA)
		}
		type entry struct{ Path, Mode, Type, SHA string }
		read := func(address string) (entries []entry) {
			var tree struct{ Tree []entry }
			c.get(200, "/repos/octo/stats/git/trees/"+address).decode(t, &tree)
			return tree.Tree
		}
		var paths []string
		for _, e := range read(commit.Tree.SHA + "?recursive=1") {
			paths = append(paths, e.Mode+" "+e.Type+" "+e.Path)
		}
		want := []string{
			"100644 blob README.md", "040000 tree data-x", "100644 blob data-x/z", "100644 blob data.csv", "040000 tree data",
			"100644 blob data/b.csv", "120000 blob link", "100755 blob run.sh", "160000 commit sub",
		}
		if !slices.Equal(paths, want) {
			t.Errorf("it lists %q, want %q", paths, want)
		}
		object := ""
		for _, e := range read(commit.Tree.SHA) {
			name, _ := hex.DecodeString(e.SHA)
			object += fmt.Sprintf("%s %s\x00%s", strings.TrimLeft(e.Mode, "0"), e.Path, name)
		}
		if sum := sha1.Sum(fmt.Appendf(nil, "tree %d\x00%s", len(object), object)); hex.EncodeToString(sum[:]) != commit.Tree.SHA {
			t.Error("the listing is that of another tree")
		}
		c.get(404, "/repos/octo/stats/git/blobs/"+submodule)
		if got := c.get(200, "/repos/octo/stats/contents/link", "Accept", raw).body; got != "d" {
			t.Errorf("the link leads to %q", got)
		}
	})
}

func TestBlobs(t *testing.T) {
	both(t, func(t *testing.T, s *githubtest.Server, c client) {
		content := strings.Repeat("0123456789", 20)
		r := s.AddRepository("octo/stats", map[string]string{"a": content})
		var tree struct{ Tree []struct{ SHA string } }
		c.get(200, "/repos/octo/stats/git/trees/"+r.Head("main")).decode(t, &tree)
		r.Delete("main", "x", "a") // history keeps it
		address := "/repos/octo/stats/git/blobs/" + tree.Tree[0].SHA
		if got := c.get(200, address, "Accept", raw).body; got != content {
			t.Errorf("raw it is %q", got)
		}
		var blob struct{ SHA, Content, Encoding string }
		c.get(200, address).decode(t, &blob)
		got, err := base64.StdEncoding.DecodeString(blob.Content)
		if err != nil || string(got) != content || blob.SHA != tree.Tree[0].SHA || blob.Encoding != "base64" {
			t.Errorf("in JSON it is %+v, %v", blob, err)
		}
		c.get(404, "/repos/octo/stats/git/blobs/"+strings.Repeat("0", 40))
		c.get(422, "/repos/octo/stats/git/blobs/main")
	})
}

// A file and a folder of one path are not there at once.
func TestFileInPlaceOfFolder(t *testing.T) {
	s := githubtest.Start(t)
	r := s.AddRepository("octo/stats", map[string]string{"data/a/b": "1", "data/c": "2"})
	r.Push("main", map[string]string{"data": "3"}, "x")
	if got := r.Files("main"); len(got) != 1 || got["data"] != "3" {
		t.Errorf("there are %q", got)
	}
	r.Push("main", map[string]string{"data/a/b": "4"}, "x")
	if got := r.Files("main"); len(got) != 1 || got["data/a/b"] != "4" {
		t.Errorf("there are %q", got)
	}
}

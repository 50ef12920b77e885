package githubtest

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// What a file is, as git writes it.
const (
	Plain      = "100644"
	Executable = "100755"
	Symlink    = "120000" // its content is the path it points to, from its own folder on
	Submodule  = "160000" // its content is the commit of the other repository

	folderMode = "040000"
)

// most is how many entries GitHub lists of a tree.
const most = 100_000

// file is an entry of a folder, which may be a folder, too.
type file struct {
	content string
	mode    string
	sha     string // git's name of it
}

type named struct {
	name string
	file
}

func newFile(mode, content string) file {
	f := file{content: content, mode: mode, sha: content}
	if mode != Submodule {
		f.sha = objectName("blob", content)
	}
	return f
}

func plainFiles(contents map[string]string) map[string]file {
	files := map[string]file{}
	for name, content := range contents {
		files[name] = newFile(Plain, content)
	}
	return files
}

// LFSPointer returns the file that git has where Git LFS keeps this content.
func LFSPointer(content string) string {
	return fmt.Sprintf("version https://git-lfs.github.com/spec/v1\noid sha256:%064x\nsize %d\n", len(content), len(content))
}

// objectName returns git's name of an object, its SHA-1.
// BlobPath returns the path of the request that reads a file of a repository
// with this content.
func BlobPath(fullName, content string) string {
	return "/repos/" + fullName + "/git/blobs/" + objectName("blob", content)
}

func objectName(kind, content string) string {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00%s", kind, len(content), content)
	return hex.EncodeToString(h.Sum(nil))
}

// keep keeps files as git does, by their names, and returns that of their
// folder.
func (r *Repository) keep(files map[string]file) string {
	entries, below := map[string]file{}, map[string]map[string]file{}
	for path, f := range files {
		name, rest, deeper := strings.Cut(path, "/")
		switch {
		case !deeper:
			entries[name] = f
			if f.mode != Submodule {
				r.blobs[f.sha] = f.content
			}
		case below[name] == nil:
			below[name] = map[string]file{rest: f}
		default:
			below[name][rest] = f
		}
	}
	for name, inside := range below {
		entries[name] = file{mode: folderMode, sha: r.keep(inside)}
	}
	var list []named
	for name, f := range entries {
		list = append(list, named{name, f})
	}
	slices.SortFunc(list, func(a, b named) int { return cmp.Compare(a.order(), b.order()) })
	sha := treeName(list)
	r.trees[sha] = list
	return sha
}

// order is what git sorts by: a folder as if its name ended with a slash.
func (n named) order() string {
	if n.mode == folderMode {
		return n.name + "/"
	}
	return n.name
}

func treeName(list []named) string {
	var object bytes.Buffer
	for _, n := range list {
		sha, err := hex.DecodeString(n.sha)
		if err != nil || len(sha) != sha1.Size {
			panic(fmt.Sprintf("githubtest: %s has no name in git: %q", n.name, n.sha))
		}
		fmt.Fprintf(&object, "%s %s\x00%s", strings.TrimPrefix(n.mode, "0"), n.name, sha)
	}
	return objectName("tree", object.String())
}

// gitTree lists a folder by its name in git, or that of a commit.
func (s *Server) gitTree(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if r == nil {
		return notFound()
	}
	sha := args[2]
	if commit := r.commits[sha]; commit != nil {
		sha = commit.treeSHA
	}
	list, known := r.trees[sha]
	if !known {
		return notFound()
	}
	entries := r.entries(list, "", c.query.Get("recursive") != "")
	return encoded(http.StatusOK, map[string]any{
		"sha": sha, "url": r.git() + "trees/" + sha, "truncated": len(entries) > most, "tree": entries[:min(len(entries), most)],
	})
}

// entries describes what is in a folder, and also below it.
func (r *Repository) entries(list []named, folder string, below bool) []any {
	entries := []any{}
	for _, n := range list {
		full := path.Join(folder, n.name)
		entry := map[string]any{"path": full, "mode": n.mode, "type": "blob", "sha": n.sha, "url": r.git() + "blobs/" + n.sha}
		switch n.mode {
		case folderMode:
			entry["type"], entry["url"] = "tree", r.git()+"trees/"+n.sha
		case Submodule:
			entry["type"] = "commit"
			delete(entry, "url")
		default:
			entry["size"] = len(n.content)
		}
		entries = append(entries, entry)
		if below && n.mode == folderMode {
			entries = append(entries, r.entries(r.trees[n.sha], full, true)...)
		}
	}
	return entries
}

func (r *Repository) git() string { return "https://api.github.com/repos/" + r.name() + "/git/" }

// gitBlob gives out a file by its name in git.
func (s *Server) gitBlob(c *call, args []string) answer {
	r := s.repositoryOf(args)
	switch {
	case r == nil:
		return notFound()
	case len(r.branches) == 0:
		return emptyRepository()
	case !objectID.MatchString(args[2]):
		return refusal(http.StatusUnprocessableEntity, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
	}
	content, known := r.blobs[args[2]]
	switch accept := c.Header.Get("Accept"); {
	case !known:
		return notFound()
	case len(content) > largestBlob:
		return tooLarge()
	case isRaw(accept):
		return raw(accept, content)
	}
	return encoded(http.StatusOK, map[string]any{
		"sha": args[2], "node_id": "B_kwDO" + args[2], "size": len(content), "url": r.git() + "blobs/" + args[2],
		"content": wrapped(content), "encoding": "base64",
	})
}

// wrapped is base64 in GitHub's lines.
func wrapped(content string) string {
	text := base64.StdEncoding.EncodeToString([]byte(content))
	var b strings.Builder
	for len(text) > 0 {
		n := min(60, len(text))
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return b.String()
}

// contentsOf returns files as callers see them.
func contentsOf(tree map[string]file) map[string]string {
	contents := make(map[string]string, len(tree))
	for name, f := range tree {
		contents[name] = f.content
	}
	return contents
}

// put puts a file into a tree, where git allows no folder of that path beside it,
// and no file in the place of a folder on the way to it.
func put(tree map[string]file, name string, f file) {
	for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
		delete(tree, folder)
	}
	maps.DeleteFunc(tree, func(other string, _ file) bool { return strings.HasPrefix(other, name+"/") })
	tree[name] = f
}

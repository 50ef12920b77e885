package githubtest

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// most is how many entries GitHub lists of a tree.
const most = 100_000

// gitTree lists a folder by its name in git, or that of a commit.
func (s *Server) gitTree(c *call, args []string) answer {
	r := s.repositoryOf(args)
	if r == nil {
		return notFound()
	}
	files, known := r.trees[args[2]]
	if commit := r.commits[args[2]]; commit != nil {
		files, known = commit.tree, true
	}
	if !known {
		return notFound()
	}
	entries := r.treeEntries(files, c.query.Get("recursive") != "")
	self := "https://api.github.com/repos/" + r.name() + "/git/trees/" + args[2]
	return encoded(http.StatusOK, map[string]any{
		"sha": treeName(files), "url": self, "truncated": len(entries) > most, "tree": entries[:min(len(entries), most)],
	})
}

// treeEntries describes what is in a folder, and also below it.
func (r *Repository) treeEntries(files map[string]string, below bool) []any {
	inside := map[string]map[string]string{} // nil for a file
	for file, content := range files {
		inside[file] = nil
		for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
			if inside[dir] == nil {
				inside[dir] = map[string]string{}
			}
			inside[dir][strings.TrimPrefix(file, dir+"/")] = content
		}
	}
	entries := []any{}
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		if below || !strings.Contains(name, "/") {
			entries = append(entries, r.treeEntry(name, files[name], inside[name]))
		}
	}
	return entries
}

func (r *Repository) treeEntry(name, content string, folder map[string]string) any {
	git := "https://api.github.com/repos/" + r.name() + "/git/"
	if folder == nil {
		sha := blob(content)
		return map[string]any{"path": name, "mode": "100644", "type": "blob", "sha": sha, "size": len(content), "url": git + "blobs/" + sha}
	}
	sha := treeName(folder)
	r.trees[sha] = folder
	return map[string]any{"path": name, "mode": "040000", "type": "tree", "sha": sha, "url": git + "trees/" + sha}
}

// blob returns git's name of a file.
func blob(content string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(content), content))
	return hex.EncodeToString(sum[:])
}

// treeName returns a name of a folder that depends on what is in it.
func treeName(files map[string]string) string {
	h := sha1.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%q %s\n", name, blob(files[name]))
	}
	return hex.EncodeToString(h.Sum(nil))
}

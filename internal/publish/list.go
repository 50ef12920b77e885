package publish

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/org-growth/org-growth/internal/api"
)

// tree is a folder as git keeps it.
type tree struct {
	Truncated bool
	Tree      []struct {
		Path string // from this folder on
		Type string // tree is a folder, blob a file
		SHA  string
	}
}

// readAll reads files as they are at a commit. Of those that are listed only the
// ones that are not among the blobs yet, to which it adds them: there may be a
// hundred, and others may move the branch again and again.
func (b Branch) readAll(ctx context.Context, commit string, want Wanted, read blobs) (Files, error) {
	listed, err := b.list(ctx, commit, want)
	if err != nil {
		return nil, err
	}
	paths := slices.Clone(want.Paths)
	for path, name := range listed {
		if read[name] == nil {
			paths = append(paths, path)
		}
	}
	files, err := b.ReadAt(ctx, commit, paths)
	if err != nil {
		return nil, err
	}
	for path, name := range listed {
		if read[name] == nil && files[path] == nil {
			// To take it for a new file would lose what stands in it.
			return nil, fmt.Errorf("reading %s: GitHub lists it, and then does not find it: run the workflow again", path)
		}
		if read[name] == nil {
			read[name] = files[path]
		}
		files[path] = read[name]
	}
	return files, nil
}

// list returns the files in or below the folder that match, at a commit, with
// git's names of them. A folder that does not exist has none.
func (b Branch) list(ctx context.Context, commit string, want Wanted) (map[string]string, error) {
	if want.Match == nil {
		return nil, nil
	}
	sha, err := b.folder(ctx, commit, want.Folder)
	if err != nil || sha == "" {
		return nil, err
	}
	below, err := b.tree(ctx, sha, "?recursive=1")
	if err == nil && below.Truncated {
		err = errors.New("it holds more files than GitHub lists: give the history a folder of its own")
	}
	if err != nil {
		return nil, b.explain(fmt.Sprintf("listing the folder %q", want.Folder), err)
	}
	listed := map[string]string{}
	for _, entry := range below.Tree {
		if full := path.Join(want.Folder, entry.Path); entry.Type == "blob" && want.Match(full) {
			listed[full] = entry.SHA
		}
	}
	return listed, nil
}

// folder returns git's name of a folder at a commit, or "" where there is none.
func (b Branch) folder(ctx context.Context, commit, folder string) (string, error) {
	sha := commit
	for folder != "" {
		var name string
		name, folder, _ = strings.Cut(folder, "/")
		parent, err := b.tree(ctx, sha, "")
		if err != nil {
			return "", b.explain("listing the repository's folders", err)
		}
		sha = ""
		for _, entry := range parent.Tree {
			if entry.Path == name && entry.Type == "tree" {
				sha = entry.SHA
			}
		}
		if sha == "" {
			return "", nil
		}
	}
	return sha, nil
}

// tree reads a folder that exists. If GitHub does not know it, it answers from
// a copy that has not heard of the commit yet.
func (b Branch) tree(ctx context.Context, sha, query string) (t tree, err error) {
	for try := 1; ; try++ {
		err = b.get(ctx, "/git/trees/"+sha+query, &t)
		if api.Status(err) != http.StatusNotFound || try == tries {
			return t, err
		}
		if err := lagging(ctx, try); err != nil {
			return t, err
		}
	}
}

// lagging waits for a copy of GitHub's to hear of a commit.
func lagging(ctx context.Context, try int) error {
	return api.Sleep(ctx, rand.N(min(time.Second<<try, 10*time.Second))) // #nosec G404 -- no secret
}

package publish

import (
	"bytes"
	"context"
	"crypto/sha1" // #nosec G505 -- git's names of objects
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"github.com/org-growth/org-growth/internal/api"
)

// What git has never changes under its name, so it is read once however often
// a branch moves. Each name is checked: an answer that is empty or another's
// is a fault, and never a file that does not exist.
type objects struct {
	mu      sync.Mutex
	trees   map[string]tree
	blobs   map[string][]byte
	reading singleflight.Group // so that two who want the same read it once
}

// tree is a folder: what is in it, by name.
type tree map[string]entry

// entry is what stands under a path.
type entry struct {
	Mode string
	SHA  string
}

// Modes of entries that are not plain files.
const (
	modeFolder    = "040000"
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// refused says why an entry is not a file that can be read and written.
func (e entry) refused(path string) error {
	switch e.Mode {
	case modeFolder:
		return fmt.Errorf("%s is a folder, not a file: name another path", path)
	case modeLink:
		return fmt.Errorf("%s is a symbolic link: name the file that it leads to", path)
	case modeSubmodule:
		return fmt.Errorf("%s is a submodule, whose files cannot be written: name another path", path)
	}
	return nil
}

// name returns git's name of an object.
func name(kind string, content []byte) string {
	h := sha1.New() // #nosec G401 -- git's names of objects
	fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	_, _ = h.Write(content) // which never fails
	return hex.EncodeToString(h.Sum(nil))
}

// name returns git's name of a folder.
func (t tree) name() string {
	names := make([]string, 0, len(t))
	for name, e := range t {
		if e.Mode == modeFolder {
			name += "/" // as git sorts them
		}
		names = append(names, name)
	}
	slices.Sort(names)
	var content bytes.Buffer
	for _, key := range names {
		file := strings.TrimSuffix(key, "/")
		e := t[file]
		sum, _ := hex.DecodeString(e.SHA) // a wrong one makes another name
		fmt.Fprintf(&content, "%s %s\x00%s", strings.TrimLeft(e.Mode, "0"), file, sum)
	}
	return name("tree", content.Bytes())
}

// add keeps a blob and returns its entry.
func (r *Repository) add(content []byte) entry {
	e := entry{Mode: "100644", SHA: name("blob", content)}
	r.objects.mu.Lock()
	defer r.objects.mu.Unlock()
	if r.objects.blobs == nil {
		r.objects.blobs = map[string][]byte{}
	}
	r.objects.blobs[e.SHA] = content
	return e
}

// blob reads a file by git's name of it. An empty one is not nil.
func (r *Repository) blob(ctx context.Context, sha string) ([]byte, error) {
	r.objects.mu.Lock()
	content, known := r.objects.blobs[sha]
	r.objects.mu.Unlock()
	if known {
		return content, nil
	}
	read, err, _ := r.objects.reading.Do(sha, func() (any, error) { return r.readBlob(ctx, sha) })
	if err != nil {
		return nil, err
	}
	return read.([]byte), nil
}

func (r *Repository) readBlob(ctx context.Context, sha string) (content []byte, err error) {
	err = certain(ctx, true, func() error {
		req, err := r.Client.NewRequest(http.MethodGet, "repos/"+r.Name+"/git/blobs/"+sha, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Accept", "application/vnd.github.raw+json")
		var buffer bytes.Buffer
		if _, err = r.Client.Do(ctx, req, &buffer); err != nil {
			return err
		}
		content = append([]byte{}, buffer.Bytes()...) // a buffer may hold as much again in reserve
		if name("blob", content) != sha {
			return errDoubt
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r.add(content)
	return content, nil
}

// tree reads a folder by git's name of it; below, also those below it.
func (r *Repository) tree(ctx context.Context, sha string, below bool) (tree, error) {
	r.objects.mu.Lock()
	t, known := r.objects.trees[sha]
	r.objects.mu.Unlock()
	if known {
		return t, nil
	}
	read, err, _ := r.objects.reading.Do(sha, func() (any, error) { return r.readTree(ctx, sha, below) })
	if err != nil {
		return nil, err
	}
	return read.(tree), nil
}

func (r *Repository) readTree(ctx context.Context, sha string, below bool) (tree, error) {
	query := ""
	if below {
		query = "?recursive=1"
	}
	var answer treeAnswer
	var read map[string]tree
	err := r.object(ctx, "/git/trees/"+sha+query, &answer, func() (whole bool) {
		read, whole = answer.folders(sha, below)
		answer = treeAnswer{Truncated: answer.Truncated}
		return whole
	})
	if err == nil && answer.Truncated {
		err = errors.New("it holds more files than GitHub lists: give the history a folder of its own")
	}
	if err != nil {
		return nil, err
	}
	r.objects.mu.Lock()
	defer r.objects.mu.Unlock()
	if r.objects.trees == nil {
		r.objects.trees = map[string]tree{}
	}
	for _, t := range read {
		r.objects.trees[t.name()] = t
	}
	return read[""], nil
}

// treeAnswer is what GitHub says of a folder.
type treeAnswer struct {
	Truncated bool
	Tree      []struct{ Path, Mode, SHA string }
}

// folders returns the folder of a name as "", and below, those below it by their
// paths; and whether they are what git has.
func (a treeAnswer) folders(sha string, below bool) (map[string]tree, bool) {
	names := map[string]string{"": sha}
	read := map[string]tree{"": {}}
	for _, e := range a.Tree {
		if below && e.Mode == modeFolder {
			names[e.Path], read[e.Path] = e.SHA, tree{}
		}
	}
	for _, e := range a.Tree {
		folder, file := path.Split(e.Path)
		if t := read[strings.TrimSuffix(folder, "/")]; t != nil {
			t[file] = entry{Mode: e.Mode, SHA: e.SHA}
		}
	}
	for folder, t := range read {
		if !a.Truncated && t.name() != names[folder] {
			return nil, false
		}
	}
	return read, true
}

// view is the files of the repository at a commit, some of which others may
// take the place of.
type view struct {
	commit string
	root   string // git's name of the folder
	over   map[string]entry
}

// entry returns what stands under a path; nothing has no mode.
func (r *Repository) entry(ctx context.Context, v view, full string) (entry, error) {
	if e, ok := v.over[full]; ok {
		return e, nil
	}
	e := entry{Mode: modeFolder, SHA: v.root}
	for parent, rest := "", full; rest != "."; {
		if e.Mode != modeFolder {
			return entry{}, noFolder{parent: parent, path: full}
		}
		t, err := r.tree(ctx, e.SHA, false)
		if err != nil {
			return entry{}, r.explain("listing the repository's folders", err)
		}
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		if e = t[name]; e.Mode == "" || rest == "" {
			return e, nil
		}
		parent = path.Join(parent, name)
	}
	return e, nil
}

// noFolder says that something else stands where a folder is needed.
type noFolder struct{ parent, path string }

func (e noFolder) Error() string {
	return fmt.Sprintf("%s is a file or a link, so there can be no %s: name another path", e.parent, e.path)
}

// listed returns the paths of all files in or below a folder.
func (r *Repository) listed(ctx context.Context, v view, folder string) ([]string, error) {
	e, err := r.entry(ctx, v, path.Clean(folder))
	if err != nil {
		return nil, err
	}
	var files []string
	for full := range v.over {
		if folder == "" || strings.HasPrefix(full, folder+"/") {
			files = append(files, full)
		}
	}
	if e.Mode == modeFolder {
		err = r.walk(ctx, e.SHA, folder, func(full string) { files = append(files, full) })
	}
	if err != nil {
		return nil, r.explain(fmt.Sprintf("listing the folder %q", folder), err)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// walk visits all files in or below a folder.
func (r *Repository) walk(ctx context.Context, sha, folder string, visit func(full string)) error {
	t, err := r.tree(ctx, sha, true)
	if err != nil {
		return err
	}
	for name, e := range t {
		full := path.Join(folder, name)
		if e.Mode != modeFolder {
			visit(full)
		} else if err := r.walk(ctx, e.SHA, full, visit); err != nil {
			return err
		}
	}
	return nil
}

// read reads wanted files of a view, and looks at those that will be written.
func (r *Repository) read(ctx context.Context, v view, want Wanted) (Files, error) {
	var listed []string
	for _, folder := range want.Folders {
		files, err := r.listed(ctx, v, folder)
		if err != nil {
			return nil, err
		}
		listed = append(listed, files...)
	}
	files, err := want.read(listed, func(paths []string) (Files, error) { return r.files(ctx, v, paths) })
	if err != nil {
		return nil, err
	}
	for _, path := range want.Writes {
		e, err := r.entry(ctx, v, path)
		if err = errors.Join(err, e.refused(path)); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// files reads files of a view, side by side.
func (r *Repository) files(ctx context.Context, v view, paths []string) (Files, error) {
	contents := make([][]byte, len(paths))
	group, ctx := errgroup.WithContext(ctx)
	for i, path := range paths {
		group.Go(func() (err error) {
			contents[i], err = r.file(ctx, v, path)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	files := Files{}
	for i, path := range paths {
		files[path] = contents[i]
	}
	return files, nil
}

// file reads a file of a view, or nil where none stands under the path.
func (r *Repository) file(ctx context.Context, v view, path string) ([]byte, error) {
	e, err := r.entry(ctx, v, path)
	if err == nil {
		err = e.refused(path)
	}
	if err != nil || e.Mode == "" {
		return nil, err
	}
	content, err := r.blob(ctx, e.SHA)
	if api.Status(err) == http.StatusNotFound {
		return nil, fmt.Errorf("reading %s: %s. GitHub lists it, and then does not find it: run the workflow again", path, withoutStop(api.Message(err)))
	}
	if err != nil {
		return nil, r.explain("reading "+path, err)
	}
	return content, notPointer(path, content)
}

// differing returns the files that are not in a view as they are.
func (r *Repository) differing(ctx context.Context, v view, files Files) (Files, error) {
	differing := Files{}
	for path, content := range files {
		e, err := r.entry(ctx, v, path)
		if err = errors.Join(err, e.refused(path)); err != nil {
			return nil, err
		}
		if !r.same(e.SHA, content) {
			differing[path] = content
		}
	}
	return differing, nil
}

// same reports whether a content is the one that git has under a name.
func (r *Repository) same(sha string, content []byte) bool {
	r.objects.mu.Lock()
	have, read := r.objects.blobs[sha]
	r.objects.mu.Unlock()
	if read {
		return bytes.Equal(have, content)
	}
	return name("blob", content) == sha
}

// errDoubt says that an answer is not what git has.
var errDoubt = errors.New("GitHub's answer is not what git has: run the workflow again")

// certain repeats a read until its answer is what git has. For some seconds
// after a write GitHub may answer from a copy that has not heard of it; what is
// known to exist may not be found there.
func certain(ctx context.Context, exists bool, read func() error) error {
	for try := 1; ; try++ {
		err := read()
		if !errors.Is(err, errDoubt) && (!exists || api.Status(err) != http.StatusNotFound) || try == 8 {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// Package publish reads files of the calling repository and writes new ones. It
// has three targets: a [Branch], on which it makes one commit through the GitHub
// API, a [PullRequest] that it keeps open, and a [Folder], the workspace.
package publish

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Files are contents by path in the repository; nil is a file that does not
// exist.
type Files = map[string][]byte

// Wanted asks for files, in rounds: what is needed may depend on what others
// hold.
type Wanted struct {
	// Folders are those whose files are listed, with all files below them; "" is
	// the repository itself.
	Folders []string

	// Next gets the listed paths and what was read so far, and returns the paths
	// to read next, which may be missing. It is called until it returns none
	// that is new.
	Next func(listed []string, read Files) []string

	// Writes are paths that will be written. A link, a folder or a submodule in
	// the place of one is an error.
	Writes []string
}

// Snapshot is the files of a repository at one time.
type Snapshot struct {
	Files Files // that were wanted; nil is one that does not exist

	want    Wanted
	head    view   // what was read
	missing bool   // whether the branch has to be made first, at head
	pull    pulled // of a pull request
}

// Build makes new files of old ones, and says in a line what they hold. It is
// called again with newer files when somebody else has written meanwhile.
type Build func(old Files) (files Files, note string, err error)

// Result is what was done.
type Result struct {
	Files   Files    // as they are now
	Changed []string // paths of those that differ from what stood there, sorted
	Commit  string   // that changed them; empty where there is none

	PullRequest string // address of the open one; empty where there is none
}

// read reads wanted files, some of them at a time.
func (w Wanted) read(listed []string, some func(paths []string) (Files, error)) (Files, error) {
	files := Files{}
	for w.Next != nil {
		var paths []string
		for _, path := range w.Next(listed, files) {
			if _, done := files[path]; !done && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
		if len(paths) == 0 {
			break
		}
		more, err := some(paths)
		if err != nil {
			return nil, err
		}
		maps.Copy(files, more)
	}
	return files, nil
}

// paths returns the paths of files, sorted.
func paths(files Files) []string {
	return slices.Sorted(maps.Keys(files))
}

// notPointer refuses a file whose content Git LFS keeps elsewhere.
func notPointer(path string, content []byte) error {
	if strings.HasPrefix(string(content[:min(len(content), 64)]), "version https://git-lfs.github.com/spec/") {
		return fmt.Errorf("%s is a pointer of Git LFS, and not the file itself: take it out of Git LFS (git lfs untrack), "+
			"and commit the file", path)
	}
	return nil
}

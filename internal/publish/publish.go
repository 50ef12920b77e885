// Package publish reads files of the calling repository and writes new ones:
// on a branch, in one commit through the GitHub API, for a pull request that is
// kept open, or in a workspace folder.
package publish

import (
	"bytes"
	"maps"
	"slices"
)

// Files are contents by path in the repository; nil is a file that does not
// exist.
type Files = map[string][]byte

// Wanted tells which files to read: some by their paths, which may be missing,
// and those in or below a folder that match.
type Wanted struct {
	Paths  []string
	Folder string                 // "" is the repository itself
	Match  func(path string) bool // nil: none
}

// blobs are contents by git's names of them.
type blobs map[string][]byte

// Snapshot is the files of a repository at one time.
type Snapshot struct {
	Files Files
	want  Wanted
	blobs blobs  // that were read, so that what has not changed is read once
	head  string // the commit that they were read at; empty in a workspace

	missing bool // whether the branch has to be made first, at head

	proposed
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

// paths returns the paths of files, sorted.
func paths(files Files) []string {
	return slices.Sorted(maps.Keys(files))
}

// changed returns the files that differ from what stands there.
func changed(old, files Files) Files {
	out := Files{}
	for path, content := range files {
		if have := old[path]; have == nil || !bytes.Equal(have, content) {
			out[path] = content
		}
	}
	return out
}

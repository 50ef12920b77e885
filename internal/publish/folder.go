package publish

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// Folder is a workspace: the path of a folder with the calling repository's
// files. Nothing outside it is read or written, not by symbolic links either.
type Folder string

// Read reads files of the folder.
func (f Folder) Read(_ context.Context, want Wanted) (Snapshot, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return Snapshot{}, fmt.Errorf("opening the workspace: %w", err)
	}
	defer root.Close()
	var listed []string
	for _, folder := range want.Folders {
		files, err := below(root, folder)
		if err != nil {
			return Snapshot{}, fmt.Errorf("listing the folder %q in the workspace: %w", folder, err)
		}
		listed = append(listed, files...)
	}
	files, err := want.read(listed, func(paths []string) (Files, error) { return read(root, paths) })
	if err != nil {
		return Snapshot{}, err
	}
	for _, path := range want.Writes {
		if err := writable(root, path); err != nil {
			return Snapshot{}, err
		}
	}
	return Snapshot{Files: files}, nil
}

// read reads files, and refuses what only leads to one.
func read(root *os.Root, paths []string) (Files, error) {
	files := Files{}
	for _, path := range paths {
		if err := writable(root, path); err != nil {
			return nil, err
		}
		content, err := root.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("reading %s in the workspace: %w", path, err)
		}
		if err := notPointer(path, content); err != nil {
			return nil, fmt.Errorf("in the workspace %w", err)
		}
		files[path] = content
	}
	return files, nil
}

// writable refuses what stands in the place of a file and is none.
func writable(root *os.Root, path string) error {
	info, err := root.Lstat(path)
	if err != nil {
		return nil // it is made, or reading it says why not
	}
	var e entry
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		e.Mode = modeLink
	case info.IsDir():
		e.Mode = modeFolder
	}
	if err := e.refused(path); err != nil {
		return fmt.Errorf("in the workspace %w", err)
	}
	return nil
}

// below returns the paths of the files in or below a folder.
func below(root *os.Root, folder string) (listed []string, err error) {
	err = fs.WalkDir(root.FS(), cmp.Or(folder, "."), func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && entry.IsDir() && entry.Name() == ".git":
			return fs.SkipDir
		case err == nil && !entry.IsDir():
			listed = append(listed, name)
		}
		return err
	})
	return listed, err
}

// Update writes what build makes of the snapshot. Files that are as they
// should be are left alone.
func (f Folder) Update(_ context.Context, old Snapshot, build Build) (Result, error) {
	files, _, err := build(old.Files)
	if err != nil {
		return Result{}, err
	}
	differing, err := f.differing(old.Files, files)
	if err != nil {
		return Result{Files: files}, err
	}
	return Result{Files: files, Changed: paths(differing)}, f.Write(differing)
}

// differing returns the files that are not in the folder as they are.
func (f Folder) differing(old, files Files) (Files, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, fmt.Errorf("opening the workspace: %w", err)
	}
	defer root.Close()
	differing := Files{}
	for path, content := range files {
		have, read := old[path]
		if !read {
			have, _ = root.ReadFile(path) // what cannot be read may be written all the same
		}
		if have == nil || !bytes.Equal(have, content) {
			differing[path] = content
		}
	}
	return differing, nil
}

// Write writes files, each at once: a file is the old one or the new one, never
// a part. They belong to the owner of the folder, since the action runs as
// root and later steps do not.
func (f Folder) Write(files Files) error {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return fmt.Errorf("opening the workspace: %w", err)
	}
	defer root.Close()
	own, err := ownership(root)
	if err != nil {
		return fmt.Errorf("opening the workspace: %w", err)
	}
	for _, name := range paths(files) {
		if err := write(root, name, files[name], own); err != nil {
			return fmt.Errorf("writing %s in the workspace: %w", name, err)
		}
	}
	return nil
}

func write(root *os.Root, name string, content []byte, own func(string) error) error {
	if err := makeFolders(root, path.Dir(name), own); err != nil {
		return err
	}
	temporary := name + ".org-growth-new"
	if err := root.WriteFile(temporary, content, 0o644); err != nil {
		return errors.Join(err, root.Remove(temporary))
	}
	return errors.Join(own(temporary), root.Rename(temporary, name))
}

func makeFolders(root *os.Root, folder string, own func(string) error) error {
	if folder == "." {
		return nil
	}
	if _, err := root.Stat(folder); err == nil {
		return nil
	}
	if err := makeFolders(root, path.Dir(folder), own); err != nil {
		return err
	}
	if err := root.Mkdir(folder, 0o755); err != nil {
		return err
	}
	return own(folder)
}

package publish

import (
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
	listed, err := below(root, want)
	if err != nil {
		return Snapshot{}, fmt.Errorf("listing the folder %q in the workspace: %w", want.Folder, err)
	}
	files := Files{}
	for _, path := range append(listed, want.Paths...) {
		if info, err := root.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return Snapshot{}, fmt.Errorf("reading %s in the workspace: it is a symbolic link: name the file itself", path)
		}
		content, err := root.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Snapshot{}, fmt.Errorf("reading %s in the workspace: %w", path, err)
		}
		files[path] = content
	}
	return Snapshot{Files: files}, nil
}

// below returns the paths of the files in or below the folder that match.
func below(root *os.Root, want Wanted) (listed []string, err error) {
	if want.Match == nil {
		return nil, nil
	}
	err = fs.WalkDir(root.FS(), cmp.Or(want.Folder, "."), func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && !entry.IsDir() && want.Match(name):
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
	differing := changed(old.Files, files)
	return Result{Files: files, Changed: paths(differing)}, f.Write(differing)
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

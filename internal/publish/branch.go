package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/api"
)

const (
	tries    = 10              // commits, each on a newer head, begun
	patience = 3 * time.Minute // within this time
)

// Branch is a branch of a repository on GitHub.
type Branch struct {
	Client     *github.Client
	GraphQL    string // address of GitHub's GraphQL API
	Repository string // owner/name
	Name       string
	Message    string // first line of the commit's message
	Log        func(string)
}

// Read reads files at the branch's head. A branch that does not exist yet
// begins as the default branch.
func (b Branch) Read(ctx context.Context, paths []string) (Snapshot, error) {
	head, missing, err := b.head(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	files, err := b.ReadAt(ctx, head, paths)
	return Snapshot{Files: files, head: head, missing: missing}, err
}

// ReadAt reads files as they are at a commit, branch or tag.
func (b Branch) ReadAt(ctx context.Context, ref string, paths []string) (Files, error) {
	contents := make([][]byte, len(paths))
	group, ctx := errgroup.WithContext(ctx)
	for i, path := range paths {
		group.Go(func() (err error) {
			contents[i], err = b.file(ctx, ref, path)
			if err != nil {
				return b.explain("reading "+path, err)
			}
			return nil
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

// Update commits what build makes of the snapshot, in one commit on the head
// that was read. When the head has moved it reads and builds again. Files that
// are as they should be are no commit.
func (b Branch) Update(ctx context.Context, old Snapshot, build Build) (Result, error) {
	giveUp := time.Now().Add(patience)
	var lost []string // paths of a commit without an answer, which may have been made all the same
	for try := 1; ; try++ {
		files, note, err := build(old.Files)
		if err != nil {
			return Result{}, err
		}
		additions := changed(old.Files, files)
		if len(additions) == 0 && lost == nil {
			return Result{Files: files}, nil
		}
		if len(additions) == 0 {
			return Result{Files: files, Changed: lost, Commit: old.head}, nil
		}
		commit, err := b.commit(ctx, old, note, additions)
		switch {
		case err == nil:
			return Result{Files: files, Changed: paths(additions), Commit: commit}, nil
		case unanswered(err):
			lost = paths(additions)
			b.Log(fmt.Sprintf("the answer to the commit was lost (%s): looking whether it was made", api.Message(err)))
		case errors.Is(err, errStale):
			b.Log(fmt.Sprintf("%s has moved meanwhile: building again on its new head", b.Name))
		default:
			return Result{}, b.explain("committing on "+b.Name, err)
		}
		if try == tries || time.Now().After(giveUp) {
			return Result{}, fmt.Errorf("committing on %s: %d tries in vain, the last because %w: nothing was written; run the workflow again", b.Name, try, err)
		}
		if old, err = b.again(ctx, old, try); err != nil {
			return Result{}, err
		}
	}
}

// again reads the files at the newer head, after a while: reads lag behind
// writes, and others try, too.
func (b Branch) again(ctx context.Context, old Snapshot, try int) (Snapshot, error) {
	wait := time.NewTimer(rand.N(min(time.Second<<(try-1), 30*time.Second)))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
		return Snapshot{}, ctx.Err()
	}
	return b.Read(ctx, paths(old.Files))
}

// head returns the branch's head, or that of the default branch where the
// branch is missing.
func (b Branch) head(ctx context.Context) (head string, missing bool, err error) {
	head, err = b.ref(ctx, b.Name)
	if api.Status(err) != http.StatusNotFound {
		return head, false, b.explain("reading branch "+b.Name, err)
	}
	var repository struct {
		DefaultBranch string `json:"default_branch"`
	}
	if err := b.get(ctx, "", &repository); err != nil {
		return "", false, b.explain("reading repository "+b.Repository, err)
	}
	head, err = b.ref(ctx, repository.DefaultBranch)
	return head, true, b.explain("reading branch "+repository.DefaultBranch, err)
}

func (b Branch) ref(ctx context.Context, branch string) (string, error) {
	var ref struct{ Object struct{ SHA string } }
	err := b.get(ctx, "/git/ref/heads/"+escape(branch), &ref)
	if err == nil && ref.Object.SHA == "" {
		err = errors.New("GitHub's answer names no commit")
	}
	return ref.Object.SHA, err
}

// file returns nil for a file that does not exist.
func (b Branch) file(ctx context.Context, ref, path string) ([]byte, error) {
	address := "repos/" + b.Repository + "/contents/" + escape(path) + "?ref=" + url.QueryEscape(ref)
	req, err := b.Client.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/vnd.github.raw+json")
	content := bytes.NewBuffer([]byte{}) // an empty file is not a missing one
	resp, err := b.Client.Do(ctx, req, content)
	if api.Status(err) == http.StatusNotFound {
		return nil, nil
	}
	if err == nil && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return nil, errors.New("it is a folder, not a file")
	}
	return content.Bytes(), err
}

func (b Branch) get(ctx context.Context, path string, into any) error {
	req, err := b.Client.NewRequest(http.MethodGet, "repos/"+b.Repository+path, nil)
	if err != nil {
		return err
	}
	_, err = b.Client.Do(ctx, req, into)
	return err
}

// escape escapes a path, but not its slashes.
func escape(path string) string {
	return (&url.URL{Path: path}).EscapedPath()
}

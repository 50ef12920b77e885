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
	// In a thousand simulated races of eight, with reads that lag by seconds,
	// ten tries lost a day; the time is what ends it.
	tries    = 30               // commits, each on a newer head, begun
	patience = 3 * time.Minute  // within this time
	longest  = 15 * time.Second // to wait for the next
)

// Branch is a branch of a repository on GitHub.
type Branch struct {
	Client     *github.Client
	GraphQL    string // address of GitHub's GraphQL API
	Repository string // owner/name
	Name       string
	Message    string // first line of the commit's message
	Log        func(string)

	proposes bool // whether it belongs to a pull request
}

// Read reads files at the branch's head. A branch that does not exist yet
// begins as the default branch.
func (b Branch) Read(ctx context.Context, want Wanted) (Snapshot, error) {
	return b.read(ctx, want, blobs{})
}

func (b Branch) read(ctx context.Context, want Wanted, read blobs) (Snapshot, error) {
	head, missing, err := b.head(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	return b.snapshot(ctx, head, missing, want, read)
}

func (b Branch) snapshot(ctx context.Context, head string, missing bool, want Wanted, read blobs) (Snapshot, error) {
	files, err := b.readAll(ctx, head, want, read)
	return Snapshot{Files: files, want: want, blobs: read, head: head, missing: missing}, err
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
	var lost []string    // paths of a commit without an answer, which may have been made all the same
	var giveUp time.Time // begins with the first try in vain: limits are waited for before
	var why error        // the last try was in vain
	for try := 1; ; try++ {
		files, note, err := build(old.Files)
		if err != nil {
			return Result{}, err
		}
		additions := changed(old.Files, files)
		if len(additions) == 0 {
			return b.unchanged(ctx, old, files, lost)
		}
		late := try > tries || !giveUp.IsZero() && time.Now().After(giveUp)
		if late {
			return Result{}, b.inVain(try-1, lost, why)
		}
		var commit string
		commit, why = b.commit(ctx, old, note, additions)
		switch {
		case why == nil:
			return Result{Files: files, Changed: paths(additions), Commit: commit}, nil
		case unanswered(why):
			lost = paths(additions)
			b.Log(fmt.Sprintf("GitHub's answer was lost (%s): looking whether the commit was made", api.Message(why)))
		case errors.Is(why, errStale):
			b.Log(fmt.Sprintf("%s has moved meanwhile: building again on its new head", b.Name))
		default:
			return Result{}, b.explain("committing on "+b.Name, why)
		}
		if giveUp.IsZero() {
			giveUp = time.Now().Add(patience)
		}
		old, err = b.again(ctx, old, try, errors.Is(why, errStale), giveUp)
		if err != nil && lost != nil {
			err = fmt.Errorf("%w; whether the commit was made is not known: run the workflow again", err)
		}
		if err != nil {
			return Result{}, err
		}
	}
}

// unchanged is the end where nothing differs from what stands on the branch:
// nothing was to be done, or it is done already.
func (b Branch) unchanged(ctx context.Context, old Snapshot, files Files, lost []string) (Result, error) {
	if lost != nil {
		return Result{Files: files, Changed: lost, Commit: old.head}, nil
	}
	if old.missing {
		if err := b.create(ctx, old.head); err != nil {
			return Result{}, b.explain("making branch "+b.Name, err)
		}
	}
	return Result{Files: files}, nil
}

func (b Branch) inVain(tries int, lost []string, err error) error {
	end := "nothing was written"
	if lost != nil {
		end = "whether one was made is not known"
	}
	return fmt.Errorf("committing on %s: %d tries in vain, the last because %s: %s; run the workflow again", b.Name, tries, api.Message(err), end)
}

// again reads the files at the newer head, after a while: others try, too, and
// reads lag behind writes. A head that is known to be stale is no newer one.
func (b Branch) again(ctx context.Context, old Snapshot, try int, stale bool, giveUp time.Time) (Snapshot, error) {
	for ; ; try++ {
		if err := pause(ctx, try); err != nil {
			return Snapshot{}, err
		}
		head, missing, err := b.head(ctx)
		if err != nil {
			return Snapshot{}, err
		}
		if stale && head == old.head && time.Now().Before(giveUp) {
			continue
		}
		return b.snapshot(ctx, head, missing, old.want, old.blobs)
	}
}

// pause waits before the next try, spread by chance, since others try, too.
func pause(ctx context.Context, try int) error {
	return api.Sleep(ctx, rand.N(min(time.Second<<min(try-1, 10), longest))) // #nosec G404 -- no secret
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

// file reads a file, or nil where there is none.
func (b Branch) file(ctx context.Context, ref, path string) ([]byte, error) {
	for try := 1; ; try++ {
		content, err := b.contents(ctx, ref, path)
		missing := api.Status(err) == http.StatusNotFound
		// GitHub may answer from a copy that has not heard of the commit yet.
		// That is no missing file: to take it for one would lose the history.
		if missing && strings.Contains(api.Message(err), "No commit found") && try < tries {
			if err := lagging(ctx, try); err != nil {
				return nil, err
			}
			continue
		}
		if missing && !strings.Contains(api.Message(err), "No commit found") {
			return nil, nil
		}
		return content, err
	}
}

func (b Branch) contents(ctx context.Context, ref, path string) ([]byte, error) {
	address := "repos/" + b.Repository + "/contents/" + escape(path) + "?ref=" + url.QueryEscape(ref)
	req, err := b.Client.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/vnd.github.raw+json")
	content := bytes.NewBuffer([]byte{}) // an empty file is not a missing one
	resp, err := b.Client.Do(ctx, req, content)
	if err == nil && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return nil, errors.New("it is a folder, not a file")
	}
	return bytes.Clone(content.Bytes()), err // a buffer may hold as much again in reserve
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

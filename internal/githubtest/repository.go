package githubtest

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const mainBranch = "main" // the default branch of every repository here

// Repository is a repository that is read and committed to.
type Repository struct {
	server   *Server
	owner    *account
	repo     Repo
	commits  map[string]*Commit
	branches map[string]*branch
	tags     map[string]string  // to commits
	trees    map[string][]named // by git's names of them
	blobs    map[string]string  // contents, likewise
	pulls    []*pull            // by number
	past     []state            // oldest first
	noPulls  bool               // the setting that keeps GitHub Actions from creating them
}

// Commit is a commit, by what it changed.
type Commit struct {
	SHA      string
	Parent   string // "" for the first
	Second   string // the other parent of a merge; "" for all others
	Headline string
	Body     string
	Files    map[string]string // added or changed ones; one that stays as it was is not among them
	Deleted  []string
	Pushed   bool // by somebody else, and not through the API
	At       time.Time

	number  int // in the order of making
	tree    map[string]file
	treeSHA string // git's name of it
}

// Empty reports whether the commit changed nothing.
func (c Commit) Empty() bool { return len(c.Files) == 0 && len(c.Deleted) == 0 }

type branch struct {
	moves     []move // oldest first; at least one
	forbidden string // why nobody may commit
}

type move struct {
	to string
	at time.Time
}

func (b *branch) head() string { return b.moves[len(b.moves)-1].to }

// seen is the head that reads see, which lags behind. The branch itself is
// seen at once.
func (b *branch) seen(now time.Time, lag time.Duration) string {
	for _, m := range slices.Backward(b.moves) {
		if now.Sub(m.at) >= lag {
			return m.to
		}
	}
	return b.moves[0].to
}

// AddRepository adds a repository, named owner/name, with a first commit of
// files on the branch main. With files nil it is empty: it has no branch. An
// owner that is to be counted is added before. It is in no account's list.
func (s *Server) AddRepository(fullName string, files map[string]string) *Repository {
	s.mu.Lock()
	defer s.mu.Unlock()
	login, name, ok := strings.Cut(fullName, "/")
	if !ok || s.repositories[strings.ToLower(fullName)] != nil {
		panic(fmt.Sprintf("githubtest: %q is no new owner/name", fullName))
	}
	owner := s.account(login)
	if owner == nil { // nobody counts it
		owner = &account{login: login, id: s.id(0), org: true}
	}
	r := &Repository{
		server: s, owner: owner, repo: Repo{ID: s.id(0), Name: name, Created: time.Now()},
		commits: map[string]*Commit{}, branches: map[string]*branch{}, tags: map[string]string{},
		trees: map[string][]named{}, blobs: map[string]string{},
	}
	s.repositories[strings.ToLower(fullName)] = r
	if files != nil {
		r.commit(mainBranch, Commit{Headline: "Initial commit", Pushed: true}, plainFiles(files), nil)
	}
	return r
}

// Push commits files on a branch as somebody else does, and returns the
// commit. A branch that does not exist is made from main.
func (r *Repository) Push(branch string, files map[string]string, message string) Commit {
	return r.push(branch, plainFiles(files), nil, message)
}

// PushAs is a Push of one file that may be other than Plain.
func (r *Repository) PushAs(mode, branch, path, content, message string) Commit {
	return r.push(branch, map[string]file{path: newFile(mode, content)}, nil, message)
}

// Rename is a Push that gives a file another path.
func (r *Repository) Rename(branch, old, new string) Commit {
	content := r.Files(branch)[old]
	return r.push(branch, plainFiles(map[string]string{new: content}), []string{old}, "Rename "+old+" to "+new)
}

// Delete is a Push that deletes files.
func (r *Repository) Delete(branch, message string, paths ...string) Commit {
	return r.push(branch, nil, paths, message)
}

func (r *Repository) push(name string, files map[string]file, deleted []string, message string) Commit {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.remember()
	if r.branches[name] == nil && len(r.branches) > 0 {
		r.branches[name] = &branch{moves: []move{{r.branches[mainBranch].head(), time.Now()}}}
	}
	headline, body, _ := strings.Cut(message, "\n")
	return *r.commit(name, Commit{Headline: headline, Body: strings.TrimSpace(body), Pushed: true}, files, deleted)
}

// Tag names the head of main.
func (r *Repository) Tag(name string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.tags[name] = r.branches[mainBranch].head()
}

// Protect makes commits through the API on a branch fail for good with a
// message, like "Changes must be made through a pull request.".
func (r *Repository) Protect(branch, message string) {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	r.branches[branch].forbidden = message
}

// Head returns the commit that a branch points to, or "" for no such branch.
func (r *Repository) Head(branch string) string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	if b := r.branches[branch]; b != nil {
		return b.head()
	}
	return ""
}

// Branches returns the names of all branches, sorted.
func (r *Repository) Branches() []string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	return slices.Sorted(maps.Keys(r.branches))
}

// Files returns the files at a branch's head, or nil for no such branch.
func (r *Repository) Files(branch string) map[string]string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	b := r.branches[branch]
	if b == nil {
		return nil
	}
	return contentsOf(r.commits[b.head()].tree)
}

// FilesAt returns the files at a commit, or nil for no such commit.
func (r *Repository) FilesAt(sha string) map[string]string {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	if c := r.commits[sha]; c != nil {
		return contentsOf(c.tree)
	}
	return nil
}

// Commits returns the commits of a branch by their first parents, newest last.
func (r *Repository) Commits(branch string) []Commit {
	r.server.mu.Lock()
	defer r.server.mu.Unlock()
	var commits []Commit
	if b := r.branches[branch]; b != nil {
		for c := r.commits[b.head()]; c != nil; c = r.commits[c.Parent] {
			commits = append(commits, *c)
		}
	}
	slices.Reverse(commits)
	return commits
}

// commit puts a commit on the head of a branch, which in an empty repository
// it makes.
func (r *Repository) commit(name string, c Commit, files map[string]file, deleted []string) *Commit {
	c.At = time.Now()
	b := r.branches[name]
	if b == nil {
		b = &branch{}
		r.branches[name] = b
	} else {
		c.Parent = b.head()
		c.tree = maps.Clone(r.commits[c.Parent].tree)
	}
	c.change(files, deleted)
	c.treeSHA = r.keep(c.tree)
	c.number = len(r.commits)
	c.SHA = c.hash()
	r.commits[c.SHA] = &c
	b.moves = append(b.moves, move{c.SHA, c.At})
	r.settle(name)
	return &c
}

func (c *Commit) change(files map[string]file, deleted []string) {
	if c.tree == nil {
		c.tree = map[string]file{}
	}
	c.Files = map[string]string{}
	for path, f := range files {
		if c.tree[path] != f {
			c.Files[path] = f.content
			put(c.tree, path, f)
		}
	}
	for _, path := range deleted {
		if _, exists := c.tree[path]; exists {
			delete(c.tree, path)
			c.Deleted = append(c.Deleted, path)
		}
	}
}

func (c *Commit) hash() string {
	h := sha1.New()
	fmt.Fprintf(h, "%d %s %s %q %q %q\n", c.number, c.Parent, c.Second, c.Headline, c.Body, c.Deleted)
	for _, path := range slices.Sorted(maps.Keys(c.Files)) {
		fmt.Fprintf(h, "%q %q\n", path, c.Files[path])
	}
	return hex.EncodeToString(h.Sum(nil))
}

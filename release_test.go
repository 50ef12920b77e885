package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

const image = "ghcr.io/org-growth/org-growth@sha256:" + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// clone is a clone of a repository whose main is about to be released as
// v1.2.3, after v1.2.2.
type clone struct {
	*testing.T
	folder string
}

func newClone(t *testing.T) clone {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("releases are made on Linux")
	}
	c := clone{t, filepath.Join(t.TempDir(), "clone")}
	origin := filepath.Join(filepath.Dir(c.folder), "origin")
	for _, folder := range []string{origin, c.folder} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c.git("init", "--quiet", "--bare", origin)
	c.git("init", "--quiet", "--initial-branch=main")
	c.git("remote", "add", "origin", origin)
	c.commit(map[string]string{
		"action.yml":          readFile(t, "action.yml"),
		"internal/api/api.go": "package api\n\nconst Version = \"1.2.3\"\n",
		"CHANGELOG.md":        "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-20\n\n### Added\n\n- A thing.\n\n## 1.2.30\n\n- Another.\n\n## 1.2.2\n",
	})
	c.git("tag", "v1.2.2")
	c.git("tag", "v1")
	c.git("push", "--quiet", "origin", "main", "--tags")
	return c
}

func (c clone) commit(files map[string]string) {
	c.Helper()
	for name, content := range files {
		c.write(name, content)
	}
	c.git("add", ".")
	c.git("commit", "--quiet", "--message", "Change something")
}

func (c clone) write(name, content string) {
	c.Helper()
	name = filepath.Join(c.folder, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		c.Fatal(err)
	}
}

// run runs a program in the clone, without settings of the machine's user.
func (c clone) run(program string, args ...string) (output string, err error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = c.folder
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org")
	out, err := cmd.CombinedOutput()
	return strings.TrimSuffix(string(out), "\n"), err
}

func (c clone) git(args ...string) string {
	c.Helper()
	out, err := c.run("git", args...)
	if err != nil {
		c.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return out
}

// release runs one of the release's scripts.
func (c clone) release(script string, args ...string) (string, error) {
	c.Helper()
	path, err := filepath.Abs(filepath.Join(".ci", "release", script))
	if err != nil {
		c.Fatal(err)
	}
	return c.run(path, args...)
}

func TestReleaseGuard(t *testing.T) {
	const ready = "v1.2.3 may be released"
	tests := []struct {
		name, version string
		before        func(c clone)
		says          string
	}{
		{"all is well", "v1.2.3", func(clone) {}, ready},
		{"no version", "", func(clone) {}, "not releasing anything: a version is like v1.2.3"},
		{"no v", "1.2.3", func(clone) {}, "a version is like v1.2.3"},
		{"a leading zero", "v1.02.3", func(clone) {}, "a version is like v1.2.3"},
		{"a command", "v1.2.3;id", func(clone) {}, "a version is like v1.2.3"},
		{"two lines", "v1.2.3\nv1.2.4", func(clone) {}, "a version is like v1.2.3"},
		{"another than the source's", "v1.2.4", func(clone) {}, "internal/api/api.go says v1.2.3"},
		{"no notes", "v1.2.3", func(c clone) {
			c.commit(map[string]string{"CHANGELOG.md": "## Unreleased\n\n- A thing.\n"})
			c.git("push", "--quiet", "origin", "main")
		}, `CHANGELOG.md says nothing below "## 1.2.3"`},
		{"a change", "v1.2.3", func(c clone) { c.write("action.yml", "changed") }, "changes that are not committed"},
		{"a new file", "v1.2.3", func(c clone) { c.write("new", "") }, "changes that are not committed"},
		{"main is elsewhere", "v1.2.3", func(c clone) {
			c.commit(map[string]string{"new": ""})
			c.git("push", "--quiet", "origin", "main")
			c.git("checkout", "--quiet", "HEAD^")
		}, "this is not the newest commit of main"},
		{"released", "v1.2.3", func(c clone) {
			c.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3")
		}, "it is released already"},
		{"a newer one is released", "v1.2.3", func(c clone) {
			c.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.10.0")
		}, "v1.10.0 is released already, which is newer"},
		{"others' tags", "v1.2.3", func(c clone) {
			c.git("push", "--quiet", "origin", "HEAD:refs/tags/v9", "HEAD:refs/tags/v9.9.9-rc1", "HEAD:refs/tags/w9.9.9")
		}, ready},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newClone(t)
			tt.before(c)
			says, err := c.release("guard", tt.version)
			if (err == nil) != (tt.says == ready) || !strings.Contains(says, tt.says) {
				t.Errorf("it says %q, %v; want %q", says, err, tt.says)
			}
		})
	}
}

func TestReleaseNotes(t *testing.T) {
	c := newClone(t)
	for version, want := range map[string]string{"v1.2.3": "### Added\n\n- A thing.", "v1.2.30": "- Another."} {
		if got, err := c.release("notes", version); got != want || err != nil {
			t.Errorf("the notes of %s are %q, %v; want %q", version, got, err, want)
		}
	}
	for _, version := range []string{"v1.2.2", "v1.2", "v2.0.0"} {
		if got, err := c.release("notes", version); err == nil {
			t.Errorf("the notes of %s are %q, want none", version, got)
		}
	}
}

func TestReleasePublish(t *testing.T) {
	c := newClone(t)
	head := c.git("rev-parse", "main")
	if out, err := c.release("publish", "v1.2.3", image); err != nil {
		t.Fatal(out, err)
	}
	tags := c.tags()
	if tags["v1.2.3"] == head || tags["v1"] != tags["v1.2.3"] || tags["v1.2.2"] != head {
		t.Errorf("main is %s, and tags are %v", head, tags)
	}
	if c.git("rev-parse", "v1.2.3^") != head || c.git("ls-remote", "origin", "refs/heads/main") != head+"\trefs/heads/main" {
		t.Error("the release is no child of main, or main has moved")
	}
	diff := c.git("diff", "--unified=0", "main", "v1.2.3")
	if !strings.HasSuffix(diff, "-  image: Dockerfile\n+  image: docker://"+image) || strings.Count(diff, "@@") != 2 {
		t.Errorf("the release changes\n%s", diff)
	}

	// Once more: nothing may move.
	c.git("tag", "--delete", "v1.2.3")
	c.git("checkout", "--quiet", "main")
	if out, err := c.release("publish", "v1.2.3", strings.Replace(image, "0", "f", 1)); err == nil {
		t.Errorf("a version is released twice: %s", out)
	}
	if again := c.tags(); !maps.Equal(again, tags) {
		t.Errorf("tags are %v, were %v", again, tags)
	}
}

// A run that is repeated after a newer release moves nothing back.
func TestReleasePublishLate(t *testing.T) {
	c := newClone(t)
	c.git("push", "--quiet", "origin", "HEAD:refs/tags/v1.3.0")
	before := c.tags()
	if out, err := c.release("publish", "v1.2.3", image); err == nil || !strings.Contains(out, "v1.3.0 is released already, which is newer than v1.2.3") {
		t.Errorf("it says %q, %v", out, err)
	}
	c.git("remote", "set-url", "origin", c.folder+"-gone")
	for _, script := range [][]string{{"guard", "v1.2.3"}, {"publish", "v1.2.3", image}} {
		if out, err := c.release(script[0], script[1:]...); err == nil {
			t.Errorf("without an answer of origin %s says %q", script[0], out)
		}
	}
	c.git("remote", "set-url", "origin", filepath.Join(filepath.Dir(c.folder), "origin"))
	if after := c.tags(); !maps.Equal(before, after) {
		t.Errorf("tags are %v, were %v", after, before)
	}
}

func TestReleasePublishRefuses(t *testing.T) {
	c := newClone(t)
	before := c.tags()
	for _, image := range []string{"", "ghcr.io/org-growth/org-growth:v1", strings.Replace(image, "@", ":v1|@", 1), image + "0"} {
		if out, err := c.release("publish", "v1.2.3", image); err == nil || !strings.Contains(out, "names no image by digest") {
			t.Errorf("of %q it says %q, %v", image, out, err)
		}
	}
	c.commit(map[string]string{"action.yml": "runs:\n  image: 'Dockerfile'\n"})
	if out, err := c.release("publish", "v1.2.3", image); err == nil || !strings.Contains(out, "action.yml has no line") {
		t.Errorf("it says %q, %v", out, err)
	}
	if after := c.tags(); !maps.Equal(before, after) {
		t.Errorf("tags are %v, were %v", after, before)
	}
}

// tags returns what the tags of origin point to.
func (c clone) tags() map[string]string {
	c.Helper()
	tags := map[string]string{}
	for line := range strings.Lines(c.git("ls-remote", "--tags", "--refs", "origin")) {
		commit, ref, _ := strings.Cut(strings.TrimSpace(line), "\t")
		tags[strings.TrimPrefix(ref, "refs/tags/")] = commit
	}
	return tags
}

// The image is built by the Go that go.mod names: another makes other bytes
// outside of it.
func TestReleaseToolchain(t *testing.T) {
	want := regexp.MustCompile(`(?m)^toolchain go(\S+)$`).FindStringSubmatch(readFile(t, "go.mod"))
	got := regexp.MustCompile(`(?m)^FROM .*\bgolang:([\d.]+)`).FindStringSubmatch(readFile(t, "Dockerfile"))
	if want == nil || got == nil || got[1] != want[1] {
		t.Errorf("the Dockerfile names the Go %q, want that of go.mod, %q", got, want)
	}
}

package main

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "copy the demo's pictures to where the project's README shows them")

// The demo works, and makes the same bytes each time.
func TestDemo(t *testing.T) {
	actionFile := filepath.Join("..", "..", "action.yml")
	var outs [2]bytes.Buffer
	var folders [2]string
	for i := range outs {
		folders[i] = t.TempDir()
		if err := run(&outs[i], actionFile, folders[i]); err != nil {
			t.Fatalf("%v\n%s", err, outs[i].String())
		}
	}
	log := outs[0].String()
	for _, want := range []string{
		"2,179 open repositories across 26 organisations, 19 November 2026\n",
		"2,183 open repositories across 26 organisations, 20 November 2026 (+4 since 19 November 2026)\n",
		"README.md\n",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, token) || strings.Contains(log, "::") {
		t.Errorf("the log shows workflow commands:\n%s", log)
	}
	for _, name := range []string{
		"README.md", "data/org-growth.csv", "data/org-growth.png", "data/org-growth-dark.png",
		"docs/index.html", "docs/latest.json", "docs/badge.json",
	} {
		first, err := os.ReadFile(filepath.Join(folders[0], name))
		if err != nil {
			t.Fatal(err)
		}
		if second, err := os.ReadFile(filepath.Join(folders[1], name)); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s differs between two demos: %v", name, err)
		}
	}
}

// The project's README shows what the demo makes: its pictures, and rows of its
// table.
func TestREADMEShowsDemo(t *testing.T) {
	var log bytes.Buffer
	root, folder := filepath.Join("..", ".."), t.TempDir()
	if err := run(&log, filepath.Join(root, "action.yml"), folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"org-growth.png", "org-growth-dark.png"} {
		made, shown := filepath.Join(folder, "data", name), filepath.Join(root, "testdata", "demo", name)
		if *update {
			if err := os.WriteFile(shown, read(t, made), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if !samePixels(t, read(t, made), read(t, shown)) {
			t.Errorf("%s is not what the demo draws: run go test ./internal/demo -update and look at it", shown)
		}
	}
	if *update {
		photograph(t, filepath.Join(folder, "docs", "index.html"), filepath.Join(root, "testdata", "demo"))
	}
	demo, rows := string(read(t, filepath.Join(folder, "README.md"))), 0
	section, _, _ := strings.Cut(string(read(t, filepath.Join(root, "README.md"))), "## Use it")
	for row := range strings.Lines(section) {
		if strings.HasPrefix(row, "| [") || strings.HasPrefix(row, "| **") {
			rows++
			if !strings.Contains(demo, row) {
				t.Errorf("the README shows a row that the demo does not make: %s", row)
			}
		}
	}
	if rows == 0 {
		t.Error("the README shows no rows")
	}
}

// photograph takes pictures of the web page for the project's README. A browser
// draws it with the fonts of its machine, so they are looked at, not compared.
func photograph(t *testing.T, page, folder string) {
	t.Helper()
	to, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	for name, scheme := range map[string]string{"page.png": "1", "page-dark.png": "0"} {
		browser := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
			"--hide-scrollbars", "--window-size=1200,1290", "--virtual-time-budget=5000", "--blink-settings=preferredColorScheme="+scheme,
			"--screenshot="+filepath.Join(to, name), "file://"+page)
		if out, err := browser.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// samePixels compares pictures as they are seen: the bytes of a PNG depend on
// the version of Go.
func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, y := decode(t, a), decode(t, b)
	if x.Bounds() != y.Bounds() {
		return false
	}
	for j := range x.Bounds().Dy() {
		for i := range x.Bounds().Dx() {
			if x.At(i, j) != y.At(i, j) {
				return false
			}
		}
	}
	return true
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

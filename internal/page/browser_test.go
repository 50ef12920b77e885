package page

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/launcher/flags"
	"github.com/go-rod/rod/lib/proto"

	"github.com/org-growth/org-growth/internal/stats"
)

var screenshots = flag.String("screenshots", "", "folder for pictures of the page in all its states")

// start starts a browser for a test. Where there is none the test is skipped,
// but not in CI, which is there to look.
func start(t *testing.T) *rod.Browser {
	t.Helper()
	var bin string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && bin == "" {
			bin = found
		}
	}
	if bin == "" && os.Getenv("CI") == "true" {
		t.Fatal("needs chromium, chromium-browser or google-chrome in PATH")
	} else if bin == "" {
		t.Skip("needs chromium, chromium-browser or google-chrome in PATH")
	}
	profile, err := os.MkdirTemp("", "org-growth-browser-")
	if err != nil {
		t.Fatal(err)
	}
	l := launcher.New().Bin(bin).Leakless(false).Headless(true).NoSandbox(true).UserDataDir(profile)
	for _, f := range []flags.Flag{"disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		l.Set(f)
	}
	address, err := l.Launch()
	if err != nil {
		t.Fatal(err)
	}
	b := rod.New().ControlURL(address)
	if err := b.Connect(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.Close()
		l.Kill()
		l.Cleanup()
	})
	return b
}

// how is how a page is looked at.
type how struct {
	width, height int // 0: 1280 × 900
	dark          bool
	plain         bool // without JavaScript
}

// tab is a page in the browser. At the end of its test there must have been no
// message, and no request but for the page.
type tab struct {
	*rod.Page
	t *testing.T

	mu       sync.Mutex
	messages []string
	requests []string
}

func open(t *testing.T, b *rod.Browser, address string, h how) *tab {
	t.Helper()
	page, err := b.Page(proto.TargetCreateTarget{URL: "about:blank"})
	if err != nil {
		t.Fatal(err)
	}
	x := &tab{Page: page.Timeout(60 * time.Second).WithPanic(func(err any) { t.Helper(); t.Fatal(err) }), t: t}
	go page.EachEvent(func(e *proto.RuntimeConsoleAPICalled) {
		x.note(&x.messages, string(e.Type)+": "+e.Args[0].Description+e.Args[0].Value.String())
	}, func(e *proto.LogEntryAdded) {
		x.note(&x.messages, e.Entry.Text)
	}, func(e *proto.RuntimeExceptionThrown) {
		x.note(&x.messages, e.ExceptionDetails.Exception.Description)
	}, func(e *proto.PageJavascriptDialogOpening) {
		x.note(&x.messages, "dialog: "+e.Message)
	}, func(e *proto.NetworkRequestWillBeSent) {
		if !strings.HasPrefix(e.Request.URL, "data:") {
			x.note(&x.requests, e.Request.URL)
		}
	})()
	if h.width == 0 {
		h.width, h.height = 1280, 900
	}
	x.MustSetViewport(h.width, h.height, 1, false)
	x.scheme(h.dark)
	if h.plain {
		must(t, proto.EmulationSetScriptExecutionDisabled{Value: true}.Call(x))
	}
	x.MustNavigate(address).MustWaitLoad()
	t.Cleanup(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		if len(x.requests) == 0 {
			t.Error("not even the page was asked for")
		}
		for _, m := range x.messages {
			t.Errorf("the browser says: %s", m)
		}
		for _, r := range x.requests {
			if path.Dir(r) != path.Dir(address) {
				t.Errorf("the page asks for %s", r)
			}
		}
		page.Close()
	})
	return x
}

func (x *tab) note(to *[]string, s string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	*to = append(*to, s)
}

func (x *tab) scheme(dark bool) {
	x.t.Helper()
	value := map[bool]string{false: "light", true: "dark"}[dark]
	must(x.t, proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: value}}}.Call(x))
}

// shot takes a picture of what is seen, or of the whole page.
func (x *tab) shot(name string, whole bool) {
	x.t.Helper()
	if *screenshots == "" {
		return
	}
	picture, err := x.Screenshot(whole, nil)
	must(x.t, err)
	must(x.t, os.MkdirAll(*screenshots, 0o755))
	must(x.t, os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// serve serves the page of lines below a path, as a project's Pages do.
func serve(t *testing.T, lines []stats.Line, o Options, others ...string) string {
	t.Helper()
	folder := save(t, lines, o, others...)
	server := httptest.NewServer(http.StripPrefix("/statistics/", http.FileServer(http.Dir(folder))))
	t.Cleanup(server.Close)
	return server.URL + "/statistics/"
}

// save puts the page of lines into a folder, with copies of other files.
func save(t *testing.T, lines []stats.Line, o Options, others ...string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range write(t, lines, o) {
		must(t, os.WriteFile(filepath.Join(folder, path.Base(name)), content, 0o644))
	}
	for _, other := range others {
		content, err := os.ReadFile(other)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(folder, path.Base(other)), content, 0o644))
	}
	return folder
}

// drawn waits for the chart.
func (x *tab) drawn() *tab {
	x.t.Helper()
	x.MustWait(`() => performance.getEntriesByName("org-growth drawn").length > 0`)
	return x
}

// reading is what the readout says.
type reading struct {
	Day   string
	Total string
	Rows  [][2]string
	More  string
}

// hover moves the pointer to a place in the chart, from 0 at the left to 1 at
// the right.
func (x *tab) hover(at float64) reading {
	x.t.Helper()
	x.MustElement("#plot").MustScrollIntoView()
	box := x.MustElement(".u-over").MustShape().Box()
	x.Mouse.MustMoveTo(box.X+at*(box.Width-1), box.Y+3) // the right edge is outside
	x.MustWait(`() => !document.getElementById("readout").hidden`)
	x.frame()
	return x.readout()
}

// frame waits until what was asked for is drawn.
func (x *tab) frame() {
	x.t.Helper()
	x.MustEval(`() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
}

func (x *tab) readout() (r reading) {
	x.t.Helper()
	must(x.t, x.MustEval(`() => {
		const box = document.getElementById("readout"), text = (e) => e.textContent, head = box.querySelectorAll(".day span");
		return {
			Day: text(head[0]), Total: text(head[1]).replace(" in total", ""),
			Rows: Array.from(box.querySelectorAll(".rows > div:not([hidden])"), (row) => [text(row.children[1]), text(row.children[2])]),
			More: box.querySelector(".more").hidden ? "" : text(box.querySelector(".more")),
		};
	}`).Unmarshal(&r))
	return r
}

// pixels counts those of the chart that have a colour.
func (x *tab) pixels(colour string) int {
	x.t.Helper()
	n, _, _ := x.coloured(colour)
	return n
}

// top returns how far down the chart a colour begins, of its height.
func (x *tab) top(colour string) float64 {
	x.t.Helper()
	_, top, _ := x.coloured(colour)
	return top
}

// left returns how far from the left of the chart a colour begins, of its width.
func (x *tab) left(colour string) float64 {
	x.t.Helper()
	_, _, left := x.coloured(colour)
	return left
}

func (x *tab) coloured(colour string) (n int, top, left float64) {
	x.t.Helper()
	x.frame()
	found := x.MustEval(`(colour) => {
		const canvas = document.querySelector(".uplot canvas"), { width, height } = canvas;
		const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
		copy.drawImage(canvas, 0, 0);
		const { data } = copy.getImageData(0, 0, width, height);
		const want = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
		let n = 0, top = 1, left = 1;
		for (let i = 0; i < data.length; i += 4) {
			if (!want.every((v, k) => data[i + k] === v) || data[i + 3] !== 255) continue;
			n++;
			top = Math.min(top, i / data.length);
			left = Math.min(left, i / 4 % width / width);
		}
		return [n, top, left];
	}`, colour).Arr()
	return found[0].Int(), found[1].Num(), found[2].Num()
}

// name returns the button of an organisation below the chart.
func (x *tab) name(name string) *rod.Element {
	x.t.Helper()
	return x.MustElementByJS(`(name) => Array.from(document.querySelectorAll("#names button")).find((b) => b.querySelector("bdi")?.textContent === name)`, name)
}

// sorted waits until sortable, which takes a moment, is done.
func (x *tab) sorted() {
	x.t.Helper()
	x.MustEval(`() => new Promise((done) => setTimeout(done, 10))`)
}

// column returns what the shown rows have in a column.
func (x *tab) column(i int) (cells []string) {
	x.t.Helper()
	must(x.t, x.MustEval(`(i) => Array.from(document.querySelectorAll("tbody tr:not([hidden])"), (row) => row.cells[i].textContent)`, i).Unmarshal(&cells))
	return cells
}

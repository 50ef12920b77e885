package page

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/org-growth/org-growth/internal/stats"
)

// The page is the same in all environments.
func TestEnvironment(t *testing.T) {
	golden := exec.Command(os.Args[0], "-test.run=^TestGolden$")
	golden.Env = append(os.Environ(), "TEMPL_DEV_MODE=true")
	if out, err := golden.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Text from outside changes neither elements nor attributes nor code, wherever
// it stands, and no address runs.
func TestHostileText(t *testing.T) {
	texts := append(slices.Clone(hostile),
		`</style><b>`, `</title><b>`, `" onfocus=alert(1) autofocus x="`, "\x00<b>\x00", "\xff\xc0<b>\xe2\x80", "]]><b>", "&lt;b&gt;", "`;}*{color:red",
		"javascript:alert(1)", "java\nscript:alert(1)", " JavaScript:alert(1)", "data:text/html,<b>", "//evil.example/x", `\\evil.example`)
	want := skeleton(t, filled(t, "plain"))
	for _, text := range texts {
		page := filled(t, text)
		if diff := cmp.Diff(want, skeleton(t, page)); diff != "" {
			t.Errorf("with %q (-plain +hostile)\n%s", text, diff)
		}
		if !utf8.Valid(page) || bytes.IndexByte(page, 0) >= 0 {
			t.Errorf("with %q the page has bytes that are no text", text)
		}
		checkAddresses(t, page)
	}
}

// An address that would run leads nowhere.
func TestHostileAddresses(t *testing.T) {
	for _, address := range []string{"javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "vbscript:x", "data:text/html;x"} {
		v := &view{
			Rows:      []row{{Cells: []cell{{Name: &name{Links: []link{{Text: "a", Address: address}}}}, {Link: address}}}},
			Pictures:  []Picture{{Light: address, Dark: address + ", " + address}},
			Downloads: []download{{"a", address}}, Earlier: []download{{"a", address}},
		}
		page, err := v.html()
		if err != nil {
			t.Fatal(err)
		}
		// The page's own are the table's, latest.json and org-growth's.
		if n := checkAddresses(t, page); n != 3+7 {
			t.Errorf("with %q there are %d addresses, want 10", address, n)
		}
	}
}

// checkAddresses wants all addresses of a page to lead to pages, and returns how
// many there are.
func checkAddresses(t *testing.T, page []byte) (n int) {
	t.Helper()
	walk(t, page, func(e *html.Node) {
		for _, a := range e.Attr {
			if !slices.Contains([]string{"href", "src", "srcset"}, a.Key) || e.Data == "link" {
				continue
			}
			for address := range strings.SplitSeq(a.Val, ",") {
				n++
				u, err := url.Parse(strings.TrimSpace(address))
				if err != nil || !slices.Contains([]string{"", "https", "about"}, u.Scheme) || u.Host != "" && u.Host != "github.com" {
					t.Errorf("an address is %q", address)
				}
			}
		}
	})
	return n
}

// filled returns a page with a text in all places that text from outside has.
func filled(t *testing.T, text string) []byte {
	t.Helper()
	lines := made(3, 40)
	for i := range lines {
		lines[i].Name, lines[i].Login = fmt.Sprint(text, i), fmt.Sprint(text, i)
		lines[i].Records[39].TopLanguage, lines[i].Records[39].TopLicense = text, text
	}
	lines[1].Body, lines[2].Body = text, text
	lines[2].Records = lines[2].Records[:39] // missed
	lines = stats.Bodies(append(lines, stats.Line{Org: stats.Org{Account: stats.Account{Login: text}, Name: text}}))
	o := options(lines)
	o.Title, o.Columns = "x"+text, stats.ColumnNames()
	o.CSV = slices.Repeat([]string{"docs/" + text + ".csv", text + ".csv"}, 4)
	o.Charts = []Picture{{Light: "docs/" + text + ".png", Dark: "docs/" + text + "-dark.png", Alt: text}}
	o.Events = []Event{{Day: 19_310, Text: text, Date: text}, {Day: 19_320, Text: text, Date: text}}
	o.Intro = []byte("# Title\n\n`" + strings.ReplaceAll(stats.OneLine(text), "`", "") + "`\n")
	return write(t, lines, o)["docs/index.html"]
}

// skeleton returns the elements of a page, with the names of their attributes,
// the policy, and the code of styles and scripts.
func skeleton(t *testing.T, page []byte) (elements []string) {
	t.Helper()
	walk(t, page, func(n *html.Node) {
		element := n.Data
		for _, a := range n.Attr {
			element += " " + a.Key
			if strings.HasPrefix(a.Val, "default-src") {
				element += "=" + a.Val
			}
		}
		if n.Data == "style" || n.Data == "script" && len(n.Attr) == 0 {
			element += ": " + hash(n.FirstChild.Data)
		}
		elements = append(elements, element)
	})
	return elements
}

func walk(t *testing.T, page []byte, visit func(*html.Node)) {
	t.Helper()
	// Without scripts, which shows what is for browsers that run none.
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

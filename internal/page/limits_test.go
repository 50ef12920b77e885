package page

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"github.com/org-growth/org-growth/internal/stats"
)

func hostileNames(t *testing.T, b *rod.Browser) {
	lines, o := foul()
	o.Intro = []byte("# " + strings.Join(hostile, "\n\n"))
	x := open(t, b, serve(t, lines, o), how{}).drawn()
	if title := x.MustInfo().Title; title != hostile[0] {
		t.Errorf("its title is %q", title)
	}
	in := x.column(0)
	var read []string
	for _, row := range x.hover(0.5).Rows {
		read = append(read, row[0])
	}
	for _, name := range hostile {
		if !slices.Contains(in, name) || !slices.Contains(read, stats.OneLine(name)) {
			t.Errorf("%q is not in the table %q, or not in the readout %q", name, in, read)
		}
		x.name(stats.OneLine(name)) // which is below the chart
	}
	x.shot("hostile-1280", true)
}

// 1,500 organisations over three years. The times are told, not tested: they
// depend on the machine.
func many(t *testing.T, b *rod.Browser) {
	lines := made(1500, 1096)
	address := serve(t, lines, options(lines))
	x := open(t, b, address, how{}).drawn()
	r := x.hover(0.5)
	if len(r.Rows) < 10 || len(r.Rows) > 60 || !strings.HasPrefix(r.More, fmt.Sprintf("and %s more with ", stats.Thousands(1500-len(r.Rows)))) {
		t.Errorf("it reads %d rows and %q", len(r.Rows), r.More)
	}
	if box := x.MustElement("#readout").MustShape().Box(); box.Y < 0 || box.Y+box.Height > 900 {
		t.Errorf("the readout reaches from %v to %v of 900", box.Y, box.Y+box.Height)
	}
	x.shot("many-1280", false)
	x.tell("1,500 organisations")
	y := crowdAt(t, b, how{}).drawn()
	y.tell("26 organisations")
}

// tell logs the time until the chart was drawn, and from a move of the pointer
// to the readout, each the median of some.
func (x *tab) tell(what string) {
	x.t.Helper()
	var shown []float64
	for range 3 {
		x.MustReload().MustWaitLoad()
		x.drawn()
		shown = append(shown, x.MustEval(`() => performance.getEntriesByName("org-growth drawn")[0].startTime`).Num())
	}
	var hovers []float64
	must(x.t, x.MustEval(`async () => {
		const over = document.querySelector(".u-over"), box = over.getBoundingClientRect(), times = [];
		const frame = () => new Promise((done) => requestAnimationFrame(done));
		over.dispatchEvent(new MouseEvent("mouseenter", { bubbles: true, clientX: box.left + 5, clientY: box.top + 50 }));
		for (let i = 0; i < 21; i++) {
			await frame();
			const start = performance.now();
			over.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: box.left + box.width * (i + 1) / 23, clientY: box.top + box.height * 0.9 }));
			await frame(); // uPlot follows the pointer before it
			document.getElementById("readout").getBoundingClientRect();
			times.push(performance.now() - start);
		}
		return times;
	}`).Unmarshal(&hovers))
	slices.Sort(shown)
	slices.Sort(hovers)
	x.t.Logf("%s: drawn after %.0f ms (of %.0f), a hover is answered in %.1f ms (at most %.1f)", what, shown[1], shown, hovers[10], hovers[20])
}

// axe-core finds nothing, and no page is wider than its window.
func accessibility(t *testing.T, b *rod.Browser) {
	lines := crowd()
	for i := range lines[4].Records {
		lines[4].Records[i].Day--
	}
	lines[6].Name = strings.Repeat("Averylongwordinaname", 4)
	o := options(lines)
	intro, err := os.ReadFile("testdata/intro.md")
	must(t, err)
	o.Intro = intro
	o.Events = milestoned()
	o.Path = "intro.md"
	address := serve(t, lines, o)
	for _, h := range []how{{width: 380, height: 800}, {width: 768, height: 1024}, {width: 1440, height: 900}} {
		for _, h.dark = range []bool{false, true} {
			name := fmt.Sprintf("page-%d", h.width) + map[bool]string{true: "-dark"}[h.dark]
			x := open(t, b, address, h).drawn()
			if wide := x.MustEval(`() => document.scrollingElement.scrollWidth`).Int(); wide > h.width {
				t.Errorf("%s is %d wide", name, wide)
			}
			x.shot(name, true)
			x.MustElement("#names summary").MustClick()
			x.MustElement("#total").MustClick()
			x.hover(0.7)
			x.checkAxe(name)
		}
	}
}

// checkAxe wants axe-core to find nothing.
func (x *tab) checkAxe(name string) {
	x.t.Helper()
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	must(x.t, err)
	_, err = proto.RuntimeEvaluate{Expression: string(axe)}.Call(x)
	must(x.t, err)
	var violations []string
	must(x.t, x.MustEval(`async () => (await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))
		.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join("; "))`).Unmarshal(&violations))
	for _, v := range violations {
		x.t.Errorf("%s: %s", name, v)
	}
}

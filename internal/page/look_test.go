package page

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"github.com/org-growth/org-growth/internal/stats"
)

// TestBrowser looks at the page as its readers do.
func TestBrowser(t *testing.T) {
	b := start(t)
	for name, test := range map[string]func(*testing.T, *rod.Browser){
		"loads": loads, "hover": hover, "keys": keys, "names": names, "ranges": ranges, "total": showsTotal,
		"sorting": sorting, "filter": filter, "themes": themes, "without JavaScript": plain,
		"hostile names": hostileNames, "many": many, "accessibility": accessibility, "print": prints,
	} {
		t.Run(name, func(t *testing.T) { test(t, b) })
	}
}

// crowd is 26 organisations over twelve years.
func crowd() []stats.Line {
	lines := made(26, 4400)
	for i := range lines { // each begins at its own time
		lines[i].Records = lines[i].Records[i*100:]
		for j := range lines[i].Records {
			lines[i].Records[j].Day -= 3000
		}
	}
	return lines
}

func crowdAt(t *testing.T, b *rod.Browser, h how) *tab {
	t.Helper()
	lines := crowd()
	return open(t, b, serve(t, lines, options(lines)), h)
}

func loads(t *testing.T, b *rod.Browser) {
	lines := crowd()
	open(t, b, serve(t, lines, options(lines)), how{}).drawn()
	x := open(t, b, "file://"+save(t, lines, options(lines))+"/index.html", how{}).drawn()
	if title := x.MustInfo().Title; title != "The growth of open source in healthcare" {
		t.Errorf("its title is %q", title)
	}
}

// want is what the readout has to say on a day.
func want(lines []stats.Line, day stats.Day) (r reading) {
	total := 0
	type count struct {
		name string
		n    int
	}
	var counts []count
	for _, l := range stats.TableOf(lines, "").Lines {
		if n, ok := l.At(day); ok {
			total += n
			counts = append(counts, count{l.Title(), n})
		}
	}
	slices.SortStableFunc(counts, func(a, b count) int { return cmp.Compare(b.n, a.n) })
	for _, c := range counts {
		r.Rows = append(r.Rows, [2]string{c.name, stats.Thousands(c.n)})
	}
	r.Day, r.Total = day.Long(), stats.Thousands(total)
	return r
}

func checkReading(t *testing.T, got reading, lines []stats.Line) {
	t.Helper()
	day, err := time.Parse("2 January 2006", got.Day)
	must(t, err)
	if want := want(lines, stats.DayOf(day)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it reads\n%v, want\n%v", got, want)
	}
}

func hover(t *testing.T, b *rod.Browser) {
	lines := crowd()
	x := crowdAt(t, b, how{}).drawn()
	for _, at := range []float64{0, 0.31, 0.5, 0.77, 1} {
		checkReading(t, x.hover(at), lines)
	}
	if got, want := x.readout().Day, spanOf(lines).last.Long(); got != want {
		t.Errorf("the last day is %s, want %s", got, want)
	}
	x.hover(0.6)
	x.shot("hovered-1280", false)
	x.Mouse.MustMoveTo(2, 2)
	x.MustWait(`() => document.getElementById("readout").hidden`)

	phone := crowdAt(t, b, how{width: 380, height: 800}).drawn()
	checkReading(t, phone.hover(0.4), lines)
	phone.shot("hovered-380", false)
	dark := crowdAt(t, b, how{width: 1440, height: 900, dark: true}).drawn()
	dark.hover(0.8)
	dark.shot("hovered-1440-dark", false)
}

// The keyboard reads day by day, and says what it reads.
func keys(t *testing.T, b *rod.Browser) {
	lines := crowd()
	x := crowdAt(t, b, how{}).drawn()
	x.MustElement("#plot").MustFocus()
	press := func(key input.Key) reading {
		t.Helper()
		x.Keyboard.MustType(key)
		x.frame()
		return x.readout()
	}
	first, last := spanOf(lines).first, spanOf(lines).last
	for _, step := range []struct {
		key  input.Key
		want stats.Day
	}{
		{input.ArrowLeft, last}, {input.ArrowLeft, last - 1}, {input.ArrowRight, last}, {input.ArrowRight, last},
		{input.PageUp, last}, {input.PageDown, last - 30}, {input.Home, first}, {input.ArrowRight, first + 1}, {input.End, last},
	} {
		got := press(step.key)
		if got.Day != step.want.Long() {
			t.Errorf("after %v it reads %s, want %s", step.key, got.Day, step.want.Long())
		}
		checkReading(t, got, lines)
	}
	says := *x.MustElement("#plot").MustAttribute("aria-valuetext")
	if w := want(lines, last); !strings.HasPrefix(says, fmt.Sprintf("%s: %s in total. %s %s, ", w.Day, w.Total, w.Rows[0][0], w.Rows[0][1])) || !strings.HasSuffix(says, ", and 16 more") {
		t.Errorf("it says %q", says)
	}
	x.Keyboard.MustType(input.Escape)
	x.MustWait(`() => document.getElementById("readout").hidden`)
}

// Names hide and show lines, alone too, by mouse and keyboard.
func names(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{}).drawn()
	lines := stats.TableOf(crowd(), "").Lines
	first, second := lines[0].Title(), lines[1].Title()
	shown := func() []string {
		t.Helper()
		var names []string
		for _, row := range x.hover(1).Rows {
			names = append(names, row[0])
		}
		return names
	}
	pressed := func(name string) string { return *x.name(name).MustAttribute("aria-pressed") }

	if n := x.pixels("#244698"); n < 200 {
		t.Errorf("%d pixels have the colour of the largest", n)
	}
	x.name(first).MustClick()
	if got := shown(); len(got) != 25 || slices.Contains(got, first) || pressed(first) != "false" {
		t.Errorf("without %s it reads %q", first, got)
	}
	if n := x.pixels("#244698"); n > 0 {
		t.Errorf("%d pixels have the colour of what is hidden", n)
	}
	x.shot("hidden-1280", false)
	x.name(first).MustFocus()
	x.Keyboard.MustType(input.Enter)
	if got := shown(); len(got) != 26 || pressed(first) != "true" {
		t.Errorf("with all it reads %q", got)
	}
	must(t, x.name(second).Click(proto.InputMouseButtonLeft, 2))
	if got := shown(); !slices.Equal(got, []string{second}) || pressed(first) != "false" {
		t.Errorf("with %s alone it reads %q", second, got)
	}
	x.shot("alone-1280", false)
	x.MustElement("#all").MustClick()
	if got := shown(); len(got) != 26 {
		t.Errorf("with all again it reads %q", got)
	}
	// One of the others, which gets a colour as long as few are shown.
	x.MustElement("#names summary").MustClick()
	other := lines[20].Title()
	x.name(other).MustFocus()
	must(t, x.KeyActions().Press(input.ShiftLeft).Type(input.Enter).Do())
	if got := shown(); !slices.Equal(got, []string{other}) {
		t.Errorf("with %s alone it reads %q", other, got)
	}
	if n := x.pixels("#244698"); n < 100 {
		t.Errorf("%d pixels have the colour of the only one", n)
	}
	must(t, x.KeyActions().Press(input.ShiftLeft).Type(input.Enter).Do())
	if got := shown(); len(got) != 26 {
		t.Errorf("with all again it reads %q", got)
	}
	x.name(other).MustHover()
	x.shot("others-1280", false)
}

func ranges(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{}).drawn()
	last := spanOf(crowd()).last.Time()
	day := func(at float64) time.Time {
		t.Helper()
		d, err := time.Parse("2 January 2006", x.hover(at).Day)
		must(t, err)
		return d
	}
	for text, since := range map[string]time.Time{
		"6 months": last.AddDate(0, -6, 0), "1 year": last.AddDate(-1, 0, 0), "5 years": last.AddDate(-5, 0, 0), "Everything": spanOf(crowd()).first.Time(),
	} {
		button := x.MustElementR("#ranges button", text).MustClick()
		if from, to := day(0), day(1); from.Sub(since).Abs() > 48*time.Hour || !to.Equal(last) {
			t.Errorf("%s reaches from %s to %s, want from %s", text, from, to, since)
		}
		if pressed := x.MustElements("#ranges [aria-pressed=true]"); len(pressed) != 1 || *button.MustAttribute("aria-pressed") != "true" {
			t.Errorf("%s: %d ranges are pressed", text, len(pressed))
		}
	}
	x.MustElementR("#ranges button", "1 year").MustClick()
	x.hover(0.5)
	x.shot("year-1280", false)
	x.MustElementR("#ranges button", "Everything").MustClick()

	from, to := day(0.5), day(0.75)
	box := x.MustElement(".u-over").MustShape().Box()
	x.Mouse.MustMoveTo(box.X+box.Width/2, box.Y+50).MustDown(proto.InputMouseButtonLeft)
	must(t, x.Mouse.MoveLinear(proto.NewPoint(box.X+box.Width*3/4, box.Y+60), 5))
	x.Mouse.MustUp(proto.InputMouseButtonLeft)
	if a, b := day(0), day(1); a.Sub(from).Abs() > 10*24*time.Hour || b.Sub(to).Abs() > 10*24*time.Hour {
		t.Errorf("dragging reaches from %s to %s, want from %s to %s", a, b, from, to)
	}
	x.shot("zoomed-1280", false)
	if n := len(x.MustElements("#ranges [aria-pressed=true]")); n != 0 {
		t.Errorf("after dragging %d ranges are pressed", n)
	}

	short := made(5, 100)
	y := open(t, b, serve(t, short, options(short)), how{}).drawn()
	if n := len(y.MustElements("#ranges button:disabled")); n != 3 {
		t.Errorf("of 100 days %d ranges cannot be chosen, want 3", n)
	}
}

func showsTotal(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{}).drawn()
	before := x.pixels("#1f2328")
	button := x.MustElement("#total").MustClick()
	if n := x.pixels("#1f2328"); *button.MustAttribute("aria-pressed") != "true" || n < before+200 {
		t.Errorf("%d pixels have the colour of the total, %d before", n, before)
	}
	x.hover(0.7)
	x.shot("total-1280", false)
	button.MustClick()
	if n := x.pixels("#1f2328"); n != before {
		t.Errorf("%d pixels have the colour of the total, %d before", n, before)
	}
}

func sorting(t *testing.T, b *rod.Browser) {
	lines := made(26, 60)
	lines[3].Records[59].Stargazers, lines[5].Records[59].Stargazers = stats.Unknown, 1000
	o := options(lines)
	o.Columns = stats.ColumnNames()
	x := open(t, b, serve(t, lines, o), how{})
	heads := x.MustElements("thead th")
	if got := *heads[2].MustAttribute("aria-sort"); got != "descending" {
		t.Errorf("at first it is sorted by open repositories, %s", got)
	}
	table := stats.TableOf(lines, o.Server)
	for i, c := range stats.Columns {
		for round, mouse := range []bool{true, false} {
			if button := heads[i].MustElement("button"); mouse {
				button.MustClick()
			} else {
				button.MustFocus()
				x.Keyboard.MustType(input.Enter)
			}
			descending := c.Number == (round == 0)
			want := map[bool]string{false: "ascending", true: "descending"}[descending]
			x.MustWait(`(i, want) => { const head = document.querySelectorAll("thead th")[i]; return head.getAttribute("aria-sort") === want }`, i, want)
			time.Sleep(20 * time.Millisecond) // sortable waits for a moment
			if n := len(x.MustElements("thead [aria-sort]")); n != 1 {
				t.Errorf("by %s: %d columns say that they are sorted", c.Name, n)
			}
			if c.Number {
				checkNumbers(t, x.column(i), table, c, descending)
			}
		}
	}
	heads[0].MustElement("button").MustClick()
	time.Sleep(20 * time.Millisecond)
	if got := x.column(0); got[0] != "Organisation 0 of the Health Service" || got[1] != "Organisation 1 of the Health Service" {
		t.Errorf("by name it begins with %q", got[:2])
	}
	x.shot("sorted-1280", true)
}

// checkNumbers wants the numbers in order, and what is not known last.
func checkNumbers(t *testing.T, got []string, table stats.Table, c stats.Column, descending bool) {
	t.Helper()
	var known []int64
	var want []string
	for _, l := range table.Lines {
		if n, ok := c.Value(table, l); ok {
			known = append(known, n)
		}
	}
	slices.Sort(known)
	if descending {
		slices.Reverse(known)
	}
	for i := range got {
		text := ""
		if i < len(known) {
			text = strings.TrimPrefix(strings.ReplaceAll(strings.ReplaceAll(got[i], ",", ""), "−", "-"), "+")
			want = append(want, fmt.Sprint(known[i]))
		} else {
			want = append(want, "")
		}
		got[i] = text
	}
	if !slices.Equal(got, want) {
		t.Errorf("by %s: %q, want %q", c.Name, got, want)
	}
}

func filter(t *testing.T, b *rod.Browser) {
	lines := made(26, 60)
	lines[7].Records[59].TopLanguage = "COBOL"
	x := open(t, b, serve(t, lines, options(lines)), how{})
	x.MustElement("#words").MustInput("cobol serv")
	if got := x.column(0); !slices.Equal(got, []string{"Organisation 7 of the Health Service"}) {
		t.Errorf("it shows %q", got)
	}
	if got := x.MustElement("#found").MustText(); got != "1 of 26" {
		t.Errorf("it says %q", got)
	}
	x.MustElementR("thead button", "Open").MustClick()
	time.Sleep(20 * time.Millisecond)
	if got := x.column(0); len(got) != 1 {
		t.Errorf("after sorting it shows %q", got)
	}
	x.shot("filtered-1280", true)
	x.MustElement("#words").MustSelectAllText().MustInput("")
	if got := x.column(0); len(got) != 26 {
		t.Errorf("it shows %q", got)
	}
}

// The page follows the reader's theme, and its changes.
func themes(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{}).drawn()
	look := func(background, line, other string) {
		t.Helper()
		if got := x.MustEval(`() => getComputedStyle(document.body).backgroundColor`).Str(); got != background {
			t.Errorf("the background is %s, want %s", got, background)
		}
		if n, m := x.pixels(line), x.pixels(other); n < 200 || m > 0 {
			t.Errorf("%d pixels are %s and %d are %s", n, line, m, other)
		}
	}
	look("rgb(255, 255, 255)", "#244698", "#7ba3f6")
	x.scheme(true)
	look("rgb(13, 17, 23)", "#7ba3f6", "#244698")
	x.scheme(false)
	look("rgb(255, 255, 255)", "#244698", "#7ba3f6")
}

// Without JavaScript there are the table with its sparklines, and pictures
// where they lie inside.
func plain(t *testing.T, b *rod.Browser) {
	lines := crowd()
	o := options(lines)
	o.Charts = []Picture{{"docs/org-growth.png", "docs/org-growth-dark.png", "Line chart"}, {"data/total.png", "data/total-dark.png", "Area chart"}}
	const pictures = "../../testdata/demo/"
	for _, address := range []string{
		serve(t, lines, o, pictures+"org-growth.png", pictures+"org-growth-dark.png"),
		"file://" + save(t, lines, o, pictures+"org-growth.png", pictures+"org-growth-dark.png") + "/index.html",
	} {
		x := open(t, b, address, how{plain: true})
		if n := len(x.MustElements("tbody tr svg path")); n != 26 {
			t.Errorf("%d rows have a sparkline", n)
		}
		for _, hidden := range []string{"#growth", "#filter"} {
			if x.MustElement(hidden).MustVisible() {
				t.Errorf("%s is seen without JavaScript", hidden)
			}
		}
		if images := x.MustElements("img"); len(images) != 1 || images[0].MustShape().Box().Width < 800 {
			t.Errorf("%d pictures", len(images))
		}
		width := x.MustElement("img").MustProperty("naturalWidth").Int()
		if width != 1800 {
			t.Errorf("the picture is %d pixels wide", width)
		}
		x.shot("plain-1280", true)
	}
	open(t, b, serve(t, lines, o), how{}).drawn() // asks for no picture
}

func hostileNames(t *testing.T, b *rod.Browser) {
	lines := made(12, 40)
	for i, name := range hostile {
		lines[i].Name = name
		lines[i].Records[39].TopLanguage = name
	}
	o := options(lines)
	o.Title = hostile[0]
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
		if !x.name(stats.OneLine(name)).MustVisible() && len(in) == 0 {
			t.Errorf("%q is not below the chart", name)
		}
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
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	must(t, err)
	lines := crowd()
	for i := range lines[4].Records {
		lines[4].Records[i].Day--
	}
	lines[6].Name = strings.Repeat("Averylongwordinaname", 4)
	o := options(lines)
	o.Intro, err = os.ReadFile("testdata/intro.md")
	must(t, err)
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
			_, err := proto.RuntimeEvaluate{Expression: string(axe)}.Call(x)
			must(t, err)
			var violations []string
			must(t, x.MustEval(`async () => (await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))
				.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join("; "))`).Unmarshal(&violations))
			for _, v := range violations {
				t.Errorf("%s: %s", name, v)
			}
		}
	}
}

// On paper there are no controls, and the colours are those of light pages.
func prints(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{dark: true}).drawn()
	x.MustEval(`() => dispatchEvent(new Event("beforeprint"))`)
	must(t, proto.EmulationSetEmulatedMedia{Media: "print"}.Call(x))
	if n := x.pixels("#244698"); n < 200 {
		t.Errorf("%d pixels have the colour of the largest on light pages", n)
	}
	for _, hidden := range []string{"#ranges", "#filter", "#total"} {
		if x.MustElement(hidden).MustVisible() {
			t.Errorf("%s is printed", hidden)
		}
	}
	x.MustSetViewport(720, 1000, 1, false)
	x.frame()
	x.shot("print", true)
}

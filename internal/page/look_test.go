package page

import (
	"cmp"
	"fmt"
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
		"loads": loads, "hover": hover, "large counts": largeCounts, "keys": keys, "names": names, "ranges": ranges, "total": showsTotal,
		"sorting": sorting, "filter": filter, "themes": themes, "without JavaScript": plain,
		"hostile names": hostileNames, "many": many, "accessibility": accessibility, "print": prints,
		"figures": switches, "unknown": unknown, "all figures": figuresLook, "milestones": marks,
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
	if want := want(lines, dayOf(t, got)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it reads\n%v, want\n%v", got, want)
	}
}

func dayOf(t *testing.T, r reading) stats.Day {
	t.Helper()
	day, err := time.Parse("2 January 2006", r.Day)
	must(t, err)
	return stats.DayOf(day)
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
	if got := press(input.Home); got.Day != first.Long() {
		t.Errorf("with nothing shown before, Home reads %s", got.Day)
	}
	largest := want(lines, last).Rows[0][0]
	x.name(largest).MustClick()
	if says := *x.MustElement("#plot").MustAttribute("aria-valuetext"); strings.Contains(says, largest+" ") {
		t.Errorf("without %s it says %q", largest, says)
	}
}

// Counts may be large, and fall.
func largeCounts(t *testing.T, b *rod.Browser) {
	lines := made(2, 10)
	for i := range lines {
		for j := range lines[i].Records {
			lines[i].Records[j].Counts[stats.OpenRepositories] = stats.Known(2_000_000_000 - j*j*1000*(i+1))
		}
	}
	x := open(t, b, serve(t, lines, options(lines)), how{}).drawn()
	for _, at := range []float64{0, 0.5, 1} {
		checkReading(t, x.hover(at), lines)
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

// On paper there are no controls, and the colours are those of light pages.
func prints(t *testing.T, b *rod.Browser) {
	x := crowdAt(t, b, how{dark: true}).drawn()
	x.MustEval(`() => dispatchEvent(new Event("beforeprint"))`)
	must(t, proto.EmulationSetEmulatedMedia{Media: "print"}.Call(x))
	if n := x.pixels("#244698"); n < 200 {
		t.Errorf("%d pixels have the colour of the largest on light pages", n)
	}
	for _, hidden := range []string{"#ranges", "#filter", "#total", ".choice"} {
		if x.MustElement(hidden).MustVisible() {
			t.Errorf("%s is printed", hidden)
		}
	}
	if !x.MustElement("#told").MustVisible() {
		t.Error("what the chart shows is not printed")
	}
	x.MustSetViewport(720, 1000, 1, false)
	x.frame()
	x.shot("print", true)
}

package page

import (
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
	x.MustElement("#all").MustFocus()
	x.Keyboard.MustType(input.Enter)
	if got := shown(); len(got) != 26 || !x.MustEval(`() => document.activeElement.closest("#names") !== null`).Bool() {
		t.Errorf("with all again it reads %q, and the focus is lost", got)
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
	if top := x.top("#244698"); top > 0.15 {
		t.Errorf("after dragging the largest line begins %.2f below the top of the chart", top)
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
	lines[3].Records[59].Counts[stats.Stargazers], lines[5].Records[59].Counts[stats.Stargazers] = stats.Count{}, stats.Known(1000)
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
			x.sorted()
			if n := len(x.MustElements("thead [aria-sort]")); n != 1 {
				t.Errorf("by %s: %d columns say that they are sorted", c.Name, n)
			}
			if c.Number {
				checkNumbers(t, x.column(i), table, c, descending)
			}
		}
	}
	heads[0].MustElement("button").MustClick()
	x.sorted()
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
	x.sorted()
	if got := x.column(0); len(got) != 1 {
		t.Errorf("after sorting it shows %q", got)
	}
	x.shot("filtered-1280", true)
	x.MustElement("#words").MustSelectAllText().MustInput("")
	if got := x.column(0); len(got) != 26 {
		t.Errorf("it shows %q", got)
	}
}

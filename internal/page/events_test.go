package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"

	"github.com/org-growth/org-growth/internal/stats"
)

func milestone(date, text string) Event {
	day, err := stats.ParseDay(date)
	if err != nil {
		panic(err)
	}
	return Event{Day: day, Text: text, Date: day.Long()}
}

// milestoned are events before, in and after the years of observed.
func milestoned() []Event {
	september := milestone("2014-09-01", "Code of practice")
	september.Until, september.Date = september.Day+29, "September 2014"
	return []Event{
		september, milestone("2021-12-01", "NHS.UK in the open"), milestone("2022-06-14", "Open-source policy published"), milestone("2022-06-24", "Training begins"),
		milestone("2022-07-01", "Guide to publishing"), milestone("2023-09-05", "A text that is far longer than any chart has room for, as those who write such texts will write one"), milestone("2055-01-01", "Later"),
	}
}

// The chart has a line and a number for each event in its range; the list has all.
func marks(t *testing.T, b *rod.Browser) {
	lines := crowd()
	o := options(lines)
	s := spanOf(lines)
	for i := range lines { // so that "counted daily from" is beside an event
		for j := range lines[i].Records {
			if r := &lines[i].Records[j]; r.Day < s.first+1900 {
				r.Source = stats.Backfill
			}
		}
	}
	o.Events = []Event{
		{Day: s.first - 400, Until: s.first - 36, Text: "Before", Date: "2010"},
		{Day: s.first - 30, Until: s.first + 300, Text: "The first year", Date: "2011"},
		{Day: s.first + 2000, Text: "One", Date: "14 June 2014"},
		{Day: s.first + 2001, Text: hostile[0], Date: "June 2014"},
		{Day: s.last, Text: "The last day", Date: "today"},
		{Day: s.last + 1, Text: "After", Date: "tomorrow"},
	}
	x := open(t, b, serve(t, lines, o), how{}).drawn()
	if got, want := x.numbers(), []string{"2", "3–4", "5"}; !slices.Equal(got, want) {
		t.Errorf("the chart has the numbers %q, want %q", got, want)
	}
	x.shot("events-1280", false)
	x.MustElementR("#ranges button", "1 year").MustClick()
	if got, want := x.numbers(), []string{"5"}; !slices.Equal(got, want) {
		t.Errorf("the chart of a year has the numbers %q, want %q", got, want)
	}
	for _, h := range []how{{}, {plain: true}} {
		x := open(t, b, serve(t, lines, o), h)
		var items []string
		for _, e := range x.MustElements(".milestones li") {
			items = append(items, e.MustText())
		}
		want := []string{"Before (2010)", "The first year (2011)", "One (14 June 2014)", hostile[0] + " (June 2014)", "The last day (today)", "After (tomorrow)"}
		if !slices.Equal(items, want) || !x.MustElement(".milestones").MustVisible() {
			t.Errorf("the list has %q, want %q", items, want)
		}
	}
}

// numbers returns the numbers of events that the chart draws.
func (x *tab) numbers() (numbers []string) {
	x.t.Helper()
	must(x.t, x.MustEval(`() => new Promise((done) => {
		const texts = [], fill = CanvasRenderingContext2D.prototype.fillText;
		CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
			if (this.textBaseline === "alphabetic" && /^[0-9–]+$/.test(text) && this.font.startsWith("500")) texts.push(text);
			fill.call(this, text, ...at);
		};
		document.querySelector("#total").click();
		requestAnimationFrame(() => requestAnimationFrame(() => {
			CanvasRenderingContext2D.prototype.fillText = fill;
			done([...new Set(texts)]); // it may be drawn twice
		}));
	})`).Unmarshal(&numbers))
	return numbers
}

// Without events there is no list, and nothing else is otherwise.
func TestNoEvents(t *testing.T) {
	lines := made(3, 40)
	if html := string(write(t, lines, options(lines))["docs/index.html"]); strings.Contains(html, `id="milestones-title"`) {
		t.Error("a page without events has a list of them")
	}
}

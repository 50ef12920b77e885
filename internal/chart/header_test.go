package chart

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/org-growth/org-growth/internal/stats"
)

// In whatever header, no text is on another or outside, none is crossed by a
// line, and every milestone has a text or a number.
func TestHeaders(t *testing.T) {
	f, err := allFaces()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(21, 22))
	placed, all := 0, 0
	for range 5_000 {
		plot := plot{left: 100, top: plotTop, right: 1200 + random.IntN(400), bottom: plotBottom}
		h := header{left: plot.left, right: width - padding, gap: 5 * px, marks: randomMarks(random, plot)}
		h.arrange()
		h.number(plot, f.number)
		for _, m := range h.marks {
			all++
			if m.row != unplaced {
				placed++
			}
		}
		checkTexts(t, &h, plot)
		checkNumbers(t, &h, plot)
		if t.Failed() {
			t.Fatalf("%+v", h)
		}
	}
	if placed*100 < all*75 {
		t.Errorf("%d of %d texts found a place", placed, all)
	}
}

// randomMarks returns up to twelve milestones, some close together, mostly with
// the boundary.
func randomMarks(random *rand.Rand, plot plot) []mark {
	reach := plot.right - plot.left
	var spots [4]int
	for i := range spots {
		spots[i] = plot.left + random.IntN(reach+1)
	}
	marks := make([]mark, random.IntN(13))
	for i := range marks {
		marks[i] = mark{x: plot.left + random.IntN(reach+1), width: 40 + random.IntN(1+random.IntN(500))}
		if random.IntN(4) == 0 {
			marks[i].x = spots[random.IntN(4)] + random.IntN(9)
			marks[i].x = min(marks[i].x, plot.right)
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return a.x - b.x })
	for i := range marks {
		marks[i].numbers = []int{i + 1}
	}
	if random.IntN(4) > 0 {
		at := random.IntN(len(marks) + 1)
		x := plot.left + random.IntN(reach+1)
		if at < len(marks) {
			x = marks[at].x
		}
		marks = slices.Insert(marks, at, mark{x: x, width: 300})
	}
	return marks
}

func checkTexts(t *testing.T, h *header, plot plot) {
	t.Helper()
	var texts []image.Rectangle
	for _, m := range h.marks {
		from, to := h.span(m)
		y := h.baseline(m.row)
		text := image.Rect(from, y-9*px, to, y+3*px)
		if m.row == unplaced {
			text = image.Rectangle{}
		} else if from < plot.left || to > width-padding || text.Min.Y < subtitleBaseline+4*px {
			t.Errorf("the text at %d is outside: %v", m.x, text)
		}
		texts = append(texts, text)
	}
	for i, m := range h.marks {
		// What may be as near to a line as to its own text's beginning or end.
		line := image.Rect(m.x-5*px+1, h.start(m), m.x+4*px, plot.bottom)
		for j, text := range texts {
			if i != j && text.Overlaps(line) {
				t.Errorf("the line at %d is too close to the text %v", m.x, text)
			}
			if i < j && texts[i].Overlaps(image.Rect(text.Min.X-8*px, text.Min.Y, text.Max.X+8*px, text.Max.Y)) && !text.Empty() {
				t.Errorf("the texts %v and %v are too close", texts[i], text)
			}
		}
	}
}

func checkNumbers(t *testing.T, h *header, plot plot) {
	t.Helper()
	var want, got []int
	for _, m := range h.marks {
		if m.row == unplaced {
			want = append(want, m.numbers...)
		}
	}
	before := 0
	for _, b := range h.boxes {
		got = append(got, b.numbers...)
		if b.from < before || b.from < plot.left-boxRoom || b.to > plot.right+boxRoom || b.text == "" {
			t.Errorf("the numbers %q are from %d to %d, those before to %d", b.text, b.from, b.to, before)
		}
		before = b.to
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("numbers: -want +got\n" + diff)
	}
}

// A crowd that no reader would look at takes no time that anybody would notice.
func TestHeaderOfMany(t *testing.T) {
	var events []Event
	for i := range 1000 {
		day := today - stats.Day(i)
		events = append(events, Event{day, day, "What happened on this day"})
	}
	c := figure(stats.OpenRepositories, made(3, 1500), events...)
	begin := time.Now()
	if _, err := c.paint(Light, picture.growth); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestRanges(t *testing.T) {
	for _, tc := range []struct {
		numbers []int
		want    string
	}{
		{[]int{4}, "4"}, {[]int{4, 5}, "4–5"}, {[]int{6, 7, 8}, "6–8"}, {[]int{6, 8}, "6, 8"}, {[]int{1, 2, 4, 6, 7}, "1–2, 4, 6–7"},
	} {
		if got := ranges(tc.numbers); got != tc.want {
			t.Errorf("%v is written %q, want %q", tc.numbers, got, tc.want)
		}
	}
}

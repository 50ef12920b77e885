package chart

import (
	"slices"
	"strconv"
	"strings"
)

// A box holds the numbers of marks without a text, above their lines. It has
// some room on each side.
type box struct {
	numbers     []int
	first, last int // lines
	from, to    int // sides
	text        string
}

const boxRoom = 2 * px

// number puts the marks without a text into boxes within a plot. Boxes that
// would overlap become one.
func (h *header) number(plot plot, f face) {
	for _, m := range h.marks {
		if m.row == unplaced && !m.boundary() {
			h.boxes = append(h.boxes, box{numbers: m.numbers, first: m.x, last: m.x}.over(plot, f))
		}
	}
	for i := 1; i < len(h.boxes); {
		a, b := h.boxes[i-1], h.boxes[i]
		if b.from >= a.to {
			i++
			continue
		}
		h.boxes[i-1] = box{numbers: slices.Concat(a.numbers, b.numbers), first: a.first, last: b.last}.over(plot, f)
		h.boxes = slices.Delete(h.boxes, i, i+1)
		i = max(1, i-1) // it may reach the one before
	}
}

// over returns the box centred over its lines, moved into the plot where it
// would leave it.
func (b box) over(plot plot, f face) box {
	b.text = ranges(b.numbers)
	w := round(f.advance(b.text)) + 2*boxRoom
	b.from = max(plot.left-boxRoom, min(plot.right+boxRoom-w, (b.first+b.last-w+1)/2))
	b.to = b.from + w
	return b
}

// ranges writes ascending numbers: 2, 4–6.
func ranges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		part := strconv.Itoa(numbers[i])
		if end > i {
			part += "–" + strconv.Itoa(numbers[end])
		}
		parts = append(parts, part)
		i = end + 1
	}
	return strings.Join(parts, ", ")
}

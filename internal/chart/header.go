package chart

import "slices"

// A mark is a vertical line in the plot with a text above it: a milestone, or
// the boundary where counting began, which has no number.
type mark struct {
	x, width int // of the line, and of the text
	text     string
	numbers  []int // of the milestones that it is

	row  int  // of the text, the lowest is 0; unplaced where it found no place
	left bool // whether the text stands left of the line
}

const (
	rows     = 3 // of texts, at most
	unplaced = -1
)

func (m mark) boundary() bool { return len(m.numbers) == 0 }

// A header is the marks of a plot with their texts. Texts do not overlap, and no
// line crosses one. What found no place has a number in its stead.
type header struct {
	left, right int // bounds of the texts
	gap         int // between a line and its text
	marks       []mark
	boxes       []box // of numbers
}

// arrange places the texts of marks, which are given by date. It tries some ways
// to go through them and keeps the one that loses least.
func (h *header) arrange() {
	least := -1
	var best []mark
	for _, w := range ways() {
		h.place(w)
		if cost := h.cost(); least < 0 || cost < least {
			least, best = cost, slices.Clone(h.marks)
		}
	}
	h.marks = best
}

// A way is an order of going through the marks, and what each may do.
type way struct {
	oldest   bool // go from the oldest on, texts to the left; otherwise from the newest, to the right
	blocked  bool // take the other side also where others stand in the way, not only the edge
	boundary order
}

// An order is when it is the boundary's turn.
type order int

const (
	atFirst order = iota
	atLast
	byTheDay
)

func ways() []way {
	var all []way
	for _, oldest := range []bool{false, true} {
		for _, blocked := range []bool{false, true} {
			for _, boundary := range []order{atFirst, atLast, byTheDay} {
				all = append(all, way{oldest, blocked, boundary})
			}
		}
	}
	return all
}

// place gives each mark the lowest free place on its side, or on the other.
func (h *header) place(w way) {
	for i := range h.marks {
		h.marks[i].row = unplaced
	}
	for _, i := range h.turns(w) {
		m := &h.marks[i]
		m.left = w.oldest
		if row := h.lowest(*m); row != unplaced {
			m.row = row
			continue
		}
		other := *m
		other.left = !other.left
		if w.blocked || !h.inside(*m) {
			other.row = h.lowest(other)
		}
		if other.row != unplaced {
			*m = other
		}
	}
}

// turns returns the marks in the order of a way.
func (h *header) turns(w way) []int {
	var turns []int
	boundary := -1
	for i, m := range h.marks {
		if m.boundary() && w.boundary != byTheDay {
			boundary = i
			continue
		}
		turns = append(turns, i)
	}
	if !w.oldest {
		slices.Reverse(turns)
	}
	switch {
	case boundary < 0:
		return turns
	case w.boundary == atFirst:
		return slices.Insert(turns, 0, boundary)
	}
	return append(turns, boundary)
}

// lowest returns the lowest row in which there is a place for the text of a mark
// on its side.
func (h *header) lowest(m mark) int {
	if !h.inside(m) {
		return unplaced
	}
	for m.row = range rows {
		if !slices.ContainsFunc(h.marks, func(other mark) bool { return h.clash(m, other) }) {
			return m.row
		}
	}
	return unplaced
}

// span returns where the text of a mark begins and ends.
func (h *header) span(m mark) (from, to int) {
	if m.left {
		return m.x - h.gap - m.width, m.x - h.gap
	}
	return m.x + h.gap, m.x + h.gap + m.width
}

func (h *header) inside(m mark) bool {
	from, to := h.span(m)
	return from >= h.left && to <= h.right
}

// clash reports whether two texts in one row come too close, or the line of one
// to the text of the other. Without a place, other is in nobody's way.
func (h *header) clash(m, other mark) bool {
	const between = 8 * px
	if other.row == unplaced {
		return false
	}
	from, to := h.span(m)
	start, end := h.span(other)
	return m.row == other.row && from < end+between && start < to+between ||
		other.row >= m.row && h.near(other.x, m) ||
		m.row >= other.row && h.near(m.x, other)
}

// near reports whether a line is too close to a text, or would, left of one that
// has its own line at its right, seem to be that.
func (h *header) near(x int, m mark) bool {
	from, to := h.span(m)
	before := 4 * px
	if m.left {
		before = 16 * px
	}
	return from-before < x && x < to+5*px
}

// cost returns what a placement loses.
func (h *header) cost() int {
	cost, highest := 0, 0
	for _, m := range h.marks {
		switch {
		case m.row == unplaced && m.boundary():
			cost += 250
		case m.row == unplaced:
			cost += 100
		case m.left:
			cost++
		}
		highest = max(highest, m.row)
	}
	return cost + 20*highest
}

// top returns where the plot begins below the header.
func (h *header) top() int {
	highest := 0
	for _, m := range h.marks {
		highest = max(highest, m.row)
	}
	top := plotTop + highest*rowHeight
	if highest > 0 {
		top += 4 * px
	}
	return top + h.numbersHeight()
}

const rowHeight = 15 * px

// numbersHeight returns the height of the row of numbers, which is below the
// texts.
func (h *header) numbersHeight() int {
	if len(h.boxes) == 0 {
		return 0
	}
	return 14 * px
}

// baseline returns that of a row of texts.
func (h *header) baseline(row int) int { return h.top() - 6*px - h.numbersHeight() - row*rowHeight }

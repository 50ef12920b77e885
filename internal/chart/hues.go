package chart

import "slices"

// A handout gives hues to the organisations of one picture after the other. It
// goes by login, not by rank: an organisation keeps its hue when it overtakes
// another, and as far as it can in all pictures. A picture that is added at the
// end changes none before it.
type handout struct {
	given map[who]int // the first hue that each was given
	used  [named]bool // by any picture
}

// give sets the hues of the largest organisations of the next picture. Who has
// one from an earlier picture keeps it, unless another one that comes before has
// it here; the others take one that no picture has used, as long as there is one.
func (h *handout) give(top []series) {
	order := make([]*series, len(top))
	for i := range top {
		order[i] = &top[i]
	}
	slices.SortStableFunc(order, func(a, b *series) int { return byLogin(*a, *b) })
	var here [named]bool
	var without []*series
	for _, s := range order {
		hue, ok := h.given[s.who]
		if !ok || here[hue] {
			without = append(without, s)
			continue
		}
		s.hue, here[hue] = hue, true
	}
	for _, s := range without {
		s.hue = h.next(here)
		here[s.hue], h.used[s.hue] = true, true
		h.keep(s)
	}
}

// next returns the first hue that no picture has used, else the first that is
// free here.
func (h *handout) next(here [named]bool) int {
	free := -1
	for hue, taken := range here {
		if !taken && !h.used[hue] {
			return hue
		}
		if !taken && free < 0 {
			free = hue
		}
	}
	return free
}

func (h *handout) keep(s *series) {
	if h.given == nil {
		h.given = map[who]int{}
	}
	if _, ok := h.given[s.who]; !ok {
		h.given[s.who] = s.hue
	}
}

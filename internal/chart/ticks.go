package chart

import (
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// A tick is a value with its text on an axis.
type tick struct {
	value int
	text  string
}

// countTicks returns ticks from 0 for counts up to highest, at most eight, a
// round step apart, and the value at the top of the scale.
func countTicks(highest int) (ticks []tick, top float64) {
	if highest <= 0 {
		return []tick{{0, "0"}, {1, "1"}}, 1
	}
	step := countStep(highest)
	end, top := highest/step*step, float64(highest)*1.04
	if next := end + step; float64(next-highest) <= float64(step)/4 {
		end, top = next, float64(next)
	}
	text := numbers(highest)
	for i := range end/step + 1 {
		ticks = append(ticks, tick{i * step, text(i * step)})
	}
	return ticks, top
}

// countStep returns the smallest of 1, 2 and 5 × 10^k of which six reach
// highest.
func countStep(highest int) int {
	for power := 1; ; power *= 10 {
		for _, digit := range []int{1, 2, 5} {
			if step := digit * power; (highest-1)/step < 6 {
				return step
			}
		}
	}
}

// numbers returns how a picture writes its numbers, by the highest of them: all
// are abbreviated where one would be too long in full.
func numbers(highest int) func(int) string {
	if highest < 100_000 {
		return stats.Thousands
	}
	return abbreviate
}

// abbreviate writes a count with three significant digits: 50k, 1.2M.
func abbreviate(n int) string {
	value, unit := float64(n), 0
	for value >= 999.5 && unit < 3 {
		value /= 1000
		unit++
	}
	decimals := 0
	switch {
	case value < 10:
		decimals = 2
	case value < 100:
		decimals = 1
	}
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + []string{"", "k", "M", "B"}[unit]
}

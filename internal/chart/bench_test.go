package chart

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

func BenchmarkGrowth(b *testing.B) {
	for _, bm := range []struct {
		name  string
		lines []stats.Line
	}{
		{"26", made(26, 4500)},
		{"26x4000", daily(26, 4000)},
		{"1500x1000", daily(1500, 1000)},
	} {
		b.Run(bm.name, func(b *testing.B) { stages(b, bm.lines) })
	}
}

// stages measures a whole chart and the parts of its making.
func stages(b *testing.B, lines []stats.Line) {
	const title = "The growth of open source"
	img, err := paint(title, lines, Light)
	if err != nil {
		b.Fatal(err)
	}
	for _, stage := range []struct {
		name string
		run  func() error
	}{
		{"all", func() error { _, err := Growth(title, lines, Light); return err }},
		{"paint", func() error { _, err := paint(title, lines, Light); return err }},
		{"reduce", func() error { reduce(img); return nil }},
		{"encode", func() error { _, err := encode(img); return err }},
	} {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := stage.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package chart

import (
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

func BenchmarkGrowth(b *testing.B) { sizes(b, picture.growth) }
func BenchmarkTotal(b *testing.B)  { sizes(b, picture.all) }

// BenchmarkNHS is of the real organisations, where they are.
func BenchmarkNHS(b *testing.B) {
	lines := nhs(b)
	b.Run("growth", func(b *testing.B) { stages(b, lines, picture.growth) })
	b.Run("total", func(b *testing.B) { stages(b, lines, picture.all) })
}

func sizes(b *testing.B, body body) {
	for _, bm := range []struct {
		name  string
		lines []stats.Line
	}{
		{"26", made(26, 4500)},
		{"26x4000", daily(26, 4000)},
		{"1500x1000", daily(1500, 1000)},
	} {
		b.Run(bm.name, func(b *testing.B) { stages(b, bm.lines, body) })
	}
}

// stages measures a whole picture of each theme and the parts of its making.
func stages(b *testing.B, lines []stats.Line, body body) {
	whole := func(theme Theme) error {
		_, err := of(lines).render(theme, body)
		return err
	}
	img, err := of(lines).paint(Light, body)
	if err != nil {
		b.Fatal(err)
	}
	reduced := reduce(img)
	for _, stage := range []struct {
		name string
		run  func() error
	}{
		{"light", func() error { return whole(Light) }},
		{"dark", func() error { return whole(Dark) }},
		{"paint", func() error { _, err := of(lines).paint(Light, body); return err }},
		{"reduce", func() error { reduce(img); return nil }},
		{"encode", func() error { _, err := encode(reduced); return err }},
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

package chart

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/org-growth/org-growth/internal/stats"
)

// FuzzGrowth draws whatever a history can hold, and more.
func FuzzGrowth(f *testing.F) {
	f.Add("The growth of open source", "Avon Trust", "avon", uint64(1), uint8(12))
	f.Add("", "", "", uint64(2), uint8(3))
	f.Add("\x00\x1b[31m\r\n", "مياه עברית", "\u202e\u2066", uint64(3), uint8(30))
	f.Add(strings.Repeat("河", 500), "\xff\xfe", strings.Repeat("W", 500), uint64(4), uint8(1))
	f.Fuzz(func(t *testing.T, title, name, login string, seed uint64, organisations uint8) {
		lines := wild(rand.New(rand.NewPCG(seed, 0)), int(organisations%32), name, login)
		random := rand.New(rand.NewPCG(seed, 1))
		m := stats.Metric(random.IntN(int(stats.Metrics)))
		for _, l := range lines {
			for i := range l.Records {
				l.Records[i].Counts[m] = stats.Known(l.Records[i].Open() - random.IntN(2)) // some unknown
			}
		}
		o := Options{Title: title, Metrics: []stats.Metric{m}, Events: wildEvents(random, lines, "e"+name)}
		c := New(o, func(stats.Metric) []stats.Line { return lines })[0]
		for _, body := range []body{picture.growth, picture.all} {
			b, err := c.render(Light, body)
			if err != nil {
				t.Fatal(err)
			}
			config, err := png.DecodeConfig(bytes.NewReader(b))
			if err != nil || image.Pt(config.Width, config.Height) != image.Pt(1800, 1000) {
				t.Fatalf("the picture is %d × %d, error %v", config.Width, config.Height, err)
			}
		}
		for _, text := range []string{c.Alt(), c.AltTotal()} {
			if utf8.RuneCountInString(text) >= 300 || text != oneLine(text) {
				t.Fatalf("%d characters: %q", utf8.RuneCountInString(text), text)
			}
		}
	})
}

// wildEvents returns milestones around the days of lines.
func wildEvents(random *rand.Rand, lines []stats.Line, text string) []Event {
	var events []Event
	for _, l := range lines {
		for _, r := range l.Records {
			day := r.Day + stats.Day(random.IntN(3)-1)
			events = append(events, Event{day, day + stats.Day(random.IntN(400)), text})
		}
	}
	return events[:random.IntN(len(events)+1)]
}

// wild returns organisations whose days and counts are of any size, from the
// first day that a CSV can have to the last, on one day or on as many as there
// are pixels.
func wild(random *rand.Rand, organisations int, name, login string) []stats.Line {
	const first, last = -719_528, 2_932_896 // 0000-01-01 and 9999-12-31
	span := 1 + int(math.Exp2(random.Float64()*22))
	start := first + random.IntN(max(1, last-first-span))
	bits := random.Float64() * 63
	lines := make([]stats.Line, organisations)
	for i := range lines {
		lines[i].Name, lines[i].Login = name, "o"+login // none is empty
		day := start + random.IntN(span)
		for range random.IntN(30) {
			add(&lines[i], stats.Day(day), int(math.Exp2(random.Float64()*bits))-1)
			if random.IntN(2) == 0 {
				lines[i].Records[len(lines[i].Records)-1].Source = stats.Backfill
			}
			if day += 1 + int(math.Exp2(random.Float64()*16)); day >= start+span {
				break
			}
		}
	}
	return lines
}

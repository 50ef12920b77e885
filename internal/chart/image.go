package chart

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"github.com/soniakeys/quant/median"
)

const (
	colours = 256 // that pixels of one byte can have
	exact   = 64  // colours kept as they are: ground, lines, bars, most of the text
)

// encode returns the picture as a PNG, and no bytes with an error. The best
// compression would save 4 % of them and take eight times as long, more than
// all the rest of a picture.
func encode(img *image.Paletted) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encoding a picture: %w", err)
	}
	return b.Bytes(), nil
}

// reduce returns the picture in at most 256 colours, as a PNG two fifths of
// the bytes that all of them take: the most used ones are kept, the others
// become the nearest of those that a median cut finds. What is lost are shades
// at the edges of lines.
func reduce(img *image.RGBA) *image.Paletted {
	used := tally(img)
	kept := used
	if len(used) > colours {
		kept = append(slices.Clone(used[:exact]), cut(used[exact:], colours-exact)...)
	}
	index := make(map[color.RGBA]uint8, len(used))
	for _, u := range used {
		index[u.RGBA] = nearest(kept, u.RGBA)
	}
	palette := make(color.Palette, len(kept))
	for i, k := range kept {
		palette[i] = k.RGBA
	}
	reduced := image.NewPaletted(img.Bounds(), palette)
	runs(img, func(c color.RGBA, start, end int) {
		i := index[c]
		for at := start; at < end; at++ {
			reduced.Pix[at] = i
		}
	})
	return reduced
}

// A shade is a colour and the number of pixels that have it.
type shade struct {
	color.RGBA
	n int
}

// tally returns the colours of a picture, the most used first.
func tally(img *image.RGBA) []shade {
	n := map[color.RGBA]int{}
	runs(img, func(c color.RGBA, start, end int) { n[c] += end - start })
	shades := make([]shade, 0, len(n))
	for c, n := range n {
		shades = append(shades, shade{c, n})
	}
	slices.SortFunc(shades, func(a, b shade) int {
		return cmp.Or(b.n-a.n, value(a.RGBA)-value(b.RGBA))
	})
	return shades
}

func value(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

// runs yields the pixels of a picture, neighbours of one colour together: most
// of a chart is ground.
func runs(img *image.RGBA, yield func(c color.RGBA, start, end int)) {
	pixels := img.Pix
	for start := 0; start < len(pixels); {
		end := start + 4
		for end < len(pixels) && [4]byte(pixels[end:end+4]) == [4]byte(pixels[start:start+4]) {
			end += 4
		}
		yield(color.RGBA{pixels[start], pixels[start+1], pixels[start+2], 0xff}, start/4, end/4)
		start = end
	}
}

// nearest returns the place of the colour most like c.
func nearest(palette []shade, c color.RGBA) uint8 {
	best, least := 0, math.MaxInt
	for i, p := range palette {
		dr, dg, db := int(p.R)-int(c.R), int(p.G)-int(c.G), int(p.B)-int(c.B)
		if d := dr*dr + dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return uint8(best) // #nosec G115 -- of 256 colours at most
}

// cut returns n colours that stand for the shades, by a median cut, which
// halves the shades where most pixels are.
func cut(shades []shade, n int) []shade {
	row := image.NewRGBA(image.Rect(0, 0, pixels(shades), 1))
	x := 0
	for _, s := range shades {
		for range s.n {
			row.SetRGBA(x, 0, s.RGBA)
			x++
		}
	}
	var kept []shade
	for _, c := range median.Quantizer(n).Quantize(make(color.Palette, 0, n), row) {
		kept = append(kept, shade{RGBA: color.RGBAModel.Convert(c).(color.RGBA)})
	}
	return kept
}

func pixels(shades []shade) int {
	n := 0
	for _, s := range shades {
		n += s.n
	}
	return n
}

package history

import (
	"bytes"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Reader reads histories, and what it has read already only once: on a newer head
// of a branch most files are the same. The zero Reader has read nothing.
type Reader struct {
	files    map[string]source
	glossary glossary
}

// source is a file with what it was read from.
type source struct {
	data []byte
	file *file
}

// Read reads as ReadAll does.
func (r *Reader) Read(p Pattern, files map[string][]byte) (*History, error) {
	if err := r.take(p, files); err != nil {
		return nil, err
	}
	h := &History{pattern: p, glossary: r.glossary}
	for _, path := range p.paths(files) {
		if f := r.files[path].file; f != nil && (!p.Split() || !blank(files[path])) {
			h.files = append(h.files, f)
		}
	}
	return h, nil
}

// take reads the files that are new, side by side: each with a glossary of its
// own, which joins that of all.
func (r *Reader) take(p Pattern, files map[string][]byte) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var paths []string
	for _, path := range p.paths(files) {
		if have, ok := r.files[path]; !ok || !bytes.Equal(have.data, files[path]) {
			paths = append(paths, path)
		}
	}
	read := make([]*file, len(paths))
	words := make([]glossary, len(paths))
	errs := make([]error, len(paths))
	for i, path := range paths {
		group.Go(func() error {
			words[i] = newGlossary()
			parser := newParser(&words[i])
			read[i], errs[i] = parser.file(path, files[path])
			return nil
		})
	}
	_ = group.Wait() // which has no errors: the first of the files counts
	if len(paths) > 0 {
		r.glossary = r.glossary.clone() // that of histories that are in use stays
		if r.files == nil {
			r.files = map[string]source{}
		}
	}
	for i, path := range paths {
		if errs[i] != nil {
			return errs[i]
		}
		r.glossary.join(words[i], read[i])
		r.files[path] = source{data: files[path], file: read[i]}
	}
	return nil
}

// join takes the words of a file, whose rows then refer to them here.
func (g *glossary) join(other glossary, f *file) {
	places := make([]uint32, len(other.words))
	same := true
	for i, w := range other.words {
		places[i] = g.add(w)
		same = same && places[i] == offset(i)
	}
	before := len(g.counts)
	g.counts = append(g.counts, other.counts[1:]...)
	if same && before == 1 {
		return
	}
	for i := range f.rows {
		r := &f.rows[i]
		r.words = places[r.words]
		if r.counts > 0 {
			r.counts += offset(before - 1)
		}
	}
}

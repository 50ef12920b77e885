package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/org-growth/org-growth/internal/history"
)

// Output is a file of the calling repository, by the input that names it.
type Output struct {
	Input string
	Path  string // of the history in several files with its placeholders
}

// Outputs returns the files that a run makes.
func (o Options) Outputs() []Output {
	outputs := []Output{{"csv", string(o.CSV)}}
	if o.CSV.Split() {
		outputs = append(outputs, Output{"csv", o.CSV.Past(1)})
	}
	outputs = append(outputs, Output{"readme", o.README})
	outputs = append(outputs, o.pictures()...)
	for _, file := range o.Site.paths() {
		outputs = append(outputs, Output{"site", file})
	}
	return outputs
}

// Distinct refuses files that cannot stand beside each other, of those that a
// run makes and those that it reads: two of one path, or of paths that differ
// in case alone, which are one file on Windows and macOS, and a file in whose
// place another needs a folder. Of two inputs it names the first such files.
func (o Options) Distinct(read ...Output) error {
	type pair struct{ a, b string }
	var mistakes []error
	seen := map[pair]bool{}
	all := append(o.Outputs(), read...)
	for i, b := range all {
		for _, a := range all[:i] {
			err := together(a, b)
			if err == nil || a.Input == b.Input || seen[pair{a.Input, b.Input}] {
				continue
			}
			seen[pair{a.Input, b.Input}] = true
			mistakes = append(mistakes, err)
		}
	}
	return errors.Join(mistakes...)
}

// together says why two files cannot both be there.
func together(a, b Output) error {
	switch {
	case a.Path == "" || b.Path == "":
		return nil
	case a.Path == b.Path:
		return fmt.Errorf("%s: %s is the file of %s already: name another", b.Input, b.Path, a.Input)
	case strings.EqualFold(a.Path, b.Path):
		return fmt.Errorf("%s: %s differs from %s, the file of %s, in case alone, and is the same file on Windows and macOS: name another",
			b.Input, b.Path, a.Path, a.Input)
	case same(a.Path, b.Path):
		return fmt.Errorf("%s: %s can be the same file as %s of %s: name another", b.Input, b.Path, a.Path, a.Input)
	}
	if folder, ok := below(b.Path, a.Path); ok {
		return fmt.Errorf("%s: %s needs the folder %s, and the file of %s is %s: name another path for one of them", b.Input, b.Path, folder, a.Input, a.Path)
	}
	if folder, ok := below(a.Path, b.Path); ok {
		return fmt.Errorf("%s: %s is a file, and %s needs the folder %s for %s: name another path for one of them", b.Input, b.Path, a.Input, folder, a.Path)
	}
	return nil
}

// below returns the folder of a file that another file can be.
func below(file, other string) (folder string, found bool) {
	for i := strings.LastIndexByte(file, '/'); i > 0; i = strings.LastIndexByte(file[:i], '/') {
		if same(file[:i], other) {
			return file[:i], true
		}
	}
	return "", false
}

// same reports whether two paths can be the same, of which one may have
// placeholders.
func same(a, b string) bool {
	return strings.EqualFold(a, b) || filled(a, b) || filled(b, a)
}

// filled reports whether a path is one of those of a history in several files.
func filled(pattern, file string) bool {
	p := history.Pattern(strings.ToLower(pattern))
	return p.Split() && p.Match(strings.ToLower(file))
}

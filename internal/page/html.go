package page

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
)

// The version of the generator is that of the module.
//go:generate sh -c "go run github.com/a-h/templ/cmd/templ@$(go list -m -f '{{.Version}}' github.com/a-h/templ) generate -f document.templ"
//go:generate sed -i s/templruntime.WriteString/writeString/ document_templ.go

// html returns the page. What HTML has no characters for, NUL and bytes that
// are not UTF-8, becomes �.
func (v *view) html() ([]byte, error) {
	const unknown = "\ufffd"
	var b bytes.Buffer
	if err := document(v).Render(context.Background(), &b); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	text := bytes.ToValidUTF8(b.Bytes(), []byte(unknown))
	return bytes.ReplaceAll(text, []byte{0}, []byte(unknown)), nil
}

// inline returns a script or style of ours, whose hash the policy names.
func inline(element, code string) templ.Component {
	return templ.Raw("<" + element + ">" + code + "</" + element + ">")
}

// before returns what separates the items of a list, before all but the first.
func before(i int, separator string) string {
	if i == 0 {
		return ""
	}
	return separator
}

// writeString stands for templ's, which looks for the text in a file instead if
// the environment has TEMPL_DEV_MODE: a page is the same in all environments.
func writeString(w io.Writer, _ int, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

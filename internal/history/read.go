package history

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The columns of a new file, in their order.
const (
	Organisation = iota
	Date
	OpenRepositories
	TopLanguage
	TopLicense
	URL
	Stargazers
	Forks
	OpenIssues
	OrganisationID
	Source
	ours
)

// Columns are the names of our columns.
var Columns = [ours]string{
	"Organisation", "Date", "Open Repositories", "Top Language", "Top License", "URL",
	"Stargazers", "Forks", "Open Issues and PRs", "Organisation ID", "Source",
}

// older are names that other files have for columns of ours.
var older = map[int]string{OpenIssues: "Open Issues"}

// columns tell at which place of a row each of our columns stands.
type columns struct {
	at    [ours]int // -1: nowhere
	width int       // of a row
}

// Read reads a history. Empty data, as of a missing file, is a history without
// records. An error names the file by the name given, and the line and column
// of what cannot be read.
func Read(name string, data []byte) (*File, error) {
	f := &File{newline: "\n"}
	if rest, ok := bytes.CutPrefix(data, []byte("\ufeff")); ok {
		f.bom, data = data[:len(data)-len(rest)], rest
	}
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte(strings.Join(Columns[:], ",") + "\n")
	}
	if err := f.read(data); err != nil {
		return nil, fmt.Errorf("%s %w", name, err)
	}
	return f, nil
}

func (f *File) read(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return explain(err)
	}
	missing, err := f.columns.find(header)
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	start := int(r.InputOffset())
	f.header = data[:start:start]
	if bytes.HasSuffix(f.header, []byte("\r\n")) {
		f.newline = "\r\n"
	}
	if err := f.readRows(r, data); err != nil {
		return err
	}
	if len(missing) > 0 {
		f.widen(missing)
	}
	return nil
}

func (f *File) readRows(r *csv.Reader, data []byte) error {
	p := parser{columns: f.columns, texts: map[string]string{}, accounts: map[cells]identity{}}
	f.rows = make([]row, 0, bytes.Count(data, []byte("\n")))
	for start := len(f.header); ; {
		cells, err := r.Read()
		end := int(r.InputOffset())
		if errors.Is(err, io.EOF) {
			f.blank(data[start:])
			return nil
		}
		if err != nil {
			return explain(err)
		}
		p.cells, p.err = cells, nil
		parsed := p.row()
		if p.err != nil {
			line, _ := r.FieldPos(max(f.columns.at[p.column], 0))
			return fmt.Errorf("line %d: %s: %w", line, Columns[p.column], p.err)
		}
		start += f.blank(data[start:end])
		parsed.raw = data[start:end:end]
		f.rows = append(f.rows, parsed)
		start = end
	}
}

// blank keeps blank lines with the line before them, and says how many bytes
// they are.
func (f *File) blank(data []byte) int {
	n := len(data) - len(bytes.TrimLeft(data, "\r\n"))
	if n > 0 {
		last := f.last()
		*last = append(*last, data[:n]...)
	}
	return n
}

// explain puts an error of the CSV form into our form: line, column, what.
func explain(err error) error {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		return err
	}
	if errors.Is(e.Err, csv.ErrFieldCount) {
		return fmt.Errorf("line %d: the row has more or fewer cells than the header", e.Line)
	}
	return fmt.Errorf("line %d, column %d: %w", e.Line, e.Column, e.Err)
}

// find looks our columns up in the header and says which are missing.
func (c *columns) find(header []string) (missing []int, err error) {
	for i, name := range Columns {
		c.at[i] = index(header, name)
		if c.at[i] < 0 && older[i] != "" {
			c.at[i] = index(header, older[i])
		}
		if c.at[i] < 0 {
			missing = append(missing, i)
		} else if again := index(header[c.at[i]+1:], name); again >= 0 {
			return nil, fmt.Errorf("the column %s stands twice", name)
		}
	}
	c.width = len(header)
	for _, needed := range []int{Organisation, Date, OpenRepositories} {
		if c.at[needed] < 0 {
			return nil, fmt.Errorf("the header has no column %s: is this a history? "+
				"Ours begins with Organisation,Date,Open Repositories", Columns[needed])
		}
	}
	return missing, nil
}

func index(header []string, name string) int {
	return slices.IndexFunc(header, func(cell string) bool { return strings.TrimSpace(cell) == name })
}

// widen adds columns at the right: to the header their names, to the rows
// empty cells.
func (f *File) widen(missing []int) {
	names := ""
	for _, column := range missing {
		f.columns.at[column] = f.columns.width
		f.columns.width++
		names += "," + Columns[column]
	}
	f.header = insert(nil, f.header, names)
	size := 0
	for _, r := range f.rows {
		size += len(r.raw) + len(missing)
	}
	arena := make([]byte, 0, size)
	commas := strings.Repeat(",", len(missing))
	for i, r := range f.rows {
		start := len(arena)
		arena = insert(arena, r.raw, commas)
		f.rows[i].raw = slices.Clip(arena[start:])
	}
}

// insert appends a raw line to dst with text before its line end.
func insert(dst, raw []byte, text string) []byte {
	body := bytes.TrimRight(raw, "\r\n")
	dst = append(append(dst, body...), text...)
	return append(dst, raw[len(body):]...)
}

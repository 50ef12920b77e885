package history

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// cutter cuts a file into rows and cells, which share its bytes. A line ends with
// LF, CR or both. A row that goes on for several lines, or has a quote astray, is
// left to encoding/csv: for all of millions of rows that would take three times
// as long.
type cutter struct {
	data  []byte
	next  int // where the next row begins
	width int // cells of a row; 0: any number

	start  int      // where the row begins
	cells  [][]byte // of the row; valid until the next
	quoted *csv.Reader
	lf     int // where the first LF from next on stands, or the end of data
}

// row goes to the next row, or returns io.EOF. Blank lines are skipped.
func (c *cutter) row() error {
	var line []byte
	for len(line) == 0 {
		if c.next == len(c.data) {
			return io.EOF
		}
		c.start = c.next
		line = c.cut(c.next)
	}
	c.quoted = nil
	if !c.line(line) {
		return c.lines()
	}
	if c.width > 0 && len(c.cells) != c.width {
		return c.explain(&csv.ParseError{Line: 1, Err: csv.ErrFieldCount})
	}
	return nil
}

// cut returns the line that begins at a place, and moves next behind its end.
func (c *cutter) cut(from int) []byte {
	if c.lf < from || from == 0 { // CR alone may end all lines: LF is looked for once
		c.lf = len(c.data)
		if n := bytes.IndexByte(c.data[from:], '\n'); n >= 0 {
			c.lf = from + n
		}
	}
	end := c.lf
	if n := bytes.IndexByte(c.data[from:end], '\r'); n >= 0 {
		end = from + n
	}
	c.next = min(end+1, len(c.data))
	if end+1 == c.lf && c.lf < len(c.data) {
		c.next++ // CR and LF are one end
	}
	return c.data[from:end]
}

// line cuts a row on one line, and reports whether it is one.
func (c *cutter) line(line []byte) bool {
	c.cells = c.cells[:0]
	plain := bytes.IndexByte(line, '"') < 0
	for more, ok := true, true; more; {
		var cell []byte
		if bytes.HasPrefix(line, quote) {
			cell, line, more, ok = quoted(line[1:])
		} else {
			cell, line, more = bytes.Cut(line, comma)
			ok = plain || bytes.IndexByte(cell, '"') < 0
		}
		if !ok {
			return false
		}
		c.cells = append(c.cells, cell)
	}
	return true
}

var (
	comma = []byte(",")
	quote = []byte(`"`)
)

// quoted cuts a cell whose first quote is cut already.
func quoted(s []byte) (cell, rest []byte, more, ok bool) {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '"':
		case i+1 < len(s) && s[i+1] == '"':
			i++
		default:
			var between []byte
			between, rest, more = bytes.Cut(s[i+1:], comma)
			return bytes.ReplaceAll(s[:i], []byte(`""`), quote), rest, more, len(between) == 0
		}
	}
	return nil, nil, false, false
}

// lines cuts the row at start, which may go on for several lines.
func (c *cutter) lines() error {
	// It ends with a line up to which there is an even number of quotes.
	for quotes := bytes.Count(c.data[c.start:c.next], quote); quotes%2 > 0 && c.next < len(c.data); {
		quotes += bytes.Count(c.cut(c.next), quote)
	}
	c.quoted = csv.NewReader(bytes.NewReader(lineFeeds(c.data[c.start:c.next])))
	c.quoted.FieldsPerRecord = c.width
	cells, err := c.quoted.Read()
	if err != nil {
		return c.explain(err)
	}
	c.cells = c.cells[:0]
	for _, cell := range cells {
		c.cells = append(c.cells, []byte(cell))
	}
	return nil
}

// lineFeeds returns text with all its lines ended by LF, as encoding/csv has them.
func lineFeeds(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}

// ends counts the ends of lines.
func ends(data []byte) int {
	return bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) - bytes.Count(data, []byte("\r\n"))
}

// at returns the line of the file on which a cell of the row stands.
func (c *cutter) at(cell int) int {
	line := 1
	if c.quoted != nil {
		line, _ = c.quoted.FieldPos(cell)
	}
	return c.before() + line
}

func (c *cutter) before() int { return ends(c.data[:c.start]) }

// explain puts an error of the CSV form into our form: line, column, what.
func (c *cutter) explain(err error) error {
	var e *csv.ParseError
	if !errors.As(err, &e) {
		return err
	}
	line := c.before() + e.Line
	if errors.Is(e.Err, csv.ErrFieldCount) {
		return fmt.Errorf("line %d: the row has more or fewer cells than the header", line)
	}
	return fmt.Errorf("line %d, column %d: %w", line, e.Column, e.Err)
}

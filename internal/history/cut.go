package history

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// cutter cuts a file into rows and cells, which share its bytes. A row that goes
// on for several lines, or has a quote astray, is left to encoding/csv: for all
// of millions of rows that would take three times as long.
type cutter struct {
	data  []byte
	next  int // where the next row begins
	width int // cells of a row; 0: any number

	start  int      // where the row begins
	cells  [][]byte // of the row; valid until the next
	quoted *csv.Reader
	buffer *bufio.Reader
}

// row goes to the next row, or returns io.EOF. Blank lines are skipped.
func (c *cutter) row() error {
	var line []byte
	for len(line) == 0 {
		if c.next == len(c.data) {
			return io.EOF
		}
		c.start = c.next
		line, _, _ = bytes.Cut(c.data[c.start:], []byte("\n"))
		c.next = min(c.start+len(line)+1, len(c.data))
		line = bytes.TrimSuffix(line, []byte("\r"))
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

// line cuts a row on one line, and tells whether it is one.
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
	if c.buffer == nil {
		c.buffer = bufio.NewReader(nil)
	}
	c.buffer.Reset(bytes.NewReader(c.data[c.start:]))
	c.quoted = csv.NewReader(c.buffer) // makes no buffer of its own around one
	c.quoted.FieldsPerRecord = c.width
	cells, err := c.quoted.Read()
	if err != nil {
		return c.explain(err)
	}
	c.cells = c.cells[:0]
	for _, cell := range cells {
		c.cells = append(c.cells, []byte(cell))
	}
	c.next = c.start + int(c.quoted.InputOffset())
	return nil
}

// at returns the line of the file on which a cell of the row stands.
func (c *cutter) at(cell int) int {
	line := 1
	if c.quoted != nil {
		line, _ = c.quoted.FieldPos(cell)
	}
	return c.before() + line
}

func (c *cutter) before() int { return bytes.Count(c.data[:c.start], []byte("\n")) }

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

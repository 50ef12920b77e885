package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// The columns of a new file, in their order. The metrics stand in two places.
const (
	Organisation = iota
	Date
	open // the first metric
	TopLanguage
	TopLicense
	URL
	further        // the second metric, and the others behind it
	OrganisationID = further + int(stats.Metrics) - 1
	Source         = OrganisationID + 1
	ours           = Source + 1
)

// columnOf returns the column of a metric.
func columnOf(m stats.Metric) int {
	if m == 0 {
		return open
	}
	return further + int(m) - 1
}

// Columns are the names of our columns.
var Columns = names()

// olderNames returns what other files call a column of ours.
func olderNames(column int) []string {
	if m, ok := stats.MetricOf(Columns[column]); ok {
		return m.Older()
	}
	return nil
}

func names() (all [ours]string) {
	for column, name := range map[int]string{
		Organisation: "Organisation", Date: "Date", TopLanguage: "Top Language", TopLicense: "Top License",
		URL: "URL", OrganisationID: "Organisation ID", Source: "Source",
	} {
		all[column] = name
	}
	for _, m := range stats.AllMetrics() {
		all[columnOf(m)] = m.String()
	}
	return all
}

// columns tell at which place of a row each of our columns stands.
type columns struct {
	at    [ours]int // -1: nowhere
	width int       // of a row
}

// file is one of the history's files: a header, and rows without a gap between
// them. It does not change.
type file struct {
	path    string
	data    []byte
	newline string // the header's end
	columns columns
	rows    []row
}

// row is a record as it stands in a file. There may be millions: it is small
// and has no pointers. A row ends where the next one starts, so blank lines
// belong to the one before.
type row struct {
	start  uint32 // in the bytes of the file
	words  uint32 // its place in the glossary
	day    int32
	open   uint32 // the first metric: one more than the number
	counts uint32 // the others: their place in the glossary
}

// offset makes a row's number of a place in a file or in the glossary.
func offset(n int) uint32 {
	return uint32(n) // #nosec G115 -- no file is larger than 4 GB, and counts have 31 bits
}

// small makes a row's number of a day.
func small[T ~int | ~int64](n T) int32 {
	return int32(n) // #nosec G115 -- counts have 31 bits, and days of four-digit years fewer
}

// above makes a row's number of a count, and known makes the count of it.
func above(c stats.Count) uint32 {
	n, known := c.Value()
	if !known {
		return 0
	}
	return offset(n + 1)
}

func known(above uint32) stats.Count { return stats.Known(int(above) - 1) }

// raw returns the bytes of a row, with its line end.
func (f *file) raw(i int) []byte {
	if i+1 == len(f.rows) {
		return f.data[f.rows[i].start:]
	}
	return f.data[f.rows[i].start:f.rows[i+1].start]
}

// top returns what stands before the rows: byte order mark and header.
func (f *file) top() []byte {
	if len(f.rows) == 0 {
		return f.data
	}
	return f.data[:f.rows[0].start]
}

var (
	mark   = []byte("\ufeff") // of the byte order
	header = strings.Join(Columns[:], ",") + "\n"
)

// wide reports whether a file is in UTF-16.
func wide(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) ||
		bytes.IndexByte(data[:min(2, len(data))], 0) >= 0
}

// blank reports whether a file is as good as missing.
func blank(data []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(data, mark))) == 0
}

// file reads a file of the history. One that is missing or blank gets a header.
func (p *parser) file(path string, data []byte) (*file, error) {
	if blank(data) {
		data = append(slices.Clip(data[:len(data)-len(bytes.TrimPrefix(data, mark))]), header...)
	}
	f := &file{path: path, data: data, newline: "\n"}
	if err := p.read(f); err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return f, nil
}

func (p *parser) read(f *file) error {
	if len(f.data) > math.MaxUint32 {
		return errors.New("is larger than 4 GB: let csv have {year} or {month} in it")
	}
	if wide(f.data) {
		return errors.New("is in UTF-16: save it as UTF-8, which Excel calls CSV UTF-8")
	}
	body := bytes.TrimPrefix(f.data, mark)
	c := &cutter{data: body}
	if err := c.row(); err != nil {
		return err
	}
	if err := f.columns.find(c.cells); err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	if end := body[len(bytes.TrimRight(body[:c.next], "\r\n")):c.next]; len(end) > 0 {
		f.newline = string(end)
	}
	p.columns, c.width = f.columns, f.columns.width
	f.rows = make([]row, 0, ends(body))
	for {
		err := c.row()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		p.cells, p.err = c.cells, nil
		f.rows = append(f.rows, p.row(len(f.data)-len(body)+c.start))
		if p.err != nil {
			return fmt.Errorf("line %d: %s: %w", c.at(max(p.at[p.column], 0)), Columns[p.column], p.err)
		}
	}
}

// find looks our columns up in a header.
func (c *columns) find(cells [][]byte) error {
	names := make([]string, len(cells))
	for i, cell := range cells {
		names[i] = string(bytes.TrimSpace(cell))
	}
	for i, name := range Columns {
		c.at[i] = slices.Index(names, name)
		for _, older := range olderNames(i) {
			if c.at[i] < 0 {
				c.at[i] = slices.Index(names, older)
			}
		}
		if c.at[i] >= 0 && slices.Contains(names[c.at[i]+1:], name) {
			return fmt.Errorf("the column %s stands twice", name)
		}
	}
	c.width = len(names)
	for _, needed := range []int{Organisation, Date, open} {
		if c.at[needed] < 0 {
			return fmt.Errorf("the header has no column %s: %s", Columns[needed], foreign(names))
		}
	}
	return nil
}

// foreign says what a header is that lacks our columns.
func foreign(names []string) string {
	switch first := names[0]; {
	case strings.HasPrefix(strings.ToLower(first), "sep="):
		return "a line with sep= is for spreadsheets alone: take it out"
	case len(names) == 1 && strings.Contains(first, ";"):
		return "its columns are separated by semicolons: save the file with commas between them"
	case len(names) == 1 && strings.Contains(first, "\t"):
		return "its columns are separated by tabs: save the file with commas between them"
	}
	for _, name := range Columns {
		i := slices.IndexFunc(names, func(other string) bool { return strings.EqualFold(name, other) })
		if i >= 0 && names[i] != name {
			return fmt.Sprintf("%s is written %s: mend the header, which begins with Organisation,Date,Open Repositories", name, names[i])
		}
	}
	return "is this a history? Ours begins with Organisation,Date,Open Repositories"
}

// widen adds the columns of ours that are missing at the right, and returns
// what to add to the header and to each row for them.
func (c *columns) widen() (names, cells string) {
	for column, at := range c.at {
		if at < 0 {
			c.at[column] = c.width
			c.width++
			names += "," + Columns[column]
			cells += ","
		}
	}
	return names, cells
}

package history

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/org-growth/org-growth/internal/stats"
)

// encode writes a record as a row of this file. Columns that are not ours are
// empty, or as in the row that stood there before.
func (f *File) encode(r stats.Record, before []byte) row {
	cells := f.cells(before)
	set := func(column int, value string) { cells[f.columns.at[column]] = value }
	set(Organisation, text(r.Login))
	set(Date, r.Day.String())
	set(OpenRepositories, strconv.Itoa(r.OpenRepositories))
	set(TopLanguage, text(r.TopLanguage))
	set(TopLicense, text(r.TopLicense))
	set(URL, r.URL)
	set(Stargazers, r.Stargazers.String())
	set(Forks, r.Forks.String())
	set(OpenIssues, r.OpenIssues.String())
	set(OrganisationID, "")
	if r.ID != 0 {
		set(OrganisationID, strconv.FormatInt(r.ID, 10))
	}
	set(Source, string(r.Source))

	var raw bytes.Buffer
	w := csv.NewWriter(&raw)
	w.UseCRLF = f.newline == "\r\n"
	w.Write(cells) // a Buffer does not fail; Flush below has nothing to report
	w.Flush()
	host, name, _ := split(r.URL)
	return row{raw: raw.Bytes(), Record: r, login: newLogin(host, name)}
}

func (f *File) cells(before []byte) []string {
	cells := make([]string, f.columns.width)
	if before == nil {
		return cells
	}
	// Reading and writing each change carriage returns inside of cells.
	before = bytes.ReplaceAll(before, []byte("\r"), nil)
	if old, err := csv.NewReader(bytes.NewReader(before)).Read(); err == nil && len(old) == len(cells) {
		return old
	}
	return cells
}

// text makes foreign text harmless: on one line, and, for spreadsheets that
// open the file, no formula. Names that GitHub gives begin with none of these.
func text(s string) string {
	s = stats.OneLine(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

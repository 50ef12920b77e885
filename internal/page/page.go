// Package page turns the histories of organisations into a static web page:
// chart, table and figures in an index.html that needs no other file, and
// beside it the same figures for programs.
//
//	index.html   the page; scripts, styles and history are inline, so that it
//	             works from any address and from a disk
//	latest.json  the newest figures
//	badge.json   their total, for the endpoint badge of shields.io
//
// The page runs only what its Content-Security-Policy names by its hash, and
// asks nothing of any other host. The same lines give the same bytes.
package page

import (
	"bytes"
	"path"

	"github.com/org-growth/org-growth/internal/stats"
)

// Options tell what stands on the page beside the lines, and where it is.
type Options struct {
	Folder  string // of the page in its repository
	Title   string
	Intro   []byte   // Markdown; empty: none
	Path    string   // of the intro in the repository; its links are relative to it
	CSV     []string // paths of the history, the newest last
	Charts  []Picture
	Columns []string // of the table, out of stats.ColumnNames
	Colours []Colour // one for each line
	Rules   stats.Rules
	Events  []Event // oldest first, those of a day in one; its place is an event's number

	// Lines returns the lines that Write gets, in their order, with at least the
	// records in which the number of a metric changed. nil: the chart shows the
	// open repositories alone.
	Lines func(stats.Metric) []stats.Line

	Server     string // that the workflow runs on, like https://github.com
	Repository string // owner/name; empty: not known, and nothing outside the folder is linked
	Branch     string // that the files are on
}

// Picture is a picture of the growth in the repository, for light and for dark
// pages.
type Picture struct {
	Light, Dark string // paths
	Alt         string // what it shows, as plain text
}

// Colour is what an organisation's line and name have on light and on dark
// pages, in CSS.
type Colour struct {
	Top                 bool // whether it is one of the largest, with a colour of its own
	Light, Dark         string
	LightText, DarkText string
}

// Event is a milestone, which may explain a bend in a line.
type Event struct {
	Day   stats.Day // or the first of a month or year
	Until stats.Day // the last of it; of a day it may be left out
	Text  string
	Date  string // as precise as it is known, for people
}

// Paths returns the files of a page in a folder.
func Paths(folder string) []string {
	return []string{path.Join(folder, "index.html"), path.Join(folder, "latest.json"), path.Join(folder, "badge.json")}
}

// Made reports whether a file is a page that Write made.
func Made(html []byte) bool {
	return bytes.Contains(html, []byte(`<meta name="generator" content="org-growth">`))
}

// Write returns the page of these lines and what stands beside it, by path.
// Without records it says that there is no data yet.
func Write(lines []stats.Line, o Options) (map[string][]byte, error) {
	table := stats.TableOf(lines, o.Server)
	v, err := newView(lines, table, o)
	if err != nil {
		return nil, err
	}
	html, err := v.html()
	if err != nil {
		return nil, err
	}
	latest, err := latest(table, o.Title)
	if err != nil {
		return nil, err
	}
	badge, err := badge(table)
	if err != nil {
		return nil, err
	}
	paths := Paths(o.Folder)
	return map[string][]byte{paths[0]: html, paths[1]: latest, paths[2]: badge}, nil
}

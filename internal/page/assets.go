package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"strings"
)

//go:embed assets kept
var files embed.FS

var (
	// script is all that the page runs. The licence of uPlot asks to go with it.
	script = strings.Join([]string{
		"/*!\n" + strings.TrimSpace(asset("kept/uplot/LICENSE")) + "\n*/",
		asset("kept/uplot/uPlot.iife.min.js"),
		asset("kept/sortable/sortable.min.js"),
		chart(),
		asset("assets/table.js"),
	}, "\n")
	// style is that of all pages; each has its colours, too.
	style = asset("kept/uplot/uPlot.min.css") + "\n" + asset("assets/style.css")
)

// chart returns the function that draws the chart, of its parts.
func chart() string {
	b := "(function () {\n\"use strict\";\n"
	for _, part := range []string{"start", "lines", "colours", "plot", "labels", "reading", "keyboard", "names", "ranges", "events", "figures", "begin"} {
		b += asset("assets/chart/" + part + ".js")
	}
	return b + "})();"
}

func asset(name string) string {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is in the binary
	}
	return string(content)
}

// policy allows the page to run one script and one style, and to show pictures
// of its own folder and the icon that is in it.
func policy(script, style string) string {
	return "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style) +
		"; img-src 'self' data:; base-uri 'none'; form-action 'none'"
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

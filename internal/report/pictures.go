package report

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/org-growth/org-growth/internal/chart"
	"github.com/org-growth/org-growth/internal/readme"
	"github.com/org-growth/org-growth/internal/stats"
)

// Event is a milestone of the charts.
type Event = chart.Event

// beside returns the path of the light picture of a figure: of the first one that
// of the input, of any other one beside it that is called by the figure.
func (o Options) beside(file string, figure int) string {
	if file == "" || figure == 0 {
		return file
	}
	ext := path.Ext(file)
	return strings.TrimSuffix(file, ext) + "-" + strings.ReplaceAll(o.Figures[figure].Key(), "_", "-") + ext
}

// pictures returns the paths of the pictures of all figures, light and dark.
func (o Options) pictures() []Output {
	var outputs []Output
	for _, of := range []Output{{"chart", o.Chart}, {"total-chart", o.Total}} {
		for i := range o.Figures {
			if light := o.beside(of.Path, i); light != "" {
				outputs = append(outputs, Output{of.Input, light}, Output{of.Input, readme.Dark(light)})
			}
		}
	}
	return outputs
}

// charts returns those of the figures, where pictures are asked for.
func (o Options) charts(s shown) []chart.Chart {
	if o.Chart == "" && o.Total == "" {
		return nil
	}
	return chart.New(chart.Options{Title: o.Title, Metrics: o.Figures, Events: o.Events}, s.pictured)
}

// draw makes the pictures, side by side.
func (o Options) draw(files Files, charts []chart.Chart) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0)) // each takes some megabytes
	var mu sync.Mutex
	picture := func(file string, draw func(chart.Theme) ([]byte, error), theme chart.Theme) {
		group.Go(func() error {
			png, err := draw(theme)
			if err != nil {
				return fmt.Errorf("drawing %s: %w", file, err)
			}
			mu.Lock()
			defer mu.Unlock()
			files[file] = png
			return nil
		})
	}
	for i, c := range charts {
		for base, draw := range map[string]func(chart.Theme) ([]byte, error){o.Chart: c.Growth, o.Total: c.Total} {
			if light := o.beside(base, i); light != "" {
				picture(light, draw, chart.Light)
				picture(readme.Dark(light), draw, chart.Dark)
			}
		}
	}
	return group.Wait()
}

// section returns what the README shows of charts and lines.
func (o Options) section(lines []stats.Line, charts []chart.Chart) readme.Options {
	s := readme.Options{
		Path: o.README, CSV: o.newest(lines), Server: o.Server, Columns: o.Columns, Rows: o.Rows, Caption: chart.Caption(o.Events),
	}
	for i, c := range charts {
		if light := o.beside(o.Chart, i); light != "" {
			s.Charts = append(s.Charts, readme.Picture{Path: light, Alt: c.Alt()})
		}
		if light := o.beside(o.Total, i); light != "" {
			s.Totals = append(s.Totals, readme.Picture{Path: light, Alt: c.AltTotal()})
		}
		if dotted := c.Dotted(); !strings.Contains(s.Caption, dotted) {
			s.Caption = strings.TrimSpace(s.Caption + " " + dotted)
		}
	}
	return s
}

package page

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

type download struct{ Name, Address string }

// inside returns a file of the repository as the page names it, and false
// where the file is not in the page's folder.
func (o Options) inside(file string) (address string, ok bool) {
	relative, err := filepath.Rel(path.Clean(o.Folder), file)
	if err != nil {
		return "", false
	}
	relative = filepath.ToSlash(relative)
	if relative == ".." || strings.HasPrefix(relative, "../") {
		return "", false
	}
	return (&url.URL{Path: relative}).String(), true
}

// on returns the address of a file on a branch, as GitHub has it: raw for its
// bytes, blob for the page that shows it.
func (o Options) on(kind, branch, file string) string {
	if o.Repository == "" {
		return ""
	}
	if branch == "" {
		branch = "HEAD"
	}
	return o.Server + "/" + o.Repository + "/" + kind + "/" + (&url.URL{Path: branch + "/" + file}).EscapedPath()
}

func (o Options) downloads() []download {
	var all []download
	for _, file := range o.CSV {
		address, ok := o.inside(file)
		if !ok {
			address = o.on("raw", o.Branch, file)
		}
		all = append(all, download{path.Base(file), address})
	}
	return all
}

// pictures returns those in the folder, by their addresses.
func (o Options) pictures() []Picture {
	var all []Picture
	for _, p := range o.Charts {
		light, ok := o.inside(p.Light)
		dark, too := o.inside(p.Dark)
		if ok && too {
			all = append(all, Picture{light, dark, p.Alt})
		}
	}
	return all
}

package page

import (
	"encoding/json"
	"path"
	"regexp"
)

// Ours reports whether a file of a page's folder is one that Write made, in
// this version or an earlier one: the page by its mark, what stands beside it
// by its keys. Any other file is somebody's own.
func Ours(file string, content []byte) bool {
	switch path.Base(file) {
	case "index.html":
		return Made(content)
	case "latest.json":
		return isLatest(content)
	case "badge.json":
		return isBadge(content)
	}
	return false
}

func isLatest(content []byte) bool {
	var keys, totals map[string]json.RawMessage
	if json.Unmarshal(content, &keys) != nil || json.Unmarshal(keys["totals"], &totals) != nil {
		return false
	}
	for _, key := range []string{"version", "title", "date", "organisations"} {
		if keys[key] == nil {
			return false
		}
	}
	return totals["organisations"] != nil && totals["open_repositories"] != nil
}

// A badge of somebody's own has another label, or another colour.
var badgeForm = regexp.MustCompile(`^\s*\{\s*"schemaVersion": 1,\s*"label": "open repositories",\s*"message": "[0-9,]+",\s*"color": "blue"\s*\}\s*$`)

func isBadge(content []byte) bool { return badgeForm.Match(content) }

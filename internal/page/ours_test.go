package page

import (
	"strings"
	"testing"

	"github.com/org-growth/org-growth/internal/stats"
)

// Each file that Write makes is known as ours, also with line ends of Windows.
func TestOurs(t *testing.T) {
	for _, lines := range [][]stats.Line{nil, made(1, 1), made(3, 400)} {
		files, err := Write(lines, options(lines))
		if err != nil {
			t.Fatal(err)
		}
		for file, content := range files {
			windows := strings.ReplaceAll(string(content), "\n", "\r\n")
			if !Ours(file, content) || !Ours(file, []byte(windows)) {
				t.Errorf("%s of %d lines is not known", file, len(lines))
			}
		}
	}
}

// What the first version wrote is ours, and files of others are not.
func TestOursAndOthers(t *testing.T) {
	const latest = `{"version": 1, "title": "x", "date": null, "totals": {"organisations": 0, "open_repositories": 0, "last_30_days": null}, "organisations": []}`
	const badge = "{\n  \"schemaVersion\": 1,\n  \"label\": \"open repositories\",\n  \"message\": \"1,234\",\n  \"color\": \"blue\"\n}\n"
	tests := []struct {
		file, content string
		want          bool
	}{
		{"docs/latest.json", latest, true},
		{"docs/badge.json", badge, true},
		{"docs/latest.json", badge, false},
		{"docs/badge.json", latest, false},
		{"docs/latest.json", strings.Replace(latest, "open_repositories", "downloads", 1), false},
		{"docs/latest.json", `{"version": "1.2.3", "date": "2026-11-20"}`, false},
		{"docs/latest.json", `{"version": 1, "title": "x", "date": "y", "totals": 7, "organisations": []}`, false},
		{"docs/badge.json", strings.Replace(badge, "open repositories", "coverage", 1), false},
		{"docs/badge.json", strings.Replace(badge, "blue", "green", 1), false},
		{"docs/badge.json", strings.Replace(badge, "1,234", "many", 1), false},
		{"docs/badge.json", strings.Replace(badge, "{", `{"style": "flat",`, 1), false},
		{"docs/latest.json", "", false},
		{"docs/badge.json", "[]", false},
		{"docs/index.html", "<h1>Mine</h1>", false},
		{"docs/other.json", latest, false},
	}
	for _, tt := range tests {
		if got := Ours(tt.file, []byte(tt.content)); got != tt.want {
			t.Errorf("%s is ours: %v, want %v:\n%s", tt.file, got, tt.want, tt.content)
		}
	}
}

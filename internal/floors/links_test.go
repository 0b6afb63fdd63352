package floors

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link matches a link or a picture of Markdown that leads into the repository.
var link = regexp.MustCompile(`\]\(([^()\s]+)\)`)

// TestLinksLeadSomewhere: a link in a text leads to a file that is there, and to a
// heading of it that is there.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	texts := files(t, "*.md")
	there := map[string]bool{}
	for _, file := range files(t) {
		for ; file != "."; file = path.Dir(file) {
			there[file] = true
		}
	}
	for _, text := range texts {
		for _, broken := range brokenLinks(text, string(read(t, text)), func(file string) (string, bool) {
			content, err := os.ReadFile(filepath.Join(root, file))
			return string(content), there[file] && (err == nil || filepath.Ext(file) == "")
		}) {
			t.Errorf("%s: the link %s leads nowhere", text, broken)
		}
	}
}

// brokenLinks gives the links of a text that lead to no file, or to no heading of
// one. Other hosts are not asked, and a path from the root is one of the running
// program.
func brokenLinks(text, content string, file func(path string) (string, bool)) (broken []string) {
	for _, found := range link.FindAllStringSubmatch(content, -1) {
		to := found[1]
		if strings.Contains(to, ":") || strings.HasPrefix(to, "/") {
			continue
		}
		name, heading, _ := strings.Cut(to, "#")
		inside, ok := content, true
		if name != "" {
			inside, ok = file(path.Join(path.Dir(text), name))
		}
		if !ok || heading != "" && !headings(inside)[heading] {
			broken = append(broken, to)
		}
	}
	return broken
}

var (
	headingLine = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	notInAnchor = regexp.MustCompile(`[^\pL\pN_\- ]`)
)

// headings are the anchors of a text, as the places that show Markdown make them.
func headings(content string) map[string]bool {
	anchors := map[string]bool{}
	for _, found := range headingLine.FindAllStringSubmatch(content, -1) {
		anchors[strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(strings.TrimSpace(found[1])), ""), " ", "-")] = true
	}
	return anchors
}

func TestBrokenLinksAreSeen(t *testing.T) {
	t.Parallel()
	file := func(path string) (string, bool) {
		content, ok := map[string]string{"docs/a.md": "# The first\n## It's done, twice", "README.md": "# Home"}[path]
		return content, ok
	}
	for to, want := range map[string]bool{
		"a.md": false, "a.md#the-first": false, "a.md#its-done-twice": false, "../README.md#home": false, "#here": false, "https://example.org/x": false, "/api/v1/openapi.json": false,
		"b.md": true, "a.md#the-second": true, "../a.md": true, "#there": true,
	} {
		if got := len(brokenLinks("docs/text.md", "# Here\nSee [this]("+to+").", file)) > 0; got != want {
			t.Errorf("%s: taken for broken: %v, want %v", to, got, want)
		}
	}
}

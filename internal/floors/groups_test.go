package floors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImportsStandInTwoGroups: the standard library first, then all else, each in
// the order of the alphabet, so that one glance says what a file stands on.
func TestImportsStandInTwoGroups(t *testing.T) {
	t.Parallel()
	for _, path := range files(t, "*.go") {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join("..", "..", path), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		if late := misplaced(set, file.Imports); late != "" {
			t.Errorf("%s: the import of %s stands in the wrong place", path, late)
		}
	}
}

// misplaced is the first import that does not stand where it should.
func misplaced(set *token.FileSet, imports []*ast.ImportSpec) string {
	var last string
	var end int
	for _, spec := range imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return spec.Path.Value
		}
		line := set.Position(spec.Pos()).Line
		switch {
		case last == "":
		case standard(last) && !standard(path):
			if line == end+1 {
				return path // no empty line between
			}
		case standard(last) != standard(path), path <= last, line != end+1:
			return path
		}
		last, end = path, line
	}
	return ""
}

// standard tells whether a package is of the standard library: those have no dot
// in the first part of their path.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func TestMisplacedImportsAreSeen(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"import (\n\"fmt\"\n\"os\"\n\n\"github.com/a/b\"\n)": "",
		"import \"fmt\"":                                                 "",
		"import (\n\"os\"\n\"fmt\"\n)":                                   "fmt",
		"import (\n\"fmt\"\n\"github.com/a/b\"\n)":                       "github.com/a/b",
		"import (\n\"fmt\"\n\n\"os\"\n)":                                 "os",
		"import (\n\"github.com/a/b\"\n\n\"fmt\"\n)":                     "fmt",
		"import (\n\"fmt\"\n\n\"github.com/b/b\"\n\"github.com/a/a\"\n)": "github.com/a/a",
	} {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, "a.go", "package a\n"+source, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		if got := misplaced(set, file.Imports); got != want {
			t.Errorf("%q: %q is misplaced, want %q", source, got, want)
		}
	}
}

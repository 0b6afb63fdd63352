package floors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportedNamesAreExplained asks for a doc comment on each exported type,
// function, method, constant and variable, and for one package comment.
func TestExportedNamesAreExplained(t *testing.T) {
	t.Parallel()
	explained := map[string]bool{} // folder of a package -> has a package comment
	for _, path := range files(t, "*.go") {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, path), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		folder := filepath.Dir(path)
		explained[folder] = explained[folder] || file.Doc.Text() != ""
		for _, name := range unexplained(file) {
			t.Errorf("%s:%d: %s has no comment", path, set.Position(name.Pos()).Line, name.Name)
		}
	}
	for folder, has := range explained {
		if !has {
			t.Errorf("%s: no file of the package begins with a comment on what it is for", folder)
		}
	}
}

// unexplained gives the exported names of a file that have no comment. In a
// group of constants or variables one comment on the group is enough, and the
// constants of a named type are explained by the type.
func unexplained(file *ast.File) []*ast.Ident {
	var names []*ast.Ident
	add := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		for _, comment := range comments {
			if comment.Text() != "" {
				return
			}
		}
		if name.IsExported() {
			names = append(names, name)
		}
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if receiver := receiverName(d); receiver == "" || ast.IsExported(receiver) && !expected[d.Name.Name] {
				add(d.Name, d.Doc)
			}
		case *ast.GenDecl:
			typed := false // the last constant of the group has a type, which goes on
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(s.Name, d.Doc, s.Doc, s.Comment)
				case *ast.ValueSpec:
					typed = s.Type != nil || typed && len(s.Values) == 0
					if typed && d.Tok == token.CONST {
						continue
					}
					for _, name := range s.Names {
						add(name, d.Doc, s.Doc, s.Comment)
					}
				}
			}
		}
	}
	return names
}

// expected are methods whose meaning an interface of the standard library
// gives, so that a comment would only repeat their name.
var expected = map[string]bool{
	"Error": true, "Unwrap": true, "Is": true, "String": true, "Len": true, "Less": true, "Swap": true,
	"Read": true, "Write": true, "Close": true, "Scan": true, "Value": true, "ServeHTTP": true,
	"MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true, "UnmarshalText": true, "LogValue": true,
}

// receiverName gives the type that a method belongs to, "" for a function.
func receiverName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	kind := d.Recv.List[0].Type
	for {
		switch k := kind.(type) {
		case *ast.StarExpr:
			kind = k.X
		case *ast.IndexExpr:
			kind = k.X
		case *ast.IndexListExpr:
			kind = k.X
		case *ast.Ident:
			return k.Name
		default:
			return ""
		}
	}
}

func TestUnexplainedNamesAreSeen(t *testing.T) {
	t.Parallel()
	const source = `package p
func Bare() {}
// Told is told.
func Told() {}
type T struct{}
func (t *T) Method() {}
func (t *T) String() string { return "" }
type hidden struct{}
func (hidden) Method() {}
// Colours.
const ( Red = 1; Blue = 2 )
var A, b = 1, 2
const ( Spring Season = iota; Summer; Untyped = 3 )
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range unexplained(file) {
		names = append(names, name.Name)
	}
	if got := strings.Join(names, " "); got != "Bare T Method A Untyped" {
		t.Errorf("got %q", got)
	}
}

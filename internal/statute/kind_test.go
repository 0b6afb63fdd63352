package statute

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
)

// The kinds that the program may ask for and those of the book are the same,
// and the book has a rule for each.
func TestKindsAndRulesAgree(t *testing.T) {
	t.Parallel()
	parsed, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var asked []Kind
	ast.Inspect(parsed, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, Kind(text))
		return true
	})
	if len(asked) < 40 {
		t.Fatalf("only %d kinds were found in kind.go", len(asked))
	}
	book := Default()
	for _, kind := range asked {
		if _, ok := book.Kind(kind); !ok {
			t.Errorf("the program asks for the kind %q, which no rule file has", kind)
		}
	}
	rules := book.Rules()
	for _, info := range book.Kinds() {
		if !slices.Contains(asked, info.Kind) {
			t.Errorf("the kind %q of the rule files has no constant", info.Kind)
		}
		if !slices.ContainsFunc(rules, func(r Rule) bool { return r.Kind == info.Kind }) {
			t.Errorf("the kind %q has no rule", info.Kind)
		}
	}
}

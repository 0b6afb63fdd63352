package floors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// helping finds the tables that keep what somebody does as a victim of a crime, and
// supporting those that keep what they are given: support, money, a place, a plan
// to stay safe.
var (
	helping    = regexp.MustCompile(`\b(justice_[a-z_]+|crime_[a-z_]+)\b`)
	supporting = regexp.MustCompile(`\b(support_[a-z]+|subsistence(_[a-z]+)?|shelter_[a-z]+|bed(_[a-z]+)?|house_[a-z]+|placement(_[a-z]+)?|safety_plan|danger_assessment)\b`)
	statement  = regexp.MustCompile(`(?is)\b(select|insert|update|delete)\b.*\b(from|into|set)\b`)
)

// givers are the rooms that give support, and words by which a column or a rule of
// theirs could ask for help to the police in return.
var (
	givers  = []string{"support", "subsistence", "accommodation", "placement", "danger"}
	schemas = []string{"0017_support.sql", "0018_accommodation.sql", "0020_subsistence.sql"}
	inTurn  = regexp.MustCompile(`(?i)co-?operat|investigat|prosecut|witness|testif|helps?_police|crime`)
)

// TestNothingJoinsSupportWithHelpToThePolice: support is never conditional on helping
// the police. No query, and so no rule, page, report or number, reads what somebody
// is given together with what they do for those who investigate; the rooms that give
// support read nothing of the justice file, and the justice file nothing of them.
func TestNothingJoinsSupportWithHelpToThePolice(t *testing.T) {
	t.Parallel()
	queries := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		room := strings.Split(filepath.ToSlash(path), "/")[1]
		for _, text := range texts(t, path) {
			if !statement.MatchString(text) {
				continue
			}
			queries++
			if wrong := conditional(room, text); wrong != "" {
				t.Errorf("%s %s", path, wrong)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if queries < 500 {
		t.Errorf("only %d queries were read", queries)
	}
	for _, name := range schemas {
		schema, err := os.ReadFile(filepath.Join("..", "db", "migrations", name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(schema)) {
			if column, _, _ := strings.Cut(line, "--"); inTurn.MatchString(column) {
				t.Errorf("%s says %q", name, strings.TrimSpace(line))
			}
		}
	}
}

// conditional says what is wrong with a query of a room; "" where nothing is.
func conditional(room, query string) string {
	help, give := helping.FindString(query), supporting.FindString(query)
	switch {
	case help != "" && give != "":
		return "joins " + help + " with " + give
	case help != "" && slices.Contains(givers, room):
		return "gives support and reads " + help
	case give != "" && room == "justice":
		return "keeps a justice file and reads " + give
	}
	return ""
}

func TestAJoinWithHelpToThePoliceIsSeen(t *testing.T) {
	t.Parallel()
	for room, query := range map[string]string{
		"statistics":    "SELECT s.agency_id FROM support_case s JOIN justice_file f ON f.case_id = s.case_id",
		"subsistence":   "SELECT contact FROM justice_file WHERE case_id = $1",
		"justice":       "SELECT until_on FROM subsistence WHERE case_id = $1",
		"accommodation": "UPDATE bed SET state = 'free' WHERE EXISTS (SELECT 1 FROM justice_entry)",
	} {
		if conditional(room, query) == "" {
			t.Errorf("nothing is wrong with %q in %s", query, room)
		}
	}
	if wrong := conditional("statistics", "SELECT agency_id FROM support_case"); wrong != "" {
		t.Errorf("an ordinary query %s", wrong)
	}
}

// texts gives the strings of a file, those that are added together as one.
func texts(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		expression, ok := node.(ast.Expr)
		if !ok {
			return true
		}
		if text, whole := added(expression); whole {
			found = append(found, text)
			return false
		}
		return true
	})
	return found
}

// added is the text of a string, or of all strings in a sum; false for others.
func added(expression ast.Expr) (string, bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		return e.Value, e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, one := added(e.X)
		right, other := added(e.Y)
		return left + right, e.Op == token.ADD && (one || other)
	}
	return "", false
}

package floors

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/havenward/havenward"

// floor is how high up in the house a package stands. Imports only go down;
// except between rooms they may also go across, where the compiler forbids
// circles.
type floor int

const (
	public   floor = iota // useful alone: imports nothing of internal/
	spine                 // every room stands on it and it knows no room
	record                // the record of a person
	room                  // one capability; rooms do not import each other
	joins                 // what one room is told of another
	tables                // statistics over all rooms
	wiring                // the route table, the middleware and the demonstration
	commands              // the command line
	program               // main
)

func (f floor) String() string {
	return [...]string{"public package", "spine", "record", "room", "joins", "tables", "wiring", "commands", "program"}[f]
}

// floors gives the floor by the first part of the path below the module or, for
// internal packages, below internal/. What is internal and not listed is a room:
// the strictest place, so that a new package is put on the spine on purpose.
var floors = map[string]floor{
	"mse": public, "linkage": public, "disclosure": public,

	"internal/access": spine, "internal/account": spine, "internal/alike": spine, "internal/audit": spine,
	"internal/civil": spine, "docs": spine, "internal/db": spine, "internal/fault": spine,
	"internal/form": spine, "internal/job": spine, "internal/ledger": spine, "internal/notify": spine,
	"internal/page": spine, "internal/reference": spine, "internal/route": spine,
	"internal/scan": spine, "internal/seal": spine, "internal/sheet": spine, "internal/statute": spine,

	"internal/casefile": record, "internal/deed": record, "internal/folder": record, "internal/invent": record, "internal/letter": record,

	"internal/between":    joins,
	"internal/statistics": tables,
	"internal/exchange":   tables, // takes in and gives out through the commands of all rooms
	"internal/site":       wiring,
	"internal/demo":       wiring,
	"internal/bench":      wiring,
	"internal/cli":        commands,
	"":                    program,
}

// testSupport are the packages that only tests import.
var testSupport = []string{
	"internal/casefile/casetest", "internal/db/dbtest", "internal/decision/machine/machinetest", "internal/floors", "internal/need", "internal/pgtest", "internal/shareddata", "e2e",
}

// pack is what `go list` says of one package, its paths without the module.
type pack struct {
	ImportPath   string
	Name         string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func (p pack) path() string { return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/") }

// allImports gives the imports of the package and of its tests.
func (p pack) allImports() []string { return slices.Concat(p.Imports, p.TestImports, p.XTestImports) }

// own keeps the imports that are packages of this module, without its path.
func own(imports []string) []string {
	var paths []string
	for _, path := range imports {
		if rest, ours := strings.CutPrefix(path, module+"/"); ours {
			paths = append(paths, rest)
		}
	}
	return paths
}

// top gives the part of a path that has a floor: internal/referral/pdf stands
// where internal/referral does.
func top(path string) string {
	parts := strings.Split(path, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func floorOf(path string) (floor, bool) {
	if f, listed := floors[top(path)]; listed {
		return f, true
	}
	return room, strings.HasPrefix(path, "internal/")
}

func isTestSupport(path string) bool {
	return slices.ContainsFunc(testSupport, func(s string) bool { return path == s || strings.HasPrefix(path, s+"/") })
}

// breach says why a package at path may not import another of this module, or
// gives "" if it may.
func breach(from, to string) string {
	if top(from) == top(to) && !isTestSupport(to) {
		return "" // parts of one package's own folder
	}
	if isTestSupport(from) {
		return ""
	}
	if isTestSupport(to) {
		return "only tests may import " + to
	}
	upper, known := floorOf(from)
	if !known {
		return from + " stands on no floor: list it in internal/floors"
	}
	lower, known := floorOf(to)
	if !known {
		return to + " stands on no floor: list it in internal/floors"
	}
	across := upper == lower && upper != room
	if lower < upper || across {
		return ""
	}
	return "an import only goes down: " + from + " (" + upper.String() + ") may not import " + to + " (" + lower.String() + ")"
}

func TestImportsOnlyGoDown(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, to := range own(p.Imports) {
			if why := breach(p.path(), to); why != "" {
				t.Error(why)
			}
		}
	}
}

func TestPublicPackagesStandAlone(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if f, known := floorOf(p.path()); !known || f != public || isTestSupport(p.path()) {
			continue
		}
		for _, to := range own(p.allImports()) {
			if strings.HasPrefix(to, "internal/") && to != "internal/shareddata" {
				t.Errorf("%s is a public package and may not import %s", p.path(), to)
			}
		}
	}
}

// TestTheDecisionMachineIsPure keeps the machine a function of values: it may
// know the calendar and how to refuse, and nothing that stores, serves or waits.
func TestTheDecisionMachineIsPure(t *testing.T) {
	t.Parallel()
	seen := false
	for _, p := range packages(t) {
		if p.path() != "internal/decision/machine" {
			continue
		}
		seen = true
		for _, to := range p.Imports {
			if slices.Contains([]string{"context", "database/sql", "net/http", "os", "time"}, to) {
				t.Errorf("the decision machine may not import %s", to)
			}
		}
		for _, to := range own(p.Imports) {
			if to != "internal/civil" && to != "internal/fault" {
				t.Errorf("the decision machine may not import %s", to)
			}
		}
	}
	if !seen {
		t.Error("internal/decision/machine was not looked at")
	}
}

func TestBrowserTestsKnowOnlyTheProgram(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if top(p.path()) != "e2e" {
			continue
		}
		for _, to := range own(p.allImports()) {
			if !isTestSupport(to) {
				t.Errorf("%s imports %s; browser tests use the program from outside", p.path(), to)
			}
		}
	}
}

// vague are names that say nothing about what a package is for.
var vague = []string{"base", "common", "core", "helper", "helpers", "lib", "manager", "managers", "misc", "model", "models", "shared", "util", "utils"}

func TestPackagesAreCalledWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, part := range append(strings.Split(p.path(), "/"), p.Name) {
			if slices.Contains(vague, part) {
				t.Errorf("%s: a package called %s could hold anything; call it what it is", p.ImportPath, part)
			}
		}
	}
}

// TestBreachIsSeen shows that the rule above can fail.
func TestBreachIsSeen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		from, to string
		allowed  bool
	}{
		{"", "internal/site", true},
		{"internal/site", "internal/referral", true},
		{"internal/statistics", "internal/decision", true},
		{"internal/referral", "internal/casefile", true},
		{"internal/referral", "internal/referral/letter", true},
		{"internal/referral", "mse", true},
		{"internal/page", "internal/form", true},
		{"internal/casefile", "internal/invent", true},
		{"internal/demo", "internal/site", true},
		{"internal/pgtest", "internal/need", true},
		{"e2e", "internal/pgtest", true},

		{"internal/referral", "internal/decision", false},
		{"internal/referral/letter", "internal/decision", false},
		{"internal/referral", "internal/site", false},
		{"internal/casefile", "internal/referral", false},
		{"internal/page", "internal/casefile", false},
		{"internal/db", "internal/newroom", false},
		{"internal/invent", "internal/referral", false},
		{"mse", "internal/db", false},
		{"internal/referral", "internal/pgtest", false},
		{"internal/db", "internal/db/dbtest", false},
		{"internal/site", "newplace", false},
		{"newplace", "mse", false},
	} {
		if why := breach(test.from, test.to); (why == "") != test.allowed {
			t.Errorf("%q imports %q: got %q, allowed should be %v", test.from, test.to, why, test.allowed)
		}
	}
}

// packages lists the packages of the module; it fails the test when `go list`
// gives none, since every rule would then hold.
func packages(t *testing.T) []pack {
	t.Helper()
	list, err := listPackages()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 10 {
		t.Fatalf("go list gives only %d packages", len(list))
	}
	return list
}

var listPackages = sync.OnceValues(func() ([]pack, error) {
	// -e, so that a package which does not compile is still looked at.
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var list []pack
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pack
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
})

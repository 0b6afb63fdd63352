package floors

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestSQLiteAndItsLibcMatch keeps the two modules that are the database engine
// at one pair. modernc.org/sqlite is generated against one release of
// modernc.org/libc and breaks in ways that only show under load with another,
// and any other module may pull libc up. The pair itself is pinned because the
// releases after it do not tidy.
func TestSQLiteAndItsLibcMatch(t *testing.T) {
	t.Parallel()
	const sqlitePinned, libcPinned = "v1.60.1", "v1.77.1"

	sqlite, libc := selected(t, "modernc.org/sqlite"), selected(t, "modernc.org/libc")
	if sqlite.Version != sqlitePinned || libc.Version != libcPinned {
		t.Errorf("sqlite %s with libc %s; the pair that was tried is %s with %s",
			sqlite.Version, libc.Version, sqlitePinned, libcPinned)
	}
	requirements, err := os.ReadFile(sqlite.GoMod)
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`(?m)^\s*(?:require\s+)?modernc\.org/libc (\S+)`).FindSubmatch(requirements)
	if wanted == nil {
		t.Fatalf("%s does not say which libc it needs", sqlite.GoMod)
	}
	if string(wanted[1]) != libc.Version {
		t.Errorf("sqlite %s was made for libc %s, and the build has %s", sqlite.Version, wanted[1], libc.Version)
	}
}

// chosen is what the build uses of one module.
type chosen struct {
	Version string
	GoMod   string // file with the module's own requirements
}

func selected(t *testing.T, path string) chosen {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-json", path).Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", path, err)
	}
	var c chosen
	if err := json.Unmarshal(out, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

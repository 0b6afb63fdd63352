// Package shareddata finds the reference data that some tests run on and that
// is never committed: published statistics, closed lists, linkage sets.
//
// The data stand in a folder "shared/data" beside the checkout, or in the
// folder that HAVENWARD_SHARED names. A test that needs a file which is not
// there skips and says which file it missed.
package shareddata

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of one file of the reference data, named relative to
// its root ("nrm-statistics/nrm_leaf_2022q2_2023q4.csv"). Where the file is
// missing the calling test is skipped with the reason.
func Path(t testing.TB, name string) string {
	t.Helper()
	path, ok := Find(name)
	if !ok {
		t.Skipf("reference data %s is not on this machine: set HAVENWARD_SHARED to the folder that holds it", name)
	}
	return path
}

// Find reports where one file of the reference data is, and whether it is there.
func Find(name string) (string, bool) {
	for _, root := range roots() {
		path := filepath.Join(root, filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return "", false
}

func roots() []string {
	if root := os.Getenv("HAVENWARD_SHARED"); root != "" {
		return []string{root, filepath.Join(root, "data")}
	}
	var found []string
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	for {
		found = append(found, filepath.Join(dir, "shared", "data"), filepath.Join(dir, "..", "shared", "data"))
		parent := filepath.Dir(dir)
		if parent == dir {
			return found
		}
		dir = parent
	}
}

// Package need decides what a test does when something it cannot run without
// (a database server, a browser) is not on the machine.
//
// Plain `go test ./...` must work on a bare machine, so the test is skipped
// and says why. The ./test command installs everything first and sets
// HAVENWARD_TEST_REQUIRE, so that there a missing part is a failure and never a
// quietly smaller test run.
package need

import (
	"os"
	"strings"
	"testing"
)

// RequireVariable names the environment variable that lists, separated by
// commas, the things whose absence must fail a test instead of skipping it.
const RequireVariable = "HAVENWARD_TEST_REQUIRE"

// The things that tests may need, by the names used in [RequireVariable].
const (
	Postgres = "postgres" // PostgreSQL 15 or later, its server programs or a URL
	Chromium = "chromium" // a Chromium or Chrome that can run headless
	Packages = "packages" // npm packages and the assets built from them
)

// Missing ends the test because thing cannot be had: it fails the test when
// the environment requires thing, and otherwise skips it. The reason is one
// sentence that says what is missing and what to install.
func Missing(t testing.TB, thing, reason string) {
	t.Helper()
	if Required(thing) {
		t.Fatalf("%s is required by %s=%s, but %s", thing, RequireVariable, os.Getenv(RequireVariable), reason)
	}
	t.Skip(reason)
}

// Required reports whether the environment says that thing must be there.
func Required(thing string) bool {
	for name := range strings.SplitSeq(os.Getenv(RequireVariable), ",") {
		if strings.TrimSpace(name) == thing {
			return true
		}
	}
	return false
}

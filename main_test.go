package main

import (
	"testing"

	"github.com/alecthomas/kong"
)

// TestTheCommandLineCanBeRead finds two flags of one name, which kong tells only
// when the program runs.
func TestTheCommandLineCanBeRead(t *testing.T) {
	t.Parallel()
	if _, err := kong.New(&commands, kong.Vars{"version": "test"}); err != nil {
		t.Error(err)
	}
}

package machine_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/havenward/havenward/internal/decision/machine"
)

var update = flag.Bool("update", false, "write docs/decision-machine.md from the table")

func TestPictureIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "decision-machine.md")
	if *update {
		if err := os.WriteFile(path, []byte(machine.Picture()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != machine.Picture() {
		t.Error("docs/decision-machine.md is not what the table says; run go test ./internal/decision/machine -run Picture -update")
	}
}

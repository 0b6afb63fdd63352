package decision

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write docs/decision-machine.md from the table")

func TestPictureIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "decision-machine.md")
	if *update {
		if err := os.WriteFile(path, []byte(Picture()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != Picture() {
		t.Error("docs/decision-machine.md is not what the table says; run go test ./internal/decision -run Picture -update")
	}
}

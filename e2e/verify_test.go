package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to read which cases there are
)

// TestTheProgramNamesWhatWasDoneToTheListOfErasures erases two cases by the program,
// changes the list outside the database in each way, and reads what `havenward
// verify` says and how it exits.
func TestTheProgramNamesWhatWasDoneToTheListOfErasures(t *testing.T) {
	t.Parallel()
	program, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	plant(t, SQLite, folder)
	run := func(command string, args ...string) (said string, exit int) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		out, err := exec.CommandContext(ctx, program, append([]string{command, "--data", folder}, args...)...).CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			t.Fatalf("%s: %v", command, err)
		}
		if failed != nil {
			exit = failed.ExitCode()
		}
		return string(out), exit
	}
	references := someCases(t, folder, 3)
	for _, reference := range references[:2] {
		if said, exit := run("erase", reference, "--reason", "Ordered by a court", "--yes"); exit != 0 || !strings.Contains(said, "is erased") {
			t.Fatalf("erase: %d %s", exit, said)
		}
	}
	list := filepath.Join(folder, "erased.txt")
	whole, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(whole)) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	if len(lines) < 3 {
		t.Fatalf("the list holds %d lines: %q", len(lines), whole)
	}
	if !strings.HasPrefix(lines[0], "list ") {
		t.Fatalf("the list does not begin with its name: %q", whole)
	}
	taken, _, _ := strings.Cut(lines[1], " ")
	const never = "06zzzzzzzzzzzzzzzzzzzzzzzz"
	for name, test := range map[string]struct {
		list  []byte // nil for none
		says  []string
		whole bool
	}{
		"as it was":      {list: whole, says: []string{"The record is whole"}, whole: true},
		"a line missing": {list: bytes.Replace(whole, []byte(lines[1]), nil, 1), says: []string{"The erasure of case " + taken, "is not on the list", "its line was taken away", "1 findings"}},
		"a line added":   {list: append(slices.Clone(whole), never+" 2026-11-01\n"...), says: []string{never, "1 findings"}},
		"all gone":       {says: []string{"there is no such file", "is not on the list", "findings; see docs/playbook-verify.md"}},
		"not a list":     {list: []byte("../../etc/passwd\n"), says: []string{"names nothing that could be erased"}},
	} {
		if test.list == nil {
			err = os.Remove(list)
		} else {
			err = os.WriteFile(list, test.list, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		said, exit := run("verify", "--record")
		if test.whole != (exit == 0) {
			t.Errorf("%s: exit code %d\n%s", name, exit, said)
		}
		if !test.whole && strings.Contains(said, "The record is whole") {
			t.Errorf("%s: called whole\n%s", name, said)
		}
		for _, words := range test.says {
			if !strings.Contains(said, words) {
				t.Errorf("%s: it does not say %q\n%s", name, words, said)
			}
		}
		if after, err := os.ReadFile(list); err == nil && !bytes.Equal(after, test.list) {
			t.Errorf("%s: verifying changed the list", name)
		}
	}
}

// TestANodeWithAnotherListOfErasuresChangesNothing runs the program on one database
// with another list, moves the right one, and names one anew where it is lost.
func TestANodeWithAnotherListOfErasuresChangesNothing(t *testing.T) {
	t.Parallel()
	program, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	plant(t, SQLite, folder)
	right, other := filepath.Join(folder, "erased.txt"), filepath.Join(t.TempDir(), "erased.txt")
	run := func(list string, exits int, says string, args ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, program, append(args, "--data", folder, "--erased", list)...)
		out, err := command.CombinedOutput()
		if err != nil && command.ProcessState == nil {
			t.Fatal(err)
		}
		if exit := command.ProcessState.ExitCode(); exit != exits || !strings.Contains(string(out), says) {
			t.Errorf("%v with %s: exit code %d, want %d and %q:\n%s", args, list, exit, exits, says, out)
		}
	}
	erase := func(reference string) []string {
		return []string{"erase", reference, "--reason", "Ordered by a court", "--yes"}
	}
	references := someCases(t, folder, 2)
	run(right, 0, "database: list ", "erasures", "status")
	run(other, 1, "there is no such file", "erasures", "status")
	run(other, 1, "You can read, but nothing can be changed just now", erase(references[0])...)
	run(other, 1, "there is no such file", "verify", "--record")
	if _, err := os.Stat(other); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a list was made beside the right one: %v", err)
	}
	if err := os.Rename(right, other); err != nil {
		t.Fatal(err)
	}
	run(other, 0, "is erased", erase(references[0])...)
	run(right, 1, "You can read, but nothing can be changed just now", erase(references[1])...)
	run(right, 1, "say --yes where it is lost", "erasures", "renew", "--reason", "The disk of the list is lost")
	run(right, 0, "belongs to the database from now on", "erasures", "renew", "--reason", "The disk of the list is lost", "--yes")
	run(right, 0, "is erased", erase(references[1])...)
	run(right, 0, "The record is whole", "verify", "--record")
	run(other, 1, "it is list ", "verify", "--record")
}

// someCases gives the references of some cases that may be erased of a demonstration on SQLite.
func someCases(t *testing.T, folder string, n int) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("databases in the folder: %v, %v", files, err)
	}
	d, err := sql.Open("sqlite", "file:"+files[0]+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.QueryContext(t.Context(), `SELECT reference FROM case_file WHERE closed_at IS NOT NULL AND id NOT IN (SELECT case_id FROM case_hold WHERE lifted_at IS NULL) ORDER BY id LIMIT ?`, n)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var reference string
		if err := rows.Scan(&reference); err != nil {
			t.Fatal(err)
		}
		found = append(found, reference)
	}
	if err := rows.Err(); err != nil || len(found) != n {
		t.Fatalf("%d cases: %v", len(found), err)
	}
	return found
}

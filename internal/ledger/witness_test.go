package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/ledger"
)

// witnessBy gives a record of 40 events with a command as its witness: a script
// that does one thing with a checkpoint that it is given and another to tell the
// last one. The file it is to keep is $kept.
func witnessBy(t *testing.T, put, latest string) (s *setup, kept string) {
	t.Helper()
	s = newSetup(t, dbtest.Open(t, dbtest.SQLite(t), time.Now))
	kept = filepath.Join(t.TempDir(), "kept")
	script := kept + ".sh"
	if err := os.WriteFile(script, []byte("kept="+kept+"\ncase $1 in\nput) "+put+" ;;\nlatest) "+latest+" ;;\n*) exit 9 ;;\nesac\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	witness, err := ledger.OpenWitness("command:/bin/sh " + script)
	if err != nil {
		t.Fatal(err)
	}
	s.Witness = witness
	s.events(t, 0, 40)
	return s, kept
}

// TestTheWitnessCommand lets a command be the witness: one that does as it
// should, and those that do not. Publishing goes on whatever it does; what it
// cannot tell is no finding against the record, and what contradicts the log is.
func TestTheWitnessCommand(t *testing.T) {
	t.Parallel()
	const keep, tell = `cat > "$kept"`, `cat "$kept"`
	keepThis := func(t *testing.T, kept string, s *setup) {
		t.Helper()
		point, err := s.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kept, point.Text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		put, latest string
		then        func(t *testing.T, s *setup, kept string)
		entries     uint64
		witnessed   uint64
		finding     ledger.Kind
		says        string
	}{
		"keeps and tells":   {put: keep, latest: tell, entries: 40, witnessed: 40},
		"has nothing yet":   {put: `cat > /dev/null`, latest: `:`, entries: 40},
		"fails to keep":     {put: `exit 3`, latest: `:`, entries: 40},
		"reads nothing":     {put: `:`, latest: `:`, entries: 40},
		"fails to tell":     {put: keep, latest: `exit 3`, entries: 40, finding: ledger.Missing, says: "The witness cannot be asked"},
		"is not there":      {put: keep, latest: `exec /nowhere/at/all`, entries: 40, finding: ledger.Missing, says: "The witness cannot be asked"},
		"prints rubbish":    {put: keep, latest: `echo this is no checkpoint`, entries: 40},
		"prints half of it": {put: keep, latest: `head -c 40 "$kept"`, entries: 40},
		"knows an older one": {put: keep, latest: tell, entries: 60, witnessed: 40, then: func(t *testing.T, s *setup, _ string) {
			s.events(t, 40, 20)
			s.publish(t) // too soon after the first to be shown
		}},
		"knows more than the log has": {put: keep, latest: tell, entries: 40, witnessed: 60, finding: ledger.RolledBack, says: "older state", then: func(t *testing.T, s *setup, kept string) {
			f := &fixture{s, t.TempDir()}
			f.save(t, "older")
			s.events(t, 40, 20)
			s.publish(t)
			keepThis(t, kept, s)
			f.restoreDatabase(t, "older")
			f.restoreLog(t, "older")
		}},
		"knows a fork": {put: keep, latest: tell, entries: 40, witnessed: 40, finding: ledger.Forked, says: "the witness has seen another", then: func(t *testing.T, s *setup, kept string) {
			other := newSetup(t, dbtest.Open(t, dbtest.SQLite(t), time.Now))
			other.Key = s.Key
			other.events(t, 100, 40)
			other.publish(t)
			keepThis(t, kept, other)
		}},
		"tells of somebody else's log": {put: keep, latest: tell, entries: 40, then: func(t *testing.T, _ *setup, kept string) {
			other := newSetup(t, dbtest.Open(t, dbtest.SQLite(t), time.Now))
			other.events(t, 100, 60)
			other.publish(t)
			keepThis(t, kept, other)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, kept := witnessBy(t, test.put, test.latest)
			s.publish(t)
			if test.then != nil {
				test.then(t, s, kept)
			}
			report := s.verify(t)
			if report.Entries != test.entries || report.Witnessed != test.witnessed {
				t.Errorf("%d entries of which %d are witnessed, want %d and %d", report.Entries, report.Witnessed, test.entries, test.witnessed)
			}
			if test.finding == "" {
				if !report.Whole() {
					t.Errorf("nothing was done to the record:\n%s", told(report))
				}
				return
			}
			for _, finding := range report.Findings {
				if finding.Kind == test.finding && strings.Contains(finding.Text, test.says) {
					return
				}
			}
			t.Errorf("no finding %q that says %q:\n%s", test.finding, test.says, told(report))
		})
	}
}

// TestAWitnessCommandThatHangsIsLeft lets the command wait for something that
// never comes, with a child of its own that keeps its output open.
func TestAWitnessCommandThatHangsIsLeft(t *testing.T) {
	t.Parallel()
	s, _ := witnessBy(t, `sleep 120`, `sleep 120`)
	ctx, cancel := context.WithTimeout(background, 200*time.Millisecond)
	defer cancel()
	over := make(chan [2]error, 1)
	go func() {
		_, asked := s.Witness.Kept(ctx)
		over <- [2]error{s.Witness.Put(ctx, ledger.Checkpoint{Size: 1, Text: []byte("a checkpoint")}), asked}
	}()
	select {
	case errs := <-over:
		if errs[0] == nil || errs[1] == nil {
			t.Errorf("a command that was left gives %v and %v, want errors", errs[0], errs[1])
		}
	case <-time.After(time.Minute):
		t.Fatal("the program waits for a witness that hangs")
	}
}

package ledger_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/ledger"
)

var (
	background = context.Background()
	somebody   = account.Actor{Account: "me", Agency: "ours", Roles: []account.Role{account.DecisionMaker}, Via: account.Page, Origin: "192.0.2.7", Request: "r1"}
)

// eachNow runs a test on both engines with a running clock.
func eachNow(t *testing.T, test func(t *testing.T, d *db.Database)) {
	t.Helper()
	dbtest.EachAt(t, time.Now, test)
}

// setup is a ledger in temporary folders, with a witness.
type setup struct {
	*ledger.Ledger
	d       *db.Database
	log     string // folder
	witness string // folder
}

func newSetup(t *testing.T, d *db.Database) *setup {
	t.Helper()
	folder := t.TempDir()
	key, err := ledger.LoadKey(filepath.Join(folder, "keys", "record.key"))
	if err != nil {
		t.Fatal(err)
	}
	s := &setup{d: d, log: filepath.Join(folder, "log"), witness: filepath.Join(folder, "witness")}
	if err := os.Mkdir(s.witness, 0o700); err != nil {
		t.Fatal(err)
	}
	witness, err := ledger.OpenWitness(s.witness)
	if err != nil {
		t.Fatal(err)
	}
	s.Ledger = ledger.New(d, ledger.Config{Folder: s.log, Key: key, Witness: witness, Erased: filepath.Join(folder, "erased.txt"), Node: "node"}, slog.New(slog.DiscardHandler))
	return s
}

// events records some events, a few in each transaction.
func (s *setup) events(t *testing.T, from, count int) {
	t.Helper()
	for n := from; n < from+count; {
		err := s.d.Write(background, func(tx *db.Tx) error {
			for last := min(n+25, from+count); n < last; n++ {
				entry := audit.Entry{Action: "read-case", Category: audit.Consultation, Case: "case", Subject: fmt.Sprint("part ", n), Why: "decision",
					Recipient: "Theirs", Change: map[string]int{"n": n}}
				if err := audit.Append(background, tx, somebody, entry); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (s *setup) publish(t *testing.T) {
	t.Helper()
	if err := s.PublishAll(background); err != nil {
		t.Fatal(err)
	}
}

func (s *setup) verify(t *testing.T) ledger.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(background, 20*time.Second)
	defer cancel()
	report, err := s.Verify(ctx)
	if err != nil {
		t.Fatalf("verification did not end: %v", err)
	}
	return report
}

// exec changes the database past everything, as whoever holds the file can.
func (s *setup) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := s.d.Write(background, func(tx *db.Tx) error {
		_, err := tx.Exec(background, statement, args...)
		return err
	}); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func told(report ledger.Report) string {
	var lines []string
	for _, f := range report.Findings {
		lines = append(lines, fmt.Sprintf("[%s] %s", f.Kind, f.Text))
	}
	return strings.Join(lines, "\n")
}

func TestTheRecordIsPublishedInOrderAndStaysWhole(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		s := newSetup(t, d)
		if report := s.verify(t); !report.Whole() || report.Events != 0 {
			t.Errorf("an empty record: %d events\n%s", report.Events, told(report))
		}
		s.publish(t)
		if err := s.Start(background); err != nil || d.Frozen() != nil {
			t.Errorf("an empty record starts with %v, frozen: %v", err, d.Frozen())
		}
		total := 0
		for _, count := range []int{1, 255, 1, 300, 7} {
			s.events(t, total, count)
			total += count
			s.publish(t)
			report := s.verify(t)
			if !report.Whole() || report.Events != int64(total) || report.Entries != uint64(total) {
				t.Errorf("after %d events: %d in the database, %d in the log\n%s", total, report.Events, report.Entries, told(report))
			}
		}
		if err := s.Start(background); err != nil || d.Frozen() != nil {
			t.Errorf("a whole record starts with %v, frozen: %v", err, d.Frozen())
		}
		s.events(t, total, 3)
		if report := s.verify(t); !report.Whole() || report.Events != int64(total+3) || report.Entries != uint64(total) {
			t.Errorf("events that are not published yet are no fault\n%s", told(report))
		}
		if found, err := os.ReadDir(s.witness); err != nil || len(found) == 0 {
			t.Errorf("the witness has seen %d checkpoints, %v", len(found), err)
		}
	})
}

// TestThePublisherGoesOnAfterACrash loses what the database knew of the log's
// last entries, as a crash between the two does.
func TestThePublisherGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		s := newSetup(t, d)
		s.events(t, 0, 40)
		s.publish(t)
		s.exec(t, `CREATE TABLE saved_log AS SELECT * FROM audit_log`)
		s.exec(t, `CREATE TABLE saved_published AS SELECT * FROM audit_published`)
		s.events(t, 40, 30)
		s.publish(t)
		s.exec(t, `DELETE FROM audit_log`)
		s.exec(t, `INSERT INTO audit_log SELECT * FROM saved_log`)
		s.exec(t, `DELETE FROM audit_published`)
		s.exec(t, `INSERT INTO audit_published SELECT * FROM saved_published`)
		s.events(t, 70, 30)
		s.publish(t)
		if report := s.verify(t); !report.Whole() || report.Entries != 100 {
			t.Errorf("%d entries in the log, want 100\n%s", report.Entries, told(report))
		}
	})
}

// TestOnlyOneNodePublishes holds the lease against a second node.
func TestOnlyOneNodePublishes(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		first := newSetup(t, d)
		first.events(t, 0, 10)
		second := newSetup(t, d)
		second.Node = "other"
		first.exec(t, `UPDATE audit_log SET leased_by = 'node', leased_until = $1`, time.Now().Add(time.Minute))
		second.publish(t)
		if _, err := os.Stat(second.log); err == nil {
			t.Error("a node without the lease made a log")
		}
		first.publish(t)
		// The second node has a log of its own, which is empty: it must not take over.
		if err := second.PublishAll(background); err == nil {
			t.Error("a node whose log lacks what was published went on with it")
		}
		if report := first.verify(t); !report.Whole() {
			t.Error(told(report))
		}
	})
}

// TestTheServicePublishesByItself runs the publisher as the service does.
func TestTheServicePublishesByItself(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		s := newSetup(t, d)
		ctx, stop := context.WithCancel(background)
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		s.events(t, 0, 30)
		deadline := time.Now().Add(20 * time.Second)
		for s.verify(t).Entries < 30 && time.Now().Before(deadline) {
			time.Sleep(100 * time.Millisecond)
		}
		stop()
		<-done
		if report := s.verify(t); !report.Whole() || report.Entries != 30 {
			t.Errorf("%d entries were published\n%s", report.Entries, told(report))
		}
	})
}

// startProblem is what a start of the service finds, "" for nothing.
func (s *setup) startProblem(t *testing.T) string {
	t.Helper()
	problem, err := s.Problem(background)
	if err != nil {
		t.Fatal(err)
	}
	return problem
}

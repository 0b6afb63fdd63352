package ledger_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/ledger"
	"github.com/havenward/havenward/internal/seal"
)

// TestAnErasureThatIsUndoneIsNamed erases something and brings its key back as
// whoever has a backup can.
func TestAnErasureThatIsUndoneIsNamed(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		s := newSetup(t, d)
		var id db.ID
		write := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(background, fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *db.Tx) error {
			id = tx.NewID()
			_, err := tx.Sealer().Seal(background, tx, id, "place", []byte("text"))
			return err
		})
		s.exec(t, `CREATE TABLE backup AS SELECT * FROM data_key`)
		write(func(tx *db.Tx) error {
			if err := audit.Append(background, tx, somebody, audit.Entry{Action: "erase-case", Category: audit.Erasure, Case: id, Subject: "case " + string(id)}); err != nil {
				return err
			}
			return seal.Destroy(background, tx, id)
		})
		if err := os.WriteFile(s.Erased, []byte(string(id)+" 2026-11-01\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.publish(t)
		if report := s.verify(t); !report.Whole() {
			t.Fatalf("an erasure in force:\n%s", told(report))
		}
		says := func(kind ledger.Kind, words string) {
			t.Helper()
			report := s.verify(t)
			if len(report.Findings) != 1 || report.Findings[0].Kind != kind || !strings.Contains(report.Findings[0].Text, string(id)) || !strings.Contains(report.Findings[0].Text, words) {
				t.Errorf("want one finding that says %q:\n%s", words, told(report))
			}
		}
		if err := os.Rename(s.Erased, s.Erased+".taken"); err != nil {
			t.Fatal(err)
		}
		says(ledger.Missing, "not on the list")
		// An erasure that a waiting job is about to list accuses nobody.
		s.exec(t, `INSERT INTO job (id, kind, key, payload, due_at, attempts, dead) SELECT 'waiting', $1, 'waiting', wrapped, destroyed_at, 0, FALSE FROM data_key_destroyed, backup LIMIT 1`, seal.TombstoneJob)
		if report := s.verify(t); !report.Whole() {
			t.Errorf("an erasure that is not listed yet:\n%s", told(report))
		}
		s.exec(t, `DELETE FROM job`)
		// A start puts the line back, and the record tells which.
		var again []db.ID
		if _, relisted, err := seal.Tombstones(background, d, s.Erased, seal.Mourners{Relisted: func(_ context.Context, _ *db.Tx, owners []db.ID) error {
			again = owners
			return nil
		}}); err != nil || relisted != 1 || !slices.Equal(again, []db.ID{id}) {
			t.Errorf("%d lines are put back, %v: %v", relisted, again, err)
		}
		if report := s.verify(t); !report.Whole() {
			t.Errorf("after the line was put back:\n%s", told(report))
		}
		s.exec(t, `DELETE FROM data_key_destroyed`)
		says(ledger.Undone, "does not know it")
		s.exec(t, `INSERT INTO data_key SELECT * FROM backup WHERE owner = $1`, id)
		says(ledger.Undone, "its key is there again")
	})
}

// TestAListWhoseNameIsEditedInTheDatabaseIsNamed edits which list belongs to the
// database, as somebody would who wants another taken for it.
func TestAListWhoseNameIsEditedInTheDatabaseIsNamed(t *testing.T) {
	t.Parallel()
	eachNow(t, func(t *testing.T, d *db.Database) {
		s := newSetup(t, d)
		taken := seal.Mourners{Taken: func(ctx context.Context, tx *db.Tx, list db.ID) error {
			return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "take-erasure-list", Category: audit.Alteration, Subject: "list " + string(list)})
		}}
		if _, _, err := seal.Tombstones(background, d, s.Erased, taken); err != nil {
			t.Fatal(err)
		}
		s.publish(t)
		if report := s.verify(t); !report.Whole() {
			t.Fatalf("a list that belongs to the database:\n%s", told(report))
		}
		if err := os.WriteFile(s.Erased, []byte("list "+otherList+" 2026-10-01\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.exec(t, `UPDATE erased_list SET id = $1`, otherList)
		report := s.verify(t)
		if len(report.Findings) != 1 || report.Findings[0].Kind != ledger.Edited || report.Findings[0].Seq < 1 || !strings.Contains(report.Findings[0].Text, "was edited in the database: it is \""+otherList) {
			t.Errorf("edited:\n%s", told(report))
		}
	})
}

// Two erasures of the fixture: identifiers, as the list has them.
const (
	oneErased     = "aaaaaaaaaaaaaaaaaaaaaaaaaa"
	anotherErased = "bbbbbbbbbbbbbbbbbbbbbbbbbb"
	neverErased   = "cccccccccccccccccccccccccc"
	ourList       = "dddddddddddddddddddddddddd"
	otherList     = "eeeeeeeeeeeeeeeeeeeeeeeeee"
)

const wholeList = "\n" + oneErased + " 2026-10-01\n\n" + anotherErased + " 2026-10-02\nlist " + ourList + " 2026-10-01\n"

// erased erases two things, which the list outside the database names.
func (f *fixture) erased(t *testing.T) {
	t.Helper()
	for _, owner := range []string{oneErased, anotherErased} {
		f.exec(t, `INSERT INTO data_key_destroyed (owner, destroyed_at) VALUES ($1, '2026-10-01 10:00:00.000000')`, owner)
	}
	f.exec(t, `INSERT INTO erased_list (one, id, since) VALUES (1, $1, '2026-10-01 10:00:00.000000')`, ourList)
	f.keepList(t, func(whole []byte) []byte { return whole })
}

// keepList writes the list of what was erased, changed; nil removes it.
func (f *fixture) keepList(t *testing.T, with func(whole []byte) []byte) {
	t.Helper()
	changed := with([]byte(wholeList))
	if changed == nil {
		if err := os.Remove(f.Erased); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.WriteFile(f.Erased, changed, 0o600); err != nil {
		t.Fatal(err)
	}
}

var inList = []tampering{
	{name: "line of the list of erasures deleted", do: func(t *testing.T, f *fixture) {
		f.keepList(t, func(whole []byte) []byte { return bytes.Replace(whole, []byte(anotherErased+" 2026-10-02\n"), nil, 1) })
	}, kind: ledger.Missing, says: `The erasure of ` + anotherErased + ` is not on the list .*erased.txt: its line was taken away`, most: 1, starts: true},
	{name: "line of the list of erasures cut short", do: func(t *testing.T, f *fixture) {
		f.keepList(t, func(whole []byte) []byte { return bytes.Replace(whole, []byte(oneErased), []byte(oneErased[1:]), 1) })
	}, kind: ledger.Damaged, says: `The list of what was erased cannot be read: .*line 2`, most: 1, starts: true},
	{name: "list of erasures deleted", do: func(t *testing.T, f *fixture) { f.keepList(t, func([]byte) []byte { return nil }) },
		kind: ledger.Missing, says: `The erasure of ` + oneErased + ` is not on the list`, most: 3, starts: true},
	{name: "list of erasures emptied", do: func(t *testing.T, f *fixture) { f.keepList(t, func([]byte) []byte { return []byte{} }) },
		kind: ledger.Missing, says: `The erasure of ` + anotherErased + ` is not on the list`, most: 3, starts: true},
	{name: "line of the list of erasures exchanged", do: func(t *testing.T, f *fixture) {
		f.keepList(t, func(whole []byte) []byte { return bytes.Replace(whole, []byte(oneErased), []byte(neverErased), 1) })
	}, kind: ledger.Missing, says: `The erasure of ` + oneErased + ` is not on the list`, most: 2, starts: true},
	{name: "line added to the list of erasures", do: func(t *testing.T, f *fixture) {
		f.keepList(t, func(whole []byte) []byte { return append(whole, []byte(neverErased+" 2026-10-03\n")...) })
	}, kind: ledger.Doubled, says: `names ` + neverErased + `, which nobody erased in this database`, most: 1, starts: true},
	{name: "list of erasures exchanged for another", do: func(t *testing.T, f *fixture) {
		f.keepList(t, func([]byte) []byte {
			return []byte("list " + otherList + " 2026-10-01\n" + neverErased + " 2026-10-03\n")
		})
	}, kind: ledger.OtherList, says: `is not the one that belongs to this database, list ` + ourList + `: it is list ` + otherList, most: 1, starts: true},
	{name: "list of erasures exchanged for a new one", do: func(t *testing.T, f *fixture) { f.keepList(t, func([]byte) []byte { return nil }) },
		kind: ledger.OtherList, says: `is not the one that belongs to this database, list ` + ourList + `: there is no such file`, most: 3, starts: true},
}

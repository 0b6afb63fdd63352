package audit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

var (
	background = context.Background()
	somebody   = account.Actor{Account: "me", Agency: "ours", Roles: []account.Role{account.DecisionMaker, account.PanelMember}, Via: account.Page, Origin: "192.0.2.7", Request: "r1"}
)

func look(n int) audit.Entry {
	return audit.Entry{Action: "read-case", Category: audit.Consultation, Case: "case", Subject: fmt.Sprint(n), Why: "decision"}
}

// chained checks every lane from its first event to its head, and gives the
// number of events.
func chained(t *testing.T, d *db.Database) (events int) {
	t.Helper()
	err := d.Read(background, func(tx *db.Tx) error {
		lanes, err := audit.Lanes(background, tx)
		if err != nil {
			return err
		}
		for _, lane := range lanes {
			var previous []byte
			var seq int64
			if err := audit.Walk(background, tx, lane.Lane, 1, lane.Seq, func(r *audit.Record) error {
				seq++
				events++
				if sum := r.Sum(previous); r.Seq != seq || !bytes.Equal(sum[:], r.Hash) {
					t.Errorf("lane %d: the %d-th event stands at place %d, with the right hash: %v", lane.Lane, seq, r.Seq, bytes.Equal(sum[:], r.Hash))
				}
				previous = bytes.Clone(r.Hash)
				return nil
			}); err != nil {
				return err
			}
			if seq != lane.Seq || !bytes.Equal(previous, lane.Hash) {
				t.Errorf("lane %d has %d events, its head says %d", lane.Lane, seq, lane.Seq)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestEventsFormAChainWhateverIsUndone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		undone := errors.New("undone")
		var group sync.WaitGroup
		for writer := range 8 {
			group.Go(func() {
				for n := range 20 {
					err := d.Write(background, func(tx *db.Tx) error {
						for i := range 1 + n%3 {
							if err := audit.Append(background, tx, somebody, look(i)); err != nil {
								return err
							}
						}
						if (writer+n)%4 == 0 {
							return undone
						}
						return nil
					})
					if err != nil && !errors.Is(err, undone) {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		want := 0
		for writer := range 8 {
			for n := range 20 {
				if (writer+n)%4 != 0 {
					want += 1 + n%3
				}
			}
		}
		if got := chained(t, d); got != want {
			t.Errorf("%d events in the chain, want %d", got, want)
		}
	})
}

func TestAnEventSaysWhoWhenWhatWhyAndWhereFrom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		err := d.Write(background, func(tx *db.Tx) error {
			return audit.Append(background, tx, somebody, audit.Entry{Action: "export-list", Category: audit.Disclosure, Subject: "list all", Why: "decision",
				Recipient: "Ours", Change: map[string]any{"names": true}})
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(background, func(tx *db.Tx) error {
			return audit.Walk(background, tx, 0, 1, 1, func(r *audit.Record) error {
				got := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%v|%s|%s|%s|%s|%s|%s|%s", r.At, r.Action, r.Category, r.Account.String, r.Agency.String, r.Roles, r.Case.Valid,
					r.Subject, r.Why, r.Recipient, r.Change.String, r.Via, r.Origin, r.Request)
				want := `2026-03-02 12:00:00 +0000 UTC|export-list|disclosure|me|ours|decision-maker panel-member|false|list all|decision|Ours|{"names":true}|page|192.0.2.7|r1`
				if got != want {
					t.Errorf("the event is\n%s, want\n%s", got, want)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhatCannotBeRecordedDoesNotHappen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		deed := func(tx *db.Tx) error {
			if _, err := tx.Exec(background, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ('a', 'a', 'police', 'england')`); err != nil {
				return err
			}
			return audit.Append(background, tx, somebody, audit.Entry{Action: "add-agency", Category: audit.Alteration})
		}
		if err := d.Write(background, func(tx *db.Tx) error {
			_, err := tx.Exec(background, `ALTER TABLE audit_event RENAME TO audit_lost`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(background, deed); err == nil {
			t.Error("a deed was done whose event could not be written")
		}
		var agencies int
		if err := d.Read(background, func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT count(*) FROM agency`, nil, &agencies)
			return err
		}); err != nil || agencies != 0 {
			t.Errorf("%d agencies, %v", agencies, err)
		}
	})
}

func TestAFrozenDatabaseRecordsLooksAndRefusesChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		d.Freeze(db.Frozen{Message: "Nothing can be changed because of {cause}", Args: []any{"cause", "a test"}})
		d.Freeze(db.Frozen{Message: "The first reason stays"})
		for _, category := range audit.Categories {
			err := d.Write(background, func(tx *db.Tx) error {
				return audit.Append(background, tx, somebody, audit.Entry{Action: "something", Category: category.Category})
			})
			switch category.Category {
			case audit.Consultation, audit.SignIn, audit.Refusal:
				if err != nil {
					t.Errorf("%s: %v", category.Category, err)
				}
			default:
				if problem := fault.Of(err); problem == nil || problem.Code != fault.Unavailable || problem.Message != "Nothing can be changed because of {cause}" {
					t.Errorf("%s answered %v", category.Category, err)
				}
			}
		}
		if got := chained(t, d); got != 3 {
			t.Errorf("%d events recorded, want 3", got)
		}
	})
}

// TestWhoWasGivenSomethingHasAName wants the name of the agency and not its
// identifier, and other recipients as they were written.
func TestWhoWasGivenSomethingHasAName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		if err := d.Write(background, func(tx *db.Tx) error {
			id, err := account.AddAgency(background, tx, account.Agency{Name: "Harbour Light", Kind: account.NGO, Jurisdiction: "england"})
			for _, recipient := range []string{"agency " + string(id), string(id), "the person", ""} {
				if err == nil {
					err = audit.Append(background, tx, somebody, audit.Entry{Action: "share-case", Category: audit.Disclosure, Case: "case", Recipient: recipient})
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Read(background, func(tx *db.Tx) error {
			events, err := audit.OfCase(background, tx, "case", "", 10)
			got := map[string]int{}
			for _, e := range events {
				got[e.Recipient]++
			}
			if got["Harbour Light"] != 2 || got["the person"] != 1 || got[""] != 1 {
				t.Errorf("recipients: %v", got)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

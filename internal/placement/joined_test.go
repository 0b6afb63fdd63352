package placement_test

import (
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
)

// join joins the child's record with another of hers, which the council also
// looks after, and gives that and how to undo it.
func (w *world) join(id db.ID) (part func()) {
	w.T.Helper()
	var merge casefile.Merge
	w.Write(func(tx *db.Tx) error {
		sealed, err := casefile.Seal(background, tx, w.child, "case_merge", "Twice on record")
		if err != nil {
			return err
		}
		merge = casefile.Merge{Version: 1, Leader: w.child, Follower: id}
		if merge.ID, err = casefile.Join(background, tx, w.lead, w.child, id, sealed); err != nil {
			return err
		}
		return w.room.Regrouped(background, tx, w.child, id)
	})
	return func() {
		w.T.Helper()
		w.Write(func(tx *db.Tx) error {
			sealed, err := casefile.Seal(background, tx, w.child, "case_merge_undone", "Two people")
			if err != nil {
				return err
			}
			if err := casefile.Part(background, tx, w.lead, merge, sealed); err != nil {
				return err
			}
			return w.room.Regrouped(background, tx, w.child, id)
		})
	}
}

// again opens another record of the child.
func (w *world) again() (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, w.lead, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Child}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.lead, access.Grant{Agency: w.lead.Agency, Case: id, Purpose: "referral", Compartments: access.Identity | access.Story, LegalBasis: "referral"}); err != nil {
			return err
		}
		if err := casefile.Put(background, tx, w.lead, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: "Lan", Family: "Quillfether"}},
			Gender: "female", Birth: civil.Partial{Year: 2011, Month: 5}}); err != nil {
			return err
		}
		return w.room.TakeOn(background, tx, w.lead, id)
	})
	return id
}

// TestWhoIsKeptAwayFromOneRecordIsKeptAwayFromThePerson: joined records have one list
// of people to keep away, a visitor who was approved before is stopped by it, and an
// undo takes only that back.
func TestWhoIsKeptAwayFromOneRecordIsKeptAwayFromThePerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		other := w.again()
		w.Write(func(tx *db.Tx) error {
			_, err := w.room.Deny(background, tx, w.worker, other, placement.DenialForm{Reason: "exploiter", Person: placement.DeniedPerson{Described: placement.Described{Names: []string{"Trần Văn Minh"}}}})
			return err
		})
		visit := w.visitor("Minh Tran Van")
		w.check(visit)
		if err := w.decide(visit, true, civil.DayOf(w.Clock.Now()).Add(7)); err != nil {
			w.T.Fatalf("nobody keeps this visitor away: %v", err)
		}
		warnings := func() (open int) {
			w.Write(func(tx *db.Tx) error {
				_, err := tx.Row(background, `SELECT count(*) FROM resemblance WHERE visit_id = $1 AND overridden_at IS NULL`, []any{visit}, &open)
				return err
			})
			return open
		}
		kept := func() (n int) {
			w.Write(func(tx *db.Tx) error {
				away, err := w.room.KeptAway(background, tx, []db.ID{w.child, other})
				n = len(away[w.child])
				return err
			})
			return n
		}
		before := kept()
		part := w.join(other)
		if got := kept(); got != before+1 {
			w.T.Errorf("%d people are kept away when a safe place is chosen, want %d", got, before+1)
		}
		if got := warnings(); got != 1 {
			w.T.Errorf("%d warnings about an approved visitor whom the joined record keeps away, want 1", got)
		}
		part()
		if got := warnings(); got != 0 {
			w.T.Errorf("%d warnings after the undo, want none", got)
		}
	})
}

// TestADenialOfOneRecordShutsTheAddressOfThePerson: somebody who may see an address is
// denied the other record of the person, and sees it no more while the two are joined.
func TestADenialOfOneRecordShutsTheAddressOfThePerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		other := w.again()
		s, err := w.ask(w.police, 4)
		if err != nil {
			w.T.Fatal(err)
		}
		if err := w.answer(w.second, s.ID, true, 4); err != nil {
			w.T.Fatal(err)
		}
		if _, err := w.look(w.police, s.ID); err != nil {
			w.T.Fatalf("before the join: %v", err)
		}
		w.Write(func(tx *db.Tx) error {
			sealed, err := casefile.Seal(background, tx, other, "case_denial", "A relative")
			if err != nil {
				return err
			}
			return access.Deny(background, tx, w.lead, access.Denial{Case: other, Agency: w.police.Agency, Account: w.police.Account, Sealed: sealed})
		})
		if _, err := w.look(w.police, s.ID); err != nil {
			w.T.Errorf("another record than theirs was denied: %v", err)
		}
		part := w.join(other)
		if _, err := w.look(w.police, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("denied the joined record, they look: %v", err)
		}
		part()
		if _, err := w.look(w.police, s.ID); err != nil {
			w.T.Errorf("after the undo: %v", err)
		}
	})
}

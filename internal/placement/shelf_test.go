package placement_test

import (
	"testing"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/statute"
)

// TestEntriesOfTheListAreKeptAsLongAsTheyAreOfUse shows what the room tells the
// room of records of the list of people to keep away, and what removing takes with
// it. That two people remove, and none that is held, is that room's.
func TestEntriesOfTheListAreKeptAsLongAsTheyAreOfUse(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		shelf := w.room.Shelves()[0]
		if shelf.Rule != statute.DenialRetention || shelf.Daily {
			w.T.Fatalf("the shelf is %+v", shelf)
		}
		kept := func(agency, one db.ID) (found []casefile.Kept) {
			w.Write(func(tx *db.Tx) (err error) {
				found, err = shelf.Kept(background, tx, agency, one)
				return err
			})
			return found
		}
		ended, using := w.deny("Ivan Petrov"), w.deny("Trần Văn Minh")
		visit := w.visitor("Petrov Ivan")
		for _, k := range kept(w.lead.Agency, "") {
			if !k.Start.IsZero() || !k.Child || k.Jurisdiction != "england" || k.Reference != "" {
				w.T.Errorf("an entry in use: %+v", k)
			}
		}
		w.Write(func(tx *db.Tx) error {
			return w.room.CorrectDenial(background, tx, w.worker, w.child, ended, placement.DenialForm{Version: 1, Reason: "threat", Person: placement.DeniedPerson{Described: placement.Described{Names: []string{"Ivan Petrov"}}}})
		})
		w.Clock.Add(48 * time.Hour)
		on := civil.DayOf(w.Clock.Now())
		w.Write(func(tx *db.Tx) error {
			return w.room.Allow(background, tx, w.worker, w.child, ended, placement.ReasonForm{Version: 2, Why: "He was taken for another"})
		})
		found := kept(w.lead.Agency, "")
		if len(found) != 2 || found[0].ID != ended || found[0].Start != on || found[1].ID != using || !found[1].Start.IsZero() {
			w.T.Errorf("after one was ended on %v: %+v", on, found)
		}
		if one := kept(w.lead.Agency, using); len(one) != 1 || one[0].ID != using {
			w.T.Errorf("one that is named: %+v", one)
		}
		if theirs := kept(w.foreign.Agency, ""); len(theirs) != 0 {
			w.T.Errorf("another council is told of %+v", theirs)
		}
		if theirs := kept(w.foreign.Agency, ended); len(theirs) != 0 {
			w.T.Errorf("another council finds %+v", theirs)
		}
		// The time of one that nobody ended counts from the day its case was closed.
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Exec(background, `UPDATE case_file SET closed_at = $2 WHERE id = $1`, w.child, tx.Now())
			return err
		})
		if one := kept(w.lead.Agency, using); len(one) != 1 || one[0].Start != on {
			w.T.Errorf("of a closed case: %+v", one)
		}
		remove := func(agency, id db.ID) error {
			return w.Try(func(tx *db.Tx) error { return shelf.Remove(background, tx, w.lead, agency, id, "denial-retention") })
		}
		count := func(query string, args ...any) (n int) {
			w.Row(query, args, &n)
			return n
		}
		if err := remove(w.foreign.Agency, ended); err == nil {
			w.T.Error("removed for another council")
		}
		if n := count(`SELECT count(*) FROM denied WHERE id = $1`, ended) + count(`SELECT count(*) FROM denied_before WHERE denied_id = $1`, ended); n != 2 {
			w.T.Fatalf("a removal that was refused left %d of 2 rows", n)
		}
		w.Must(remove(w.lead.Agency, ended))
		if err := remove(w.lead.Agency, ended); err == nil {
			w.T.Error("removed twice")
		}
		for table, left := range map[string]int{`denied WHERE id = $1`: 0, `denied_before WHERE denied_id = $1`: 0, `resemblance WHERE denied_id = $1`: 0} {
			if n := count(`SELECT count(*) FROM `+table, ended); n != left {
				w.T.Errorf("%s: %d are left", table, n)
			}
		}
		if n := count(`SELECT count(*) FROM visit WHERE id = $1`, visit) + count(`SELECT count(*) FROM denied WHERE id = $1`, using); n != 2 {
			w.T.Error("more than the entry was removed")
		}
		if n := count(`SELECT count(*) FROM audit_event WHERE action = 'remove-denial' AND category = 'erasure' AND subject = 'denied ' || $1`, ended); n != 1 {
			w.T.Errorf("%d removals in the record", n)
		}
		if err := remove(w.lead.Agency, "06000000000000000000000000"); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
			w.T.Errorf("one that never was: %v", err)
		}
	})
}

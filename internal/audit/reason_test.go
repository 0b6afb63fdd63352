package audit_test

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// TestWhatSomebodyTypedAsAReasonIsSealed records a reason that names somebody: it
// does not stand in the store, and the case's history shows it.
func TestWhatSomebodyTypedAsAReasonIsSealed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.Database) {
		const reason = "Quillfeather rang and is in danger"
		err := d.Write(background, func(tx *db.Tx) error {
			return audit.Append(background, tx, account.System(account.Command), audit.Entry{Action: "open", Category: audit.Consultation, Case: "case", Why: "Emergency", Reason: reason})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Read(background, func(tx *db.Tx) error {
			var stored string
			if _, err := tx.Row(background, `SELECT why FROM audit_event`, nil, &stored); err != nil {
				return err
			}
			if strings.Contains(stored, "Quillfeather") || audit.Purpose(stored) != "Emergency" {
				t.Errorf("stored: %s", stored)
			}
			events, err := audit.OfCase(background, tx, "case", "", 10)
			if len(events) != 1 || events[0].Why != "Emergency: "+reason {
				t.Errorf("events: %+v", events)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

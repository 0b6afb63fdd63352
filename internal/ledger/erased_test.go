package ledger_test

import (
	"strings"
	"testing"

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
		s.publish(t)
		if report := s.verify(t); !report.Whole() {
			t.Fatalf("an erasure in force:\n%s", told(report))
		}
		says := func(words string) {
			t.Helper()
			report := s.verify(t)
			if len(report.Findings) != 1 || report.Findings[0].Kind != ledger.Undone || !strings.Contains(report.Findings[0].Text, string(id)) || !strings.Contains(report.Findings[0].Text, words) {
				t.Errorf("want one finding that says %q:\n%s", words, told(report))
			}
		}
		s.exec(t, `DELETE FROM data_key_destroyed`)
		says("does not know it")
		s.exec(t, `INSERT INTO data_key SELECT * FROM backup WHERE owner = $1`, id)
		says("its key is there again")
	})
}

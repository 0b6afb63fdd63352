package decision

import (
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
)

// BenchmarkReceive measures what the competent authority adds to taking a
// referral in, beside opening the case file, with many in one transaction.
func BenchmarkReceive(b *testing.B) {
	k := openDesk(b, dbtest.SQLite(b), monday)
	const batch = 500
	open := func(receive bool) func(b *testing.B) {
		return func(b *testing.B) {
			for done := 0; done < b.N; done += batch {
				k.write(func(tx *db.Tx) error {
					for range min(batch, b.N-done) {
						id, _, err := casefile.OpenCase(background, tx, k.referrer, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
						if err != nil {
							return err
						}
						if !receive {
							continue
						}
						if err := k.room.Receive(background, tx, k.referrer, casefile.Received{Case: id, Jurisdiction: "england", AgeGroup: casefile.Adult,
							On: civil.DayOf(tx.Now()), Referrer: k.referrer.Agency}); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
	}
	b.Run("open", open(false))
	b.Run("open-and-receive", open(true))
}

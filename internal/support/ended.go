package support

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/support/course"
)

// Ended is how somebody's support ended.
type Ended struct {
	ID       db.ID
	On       civil.Day
	Recorded time.Time
	By       string
	Undone   time.Time
	UndoneBy string
	course.Ending
}

// WhyWords says why it ended, a catalogue source.
func (e Ended) WhyWords() string { return endingReasons().Words(e.Why) }

// NoAddressWords, NoContactWords and NoSafetyWords say why a part of what comes
// next is not recorded, as catalogue sources.
func (e Ended) NoAddressWords() string { return withoutReasons.Words(e.NoAddress) }

// NoContactWords says why nobody stays in touch.
func (e Ended) NoContactWords() string { return withoutReasons.Words(e.NoContact) }

// NoSafetyWords says why there is no safety plan.
func (e Ended) NoSafetyWords() string { return withoutReasons.Words(e.NoSafety) }

// ended leaves the traces of an end.
func (r *Room) ended(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, why string) error {
	if err := note(ctx, tx, actor, id, "Support ended, with what comes next recorded"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-support", Category: audit.Alteration, Case: id, Subject: "support case", Why: why})
}

// note adds a line to the timeline of the case, which everybody reads who works
// on it: never a word of what the person told those who support them.
func note(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, message string) error {
	return casefile.Note(ctx, tx, actor, id, message)
}

func casefileCancel(ctx context.Context, tx *db.Tx, id db.ID, kind string) error {
	return casefile.CancelTasks(ctx, tx, id, kind)
}

// endings lists how somebody's support ended, the latest first. The next address
// is opened only where address is asked for.
func endings(ctx context.Context, tx *db.Tx, id db.ID, address bool) ([]Ended, error) {
	return db.All(ctx, tx, `SELECT e.id, e.why, e.ended_on, e.address_sealed, e.no_address, e.contact_sealed, e.no_contact, e.safety_sealed, e.no_safety, e.sealed, e.recorded_at, b.name, e.undone_at, u.name
		FROM support_ending e LEFT JOIN account b ON b.id = e.recorded_by LEFT JOIN account u ON u.id = e.undone_by WHERE e.case_id = $1 ORDER BY e.id DESC`, []any{id},
		func(e *Ended, scan func(...any) error) error {
			var where, contact, safety, said []byte
			if err := scan(&e.ID, &e.Why, &e.On, &where, &e.NoAddress, &contact, &e.NoContact, &safety, &e.NoSafety, &said, db.Instant(&e.Recorded), db.Text(&e.By), db.Instant(&e.Undone), db.Text(&e.UndoneBy)); err != nil {
				return err
			}
			parts := []struct {
				sealed []byte
				table  string
				dest   *string
			}{{contact, sealedContact, &e.Contact}, {safety, sealedSafety, &e.Safety}, {said, sealedEnding, &e.Said}}
			if address {
				parts = append(parts, struct {
					sealed []byte
					table  string
					dest   *string
				}{where, sealedAddress, &e.Address})
			}
			for _, part := range parts {
				if err := casefile.OpenRow(ctx, tx, part.sealed, id, part.table, e.ID, part.dest); err != nil {
					return err
				}
			}
			return nil
		})
}

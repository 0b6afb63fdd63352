package justice

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/statute"
)

// daily is the work of each morning: reminders, and the list for the police forces.
const daily job.Kind = "justice-daily"

// The hour of the day at which it is done, in London.
const dailyHour = 6

// Jobs says how the work of the room is done.
func (room *Room) Jobs(runner *job.Runner) { runner.Handle(daily, room.morning) }

// Schedule makes sure that the daily work is queued; where it is, nothing changes.
func (room *Room) Schedule(ctx context.Context, tx *db.Tx) error {
	return job.Enqueue(ctx, tx, daily, "daily", tx.Now(), nil)
}

func (room *Room) morning(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
	if err := room.ListCrimes(ctx, tx, batch); err != nil {
		return err
	}
	if err := room.remind(ctx, tx); err != nil {
		return err
	}
	next := dayOf(tx).Add(1).Start().Add(dailyHour * time.Hour)
	return job.Enqueue(ctx, tx, daily, "daily", next, nil)
}

// batch is how many referrals one morning looks at, the oldest first.
const batch = 2000

// ListCrimes puts referrals for which no crime record is known, and for which the
// rule says that there should be one by now, on the list for the police forces.
// It asks nothing of the person.
func (room *Room) ListCrimes(ctx context.Context, tx *db.Tx, most int) error {
	type referred struct {
		id           db.ID
		on           time.Time
		jurisdiction string
		age, agency  string
	}
	waiting, err := db.All(ctx, tx, `SELECT c.id, c.opened_at, c.jurisdiction, c.age_group, g.name FROM case_file c JOIN agency g ON g.id = c.opened_by
		WHERE c.erased_at IS NULL AND c.closed_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM crime_check k WHERE k.case_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM outside_reference r WHERE r.case_id = c.id AND r.kind = 'crime')
		AND NOT EXISTS (SELECT 1 FROM justice_entry e WHERE e.case_id = c.id AND e.part = 'crime' AND e.struck_at IS NULL AND e.state NOT IN ('reported', 'not-recorded'))
		ORDER BY c.id LIMIT $1`, []any{most}, func(r *referred, scan func(...any) error) error {
		return scan(&r.id, db.Instant(&r.on), &r.jurisdiction, &r.age, &r.agency)
	})
	if err != nil {
		return err
	}
	today := dayOf(tx)
	for _, r := range waiting {
		about := statute.Subject{Jurisdiction: statute.Jurisdiction(r.jurisdiction), Child: casefile.TreatedAsChild(r.age)}
		due, found, err := ruled(room.Rules.Due(statute.CrimeRecord, about, civil.DayOf(r.on)))
		if err != nil {
			return err
		}
		if !found || !today.After(due.On) {
			continue
		}
		force, err := room.forceOf(ctx, tx, r.id, r.agency)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO crime_check (id, case_id, version, force, referred_on, due_on, rule, listed_at, answer, closed_why)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, '', '') ON CONFLICT (case_id) DO NOTHING`,
			tx.NewID(), r.id, force, civil.DayOf(r.on), due.On, due.Rule.Ref(), tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// forceOf is the police force that answers for a case: one that gave it a number,
// the one that referred it, or the one of the latest place of exploitation.
func (room *Room) forceOf(ctx context.Context, tx *db.Tx, id db.ID, referrer string) (string, error) {
	var force, town string
	found, err := tx.Row(ctx, `SELECT force FROM outside_reference WHERE case_id = $1 AND force <> '' ORDER BY number DESC LIMIT 1`, []any{id}, &force)
	if err != nil || found {
		return force, err
	}
	if e, ok := room.Lists.PoliceForces.Find(referrer); ok {
		return e.Code, nil
	}
	if _, err := tx.Row(ctx, `SELECT town FROM episode_place WHERE case_id = $1 AND town <> '' ORDER BY number DESC, place DESC LIMIT 1`, []any{id}, &town); err != nil {
		return "", err
	}
	if e, ok := room.Lists.Towns.ByCode(town); ok {
		return e.Force, nil
	}
	return "", nil
}

// remind tells who keeps a file of what is due: of a hearing, of the last day of a
// claim, and of a key decision of which somebody should have been told.
func (room *Room) remind(ctx context.Context, tx *db.Tx) error {
	today := dayOf(tx)
	type due struct {
		id, agency   db.ID
		part         Part
		jurisdiction string
		age          string
		on           civil.Day
		at           time.Time
	}
	found, err := db.All(ctx, tx, `SELECT e.id, f.agency_id, e.part, c.jurisdiction, c.age_group, e.due_on, e.starts_at FROM justice_entry e JOIN justice_file f ON f.case_id = e.case_id JOIN case_file c ON c.id = e.case_id
		WHERE e.struck_at IS NULL AND f.closed_at IS NULL AND c.erased_at IS NULL AND (
			e.part = 'hearings' AND e.state = 'planned' AND e.starts_at >= $1 AND e.starts_at < $2
			OR e.part = 'told' AND e.state = 'waiting' AND f.contact <> 'refused' AND e.due_on < $3
			OR e.part = 'compensation' AND e.state IN ('considering', 'advice', 'conciliation') AND e.due_on >= $3 AND e.due_on <= $4)`,
		[]any{tx.Now(), tx.Now().Add(14 * 24 * time.Hour), today, today.AddMonths(6)}, func(d *due, scan func(...any) error) error {
			return scan(&d.id, &d.agency, &d.part, &d.jurisdiction, &d.age, &d.on, db.Instant(&d.at))
		})
	if err != nil {
		return err
	}
	for _, d := range found {
		about := statute.Subject{Jurisdiction: statute.Jurisdiction(d.jurisdiction), Child: casefile.TreatedAsChild(d.age)}
		for _, r := range reminders[d.part] {
			on := d.on
			if d.part == Hearings {
				on = civil.DayOf(d.at)
			}
			if r.kind != "" {
				before, known, err := ruled(room.Rules.Due(r.kind, about, on))
				if err != nil {
					return err
				}
				if !known || today.Before(before.On) {
					continue
				}
			}
			if err := tell(ctx, tx, d.agency, "justice "+r.key+" "+string(d.id)+" "+on.String(), r.subject, r.body, account.SupportProvider, account.SocialWorker); err != nil {
				return err
			}
		}
	}
	return nil
}

// reminders are what is told of each part, and the rule that says how long before.
var reminders = map[Part][]struct {
	kind               statute.Kind
	key, subject, body string
}{
	Hearings: {{statute.HearingReminder, "hearing", "A hearing is near", "A hearing of somebody beside whom your agency stands is near. Sign in and open “Justice” to see when, who goes with them and what is missing."}},
	Told:     {{"", "told", "Somebody should have been told of a key decision", "A key decision is recorded, and not that the person was told of it in time. Sign in and open “Justice” to see which."}},
	Redress: {{statute.ClaimReminder, "claim", "The last day of a claim comes nearer", "Somebody may claim compensation, and the last day comes nearer. Sign in and open “Justice” to see when."},
		{statute.ClaimLastReminder, "claim-last", "The last day of a claim is near", "Somebody may claim compensation, and the last day is near. Sign in and open “Justice” today."}},
}

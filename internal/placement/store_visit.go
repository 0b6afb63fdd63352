package placement

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// visits reads visits with their checks and warnings, the latest first.
func visits(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Visit, error) {
	found, err := db.All(ctx, tx, `SELECT v.id, v.reference, v.case_id, v.agency_id, v.version, v.state, v.relationship, v.supervision, v.refusal, v.valid_from, v.valid_until, v.answer_by, v.rule,
		v.sealed, v.decision, v.asked_at, v.asked_by, v.decided_at, v.decided_by, a.name, d.name
		FROM visit v LEFT JOIN account a ON a.id = v.asked_by LEFT JOIN account d ON d.id = v.decided_by WHERE `+where+` ORDER BY v.id DESC`, args,
		func(v *Visit, scan func(...any) error) error {
			var sealed, decision []byte
			if err := scan(&v.ID, &v.Reference, &v.Case, &v.Agency, &v.Version, &v.State, &v.Relationship, &v.Supervision, &v.Refusal, &v.From, &v.Until, &v.AnswerBy, &v.Rule,
				&sealed, &decision, db.Instant(&v.Asked), &v.AskedBy, db.Instant(&v.Decided), db.Text((*string)(&v.DecidedBy)), db.Text(&v.AskedWho), db.Text(&v.DecidedWho)); err != nil {
				return err
			}
			if err := casefile.OpenRow(ctx, tx, sealed, v.Case, sealedVisit, v.ID, &v.Visitor); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, decision, v.Case, sealedDecision, v.ID, &v.Decision)
		})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Checks, err = checks(ctx, tx, found[i].Case, found[i].ID); err != nil {
			return nil, err
		}
		if found[i].Warnings, err = warnings(ctx, tx, `r.visit_id = $1`, found[i].ID); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func loadVisit(ctx context.Context, tx *db.Tx, id db.ID) (Visit, bool, error) {
	found, err := visits(ctx, tx, `v.id = $1`, id)
	if err != nil || len(found) == 0 {
		return Visit{}, false, err
	}
	return found[0], true, nil
}

func checks(ctx context.Context, tx *db.Tx, person, visit db.ID) ([]Check, error) {
	return db.All(ctx, tx, `SELECT k.id, k.kind, k.result, k.document, k.done_on, k.expires_on, k.sealed, k.recorded_at, a.name
		FROM visit_check k LEFT JOIN account a ON a.id = k.recorded_by WHERE k.visit_id = $1 ORDER BY k.id`, []any{visit}, func(c *Check, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&c.ID, &c.Kind, &c.Result, &c.Document, &c.Done, &c.Expires, &sealed, db.Instant(&c.Recorded), db.Text(&c.By)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, person, sealedCheck, c.ID, &c.Note)
	})
}

func warnings(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Warning, error) {
	return db.All(ctx, tx, `SELECT r.case_id, r.id, r.denied_id, r.strength, r.sealed, r.found_at, r.overridden_at, a.name, r.override, d.reason
		FROM resemblance r JOIN denied d ON d.id = r.denied_id LEFT JOIN account a ON a.id = r.overridden_by WHERE `+where+` ORDER BY r.strength DESC, r.id`, args,
		func(w *Warning, scan func(...any) error) error {
			var person db.ID
			var sealed, why []byte
			if err := scan(&person, &w.ID, &w.Denied, &w.Strength, &sealed, db.Instant(&w.Found), db.Instant(&w.Overridden), db.Text(&w.Overrider), &why, &w.Reason); err != nil {
				return err
			}
			if err := casefile.OpenRow(ctx, tx, sealed, person, sealedWarning, w.ID, &w.Agreements); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, why, person, sealedOverride, w.ID, &w.Why)
		})
}

// samePerson is the SQL condition that a case is that of $2, or joined with it.
func samePerson(column string) string {
	return fmt.Sprintf(`(%[1]s = $2 OR %[1]s IN (SELECT joined.case_id FROM case_person own JOIN case_person joined ON joined.leader = own.leader WHERE own.case_id = $2))`, column)
}

// deniedOf lists who is to be kept away from a person: by their own list, by that of
// a record that is joined with theirs, and by that of the whole agency. Entries that
// ended are not in it.
func deniedOf(ctx context.Context, tx *db.Tx, f File) ([]Denied, error) {
	return denialsWhere(ctx, tx, `d.agency_id = $1 AND (d.case_id IS NULL OR `+samePerson("d.case_id")+`) AND d.ended_at IS NULL`, f.Agency, f.Case)
}

// endedDenials lists the entries of a person's list that ended.
func endedDenials(ctx context.Context, tx *db.Tx, f File) ([]Denied, error) {
	return denialsWhere(ctx, tx, `d.agency_id = $1 AND (d.case_id IS NULL OR d.case_id = $2) AND d.ended_at IS NOT NULL`, f.Agency, f.Case)
}

func denialsWhere(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Denied, error) {
	return db.All(ctx, tx, `SELECT d.id, d.case_id, d.agency_id, d.version, d.reason, d.sealed, d.added_at, a.name, d.ended_at, e.name, d.ended
		FROM denied d LEFT JOIN account a ON a.id = d.added_by LEFT JOIN account e ON e.id = d.ended_by WHERE `+where+` ORDER BY d.id`, args,
		func(d *Denied, scan func(...any) error) error {
			var sealed, ended []byte
			if err := scan(&d.ID, db.Text((*string)(&d.Case)), &d.Agency, &d.Version, &d.Reason, &sealed, db.Instant(&d.Added), db.Text(&d.By), db.Instant(&d.Ended), db.Text(&d.EndedBy), &ended); err != nil {
				return err
			}
			if err := casefile.OpenRow(ctx, tx, sealed, d.Agency, sealedDenied, d.ID, &d.Person); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, ended, d.Agency, sealedEnd, d.ID, &d.Why)
		})
}

// Before is an entry of the deny list as it stood before it was corrected.
type Before struct {
	Version int64
	Person  DeniedPerson
}

func denialBefore(ctx context.Context, tx *db.Tx, agency, id db.ID) ([]Before, error) {
	return db.All(ctx, tx, `SELECT version, sealed FROM denied_before WHERE denied_id = $1 ORDER BY version DESC`, []any{id}, func(b *Before, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&b.Version, &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, agency, sealedDenied, id, &b.Person)
	})
}

// queue lists the requests to visit people of the actor's agency in some states.
func queue(ctx context.Context, tx *db.Tx, actor account.Actor, states ...VisitState) ([]Visit, error) {
	args := []any{actor.Agency}
	for _, state := range states {
		args = append(args, state)
	}
	visible, more := access.Visible(tx, actor, "v.case_id", access.Identity|access.Location, len(args)+1)
	return visits(ctx, tx, `v.agency_id = $1 AND v.state IN (`+db.Marks(2, len(states))+`) AND `+visible, append(args, more...)...)
}

// refusalCounts counts the refusals of an agency's visitors by reason since a day.
func refusalCounts(ctx context.Context, tx *db.Tx, actor account.Actor, since civil.Day) (map[string]int, error) {
	counts := map[string]int{}
	visible, more := access.Visible(tx, actor, "v.case_id", access.Identity|access.Location, 3)
	err := tx.Each(ctx, `SELECT v.refusal, count(*) FROM visit v WHERE v.agency_id = $1 AND v.state = 'refused' AND v.decided_at >= $2 AND `+visible+` GROUP BY v.refusal`,
		append([]any{actor.Agency, since.Start()}, more...), func(scan func(...any) error) error {
			var code string
			var n int
			err := scan(&code, &n)
			counts[code] = n
			return err
		})
	return counts, err
}

func visitLogs(ctx context.Context, tx *db.Tx, where string, args ...any) ([]VisitLog, error) {
	return db.All(ctx, tx, `SELECT l.case_id, l.id, l.visit_id, l.turned_away, l.arrived_at, l.left_at, l.concerned, l.sealed, v.sealed, a.name
		FROM visit_log l JOIN visit v ON v.id = l.visit_id LEFT JOIN account a ON a.id = l.recorded_by WHERE `+where+` ORDER BY l.id DESC LIMIT 200`, args,
		func(l *VisitLog, scan func(...any) error) error {
			var person db.ID
			var sealed, visitor []byte
			if err := scan(&person, &l.ID, &l.Visit, &l.TurnedAway, db.Instant(&l.Arrived), db.Instant(&l.Left), &l.Concerned, &sealed, &visitor, db.Text(&l.By)); err != nil {
				return err
			}
			var words VisitLogWords
			if err := casefile.OpenRow(ctx, tx, sealed, person, sealedLog, l.ID, &words); err != nil {
				return err
			}
			var who Visitor
			err := casefile.OpenRow(ctx, tx, visitor, person, sealedVisit, l.Visit, &who)
			l.Supervisor, l.Concerns, l.Who = words.Supervisor, words.Concerns, who.First()
			return err
		})
}

func enquiries(ctx context.Context, tx *db.Tx, id db.ID) ([]Enquiry, error) {
	found, err := db.All(ctx, tx, `SELECT e.id, e.channel, e.sealed, e.asked_at, a.name FROM enquiry e LEFT JOIN account a ON a.id = e.recorded_by
		WHERE e.case_id = $1 ORDER BY e.id DESC LIMIT 100`, []any{id}, func(e *Enquiry, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&e.ID, &e.Channel, &sealed, db.Instant(&e.At), db.Text(&e.By)); err != nil {
			return err
		}
		var f EnquiryForm
		err := casefile.OpenRow(ctx, tx, sealed, id, sealedEnquiry, e.ID, &f)
		e.Caller, e.Asked, e.Told = f.Caller, f.Asked, f.Told
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range found {
		if found[i].Warnings, err = warnings(ctx, tx, `r.enquiry_id = $1`, found[i].ID); err != nil {
			return nil, err
		}
	}
	return found, nil
}

package placement

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Deny puts somebody on the list of people to keep away: from one person, or
// from all of the agency. Visitors who wait or were approved are held against
// the new entry at once.
func (room *Room) Deny(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f DenialForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.KeepDenyList, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, denialQuestions)...); err != nil {
		return "", err
	}
	entry := Denied{ID: tx.NewID(), Agency: file.Agency, Case: id, Reason: f.Reason, Person: f.Person}
	if f.Everyone {
		entry.Case = ""
	}
	sealed, err := casefile.SealRow(ctx, tx, entry.Agency, sealedDenied, entry.ID, f.Person)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO denied (id, agency_id, case_id, version, reason, sealed, added_at, added_by) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)`,
		entry.ID, entry.Agency, db.Null(entry.Case), f.Reason, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := room.rescreen(ctx, tx, entry); err != nil {
		return "", err
	}
	return entry.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "deny-contact", Category: audit.Collection, Case: id, Subject: "denied " + string(entry.ID),
		Change: map[string]any{"reason": f.Reason, "everyone": f.Everyone}})
}

// rescreen holds the visitors whom an entry concerns against it.
func (room *Room) rescreen(ctx context.Context, tx *db.Tx, entry Denied) error {
	open, err := visits(ctx, tx, `v.agency_id = $1 AND v.state IN ('asked', 'approved') AND ($2 = '' OR `+samePerson("v.case_id")+`)`, entry.Agency, entry.Case)
	if err != nil {
		return err
	}
	for _, v := range open {
		if err := room.compare(ctx, tx, v.Case, v.Visitor.Described, entry, v.ID, ""); err != nil {
			return err
		}
	}
	return nil
}

// Regrouped holds the visitors of two records, and of all that are joined with them,
// against the lists again after the two were joined or parted: who is kept away from
// one record of a person is kept away from the person. Warnings by a list that is no
// longer the person's go, unless somebody decided on them.
func (room *Room) Regrouped(ctx context.Context, tx *db.Tx, leader, follower db.ID) error {
	files, err := db.All(ctx, tx, `SELECT f.case_id FROM placement_file f WHERE f.case_id IN ($1, $2) OR f.case_id IN
		(SELECT joined.case_id FROM case_person own JOIN case_person joined ON joined.leader = own.leader WHERE own.case_id IN ($1, $2)) ORDER BY f.case_id`,
		[]any{leader, follower}, func(id *db.ID, scan func(...any) error) error { return scan((*string)(id)) })
	if err != nil {
		return err
	}
	for _, id := range files {
		if _, err := tx.Exec(ctx, `DELETE FROM resemblance WHERE case_id = $1 AND visit_id IS NOT NULL AND overridden_at IS NULL
			AND denied_id IN (SELECT d.id FROM denied d WHERE d.case_id IS NOT NULL AND d.case_id <> $2 AND NOT `+samePerson("d.case_id")+`)`, id, id); err != nil {
			return err
		}
		file, found, err := loadFile(ctx, tx, id)
		if err != nil || !found {
			return err
		}
		open, err := visits(ctx, tx, `v.agency_id = $1 AND v.state IN ('asked', 'approved') AND v.case_id = $2`, file.Agency, id)
		if err != nil {
			return err
		}
		for _, v := range open {
			if err := room.screen(ctx, tx, file, v.Visitor.Described, v.ID, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// denial reads a live entry that the actor may change, through the person from
// whose page they come.
func (room *Room) denial(ctx context.Context, tx *db.Tx, actor account.Actor, id, entry db.ID) (Denied, error) {
	file, err := room.reach(ctx, tx, actor, access.KeepDenyList, id)
	if err != nil {
		return Denied{}, err
	}
	list, err := deniedOf(ctx, tx, file)
	if err != nil {
		return Denied{}, err
	}
	at := slices.IndexFunc(list, func(d Denied) bool { return d.ID == entry })
	if at < 0 {
		return Denied{}, fault.Missing()
	}
	return list[at], nil
}

// CorrectDenial corrects an entry; what stood there before is kept.
func (room *Room) CorrectDenial(ctx context.Context, tx *db.Tx, actor account.Actor, id, entry db.ID, f DenialForm) error {
	d, err := room.denial(ctx, tx, actor, id, entry)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, denialQuestions)...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO denied_before (denied_id, version, sealed, changed_at, changed_by)
		SELECT id, version, sealed, $3, $4 FROM denied WHERE id = $1 AND version = $2`, entry, f.Version, tx.Now(), actor.Account); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, d.Agency, sealedDenied, entry, f.Person)
	if err != nil {
		return err
	}
	d.Person, d.Reason = f.Person, f.Reason
	if d.Case == "" {
		d.Case = id // one of a record that is joined with this one stays there
	}
	if f.Everyone {
		d.Case = ""
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE denied SET version = version + 1, case_id = $3, reason = $4, sealed = $5 WHERE id = $1 AND version = $2`,
		entry, f.Version, db.Null(d.Case), f.Reason, sealed)); err != nil {
		return err
	}
	if err := room.rescreen(ctx, tx, d); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "correct-denial", Category: audit.Alteration, Case: id, Subject: "denied " + string(entry)})
}

// Allow takes somebody off the list, with a reason. Warnings about them that
// nobody decided on go with the entry.
func (room *Room) Allow(ctx context.Context, tx *db.Tx, actor account.Actor, id, entry db.ID, f ReasonForm) error {
	d, err := room.denial(ctx, tx, actor, id, entry)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, allowQuestions)...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, d.Agency, sealedEnd, entry, f.Why)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE denied SET ended_at = $3, ended_by = $4, ended = $5, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL`,
		entry, f.Version, tx.Now(), actor.Account, sealed)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM resemblance WHERE denied_id = $1 AND visit_id IS NOT NULL AND overridden_at IS NULL`, entry); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "allow-contact", Category: audit.Alteration, Case: id, Subject: "denied " + string(entry)})
}

var allowQuestions = reasonQuestions("Why can they be taken off the list?", "Say why they can be taken off the list")

// Enquire records somebody who asked about a person, and says whom they resemble.
func (room *Room) Enquire(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f EnquiryForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.AskVisit, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, enquiryQuestions)...); err != nil {
		return "", err
	}
	enquiry := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedEnquiry, enquiry, f)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO enquiry (id, case_id, channel, sealed, asked_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`, enquiry, id, f.Channel, sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := room.screen(ctx, tx, file, f.Caller, "", enquiry); err != nil {
		return "", err
	}
	var alike int
	if _, err := tx.Row(ctx, `SELECT count(*) FROM resemblance WHERE enquiry_id = $1`, []any{enquiry}, &alike); err != nil {
		return "", err
	}
	if alike > 0 {
		if err := tellTeam(ctx, tx, file.Agency, "enquiry "+string(enquiry), "Somebody who is to be kept away may have asked about a person",
			"Somebody who resembles a person on a list of people to keep away has asked about one of the people you look after. Sign in now to read it.\n\nThis message says nothing about the person.",
			nil, account.PlacementTeam, account.SocialWorker); err != nil {
			return "", err
		}
	}
	return enquiry, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-enquiry", Category: audit.Collection, Case: id, Subject: "enquiry " + string(enquiry), Change: map[string]any{"resembles": alike}})
}

// LogVisit records a visit as it happened, or that somebody was turned away.
func (room *Room) LogVisit(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f VisitLogForm) error {
	v, file, err := room.visitFor(ctx, tx, actor, access.LogVisit, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, visitLogQuestions)...); err != nil {
		return err
	}
	arrived, err := f.Arrived.Past("arrived-time", tx.Now())
	if err != nil {
		return err
	}
	if f.What == came && !(v.State == VisitApproved || v.State == VisitEnded) {
		return fault.Wrong("what", "This visitor was not approved. If they came all the same, choose that they were turned away and say what happened")
	}
	var left time.Time
	if f.LeftAt != "" {
		left, _ = form.Moment{On: f.Arrived.On, At: f.LeftAt}.Instant()
		if left.Before(arrived) {
			return fault.Wrong("left", "They cannot have left before they arrived")
		}
	}
	entry := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, v.Case, sealedLog, entry, VisitLogWords{f.Supervisor, f.Concerns})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO visit_log (id, visit_id, case_id, turned_away, arrived_at, left_at, concerned, sealed, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		entry, id, v.Case, f.What == turnedAway, arrived, left, *f.Concerned, sealed, tx.Now(), actor.Account); err != nil {
		return err
	}
	if *f.Concerned || f.What == turnedAway {
		if err := tellTeam(ctx, tx, file.Agency, "visit-concern "+string(entry), "A carer is worried about a visit",
			"Somebody was turned away, or something about a visit worried a carer. Sign in to read it.\n\nThis message says nothing about the person.", nil, account.PlacementTeam, account.SocialWorker); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "log-visit", Category: audit.Collection, Case: v.Case, Subject: "visit " + string(id), Change: map[string]any{"turnedAway": f.What == turnedAway, "concerned": *f.Concerned}})
}

// VisitLogWords is what is sealed of a visit that happened.
type VisitLogWords struct{ Supervisor, Concerns string }

package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support/course"
)

// OfferForm offers a recovery needs assessment, which nobody has to have.
type OfferForm struct {
	On     civil.Day `json:"on"`
	Wanted string    `json:"wanted" enum:"yes,no"`
	Said   string    `json:"said,omitempty" doc:"What the person says"`
}

// Offer records that a recovery needs assessment was offered, and whether it is
// wanted. It may be offered again as often as it is needed.
func (r *Room) Offer(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f OfferForm) (db.ID, error) {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, offerQuestions(today(tx)))...); err != nil {
		return "", err
	}
	if c.Course.Phase() != course.MovingOn {
		return "", fault.Refuse("A recovery needs assessment is for somebody whose conclusive grounds decision is positive")
	}
	known, err := furthers(ctx, tx, id)
	if err != nil {
		return "", err
	}
	number := 1
	for _, one := range known {
		if one.Waits() != "" {
			return "", fault.Refuse("The last recovery needs assessment is not decided yet")
		}
		number = max(number, one.Number+1)
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFurther, row, FurtherWords{Said: f.Said})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_further (id, case_id, version, number, offered_on, offered_by, wanted, sealed) VALUES ($1, $2, 1, $3, $4, $5, $6, $7)`,
		row, id, number, f.On, actor.Account, f.Wanted == "yes", sealed); err != nil {
		return "", err
	}
	if f.Wanted == "yes" {
		last, open := c.Course.Last()
		if open {
			last = civil.Day{}
		}
		if err := r.set(ctx, tx, c, taskFurther, string(row), last, ""); err != nil {
			return "", err
		}
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "offer-further-needs", Category: audit.Collection, Case: id, Subject: "support further " + string(row), Why: f.Wanted})
}

// AdviseForm is the assessment itself: what is still needed, until when, and how
// the person comes from support into a life of their own.
type AdviseForm struct {
	Version    int64     `json:"version,omitempty"`
	On         civil.Day `json:"on"`
	Until      civil.Day `json:"until" doc:"Until when support is advised"`
	Needs      string    `json:"needs"`
	Transition string    `json:"transition" doc:"The transition plan: step by step, who takes over what"`
}

// Advise records a recovery needs assessment with its transition plan.
func (r *Room) Advise(ctx context.Context, tx *db.Tx, actor account.Actor, id, further db.ID, f AdviseForm) error {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, adviseQuestions(today(tx)))...); err != nil {
		return err
	}
	one, err := furtherOf(ctx, tx, id, further)
	switch {
	case err != nil:
		return err
	case one.Waits() == "":
		return fault.Refuse("This recovery needs assessment is over")
	}
	one.Words.Needs, one.Words.Transition = f.Needs, f.Transition
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFurther, further, one.Words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_further SET version = version + 1, assessed_on = $3, assessed_by = $4, advised_on = $5, sealed = $6 WHERE id = $1 AND version = $2`,
		further, f.Version, f.On, actor.Account, f.Until, sealed)); err != nil {
		return err
	}
	if err := tell(ctx, tx, c.Agency, "", "support-further "+string(further)+" "+f.On.String(), "A recovery needs assessment waits", "A recovery needs assessment was made and waits to be decided.", account.SupportManager); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "advise-further-needs", Category: audit.Collection, Case: id, Subject: "support further " + string(further), Why: supportPurpose})
}

// DecideForm decides how long support goes on after a recovery needs assessment.
type DecideForm struct {
	Version int64     `json:"version,omitempty"`
	Until   civil.Day `json:"until" doc:"The last day of support that is decided"`
	Why     string    `json:"why"`
}

// Decide decides on a recovery needs assessment. Whoever assessed does not
// decide, and no decision makes support shorter than it is: a day later than the
// present end is an extension, with this as its reason and its authoriser.
func (r *Room) Decide(ctx context.Context, tx *db.Tx, actor account.Actor, id, further db.ID, f DecideForm) error {
	c, err := r.working(ctx, tx, actor, access.ManageSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, decideQuestions)...); err != nil {
		return err
	}
	one, err := furtherOf(ctx, tx, id, further)
	switch {
	case err != nil:
		return err
	case one.Waits() != "decide":
		return fault.Refuse("There is no assessment that waits to be decided")
	case one.AssessedBy == actor.Account:
		return fault.Refuse("Somebody else decides on an assessment that you made")
	}
	last, open := c.Course.Last()
	if !open && f.Until.Before(last) {
		return fault.Wrong("until", "Support lasts until {day} already, and no decision makes it shorter", "day", last)
	}
	one.Words.Decision = f.Why
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFurther, further, one.Words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_further SET version = version + 1, decided_at = $3, decided_by = $4, lasts_on = $5, sealed = $6 WHERE id = $1 AND version = $2`,
		further, f.Version, tx.Now(), actor.Account, f.Until, sealed)); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskFurther, string(further), ""); err != nil {
		return err
	}
	if c.Course.MayExtend(f.Until, today(tx)) == nil {
		row := tx.NewID()
		why, err := casefile.SealRow(ctx, tx, id, sealedExtension, row, one.Words.Needs)
		if err != nil {
			return err
		}
		answer, err := casefile.SealRow(ctx, tx, id, sealedAnswer, row, f.Why)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO support_extension (id, case_id, reason, until_on, sealed, asked_at, asked_by, decided_at, decided_by, granted, granted_until, answer_sealed)
			VALUES ($1, $2, 'further-needs', $3, $4, $5, $6, $5, $7, TRUE, $3, $8)`, row, id, f.Until, why, tx.Now(), one.AssessedBy, actor.Account, answer); err != nil {
			return err
		}
		if err := r.longer(ctx, tx, id, true); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "decide-further-needs", Category: audit.Alteration, Case: id, Subject: "support further " + string(further),
		Change: map[string]any{"until": f.Until}})
}

const furtherColumns = `f.id, f.version, f.number, f.offered_on, o.name, f.wanted, f.assessed_on, f.assessed_by, f.advised_on, f.decided_at, d.name, f.lasts_on, f.sealed
	FROM support_further f LEFT JOIN account o ON o.id = f.offered_by LEFT JOIN account d ON d.id = f.decided_by`

func scanFurther(ctx context.Context, tx *db.Tx, id db.ID) func(*Further, func(...any) error) error {
	return func(f *Further, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&f.ID, &f.Version, &f.Number, &f.Offered, db.Text(&f.OfferedBy), &f.Wanted, &f.Assessed, db.Text((*string)(&f.AssessedBy)), &f.Advised, db.Instant(&f.Decided), db.Text(&f.DecidedBy), &f.Lasts, &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedFurther, f.ID, &f.Words)
	}
}

// furthers lists the recovery needs assessments, the latest first.
func furthers(ctx context.Context, tx *db.Tx, id db.ID) ([]Further, error) {
	return db.All(ctx, tx, `SELECT `+furtherColumns+` WHERE f.case_id = $1 ORDER BY f.number DESC`, []any{id}, scanFurther(ctx, tx, id))
}

func furtherOf(ctx context.Context, tx *db.Tx, id, further db.ID) (Further, error) {
	return one(db.All(ctx, tx, `SELECT `+furtherColumns+` WHERE f.case_id = $1 AND f.id = $2`, []any{id, further}, scanFurther(ctx, tx, id)))
}

// EndForm ends somebody's support, with what comes next.
type EndForm struct {
	Version   int64  `json:"version,omitempty"`
	Why       string `json:"why"`
	Address   string `json:"address,omitempty" doc:"Where the person goes next; sealed"`
	NoAddress string `json:"noAddress,omitempty"`
	Contact   string `json:"contact,omitempty" doc:"Who stays in touch with them, and how"`
	NoContact string `json:"noContact,omitempty"`
	Safety    string `json:"safety,omitempty" doc:"How they stay safe: the plan that they keep"`
	NoSafety  string `json:"noSafety,omitempty"`
	Said      string `json:"said,omitempty" doc:"What the person says about the end"`
}

func (f EndForm) ending() course.Ending {
	return course.Ending{Why: f.Why, Address: f.Address, NoAddress: f.NoAddress, Contact: f.Contact, NoContact: f.NoContact, Safety: f.Safety, NoSafety: f.NoSafety, Said: f.Said}
}

// End ends somebody's support. It never happens without where they go next, who
// stays in touch and how they stay safe, or why that is not recorded.
func (r *Room) End(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f EndForm) error {
	c, err := r.working(ctx, tx, actor, access.EndSupport, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, endQuestions)...); err != nil {
		return err
	}
	if err := fault.Mend(c.Course.MayEnd(f.ending(), today(tx))...); err != nil {
		return err
	}
	if err := touch(ctx, tx, id, f.Version); err != nil {
		return err
	}
	row := tx.NewID()
	var parts [4]any
	for i, part := range []struct{ table, text string }{{sealedAddress, f.Address}, {sealedContact, f.Contact}, {sealedSafety, f.Safety}, {sealedEnding, f.Said}} {
		if part.text == "" && i < 3 {
			continue
		}
		sealed, err := casefile.SealRow(ctx, tx, id, part.table, row, part.text)
		if err != nil {
			return err
		}
		parts[i] = sealed
	}
	without := func(text, code string) string {
		if text != "" {
			return ""
		}
		return code
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_ending (id, case_id, why, ended_on, address_sealed, no_address, contact_sealed, no_contact, safety_sealed, no_safety, sealed, recorded_at, recorded_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, row, id, f.Why, today(tx), parts[0], without(f.Address, f.NoAddress), parts[1], without(f.Contact, f.NoContact),
		parts[2], without(f.Safety, f.NoSafety), parts[3], tx.Now(), actor.Account); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET ended_at = $2, ending_id = $3 WHERE case_id = $1`, id, tx.Now(), row); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskEnd, "", ""); err != nil {
		return err
	}
	for kind := range taskWords {
		if err := casefileCancel(ctx, tx, id, kind); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE support_review SET state = $2 WHERE case_id = $1 AND state = $3`, id, reviewCancelled, reviewDue); err != nil {
		return err
	}
	return r.ended(ctx, tx, actor, id, f.Why)
}

// UndoEnd takes an end back that was recorded by mistake, or too soon. Its record
// stays, marked as undone.
func (r *Room) UndoEnd(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	c, err := r.reach(ctx, tx, actor, access.EndSupport, id)
	if err != nil {
		return err
	}
	if c.Open() {
		return nil // a second click
	}
	if _, err := tx.Exec(ctx, `UPDATE support_ending SET undone_at = $2, undone_by = $3 WHERE id = $1`, c.Ending, tx.Now(), actor.Account); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE support_case SET ended_at = NULL, ending_id = NULL, version = version + 1 WHERE case_id = $1`, id); err != nil {
		return err
	}
	if c, _, err = loadCase(ctx, tx, id); err != nil {
		return err
	}
	if err := r.schedule(ctx, tx, c); err != nil {
		return err
	}
	if _, _, _, err := r.setByRule(ctx, tx, c, taskAssess, "", statute.NeedsAssessmentAgain, today(tx)); err != nil {
		return err
	}
	if err := note(ctx, tx, actor, id, "Support goes on"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-end-of-support", Category: audit.Alteration, Case: id, Subject: "support case"})
}

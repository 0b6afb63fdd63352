package sharing

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// Emergencies that one person may try in a day. Whoever needs more is not in an
// emergency, or is guessing.
const (
	mostTries = 5
	triesIn   = 24 * time.Hour
)

// EmergencyForm opens a case without having been granted it.
type EmergencyForm struct {
	Reference string
	Reason    string
	Once      string
}

// errNotOpened is the whole answer where nothing was opened: there is no such
// case, or whoever asks is denied it.
var errNotOpened = fault.Wrong("reference", "No case was opened. Check the reference letter by letter, then try again")

// OpenEmergency puts what protects a person within the actor's reach for a short
// time. The try is recorded, a second person is told and a manager reviews it,
// whether or not anything was opened; where nothing was, the work done is the
// same whatever the reason.
func (r *Room) OpenEmergency(ctx context.Context, tx *db.Tx, actor account.Actor, form EmergencyForm) (opened Opened, err error) {
	if err := access.Role(actor, access.OpenInEmergency); err != nil {
		return opened, err
	}
	if err := checkEmergency(form); err != nil {
		return opened, err
	}
	tries, err := triesOf(ctx, tx, actor, tx.Now().Add(-triesIn))
	if err != nil {
		return opened, err
	}
	if tries >= mostTries {
		return opened, &fault.Error{Code: fault.TooMany, Message: "You opened cases in an emergency too often today. Telephone the agency that keeps the case"}
	}
	id, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) { return r.openEmergency(ctx, tx, actor, form) })
	if err != nil {
		return opened, err
	}
	found, err := openedWhere(ctx, tx, `e.id = $1`, id)
	if err != nil || len(found) == 0 {
		return opened, orMissing(err)
	}
	return found[0], nil
}

func checkEmergency(form EmergencyForm) error {
	var wrong []fault.Field
	if _, ok := casefile.ReadReference(form.Reference); !ok {
		wrong = append(wrong, fault.Field{Name: "reference", Message: "Enter the whole reference of the case, such as HW-7KQ2-M9TD-4"})
	}
	if len(strings.TrimSpace(form.Reason)) < 20 {
		wrong = append(wrong, fault.Field{Name: "reason", Message: "Enter what the emergency is, in a sentence or more"})
	}
	if len(wrong) > 0 {
		return fault.Mend(wrong...)
	}
	return nil
}

func (r *Room) openEmergency(ctx context.Context, tx *db.Tx, actor account.Actor, form EmergencyForm) (db.ID, error) {
	ends, err := r.Rules.DueAt(statute.EmergencyAccess, subjectOf(actor), tx.Now())
	if err != nil {
		return "", err
	}
	review, err := r.Rules.Due(statute.EmergencyReview, subjectOf(actor), civil.DayOf(tx.Now()))
	if err != nil {
		return "", err
	}
	rule, _ := access.RuleFor(access.ReadInEmergency)
	e := Opened{ID: tx.NewID(), Account: actor.Account, Compartments: rule.Compartments | rule.Shows, ReviewOn: review.On}
	e.Reference, _ = casefile.ReadReference(form.Reference)
	if e.Case, err = caseOf(ctx, tx, e.Reference); err != nil {
		return "", err
	}
	denied, err := access.Denied(ctx, tx, actor, e.Case)
	if err != nil {
		return "", err
	}
	sealed, err := casefile.Seal(ctx, tx, e.ID, placeEmergency, strings.TrimSpace(form.Reason))
	if err != nil {
		return "", err
	}
	category := audit.Refusal
	if e.Case != "" && !denied {
		e.Grant, e.Until, category = tx.NewID(), ends.At, audit.Disclosure
		if err := access.Give(ctx, tx, actor, access.Grant{ID: e.Grant, Agency: actor.Agency, Case: e.Case, Account: actor.Account, Purpose: access.Emergency,
			Compartments: e.Compartments, LegalBasis: access.Emergency, Until: e.Until}); err != nil {
			return "", err
		}
	}
	if err := insertOpened(ctx, tx, actor, e, ends.Rule.Ref(), sealed); err != nil {
		return "", err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "open-in-emergency", Category: category, Case: e.Case, Subject: "emergency " + string(e.ID), Why: access.Emergency}); err != nil {
		return "", err
	}
	return e.ID, tellLater(ctx, tx, jobOpened, e.ID)
}

// emergencyOf finds an emergency of the actor's own that is still open.
func (r *Room) emergencyOf(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Opened, error) {
	found, err := openedWhere(ctx, tx, `e.id = $1 AND e.account_id = $2 AND e.until_at > $3 AND e.case_id IS NOT NULL
		AND EXISTS (SELECT 1 FROM case_grant g WHERE g.id = e.grant_id AND g.until_at > $3)`, id, actor.Account, tx.Now())
	if err != nil || len(found) == 0 {
		return Opened{}, orMissing(err)
	}
	return found[0], access.Case(ctx, tx, actor, access.ReadInEmergency, found[0].Case)
}

// CloseEmergency ends an emergency of the actor's own before its time.
func (r *Room) CloseEmergency(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	e, err := r.emergencyOf(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := access.EndGrant(ctx, tx, actor, e.Case, e.Grant, "closed"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "close-emergency", Category: audit.Alteration, Case: e.Case, Subject: "emergency " + string(e.ID), Why: access.Emergency})
}

// ReviewForm says whether it was right to open a case in an emergency.
type ReviewForm struct {
	Case, Emergency db.ID
	Justified       string // yes or no
	Words           string
	Once            string
}

// Review says whether it was right to open a case in an emergency. Nobody
// reviews what they opened themselves.
func (r *Room) Review(ctx context.Context, tx *db.Tx, actor account.Actor, form ReviewForm) error {
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		e, err := r.reviewOf(ctx, tx, actor, form.Case, form.Emergency)
		if err != nil {
			return "", err
		}
		switch {
		case e.Account == actor.Account:
			return "", fault.Refuse("You opened this case yourself. Somebody else must review it")
		case !e.Reviewed.IsZero():
			return "", fault.Refuse("This has been reviewed already")
		case form.Justified != "yes" && form.Justified != "no":
			return "", fault.Wrong("justified", "Choose whether it was right to open the case")
		case strings.TrimSpace(form.Words) == "":
			return "", fault.Wrong("words", "Enter what you found")
		}
		sealed, err := casefile.Seal(ctx, tx, e.ID, placeEmergency+"/review", strings.TrimSpace(form.Words))
		if err != nil {
			return "", err
		}
		if done, err := reviewOpened(ctx, tx, actor, e.ID, form.Justified == "yes", sealed); err != nil || !done {
			return "", orMissing(err)
		}
		if form.Justified == "no" && e.Grant != "" {
			if err := access.EndGrant(ctx, tx, actor, e.Case, e.Grant, "not justified"); err != nil {
				return "", err
			}
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "review-emergency", Category: audit.Alteration, Case: e.Case, Subject: "emergency " + string(e.ID),
			Why: access.Emergency, Change: map[string]any{"justified": form.Justified}}); err != nil {
			return "", err
		}
		return e.ID, tellPerson(ctx, tx, e.Account, "emergency-reviewed "+string(e.ID), "An emergency access of yours was reviewed",
			"A manager has reviewed a case that you opened in an emergency. Sign in to read what they found.")
	})
	return err
}

// reviewOf finds an emergency on a case that the actor reviews.
func (r *Room) reviewOf(ctx context.Context, tx *db.Tx, actor account.Actor, id, emergency db.ID) (Opened, error) {
	if err := access.Case(ctx, tx, actor, access.ReviewEmergency, id); err != nil {
		return Opened{}, err
	}
	found, err := openedWhere(ctx, tx, `e.case_id = $1 AND e.id = $2`, id, emergency)
	if err != nil || len(found) == 0 {
		return Opened{}, orMissing(err)
	}
	return found[0], nil
}

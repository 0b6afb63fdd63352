package sharing

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// AskForm asks the agency that keeps a case to see it.
type AskForm struct {
	Reference    string
	Purpose      string
	Basis        string
	Compartments []string
	Reason       string
	Once         string
}

// Ask asks the agency that keeps the case of a reference to see it. What it
// answers, and the work it does, is the same where there is no such case.
func (r *Room) Ask(ctx context.Context, tx *db.Tx, actor account.Actor, form AskForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Role(actor, access.AskForAccess); err != nil {
			return "", err
		}
		if err := r.checkAsk(civil.DayOf(tx.Now()), form); err != nil {
			return "", err
		}
		id := tx.NewID()
		due, err := r.Rules.Due(statute.AccessRequest, subjectOf(actor), civil.DayOf(tx.Now()))
		if err != nil {
			return "", err
		}
		asked := Asked{ID: id, Agency: actor.Agency, Account: actor.Account, Purpose: form.Purpose,
			Compartments: compartments(form.Compartments), Basis: form.Basis, Due: due.On}
		asked.Reference, _ = casefile.ReadReference(form.Reference)
		if asked.Case, err = caseOf(ctx, tx, asked.Reference); err != nil {
			return "", err
		}
		// Whoever is denied a case learns nothing of it, and asks nobody.
		denied, err := access.Denied(ctx, tx, actor, asked.Case)
		if err != nil {
			return "", err
		}
		if denied {
			asked.Case = ""
		}
		sealed, err := casefile.Seal(ctx, tx, id, placeRequest, strings.TrimSpace(form.Reason))
		if err != nil {
			return "", err
		}
		if err := insertAsked(ctx, tx, asked, sealed); err != nil {
			return "", err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-for-access", Category: audit.Consultation, Case: asked.Case, Subject: "request " + string(id), Why: form.Purpose}); err != nil {
			return "", err
		}
		return id, tellLater(ctx, tx, jobAsked, id)
	})
}

// placeRequest and placeEmergency are where reasons are sealed, each under a key
// of its own: a request may be about a case that does not exist.
const (
	placeRequest   = "share_request"
	placeEmergency = "emergency_access"
)

func (r *Room) checkAsk(today civil.Day, form AskForm) error {
	var wrong []fault.Field
	say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
	if _, ok := casefile.ReadReference(form.Reference); !ok {
		say("reference", "Enter the whole reference of the case, such as HW-7KQ2-M9TD-4")
	}
	if purpose, listed := r.Lists.SharingPurposes.ByCode(form.Purpose); !listed || purpose.Group != "share" || !purpose.InUse(today) {
		say("purpose", "Choose what you need it for")
	}
	if basis, listed := r.Lists.LegalBases.ByCode(form.Basis); !listed || basis.Group != "share" || !basis.InUse(today) {
		say("basis", "Choose the legal basis")
	}
	if compartments(form.Compartments) == 0 {
		say("compartments", "Choose at least one part of the case")
	}
	if strings.TrimSpace(form.Reason) == "" {
		say("reason", "Enter why you need to see the case")
	}
	if len(wrong) > 0 {
		return fault.Mend(wrong...)
	}
	return nil
}

// subjectOf chooses the rules of the nation of whoever asks, so that the answer
// tells nothing of the case.
func subjectOf(actor account.Actor) statute.Subject {
	jurisdiction := statute.Jurisdiction(actor.Jurisdiction)
	if !jurisdiction.Domestic() {
		jurisdiction = statute.England
	}
	return statute.Subject{Jurisdiction: jurisdiction}
}

// DecideForm answers a request to see a case.
type DecideForm struct {
	Case, Request db.ID
	Grant         string   // yes or no
	Whole         bool     // to the whole agency and not only to who asked
	Compartments  []string // where yes
	Until         civil.Day
	Reason        string
	Once          string
}

// Decide answers a request to see a case, and tells who asked that there is an
// answer.
func (r *Room) Decide(ctx context.Context, tx *db.Tx, actor account.Actor, form DecideForm) error {
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		asked, err := r.requestOf(ctx, tx, actor, form.Case, form.Request)
		if err != nil {
			return "", err
		}
		if !asked.Decided.IsZero() {
			return "", fault.Refuse("This request has been answered already")
		}
		if form.Grant != "yes" && form.Grant != "no" {
			return "", fault.Wrong("grant", "Choose whether they may see the case")
		}
		if strings.TrimSpace(form.Reason) == "" {
			return "", fault.Wrong("reason", "Enter the reason for your answer. Whoever asked will read it")
		}
		asked.Granted = form.Grant == "yes"
		var grant db.ID
		if asked.Granted {
			to := "person:" + string(asked.Account)
			if form.Whole {
				to = "agency"
			}
			share := ShareForm{Case: form.Case, Agency: asked.Agency, To: to, Compartments: form.Compartments, Purpose: asked.Purpose, Basis: asked.Basis, Until: form.Until, Reason: form.Reason}
			if grant, err = r.Share(ctx, tx, actor, share); err != nil {
				return "", err
			}
		}
		sealed, err := casefile.Seal(ctx, tx, asked.ID, placeRequest+"/answer", strings.TrimSpace(form.Reason))
		if err != nil {
			return "", err
		}
		if done, err := decideAsked(ctx, tx, actor, asked, grant, sealed); err != nil || !done {
			return "", orMissing(err)
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "decide-access-request", Category: audit.Alteration, Case: form.Case, Subject: "request " + string(asked.ID),
			Why: asked.Purpose, Change: map[string]any{"granted": asked.Granted}}); err != nil {
			return "", err
		}
		return asked.ID, tellPerson(ctx, tx, asked.Account, "request-decided "+string(asked.ID), "Your request was answered",
			"The agency that you asked to see a case has answered. Sign in to read the answer.")
	})
	return err
}

// requestOf finds a request about a case of which the actor decides.
func (r *Room) requestOf(ctx context.Context, tx *db.Tx, actor account.Actor, id, request db.ID) (Asked, error) {
	if err := access.Case(ctx, tx, actor, access.DecideRequest, id); err != nil {
		return Asked{}, err
	}
	found, err := askedWhere(ctx, tx, `r.case_id = $1 AND r.id = $2`, id, request)
	if err != nil || len(found) == 0 {
		return Asked{}, orMissing(err)
	}
	return found[0], nil
}

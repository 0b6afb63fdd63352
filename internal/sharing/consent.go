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
)

// ConsentForm records what a person answered when they were asked whether
// something may be shared.
type ConsentForm struct {
	Case         db.ID
	Agency       db.ID  // "" where the recipient has no account here
	Recipient    string // who it is then
	Purpose      string
	Compartments []string
	Given        string // yes or no
	How          string
	Language     string
	ExplainedBy  string
	Interpreter  string
	Said         string
	On           civil.Day
	Once         string
}

// RecordConsent adds a line to the ledger. A "no" also ends what the person had
// agreed to share with the same recipient for the same purpose.
func (r *Room) RecordConsent(ctx context.Context, tx *db.Tx, actor account.Actor, form ConsentForm) (db.ID, error) {
	return r.recordConsent(ctx, tx, actor, access.RecordConsent, form)
}

func (r *Room) recordConsent(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, form ConsentForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, action, form.Case); err != nil {
			return "", err
		}
		if err := r.checkConsent(ctx, tx, form); err != nil {
			return "", err
		}
		line := Agreement{ID: tx.NewID(), Purpose: form.Purpose, Agency: form.Agency, Compartments: compartments(form.Compartments), Given: form.Given == "yes",
			How: form.How, Language: form.Language, On: form.On}
		sealed, err := casefile.Seal(ctx, tx, form.Case, casefile.Row(placeConsent, line.ID), sealedAgreement{strings.TrimSpace(form.ExplainedBy), strings.TrimSpace(form.Interpreter),
			strings.TrimSpace(form.Said), strings.TrimSpace(form.Recipient)})
		if err != nil {
			return "", err
		}
		if err := insertAgreement(ctx, tx, actor, form.Case, line, sealed); err != nil {
			return "", err
		}
		if !line.Given {
			if err := r.endEarlier(ctx, tx, actor, form, line); err != nil {
				return "", err
			}
		}
		return line.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "record-consent", Category: audit.Collection, Case: form.Case, Subject: "consent " + string(line.ID),
			Why: form.Purpose, Change: map[string]any{"given": line.Given, "agency": form.Agency, "compartments": codes(line.Compartments)}})
	})
}

// endEarlier withdraws what a "no" takes back.
func (r *Room) endEarlier(ctx context.Context, tx *db.Tx, actor account.Actor, form ConsentForm, no Agreement) error {
	ledger, err := agreements(ctx, tx, form.Case)
	if err != nil {
		return err
	}
	for _, line := range ledger {
		if line.Stands() && line.Agency == no.Agency && line.Purpose == no.Purpose && (no.Agency != "" || line.Recipient == strings.TrimSpace(form.Recipient)) {
			if err := r.takeBack(ctx, tx, actor, form.Case, line.ID, form.Said); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Room) checkConsent(ctx context.Context, tx *db.Tx, form ConsentForm) error {
	today := civil.DayOf(tx.Now())
	var wrong []fault.Field
	say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
	if form.Agency != "" {
		if agency, known, err := agencyOf(ctx, tx, form.Agency); err != nil {
			return err
		} else if !known || agency.Suspended {
			say("agency", "Choose an agency")
		}
	} else if strings.TrimSpace(form.Recipient) == "" {
		say("agency", "Choose an agency, or write who else it is")
	}
	if purpose, listed := r.Lists.SharingPurposes.ByCode(form.Purpose); !listed || purpose.Group != "share" || !purpose.InUse(today) {
		say("purpose", "Choose what it is shared for")
	}
	if compartments(form.Compartments) == 0 {
		say("compartments", "Choose at least one part of the case")
	}
	if form.Given != "yes" && form.Given != "no" {
		say("given", "Choose whether the person agrees")
	}
	if _, listed := r.Lists.ConsentExplained.ByCode(form.How); !listed {
		say("how", "Choose how it was explained")
	}
	if _, listed := r.Lists.Languages.ByCode(form.Language); !listed {
		say("language", "Choose the language in which it was explained")
	}
	if strings.TrimSpace(form.ExplainedBy) == "" {
		say("explained_by", "Enter who explained it")
	}
	switch {
	case form.On.IsZero() || !form.On.Valid():
		say("on", "Enter the day on which the person answered")
	case form.On.After(today):
		say("on", "The day must be today or in the past")
	}
	young, err := underEighteen(ctx, tx, form.Case)
	if err != nil {
		return err
	}
	if young && form.Given == "yes" {
		say("given", "The person is or may be under 18, so sharing cannot rest on their consent. Write down what they wish as “no”, or share on another legal basis")
	}
	if len(wrong) > 0 {
		return fault.Mend(wrong...)
	}
	return nil
}

// WithdrawForm takes a consent back.
type WithdrawForm struct {
	Case, Consent db.ID
	Reason        string // may be empty: nobody has to say why
	Once          string
}

// Withdraw takes a consent back and, in the same transaction, ends every share
// that rests on it. Shares on another legal basis stay, and are given back for
// the page to say so.
func (r *Room) Withdraw(ctx context.Context, tx *db.Tx, actor account.Actor, form WithdrawForm) (stay []Holding, err error) {
	var line Agreement
	_, err = once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.RecordConsent, form.Case); err != nil {
			return "", err
		}
		return form.Consent, r.takeBack(ctx, tx, actor, form.Case, form.Consent, form.Reason)
	})
	if err != nil {
		return nil, err
	}
	if line, err = agreementOf(ctx, tx, form.Case, form.Consent); err != nil || line.Agency == "" {
		return nil, err
	}
	return staying(ctx, tx, form.Case, line.Agency)
}

func (r *Room) takeBack(ctx context.Context, tx *db.Tx, actor account.Actor, id, consent db.ID, reason string) error {
	done, err := casefile.TakeBack(ctx, tx, actor, id, consent, strings.TrimSpace(reason))
	if err == nil && !done {
		err = orMissing(nil)
	}
	return err
}

// agreementOf finds one line of the ledger.
func agreementOf(ctx context.Context, tx *db.Tx, id, consent db.ID) (Agreement, error) {
	ledger, err := agreements(ctx, tx, id)
	for _, line := range ledger {
		if line.ID == consent {
			return line, err
		}
	}
	return Agreement{}, orMissing(err)
}

// staying lists what an agency still sees of a case, by grants that do not rest
// on a consent.
func staying(ctx context.Context, tx *db.Tx, id, agency db.ID) ([]Holding, error) {
	all, err := holdings(ctx, tx, id)
	var stay []Holding
	for _, h := range all {
		if h.Agency == agency && h.Live(tx.Now()) && h.Consent == "" {
			stay = append(stay, h)
		}
	}
	return stay, err
}

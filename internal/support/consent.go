package support

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Agreement is a line of the ledger of consents, which package sharing keeps: what
// the person agreed, or did not agree, to share with whom.
type Agreement struct {
	ID        db.ID
	Recipient string
	Purpose   string // in words, a catalogue source
	Parts     []string
	Given     bool
	On        civil.Day
	Language  string
	Said      string
	Withdrawn time.Time
}

// Stands reports whether something may be shared because of it.
func (a Agreement) Stands() bool { return a.Given && a.Withdrawn.IsZero() }

// Heard is what somebody who supports a person was told about sharing.
type Heard struct {
	Case                    db.ID
	Recipient, Purpose      string
	Parts                   []string // codes of compartments
	Given                   string   // yes or no
	How, Language           string
	ExplainedBy, Said, Once string
	Interpreter             string
	On                      civil.Day
}

// Ledger is the ledger of consents, which another room keeps. It asks package
// access itself.
type Ledger struct {
	Agreements func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) ([]Agreement, error)
	Hear       func(ctx context.Context, tx *db.Tx, actor account.Actor, heard Heard) (db.ID, error)
	TakeBack   func(ctx context.Context, tx *db.Tx, actor account.Actor, id, consent db.ID, why string) error
}

// ConsentForm is what the person answered when they were asked whether something
// may be shared.
type ConsentForm struct {
	Recipient   string    `json:"recipient"`
	Purpose     string    `json:"purpose" doc:"Code of the list sharing-purposes"`
	Parts       []string  `json:"parts" doc:"Codes of the compartments of a case"`
	Given       string    `json:"given" enum:"yes,no"`
	How         string    `json:"how" doc:"Code of the list consent-explained"`
	Language    string    `json:"language"`
	Interpreter string    `json:"interpreter,omitempty"`
	Said        string    `json:"said,omitempty"`
	On          civil.Day `json:"on"`
}

// Hear records in the ledger what the person answered.
func (r *Room) Hear(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ConsentForm) (db.ID, error) {
	if _, err := r.working(ctx, tx, actor, access.HearConsent, id); err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, r.consentQuestions(today(tx)))...); err != nil {
		return "", err
	}
	return r.Ledger.Hear(ctx, tx, actor, Heard{Case: id, Recipient: f.Recipient, Purpose: f.Purpose, Parts: f.Parts, Given: f.Given, How: f.How, Language: f.Language,
		ExplainedBy: actor.Name, Interpreter: f.Interpreter, Said: f.Said, On: f.On})
}

// TakeBackForm takes a consent back. Nobody has to say why.
type TakeBackForm struct {
	Why string `json:"why,omitempty"`
}

// TakeBack records that the person does not agree any more.
func (r *Room) TakeBack(ctx context.Context, tx *db.Tx, actor account.Actor, id, consent db.ID, f TakeBackForm) error {
	if _, err := r.reach(ctx, tx, actor, access.HearConsent, id); err != nil {
		return err
	}
	return r.Ledger.TakeBack(ctx, tx, actor, id, consent, f.Why)
}

// choices are what a service can be tied to.
type choices struct {
	consents, goals, people []form.Option
}

// serviceChoices are the consents that stand, the open goals and the dependants.
func (r *Room) serviceChoices(ctx context.Context, tx *db.Tx, id db.ID) (c choices, err error) {
	agreed, err := r.agreements(ctx, tx, id)
	if err != nil {
		return c, err
	}
	for _, a := range agreed {
		if a.Stands() {
			c.consents = append(c.consents, form.Option{Value: string(a.ID), Label: a.Recipient, Verbatim: true, Hint: a.Purpose})
		}
	}
	plan, err := goals(ctx, tx, id)
	if err != nil {
		return c, err
	}
	for _, g := range plan {
		if g.Open() {
			c.goals = append(c.goals, form.Option{Value: string(g.ID), Label: g.Words.Goal, Verbatim: true})
		}
	}
	family, err := dependants(ctx, tx, id)
	for _, d := range family {
		if d.Ended.IsZero() {
			c.people = append(c.people, form.Option{Value: string(d.ID), Label: d.Words.Name, Verbatim: true})
		}
	}
	return c, err
}

// agreements reads the ledger for a command that has asked package access.
func (r *Room) agreements(ctx context.Context, tx *db.Tx, id db.ID) ([]Agreement, error) {
	if r.Ledger.Agreements == nil {
		return nil, nil
	}
	return r.Ledger.Agreements(ctx, tx, account.Actor{}, id)
}

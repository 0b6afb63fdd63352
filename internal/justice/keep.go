package justice

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
)

// The purposes of the grants of this room: to keep the file, and to see parts of it.
const (
	keepPurpose = "justice"
	showPurpose = "justice-police"
)

// keepBasis is the legal basis of who keeps the file: a code of the list of legal
// bases.
const keepBasis = "health-care"

// Open opens a justice file for somebody beside whom the actor's agency stands.
func (room *Room) Open(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	if err := access.Case(ctx, tx, actor, access.OpenJustice, id); err != nil {
		return err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return err
	}
	if found && f.Closed.IsZero() {
		if f.Agency == actor.Agency {
			return nil // a second click
		}
		return fault.Refuse("Another agency keeps the justice file of this person. Ask them to hand it over")
	}
	if _, err := tx.Exec(ctx, `INSERT INTO justice_file (case_id, agency_id, version, contact, vulnerable, opened_at, opened_by) VALUES ($1, $2, 1, 'not-asked', FALSE, $3, $4)
		ON CONFLICT (case_id) DO UPDATE SET agency_id = excluded.agency_id, version = justice_file.version + 1, opened_at = excluded.opened_at, opened_by = excluded.opened_by, closed_at = NULL`,
		id, actor.Agency, tx.Now(), actor.Account); err != nil {
		return err
	}
	if err := access.Give(ctx, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: keepPurpose, Compartments: access.Identity | access.Justice, LegalBasis: keepBasis}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "open-justice-file", Category: audit.Collection, Case: id, Subject: "justice file", Why: keepPurpose})
}

// HandOver ends that the actor's agency keeps the file, and with it at once what it
// showed to others, so that another agency can open it.
func (room *Room) HandOver(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	f, err := room.keeps(ctx, tx, actor, access.ShareJustice, id)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE justice_file SET closed_at = $2, version = version + 1 WHERE case_id = $1 AND closed_at IS NULL`, f.Case, tx.Now())); err != nil {
		return err
	}
	for _, purpose := range []string{showPurpose, keepPurpose} {
		if err := access.EndAll(ctx, tx, id, purpose); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "hand-over-justice-file", Category: audit.Alteration, Case: id, Subject: "justice file", Why: keepPurpose})
}

// keeps is reach for who keeps the file.
func (room *Room) keeps(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (File, error) {
	f, err := room.reach(ctx, tx, actor, action, id)
	if err == nil && !f.Keeper {
		err = fault.Missing()
	}
	return f, err
}

// WishForm is what the person says about contact with the police and what would
// be justice for them.
type WishForm struct {
	Version    int64     `json:"version"`
	Contact    string    `json:"contact" doc:"not-asked, agreed, through-worker or refused"`
	On         civil.Day `json:"on,omitzero"`
	Said       string    `json:"said,omitempty"`
	Hopes      string    `json:"hopes,omitempty"`
	Vulnerable *bool     `json:"vulnerable"`
	Why        string    `json:"why,omitempty"`
}

func wishQuestions(today civil.Day) []form.Question[WishForm] {
	return []form.Question[WishForm]{
		{Name: "contact", Label: "What contact with the police do they want?", Hint: "It is their choice. Support, a place to live and money do not depend on it", Kind: form.Radios, Options: wishes.Options(), Required: "Choose what contact they want", Bind: func(f *WishForm) any { return &f.Contact }},
		{Name: "on", Label: "When did they say so?", Kind: form.Date, Conditional: true, Bind: func(f *WishForm) any { return &f.On }, Check: func(f *WishForm) []fault.Field {
			switch {
			case f.On.IsZero() && f.Contact != string(NotAsked):
				return form.Say("Enter the day on which they said so")
			case f.On.After(today):
				return form.Say("The date must be today or in the past")
			}
			return nil
		}},
		{Name: "said", Label: "What did they say about it?", Hint: "In their own words", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *WishForm) any { return &f.Said }},
		{Name: "hopes", Label: "What would be justice for them?", Hint: "In their own words", Kind: form.Story, MaxLength: 2000, Rows: 3, Bind: func(f *WishForm) any { return &f.Hopes }},
		{Name: "vulnerable", Label: "Do they count as a vulnerable or intimidated victim?", Hint: "A child, somebody who is ill or disabled, somebody who is afraid. They are told of key decisions sooner", Kind: form.YesNo, Required: "Choose yes if they count as vulnerable or intimidated", Bind: func(f *WishForm) any { return &f.Vulnerable }},
		{Name: "why", Label: "Why do they count as vulnerable or intimidated?", Kind: form.Text, MaxLength: 300, Under: "vulnerable=yes", Bind: func(f *WishForm) any { return &f.Why }},
	}
}

// SetWish records what contact with the police somebody wants. Where they refuse
// it, whatever was shown to others of their file ends at once; nothing else
// anywhere changes.
func (room *Room) SetWish(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, w WishForm) error {
	f, err := room.keeps(ctx, tx, actor, access.ShareJustice, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&w, wishQuestions(dayOf(tx)))...); err != nil {
		return err
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedFile, id, fileWords{Hopes: w.Hopes, Said: w.Said, Why: w.Why})
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE justice_file SET version = version + 1, contact = $3, contact_on = $4, vulnerable = $5, sealed = $6 WHERE case_id = $1 AND version = $2`,
		id, w.Version, w.Contact, w.On, *w.Vulnerable, sealed)); err != nil {
		return err
	}
	if w.Contact == string(Refused) {
		if err := access.EndAll(ctx, tx, id, showPurpose); err != nil {
			return err
		}
	}
	if *w.Vulnerable != f.Vulnerable {
		if err := room.measureNotices(ctx, tx, id); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "record-police-wish", Category: audit.Alteration, Case: id, Subject: "justice file",
		Change: map[string]any{"before": f.Wish, "after": w.Contact, "vulnerable": *w.Vulnerable}})
}

// measureNotices counts again by when somebody is told of the key decisions of
// which they were not told yet: the rule is another one now.
func (room *Room) measureNotices(ctx context.Context, tx *db.Tx, id db.ID) error {
	f, _, err := loadFile(ctx, tx, id)
	if err != nil {
		return err
	}
	waits, err := entries(ctx, tx, `e.case_id = $1 AND e.part = 'told' AND e.state = 'waiting' AND e.struck_at IS NULL`, newest, id)
	if err != nil {
		return err
	}
	for _, e := range waits {
		l, err := e.Form.line(room.setting(tx, f))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE justice_entry SET due_on = $2, rule = $3 WHERE id = $1`, e.ID, l.Due, l.Rule); err != nil {
			return err
		}
	}
	return nil
}

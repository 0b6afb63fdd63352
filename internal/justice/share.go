package justice

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
)

// Share is parts of a file that the person agreed to show to an agency.
type Share struct {
	ID     db.ID
	Case   db.ID
	Agency string
	Parts  []Part
	Since  time.Time
	Until  time.Time // zero: until it is ended
	By     string
	Grant  db.ID
	Live   bool
}

// PartWords are the parts, as catalogue sources.
func (s Share) PartWords() []string {
	var words []string
	for _, part := range s.Parts {
		words = append(words, partOf(part).Title)
	}
	return words
}

// ShareForm shows parts of a file to an agency, with the person's agreement.
type ShareForm struct {
	Agency   string    `json:"agency" doc:"Identifier of the agency"`
	Parts    []string  `json:"parts" doc:"Which parts; section 45 and the Convention list are never shown"`
	Agrees   *bool     `json:"agrees" doc:"Whether the person agrees: without it nothing is shown"`
	How      string    `json:"how" doc:"How it was explained: a code of the list consent-explained"`
	Language string    `json:"language,omitempty"`
	Said     string    `json:"said,omitempty" doc:"What they said"`
	Until    civil.Day `json:"until,omitzero" doc:"The last day; without it until it is ended"`
}

// shareable are the kinds of agency to which parts may be shown.
var shareable = []account.Kind{account.Police, account.Government}

func (room *Room) shareQuestions(agencies []account.Agency, today civil.Day) []form.Question[ShareForm] {
	var whom, which, how []form.Option
	for _, agency := range agencies {
		whom = append(whom, form.Option{Value: string(agency.ID), Label: agency.Name, Verbatim: true})
	}
	for _, info := range parts {
		if info.Shown {
			which = append(which, form.Option{Value: string(info.Part), Label: info.Title, Hint: info.Says})
		}
	}
	for _, e := range room.Lists.ConsentExplained.All() {
		how = append(how, form.Option{Value: e.Code, Label: e.Name})
	}
	s := setting{Lists: room.Lists}
	return []form.Question[ShareForm]{
		{Name: "agency", Label: "To whom?", Hint: "Their victim liaison officers see it, and nobody else there", Kind: form.Select, Options: whom, Required: "Choose to whom", Bind: func(f *ShareForm) any { return &f.Agency }},
		{Name: "parts", Label: "Which parts?", Kind: form.Checkboxes, Options: which, Required: "Choose at least one part", Bind: func(f *ShareForm) any { return &f.Parts }},
		{Name: "agrees", Label: "Does the person agree?", Hint: "Say that they can say no, that they can change their mind, and that their support stays as it is", Kind: form.YesNo, Required: "Choose whether the person agrees", Bind: func(f *ShareForm) any { return &f.Agrees },
			Check: func(f *ShareForm) []fault.Field {
				if f.Agrees != nil && !*f.Agrees {
					return form.Say("Nothing can be shown unless the person agrees")
				}
				return nil
			}},
		{Name: "how", Label: "How was it explained to them?", Kind: form.Radios, Small: true, Options: how, Required: "Choose how it was explained", Bind: func(f *ShareForm) any { return &f.How }},
		{Name: "language", Label: "In which language?", Kind: form.Suggest, Options: s.languageOptions(), Bind: func(f *ShareForm) any { return &f.Language }},
		{Name: "said", Label: "What did they say?", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *ShareForm) any { return &f.Said }},
		{Name: "until", Label: "Last day", Hint: "Leave empty to show it until somebody ends it", Kind: form.Date, Bind: func(f *ShareForm) any { return &f.Until }, Check: func(f *ShareForm) []fault.Field {
			if !f.Until.IsZero() && f.Until.Before(today) {
				return form.Say("The last day must be today or in the future")
			}
			return nil
		}},
	}
}

// Show shows parts of a file to an agency. It refuses where the person wants no
// contact with the police: they are asked, and what they say is recorded, first.
func (room *Room) Show(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, s ShareForm) (db.ID, error) {
	file, err := room.keeps(ctx, tx, actor, access.ShareJustice, id)
	if err != nil {
		return "", err
	}
	if file.Wish == Refused {
		return "", fault.Refuse("They want no contact with the police. Nothing of their file can be shown unless they say otherwise")
	}
	agencies, err := account.Agencies(ctx, tx, shareable...)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&s, room.shareQuestions(agencies, dayOf(tx)))...); err != nil {
		return "", err
	}
	share, grant, consent := tx.NewID(), tx.NewID(), tx.NewID()
	sealed, err := casefile.Seal(ctx, tx, id, casefile.Row("consent", consent), struct{ Said string }{s.Said})
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO consent (case_id, id, purpose, given, on_day, language, sealed, recorded_at, agency_id, compartments, how, recorded_by)
		VALUES ($1, $2, $3, TRUE, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, consent, showPurpose, dayOf(tx), s.Language, []byte(sealed), tx.Now(), s.Agency, int64(access.Identity|access.Justice), s.How, actor.Account); err != nil {
		return "", err
	}
	var until time.Time
	if !s.Until.IsZero() {
		until = s.Until.Add(1).Start()
	}
	if err := access.Give(ctx, tx, actor, access.Grant{ID: grant, Agency: db.ID(s.Agency), Case: id, Purpose: showPurpose, Compartments: access.Identity | access.Justice,
		LegalBasis: access.ByConsent, Consent: consent, Until: until}); err != nil {
		return "", err
	}
	var which []Part
	for _, code := range s.Parts {
		which = append(which, Part(code))
	}
	if _, err := tx.Exec(ctx, `INSERT INTO justice_share (id, case_id, agency_id, grant_id, parts, shared_at, shared_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		share, id, s.Agency, grant, joinParts(which), tx.Now(), actor.Account); err != nil {
		return "", err
	}
	return share, audit.Append(ctx, tx, actor, audit.Entry{Action: "show-justice-parts", Category: audit.Disclosure, Case: id, Subject: "justice share " + string(share), Why: showPurpose, Recipient: s.Agency,
		Change: map[string]any{"parts": s.Parts}})
}

// Hide ends that parts of a file are shown to an agency, at once.
func (room *Room) Hide(ctx context.Context, tx *db.Tx, actor account.Actor, id, share db.ID) error {
	if _, err := room.keeps(ctx, tx, actor, access.ShareJustice, id); err != nil {
		return err
	}
	var grant db.ID
	found, err := tx.Row(ctx, `SELECT grant_id FROM justice_share WHERE id = $1 AND case_id = $2`, []any{share, id}, &grant)
	if err != nil {
		return err
	}
	if !found {
		return fault.Missing()
	}
	if err := access.EndGrant(ctx, tx, actor, id, grant, "no longer needed"); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "hide-justice-parts", Category: audit.Alteration, Case: id, Subject: "justice share " + string(share), Why: showPurpose})
}

// sharesOf lists to whom parts of a file are and were shown, the latest first.
func sharesOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Share, error) {
	return db.All(ctx, tx, `SELECT s.id, s.case_id, g.name, s.parts, s.shared_at, a.name, s.grant_id, cg.until_at FROM justice_share s JOIN agency g ON g.id = s.agency_id
		JOIN case_grant cg ON cg.id = s.grant_id LEFT JOIN account a ON a.id = s.shared_by WHERE s.case_id = $1 ORDER BY s.id DESC`, []any{id}, func(s *Share, scan func(...any) error) error {
		var list string
		err := scan(&s.ID, &s.Case, &s.Agency, &list, db.Instant(&s.Since), db.Text(&s.By), &s.Grant, db.Instant(&s.Until))
		s.Parts, s.Live = splitParts(list), s.Until.IsZero() || s.Until.After(tx.Now())
		return err
	})
}

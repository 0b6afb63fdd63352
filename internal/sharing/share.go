package sharing

import (
	"context"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Where values are sealed: the case and these places.
const (
	placeGrant   = "case_grant"
	placeDenial  = "case_denial"
	placeConsent = "consent"
)

// ShareForm shares a case.
type ShareForm struct {
	Case   db.ID
	Agency db.ID
	// To is "agency", or "team", "post" or "person" with an identifier after a colon.
	To           string
	Compartments []string
	Purpose      string
	Basis        string
	Until        civil.Day // zero: until it is ended
	Reason       string
	Once         string
}

// Share puts compartments of a case within reach of another agency, or of a
// team, a post or a person, and tells them that there is something to see.
func (r *Room) Share(ctx context.Context, tx *db.Tx, actor account.Actor, form ShareForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.ShareCase, form.Case); err != nil {
			return "", err
		}
		grant, err := r.grantOf(ctx, tx, form)
		if err != nil {
			return "", err
		}
		if err := access.Give(ctx, tx, actor, grant); err != nil {
			return "", err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "share-case", Category: audit.Disclosure, Case: form.Case, Subject: "grant " + string(grant.ID),
			Why: form.Purpose, Recipient: "agency " + string(form.Agency), Change: grantChange(grant)}); err != nil {
			return "", err
		}
		return grant.ID, r.tellShared(ctx, tx, actor, grant)
	})
}

// grantChange is what the record keeps of a grant: nothing that names a person.
func grantChange(grant access.Grant) map[string]any {
	kind, holder := grant.Holder()
	return map[string]any{"kind": kind, "holder": holder, "agency": grant.Agency, "compartments": codes(grant.Compartments),
		"purpose": grant.Purpose, "legal_basis": grant.LegalBasis, "until": grant.Until}
}

// grantOf checks a form to share and makes the grant of it.
func (r *Room) grantOf(ctx context.Context, tx *db.Tx, form ShareForm) (access.Grant, error) {
	grant := access.Grant{ID: tx.NewID(), Agency: form.Agency, Case: form.Case, Purpose: form.Purpose,
		Compartments: compartments(form.Compartments), LegalBasis: form.Basis, Until: endOf(form.Until)}
	today := civil.DayOf(tx.Now())
	var wrong []fault.Field
	say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
	agency, known, err := agencyOf(ctx, tx, form.Agency)
	if err != nil {
		return grant, err
	}
	if !known || agency.Suspended {
		say("agency", "Choose an agency")
	}
	if !toHolder(&grant, form.To) {
		say("to", "Choose who in the agency")
	}
	if grant.Compartments == 0 {
		say("compartments", "Choose at least one part of the case")
	}
	if purpose, listed := r.Lists.SharingPurposes.ByCode(form.Purpose); !listed || purpose.Group != "share" || !purpose.InUse(today) {
		say("purpose", "Choose what it is shared for")
	}
	if basis, listed := r.Lists.LegalBases.ByCode(form.Basis); !listed || basis.Group == "service" || !basis.InUse(today) {
		say("basis", "Choose the legal basis")
	}
	if !form.Until.IsZero() && form.Until.Before(today) {
		say("until", "The last day must be today or in the future")
	}
	if strings.TrimSpace(form.Reason) == "" {
		say("reason", "Enter why this is shared")
	}
	if len(wrong) > 0 {
		return grant, fault.Mend(wrong...)
	}
	if form.Basis == access.ByConsent {
		if grant.Consent, err = r.consentFor(ctx, tx, form); err != nil {
			return grant, err
		}
	}
	grant.Sealed, err = casefile.Seal(ctx, tx, form.Case, casefile.Row(placeGrant, grant.ID), strings.TrimSpace(form.Reason))
	return grant, err
}

// consentFor finds the consent that carries a share.
func (r *Room) consentFor(ctx context.Context, tx *db.Tx, form ShareForm) (db.ID, error) {
	young, err := underEighteen(ctx, tx, form.Case)
	if err != nil {
		return "", err
	}
	if young {
		return "", fault.Wrong("basis", "The person is or may be under 18, so sharing cannot rest on their consent. Choose another legal basis")
	}
	ledger, err := agreements(ctx, tx, form.Case)
	for _, line := range ledger {
		if line.Covers(form.Agency, form.Purpose, compartments(form.Compartments)) {
			return line.ID, err
		}
	}
	if err == nil {
		err = fault.Wrong("basis", "The ledger has no consent to share these parts with this agency for this purpose. Record it first, or choose another legal basis")
	}
	return "", err
}

// toHolder reads to whom a form shares; false where it names nobody.
func toHolder(grant *access.Grant, to string) bool {
	kind, text, _ := strings.Cut(to, ":")
	if access.Kind(kind) == access.ToAgency {
		return text == ""
	}
	id, ok := db.ParseID(text)
	switch access.Kind(kind) {
	case access.ToTeam:
		grant.Team = id
	case access.ToPost:
		grant.Post = id
	case access.ToPerson:
		grant.Account = id
	default:
		return false
	}
	return ok
}

// EndForm ends a share; ExtendForm gives it another last day.
type (
	EndForm struct {
		Case, Grant db.ID
		Once        string
	}
	ExtendForm struct {
		Case, Grant db.ID
		Until       civil.Day // zero: until it is ended
		Once        string
	}
)

// EndShare ends a share that somebody gave by hand, at once.
func (r *Room) EndShare(ctx context.Context, tx *db.Tx, actor account.Actor, form EndForm) error {
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if _, err := r.shareOf(ctx, tx, actor, form.Case, form.Grant); err != nil {
			return "", err
		}
		if err := access.EndGrant(ctx, tx, actor, form.Case, form.Grant, "ended"); err != nil {
			return "", err
		}
		return form.Grant, audit.Append(ctx, tx, actor, audit.Entry{Action: "end-share", Category: audit.Alteration, Case: form.Case, Subject: "grant " + string(form.Grant), Why: "sharing"})
	})
	return err
}

// Extend gives a share another last day.
func (r *Room) Extend(ctx context.Context, tx *db.Tx, actor account.Actor, form ExtendForm) error {
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		before, err := r.shareOf(ctx, tx, actor, form.Case, form.Grant)
		if err != nil {
			return "", err
		}
		if !form.Until.IsZero() && form.Until.Before(civil.DayOf(tx.Now())) {
			return "", fault.Wrong("until", "The last day must be today or in the future")
		}
		done, err := access.Extend(ctx, tx, form.Case, form.Grant, endOf(form.Until))
		if err != nil || !done {
			return "", orMissing(err)
		}
		return form.Grant, audit.Append(ctx, tx, actor, audit.Entry{Action: "extend-share", Category: audit.Disclosure, Case: form.Case, Subject: "grant " + string(form.Grant),
			Why: before.Purpose, Change: map[string]any{"before": lastDay(before.Until), "after": form.Until}})
	})
	return err
}

// shareOf finds a share that the actor may change; one that is over, or follows
// from a rule of the service, is missing.
func (r *Room) shareOf(ctx context.Context, tx *db.Tx, actor account.Actor, id, grant db.ID) (Holding, error) {
	if err := access.Case(ctx, tx, actor, access.ShareCase, id); err != nil {
		return Holding{}, err
	}
	all, err := holdings(ctx, tx, id)
	for _, h := range all {
		if h.ID == grant && !h.Over(tx.Now()) && h.Manual(r.Lists) {
			return h, err
		}
	}
	return Holding{}, orMissing(err)
}

func orMissing(err error) error {
	if err != nil {
		return err
	}
	return fault.Missing()
}

// once runs a command at most once for a key of an actor.
func once(ctx context.Context, tx *db.Tx, actor account.Actor, key string, command func() (db.ID, error)) (db.ID, error) {
	text, err := tx.Once(ctx, "sharing "+string(actor.Account), key, func() (string, error) {
		id, err := command()
		return string(id) + ".", err
	})
	if err == nil && text == "" {
		return "", fault.Stale(nil, nil) // the same key is on its way in another transaction
	}
	return db.ID(strings.TrimSuffix(text, ".")), err
}

// underEighteen reports whether a person is, or may be, under 18.
func underEighteen(ctx context.Context, tx *db.Tx, id db.ID) (bool, error) {
	var group string
	if _, err := tx.Row(ctx, `SELECT age_group FROM case_file WHERE id = $1`, []any{id}, &group); err != nil {
		return true, fmt.Errorf("the age group of a case: %w", err)
	}
	return casefile.TreatedAsChild(group), nil
}

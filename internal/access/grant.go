package access

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/reference"
)

// Kind says what holds a grant or is denied.
type Kind string

// The kinds of holder.
const (
	ToAgency Kind = "agency" // everybody in it whose role allows an action
	ToTeam   Kind = "team"   // whoever is in it at the time
	ToPost   Kind = "post"   // whoever is on duty at it at the time
	ToPerson Kind = "person"
)

// Grant puts compartments of one case within reach of an agency, or of a team,
// a post or one person in it, for a purpose, on a legal basis and for a time.
type Grant struct {
	ID     db.ID // made by Give where it is empty
	Agency db.ID
	Case   db.ID
	// At most one of these; where none is named, the grant is everybody's in the
	// agency whose role allows it.
	Team, Post, Account db.ID
	Purpose             string
	Compartments        Compartments
	LegalBasis          string    // a code of the reference list legal-bases
	Consent             db.ID     // that it rests on, where the basis is ByConsent
	From                time.Time // zero: now
	Until               time.Time // zero: until it is ended
	// Sealed is why, as casefile.Seal sealed it for the case; nil where the
	// purpose and basis say it all.
	Sealed []byte
}

// ByConsent is the legal basis of what the person agreed to; it ends with it.
const ByConsent = "consent"

// Emergency is the legal basis and the purpose of what somebody opened without
// being granted it, to protect life.
const Emergency = "emergency"

// Holder is who has the grant.
func (g Grant) Holder() (Kind, db.ID) {
	switch {
	case g.Account != "":
		return ToPerson, g.Account
	case g.Post != "":
		return ToPost, g.Post
	case g.Team != "":
		return ToTeam, g.Team
	}
	return ToAgency, g.Agency
}

// Give stores a grant. One to the same holder on the same case for the same
// purpose is replaced. A basis that the list does not have, a holder that is not
// of the agency, and a consent that does not cover the grant are errors: the
// room that gives it asks first and tells the person what to mend.
func Give(ctx context.Context, tx *db.Tx, actor account.Actor, grant Grant) error {
	if grant.From.IsZero() {
		grant.From = tx.Now()
	}
	if err := grant.check(ctx, tx); err != nil {
		return err
	}
	kind, holder := grant.Holder()
	watch, err := watchIdentity(ctx, tx, grant.Case, grant.Agency)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE case_grant SET until_at = $5, ended_by = $6, ended_why = 'replaced'
		WHERE case_id = $1 AND holder = $2 AND kind = $3 AND purpose = $4 AND (until_at IS NULL OR until_at > $5)`,
		grant.Case, holder, kind, grant.Purpose, tx.Now(), actor.Account); err != nil {
		return err
	}
	if grant.ID == "" {
		grant.ID = tx.NewID()
	}
	var consent any
	if grant.Consent != "" {
		consent = grant.Consent
	}
	if _, err := tx.Exec(ctx, `INSERT INTO case_grant (id, case_id, kind, holder, agency_id, purpose, compartments, legal_basis, consent_id, sealed,
		from_at, until_at, granted_at, granted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		grant.ID, grant.Case, kind, holder, grant.Agency, grant.Purpose, int64(grant.Compartments), grant.LegalBasis, consent, grant.Sealed,
		grant.From, grant.Until, tx.Now(), actor.Account); err != nil {
		return err
	}
	return watch.tell(ctx, tx)
}

// check holds a grant against what it says of others.
func (g Grant) check(ctx context.Context, tx *db.Tx) error {
	basis, listed := reference.Default().LegalBases.ByCode(g.LegalBasis)
	named := 0
	for _, id := range []db.ID{g.Team, g.Post, g.Account} {
		if id != "" {
			named++
		}
	}
	switch {
	case g.Agency == "" || g.Case == "" || g.Purpose == "" || g.Compartments == 0 || g.Compartments&^every != 0 || named > 1:
		return fmt.Errorf("access: a grant needs an agency, a case, a purpose and compartments, and one holder at most: %+v", g)
	case !listed || !basis.InUse(civil.DayOf(tx.Now())):
		return fmt.Errorf("access: %q is no code of the list legal-bases", g.LegalBasis)
	case !g.Until.IsZero() && !g.Until.After(g.From):
		return fault.Wrong("until", "The end must be after the start")
	case (g.LegalBasis == ByConsent) != (g.Consent != ""):
		return fmt.Errorf("access: a grant by consent, and no other, names the consent that it rests on")
	}
	if named == 1 {
		if ours, err := g.holderIsOfAgency(ctx, tx); err != nil || !ours {
			return orMissing(err)
		}
	}
	if g.Consent == "" {
		return nil
	}
	var agreed Compartments
	found, err := tx.Row(ctx, `SELECT compartments FROM consent WHERE id = $1 AND case_id = $2 AND agency_id = $3 AND purpose = $4 AND given AND withdrawn_at IS NULL`,
		[]any{g.Consent, g.Case, g.Agency, g.Purpose}, &agreed)
	if err == nil && (!found || g.Compartments&^agreed != 0) {
		err = fault.Refuse("The person has not agreed to share this for this purpose with this agency")
	}
	return err
}

func (g Grant) holderIsOfAgency(ctx context.Context, tx *db.Tx) (bool, error) {
	switch {
	case g.Account != "":
		return account.ConfirmPerson(ctx, tx, g.Agency, g.Account)
	case g.Post != "":
		return account.ConfirmPost(ctx, tx, g.Agency, g.Post)
	}
	return account.ConfirmTeam(ctx, tx, g.Agency, g.Team)
}

func orMissing(err error) error {
	if err != nil {
		return err
	}
	return fault.Missing()
}

// End ends the grants on a case for a purpose of an agency and of everybody in
// it, at once.
func End(ctx context.Context, tx *db.Tx, caseID, agency db.ID, purpose string) error {
	return end(ctx, tx, account.Actor{}, "no longer needed", caseID, `agency_id = $3 AND purpose = $4`, agency, purpose)
}

// EndAll ends every agency's grants on a case for a purpose, at once.
func EndAll(ctx context.Context, tx *db.Tx, caseID db.ID, purpose string) error {
	return end(ctx, tx, account.Actor{}, "no longer needed", caseID, `purpose = $3`, purpose)
}

// EndEvery ends every grant on a case, at once: its record was removed.
func EndEvery(ctx context.Context, tx *db.Tx, caseID db.ID, why string) error {
	return end(ctx, tx, account.Actor{}, why, caseID, `TRUE`)
}

// EndGrant ends one grant on a case, at once. why is a code that names nobody.
func EndGrant(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, grant db.ID, why string) error {
	return end(ctx, tx, actor, why, caseID, `id = $3`, grant)
}

// EndConsented ends every grant on a case that rests on a consent, at once.
func EndConsented(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, consent db.ID) error {
	return end(ctx, tx, actor, "consent withdrawn", caseID, `consent_id = $3`, consent)
}

// end ends the grants on a case that a condition on case_grant selects, whose
// placeholders start at $3.
func end(ctx context.Context, tx *db.Tx, actor account.Actor, why string, caseID db.ID, condition string, args ...any) error {
	args = append([]any{caseID, tx.Now()}, args...)
	condition = `case_id = $1 AND (until_at IS NULL OR until_at > $2) AND ` + condition
	agencies, err := db.All(ctx, tx, `SELECT DISTINCT agency_id FROM case_grant WHERE `+condition, args,
		func(id *db.ID, scan func(...any) error) error { return scan(id) })
	if err != nil || len(agencies) == 0 {
		return err
	}
	watch, err := watchIdentity(ctx, tx, caseID, agencies...)
	if err != nil {
		return err
	}
	query := fmt.Sprintf(`UPDATE case_grant SET until_at = $2, ended_by = $%d, ended_why = $%d WHERE `, len(args)+1, len(args)+2) + condition
	if _, err := tx.Exec(ctx, query, append(args, actor.Account, why)...); err != nil {
		return err
	}
	return watch.tell(ctx, tx)
}

// Extend gives a grant on a case that is not over another end (zero: until it is
// ended); false where there is none such.
func Extend(ctx context.Context, tx *db.Tx, caseID, grant db.ID, until time.Time) (bool, error) {
	if !until.IsZero() && !until.After(tx.Now()) {
		return false, fault.Wrong("until", "The end must be in the future")
	}
	changed, err := tx.Exec(ctx, `UPDATE case_grant SET until_at = $3 WHERE id = $1 AND case_id = $2 AND (until_at IS NULL OR until_at > $4)`,
		grant, caseID, until, tx.Now())
	return changed == 1, err
}

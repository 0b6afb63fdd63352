package account

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// authorityRoles are held in competent authorities alone.
var authorityRoles = []Role{TriageOfficer, DecisionMaker, SecondReader, AuthorityManager, PanelMember}

// RolesFor lists the roles that the administrator of an agency of a kind can
// give. System administrators are made by the command line alone.
func RolesFor(kind Kind) []Role {
	var open []Role
	for _, known := range Roles {
		switch {
		case known.Role == SystemAdministrator:
		case slices.Contains(authorityRoles, known.Role) && kind != CompetentAuthority:
		case known.Role == Statistician && kind != CompetentAuthority && kind != Government:
		default:
			open = append(open, known.Role)
		}
	}
	return open
}

// SoundRoles reports whether somebody may have these roles together: a system
// administrator reads no content, so they have no role beside it.
func SoundRoles(roles []Role) bool {
	return !slices.Contains(roles, SystemAdministrator) || len(roles) == 1
}

const personColumns = `a.id, a.agency_id, a.name, a.email, (SELECT string_agg(r.role, ' ') FROM account_role r WHERE r.account_id = a.id), a.suspended_at IS NOT NULL,
	EXISTS (SELECT 1 FROM invitation i WHERE i.account_id = a.id), a.seen_at FROM account a`

func scanPerson(p *Person, scan func(...any) error) error {
	var roles string
	err := scan(&p.ID, &p.Agency, &p.Name, &p.Email, db.Text(&roles), &p.Suspended, &p.Invited, db.Instant(&p.Seen))
	p.Roles = splitRoles(roles)
	return err
}

// People lists the people of an agency by name, the suspended too: those whose
// name or e-mail address holds the words asked for.
func People(ctx context.Context, tx *db.Tx, agency db.ID, asked string) ([]Person, error) {
	return db.All(ctx, tx, `SELECT `+personColumns+` WHERE a.agency_id = $1 AND (lower(a.name) LIKE $2 ESCAPE '\' OR a.email LIKE $2 ESCAPE '\') ORDER BY a.name, a.id`,
		[]any{agency, containing(asked)}, scanPerson)
}

// containing is the pattern of texts that hold some words.
func containing(asked string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(strings.TrimSpace(asked))) + "%"
}

// PersonOf gives one person of an agency; false where it has none such.
func PersonOf(ctx context.Context, tx *db.Tx, agency, id db.ID) (p Person, found bool, err error) {
	people, err := db.All(ctx, tx, `SELECT `+personColumns+` WHERE a.agency_id = $1 AND a.id = $2`, []any{agency, id}, scanPerson)
	if len(people) == 0 || err != nil {
		return p, false, err
	}
	return people[0], true, nil
}

// Suspend stops an account at once: its sessions end, its tokens are revoked and
// an invitation or a way back in is over.
func Suspend(ctx context.Context, tx *db.Tx, id db.ID) error {
	for _, statement := range []string{
		`UPDATE account SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NULL`,
		`DELETE FROM session WHERE account_id = $1 AND $2 = $2`,
		`DELETE FROM invitation WHERE account_id = $1 AND $2 = $2`,
		`UPDATE recovery SET ended_at = $2, ended = 'suspended' WHERE account_id = $1 AND ended_at IS NULL`,
	} {
		if _, err := tx.Exec(ctx, statement, id, tx.Now()); err != nil {
			return err
		}
	}
	return revokeTokens(ctx, tx, id)
}

// Restore lets a suspended person in again, as they signed in before; their
// tokens stay revoked.
func Restore(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE account SET suspended_at = NULL WHERE id = $1`, id)
	return err
}

// SetRoles gives somebody these roles and no others, and ends their sessions, so
// that nothing goes on that was opened with the roles from before.
func SetRoles(ctx context.Context, tx *db.Tx, id db.ID, roles []Role) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_role WHERE account_id = $1`, id); err != nil {
		return err
	}
	for _, role := range roles {
		if _, err := tx.Exec(ctx, `INSERT INTO account_role (account_id, role) VALUES ($1, $2)`, id, role); err != nil {
			return err
		}
	}
	return EndSessions(ctx, tx, id, "")
}

// AgencyOf gives an agency; false where there is none such.
func AgencyOf(ctx context.Context, tx *db.Tx, id db.ID) (agency Agency, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT id, name, kind, jurisdiction, suspended_at IS NOT NULL FROM agency WHERE id = $1`,
		[]any{id}, &agency.ID, &agency.Name, &agency.Kind, &agency.Jurisdiction, &agency.Suspended)
	return agency, found, err
}

// SuspendAgency stops every account of an agency at once, without changing any
// of them: Load gives none of its people, and their sessions end. RestoreAgency
// lets them sign in again.
func SuspendAgency(ctx context.Context, tx *db.Tx, id db.ID) error {
	if _, err := tx.Exec(ctx, `UPDATE agency SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NULL`, id, tx.Now()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE agency_id = $1)`, id)
	return err
}

// RestoreAgency lets the people of a suspended agency sign in again.
func RestoreAgency(ctx context.Context, tx *db.Tx, id db.ID) error {
	_, err := tx.Exec(ctx, `UPDATE agency SET suspended_at = NULL WHERE id = $1`, id)
	return err
}

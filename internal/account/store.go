package account

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// AddAgency stores a new agency.
func AddAgency(ctx context.Context, tx *db.Tx, agency Agency) (db.ID, error) {
	if agency.ID == "" {
		agency.ID = tx.NewID()
	}
	_, err := tx.Exec(ctx, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ($1, $2, $3, $4)`,
		agency.ID, agency.Name, agency.Kind, agency.Jurisdiction)
	return agency.ID, err
}

// FindAgency finds an agency by its exact name.
func FindAgency(ctx context.Context, tx *db.Tx, name string) (agency Agency, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT id, name, kind, jurisdiction, suspended_at IS NOT NULL FROM agency WHERE name = $1`,
		[]any{name}, &agency.ID, &agency.Name, &agency.Kind, &agency.Jurisdiction, &agency.Suspended)
	return agency, found, err
}

// Agencies lists the agencies of some kinds (of all, where none is named) by name.
func Agencies(ctx context.Context, tx *db.Tx, kinds ...Kind) ([]Agency, error) {
	query, args := `SELECT id, name, kind, jurisdiction, suspended_at IS NOT NULL FROM agency`, []any{}
	if len(kinds) > 0 {
		query += ` WHERE kind IN (` + db.Marks(1, len(kinds)) + `)`
		for _, kind := range kinds {
			args = append(args, kind)
		}
	}
	return db.All(ctx, tx, query+` ORDER BY name`, args, func(a *Agency, scan func(...any) error) error {
		return scan(&a.ID, &a.Name, &a.Kind, &a.Jurisdiction, &a.Suspended)
	})
}

// NewAccount is what it takes to add somebody. PasswordHash comes from
// HashPassword, which is slow and so runs before the transaction.
type NewAccount struct {
	Agency       db.ID
	Email, Name  string
	PasswordHash string
	TOTPSecret   string
	Roles        []Role
}

// AddAccount stores a new account with its roles.
func AddAccount(ctx context.Context, tx *db.Tx, account NewAccount) (db.ID, error) {
	id := tx.NewID()
	sealed, err := sealSecret(ctx, tx, id, totpPlace, account.TOTPSecret)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO account (id, agency_id, email, name, password_hash, totp_sealed, totp_step, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		id, account.Agency, FoldEmail(account.Email), account.Name, account.PasswordHash, sealed, tx.Now())
	if err != nil {
		return "", err
	}
	for _, role := range account.Roles {
		if _, err := tx.Exec(ctx, `INSERT INTO account_role (account_id, role) VALUES ($1, $2)`, id, role); err != nil {
			return "", err
		}
	}
	return id, nil
}

// FoldEmail gives the one form in which an e-mail address is kept and compared.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// actorColumns are the columns that scanActor reads.
const actorColumns = `a.id, a.name, a.email, g.id, g.name, g.kind, g.jurisdiction,
	(SELECT string_agg(r.role, ' ') FROM account_role r WHERE r.account_id = a.id)`

func scanActor(actor *Actor, roles *string) []any {
	return []any{&actor.Account, &actor.Name, &actor.Email, &actor.Agency, &actor.AgencyName, &actor.AgencyKind,
		&actor.Jurisdiction, db.Text(roles)}
}

func splitRoles(text string) []Role {
	var roles []Role
	for _, name := range strings.Fields(text) {
		roles = append(roles, Role(name))
	}
	return roles
}

// Load gives the actor that an account is, or false where there is none or it
// or its agency is suspended.
func Load(ctx context.Context, tx *db.Tx, id db.ID) (actor Actor, found bool, err error) {
	var roles string
	found, err = tx.Row(ctx, `SELECT `+actorColumns+` FROM account a JOIN agency g ON g.id = a.agency_id
		WHERE a.id = $1 AND a.suspended_at IS NULL AND g.suspended_at IS NULL`, []any{id}, scanActor(&actor, &roles)...)
	actor.Roles = splitRoles(roles)
	return actor, found, err
}

// LoadByEmail is Load by e-mail address. Whether there is such an account is for
// those to know who may name its person.
func LoadByEmail(ctx context.Context, tx *db.Tx, email string) (actor Actor, found bool, err error) {
	var id db.ID
	found, err = tx.Row(ctx, `SELECT id FROM account WHERE email = $1`, []any{FoldEmail(email)}, &id)
	if err != nil || !found {
		return actor, false, err
	}
	return Load(ctx, tx, id)
}

// Colleagues lists the people of an agency by name, those with one of the roles
// where roles are named. Suspended people are left out.
func Colleagues(ctx context.Context, tx *db.Tx, agency db.ID, roles ...Role) ([]Person, error) {
	people, err := db.All(ctx, tx, `SELECT a.id, a.agency_id, a.name, a.email,
		(SELECT string_agg(r.role, ' ') FROM account_role r WHERE r.account_id = a.id)
		FROM account a WHERE a.agency_id = $1 AND a.suspended_at IS NULL ORDER BY a.name`, []any{agency},
		func(p *Person, scan func(...any) error) error {
			var roles string
			err := scan(&p.ID, &p.Agency, &p.Name, &p.Email, db.Text(&roles))
			p.Roles = splitRoles(roles)
			return err
		})
	if err != nil || len(roles) == 0 {
		return people, err
	}
	var able []Person
	for _, person := range people {
		if (Actor{Roles: person.Roles}).Has(roles...) {
			able = append(able, person)
		}
	}
	return able, nil
}

// Names gives the names of people by account, for lists that show who did something.
func Names(ctx context.Context, tx *db.Tx, ids []db.ID) (map[db.ID]string, error) {
	names := map[db.ID]string{}
	if len(ids) == 0 {
		return names, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err := tx.Each(ctx, `SELECT id, name FROM account WHERE id IN (`+db.Marks(1, len(ids))+`)`, args,
		func(scan func(...any) error) error {
			var id db.ID
			var name string
			err := scan(&id, &name)
			names[id] = name
			return err
		})
	return names, err
}

// Clean removes what no longer matters of signing in; a job calls it.
func Clean(ctx context.Context, tx *db.Tx) error {
	for _, table := range []string{"session", "ceremony", "known_device", "invitation"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE expires_at < $1`, tx.Now()); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `DELETE FROM sign_in_failure WHERE at < $1`, tx.Now().Add(-24*time.Hour))
	return err
}

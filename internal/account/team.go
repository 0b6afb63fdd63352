package account

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Team is some people of one agency who work together. A case that is shared
// with a team is within reach of whoever is in it at the time.
type Team struct {
	ID      db.ID
	Agency  db.ID
	Name    string
	About   string
	Made    time.Time
	Closed  time.Time // zero while it is there
	Members int       // now
}

// Membership is one person's time in a team.
type Membership struct {
	ID     db.ID
	Team   db.ID
	Person Person
	From   time.Time
	Until  time.Time // zero: until it is ended
}

// Live reports whether the membership counts at a time.
func (m Membership) Live(at time.Time) bool {
	return !m.From.After(at) && (m.Until.IsZero() || m.Until.After(at))
}

// AddTeam stores a new team of an agency. A name that the agency has already
// used for a team is a duplicate.
func AddTeam(ctx context.Context, tx *db.Tx, team Team) (db.ID, error) {
	id := tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO team (id, agency_id, name, about, made_at) VALUES ($1, $2, $3, $4, $5)`,
		id, team.Agency, team.Name, team.About, tx.Now())
	return id, err
}

// ChangeTeam gives an agency's team another name and description; false where
// the agency has no such team.
func ChangeTeam(ctx context.Context, tx *db.Tx, team Team) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE team SET name = $3, about = $4 WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`,
		team.ID, team.Agency, team.Name, team.About)
	return changed == 1, err
}

// CloseTeam ends a team of an agency and, with it, everybody's reach through it;
// false where the agency has no such team.
func CloseTeam(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE team SET closed_at = $3 WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`, id, agency, tx.Now())
	return changed == 1, err
}

const teamColumns = `t.id, t.agency_id, t.name, t.about, t.made_at, t.closed_at,
	(SELECT count(*) FROM team_member m JOIN account a ON a.id = m.account_id
		WHERE m.team_id = t.id AND a.suspended_at IS NULL AND m.from_at <= $2 AND (m.until_at IS NULL OR m.until_at > $2)) FROM team t`

func scanTeam(t *Team, scan func(...any) error) error {
	return scan(&t.ID, &t.Agency, &t.Name, &t.About, db.Instant(&t.Made), db.Instant(&t.Closed), &t.Members)
}

// Teams lists the teams of an agency by name, those that are closed last.
func Teams(ctx context.Context, tx *db.Tx, agency db.ID) ([]Team, error) {
	return db.All(ctx, tx, `SELECT `+teamColumns+` WHERE t.agency_id = $1
		ORDER BY CASE WHEN t.closed_at IS NULL THEN 0 ELSE 1 END, t.name`, []any{agency, tx.Now()}, scanTeam)
}

// FindTeam reads one team of an agency; false where it has none such.
func FindTeam(ctx context.Context, tx *db.Tx, agency, id db.ID) (Team, bool, error) {
	found, err := db.All(ctx, tx, `SELECT `+teamColumns+` WHERE t.id = $1 AND t.agency_id = $3`, []any{id, tx.Now(), agency}, scanTeam)
	if err != nil || len(found) == 0 {
		return Team{}, false, err
	}
	return found[0], true, nil
}

// Join puts somebody into a team from a time on (zero: from now), until a time
// (zero: until it is ended).
func Join(ctx context.Context, tx *db.Tx, team, person db.ID, from, until time.Time) (db.ID, error) {
	id := tx.NewID()
	if from.IsZero() {
		from = tx.Now()
	}
	_, err := tx.Exec(ctx, `INSERT INTO team_member (id, team_id, account_id, from_at, until_at) VALUES ($1, $2, $3, $4, $5)`,
		id, team, person, from, until)
	return id, err
}

// Leave ends somebody's time in a team, at once; false where they are not in it.
func Leave(ctx context.Context, tx *db.Tx, team, membership db.ID) (bool, error) {
	changed, err := tx.Exec(ctx, `UPDATE team_member SET until_at = $3 WHERE id = $1 AND team_id = $2 AND (until_at IS NULL OR until_at > $3)`,
		membership, team, tx.Now())
	return changed == 1, err
}

// Members lists who is or will be in a team, and who was, by name.
func Members(ctx context.Context, tx *db.Tx, team db.ID) ([]Membership, error) {
	return db.All(ctx, tx, `SELECT m.id, m.team_id, m.from_at, m.until_at, a.id, a.agency_id, a.name, a.email, a.suspended_at IS NOT NULL
		FROM team_member m JOIN account a ON a.id = m.account_id WHERE m.team_id = $1 ORDER BY a.name, m.from_at`, []any{team},
		func(m *Membership, scan func(...any) error) error {
			return scan(&m.ID, &m.Team, db.Instant(&m.From), db.Instant(&m.Until), &m.Person.ID, &m.Person.Agency, &m.Person.Name, &m.Person.Email, &m.Person.Suspended)
		})
}

// ConfirmTeam reports whether an agency has a team that is not closed.
func ConfirmTeam(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	return exists(ctx, tx, `SELECT 1 FROM team WHERE id = $1 AND agency_id = $2 AND closed_at IS NULL`, id, agency)
}

// ConfirmPerson reports whether an agency has a person who may act.
func ConfirmPerson(ctx context.Context, tx *db.Tx, agency, id db.ID) (bool, error) {
	return exists(ctx, tx, `SELECT 1 FROM account WHERE id = $1 AND agency_id = $2 AND suspended_at IS NULL`, id, agency)
}

func exists(ctx context.Context, tx *db.Tx, query string, args ...any) (bool, error) {
	one := 0
	return tx.Row(ctx, query, args, &one)
}

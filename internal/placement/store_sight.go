package placement

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

const sightColumns = `s.id, s.case_id, s.placement_id, s.account_id, s.agency_id, s.inside, s.reason, s.sealed, s.hours, s.rule, s.asked_at, s.decided_at, s.decided_by,
	coalesce(s.agreed, FALSE), s.decision, s.from_at, s.until_at, s.ended_at, s.ended_by, s.ended_why, s.looks, s.looked_at, s.offered_by, a.name, g.name, d.name, o.name, c.reference
	FROM sight s JOIN case_file c ON c.id = s.case_id JOIN account a ON a.id = s.account_id JOIN agency g ON g.id = s.agency_id LEFT JOIN account d ON d.id = s.decided_by
	LEFT JOIN account o ON o.id = s.offered_by`

func scanSight(ctx context.Context, tx *db.Tx, s *Sight, scan func(...any) error) error {
	var words, decision []byte
	if err := scan(&s.ID, &s.Case, &s.Placement, &s.Account, &s.Agency, &s.Inside, &s.Reason, &words, &s.Hours, &s.Rule, db.Instant(&s.Asked), db.Instant(&s.Decided), db.Text((*string)(&s.DecidedBy)),
		&s.Agreed, &decision, db.Instant(&s.From), db.Instant(&s.Until), db.Instant(&s.Ended), db.Text((*string)(&s.EndedBy)), db.Text(&s.EndedWhy), &s.Looks, db.Instant(&s.Looked),
		db.Text((*string)(&s.OfferedBy)), &s.Who, &s.AgencyName, db.Text(&s.Decider), db.Text(&s.Offerer), &s.Reference); err != nil {
		return err
	}
	if err := casefile.OpenRow(ctx, tx, words, s.Case, sealedSight, s.ID, &s.Words); err != nil {
		return err
	}
	return casefile.OpenRow(ctx, tx, decision, s.Case, sealedAnswer, s.ID, &s.Decision)
}

func sights(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Sight, error) {
	return db.All(ctx, tx, `SELECT `+sightColumns+` WHERE `+where, args, func(s *Sight, scan func(...any) error) error { return scanSight(ctx, tx, s, scan) })
}

func loadSight(ctx context.Context, tx *db.Tx, id db.ID) (Sight, bool, error) {
	found, err := sights(ctx, tx, `s.id = $1`, id)
	if err != nil || len(found) == 0 {
		return Sight{}, false, err
	}
	return found[0], true, nil
}

// mostSights is how many sights a list shows.
const mostSights = 200

// ownSights lists what the actor asked to see and what was opened to them unasked,
// the latest first. An offer that waits, or was not agreed to, is the team's alone.
func ownSights(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Sight, error) {
	return sights(ctx, tx, `s.account_id = $1 AND s.agency_id = $2 AND (s.offered_by IS NULL OR s.agreed) ORDER BY s.id DESC LIMIT $3`, actor.Account, actor.Agency, mostSights)
}

// waitingSights lists what waits for the actor's placement team, the oldest first.
func waitingSights(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Sight, error) {
	if access.Role(actor, access.DecideSight) != nil {
		return nil, nil
	}
	visible, more := access.Visible(tx, actor, "s.case_id", access.Identity|access.Location, 3)
	args := append([]any{actor.Agency, mostSights}, more...)
	return sights(ctx, tx, `s.decided_at IS NULL AND s.ended_at IS NULL AND EXISTS (SELECT 1 FROM placement_file f WHERE f.case_id = s.case_id AND f.agency_id = $1)
		AND `+visible+` ORDER BY s.id LIMIT $2`, args...)
}

func insertSight(ctx context.Context, tx *db.Tx, s Sight) error {
	sealed, err := casefile.SealRow(ctx, tx, s.Case, sealedSight, s.ID, s.Words)
	if err != nil {
		return err
	}
	var agreed any
	if !s.Decided.IsZero() {
		agreed = s.Agreed
	}
	_, err = tx.Exec(ctx, `INSERT INTO sight (id, case_id, placement_id, account_id, agency_id, inside, reason, sealed, hours, rule, asked_at, decided_at, decided_by, agreed, from_at, until_at, looks, offered_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17)`,
		s.ID, s.Case, s.Placement, s.Account, s.Agency, s.Inside, s.Reason, sealed, s.Hours, s.Rule, s.Asked, s.Decided, db.Null(s.DecidedBy), agreed, s.From, s.Until, db.Null(s.OfferedBy))
	return err
}

// tellOne writes to one person, with a key that makes it one message.
func tellOne(ctx context.Context, tx *db.Tx, who account.Actor, key, subject, body string) error {
	words := page.In(page.English)
	return notify.Tell(ctx, tx, key, who.Email, words.Text(subject), words.Text(body))
}

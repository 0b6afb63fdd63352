package placement

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

const placeColumns = `l.id, l.reference, l.agency_id, l.version, l.kind, l.region, l.ages, l.gender, l.capacity, l.suits, l.closed_at, l.closed_why,
	(SELECT count(*) FROM placement p WHERE p.place_id = l.id AND p.ended_at IS NULL) FROM place l`

func scanPlace(p *Place, scan func(...any) error) error {
	var suits string
	err := scan(&p.ID, &p.Reference, &p.Agency, &p.Version, &p.Kind, &p.Region, &p.Ages, &p.Gender, &p.Capacity, &suits, db.Instant(&p.Closed), db.Text(&p.ClosedWhy), &p.Living)
	p.Suits = splitCodes(suits)
	return err
}

// Places lists the places of the actor's agency, the open ones first.
func places(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Place, error) {
	return db.All(ctx, tx, `SELECT `+placeColumns+` WHERE l.agency_id = $1 ORDER BY CASE WHEN l.closed_at IS NULL THEN 0 ELSE 1 END, l.reference`, []any{actor.Agency}, scanPlace)
}

// ownPlace reads a place of the actor's agency; another's is missing.
func ownPlace(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Place, error) {
	found, err := db.All(ctx, tx, `SELECT `+placeColumns+` WHERE l.id = $1 AND l.agency_id = $2`, []any{id, actor.Agency}, scanPlace)
	if err != nil {
		return Place{}, err
	}
	if len(found) == 0 {
		return Place{}, fault.Missing()
	}
	return found[0], nil
}

func putAddress(ctx context.Context, tx *db.Tx, actor account.Actor, place db.ID, address Address) error {
	sealed, err := casefile.SealRow(ctx, tx, place, sealedAddress, place, address)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO place_address (place_id, sealed, changed_at, changed_by) VALUES ($1, $2, $3, $4)
		ON CONFLICT (place_id) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		place, sealed, tx.Now(), actor.Account)
	return err
}

// openAddress opens the address of a place. Look, which shows it, has found that a
// sight of it is live and has recorded the look; secretsOf only holds it against what
// a pack would tell.
func openAddress(ctx context.Context, tx *db.Tx, place db.ID) (address Address, err error) {
	var sealed []byte
	found, err := tx.Row(ctx, `SELECT sealed FROM place_address WHERE place_id = $1`, []any{place}, &sealed)
	if err != nil {
		return address, err
	}
	if !found {
		return address, fault.Missing()
	}
	return address, casefile.OpenRow(ctx, tx, sealed, place, sealedAddress, place, &address)
}

// Keeper is somebody who looks after people at a place.
type Keeper struct {
	Account db.ID
	Agency  db.ID
	Name    string
	Of      string // their agency, by name
	From    time.Time
}

func keepers(ctx context.Context, tx *db.Tx, place db.ID) ([]Keeper, error) {
	return db.All(ctx, tx, `SELECT a.id, a.agency_id, a.name, g.name, k.from_at FROM place_keeper k JOIN account a ON a.id = k.account_id JOIN agency g ON g.id = a.agency_id
		WHERE k.place_id = $1 AND k.until_at IS NULL AND a.suspended_at IS NULL ORDER BY a.name`, []any{place}, func(k *Keeper, scan func(...any) error) error {
		return scan(&k.Account, &k.Agency, &k.Name, &k.Of, db.Instant(&k.From))
	})
}

// carers lists the people who could look after a place: carers of the actor's
// agency and of those that look after people for others.
func carers(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Keeper, error) {
	return db.All(ctx, tx, `SELECT a.id, a.agency_id, a.name, g.name FROM account a JOIN agency g ON g.id = a.agency_id JOIN account_role r ON r.account_id = a.id AND r.role = $1
		WHERE a.suspended_at IS NULL AND g.suspended_at IS NULL AND (g.id = $2 OR g.kind IN ($3, $4)) ORDER BY a.name`,
		[]any{account.Carer, actor.Agency, account.Provider, account.NGO}, func(k *Keeper, scan func(...any) error) error {
			return scan(&k.Account, &k.Agency, &k.Name, &k.Of)
		})
}

// residents are the cases of the people who live at a place now.
func residents(ctx context.Context, tx *db.Tx, place db.ID) ([]db.ID, error) {
	return db.All(ctx, tx, `SELECT case_id FROM placement WHERE place_id = $1 AND ended_at IS NULL ORDER BY case_id`, []any{place},
		func(id *db.ID, scan func(...any) error) error { return scan(id) })
}

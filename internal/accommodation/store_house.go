package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

const houseColumns = `h.id, h.reference, h.agency_id, h.place_id, h.version, h.name, h.region, h.sex, h.families, h.pregnancy, h.offers, h.languages, h.cover, h.state, h.capacity, h.taken, h.state_at`

func scanHouse(h *House, scan func(...any) error, more ...any) error {
	var offers, languages string
	err := scan(append([]any{&h.ID, &h.Reference, &h.Agency, &h.Place, &h.Version, &h.Name, &h.Region, &h.Sex, &h.Families, &h.Pregnancy, &offers, &languages, &h.Cover, &h.State, &h.Capacity, &h.Taken, db.Instant(&h.Since)}, more...)...)
	h.Offers, h.Languages = splitCodes(offers), splitCodes(languages)
	return err
}

func houses(ctx context.Context, tx *db.Tx, where string, args ...any) ([]House, error) {
	return db.All(ctx, tx, `SELECT `+houseColumns+` FROM house h WHERE `+where+` ORDER BY CASE h.state WHEN 'open' THEN 0 WHEN 'paused' THEN 1 ELSE 2 END, h.region, h.name`, args,
		func(h *House, scan func(...any) error) error { return scanHouse(h, scan) })
}

// loadHouse reads a house with its note.
func loadHouse(ctx context.Context, tx *db.Tx, id db.ID) (House, error) {
	found, err := db.All(ctx, tx, `SELECT `+houseColumns+`, h.sealed FROM house h WHERE h.id = $1`, []any{id}, func(h *House, scan func(...any) error) error {
		var sealed []byte
		if err := scanHouse(h, scan, &sealed); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, h.ID, sealedHouse, h.ID, &h.Note)
	})
	if err != nil {
		return House{}, err
	}
	if len(found) == 0 {
		return House{}, fault.Missing()
	}
	return found[0], nil
}

const bedColumns = `b.id, b.house_id, b.number, b.version, b.sleeps, b.offers, b.state, b.state_at, b.back_on`

func scanBed(b *Bed, scan func(...any) error, more ...any) error {
	var offers string
	err := scan(append([]any{&b.ID, &b.House, &b.Number, &b.Version, &b.Sleeps, &offers, &b.State, db.Instant(&b.Since), &b.BackOn}, more...)...)
	b.Offers = splitCodes(offers)
	return err
}

func beds(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Bed, error) {
	return db.All(ctx, tx, `SELECT `+bedColumns+` FROM bed b WHERE `+where+` ORDER BY b.house_id, b.number`, args, func(b *Bed, scan func(...any) error) error { return scanBed(b, scan) })
}

func loadBed(ctx context.Context, tx *db.Tx, id db.ID) (Bed, error) {
	found, err := beds(ctx, tx, `b.id = $1`, id)
	if err != nil {
		return Bed{}, err
	}
	if len(found) == 0 {
		return Bed{}, fault.Missing()
	}
	return found[0], nil
}

// takeBed puts a free bed of an open house into a state for so many people, if
// there is room for them. It is the one place where a house fills: the counts are
// changed and compared in one statement each, so two who act at once cannot both
// have the last place.
func takeBed(ctx context.Context, tx *db.Tx, bed Bed, people int, state string) error {
	people = min(people, bed.Sleeps)
	changed, err := tx.Exec(ctx, `UPDATE bed SET state = $2, state_at = $3, version = version + 1, back_on = NULL WHERE id = $1 AND state = 'free'`, bed.ID, state, tx.Now())
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Wrong("bed", "This bed is not free any more. Choose another")
	}
	changed, err = tx.Exec(ctx, `UPDATE house SET taken = taken + $2 WHERE id = $1 AND state = 'open' AND taken + $2 <= capacity`, bed.House, people)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Wrong("bed", "The house has no room for them any more. Choose another bed")
	}
	return nil
}

// leaveBed gives back a bed that was held or taken, in the state that follows.
func leaveBed(ctx context.Context, tx *db.Tx, bed, house db.ID, people int, state string) error {
	var sleeps int
	if _, err := tx.Row(ctx, `SELECT sleeps FROM bed WHERE id = $1`, []any{bed}, &sleeps); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE bed SET state = $2, state_at = $3, version = version + 1 WHERE id = $1`, bed, state, tx.Now()); err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE house SET taken = taken - $2 WHERE id = $1`, house, min(people, sleeps)))
}

// setBed puts a bed that nobody has into another state.
func setBed(ctx context.Context, tx *db.Tx, bed Bed, version int64, state string, back any) error {
	return fault.Touched(tx.Exec(ctx, `UPDATE bed SET state = $3, state_at = $4, back_on = $5, version = version + 1 WHERE id = $1 AND version = $2 AND state NOT IN ('held', 'taken')`,
		bed.ID, version, state, tx.Now(), back))
}

// desks lists the agencies that have a desk.
func desks(ctx context.Context, tx *db.Tx) ([]account.Agency, error) {
	return db.All(ctx, tx, `SELECT g.id, g.name FROM agency g WHERE g.suspended_at IS NULL AND EXISTS (SELECT 1 FROM account a JOIN account_role r ON r.account_id = a.id
		WHERE a.agency_id = g.id AND a.suspended_at IS NULL AND r.role = $1) ORDER BY g.name`, []any{account.AccommodationDesk},
		func(a *account.Agency, scan func(...any) error) error { return scan(&a.ID, &a.Name) })
}

package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// stayDays are where somebody was, the latest first.
func stayDays(ctx context.Context, tx *db.Tx, f File, stay db.ID) ([]dayRow, error) {
	return db.All(ctx, tx, `SELECT d.id, d.presence, d.at, d.back_at, d.sealed, coalesce(a.name, '') FROM stay_day d LEFT JOIN account a ON a.id = d.recorded_by WHERE d.stay_id = $1 ORDER BY d.id DESC LIMIT 30`, []any{stay},
		func(d *dayRow, scan func(...any) error) error {
			var id db.ID
			var sealed []byte
			if err := scan(&id, &d.Presence, db.Instant(&d.At), db.Instant(&d.Back), &sealed, &d.By); err != nil {
				return err
			}
			d.Presence = presences.Words(d.Presence)
			return casefile.OpenRow(ctx, tx, sealed, f.owner(), sealedDay, id, &d.Words)
		})
}

// living are the people of a house, by bed: who lives there and who is expected.
type living struct {
	Stay Stay
	File File
}

// livingIn are those who have a bed in a house now, with their files.
func livingIn(ctx context.Context, tx *db.Tx, house db.ID) ([]living, error) {
	stays, err := db.All(ctx, tx, `SELECT `+stayColumns+` WHERE s.house_id = $1 AND s.ended_at IS NULL ORDER BY b.number`, []any{house}, func(s *Stay, scan func(...any) error) error {
		var sealed []byte
		return scanStay(s, &sealed, scan)
	})
	if err != nil {
		return nil, err
	}
	var people []living
	for _, stay := range stays {
		file, _, err := loadFile(ctx, tx, stay.File)
		if err != nil {
			return nil, err
		}
		people = append(people, living{Stay: stay, File: file})
	}
	return people, nil
}

package dbtest

import (
	"context"
	"errors"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Settled waits until the database of a running program has no job that is due:
// what the program was asked to do is then done. address is empty for SQLite in
// the data folder.
func Settled(ctx context.Context, folder, address string) (err error) {
	if address == "" {
		address = db.URL(folder)
	}
	d, err := db.Open(ctx, address, time.Now, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for {
		var due int
		err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := tx.Row(ctx, `SELECT count(*) FROM job WHERE due_at <= $1 AND NOT dead`, []any{tx.Now()}, &due)
			return err
		})
		if err != nil || due == 0 {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

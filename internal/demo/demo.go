package demo

import (
	"context"

	"github.com/havenward/havenward/internal/db"
)

// Fill makes the demonstration where the database is empty, and leaves a
// database with anybody in it alone.
func Fill(ctx context.Context, d *db.Database) error {
	fresh, err := empty(ctx, d)
	if err != nil || !fresh {
		return err
	}
	return addPeople(ctx, d)
}

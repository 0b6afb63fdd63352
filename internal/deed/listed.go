package deed

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// Listed records that somebody looked at a list of people, and why, then reads it:
// what cannot be recorded is not shown.
func Listed(ctx context.Context, d *db.Database, actor account.Actor, action, why string, read func(tx *db.Tx) error) error {
	if err := d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Subject: "list", Why: why})
	}); err != nil {
		return err
	}
	return d.Read(ctx, read)
}

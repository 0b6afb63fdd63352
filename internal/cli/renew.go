package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/site"
)

// KeysRenew gives one case new keys and seals all of it anew.
type KeysRenew struct {
	Reference string `arg:"" help:"Reference of the case."`
	Reason    string `help:"Why; it is kept sealed in the record of what was done. Not needed to go on with a renewal that was broken off."`
}

// Run renews the keys, or goes on where it was broken off.
func (c *KeysRenew) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	var id db.ID
	err = d.Write(ctx, func(tx *db.Tx) error {
		found, under := false, false
		if id, found, err = casefile.ByReference(ctx, tx, c.Reference); err == nil && !found {
			err = fmt.Errorf("there is no case %q", c.Reference)
		}
		if err == nil {
			under, err = seal.Retired(ctx, tx, id)
		}
		if err != nil || under {
			return err
		}
		if c.Reason == "" {
			return fault.Refuse("Say why with --reason")
		}
		return casefile.RenewKey(ctx, tx, account.System(account.Command), id, c.Reason)
	})
	if err != nil {
		return spoken(err)
	}
	if err := casefile.Reseal(ctx, d, site.SealedColumns(), id, func(done int) { fmt.Fprintf(os.Stderr, "%d values\r", done) }); err != nil {
		return fmt.Errorf("%w; nothing is lost: run the command again to go on", err)
	}
	fmt.Printf("%s is sealed under new keys, and the keys before are gone from the database. Backups from before still hold them, wrapped.\n", c.Reference)
	return nil
}

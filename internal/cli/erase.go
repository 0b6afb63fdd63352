package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// Erase removes the record of one closed case at the order of a court or on
// request, when its time is not over yet. Whoever runs it has the root key, and
// so could read everything; what is due by its rule goes through two people in
// the room of records.
type Erase struct {
	Reference string `arg:"" help:"Reference of the case."`
	Reason    string `required:"" help:"Why; it is kept sealed in the record of what was done."`
	Yes       bool   `help:"Erase it. Without this nothing is done."`
}

// Run erases the case and writes it to the list of what was erased.
func (c *Erase) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	reference, ours := casefile.ReadReference(c.Reference)
	if !ours {
		return fmt.Errorf("%q is not a reference", c.Reference)
	}
	if !c.Yes {
		return errors.New("nothing was erased: what is erased cannot be brought back, not from a backup either; say --yes")
	}
	var id db.ID
	err = d.Write(ctx, func(tx *db.Tx) error {
		found, err := tx.Row(ctx, `SELECT id FROM case_file WHERE reference = $1`, []any{reference}, &id)
		if err == nil && !found {
			err = fmt.Errorf("there is no case %s", reference)
		}
		if err != nil {
			return err
		}
		return casefile.Erase(ctx, tx, account.System(account.Command), id, "Ordered at the command line", c.Reason)
	})
	if err != nil {
		return spoken(err)
	}
	if err := settings.bury(ctx, d); err != nil {
		return err
	}
	// The list is written: the job that would is done. While it waits, a line that
	// somebody takes from the list cannot be told from one not written yet.
	if err := d.Write(ctx, func(tx *db.Tx) error { return job.Cancel(ctx, tx, casefile.Tombstones, string(id)) }); err != nil {
		return err
	}
	fmt.Printf("%s is erased. Backups from before still hold its sealed content: its key in them is opened by the root key of that time until you rotate and prune it (docs/playbook-keys.md).\n", reference)
	return nil
}

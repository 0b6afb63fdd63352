package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// Erasures shows, and if need be names anew, the list of what was erased that is
// kept outside the database (docs/playbook-keys.md).
type Erasures struct {
	Status ErasuresStatus `cmd:"" help:"Show whether the list of what was erased is the one that belongs to the database, and what it holds."`
	Renew  ErasuresRenew  `cmd:"" help:"Make the list of this node the one that belongs to the database, under a new name, where the right one is lost; lists of other nodes are refused from then on."`
}

// ErasuresStatus shows the list.
type ErasuresStatus struct{}

// Run prints it, and fails where the list is not the database's. It changes nothing.
func (*ErasuresStatus) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.openAsItIs(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	list, err := seal.ReadList(settings.tombstones())
	if err != nil {
		return err
	}
	return d.Read(ctx, func(tx *db.Tx) error {
		known, err := seal.ListOf(ctx, tx)
		if err != nil {
			return err
		}
		fmt.Printf("%s: list %s, %d erasures\ndatabase: list %s\n", list.Path, nameOr(list.ID), len(list.Owners), nameOr(known))
		other, err := list.Belongs(ctx, tx)
		if err == nil && other != nil {
			err = other
		}
		return err
	})
}

func nameOr(id db.ID) string {
	if id == "" {
		return "(no name yet)"
	}
	return string(id)
}

// ErasuresRenew names the list anew.
type ErasuresRenew struct {
	Reason string `required:"" help:"Why; it is kept in the record of what was done."`
	Yes    bool   `help:"Do it. Without this nothing is done."`
}

// Run writes every erasure that the database knows of to the list, and names it anew.
func (c *ErasuresRenew) Run(ctx context.Context, settings *Settings) error {
	if !c.Yes {
		return errors.New("nothing was done: where the right list still exists, put it at " + settings.tombstones() + " instead, or what was erased since the database's backup is not erased again; say --yes where it is lost")
	}
	d, err := settings.openAsItIs(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	mourners := casefile.Mourners()
	taken := mourners.Taken
	mourners.Taken = func(ctx context.Context, tx *db.Tx, list db.ID) error {
		if err := audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "renew-erasure-list", Category: audit.Alteration, Subject: "list " + string(list), Reason: c.Reason}); err != nil {
			return err
		}
		return taken(ctx, tx, list)
	}
	id, err := seal.RenewList(ctx, d, settings.tombstones(), mourners)
	if err != nil {
		return err
	}
	if err := settings.bury(ctx, d); err != nil {
		return err
	}
	fmt.Printf("%s is list %s, which belongs to the database from now on. Start every node again: those with another list serve reads only.\n", settings.tombstones(), id)
	return nil
}

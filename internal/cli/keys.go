package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// Keys makes, changes and shows the root key, under which everything that
// identifies people is sealed (docs/playbook-keys.md).
type Keys struct {
	Status KeysStatus `cmd:"" help:"Show which root keys wrap how many data keys."`
	Make   KeysMake   `cmd:"" help:"Print a new root key, for a new deployment."`
	Next   KeysNext   `cmd:"" help:"Print the root key with a new primary key added, for deployments that keep it in the environment or a vault."`
	Rotate KeysRotate `cmd:"" help:"Wrap every data key with a new root key while the service goes on; broken off, it goes on where it stopped."`
	Renew  KeysRenew  `cmd:"" help:"Give one case new keys and seal all of it anew while the service goes on; broken off, it goes on where it stopped."`
	Prune  KeysPrune  `cmd:"" help:"Let go of root keys that wrap nothing any more; backups from before the rotation become unreadable."`
}

// source says where the root key comes from.
func (s *Settings) source() seal.Source {
	return seal.Source{File: s.KeyFile, Text: s.Key, Command: s.KeyCommand, Data: s.Data}
}

func printRoot(root *seal.Root) error {
	text, err := root.Text()
	if err == nil {
		_, err = os.Stdout.Write(text)
	}
	return err
}

// KeysMake prints a new root key.
type KeysMake struct{}

// Run prints it.
func (*KeysMake) Run() error {
	root, err := seal.NewRoot()
	if err != nil {
		return err
	}
	return printRoot(root)
}

// KeysNext prints the root key with a new primary key.
type KeysNext struct{}

// Run prints it.
func (*KeysNext) Run(ctx context.Context, settings *Settings) error {
	root, err := settings.source().Load(ctx)
	if err != nil {
		return err
	}
	if root, err = root.Next(); err != nil {
		return err
	}
	return printRoot(root)
}

// KeysStatus shows the keys in use.
type KeysStatus struct{}

// Run prints them.
func (*KeysStatus) Run(ctx context.Context, settings *Settings) error {
	root, err := settings.source().Load(ctx)
	if err != nil {
		return err
	}
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Read(ctx, func(tx *db.Tx) error {
		roots, destroyed, err := seal.Status(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range roots {
			state := "wraps new keys"
			if !r.Ending.IsZero() {
				state = "ending since " + r.Ending.Format(time.DateTime)
			}
			fmt.Printf("root key %08x  since %s  %8d data keys  %s\n", r.ID, r.Since.Format(time.DateTime), r.Wraps, state)
		}
		fmt.Printf("given: %s, of which %08x wraps\n%d owners' keys were destroyed\n", root, root.Primary(), destroyed)
		return nil
	})
}

// KeysRotate wraps every data key with a new root key.
type KeysRotate struct{}

// Run adds a new primary key where the root key is a file, and wraps every data
// key with the primary.
func (*KeysRotate) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	source := settings.source()
	root, err := source.Load(ctx)
	if err != nil {
		return err
	}
	waiting, err := others(ctx, d, root)
	if err != nil {
		return err
	}
	if waiting == 0 {
		if source.Path() == "" {
			return errors.New("everything is wrapped by the primary root key: make the next with `havenward keys next`, give it to every node, start them again, then rotate")
		}
		if root, err = root.Next(); err != nil {
			return err
		}
		// The file has the new key beside the old before anything is wrapped with it.
		if err := seal.Save(source.Path(), root, true); err != nil {
			return err
		}
	}
	done, err := seal.Rewrap(ctx, d, root, func(done int) { fmt.Fprintf(os.Stderr, "%d data keys\r", done) })
	if err != nil {
		return fmt.Errorf("after %d data keys: %w; run the command again to go on", done, err)
	}
	err = record(ctx, d, "rotate-root-key", fmt.Sprintf("root key %08x", root.Primary()))
	if err == nil {
		fmt.Printf("%d data keys are wrapped by root key %08x. Keep a copy of the new key apart from the data. When backups from before are no longer needed: havenward keys prune\n", done, root.Primary())
	}
	return err
}

// others counts the data keys that the primary does not wrap.
func others(ctx context.Context, d *db.Database, root *seal.Root) (count int, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		roots, _, err := seal.Status(ctx, tx)
		for _, r := range roots {
			if r.ID != root.Primary() {
				count += r.Wraps
			}
		}
		return err
	})
	return count, err
}

func record(ctx context.Context, d *db.Database, action, subject string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: action, Category: audit.Alteration, Subject: subject})
	})
}

// KeysPrune lets go of root keys that wrap nothing.
type KeysPrune struct{}

// Run forgets them in the database and in the key file, or prints what is left.
func (*KeysPrune) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	source := settings.source()
	root, err := source.Load(ctx)
	if err != nil {
		return err
	}
	if err := seal.Settle(ctx, d, root); err != nil {
		return err
	}
	if root, err = root.Newest(); err != nil {
		return err
	}
	if err := record(ctx, d, "prune-root-keys", fmt.Sprintf("root key %08x", root.Primary())); err != nil {
		return err
	}
	if source.Path() == "" {
		return printRoot(root)
	}
	return seal.Save(source.Path(), root, true)
}

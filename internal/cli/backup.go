package cli

import (
	"context"
	"fmt"
)

// Backup copies the database while the service goes on.
type Backup struct {
	File string `arg:"" help:"File to write; one that is there is not replaced." type:"path"`
}

// Run writes the backup and checks it.
func (c *Backup) Run(ctx context.Context, settings *Settings) error {
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Backup(ctx, c.File); err != nil {
		return err
	}
	fmt.Printf("%s is a whole copy of the database, checked. To restore it, stop the service and serve with --database sqlite:%s\n", c.File, c.File)
	return nil
}

package cli

import (
	"bufio"
	"context"
	"os"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/figures"
)

// Table prints tables of figures.
type Table struct {
	Referrals TableReferrals `cmd:"" help:"Count referrals, one person each."`
}

// TableReferrals counts referrals by some columns.
type TableReferrals struct {
	By     []string `help:"Columns to count by: quarter, first_responder_type, first_responder, exploitation_type, age, gender, nationality, jurisdiction." default:"quarter" placeholder:"COLUMN,..."`
	Format string   `help:"One of ${enum}." enum:"csv,json,text" default:"text"`
	From   string   `help:"First quarter, such as 2023Q1." placeholder:"QUARTER"`
	To     string   `help:"Last quarter." placeholder:"QUARTER"`
}

// Run prints the table.
func (c *TableReferrals) Run(ctx context.Context, settings *Settings) error {
	by, err := figures.ReadDimensions(c.By)
	if err != nil {
		return spoken(err)
	}
	d, _, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	var table figures.Table
	err = d.Read(ctx, func(tx *db.Tx) error {
		table, err = figures.ForOperator(ctx, tx, by, figures.Filter{FromQuarter: c.From, ToQuarter: c.To})
		return err
	})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	if err := table.Write(out, c.Format); err != nil {
		return err
	}
	return out.Flush()
}

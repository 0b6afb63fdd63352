package figures

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// Filter narrows a table; empty fields narrow nothing.
type Filter struct {
	FromQuarter, ToQuarter string // "2023Q1", both included
}

// Referrals counts referrals of one person each by some dimensions. It counts
// across agencies, which only roles that read figures may do, and never shows
// which people it counted. Records that were joined as one person count once, as
// the referral of them that came first.
func Referrals(ctx context.Context, tx *db.Tx, actor account.Actor, by []Dimension, filter Filter) (Table, error) {
	if err := access.Role(actor, access.ReadFigures); err != nil {
		return Table{}, err
	}
	return count(ctx, tx, by, filter)
}

// ForOperator is Referrals for the one who runs the program and holds its
// database: the command line.
func ForOperator(ctx context.Context, tx *db.Tx, by []Dimension, filter Filter) (Table, error) {
	return count(ctx, tx, by, filter)
}

func count(ctx context.Context, tx *db.Tx, by []Dimension, filter Filter) (Table, error) {
	var columns []string
	for _, dimension := range by {
		columns = append(columns, dimension.column)
	}
	list := strings.Join(columns, ", ")
	table := Table{By: by}
	err := tx.Each(ctx, `SELECT `+list+`, count(*) FROM referral WHERE ($1 = '' OR quarter >= $1) AND ($2 = '' OR quarter <= $2)
		AND NOT EXISTS (SELECT 1 FROM case_person p WHERE p.case_id = referral.case_id AND NOT p.counted)
		GROUP BY `+list, []any{filter.FromQuarter, filter.ToQuarter}, func(scan func(...any) error) error {
		row := Row{Values: make([]string, len(by))}
		dest := make([]any, 0, len(by)+1)
		for i := range row.Values {
			dest = append(dest, &row.Values[i])
		}
		if err := scan(append(dest, &row.People)...); err != nil {
			return err
		}
		table.Rows = append(table.Rows, row)
		table.Total += row.People
		return nil
	})
	// Sorted here and not by the database, whose order of letters depends on
	// where it runs.
	slices.SortFunc(table.Rows, func(a, b Row) int { return slices.Compare(a.Values, b.Values) })
	return table, err
}

// record puts into the record that somebody read figures, and which.
func record(ctx context.Context, d *db.Database, actor account.Actor, table Table, action string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Subject: "figures referrals",
			Change: map[string]any{"by": table.head(), "rows": len(table.Rows)}})
	})
}

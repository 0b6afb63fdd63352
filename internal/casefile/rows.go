package casefile

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// mostRows bounds the rows of one statement, and with it how many statements of
// different length a connection keeps prepared.
const mostRows = 40

// insertRows stores several rows of one table with few statements: most of what
// a referral costs is statements, not rows. into names the table and its
// columns; conflict is an ON CONFLICT clause or "".
func insertRows(ctx context.Context, tx *db.Tx, into string, rows [][]any, conflict string) error {
	for len(rows) > 0 {
		some := rows[:min(mostRows, len(rows))]
		rows = rows[len(some):]
		var query strings.Builder
		query.WriteString("INSERT INTO " + into + " VALUES ")
		var args []any
		for i, row := range some {
			if i > 0 {
				query.WriteString(", ")
			}
			query.WriteString("(" + db.Marks(len(args)+1, len(row)) + ")")
			args = append(args, row...)
		}
		query.WriteString(conflict)
		if _, err := tx.Exec(ctx, query.String(), args...); err != nil {
			return err
		}
	}
	return nil
}

package bench

import (
	"context"
	"database/sql"
	"strings"

	"github.com/havenward/havenward/internal/db"
)

// table is a table of the store as the engine describes it, so that rows can be
// copied without this package knowing every column.
type table struct {
	name    string
	columns []column
}

// column is a column with its type in the engine's words, in small letters.
type column struct{ name, kind string }

func (t table) has(name string) bool {
	for _, c := range t.columns {
		if c.name == name {
			return true
		}
	}
	return false
}

func (t table) names() string {
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

// insert is a statement for one row.
func (t table) insert() string {
	return `INSERT INTO ` + t.name + ` (` + t.names() + `) VALUES (` + db.Marks(1, len(t.columns)) + `)`
}

// querier is a connection or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// tables lists the tables of the store in the order in which they were made,
// which is one in which foreign keys hold.
func (r *run) tables(ctx context.Context, raw querier) ([]table, error) {
	names, columns := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`,
		`SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid`
	if r.server() {
		names, columns = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY oid`,
			`SELECT column_name::text, lower(data_type::text) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`
	}
	found, err := texts(ctx, raw, names)
	if err != nil {
		return nil, err
	}
	var tables []table
	for _, name := range found {
		rows, err := raw.QueryContext(ctx, columns, name[0])
		if err != nil {
			return nil, err
		}
		t := table{name: name[0]}
		for rows.Next() {
			var c column
			if err := rows.Scan(&c.name, &c.kind); err != nil {
				rows.Close()
				return nil, err
			}
			t.columns = append(t.columns, c)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// texts reads rows of texts.
func texts(ctx context.Context, raw querier, query string, args ...any) ([][]string, error) {
	rows, err := raw.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var found [][]string
	for rows.Next() {
		row := make([]string, len(columns))
		dest := make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

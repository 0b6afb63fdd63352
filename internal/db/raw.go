package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Raw opens the engine's own driver on a migrated database, past the one way to
// write and with the same settings for durability. It is for package bench,
// which takes its floors by it; no room may use it.
func Raw(ctx context.Context, rawURL string) (*sql.DB, error) {
	return raw(ctx, rawURL, durable)
}

// Loading is Raw for filling a database that is thrown away if the filling
// fails: on SQLite nothing is durable, and nothing undone, while it is open.
func Loading(ctx context.Context, rawURL string) (*sql.DB, error) {
	return raw(ctx, rawURL, "&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=foreign_keys(0)&_pragma=cache_size(-1000000)&_pragma=locking_mode(EXCLUSIVE)")
}

func raw(ctx context.Context, rawURL, settings string) (*sql.DB, error) {
	driver, source := "pgx", rawURL
	if path, ok := strings.CutPrefix(rawURL, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+strings.TrimPrefix(path, "//")+common+settings
	}
	pool, err := sql.Open(driver, source)
	if err == nil {
		err = pool.PingContext(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", Redact(rawURL), err)
	}
	return pool, nil
}

// rowsAtOnce is how many rows one statement of Load carries on SQLite.
const rowsAtOnce = 100

// Load writes rows into a table of a database opened with Loading, in the
// fastest way that the engine has. Instants are written as the store keeps them.
func Load(ctx context.Context, conn *sql.Conn, table string, columns []string, rows int, row func(n int) ([]any, error)) error {
	var server *pgx.Conn
	err := conn.Raw(func(driver any) error {
		if wrapped, ok := driver.(*stdlib.Conn); ok {
			server = wrapped.Conn()
			_, err := server.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(rows, row))
			return err
		}
		return nil
	})
	if err != nil || server != nil {
		return err
	}
	for first := 0; first < rows; first += rowsAtOnce {
		if err := loadPart(ctx, conn, table, columns, first, min(rowsAtOnce, rows-first), row); err != nil {
			return err
		}
	}
	return nil
}

// loadPart writes some rows with one statement, which SQLite keeps prepared for
// as long as its text is the same.
func loadPart(ctx context.Context, conn *sql.Conn, table string, columns []string, first, count int, row func(n int) ([]any, error)) error {
	args := make([]any, 0, count*len(columns))
	for n := first; n < first+count; n++ {
		values, err := row(n)
		if err != nil {
			return err
		}
		for _, value := range values {
			if at, ok := value.(time.Time); ok {
				value = instant(at).Format(sqliteTime)
			}
			args = append(args, value)
		}
	}
	one := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
	_, err := conn.ExecContext(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES `+one+strings.Repeat(", "+one, count-1), args...)
	return err
}

package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Tx is one transaction. All its statements see one state of the store, and
// Now is the same instant throughout.
type Tx struct {
	at     time.Time
	engine Engine
	runner runner
	aside  asker
	sealer Sealer
	made   uint16 // identifiers made so far
	left   []left
	kept   map[any]any
	frozen *Frozen
}

// runner runs statements inside the transaction that is open.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Now is the instant of this transaction.
func (tx *Tx) Now() time.Time { return tx.at }

// Engine tells which engine is underneath; only package db and the few places
// that its documentation names may ask.
func (tx *Tx) Engine() Engine { return tx.engine }

// Kept gives what this transaction keeps under a key, made when it is first
// asked for.
func Kept[T any](tx *Tx, key any, first func() *T) *T {
	if value, ok := tx.kept[key].(*T); ok {
		return value
	}
	if tx.kept == nil {
		tx.kept = map[any]any{}
	}
	value := first()
	tx.kept[key] = value
	return value
}

// Frozen says why nothing may be changed, nil while everything may.
func (tx *Tx) Frozen() *Frozen { return tx.frozen }

// asker answers queries past the rows that a transaction has open.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Sealer closes and opens the sealed values of this database.
func (tx *Tx) Sealer() Sealer { return tx.sealer }

// Aside is Row for use while the transaction's own rows are being read, which
// PostgreSQL allows only on another connection: there it sees what is committed
// and not what this transaction has changed.
func (tx *Tx) Aside(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	rows, err := tx.aside.QueryContext(ctx, query, tx.bind(args)...)
	if err != nil {
		return false, err
	}
	return one(rows, dest)
}

// counterKey is where a context keeps a counter of statements.
type counterKey struct{}

// Counting gives a context in which every statement is counted, so that a test
// can compare the work of two answers that must not be told apart.
func Counting(ctx context.Context) (context.Context, *atomic.Int64) {
	count := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, count), count
}

func count(ctx context.Context) {
	if counter, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		counter.Add(1)
	}
}

// Exec runs a statement and tells how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	count(ctx)
	result, err := tx.runner.ExecContext(ctx, query, tx.bind(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query runs a query and returns its rows, which the caller must close.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	count(ctx)
	return tx.runner.QueryContext(ctx, query, tx.bind(args)...)
}

// Row scans the one row that a query finds into dest. It reports false, and
// leaves dest alone, where there is none.
func (tx *Tx) Row(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return false, err
	}
	return one(rows, dest)
}

func one(rows *sql.Rows, dest []any) (bool, error) {
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(dest...); err != nil {
		return false, err
	}
	return true, rows.Close()
}

// Each runs a query and calls scan for each row in turn; scan is given the
// row's Scan method.
func (tx *Tx) Each(ctx context.Context, query string, args []any, scan func(scan func(...any) error) error) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// All runs a query and collects what scan makes of each row.
func All[T any](ctx context.Context, tx *Tx, query string, args []any, scan func(*T, func(...any) error) error) ([]T, error) {
	var found []T
	err := tx.Each(ctx, query, args, func(row func(...any) error) error {
		var item T
		if err := scan(&item, row); err != nil {
			return err
		}
		found = append(found, item)
		return nil
	})
	return found, err
}

// sqliteTime is how SQLite keeps an instant: text that sorts by time.
const sqliteTime = "2006-01-02 15:04:05.000000"

// bind turns Go values into what the engine stores. Instants become UTC to the
// microsecond on both; on SQLite they are text of one length, so that they
// compare as text.
func (tx *Tx) bind(args []any) []any {
	bound := make([]any, len(args))
	for i, arg := range args {
		if valuer, ok := arg.(driver.Valuer); ok {
			if value, err := valuer.Value(); err == nil {
				arg = value
			}
		}
		switch value := arg.(type) {
		case time.Time:
			arg = tx.bindTime(value)
		case *time.Time:
			if value == nil {
				arg = nil
			} else {
				arg = tx.bindTime(*value)
			}
		}
		bound[i] = arg
	}
	return bound
}

func (tx *Tx) bindTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	if tx.engine == SQLite {
		return instant(t).Format(sqliteTime)
	}
	return instant(t)
}

// Instant scans a time that a column or an expression holds on either engine;
// NULL leaves the zero time.
func Instant(dest *time.Time) sql.Scanner { return instantScanner{dest} }

type instantScanner struct{ dest *time.Time }

func (s instantScanner) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*s.dest = time.Time{}
		return nil
	case time.Time:
		*s.dest = value.UTC()
		return nil
	case string:
		parsed, err := time.Parse(sqliteTime, value)
		*s.dest = parsed
		return err
	case []byte:
		return s.Scan(string(value))
	}
	return errors.New("db: a column that holds no time was read as one")
}

// Null is an identifier or a code as the store holds it: nothing where there is
// none. Text reads it back.
func Null[T ~string](id T) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// Text scans a text column, taking NULL as empty.
func Text(dest *string) sql.Scanner { return textScanner{dest} }

type textScanner struct{ dest *string }

func (s textScanner) Scan(value any) error {
	var null sql.NullString
	err := null.Scan(value)
	*s.dest = null.String
	return err
}

func stack() []byte { return debug.Stack() }

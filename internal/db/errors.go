package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/havenward/havenward/internal/fault"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Duplicate reports that a row with the same unique key is there already.
func Duplicate(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// classify gives the errors of the store that a person can meet (disk full,
// connection lost, server stopped) the honest page that says nothing was saved.
// What failed because the one who asked has gone is that, whatever the engine
// makes of it: database/sql takes the transaction away and says only that it is over.
func classify(ctx context.Context, err error) error {
	if err == nil || fault.Of(err).Code != fault.Internal {
		return err
	}
	if gone := ctx.Err(); errors.Is(gone, context.Canceled) && !errors.Is(err, gone) {
		return fmt.Errorf("%w: %w", gone, err)
	}
	if unavailable(err) {
		return &fault.Error{Code: fault.Unavailable,
			Message: "We cannot save or show anything just now. What you were told is saved is safe; your last change was not saved.",
			Cause:   err}
	}
	return err
}

func unavailable(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT:
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code[:2] {
		case "08", "53", "57", "58": // connection, resources, operator, system
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errClosed) && !errors.Is(err, context.Canceled)
}

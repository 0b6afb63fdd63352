package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
)

// attempts is how often a transaction that lost a deadlock is run again.
const attempts = 5

// postgresStore is a pool of connections; PostgreSQL itself lets writers share
// a flush. A few connections of their own answer what a transaction asks aside:
// were they of the same pool, transactions could wait for each other for ever.
type postgresStore struct {
	pool, aside *sql.DB
	sealer      Sealer
}

func openPostgres(ctx context.Context, url string, sealer Sealer) (*postgresStore, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", Redact(url), err)
	}
	aside, err := sql.Open("pgx", url)
	if err != nil {
		return nil, fmt.Errorf("cannot open database %s: %w", Redact(url), err)
	}
	aside.SetMaxOpenConns(4)
	aside.SetMaxIdleConns(2)
	aside.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(32)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("cannot reach database %s: %w", Redact(url), err)
	}
	return &postgresStore{pool, aside, sealer}, nil
}

// write runs at READ COMMITTED: a command touches the version of what it
// changes first, which takes that row's lock, so commands on one case queue up.
func (s *postgresStore) write(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	var err error
	for range attempts {
		if err = s.transact(ctx, &sql.TxOptions{}, at, fn); !lostRace(err) {
			return err
		}
	}
	return err
}

func (s *postgresStore) read(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	return s.transact(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, at, fn)
}

func (s *postgresStore) transact(ctx context.Context, options *sql.TxOptions, at time.Time, fn func(*Tx) error) error {
	transaction, err := s.pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = transaction.Rollback() }()
	tx := &Tx{at: at, engine: PostgreSQL, runner: transaction, aside: s.aside, sealer: s.sealer}
	if err := run(tx, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.place(ctx, tx.left)
	}); err != nil {
		return err
	}
	return transaction.Commit()
}

func (s *postgresStore) direct(ctx context.Context, statement string) error {
	_, err := s.pool.ExecContext(ctx, statement)
	return err
}

func (s *postgresStore) close() error { return errors.Join(s.pool.Close(), s.aside.Close()) }

// lostRace reports a deadlock or a serialisation failure: worth another try.
func lostRace(err error) bool {
	var problem *pgconn.PgError
	return errors.As(err, &problem) && (problem.Code == "40P01" || problem.Code == "40001")
}

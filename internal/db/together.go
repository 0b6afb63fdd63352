package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// Placer writes what commands left to be written together. It is compared by
// value: what is left with equal placers is placed at once.
type Placer interface {
	// Place writes items, in the order in which they were left.
	Place(ctx context.Context, tx *Tx, items []any) error
}

// left is what one placer is to write.
type left struct {
	placer Placer
	items  []any
}

// Leave leaves an item to be written right before the commit, with those of all
// commands that share it: what locks something that everybody needs is then held
// for no longer than a commit takes, and many commands cost one statement. What
// a command left that is undone is forgotten. Where placing fails nothing is
// committed, and the commands are run again one by one.
func (tx *Tx) Leave(placer Placer, item any) { tx.left = leave(tx.left, placer, item) }

func leave(all []left, placer Placer, items ...any) []left {
	for i := range all {
		if all[i].placer == placer {
			all[i].items = append(all[i].items, items...)
			return all
		}
	}
	return append(all, left{placer, items})
}

// place writes what was left.
func (tx *Tx) place(ctx context.Context, all []left) error {
	for _, l := range all {
		if err := l.placer.Place(ctx, tx, l.items); err != nil {
			return err
		}
	}
	return nil
}

// errLeftInRead says that somebody tried to write in a transaction that only reads.
var errLeftInRead = errors.New("db: something was left to be written in a transaction that only reads")

// point opens a savepoint with the first statement that may change something: a
// command that only reads, and leaves what it writes, needs none.
type point struct {
	*connection
	open bool
}

func (p *point) begin() (err error) {
	if !p.open {
		err = p.exec("SAVEPOINT command")
		p.open = err == nil
	}
	return err
}

// ExecContext runs a statement behind the savepoint.
func (p *point) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := p.begin(); err != nil {
		return nil, err
	}
	return p.connection.ExecContext(ctx, query, args...)
}

// QueryContext runs a query, behind the savepoint unless it can only read.
func (p *point) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if !strings.HasPrefix(strings.TrimLeft(query, " \t\n"), "SELECT") {
		if err := p.begin(); err != nil {
			return nil, err
		}
	}
	return p.connection.QueryContext(ctx, query, args...)
}

// end closes the savepoint and keeps or undoes what was done behind it.
func (p *point) end(keep bool) error {
	if !p.open {
		return nil
	}
	var undone error
	if !keep {
		undone = p.exec("ROLLBACK TO command")
	}
	return errors.Join(undone, p.exec("RELEASE command"))
}

// Package casetest gives the tests of a room the world that its commands need: a
// database on each engine, a clock that a test moves on, agencies, and people who
// act. What a room has beside that it embeds a [World] in.
package casetest

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
)

// World is an empty database with a clock of its own, which stands at
// [dbtest.Noon] until the test moves it.
type World struct {
	T     *testing.T
	D     *db.Database
	Clock *Clock
}

// Each runs a test in a world of its own on each engine, in parallel.
func Each(t *testing.T, test func(w *World)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(New(t, open(t)))
		})
	}
}

// New is a world in the database at an address.
func New(t *testing.T, address string) *World {
	t.Helper()
	clock := &Clock{at: dbtest.Noon}
	return &World{T: t, D: dbtest.Open(t, address, clock.Now), Clock: clock}
}

// Today is the day of the world.
func (w *World) Today() civil.Day { return civil.DayOf(w.Clock.Now()) }

// Try runs a command in a transaction and gives its error.
func (w *World) Try(fn func(tx *db.Tx) error) error { return w.D.Write(context.Background(), fn) }

// Write runs what must succeed in a transaction.
func (w *World) Write(fn func(tx *db.Tx) error) {
	w.T.Helper()
	w.Must(w.Try(fn))
}

// Agency adds an agency in England.
func (w *World) Agency(name string, kind account.Kind) db.ID {
	w.T.Helper()
	return w.AgencyIn("england", name, kind)
}

// AgencyIn adds an agency in a jurisdiction.
func (w *World) AgencyIn(where, name string, kind account.Kind) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		id, err = account.AddAgency(context.Background(), tx, account.Agency{Name: name, Kind: kind, Jurisdiction: where})
		return err
	})
	return id
}

// Person adds somebody of an agency with those roles, whose address is their name
// at example.org, and who acts on pages.
func (w *World) Person(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		id, err := account.AddAccount(context.Background(), tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, PasswordHash: "x", TOTPSecret: "y", Roles: roles})
		if err != nil {
			return err
		}
		actor, _, err = account.Load(context.Background(), tx, id)
		actor.Via = account.Page
		return err
	})
	return actor
}

// Row reads the first row of a query.
func (w *World) Row(query string, args []any, dest ...any) {
	w.T.Helper()
	w.Must(w.D.Read(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Row(context.Background(), query, args, dest...)
		return err
	}))
}

// Count counts the rows of a table, or of what follows FROM.
func (w *World) Count(from string, args ...any) (n int) {
	w.T.Helper()
	w.Row(`SELECT count(*) FROM `+from, args, &n)
	return n
}

// Must ends the test at an error, with what a person would read of it.
func (w *World) Must(err error) {
	w.T.Helper()
	if err != nil {
		f := fault.Of(err)
		w.T.Fatal(err, f.Message, f.Fields)
	}
}

// Refused fails unless a command was refused with a field.
func (w *World) Refused(field string, err error) {
	w.T.Helper()
	for _, wrong := range fault.Of(err).Fields {
		if wrong.Name == field {
			return
		}
	}
	w.T.Errorf("want a fault at %s, got %v", field, err)
}

// Missing fails unless an error is that of something that does not exist.
func (w *World) Missing(err error) {
	w.T.Helper()
	if !fault.Is(err, fault.NotFound) {
		w.T.Errorf("want missing, got %v", err)
	}
}

// Package db opens the store and runs transactions on it: SQLite inside the
// program by default, PostgreSQL when a deployment outgrows one machine. All
// that differs between the two engines lives here and nowhere else; rooms
// write one SQL text with $1 placeholders in the subset that both share.
package db

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/fault"
)

// Engine names the database engine under a Database.
type Engine string

const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgres"
)

// Clock tells the time. Tests and imports of past data pass their own.
type Clock func() time.Time

// Database is the store: one way to write (Write) and one way to read (Read).
type Database struct {
	engine Engine
	clock  Clock
	store  store
	frozen atomic.Pointer[Frozen]
}

// Frozen is why a database serves reads only: words for the people who use it
// (a source string of the catalogue), with values for it.
type Frozen struct {
	Message string
	Args    []any
}

// Freeze makes the database serve reads only, from now on and until the program
// is started again: package audit then refuses every event that is a change,
// and so every command, while looks are still recorded.
func (d *Database) Freeze(because Frozen) { d.frozen.CompareAndSwap(nil, &because) }

// Frozen says why nothing may be changed, nil while everything may.
func (d *Database) Frozen() *Frozen { return d.frozen.Load() }

// Sealer closes values so that the store holds nothing readable, and opens
// them again. owner is whose value it is (a case, a draft, an agency), place
// where it stands; what was sealed for one owner and place opens for no other.
// Package seal makes the one that the program uses.
type Sealer interface {
	Seal(ctx context.Context, tx *Tx, owner ID, place string, plain []byte) ([]byte, error)
	Open(ctx context.Context, tx *Tx, owner ID, place string, sealed []byte) ([]byte, error)
	// Blind gives a token that stands for a text in look-ups: the same for the
	// same kind and text, and telling nobody without the keys what the text is.
	Blind(ctx context.Context, tx *Tx, kind, text string) (string, error)
}

// OfStore owns what belongs to the store as a whole and to nobody's case.
const OfStore ID = "store"

// store is what an engine must do.
type store interface {
	// write runs fn in one durable transaction: committed and on disk when
	// write returns nil, without a trace when it returns an error.
	write(ctx context.Context, at time.Time, fn func(*Tx) error) error
	// read runs fn on one unchanging snapshot and refuses every write.
	read(ctx context.Context, at time.Time, fn func(*Tx) error) error
	// direct runs one statement outside any transaction (migrations only).
	direct(ctx context.Context, statement string) error
	// forget empties what deleted rows leave behind in the store's files.
	forget(ctx context.Context, tables []string) error
	close() error
}

// URL gives the database of a data folder when no other is named.
func URL(dataDir string) string {
	return "sqlite:" + filepath.Join(dataDir, "havenward.db")
}

// Open opens the database that the URL names: "sqlite:PATH" or
// "postgres://user@host/name". It does not migrate; Migrate does. Without a
// sealer (nil) the database can be migrated and copied, but nothing sealed can
// be written or read: there is no way to write it plain.
func Open(ctx context.Context, rawURL string, clock Clock, sealer Sealer) (*Database, error) {
	if sealer == nil {
		sealer = noKeys{}
	}
	scheme, rest, _ := strings.Cut(rawURL, ":")
	switch scheme {
	case "sqlite":
		store, err := openSQLite(ctx, strings.TrimPrefix(rest, "//"), sealer)
		if err != nil {
			return nil, err
		}
		return &Database{engine: SQLite, clock: clock, store: store}, nil
	case "postgres", "postgresql":
		store, err := openPostgres(ctx, rawURL, sealer)
		if err != nil {
			return nil, err
		}
		return &Database{engine: PostgreSQL, clock: clock, store: store}, nil
	}
	return nil, fmt.Errorf("cannot open database %q: the address must start with sqlite: or postgres://", Redact(rawURL))
}

// Redact gives a database address without its password, for logs and errors.
func Redact(rawURL string) string {
	parsed, err := url.Parse(rawURL)
	if err != nil {
		return "(address that cannot be read)"
	}
	return parsed.Redacted()
}

// Engine tells which engine is underneath.
func (d *Database) Engine() Engine { return d.engine }

// Now is the time of the database's clock in UTC, to the microsecond.
func (d *Database) Now() time.Time { return instant(d.clock()) }

// Close waits for the writes under way and closes the store.
func (d *Database) Close() error { return d.store.close() }

// Write runs fn in one transaction and returns when it is durable. fn may run
// more than once (a PostgreSQL deadlock is tried again), so it must change
// nothing but the database. A panic in fn undoes the transaction.
func (d *Database) Write(ctx context.Context, fn func(*Tx) error) error {
	return d.WriteAt(ctx, d.Now(), fn)
}

// WriteAt is Write at another time than now, for replaying what happened then.
func (d *Database) WriteAt(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	return classify(ctx, d.store.write(ctx, instant(at), func(tx *Tx) error {
		tx.frozen = d.frozen.Load()
		return fn(tx)
	}))
}

// Read runs fn on one snapshot that no write can change.
func (d *Database) Read(ctx context.Context, fn func(*Tx) error) error {
	return classify(ctx, d.store.read(ctx, d.Now(), fn))
}

// instant is a time as the store keeps it: UTC, whole microseconds.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// run calls fn and turns a panic into an error, so that one command's mistake
// cannot take the writer, and with it everybody's work, down.
func run(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = &fault.Error{Code: fault.Internal, Message: "Sorry, there is a problem with the service",
				Cause: fmt.Errorf("panic in a transaction: %v\n%s", problem, stack())}
		}
	}()
	return fn(tx)
}

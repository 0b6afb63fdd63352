// Package pgtest gives tests real PostgreSQL databases that cost nothing to
// set up and leave nothing behind.
//
// The first test of a process that asks starts a throw-away server ([Cluster])
// and every test gets a database of its own in it. A whole run of ./test shares
// one server, whose address is in HAVENWARD_TEST_POSTGRES; a developer may set
// the same variable to a server of their own, with a superuser in the URL. Where
// there is no PostgreSQL, tests are skipped with the reason, or fail if
// HAVENWARD_TEST_REQUIRE names postgres (package need).
package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/need"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ServerVariable names the environment variable with the URL of the server in
// which tests make their databases.
const ServerVariable = "HAVENWARD_TEST_POSTGRES"

// patience is how long making or dropping one database may take on a machine
// that is busy with everything else.
const patience = time.Minute

// URL gives the address of an empty database of the test's own, dropped when
// the test ends. Without PostgreSQL it skips or fails the test.
func URL(t testing.TB) string {
	t.Helper()
	return fresh(t, server(t), "template0")
}

// Fresh gives the address of a database of the test's own that is a copy of
// the named template, dropped when the test ends. The first caller anywhere in
// the run makes the template by calling migrate with the address of an empty
// database; migrate must close its connections before it returns. The name must
// change with what migrate does (put a checksum of the migrations in it), or a
// server that outlives the run gives an old schema.
func Fresh(t testing.TB, template string, migrate func(url string) error) string {
	t.Helper()
	address := server(t)
	sum := sha256.Sum256([]byte(template))
	name := "havenward_template_" + hex.EncodeToString(sum[:8])
	if err := makeTemplate(address, name, migrate); err != nil {
		t.Fatalf("make the template database %q: %v", template, err)
	}
	return fresh(t, address, name)
}

// Keep gives the address of an empty database that outlives the test, for
// [Copy]; drop ends it. Without PostgreSQL it skips or fails the test.
func Keep(t testing.TB) (url string, drop func() error) {
	t.Helper()
	address := server(t)
	name, err := create(address, "template0")
	if err != nil {
		t.Fatalf("make a database to copy: %v", err)
	}
	return withDatabase(t, address, name), func() error { return remove(address, name) }
}

// Copy gives the address of a database of the test's own that is a copy of
// another one on the same server, to which nobody is connected any more. It is
// dropped when the test ends.
func Copy(t testing.TB, original string) string {
	t.Helper()
	parsed, err := url.Parse(original)
	if err != nil {
		t.Fatal(err)
	}
	return fresh(t, server(t), strings.TrimPrefix(parsed.Path, "/"))
}

// Own gives a test a server of its own, to crash, to fill or to measure. It
// stops when the test ends. Without PostgreSQL it skips or fails the test.
func Own(t testing.TB, durability Durability) *Cluster {
	t.Helper()
	cluster, err := Start(durability)
	if err != nil {
		unavailable(t, err)
	}
	t.Cleanup(cluster.Stop)
	return cluster
}

// shared starts the one server of this process. It is not stopped by any test,
// since another may still want it; its guard ends it with the process.
var shared = sync.OnceValues(func() (*Cluster, error) { return Start(Fast) })

// server gives the URL of the server to make databases in, as a superuser.
func server(t testing.TB) string {
	t.Helper()
	if address := os.Getenv(ServerVariable); address != "" {
		return address
	}
	cluster, err := shared()
	if err != nil {
		unavailable(t, err)
	}
	return cluster.URL("postgres")
}

// unavailable ends a test that cannot have PostgreSQL. Only an absent program
// is a reason to skip; one that does not start is a failure.
func unavailable(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errNotInstalled) {
		need.Missing(t, need.Postgres, err.Error())
	}
	t.Fatal(err)
}

// fresh copies a database of the server for one test.
func fresh(t testing.TB, address, template string) string {
	t.Helper()
	name, err := create(address, template)
	if err != nil {
		t.Fatalf("make a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := remove(address, name); err != nil {
			t.Errorf("drop the database of the test: %v", err)
		}
	})
	return withDatabase(t, address, name)
}

// create copies a database of the server under a new name, as files: three times
// as quick as through the log of the server, which nobody needs here.
func create(address, template string) (name string, err error) {
	name = "havenward_test_" + strings.ToLower(rand.Text()[:16])
	return name, execute(address, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy")
}

// remove drops a database, by FORCE because a test that failed may have left
// connections open.
func remove(address, name string) error {
	return execute(address, "DROP DATABASE "+name+" WITH (FORCE)")
}

// makeTemplate makes the database called name by migrate unless it is there.
// Test packages run as processes side by side, so a lock in the server lets one
// of them do it, and the final name is given only to a finished template.
func makeTemplate(address, name string, migrate func(url string) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)

	sum := sha256.Sum256([]byte(name))
	lock := int64(binary.BigEndian.Uint64(sum[:8]))
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	defer conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", lock)

	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil || there {
		return err
	}
	unfinished := name + "_unfinished"
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+unfinished+" WITH (FORCE)"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+unfinished+" TEMPLATE template0"); err != nil {
		return err
	}
	target, err := replaceDatabase(address, unfinished)
	if err != nil {
		return err
	}
	if err := migrate(target); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return insist(ctx, conn, "ALTER DATABASE "+unfinished+" RENAME TO "+name)
}

// insist runs a statement that renames or copies a database. The server notices
// only a moment after the client that a connection is closed, and refuses where
// it believes somebody is connected, so it is told again for a few seconds.
func insist(ctx context.Context, conn *pgx.Conn, statement string) error {
	const objectInUse = "55006"
	var err error
	for range 100 {
		_, err = conn.Exec(ctx, statement)
		var refusal *pgconn.PgError
		if !errors.As(err, &refusal) || refusal.Code != objectInUse {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the database is still in use (did who filled it close its connections?): %w", err)
}

// execute runs one statement that PostgreSQL allows in no transaction.
func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return insist(ctx, conn, statement)
}

func withDatabase(t testing.TB, address, name string) string {
	t.Helper()
	result, err := replaceDatabase(address, name)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// replaceDatabase gives the URL address with another database in it.
func replaceDatabase(address, name string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "postgres" && parsed.Scheme != "postgresql" {
		return "", fmt.Errorf("%s must be a URL such as postgres://user:password@host:5432/postgres", ServerVariable)
	}
	parsed.Path = "/" + name
	return parsed.String(), nil
}

// Package dbtest runs a test on both database engines: SQLite in a temporary
// folder and PostgreSQL in a fresh database of the test cluster.
package dbtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/pgtest"
	"github.com/havenward/havenward/internal/seal"
)

// Noon is the time at which a test's clock stands: a Monday without holidays
// near by, 12:00 in London.
var Noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// Each runs test once on each engine, in parallel, each time on an empty
// migrated database whose clock stands at Noon.
func Each(t *testing.T, test func(t *testing.T, d *db.Database)) {
	t.Helper()
	EachAt(t, func() time.Time { return Noon }, test)
}

// EachAt is Each with another clock.
func EachAt(t *testing.T, clock db.Clock, test func(t *testing.T, d *db.Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, SQLite(t), clock))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Open(t, Postgres(t), clock))
	})
}

// Open opens a database for the length of a test.
func Open(t testing.TB, url string, clock db.Clock) *db.Database {
	t.Helper()
	d, err := db.Open(context.Background(), url, clock, Ring())
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d
}

// rootText is the root key of every test: a key that guards nothing.
const rootText = `{"primaryKeyId":219592526,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.AesGcmKey","value":"GiBSwmSKxbQExH0scj8eBp8wVl47+9jF9C5m1NIk1Brgww==","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":219592526,"outputPrefixType":"TINK"}]}`

var root = sync.OnceValue(func() *seal.Root {
	read, err := seal.ReadRoot([]byte(rootText))
	if err != nil {
		panic(err)
	}
	return read
})

// Ring gives the keys with which tests open their databases: the same root key
// for all, and nothing in memory from another test.
func Ring() *seal.Ring { return seal.NewRing(root()) }

var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "havenward-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// SQLite gives the address of a migrated SQLite database of the test's own.
func SQLite(t testing.TB) string {
	t.Helper()
	image, err := template()
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	path := filepath.Join(t.TempDir(), "havenward.db")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// Postgres gives the address of a migrated PostgreSQL database of the test's
// own, or skips the test with the reason where there is no PostgreSQL.
func Postgres(t testing.TB) string {
	t.Helper()
	return pgtest.Fresh(t, "havenward", migrate)
}

func migrate(url string) error {
	d, err := db.Open(context.Background(), url, time.Now, nil)
	if err != nil {
		return err
	}
	if err = d.Migrate(context.Background()); err == nil {
		err = seal.Admit(context.Background(), d, root())
	}
	return errors.Join(err, d.Close())
}

package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// engine tells in words which engine is measured.
func (r *run) engine(ctx context.Context) (string, error) {
	address, drop, err := r.fresh(ctx, "engine")
	if err != nil {
		return "", err
	}
	defer drop()
	raw, err := db.Raw(ctx, address)
	if err != nil {
		return "", err
	}
	defer raw.Close()
	query, words := `SELECT sqlite_version()`, "SQLite %s, WAL, synchronous=FULL"
	if r.server() {
		query, words = `SELECT current_setting('server_version') || ', synchronous_commit=' || current_setting('synchronous_commit') || ', fsync=' || current_setting('fsync')
			|| ', shared_buffers=' || current_setting('shared_buffers')`, "PostgreSQL %s"
	}
	var version string
	if err := raw.QueryRowContext(ctx, query).Scan(&version); err != nil {
		return "", err
	}
	return fmt.Sprintf(words, version), nil
}

// server reports whether the measures run on PostgreSQL.
func (r *run) server() bool { return r.Database != "" }

// fresh makes an empty database of the run's own and gives its address and what
// removes it.
func (r *run) fresh(ctx context.Context, name string) (address string, drop func(), err error) {
	if !r.server() {
		return "sqlite:" + filepath.Join(r.folder, name+".db"), func() {}, nil
	}
	parsed, err := url.Parse(r.Database)
	if err != nil {
		return "", nil, fmt.Errorf("cannot read the address of the database: %s", db.Redact(r.Database))
	}
	database := "havenward_bench_" + name + "_" + strings.ToLower(rand.Text()[:8])
	if err := r.onServer(ctx, `CREATE DATABASE `+database); err != nil {
		return "", nil, fmt.Errorf("cannot make a database for the bench; the user must be allowed to: %w", err)
	}
	parsed.Path = "/" + database
	return parsed.String(), func() {
		// After an interrupt as well, so that nothing stays behind.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if err := r.onServer(ctx, `DROP DATABASE IF EXISTS `+database+` WITH (FORCE)`); err != nil {
			r.say("the database %s could not be dropped: %v", database, err)
		}
	}, nil
}

// onServer runs a statement that PostgreSQL allows in no transaction.
func (r *run) onServer(ctx context.Context, statement string) error {
	raw, err := db.Raw(ctx, r.Database)
	if err != nil {
		return err
	}
	defer raw.Close()
	_, err = raw.ExecContext(ctx, statement)
	return err
}

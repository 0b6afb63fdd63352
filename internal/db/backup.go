package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrBackupElsewhere says that this engine has its own tools for backups.
var ErrBackupElsewhere = errors.New("PostgreSQL is backed up with its own tools: pg_basebackup with WAL archiving, or pg_dump")

// Backup writes a whole, consistent copy of a SQLite database to a new file
// while the service goes on. The copy is checked before it gets its name, so a
// file of that name is a backup that opens.
func (d *Database) Backup(ctx context.Context, path string) error {
	if d.engine != SQLite {
		return ErrBackupElsewhere
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s is there already; a backup never replaces a file", path)
	}
	unfinished := filepath.Join(filepath.Dir(path), ".unfinished-"+filepath.Base(path))
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer os.Remove(unfinished)
	if err := d.store.direct(ctx, `VACUUM INTO '`+strings.ReplaceAll(unfinished, "'", "''")+`'`); err != nil {
		return classify(ctx, err)
	}
	if err := checkCopy(ctx, unfinished); err != nil {
		return err
	}
	if err := flush(unfinished); err != nil {
		return err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return err
	}
	return flush(filepath.Dir(path))
}

func checkCopy(ctx context.Context, path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return err
	}
	defer pool.Close()
	var verdict string
	if err := pool.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("the copy is damaged: %s", verdict)
	}
	return nil
}

// flush makes a file, or the names in a folder, durable.
func flush(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}

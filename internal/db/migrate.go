package db

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one step of the schema. A file NAME.sql runs on both engines;
// NAME.sqlite.sql and NAME.postgres.sql only on theirs (triggers, text search).
type migration struct{ name, text, sum string }

// Migrate brings the schema up to date, each step in one transaction, and
// refuses to go on where a step that has run has been edited since.
func (d *Database) Migrate(ctx context.Context) error {
	steps, err := readMigrations(migrations, d.engine)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *Tx) error {
		if err := d.lockSchema(ctx, tx); err != nil {
			return err
		}
		if err := tx.script(ctx, `CREATE TABLE IF NOT EXISTS migration (
			name TEXT PRIMARY KEY, sum TEXT NOT NULL, ran_at TIMESTAMP NOT NULL)`); err != nil {
			return err
		}
		ran, err := ranMigrations(ctx, tx)
		if err != nil {
			return err
		}
		for _, step := range steps {
			if err := step.apply(ctx, tx, ran); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockSchema makes nodes that start together migrate one after the other.
func (d *Database) lockSchema(ctx context.Context, tx *Tx) error {
	if d.engine == SQLite {
		return nil // the one writer is lock enough
	}
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7241)`)
	return err
}

func ranMigrations(ctx context.Context, tx *Tx) (map[string]string, error) {
	ran := map[string]string{}
	err := tx.Each(ctx, `SELECT name, sum FROM migration`, nil, func(scan func(...any) error) error {
		var name, sum string
		err := scan(&name, &sum)
		ran[name] = sum
		return err
	})
	return ran, err
}

func (m migration) apply(ctx context.Context, tx *Tx, ran map[string]string) error {
	if sum, done := ran[m.name]; done {
		if sum != m.sum {
			return fmt.Errorf("migration %s has run on this database and was changed since: put the old text back and write a new step", m.name)
		}
		return nil
	}
	if err := tx.script(ctx, m.text); err != nil {
		return fmt.Errorf("migration %s: %w", m.name, err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO migration (name, sum, ran_at) VALUES ($1, $2, $3)`, m.name, m.sum, tx.Now())
	return err
}

// comment is a whole line of comment, which may end in a semicolon.
var comment = regexp.MustCompile(`(?m)^\s*--.*\n`)

// script runs statements that end in a semicolon at the end of a line.
func (tx *Tx) script(ctx context.Context, text string) error {
	for _, statement := range strings.Split(comment.ReplaceAllString(text+"\n", ""), ";\n") {
		if statement = strings.TrimSpace(statement); statement == "" {
			continue
		}
		if _, err := tx.Exec(ctx, statement); err != nil {
			line, _, _ := strings.Cut(statement, "\n")
			return fmt.Errorf("%w in: %s", err, line)
		}
	}
	return nil
}

func readMigrations(files fs.FS, engine Engine) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []migration
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".sql")
		stem, only, limited := strings.Cut(base, ".")
		if limited && only != string(engine) {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		steps = append(steps, migration{stem, string(text), hex.EncodeToString(sum[:])})
	}
	slices.SortFunc(steps, func(a, b migration) int { return cmp.Compare(a.name, b.name) })
	return steps, nil
}

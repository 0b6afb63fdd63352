package db

import "context"

// Forget makes sure that what was deleted from some tables is also gone from
// the files of the store: SQLite's write-ahead log is emptied into the database
// file (where deleted content is overwritten at once), and PostgreSQL vacuums
// the tables. Backups and PostgreSQL's archived log have their own retention.
// It waits for readers, and is called by a job, never within a transaction.
func (d *Database) Forget(ctx context.Context, tables ...string) error {
	return classify(ctx, d.store.forget(ctx, tables))
}

func (s *sqliteStore) forget(ctx context.Context, _ []string) error {
	return s.direct(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
}

func (s *postgresStore) forget(ctx context.Context, tables []string) error {
	for _, table := range tables {
		if err := s.direct(ctx, "VACUUM "+table); err != nil {
			return err
		}
	}
	return nil
}

// Package cli is the command line: each command reads its arguments, opens what
// it needs and calls the room that does the work.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/seal"
)

// Settings are the same for every command, as flags or environment variables.
type Settings struct {
	Data       string `help:"Folder for the data." default:"data" env:"HAVENWARD_DATA" placeholder:"DIR"`
	Database   string `help:"Database: sqlite:PATH or postgres://... (default: SQLite in the data folder)." env:"HAVENWARD_DATABASE" placeholder:"URL"`
	KeyFile    string `help:"File of the root key, kept apart from the data (default: havenward.key in the data folder, made at first start)." env:"HAVENWARD_KEY_FILE" placeholder:"FILE" type:"path"`
	Key        string `help:"The root key itself; only ever in the environment." env:"HAVENWARD_KEY" placeholder:"TEXT" hidden:""`
	KeyCommand string `help:"Command that prints the root key, for a vault or a hardware module." env:"HAVENWARD_KEY_COMMAND" placeholder:"COMMAND"`
	Listen     string `help:"Address to serve on." default:"127.0.0.1:8080" env:"HAVENWARD_LISTEN" placeholder:"ADDR"`

	Erased string `help:"The list of what was erased, which several nodes share and no backup puts back (default: erased.txt in the data folder)." env:"HAVENWARD_ERASED" placeholder:"FILE" type:"path"`

	Published `embed:""`
}

// open opens and migrates the database with its keys, and sees to it that what was
// erased stays erased.
func (s *Settings) open(ctx context.Context) (*db.Database, error) {
	d, err := s.openAsItIs(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.bury(ctx, d); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// openAsItIs opens the database and puts nothing right: a verification has to see
// what somebody did to it and to the list of what was erased.
func (s *Settings) openAsItIs(ctx context.Context) (*db.Database, error) {
	source := s.source()
	root, err := source.Load(ctx)
	made := errors.Is(err, seal.ErrNoRoot)
	if made {
		root, err = seal.NewRoot()
	}
	if err != nil {
		return nil, err
	}
	ring := seal.NewRing(root)
	ring.Again(source.Load)
	d, err := s.openWith(ctx, ring)
	if err != nil {
		return nil, err
	}
	if made {
		err = keep(ctx, d, source.Path(), root)
	}
	if err == nil {
		err = seal.Admit(ctx, d, root)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// tombstones is the list of what was erased, outside the database.
func (s *Settings) tombstones() string {
	if s.Erased != "" {
		return s.Erased
	}
	return filepath.Join(s.Data, seal.TombstoneName)
}

// bury destroys again what was erased and came back with an older database. Where
// the list is not the one that belongs to the database, nothing may be changed.
func (s *Settings) bury(ctx context.Context, d *db.Database) error {
	back, relisted, err := seal.Tombstones(ctx, d, s.tombstones(), casefile.Mourners())
	if relisted > 0 {
		fmt.Fprintf(os.Stderr, "WARNING: %d erasures are in the database and were not on the list %s: their lines were taken away, or this node does not share the list with the others.\n"+
			"  They are on it again, and the record names each (docs/playbook-verify.md). Nodes that serve one database share one file, not copies of it: name the same file for each with --erased or HAVENWARD_ERASED.\n", relisted, s.tombstones())
	}
	var other *seal.OtherList
	if errors.As(err, &other) {
		fmt.Fprintf(os.Stderr, "WARNING: %s.\n"+
			"  Nothing can be changed from here: the service serves reads only. Put that list there, or name it with --erased or HAVENWARD_ERASED; where it is lost: havenward erasures renew (docs/playbook-keys.md).\n", other)
		return nil
	}
	if back > 0 {
		fmt.Fprintf(os.Stderr, "WARNING: %d keys that were destroyed had come back with this database, and are destroyed again.\n", back)
	}
	return err
}

// keep saves a root key that was just made, unless the database was sealed with
// another before: that one is missing then, and a new one would open nothing.
func keep(ctx context.Context, d *db.Database, path string, root *seal.Root) error {
	fresh, err := seal.Fresh(ctx, d)
	if err != nil {
		return err
	}
	if !fresh {
		return fmt.Errorf("this database is sealed and its root key is missing: put it back at %s, or name it with --key-file, HAVENWARD_KEY or --key-command; without it nothing in the database can be read", path)
	}
	if err := seal.Save(path, root, false); err != nil {
		return fmt.Errorf("cannot keep the new root key: %w", err)
	}
	fmt.Fprintf(os.Stderr, "WARNING: made the root key %s beside the data. Whoever takes the folder takes both.\n"+
		"  For real people, keep it apart from the data and its backups (docs/playbook-keys.md). Lose it, and everything is lost.\n", path)
	return nil
}

// openWith opens and migrates the database with a sealer.
func (s *Settings) openWith(ctx context.Context, sealer db.Sealer) (*db.Database, error) {
	url := s.Database
	if url == "" {
		if err := os.MkdirAll(s.Data, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the data folder: %w", err)
		}
		url = db.URL(s.Data)
	}
	d, err := db.Open(ctx, url, time.Now, sealer)
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// spoken gives what a fault tells a person, in English, for the command line.
func spoken(err error) error {
	problem := fault.Of(err)
	if problem == nil || problem.Code == fault.Internal {
		return err
	}
	english := page.In(page.English)
	lines := []string{english.Text(problem.Message, problem.Args...)}
	for _, field := range problem.Fields {
		lines = append(lines, field.Name+": "+english.Text(field.Message, field.Args...))
	}
	return errors.New(strings.Join(lines, "\n  "))
}

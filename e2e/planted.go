package e2e

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/pgtest"
)

// planted is a demonstration that the program itself made, once in a run for
// each engine, and that it has stopped serving: a folder with the keys, the log
// and perhaps the database, and an address on PostgreSQL. Tests work on copies,
// since making it takes seconds and each of them wants one.
type planted struct {
	sync.Mutex
	made     bool
	err      error // why it could not be made
	folder   string
	database string // empty on SQLite
	drop     func() error
}

var seedlings = map[Database]*planted{SQLite: {}, Postgres: {}}

// plant copies the demonstration of an engine into an empty folder, and gives
// the address of the copy of its database, empty on SQLite.
func plant(t testing.TB, engine Database, folder string) (database string) {
	t.Helper()
	if engine == "" {
		engine = SQLite
	}
	seedling := seedlings[engine]
	seedling.make(t, engine)
	if err := copyFolder(seedling.folder, folder); err != nil {
		t.Fatalf("copy the demonstration: %v", err)
	}
	if engine == Postgres {
		return pgtest.Copy(t, seedling.database)
	}
	return ""
}

// copyFolder copies the files of a folder with their modes: the program takes no
// key that others may read.
func copyFolder(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Mkdir(target, info.Mode().Perm())
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, info.Mode().Perm())
	})
}

// make makes the demonstration unless another test has.
func (s *planted) make(t testing.TB, engine Database) {
	t.Helper()
	s.Lock()
	defer s.Unlock()
	if !s.made {
		if engine == Postgres {
			s.database, s.drop = pgtest.Keep(t) // without PostgreSQL the test ends here
		}
		s.made, s.err = true, s.grow()
	}
	if s.err != nil {
		t.Fatalf("make the demonstration that tests copy: %v", s.err)
	}
}

// grow lets the program make its demonstration, waits until the work that this
// has queued is done, and ends it as its operator would.
func (s *planted) grow() (err error) {
	program, err := builtProgram()
	if err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "havenward-demonstration-"); err != nil {
		return err
	}
	p, err := startProcess(exec.Command(program, demonstrationArgs(Settings{Folder: s.folder, Database: s.database, Listen: "127.0.0.1:0"})...))
	if err != nil {
		return err
	}
	if _, err := p.printed(`listening on http://`, 2*time.Minute); err != nil {
		p.kill()
		return fmt.Errorf("%w; it printed:\n%s", err, p.output())
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := dbtest.Settled(ctx, s.folder, s.database); err != nil {
		p.kill()
		return err
	}
	return p.stop()
}

// uproot removes the demonstrations that were made. TestMain calls it.
func uproot() error {
	var problems []error
	for _, s := range seedlings {
		if s.folder != "" {
			problems = append(problems, os.RemoveAll(s.folder))
		}
		if s.drop != nil {
			problems = append(problems, s.drop())
		}
	}
	return errors.Join(problems...)
}

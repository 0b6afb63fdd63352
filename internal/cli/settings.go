// Package cli is the command line: each command reads its arguments, opens what
// it needs and calls the room that does the work.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

// Settings are the same for every command, as flags or environment variables.
type Settings struct {
	Data     string `help:"Folder for the data." default:"data" env:"HAVENWARD_DATA" placeholder:"DIR"`
	Database string `help:"Database: sqlite:PATH or postgres://... (default: SQLite in the data folder)." env:"HAVENWARD_DATABASE" placeholder:"URL"`
	Listen   string `help:"Address to serve on." default:"127.0.0.1:8080" env:"HAVENWARD_LISTEN" placeholder:"ADDR"`
}

// open opens and migrates the database.
func (s *Settings) open(ctx context.Context) (*db.Database, error) {
	url := s.Database
	if url == "" {
		if err := os.MkdirAll(s.Data, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the data folder: %w", err)
		}
		url = db.URL(s.Data)
	}
	d, err := db.Open(ctx, url, time.Now)
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

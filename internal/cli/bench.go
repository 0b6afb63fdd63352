package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/bench"
)

// Bench measures the program and prints one table.
type Bench struct {
	People        int      `help:"Size of the larger population; 1000000 for the full measure." default:"10000"`
	Whole         int      `help:"Every how many-th copy has all rows of a case; the others those of lists, search, grants and deadlines (default: 1 up to 100,000 people, 10 above)." placeholder:"N"`
	Events        int      `help:"Events of the record whose verification is measured; 1000000 for the full measure." default:"20000"`
	Seconds       float64  `help:"How long each timed measure lasts." default:"5"`
	Only          []string `help:"Measures to take: referrals, pages, seal, record, access, links, estimates, beds, replay, start (default: all)." placeholder:"NAME,..."`
	NRMStatistics string   `name:"nrm-statistics" help:"File of published statistics to replay; without it there is no replay." type:"existingfile" placeholder:"FILE"`
	Seed          uint64   `help:"Seed of the invented people." default:"1"`
	JSON          bool     `name:"json" help:"Print JSON."`
}

// Run takes the measures in databases of its own: SQLite files in a temporary
// folder within the data folder, or new databases on the PostgreSQL server that
// --database names. It leaves the data alone and nothing behind.
func (c *Bench) Run(ctx context.Context, settings *Settings, version Version) error {
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	config := bench.Config{People: c.People, Whole: c.Whole, Events: c.Events, Lasting: time.Duration(c.Seconds * float64(time.Second)), Folder: settings.Data, Only: c.Only,
		Statistics: c.NRMStatistics, Binary: binary, Seed: c.Seed, Version: string(version), Progress: os.Stderr}
	switch {
	case strings.HasPrefix(settings.Database, "postgres"):
		config.Database = settings.Database
	case settings.Database != "":
		return errors.New("the bench makes SQLite files of its own in the data folder; leave --database out, or name a PostgreSQL server")
	}
	report, err := bench.Run(ctx, config)
	if report != nil && len(report.Lines) > 0 {
		write := report.WriteText
		if c.JSON {
			write = report.WriteJSON
		}
		if problem := write(os.Stdout); problem != nil {
			return problem
		}
	}
	if err != nil {
		return fmt.Errorf("the bench stopped: %w", spoken(err))
	}
	return nil
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/exchange"
	"github.com/havenward/havenward/internal/reference"
)

// Replay makes populations of invented people from published figures.
type Replay struct {
	NRMStatistics ReplayNRMStatistics `cmd:"" name:"nrm-statistics" help:"Make one invented referral for each person that the published statistics count."`
}

// ReplayNRMStatistics makes a referral for each counted person.
type ReplayNRMStatistics struct {
	File    string `arg:"" help:"CSV with the columns quarter, first_responder_type, first_responder, exploitation_type, age_at_exploitation, gender, nationality, people; - is standard input."`
	Seed    uint64 `help:"Seed of the invented people." default:"1"`
	Writers int    `help:"How many referrals are written at once." default:"64"`
	As      string `help:"E-mail address of the account that replays (default: as for import)." placeholder:"EMAIL"`
	Rules   string `help:"Folder of further rule files (JSON)." env:"HAVENWARD_RULES" placeholder:"DIR"`
}

// Run replays the file. Run again, it goes on where it was.
func (c *ReplayNRMStatistics) Run(ctx context.Context, settings *Settings) error {
	if c.Writers < 1 || c.Writers > 1024 {
		return errors.New("--writers must be from 1 to 1024")
	}
	cells, err := c.read()
	if err != nil {
		return err
	}
	d, _, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	room, actor, err := exchangeRoom(ctx, d, c.Rules, c.As)
	if err != nil {
		return err
	}
	started := time.Now()
	result, err := room.ReplayStatistics(ctx, actor, cells, exchange.Replay{Seed: c.Seed, Writers: c.Writers, Progress: func(there, all int) {
		fmt.Fprintf(os.Stderr, "%d of %d referrals after %s\n", there, all, time.Since(started).Round(time.Second))
	}})
	if errors.Is(err, context.Canceled) {
		return &exit{exitInterrupted, fmt.Sprintf("interrupted after %d referrals; run the same command again to go on", result.Added)}
	}
	if err != nil {
		return fmt.Errorf("stopped after %d referrals; run the same command again to go on: %w", result.Added, spoken(err))
	}
	fmt.Printf("Added %d referrals of invented people in %s (%.0f a second); %d were there already.\n",
		result.Added, result.Took.Round(10*time.Millisecond), float64(result.Added)/max(result.Took.Seconds(), 0.001), result.Skipped)
	return nil
}

// read reads the file whole before anything is written.
func (c *ReplayNRMStatistics) read() ([]exchange.Cell, error) {
	in := os.Stdin
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return nil, fmt.Errorf("cannot read the statistics: %w", err)
		}
		defer file.Close()
		in = file
	}
	cells, err := exchange.ReadCells(reference.Default(), in, civil.DayOf(time.Now()))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be replayed:\n%w", c.File, err)
	}
	return cells, nil
}

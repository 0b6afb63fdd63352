package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
)

// Verify holds the record against its hashes, the published log and the witness,
// and derives every case again from its steps. It changes nothing.
type Verify struct {
	Rules  string        `help:"Folder of further rule files (JSON)." env:"HAVENWARD_RULES" placeholder:"DIR"`
	Limit  time.Duration `help:"How long it may take." default:"30m"`
	Record bool          `help:"Verify the record only, and not the cases."`
}

// Run prints each thing that is not as it must be, and fails where there is one.
// It ends when its time is up, whatever it meets.
func (c *Verify) Run(ctx context.Context, settings *Settings) error {
	ctx, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- c.verify(ctx, settings) }()
	select {
	case err := <-done:
		if ctx.Err() == nil {
			return err
		}
	case <-ctx.Done():
		// Whatever does not listen to the context is left behind.
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("the verification did not end within %s, so nothing is verified; allow more with --limit", c.Limit)
	}
	return ctx.Err()
}

func (c *Verify) verify(ctx context.Context, settings *Settings) error {
	d, err := settings.openAsItIs(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	problems := c.record(ctx, settings, d)
	if c.Record || ctx.Err() != nil {
		return problems
	}
	return errors.Join(problems, c.cases(ctx, d))
}

// record verifies the record.
func (c *Verify) record(ctx context.Context, settings *Settings, d *db.Database) error {
	published, err := settings.ledger(d, logger())
	if err != nil {
		return err
	}
	started := time.Now()
	report, err := published.Verify(ctx)
	if err != nil {
		return fmt.Errorf("the record cannot be read to its end: %w", err)
	}
	for _, finding := range report.Findings {
		fmt.Println(finding)
	}
	if report.More > 0 {
		fmt.Printf("... and %d more.\n", report.More)
	}
	if !report.Whole() {
		return fmt.Errorf("the record was tampered with or is damaged: %d findings; see docs/playbook-verify.md", len(report.Findings)+report.More)
	}
	witness := "no checkpoint was ever kept elsewhere"
	if report.Witnessed > 0 {
		witness = fmt.Sprintf("witnessed up to entry %d", report.Witnessed)
	}
	fmt.Printf("The record is whole: %d events in the database, %d entries in the log, %s (%s)\n", report.Events, report.Entries, witness, time.Since(started).Round(time.Millisecond))
	return nil
}

// cases derives every case again.
func (c *Verify) cases(ctx context.Context, d *db.Database) error {
	rules, err := (&Serving{Rules: c.Rules}).book()
	if err != nil {
		return err
	}
	differences := 0
	checked, erased, err := decision.New(d, rules, decision.DefaultSettings()).Check(ctx, func(difference decision.Difference) {
		differences++
		fmt.Println(difference)
	})
	if err != nil {
		return err
	}
	if differences > 0 {
		return fmt.Errorf("%d differences in %d cases: what is stored is not what the steps say", differences, checked)
	}
	fmt.Printf("%d cases are what their steps say", checked)
	if erased > 0 {
		fmt.Printf("; %d more were erased, and nothing of them is left to compare", erased)
	}
	fmt.Println()
	return nil
}

package cli

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/decision"
)

// Verify derives every case again from its steps and holds what is stored
// against it.
type Verify struct {
	Rules string `help:"Folder of further rule files (JSON)." env:"HAVENWARD_RULES" placeholder:"DIR"`
}

// Run prints each difference and fails where there is one.
func (c *Verify) Run(ctx context.Context, settings *Settings) error {
	rules, err := (&Serving{Rules: c.Rules}).book()
	if err != nil {
		return err
	}
	d, err := settings.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	differences := 0
	checked, err := decision.New(d, rules, decision.DefaultSettings()).Check(ctx, func(difference decision.Difference) {
		differences++
		fmt.Println(difference)
	})
	if err != nil {
		return err
	}
	if differences > 0 {
		return fmt.Errorf("%d differences in %d cases: what is stored is not what the steps say", differences, checked)
	}
	fmt.Printf("%d cases are what their steps say\n", checked)
	return nil
}

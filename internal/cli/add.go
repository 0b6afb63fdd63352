package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// Add adds agencies and people from the command line: the first of a new
// deployment, before anybody can sign in.
type Add struct {
	Agency AddAgency `cmd:"" help:"Add an agency."`
	Person AddPerson `cmd:"" help:"Add somebody to an agency; their password is read from HAVENWARD_NEW_PASSWORD."`
}

// AddAgency adds an agency.
type AddAgency struct {
	Name         string       `arg:"" help:"Name of the agency."`
	Kind         account.Kind `required:"" enum:"government,police,local-authority,ngo,competent-authority,provider" help:"One of ${enum}."`
	Jurisdiction string       `required:"" enum:"england,wales,scotland,northern-ireland,italy,lithuania" help:"One of ${enum}."`
}

// Run adds the agency.
func (c *AddAgency) Run(ctx context.Context, settings *Settings) error {
	d, _, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Write(ctx, func(tx *db.Tx) error {
		id, err := account.AddAgency(ctx, tx, account.Agency{Name: c.Name, Kind: c.Kind, Jurisdiction: c.Jurisdiction})
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "add-agency", Category: audit.Alteration, Subject: "agency " + string(id)})
	})
	if db.Duplicate(err) {
		return fmt.Errorf("there is an agency called %q already", c.Name)
	}
	return err
}

// AddPerson adds somebody to an agency.
type AddPerson struct {
	Agency string         `required:"" help:"Name of their agency."`
	Email  string         `required:"" help:"Work e-mail address."`
	Name   string         `required:"" help:"Full name."`
	Role   []account.Role `required:"" help:"Role; give the flag once for each."`
}

// Run adds the person and prints the key for their authenticator app, once.
func (c *AddPerson) Run(ctx context.Context, settings *Settings) error {
	password := os.Getenv("HAVENWARD_NEW_PASSWORD")
	if problem := account.CheckPassword(password); problem != "" {
		return fmt.Errorf("HAVENWARD_NEW_PASSWORD: %s", problem)
	}
	for _, role := range c.Role {
		if !known(role) {
			return fmt.Errorf("there is no role %q; the roles are %s", role, roleList())
		}
	}
	hash, err := account.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	secret, err := account.NewTOTPSecret(c.Email)
	if err != nil {
		return err
	}
	d, _, err := settings.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Write(ctx, func(tx *db.Tx) error {
		agency, found, err := account.FindAgency(ctx, tx, c.Agency)
		if err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("there is no agency called %q; add it first", c.Agency)
		}
		id, err := account.AddAccount(ctx, tx, account.NewAccount{Agency: agency.ID, Email: c.Email, Name: c.Name, PasswordHash: hash, TOTPSecret: secret, Roles: c.Role})
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: "add-account", Category: audit.Alteration, Subject: "account " + string(id)})
	})
	if db.Duplicate(err) {
		return fmt.Errorf("somebody has an account with the address %s already", c.Email)
	}
	if err != nil {
		return err
	}
	fmt.Printf("Added %s. Key for the authenticator app, shown only now: %s\n", c.Email, secret)
	return nil
}

func known(role account.Role) bool {
	for _, r := range account.Roles {
		if r.Role == role {
			return true
		}
	}
	return false
}

func roleList() string {
	var names []string
	for _, r := range account.Roles {
		names = append(names, string(r.Role))
	}
	return strings.Join(names, ", ")
}

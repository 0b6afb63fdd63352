package exchange

import (
	"context"
	"errors"
	"fmt"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
)

// builtIn is the account that imports where nobody else may. It has no password
// and no authenticator, so nobody can sign in with it; its address is of a
// domain that cannot exist (RFC 2606).
const (
	builtInName  = "Import from other systems"
	builtInEmail = "import@havenward.invalid"
)

// Importer gives the account that takes in what other systems hand over: the
// one with an e-mail address where one is given; else the first triage officer
// of the authority that takes referrals in; else a built-in account in that
// authority, which is added if it is not there, so that an empty database takes
// referrals too. made reports that the built-in account was added now.
func Importer(ctx context.Context, tx *db.Tx, authority, email string) (actor account.Actor, made bool, err error) {
	if email != "" {
		actor, found, err := account.LoadByEmail(ctx, tx, email)
		switch {
		case err != nil:
			return account.Actor{}, false, err
		case !found:
			return account.Actor{}, false, errors.New("nobody has an account with this e-mail address, or it is suspended")
		case access.Role(actor, access.ImportReferral) != nil:
			return account.Actor{}, false, errors.New("this account may not import referrals: it needs the role of a triage officer or a manager in the competent authority")
		}
		actor.Via = account.Command
		return actor, false, nil
	}
	agency, found, err := account.FindAgency(ctx, tx, authority)
	if err != nil {
		return account.Actor{}, false, err
	}
	if found && (agency.Suspended || agency.Kind != account.CompetentAuthority) {
		return account.Actor{}, false, fmt.Errorf("%s takes in referrals and is suspended or not a competent authority", authority)
	}
	if !found {
		agency = account.Agency{Name: authority, Kind: account.CompetentAuthority, Jurisdiction: "england"}
		if agency.ID, err = account.AddAgency(ctx, tx, agency); err != nil {
			return account.Actor{}, false, err
		}
		if err := added(ctx, tx, "add-agency", "agency", agency.ID); err != nil {
			return account.Actor{}, false, err
		}
	}
	officers, err := account.Colleagues(ctx, tx, agency.ID, account.TriageOfficer)
	if err != nil {
		return account.Actor{}, false, err
	}
	var id db.ID
	for _, officer := range officers {
		if id == "" || officer.Email != builtInEmail {
			id = officer.ID
		}
		if officer.Email != builtInEmail {
			break
		}
	}
	if id == "" {
		made = true
		if id, err = account.AddAccount(ctx, tx, account.NewAccount{Agency: agency.ID, Email: builtInEmail, Name: builtInName,
			Roles: []account.Role{account.TriageOfficer}}); err != nil {
			return account.Actor{}, false, err
		}
		if err := added(ctx, tx, "add-account", "account", id); err != nil {
			return account.Actor{}, false, err
		}
	}
	actor, _, err = account.Load(ctx, tx, id)
	actor.Via = account.Command
	return actor, made, err
}

func added(ctx context.Context, tx *db.Tx, action, kind string, id db.ID) error {
	return audit.Append(ctx, tx, account.System(account.Command), audit.Entry{Action: action, Category: audit.Alteration,
		Subject: kind + " " + string(id), Why: "import"})
}

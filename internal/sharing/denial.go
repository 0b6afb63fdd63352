package sharing

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// DenyForm denies a case to somebody.
type DenyForm struct {
	Case   db.ID
	Agency db.ID
	To     string // as of ShareForm, without posts
	Until  civil.Day
	Reason string
	Once   string
}

// Deny keeps a person, a team or an agency from a case, whatever they are granted.
func (r *Room) Deny(ctx context.Context, tx *db.Tx, actor account.Actor, form DenyForm) (db.ID, error) {
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.DenyCase, form.Case); err != nil {
			return "", err
		}
		denial, err := r.denialOf(ctx, tx, form)
		if err != nil {
			return "", err
		}
		if err := access.Deny(ctx, tx, actor, denial); err != nil {
			return "", err
		}
		// The record says that somebody was denied, and not who: others read it too.
		return denial.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "deny-case", Category: audit.Alteration, Case: form.Case, Subject: "denial " + string(denial.ID), Why: "conflict of interest"})
	})
}

func (r *Room) denialOf(ctx context.Context, tx *db.Tx, form DenyForm) (access.Denial, error) {
	denial := access.Denial{ID: tx.NewID(), Case: form.Case, Agency: form.Agency, Until: endOf(form.Until)}
	var wrong []fault.Field
	say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
	_, known, err := agencyOf(ctx, tx, form.Agency)
	if err != nil {
		return denial, err
	}
	if !known {
		say("agency", "Choose an agency")
	}
	var holder access.Grant
	if !toHolder(&holder, form.To) || holder.Post != "" {
		say("to", "Choose who is denied the case")
	}
	denial.Team, denial.Account = holder.Team, holder.Account
	if known && denial.Team == "" && denial.Account == "" {
		keep, err := keepers(ctx, tx, form.Case)
		if err != nil {
			return denial, err
		}
		if slices.Contains(keep, form.Agency) {
			say("to", "This agency keeps the case. Choose a team or a person in it")
		}
	}
	if !form.Until.IsZero() && form.Until.Before(civil.DayOf(tx.Now())) {
		say("until", "The last day must be today or in the future")
	}
	if strings.TrimSpace(form.Reason) == "" {
		say("reason", "Enter what the conflict of interest is")
	}
	if len(wrong) > 0 {
		return denial, fault.Mend(wrong...)
	}
	denial.Sealed, err = casefile.Seal(ctx, tx, form.Case, casefile.Row(placeDenial, denial.ID), strings.TrimSpace(form.Reason))
	return denial, err
}

// AllowForm ends a denial.
type AllowForm struct {
	Case, Denial db.ID
	Reason       string
	Once         string
}

// Allow ends a denial: what is granted counts again.
func (r *Room) Allow(ctx context.Context, tx *db.Tx, actor account.Actor, form AllowForm) error {
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if err := access.Case(ctx, tx, actor, access.DenyCase, form.Case); err != nil {
			return "", err
		}
		if strings.TrimSpace(form.Reason) == "" {
			return "", fault.Wrong("reason", "Enter why there is no conflict of interest any more")
		}
		sealed, err := casefile.Seal(ctx, tx, form.Case, casefile.Row(placeDenial, form.Denial, "ended"), strings.TrimSpace(form.Reason))
		if err != nil {
			return "", err
		}
		if done, err := access.EndDenial(ctx, tx, actor, form.Case, form.Denial, sealed); err != nil || !done {
			return "", orMissing(err)
		}
		return form.Denial, audit.Append(ctx, tx, actor, audit.Entry{Action: "end-denial", Category: audit.Alteration, Case: form.Case, Subject: "denial " + string(form.Denial), Why: "conflict of interest"})
	})
	return err
}

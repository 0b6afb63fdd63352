package own

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// GiveForm is what it takes to give somebody the code to their page.
type GiveForm struct {
	Case db.ID
	// Present says that the person is there, was told what the page is and what
	// could happen if somebody else finds it, and wants it.
	Present string
	Kind    string
	Second  string
	// For a child: who is responsible for them and agreed, what they are to the
	// child, and why it is good for the child.
	AgreedBy, AgreedRole, AgreedWhy string
	Once                            string
}

// Given is a code in the only moment in which it can be read.
type Given struct {
	ID           db.ID
	Code         string
	UseBy, Until civil.Day
}

// unsafe reports whether another room says that the page is a danger.
func (r *Room) unsafe(ctx context.Context, tx *db.Tx, caseID db.ID) (bool, error) {
	for _, ask := range r.Unsafe {
		if unsafe, err := ask(ctx, tx, caseID); err != nil || unsafe {
			return unsafe, err
		}
	}
	return false, nil
}

// Give makes a code for a person who is there, and ends any that they had. The
// code is in the answer and nowhere else.
func (r *Room) Give(ctx context.Context, tx *db.Tx, actor account.Actor, form GiveForm) (given Given, err error) {
	if err := access.Case(ctx, tx, actor, access.GiveOwnPage, form.Case); err != nil {
		return given, err
	}
	jurisdiction, child, err := caseOf(ctx, tx, form.Case)
	if err != nil {
		return given, err
	}
	if unsafe, err := r.unsafe(ctx, tx, form.Case); err != nil || unsafe {
		if err == nil {
			err = fault.Refuse("The safety plan says that a page of their own is not safe for this person. Change the plan with them first")
		}
		return given, err
	}
	file, err := casefile.Load(ctx, tx, actor, form.Case)
	if err != nil {
		return given, err
	}
	if err := form.check(child, file.Record.Birth, civil.DayOf(tx.Now())); err != nil {
		return given, err
	}
	// A double click would end the code that the first click showed.
	if first, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) { return tx.NewID(), nil }); err != nil {
		return given, err
	} else {
		given.ID = first
	}
	if made, err := codesWhere(ctx, tx, `c.id = $1`, given.ID); err != nil || len(made) > 0 {
		if err == nil {
			err = fault.Refuse("This code was given already, and is shown only once. If it was not written down, give a new one")
		}
		return Given{}, err
	}
	if _, err := endCodes(ctx, tx, actor, form.Case, endedNew); err != nil {
		return given, err
	}
	code := Code{ID: given.ID, Case: form.Case, Kind: SecondKind(form.Kind), Child: child}
	if child {
		code.Agreed = Agreed{strings.TrimSpace(form.AgreedBy), strings.TrimSpace(form.AgreedRole), strings.TrimSpace(form.AgreedWhy)}
	}
	if code.UseBy, code.Until, code.Rule, err = r.lasts(tx, jurisdiction, child); err != nil {
		return given, err
	}
	given.Code, given.UseBy, given.Until = r.newCode(), code.UseBy, code.Until
	if code.hash, err = account.HashPassword(ctx, given.Code+"\n"+CleanSecond(form.Second)); err != nil {
		return given, err
	}
	if err := insertCode(ctx, tx, actor, code, given.Code); err != nil {
		return given, err
	}
	return given, audit.Append(ctx, tx, actor, audit.Entry{Action: "give-own-page", Category: audit.Alteration, Case: form.Case, Subject: "own code " + string(code.ID),
		Why: "own page", Change: map[string]any{"second": form.Kind, "until": code.Until, "child": child}})
}

func (f GiveForm) check(child bool, born civil.Partial, today civil.Day) error {
	var wrong []fault.Field
	say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
	if f.Present != "yes" {
		say("present", "Give a code only to the person themselves, who knows what it is and wants it")
	}
	if message := checkSecond(SecondKind(f.Kind), f.Second, born, today); message != "" {
		name := "second"
		if f.Kind != string(Year) && f.Kind != string(Word) {
			name = "kind"
		}
		say(name, message)
	}
	if child {
		for _, needed := range []struct{ name, value, message string }{
			{"agreed_by", f.AgreedBy, "Enter who is responsible for the child and agreed"},
			{"agreed_role", f.AgreedRole, "Enter what they are to the child, such as guardian or social worker"},
			{"agreed_why", f.AgreedWhy, "Enter why the page is good for the child"},
		} {
			if strings.TrimSpace(needed.value) == "" {
				say(needed.name, needed.message)
			}
		}
	}
	if len(wrong) > 0 {
		return fault.Mend(wrong...)
	}
	return nil
}

// lasts says until when a code works that is given today.
func (r *Room) lasts(tx *db.Tx, jurisdiction string, child bool) (useBy, until civil.Day, rule string, err error) {
	today := civil.DayOf(tx.Now())
	about := subject(jurisdiction, child)
	first, err := r.Rules.Due(statute.OwnPageFirstUse, about, today)
	if err != nil {
		return useBy, until, "", err
	}
	whole, err := r.Rules.Due(statute.OwnPageCode, about, today)
	return first.On, whole.On, whole.Rule.Ref(), err
}

func subject(jurisdiction string, child bool) statute.Subject {
	return statute.Subject{Jurisdiction: statute.Jurisdiction(jurisdiction), Child: child}
}

func (r *Room) newCode() string {
	if r.NewCode != nil {
		return r.NewCode()
	}
	code := make([]byte, 0, codeLength)
	for len(code) < codeLength {
		var chance [1]byte
		_, _ = rand.Read(chance[:]) // never fails
		// Only whole multiples, so that no letter comes more often.
		if limit := 256 / len(codeLetters) * len(codeLetters); int(chance[0]) < limit {
			code = append(code, codeLetters[int(chance[0])%len(codeLetters)])
		}
	}
	return string(code)
}

// EndForm names whose code is meant.
type EndForm struct {
	Case db.ID
	Once string
}

// End ends a person's code and every visit that goes on with it, at once.
func (r *Room) End(ctx context.Context, tx *db.Tx, actor account.Actor, form EndForm) error {
	if err := access.Case(ctx, tx, actor, access.GiveOwnPage, form.Case); err != nil {
		return err
	}
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		ended, err := endCodes(ctx, tx, actor, form.Case, endedByHand)
		if err != nil {
			return "", err
		}
		if !ended {
			return "", fault.Refuse("There is no code that works")
		}
		return form.Case, audit.Append(ctx, tx, actor, audit.Entry{Action: "end-own-page", Category: audit.Alteration, Case: form.Case, Subject: "own page", Why: "own page"})
	})
	return err
}

// Renew lets a person's code work for as long again as a new one.
func (r *Room) Renew(ctx context.Context, tx *db.Tx, actor account.Actor, form EndForm) error {
	if err := access.Case(ctx, tx, actor, access.GiveOwnPage, form.Case); err != nil {
		return err
	}
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		if unsafe, err := r.unsafe(ctx, tx, form.Case); err != nil || unsafe {
			if err == nil {
				err = fault.Refuse("The safety plan says that a page of their own is not safe for this person. Change the plan with them first")
			}
			return "", err
		}
		jurisdiction, child, err := caseOf(ctx, tx, form.Case)
		if err != nil {
			return "", err
		}
		_, until, rule, err := r.lasts(tx, jurisdiction, child)
		if err != nil {
			return "", err
		}
		if renewed, err := renewCode(ctx, tx, form.Case, until, rule); err != nil || !renewed {
			if err == nil {
				err = fault.Refuse("There is no code that works")
			}
			return "", err
		}
		return form.Case, audit.Append(ctx, tx, actor, audit.Entry{Action: "renew-own-page", Category: audit.Alteration, Case: form.Case, Subject: "own page", Why: "own page", Change: map[string]any{"until": until}})
	})
	return err
}

// Shut ends a person's page because it has become a danger: for the room that
// learned it, in its own transaction. Where there is no page, nothing happens.
func (r *Room) Shut(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID) error {
	ended, err := endCodes(ctx, tx, actor, caseID, endedUnsafe)
	if err != nil || !ended {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "end-own-page", Category: audit.Alteration, Case: caseID, Subject: "own page", Why: "not safe"})
}

// once makes a retry or a double click of somebody one change.
func once(ctx context.Context, tx *db.Tx, actor account.Actor, key string, command func() (db.ID, error)) (db.ID, error) {
	text, err := tx.Once(ctx, "own "+string(actor.Account), key, func() (string, error) {
		id, err := command()
		return string(id) + ".", err
	})
	if err == nil && text == "" {
		return "", fault.Stale(nil, nil) // the same key is on its way in another transaction
	}
	return db.ID(strings.TrimSuffix(text, ".")), err
}

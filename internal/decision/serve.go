package decision

import (
	"context"
	"fmt"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
)

// Letters lists the letters of a case, without what they say.
func (r *Room) Letters(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) ([]LetterOnFile, error) {
	if err := access.Case(ctx, tx, actor, access.ReadCase, id); err != nil {
		return nil, err
	}
	return lettersOnFile(ctx, tx, id)
}

// OpenLetter reads a letter, and records that it was read.
func (r *Room) OpenLetter(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, number int) (LetterOnFile, error) {
	if err := access.Case(ctx, tx, actor, access.ReadLetter, id); err != nil {
		return LetterOnFile{}, err
	}
	opened, err := letterOnFile(ctx, tx, id, number)
	if err != nil {
		return LetterOnFile{}, err
	}
	return opened, audit.Append(ctx, tx, actor, audit.Entry{Action: "read-letter", Category: audit.Consultation, Case: id,
		Subject: fmt.Sprintf("letter %d of case %s", number, id), Why: purposeDecision})
}

// ServeForm records that a letter was served.
type ServeForm struct {
	Case     db.ID
	Version  int64
	Number   int
	ServedOn civil.Day
	Channel  string
	Once     string
}

// ServeLetter records the day on which a letter was served at the address it was
// made for: the step serve-letter with the contact filled in.
func (r *Room) ServeLetter(ctx context.Context, tx *db.Tx, actor account.Actor, form ServeForm) (Result, error) {
	return r.Take(ctx, tx, actor, TakeForm{Case: form.Case, Version: form.Version, Step: machine.ServeLetter, Once: form.Once,
		Form: &machine.Service{Letter: form.Number, ServedOn: form.ServedOn, Channel: form.Channel}})
}

// addressLine is a recipient's address in one line.
func addressLine(to letter.Recipient) string {
	if to.Channel == casefile.Email {
		return to.Email
	}
	return strings.Join(to.Lines, ", ")
}

// servedSafely fills in the contact to which a letter went, and refuses service
// at any other, or at one that is not safe any more.
func (r *Room) servedSafely(ctx context.Context, tx *db.Tx, id db.ID, c machine.Case, form *machine.Service, on civil.Day) error {
	if c.Letter(form.Letter) == nil {
		return nil // the form asks for another
	}
	onFile, err := letterOnFile(ctx, tx, id, form.Letter)
	if err != nil {
		return err
	}
	if len(onFile.Problem) > 0 {
		return fault.Mend(onFile.Problem...)
	}
	line := clip(addressLine(onFile.Letter.To))
	if form.Contact == "" {
		form.Contact = line
	}
	if form.Contact != line {
		return fault.Wrong("contact", "This letter is addressed to another contact. Address it again first")
	}
	if onFile.Letter.To.SafeOn.IsZero() {
		return nil // an organisation
	}
	_, record, err := casefile.Addressee(ctx, tx, id)
	if err != nil {
		return err
	}
	to, err := letter.Address(onFile.Letter.Person, record.Contacts, on, r.contactsGoodFor(c, on))
	if err != nil {
		return err
	}
	if clip(addressLine(to)) != line {
		return fault.Wrong("contact", "The contact that this letter is addressed to is not the one to use any more. Address the letter again")
	}
	return nil
}

// clip keeps a line within what a form takes.
func clip(line string) string {
	if runes := []rune(line); len(runes) > machine.MaxLine {
		return string(runes[:machine.MaxLine])
	}
	return line
}

// AddressForm addresses a letter again: to the contact that is safe now or, for
// an organisation that is asked for information, to the address given.
type AddressForm struct {
	Case           db.ID
	Version        int64
	Number         int
	Name           string // of the organisation
	Channel, Value string // casefile.Email or casefile.Post, and the address
	Once           string
}

// AddressLetter addresses a letter again that has not been served: because there
// was no safe address when it was made, or because the contact has changed. What
// the letter says stays as it was made.
func (r *Room) AddressLetter(ctx context.Context, tx *db.Tx, actor account.Actor, form AddressForm) (Result, error) {
	return once(ctx, tx, actor, form.Once, func() (Result, error) {
		if err := r.touch(ctx, tx, actor, access.ServeLetter, form.Case, form.Version); err != nil {
			return Result{}, err
		}
		p, err := loadProgress(ctx, tx, form.Case)
		if err != nil {
			return Result{}, err
		}
		onFile, err := letterOnFile(ctx, tx, form.Case, form.Number)
		if err != nil {
			return Result{}, err
		}
		if !onFile.Served.IsZero() || onFile.Cancelled {
			return Result{}, fault.Wrong("number", "This letter is not waiting to be served")
		}
		content, err := r.readdress(ctx, tx, form, p.State, onFile.Letter)
		if err != nil {
			return Result{}, err
		}
		if err := rewriteLetter(ctx, tx, form.Case, form.Number, content); err != nil {
			return Result{}, err
		}
		result := Result{Case: form.Case, Version: form.Version + 1, Stage: p.State.Stage, Number: p.Steps}
		return result, audit.Append(ctx, tx, actor, audit.Entry{Action: "address-letter", Category: audit.Alteration, Case: form.Case,
			Subject: fmt.Sprintf("letter %d of case %s", form.Number, form.Case), Why: purposeDecision})
	})
}

func (r *Room) readdress(ctx context.Context, tx *db.Tx, form AddressForm, c machine.Case, l letter.Letter) (writtenLetter, error) {
	var err error
	if l.Kind == letter.Information && form.Value != "" {
		l.To, err = letter.Organisation(form.Name, form.Channel, form.Value)
	} else {
		var record casefile.Record
		if _, record, err = casefile.Addressee(ctx, tx, form.Case); err != nil {
			return writtenLetter{}, err
		}
		on := civil.DayOf(tx.Now())
		l.Person.Name = record.Headline()
		l.To, err = letter.Address(l.Person, record.Contacts, on, r.contactsGoodFor(c, on))
		// The letter's date is the day from which its address is known as safe.
		if err == nil && l.To.SafeOn.After(l.Date) {
			l.Date = on
		}
	}
	if err != nil {
		return writtenLetter{}, err
	}
	return writtenLetter{Letter: l}, l.Check()
}

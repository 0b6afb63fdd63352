package decision

import (
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/letter"
)

// letter reads the letter of a case with that number.
func (k *desk) letter(id db.ID, number int) (l LetterOnFile) {
	k.t.Helper()
	k.write(func(tx *db.Tx) (err error) {
		l, err = k.room.OpenLetter(background, tx, k.maker, id, number)
		return err
	})
	return l
}

func reachable(list ...casefile.Contact) func(*casefile.Record) {
	return func(r *casefile.Record) { r.Contacts = list }
}

// TestLettersGoOnlyToSafeContacts makes a letter for people with other contacts.
func TestLettersGoOnlyToSafeContacts(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		unsafe := casefile.Contact{Channel: casefile.Post, Value: "2 Danger Street\nWesthaven", Whose: casefile.ThePerson, SafeOn: monday}
		safe := casefile.Contact{Channel: casefile.Email, Value: "safe@invented.example", Whose: casefile.ThePerson, Safe: true, SafeOn: monday}
		old := casefile.Contact{Channel: casefile.Email, Value: "old@invented.example", Whose: casefile.ThePerson, Safe: true, SafeOn: monday.Add(-200)}
		noPermission := casefile.Contact{Channel: casefile.Email, Value: "friend@invented.example", Whose: casefile.SomeoneElse, Safe: true, SafeOn: monday}
		for name, c := range map[string]struct {
			contacts []casefile.Contact
			goes     string
		}{
			"none":          {nil, ""},
			"unsafe":        {[]casefile.Contact{unsafe}, ""},
			"unsafe, safe":  {[]casefile.Contact{unsafe, safe}, "safe@invented.example"},
			"not checked":   {[]casefile.Contact{old}, ""},
			"no permission": {[]casefile.Contact{noPermission}, ""},
		} {
			id := k.refer(casefile.Adult, "england", reachable(c.contacts...))
			k.take(k.triage, id, machine.Allocate)
			k.take(k.maker, id, machine.ReasonableGroundsYes)
			made := k.letter(id, 1)
			if made.Held != (c.goes == "") || made.Letter.To.Email != c.goes {
				t.Errorf("%s: held %v, goes to %+v", name, made.Held, made.Letter.To)
			}
			if c.goes != "" {
				k.take(k.maker, id, machine.ServeLetter)
				continue
			}
			if len(made.Problem) == 0 {
				t.Errorf("%s: nothing says why it is held", name)
			}
			k.refusedBy(k.maker, machine.ServeLetter, id, fault.Invalid, "There is no safe address")
			k.refusedBy(k.maker, machine.ServeLetter, id, fault.Invalid, "There is no safe address", func(f *TakeForm) { f.Form.(*machine.Service).Contact = "2 Danger Street, Westhaven" })
			k.take(k.manager, id, machine.HoldLetter)
		}
	})
}

// TestALetterIsAddressedAgain gives a safe contact after the letter was made, and
// takes one away before it is served.
func TestALetterIsAddressedAgain(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england", reachable())
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		address := func() error {
			_, version := k.state(id)
			return k.d.Write(background, func(tx *db.Tx) error {
				_, err := k.room.AddressLetter(background, tx, k.maker, AddressForm{Case: id, Version: version, Number: 1})
				return err
			})
		}
		if err := address(); !fault.Is(err, fault.Invalid) {
			t.Errorf("addressed without an address: %v", err)
		}
		k.sleep(2)
		k.write(func(tx *db.Tx) error {
			_, err := k.room.AddContact(background, tx, k.maker, ContactForm{Case: id, Contact: casefile.Contact{
				Channel: casefile.Email, Value: "new@invented.example", Whose: casefile.ThePerson, Safe: true, SafeOn: k.today()}})
			return err
		})
		if err := address(); err != nil {
			t.Fatal(err)
		}
		made := k.letter(id, 1)
		if made.Held || made.Letter.To.Email != "new@invented.example" {
			t.Errorf("held %v, goes to %+v", made.Held, made.Letter.To)
		}
		if text, err := letter.Text(made.Letter); err != nil || !strings.Contains(text, secret) {
			t.Errorf("the letter cannot be drawn for the person: %v", err)
		}
		// Somebody learns that the address is watched.
		k.write(func(tx *db.Tx) error {
			contacts, err := k.room.Contacts(background, tx, k.maker, id)
			if err != nil {
				return err
			}
			_, err = k.room.CheckContact(background, tx, k.maker, CheckForm{Case: id, Contact: contacts[0].ID, On: k.today()})
			return err
		})
		k.refusedBy(k.maker, machine.ServeLetter, id, fault.Invalid, "There is no safe address")
		k.consistent(id)
	})
}

// TestEveryLetterCanBeDrawn takes the steps that make letters and draws each.
func TestEveryLetterCanBeDrawn(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		drawn := map[machine.LetterKind]bool{}
		path := func(age, nation string, edits []func(*casefile.Record), steps func(id db.ID)) {
			id := k.refer(age, nation, edits...)
			k.take(k.triage, id, machine.Allocate)
			steps(id)
			var letters []LetterOnFile
			k.read(func(tx *db.Tx) (err error) {
				letters, err = k.room.Letters(background, tx, k.manager, id)
				return err
			})
			for _, listed := range letters {
				made := k.letter(id, listed.Number)
				if _, err := letter.HTML(made.Letter); err != nil || len(made.Problem) > 0 {
					t.Errorf("%s in %s cannot be drawn: %v %v", listed.Kind, nation, err, made.Problem)
				}
				drawn[listed.Kind] = true
			}
		}
		for _, nation := range []string{"england", "scotland", "northern-ireland"} {
			path(casefile.Adult, nation, nil, func(id db.ID) {
				k.take(k.maker, id, machine.RequestInformation, machine.ReasonableGroundsYes, machine.RequestExtension)
				k.take(k.manager, id, machine.GrantExtension, machine.Suspend)
				k.take(k.maker, id, machine.RequestDisqualification)
				k.take(k.manager, id, machine.Disqualify)
			})
			path(casefile.Adult, nation, nil, func(id db.ID) {
				k.take(k.maker, id, machine.ProposeReasonableGroundsNo)
				k.take(k.reader, id, machine.AgreeReasonableGroundsNo)
				k.take(k.maker, id, machine.ServeLetter)
				k.take(k.referrer, id, machine.RequestReconsideration)
				k.take(k.manager, id, machine.AcceptReconsideration, machine.UpholdDecision)
				k.take(k.referrer, id, machine.RequestReconsideration)
				k.take(k.manager, id, machine.RejectReconsideration)
			})
			path(casefile.Adult, nation, nil, func(id db.ID) { k.take(k.referrer, id, machine.Withdraw) })
			path(casefile.Child, nation, []func(*casefile.Record){bornOn(civil.MustDay("2008-06-02"))}, func(id db.ID) { k.take(k.manager, id, machine.SettleAsAdult) })
		}
		id := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2012-05-05")))
		if _, err := k.try(k.triage, machine.Allocate, id, func(f *TakeForm) { f.Form = &machine.Allocation{Authority: machine.DevolvedPanel} }); err != nil {
			t.Fatal(err)
		}
		k.take(k.panel, id, machine.CombinedYes)
		if made := k.letter(id, 1); len(made.Problem) > 0 || made.Letter.To.ThePerson {
			t.Errorf("the child's letter: %v, to %+v", made.Problem, made.Letter.To)
		}
		for _, kind := range []machine.LetterKind{machine.LetterReasonablePositive, machine.LetterReasonableNegative, machine.LetterInformation, machine.LetterExtended, machine.LetterSuspended,
			machine.LetterWithdrawn, machine.LetterReconsiderationAccepted, machine.LetterReconsiderationRejected, machine.LetterUpheld, machine.LetterDisqualified, machine.LetterConsentAt18} {
			if !drawn[kind] {
				t.Errorf("no step made the letter %s", kind)
			}
		}
	})
}

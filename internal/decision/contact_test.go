package decision

import (
	"net/http"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

func (k *desk) contacts(id db.ID) (contacts []casefile.ContactOnFile) {
	k.t.Helper()
	k.read(func(tx *db.Tx) (err error) {
		contacts, err = k.room.Contacts(background, tx, k.maker, id)
		return err
	})
	return contacts
}

// typed asks that what was typed stands in the form still.
func (a answer) typed(t *testing.T, html string) {
	t.Helper()
	if !strings.Contains(a.body, html) {
		t.Errorf("the form has lost %s", html)
	}
}

// TestContactsAreAddedAndChecked opens the way for a letter that had none, and
// closes it again.
func TestContactsAreAddedAndChecked(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england", reachable(
			casefile.Contact{Channel: casefile.Email, Value: "old@invented.example", Whose: casefile.ThePerson, Safe: true, SafeOn: monday.Add(-200)}))
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		page := "/cases/" + string(id) + "/contacts"
		k.want(k.get(k.maker, "/cases/"+string(id)+"/letters/1"), http.StatusOK, "last checked on", "See and check the contacts")
		k.want(k.get(k.maker, page), http.StatusOK, "old@invented.example", "Record a check")

		check := page + "/" + string(k.contacts(id)[0].ID) + "/check"
		k.want(k.post(k.maker, check, "on-day", "2", "on-month", "3", "on-year", "2031"), http.StatusUnprocessableEntity, "Choose yes if it is safe").typed(t, `value="2031"`)
		k.want(k.post(k.maker, check, "safe", "yes", "on-day", "2", "on-month", "3", "on-year", "2031"), http.StatusUnprocessableEntity, "must be today or in the past")
		k.want(k.post(k.maker, check, "safe", "yes", "on-day", "2", "on-month", "3", "on-year", "2026"), http.StatusSeeOther)
		if got := k.contacts(id); len(got) != 1 || !got[0].Safe || got[0].SafeOn != monday {
			t.Fatalf("after the check: %+v", got)
		}
		// The old row is ended: to check it once more changes nothing.
		k.want(k.post(k.maker, check, "safe", "yes", "on-day", "2", "on-month", "3", "on-year", "2026"), http.StatusNotFound)
		_, version := k.state(id)
		k.write(func(tx *db.Tx) error {
			_, err := k.room.AddressLetter(background, tx, k.maker, AddressForm{Case: id, Version: version, Number: 1})
			return err
		})
		if made := k.letter(id, 1); made.Letter.To.Email != "old@invented.example" {
			t.Errorf("the letter goes to %+v", made.Letter.To)
		}

		check = page + "/" + string(k.contacts(id)[0].ID) + "/check"
		k.want(k.post(k.maker, check, "safe", "no", "on-day", "2", "on-month", "3", "on-year", "2026"), http.StatusSeeOther)
		k.want(k.get(k.maker, page), http.StatusOK, "Do not use")
		k.want(k.post(k.maker, page, "whose", "person", "channel", "email", "email", "not an address"), http.StatusUnprocessableEntity, "Enter an email address").typed(t, `value="not an address"`)
		k.want(k.post(k.maker, page, "whose", "person", "channel", "email", "email", "new@invented.example", "safe", "yes", "safe-on-day", "2", "safe-on-month", "3", "safe-on-year", "2026"), http.StatusSeeOther)
		if got := k.contacts(id); len(got) != 2 || got[0].Safe == got[1].Safe {
			t.Errorf("contacts: %+v", got)
		}
		k.want(k.get(k.maker, "/cases/"+string(id)+"/timeline"), http.StatusOK, "Contact added", "it must not be used")
		k.want(k.get(k.referrer, page), http.StatusForbidden)
		k.want(k.post(k.other, page, "whose", "person", "channel", "email", "email", "x@invented.example"), http.StatusNotFound)
		k.consistent(id)
	})
}

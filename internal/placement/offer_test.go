package placement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/placement"
)

func (w *world) offer(by account.Actor, email string, hours int) (s placement.Sight, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		s, err = w.room.OfferSight(background, tx, by, w.child, placement.OfferForm{Email: email, Reason: "take", Words: "To bring her to court tomorrow", Hours: hours})
		return err
	})
	return s, err
}

// TestASightIsOfferedUnasked opens an address to somebody outside the team who did
// not ask, once a second person of the team agrees.
func TestASightIsOfferedUnasked(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s, err := w.offer(w.lead, "  Officer@Example.org ", 5)
		if err != nil || s.Agreed || s.Account != w.police.Account {
			w.T.Fatalf("%+v, %v", s, err)
		}
		if text := w.messages(); strings.Contains(text, "officer@example.org") || !strings.Contains(text, "second@example.org") {
			w.T.Errorf("before anybody agreed it was told to:\n%s", text)
		}
		if page := w.get("GET /sights", w.police); !strings.Contains(page.Body.String(), "nobody offered you one") {
			w.T.Error("an offer that waits is shown to whom it is made")
		}
		if page := w.get("GET /sights", w.second); !strings.Contains(page.Body.String(), "offered by Lead, not asked for") {
			w.T.Error("the team is not shown who offered")
		}
		for name, err := range map[string]error{"who offered answers": w.answer(w.lead, s.ID, true, 0), "the social worker answers": w.answer(w.worker, s.ID, true, 0),
			"whom it is offered to answers": w.answer(w.police, s.ID, true, 0), "another council answers": w.answer(w.foreign, s.ID, true, 0)} {
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.look(w.police, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("before a second person agreed: %v", err)
		}
		if err := w.answer(w.second, s.ID, true, 2); err != nil {
			w.T.Fatal(err)
		}
		text := w.messages()
		for _, told := range []string{"officer@example.org\nAn address was opened to you", "lead@example.org\nYour offer of an address was answered", "second@example.org\nA sealed address was opened to somebody"} {
			if !strings.Contains(text, told) {
				w.T.Errorf("nobody was told %q:\n%s", told, text)
			}
		}
		for _, secret := range append(secrets, "Quillfeather", "HW-") {
			if strings.Contains(text, secret) {
				w.T.Errorf("a message says %q", secret)
			}
		}
		if page := w.get("GET /sights", w.police); !strings.Contains(page.Body.String(), "offered by Lead") || !strings.Contains(page.Body.String(), "See the address") {
			w.T.Error("the offer is not on the page of whom it was made to")
		}
		if page := w.get("GET /placements/people/{id}/sights", w.worker); !strings.Contains(page.Body.String(), "by Lead,") || !strings.Contains(page.Body.String(), "by Second,") {
			w.T.Error("the person’s page does not say who offered and who agreed")
		}
		if seen, err := w.look(w.police, s.ID); err != nil || seen.Address.Lines[0] != canary {
			w.T.Errorf("with an offer that was agreed to: %+v, %v", seen, err)
		}
		w.Clock.Add(2*time.Hour + time.Second)
		if _, err := w.look(w.police, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("after the hours that were agreed: %v", err)
		}
		w.Write(func(tx *db.Tx) error {
			var n int
			_, err := tx.Row(background, `SELECT count(*) FROM audit_event WHERE action = 'offer-sight' AND category = 'disclosure' AND case_id = $1 AND account_id = $2`, []any{w.child, w.lead.Account}, &n)
			if n != 1 {
				w.T.Errorf("%d offers in the record", n)
			}
			return err
		})
	})
}

// TestAnOfferIsRefusedOrWithdrawn and tells nobody outside the team.
func TestAnOfferIsRefusedOrWithdrawn(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		refused, err := w.offer(w.lead, w.police.Email, 5)
		if err != nil {
			w.T.Fatal(err)
		}
		if err := w.answer(w.second, refused.ID, false, 0); err != nil {
			w.T.Fatal(err)
		}
		withdrawn, err := w.offer(w.lead, w.police.Email, 5)
		if err != nil {
			w.T.Fatal(err)
		}
		end := func(by account.Actor) error {
			return w.Try(func(tx *db.Tx) error { return w.room.EndSight(background, tx, by, withdrawn.ID) })
		}
		for name, by := range map[string]account.Actor{"a colleague": w.second, "whom it is made to": w.police, "another council": w.foreign} {
			if err := end(by); err == nil {
				w.T.Errorf("%s withdraws an offer that is not theirs", name)
			}
		}
		if err := end(w.lead); err != nil {
			w.T.Fatal(err)
		}
		if err := w.answer(w.second, withdrawn.ID, true, 0); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("an offer that was withdrawn is agreed to: %v", err)
		}
		for _, id := range []db.ID{refused.ID, withdrawn.ID} {
			if _, err := w.look(w.police, id); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("the address is seen: %v", err)
			}
		}
		if text := w.messages(); strings.Contains(text, "officer@example.org") {
			w.T.Errorf("told to whom the offers were made:\n%s", text)
		}
		if page := w.get("GET /sights", w.police); strings.Contains(page.Body.String(), "offered by") {
			w.T.Error("an offer that came to nothing is shown to whom it was made")
		}
	})
}

// TestWhoMayOfferAndToWhom is the table of what an offer is refused for.
func TestWhoMayOfferAndToWhom(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for name, by := range map[string]account.Actor{"a social worker": w.worker, "the carer": w.carer, "the police": w.police, "another council": w.foreign} {
			if _, err := w.offer(by, w.police.Email, 2); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s offers: %v", name, err)
			}
		}
		said := map[string]string{}
		for name, email := range map[string]string{"nobody": "nobody@example.org", "somebody who does not know the case": w.foreign.Email} {
			_, err := w.offer(w.lead, email, 2)
			if !fault.Is(err, fault.Invalid) {
				w.T.Fatalf("offered to %s: %v", name, err)
			}
			said[fault.Of(err).Fields[0].Message] = name
		}
		if len(said) != 1 {
			w.T.Errorf("the answers tell who has an account: %v", said)
		}
		if _, err := w.offer(w.lead, w.lead.Email, 2); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("offered to oneself: %v", err)
		}
		if _, err := w.offer(w.lead, w.police.Email, 25); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("for longer than the rule: %v", err)
		}
		if _, err := w.offer(w.lead, w.second.Email, 9); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("to the team for longer than its rule: %v", err)
		}
		// In the team the rules ask for no second person.
		s, err := w.offer(w.lead, w.second.Email, 8)
		if err != nil || !s.Agreed {
			w.T.Fatalf("offered in the team: %+v, %v", s, err)
		}
		if _, err := w.look(w.second, s.ID); err != nil {
			w.T.Error(err)
		}
		if _, err := w.look(w.lead, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("who offered sees it with somebody else’s sight: %v", err)
		}
		// A move ends what was offered, and who is kept away from the case since sees nothing.
		given, err := w.offer(w.lead, w.police.Email, 24)
		if err != nil {
			w.T.Fatal(err)
		}
		w.Must(w.answer(w.second, given.ID, true, 0))
		w.Write(func(tx *db.Tx) error {
			return access.Deny(background, tx, w.lead, access.Denial{Case: w.child, Agency: w.police.Agency, Account: w.police.Account, Sealed: []byte("x")})
		})
		if _, err := w.look(w.police, given.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("an officer who is kept away looks: %v", err)
		}
		if _, err := w.offer(w.lead, w.police.Email, 2); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("offered to somebody who is kept away: %v", err)
		}
		w.move(w.places[1])
		if _, err := w.look(w.second, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("an offer outlives a move: %v", err)
		}
	})
}

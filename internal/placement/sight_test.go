package placement_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/placement"
)

func notifyMessages(tx *db.Tx) (string, error) {
	found, err := notify.Messages(background, tx, "")
	var text strings.Builder
	for _, message := range found {
		text.WriteString(message.To + "\n" + message.Subject + "\n" + message.Body + "\n")
	}
	return text.String(), err
}

func yes(b bool) *bool { return &b }

func (w *world) ask(actor account.Actor, hours int) (s placement.Sight, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		s, err = w.room.AskSight(background, tx, actor, w.child, placement.SightForm{Reason: "visit", Words: "To visit the child at home", Hours: hours})
		return err
	})
	return s, err
}

func (w *world) answer(actor account.Actor, id db.ID, agree bool, hours int) error {
	return w.Try(func(tx *db.Tx) error {
		return w.room.AnswerSight(background, tx, actor, id, placement.SightAnswer{Agree: yes(agree), Hours: hours, Reason: "I called the officer back"})
	})
}

func (w *world) look(actor account.Actor, id db.ID) (seen placement.Seen, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		seen, err = w.room.Look(background, tx, actor, id)
		return err
	})
	return seen, err
}

// move moves the child to a place at once.
func (w *world) move(to db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		var version int64
		if _, err := tx.Row(background, `SELECT version FROM placement_file WHERE case_id = $1`, []any{w.child}, &version); err != nil {
			return err
		}
		return w.room.Put(background, tx, w.lead, w.child, placement.PlacingForm{Version: version, Place: string(to)})
	})
}

func TestAnAddressIsSeenByNamedPeopleForATime(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		if _, err := w.ask(w.police, 25); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("more hours than the rule allows: %v", err)
		}
		s, err := w.ask(w.police, 4)
		if err != nil || s.Agreed {
			w.T.Fatalf("somebody outside the team asks: %+v, %v", s, err)
		}
		if _, err := w.look(w.police, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("before anybody agreed: %v", err)
		}
		for name, err := range map[string]error{
			"who asked answers": w.answer(w.police, s.ID, true, 0), "the social worker answers": w.answer(w.worker, s.ID, true, 0),
			"another council answers": w.answer(w.foreign, s.ID, true, 0)} {
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s: %v", name, err)
			}
		}
		if err := w.answer(w.second, s.ID, true, 2); err != nil {
			w.T.Fatal(err)
		}
		if err := w.answer(w.lead, s.ID, false, 0); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("a second answer: %v", err)
		}
		seen, err := w.look(w.police, s.ID)
		if err != nil || seen.Address.Lines[0] != canary || seen.Address.Carers == "" {
			w.T.Fatalf("with a live sight: %+v, %v", seen, err)
		}
		for name, actor := range map[string]account.Actor{"a colleague in the team": w.lead, "another council": w.foreign, "the carer": w.carer} {
			if _, err := w.look(actor, s.ID); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
				w.T.Errorf("%s with somebody else’s sight: %v", name, err)
			}
		}
		w.Clock.Add(2*time.Hour + time.Second)
		if _, err := w.look(w.police, s.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("after the hours that were agreed: %v", err)
		}
		text := w.messages()
		if !strings.Contains(text, "second@example.org") || !strings.Contains(text, "looked at an address") {
			w.T.Errorf("the team was not told:\n%s", text)
		}
		for _, secret := range []string{"Quillfeather", "Lan ", "HW-", "Canaryweather", "Kent", "PL-"} {
			if strings.Contains(text, secret) {
				w.T.Errorf("a message says %q:\n%s", secret, text)
			}
		}
	})
}

func TestTheTeamSeesAtOnceAndIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		s, err := w.ask(w.lead, 8)
		if err != nil || !s.Agreed {
			w.T.Fatalf("somebody in the team asks: %+v, %v", s, err)
		}
		if _, err := w.look(w.lead, s.ID); err != nil {
			w.T.Error(err)
		}
		if text := w.messages(); !strings.Contains(text, "second@example.org") {
			w.T.Errorf("the rest of the team was not told:\n%s", text)
		}
		if _, err := w.ask(w.lead, 9); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("longer than the team's rule: %v", err)
		}
		// The social worker is of the same agency and not of the team.
		other, err := w.ask(w.worker, 2)
		if err != nil || other.Agreed {
			w.T.Errorf("a social worker sees without a second person: %+v, %v", other, err)
		}
		if _, err := w.ask(w.foreign, 2); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("another council asks: %v", err)
		}
	})
}

func TestAMoveShutsEverySightAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		agreed, _ := w.ask(w.police, 4)
		if err := w.answer(w.second, agreed.ID, true, 0); err != nil {
			w.T.Fatal(err)
		}
		own, _ := w.ask(w.lead, 4)
		waits, _ := w.ask(w.worker, 4)
		if !w.reaches(w.carer) {
			w.T.Error("the carer does not reach the child who lives there")
		}
		w.move(w.places[1])
		for name, id := range map[string]db.ID{"agreed": agreed.ID, "the team's own": own.ID} {
			actor := w.police
			if id == own.ID {
				actor = w.lead
			}
			if _, err := w.look(actor, id); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s, after the move: %v", name, err)
			}
		}
		if err := w.answer(w.second, waits.ID, true, 0); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("a request of before the move is answered: %v", err)
		}
		if w.reaches(w.carer) {
			w.T.Error("the carer of the old place still reaches the child")
		}
		fresh, err := w.ask(w.lead, 1)
		if err != nil {
			w.T.Fatal(err)
		}
		if seen, err := w.look(w.lead, fresh.ID); err != nil || seen.Address.Lines[0] != canary2 {
			w.T.Errorf("after the move: %+v, %v", seen.Address.Lines, err)
		}
		// Another address for the house ends it too.
		w.Write(func(tx *db.Tx) error {
			return w.room.ChangeAddress(background, tx, w.lead, w.places[1], placement.PlaceForm{Version: 1, Address: placement.Address{Lines: []string{"9 New Street"}}})
		})
		if _, err := w.look(w.lead, fresh.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("after the address changed: %v", err)
		}
	})
}

// reaches reports whether somebody may keep the missing profile of the child.
func (w *world) reaches(actor account.Actor) bool {
	err := w.Try(func(tx *db.Tx) error {
		var version int64
		if _, err := tx.Row(background, `SELECT coalesce(max(version), 0) FROM missing_profile WHERE case_id = $1`, []any{w.child}, &version); err != nil {
			return err
		}
		return w.room.KeepProfile(background, tx, actor, w.child, placement.ProfileForm{Version: version, Profile: placement.Profile{Looks: "Tall"}})
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		w.T.Errorf("the missing profile: %v", err)
	}
	return err == nil
}

func TestASightIsWithdrawnOrEndedEarly(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		end := func(actor account.Actor, id db.ID) error {
			return w.Try(func(tx *db.Tx) error { return w.room.EndSight(background, tx, actor, id) })
		}
		waits, _ := w.ask(w.police, 2)
		if err := end(w.foreign, waits.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("a stranger: %v", err)
		}
		if err := end(w.police, waits.ID); err != nil {
			w.T.Error(err)
		}
		if err := w.answer(w.second, waits.ID, true, 0); !fault.Is(err, fault.Conflict) {
			w.T.Errorf("an answer to what was withdrawn: %v", err)
		}
		live, _ := w.ask(w.police, 2)
		if err := w.answer(w.second, live.ID, true, 0); err != nil {
			w.T.Fatal(err)
		}
		if err := end(w.lead, live.ID); err != nil {
			w.T.Error(err)
		}
		if _, err := w.look(w.police, live.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("after the team ended it: %v", err)
		}
		refused, _ := w.ask(w.police, 2)
		if err := w.answer(w.second, refused.ID, false, 0); err != nil {
			w.T.Fatal(err)
		}
		if _, err := w.look(w.police, refused.ID); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("after it was refused: %v", err)
		}
	})
}

package subsistence

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Said is what another room says of somebody's life that may change what they are
// due. It changes no money: a person is asked about it first, and records the fact
// or says that it is not so.
type Said struct {
	Key         string // of the same saying always the same: letters, digits and hyphens
	Kind        string // a kind of fact
	Code        string // of a situation; InHouse where the room does not know about meals
	From, Until civil.Day
	Birth       civil.Day // of a child, where it is known to the day
	Name        string    // of a child
	Words       string    // what was written of it, such as a birth that is no day
}

// InHouse is a situation of which only that it is a safe house is known.
const InHouse = "safe-house"

// Known gives what another room says of somebody's life, in the transaction in
// which it is asked.
type Known func(ctx context.Context, tx *db.Tx, caseID db.ID) ([]Said, error)

// KindWords and CodeWords are what is said in words, catalogue sources.
func (s Said) KindWords() string { return factKinds.Words(s.Kind) }

// CodeWords is what is said, a catalogue source; "" where it needs no more.
func (s Said) CodeWords() string {
	switch {
	case s.Code == InHouse:
		return "In a safe house"
	case s.Code == AsylumSupport:
		return "They ask for protection here. Asylum support may pay them"
	case s.Code == "":
		return ""
	}
	return situations.Words(s.Code)
}

// form is the fact as it would be recorded, for a person to check.
func (s Said) form(today civil.Day) FactForm {
	f := FactForm{Kind: s.Kind, Code: s.Code, From: s.From, Until: s.Until, Birth: s.Birth, Name: s.Name}
	if f.Code == InHouse {
		f.Code = ""
	}
	if f.From.IsZero() {
		f.From = today
	}
	return f
}

// The answers to what another room says.
const (
	answerRecorded = "recorded"
	answerNot      = "not-so"
)

// open gives what is said that nobody has answered and that the account does not
// say already.
func open(said []Said, answers map[string]string, a Account, today civil.Day) (asked []Said) {
	for _, s := range said {
		if answers[s.Key] == "" && !a.says(s, today) {
			asked = append(asked, s)
		}
	}
	return asked
}

// says reports whether the account has the fact already.
func (a Account) says(s Said, today civil.Day) bool {
	switch s.Kind {
	case FactSituation:
		lives, known := a.Situation(today)
		return known && (lives.Code == s.Code || s.Code == InHouse && (lives.Code == SelfCatered || lives.Code == Catered))
	case FactChild:
		for _, f := range a.Facts {
			if f.Kind == FactChild && !s.Birth.IsZero() && f.Birth == s.Birth {
				return true
			}
		}
		return false
	}
	_, found := a.lastFact(s.Kind, today)
	return found
}

// saidOf reads what other rooms say of somebody, with what was answered to it.
func (room *Room) saidOf(ctx context.Context, tx *db.Tx, id db.ID) (said []Said, answers map[string]string, err error) {
	for _, known := range room.Known {
		more, err := known(ctx, tx, id)
		if err != nil {
			return nil, nil, err
		}
		said = append(said, more...)
	}
	answers = map[string]string{}
	return said, answers, tx.Each(ctx, `SELECT known, answer FROM subsistence_answer WHERE case_id = $1`, []any{id}, func(scan func(...any) error) error {
		var key, answer string
		err := scan(&key, &answer)
		answers[key] = answer
		return err
	})
}

// saying gives what another room says by its key, of a file that the actor may
// keep.
func (room *Room) saying(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, key string) (file, Said, string, error) {
	f, err := room.reach(ctx, tx, actor, access.KeepSubsistence, id)
	if err != nil {
		return f, Said{}, "", err
	}
	said, answers, err := room.saidOf(ctx, tx, id)
	if err != nil {
		return f, Said{}, "", err
	}
	for _, s := range said {
		if s.Key == key {
			return f, s, answers[key], nil
		}
	}
	return f, Said{}, "", fault.Missing()
}

func answer(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, key, how string) error {
	_, err := tx.Exec(ctx, `INSERT INTO subsistence_answer (case_id, known, answer, answered_at, answered_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (case_id, known) DO UPDATE SET answer = excluded.answer, answered_at = excluded.answered_at, answered_by = excluded.answered_by`, id, key, how, tx.Now(), actor.Account)
	return err
}

// Confirm records the fact that another room said, as the person said that it is.
func (room *Room) Confirm(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, key string, f FactForm) (db.ID, error) {
	_, s, _, err := room.saying(ctx, tx, actor, id, key)
	if err != nil {
		return "", err
	}
	f.Kind = s.Kind
	fact, err := room.Record(ctx, tx, actor, id, f)
	if err != nil {
		return "", err
	}
	return fact, answer(ctx, tx, actor, id, key, answerRecorded)
}

// Dismiss says that what another room says is not so. It is not asked again.
func (room *Room) Dismiss(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, key string) error {
	_, s, _, err := room.saying(ctx, tx, actor, id, key)
	if err != nil {
		return err
	}
	if err := answer(ctx, tx, actor, id, key, answerNot); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "dismiss-known-fact", "", map[string]string{"kind": s.Kind, "code": s.Code})
}

// AskAgain undoes that something was said to be not so.
func (room *Room) AskAgain(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, key string) error {
	_, s, _, err := room.saying(ctx, tx, actor, id, key)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM subsistence_answer WHERE case_id = $1 AND known = $2 AND answer = $3`, id, key, answerNot); err != nil {
		return err
	}
	return room.note(ctx, tx, actor, id, "ask-known-fact-again", "", map[string]string{"kind": s.Kind, "code": s.Code})
}

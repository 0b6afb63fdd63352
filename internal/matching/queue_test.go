package matching

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
)

func somebodyElse(r *casefile.Record) {
	r.Names[0] = casefile.Name{Kind: casefile.NameGiven, Given: "Minh", Family: "Trần"}
	r.Birth, r.Gender, r.Nationalities = civil.PartialOf(civil.MustDay("1981-02-11")), "male", []string{"VN"}
	r.Contacts, r.References, r.CurrentTown = nil, nil, "leeds"
}

// TestTheSameWomanUnderTwoSpellings walks from the arrival of a second record to
// a decision, and back.
func TestTheSameWomanUnderTwoSpellings(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		first := k.open(casefile.Adult, adult(), "Westhaven Police", "Authority")
		k.open(casefile.Adult, adult(somebodyElse), "Westhaven Police", "Authority")
		second := k.open(casefile.Adult, adult(misspelt), "Northmere Council", "Authority")
		found := k.queue(k.reviewer, Filter{})
		if len(found) != 1 || found[0].Blind || found[0].Left.ID != min(first, second) || found[0].Right.ID != max(first, second) {
			t.Fatalf("the queue holds %+v, want the one pair of the two spellings", found)
		}
		c, err := k.compare(k.reviewer, found[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("probability %.4f", c.Pair.Probability)
		says := ""
		for _, line := range c.Lines {
			says += fmt.Sprint(line.What, " ", line.Sentence, "\n")
		}
		for _, want := range []string{"Name", "Date of birth", "Personal number"} {
			if !strings.Contains(says, want) {
				t.Errorf("the evidence does not speak of %s:\n%s", want, says)
			}
		}
		if c.Left.Name == "" || !slices.Equal(c.Right.Sources, []string{"Referral"}) || c.Prior == "" {
			t.Errorf("side by side: %+v and %+v, before %q", c.Left, c.Right, c.Prior)
		}
		picture, err := c.Weights.drawing("HW-1", "HW-2")
		if err != nil || !strings.Contains(string(picture), "<svg") || strings.Contains(string(picture), "style=") {
			t.Errorf("the picture: %v, %.200s", err, picture)
		}
		state, err := k.decide(k.reviewer, found[0].ID, SaySame)
		if err != nil || state != Same {
			t.Fatalf("decided: %q, %v", state, err)
		}
		if left := k.queue(k.reviewer, Filter{}); len(left) != 0 {
			t.Errorf("decided pairs stay in the queue: %+v", left)
		}
		if same := k.queue(k.reviewer, Filter{State: Same}); len(same) != 1 {
			t.Errorf("the decided pair cannot be found again: %+v", same)
		}
		if _, err := k.decide(k.reviewer, found[0].ID, SaySame); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same decision twice: %v", err)
		}
		c, _ = k.compare(k.reviewer, found[0].ID)
		k.write(func(tx *db.Tx) error {
			return k.room.UndoDecision(background, tx, k.reviewer, c.Pair.ID, c.Pair.Version, "")
		})
		c, _ = k.compare(k.reviewer, found[0].ID)
		if c.Pair.State != Open || len(c.Decisions) != 1 || c.Decisions[0].Undone.IsZero() || c.Decisions[0].Reason != "They have the same passport" {
			t.Errorf("taken back: %s with %+v", c.Pair.State, c.Decisions)
		}
		k.write(func(tx *db.Tx) error {
			return k.room.Assign(background, tx, k.reviewer, c.Pair.ID, c.Pair.Version, k.second.Account)
		})
		if mine := k.queue(k.second, Filter{Mine: true}); len(mine) != 1 || mine[0].Assignee != "Invented second" {
			t.Errorf("what was given to somebody: %+v", mine)
		}
		err = k.d.Write(background, func(tx *db.Tx) error {
			return k.room.Assign(background, tx, k.reviewer, c.Pair.ID, c.Pair.Version+1, k.elsewhere.Account)
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("given to somebody of another agency: %v", err)
		}
	})
}

// TestAPairOfAChildNeedsTwoReaders and decisions that differ need a third.
func TestAPairOfAChildNeedsTwoReaders(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		k.open(casefile.Child, adult(), "Westhaven Police", "Authority")
		k.open(casefile.Adult, adult(misspelt), "Northmere Council", "Authority")
		pair := k.queue(k.reviewer, Filter{Child: true})[0].ID
		for _, step := range []struct {
			by      account.Actor
			outcome Outcome
			want    State
		}{{k.reviewer, SaySame, Second}, {k.second, SayApart, Conflict}, {k.manager, SaySame, Same}} {
			if state, err := k.decide(step.by, pair, step.outcome); err != nil || state != step.want {
				t.Errorf("%s says %s: %q, %v, want %q", step.by.Name, step.outcome, state, err, step.want)
			}
		}
	})
}

// TestOutOfReachTellsNothing looks at everything that somebody is told who sees
// one record of a pair, and compares it with what they would be told of another.
func TestOutOfReachTellsNothing(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		hidden := k.open(casefile.Adult, adult(), "Westhaven Police", "Elsewhere")
		more := k.open(casefile.Adult, adult(misspelt), "Westhaven Police", "Elsewhere")
		mine := k.open(casefile.Adult, adult(), "Northmere Council", "Authority")
		list := k.queue(k.reviewer, Filter{})
		if len(list) != 1 || !list[0].Blind || list[0].Left.ID != mine {
			t.Fatalf("of two records out of reach the queue tells %+v, want one line that tells nothing of either", list)
		}
		if told := fmt.Sprintf("%+v", list); strings.Contains(told, string(hidden)) || strings.Contains(told, string(more)) || list[0].Percent != "" || list[0].Pair != (Pair{}) {
			t.Errorf("the line tells of what is out of reach: %s", told)
		}
		_, err := k.compare(k.reviewer, list[0].ID)
		missing(t, "comparing with what is out of reach", err)
		_, err = k.decide(k.reviewer, list[0].ID, SaySame)
		missing(t, "deciding about what is out of reach", err)
		for _, f := range []Filter{{State: Open}, {Child: true}, {Mine: true}} {
			if narrowed := k.queue(k.reviewer, f); len(narrowed) != 0 {
				t.Errorf("a filter tells the state of what is out of reach: %+v", narrowed)
			}
		}
		// The holder is asked, and the asker learns who they are only if they say so.
		var asked, ours []Request
		k.read(func(tx *db.Tx) (err error) {
			if asked, err = k.room.Asked(background, tx, k.reviewer); err != nil {
				return err
			}
			ours, err = k.room.ToAnswer(background, tx, k.elsewhere)
			return err
		})
		if len(asked) != 1 || asked[0].HolderName != "" || asked[0].Case != "" || asked[0].Reference != "" || asked[0].ID != "" {
			t.Errorf("the asker is told %+v", asked)
		}
		if len(ours) == 0 || ours[0].AskerName != "Authority" {
			t.Fatalf("the holder is asked %+v", ours)
		}
		answer := func(actor account.Actor, a Answer, message string) error {
			return k.d.Write(background, func(tx *db.Tx) error {
				return k.room.AnswerRequest(background, tx, actor, AnswerForm{Request: ours[0].ID, Version: ours[0].Version, Answer: a, Message: message})
			})
		}
		missing(t, "an answer by who does not hold the record", answer(k.reviewer, NotHere, ""))
		if err := answer(k.elsewhere, ContactUs, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("an answer without a contact: %v", err)
		}
		if err := answer(k.elsewhere, ContactUs, "Ring 0113 496 0000"); err != nil {
			t.Fatal(err)
		}
		k.read(func(tx *db.Tx) (err error) {
			asked, err = k.room.Asked(background, tx, k.reviewer)
			return err
		})
		told := fmt.Sprintf("%+v", asked)
		if !strings.Contains(told, "Ring 0113 496 0000") || !strings.Contains(told, "Elsewhere") || strings.Contains(told, string(hidden)) {
			t.Errorf("after the answer the asker is told %s", told)
		}
		k.read(func(tx *db.Tx) error {
			messages, err := notify.Messages(background, tx, "")
			for _, m := range messages {
				if strings.Contains(m.Subject+m.Body, "Valbona") || strings.Contains(m.Subject+m.Body, "HW-") {
					t.Errorf("a message tells of somebody: %q %q", m.Subject, m.Body)
				}
			}
			if len(messages) == 0 {
				t.Error("nobody was told that there is a question")
			}
			return err
		})
	})
}

// TestSearchBeforeCreate asks for earlier records as first responders of two
// forces, of which one has referred the woman.
func TestSearchBeforeCreate(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		first := k.open(casefile.Adult, adult(), "Westhaven Police", "Authority")
		look := func(actor account.Actor, record casefile.Record) (known casefile.Known) {
			k.write(func(tx *db.Tx) (err error) {
				known, err = k.room.Known(background, tx, actor, "draft 1", record)
				return err
			})
			return known
		}
		known := look(k.police, adult(misspelt))
		if len(known.Records) != 1 || known.Records[0].Case != first || known.Records[0].Name != "Valbona Përmeti" || len(known.Records[0].Evidence) == 0 || known.Elsewhere {
			t.Errorf("who referred her is shown %+v", known)
		}
		known = look(k.council, adult())
		if len(known.Records) != 0 || !known.Elsewhere {
			t.Errorf("who did not is shown %+v, want only that there is a match elsewhere", known)
		}
		if known = look(k.council, adult(somebodyElse)); len(known.Records) != 0 || known.Elsewhere || known.NotReady {
			t.Errorf("of somebody nobody knows: %+v", known)
		}
		if known = look(k.council, casefile.Record{Gender: "female"}); len(known.Records) != 0 || known.Elsewhere {
			t.Errorf("without a name: %+v", known)
		}
		k.work()
		var ours []Request
		k.read(func(tx *db.Tx) (err error) {
			ours, err = k.room.ToAnswer(background, tx, k.manager)
			return err
		})
		if len(ours) != 1 || ours[0].Case != first || ours[0].AskerName != "Northmere Council" {
			t.Errorf("the holder is asked %+v", ours)
		}
		second := k.open(casefile.Adult, adult(misspelt), "Westhaven Police", "Authority")
		k.write(func(tx *db.Tx) error { return k.room.Claim(background, tx, k.police, second, []db.ID{first}) })
		if list := k.queue(k.reviewer, Filter{}); len(list) != 1 {
			t.Errorf("what the first responder says is in the queue as %+v", list)
		}
	})
}

// TestAPairIsForgottenWhenTheRecordsChange and stays where somebody decided.
func TestAPairIsForgottenWhenTheRecordsChange(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		k.open(casefile.Adult, adult(func(r *casefile.Record) { r.References, r.Contacts = nil, nil }), "Westhaven Police", "Authority")
		id := k.open(casefile.Adult, adult(func(r *casefile.Record) { r.References, r.Contacts = nil, nil }), "Westhaven Police", "Authority")
		if len(k.queue(k.reviewer, Filter{})) != 1 {
			t.Fatal("two equal records are not paired")
		}
		k.write(func(tx *db.Tx) error {
			if _, err := tx.Exec(background, `UPDATE fact SET withdrawn_at = $2 WHERE case_id = $1`, id, tx.Now()); err != nil {
				return err
			}
			record := adult(somebodyElse)
			return casefile.Put(background, tx, k.police, id, "correction", record)
		})
		k.work()
		if list := k.queue(k.reviewer, Filter{}); len(list) != 0 {
			t.Errorf("a pair that is not alike any more is still there: %+v", list)
		}
		if list := k.queue(k.reviewer, Filter{State: Gone}); len(list) != 1 {
			t.Errorf("it is not kept as gone: %+v", list)
		}
	})
}

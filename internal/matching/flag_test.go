package matching

import (
	"fmt"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// TestANewEncounterWithSomebodyWhoseCaseIsClosed raises a flag for those
// responsible, who look at it and say what they found.
func TestANewEncounterWithSomebodyWhoseCaseIsClosed(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		earlier := k.open(casefile.Adult, adult(), "Westhaven Police", "Authority")
		k.write(func(tx *db.Tx) error { return casefile.SetClosed(background, tx, earlier, true) })
		k.open(casefile.Adult, adult(somebodyElse), "Northmere Council", "Elsewhere")
		later := k.open(casefile.Adult, adult(misspelt), "Northmere Council", "Elsewhere")
		flags := func(actor account.Actor) (list []Flag) {
			k.read(func(tx *db.Tx) (err error) {
				list, err = k.room.Flags(background, tx, actor)
				return err
			})
			return list
		}
		raised := flags(k.reviewer)
		if len(raised) != 1 || raised[0].Earlier.ID != earlier || raised[0].LaterInReach || raised[0].Later.ID != "" || raised[0].Why != OverClosed {
			t.Fatalf("those responsible are told %+v, want one flag that tells nothing of the record out of reach (%s)", raised, later)
		}
		if others := flags(k.elsewhere); len(others) != 0 {
			t.Errorf("others are told of it: %+v", others)
		}
		tasks := func() (open int) {
			k.read(func(tx *db.Tx) error {
				list, err := casefile.Tasks(background, tx, earlier)
				for _, task := range list {
					if task.Kind == TaskReencounter && !task.Done {
						open++
					}
				}
				return err
			})
			return open
		}
		if tasks() != 1 {
			t.Errorf("%d tasks, want one", tasks())
		}
		say := func(actor account.Actor, outcome FlagOutcome, note string) error {
			return k.d.Write(background, func(tx *db.Tx) error {
				return k.room.Acknowledge(background, tx, actor, FlagForm{Flag: raised[0].ID, Version: 1, Outcome: outcome, Note: note})
			})
		}
		missing(t, "looked at by others", say(k.elsewhere, FlagOther, "x"))
		if err := say(k.reviewer, FlagRaised, "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("without an outcome: %v", err)
		}
		if err := say(k.reviewer, FlagRetrafficked, "The police were told"); err != nil {
			t.Fatal(err)
		}
		if seen := flags(k.reviewer); tasks() != 0 || seen[0].Outcome != FlagRetrafficked || seen[0].Note != "The police were told" || seen[0].SeenBy != "Invented reviewer" {
			t.Errorf("after somebody looked: %+v, %d tasks", seen, tasks())
		}
	})
}

// TestWhatPeopleDecideTeaches: after many pairs of strangers with the same
// telephone were told apart, a telephone counts for less.
func TestWhatPeopleDecideTeaches(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		for i := range fewestReviewed {
			alike := func(r *casefile.Record) {
				r.Names[0].Given, r.Names[0].Family = fmt.Sprint("Ana", string(rune('b'+i)), "la"), fmt.Sprint("Hox", string(rune('b'+i)), "ha")
				r.References = []casefile.Reference{{Kind: "passport", Value: fmt.Sprint("X", 48211973+i*7919)}}
				r.Contacts[0].Value = fmt.Sprintf("07700 9%05d", 10000+i*311)
			}
			k.open(casefile.Adult, adult(alike), "Westhaven Police", "Authority")
			k.open(casefile.Adult, adult(alike, func(r *casefile.Record) {
				r.References = nil
				if i%2 == 0 {
					r.Names[0].Given = "Minhquan"
				}
			}), "Westhaven Police", "Authority")
		}
		learn := func(actor account.Actor) error {
			return k.d.Write(background, func(tx *db.Tx) error {
				_, err := k.room.Learn(background, tx, actor)
				return err
			})
		}
		if err := learn(k.reviewer); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by who may not: %v", err)
		}
		if err := learn(k.manager); !fault.Is(err, fault.Invalid) {
			t.Errorf("from nothing: %v", err)
		}
		var decided int
		for _, q := range k.queue(k.reviewer, Filter{}) {
			if _, err := k.decide(k.reviewer, q.ID, SayApart); err != nil {
				t.Fatal(err)
			}
			decided++
		}
		if decided < fewestReviewed {
			t.Fatalf("%d pairs to decide about, want %d", decided, fewestReviewed)
		}
		likely := func() float64 {
			var found []candidate
			k.read(func(tx *db.Tx) error {
				x, ready, err := k.room.index.ready(background, tx, "")
				if err != nil || !ready {
					t.Fatal(ready, err)
				}
				found = x.match(CardOf(adult(func(r *casefile.Record) {
					r.Names[0].Given, r.Names[0].Family, r.References, r.Contacts = "Anabla", "Hoxbha", nil, nil
					r.Birth, r.CurrentTown = civil.Partial{}, ""
				})), "", 0.000001)
				return nil
			})
			if len(found) == 0 {
				return 0
			}
			return found[0].Probability
		}
		before := likely()
		if err := learn(k.manager); err != nil {
			t.Fatal(err)
		}
		if err := k.room.Refresh(background); err != nil {
			t.Fatal(err)
		}
		if after := likely(); after >= before {
			t.Errorf("after %d pairs were told apart a like one has probability %.4f, before %.4f", decided, after, before)
		}
	})
}

package subsistence_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/subsistence"
)

// another opens the support of another person at the same provider.
func (w *world) another() (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, w.worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		return access.Give(background, tx, w.worker, access.Grant{Agency: w.worker.Agency, Case: id, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: "health-care"})
	})
	return id
}

func (w *world) pays(id db.ID, situation string) (fact db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		if err := w.room.Open(background, tx, w.worker, id, subsistence.OpenSubsistenceForm{From: w.Today().Add(-50), Situation: situation}); err != nil {
			return err
		}
		if err := w.room.KeepPayee(background, tx, w.payer, id, subsistence.PayeeForm{Method: "cash", Holder: "Somebody"}); err != nil {
			return err
		}
		_, err := tx.Row(background, `SELECT id FROM subsistence_fact WHERE case_id = $1`, []any{id}, &fact)
		return err
	})
	return fact
}

func (w *world) paidTo(id db.ID) (pence int64) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		_, err := tx.Row(background, `SELECT COALESCE(SUM(amount), 0) FROM subsistence_payment WHERE case_id = $1 AND state IN ('agreed', 'paid')`, []any{id}, &pence)
		return err
	})
	return pence
}

// TestBackPayThroughTheCommands: of two people with the same life, one recorded
// right from the start and the other wrongly, corrected bit by bit between
// payments that are made, refused and come back, both have the same in the end.
// Until the last correction no belief is of more than is true, so that nothing
// was paid too much.
func TestBackPayThroughTheCommands(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		seed := uint64(time.Now().UnixNano())
		w.T.Logf("seed %d", seed)
		draw := rand.New(rand.NewPCG(seed, 1))
		for range 4 {
			w.oneLife(draw)
		}
	})
}

func (w *world) oneLife(draw *rand.Rand) {
	w.T.Helper()
	right, wrong := w.another(), w.another()
	situation := []string{subsistence.SelfCatered, subsistence.Outreach}[draw.IntN(2)]
	w.pays(right, situation)
	fact := w.pays(wrong, subsistence.Catered) // the lowest rate of all
	child := subsistence.FactForm{Kind: subsistence.FactChild, From: w.Today().Add(-draw.IntN(40)), Birth: w.Today().Add(-60 - draw.IntN(1200)), Name: "Little"}
	record := func(id db.ID, f subsistence.FactForm) {
		w.Write(func(tx *db.Tx) error { _, err := w.room.Record(background, tx, w.worker, id, f); return err })
	}
	record(right, child)
	todo := []func(){
		func() {
			w.Write(func(tx *db.Tx) error {
				_, err := w.room.Correct(background, tx, w.worker, fact, subsistence.FactForm{Code: situation, From: w.Today().Add(-50)})
				return err
			})
		},
		func() { record(wrong, child) },
	}
	draw.Shuffle(len(todo), func(i, j int) { todo[i], todo[j] = todo[j], todo[i] })
	for upTo := 42; upTo >= 0; upTo -= 7 + draw.IntN(8) {
		if len(todo) > 0 && draw.IntN(3) == 0 {
			todo[0]()
			todo = todo[1:]
		}
		w.run(upTo, draw.IntN(4) != 0, draw.IntN(4) == 0)
	}
	for _, correct := range todo {
		correct()
	}
	w.run(0, true, false)
	if a, b := w.paidTo(right), w.paidTo(wrong); a != b || a == 0 {
		w.T.Errorf("right from the start: %d, corrected: %d", a, b)
	}
	w.run(0, true, false) // and once more pays nothing
	if a, b := w.paidTo(right), w.paidTo(wrong); a != b {
		w.T.Errorf("a second run: %d and %d", a, b)
	}
}

// run prepares payments until a day, agrees to them or refuses them, and has one
// of them come back.
func (w *world) run(ago int, agree, bounce bool) {
	w.T.Helper()
	var id db.ID
	err := w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.Prepare(background, tx, w.payer, subsistence.RunForm{Until: w.Today().Add(-ago)})
		return err
	})
	if fault.Is(err, fault.Invalid) {
		return // nobody is due anything
	}
	if err != nil {
		w.T.Fatal(err)
	}
	if err := w.agree(w.second, id, agree); err != nil {
		w.T.Fatal(err)
	}
	if !agree || !bounce {
		return
	}
	w.Write(func(tx *db.Tx) error {
		var payment db.ID
		if _, err := tx.Row(background, `SELECT id FROM subsistence_payment WHERE run_id = $1 ORDER BY id LIMIT 1`, []any{id}, &payment); err != nil {
			return err
		}
		return w.room.Bounce(background, tx, w.payer, payment, subsistence.BounceForm{On: w.Today(), Why: "refused"})
	})
}

// TestNobodyIsPaidTwiceWhenAllAct: payments are prepared, agreed to, corrected and
// sent back by several at once, and when it is quiet again everybody has what they
// are due and not a penny more.
func TestNobodyIsPaidTwiceWhenAllAct(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var all []db.ID
		for range 3 {
			id := w.another()
			w.pays(id, subsistence.Outreach)
			all = append(all, id)
		}
		var wait sync.WaitGroup
		for i := range 6 {
			wait.Go(func() {
				first, second := w.payer, w.second
				if i%2 == 0 {
					first, second = second, first
				}
				for range 4 {
					run, err := w.prepare(first)
					if fault.Is(err, fault.Invalid) {
						continue
					}
					if err != nil {
						w.T.Error(err)
						return
					}
					if err := w.agree(second, run, i%3 != 0); err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
						w.T.Error(err)
					}
				}
			})
		}
		wait.Wait()
		w.run(0, true, false)
		for _, id := range all {
			if paid := w.paidTo(id); paid != (51*3960+6)/7 {
				w.T.Errorf("51 days of £39.60 a week: paid %d", paid)
			}
		}
	})
}

// TestWhatAnotherRoomSaysIsAskedFirst: it changes no money until somebody confirms
// it, is not asked again when it is not so, and can be asked again after all.
func TestWhatAnotherRoomSaysIsAskedFirst(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		w.room.Known = []subsistence.Known{func(_ context.Context, _ *db.Tx, id db.ID) ([]subsistence.Said, error) {
			if id != w.person {
				return nil, nil
			}
			return []subsistence.Said{{Key: "stay-1", Kind: subsistence.FactSituation, Code: subsistence.InHouse, From: w.Today().Add(-6)},
				{Key: "dependant-1", Kind: subsistence.FactChild, Birth: w.Today().Add(-400), Name: "Mira"}}, nil
		}}
		if _, err := w.prepare(w.payer); err != nil {
			w.T.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*3960 {
			w.T.Errorf("what nobody confirmed changed money: %d", counts)
		}
		confirm := func(actor account.Actor, key string, f subsistence.FactForm) error {
			return w.Try(func(tx *db.Tx) error {
				_, err := w.room.Confirm(background, tx, actor, w.person, key, f)
				return err
			})
		}
		if err := confirm(w.foreign, "stay-1", subsistence.FactForm{Code: subsistence.SelfCatered, From: w.Today().Add(-6)}); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("another provider confirms: %v", err)
		}
		if err := confirm(w.worker, "stay-2", subsistence.FactForm{Code: subsistence.SelfCatered, From: w.Today().Add(-6)}); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("what nobody said is confirmed: %v", err)
		}
		if err := confirm(w.worker, "stay-1", subsistence.FactForm{From: w.Today().Add(-6)}); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("without saying whether there are meals: %v", err)
		}
		if err := confirm(w.worker, "stay-1", subsistence.FactForm{Code: subsistence.SelfCatered, From: w.Today().Add(-6)}); err != nil {
			w.T.Fatal(err)
		}
		for _, take := range []func(tx *db.Tx) error{
			func(tx *db.Tx) error { return w.room.Dismiss(background, tx, w.worker, w.person, "dependant-1") },
			func(tx *db.Tx) error { return w.room.AskAgain(background, tx, w.worker, w.person, "dependant-1") },
		} {
			w.Write(take)
		}
		if err := confirm(w.worker, "dependant-1", subsistence.FactForm{From: w.Today().Add(-6), Birth: w.Today().Add(-400), Name: "Mira"}); err != nil {
			w.T.Fatal(err)
		}
		if _, err := w.prepare(w.payer); err != nil {
			w.T.Fatal(err)
		}
		// Three weeks in outreach, one in a house with a child of one.
		if counts, _, _ := w.sums(); counts != 3*3960+6500+3960+300 {
			w.T.Errorf("confirmed: %d", counts)
		}
	})
}

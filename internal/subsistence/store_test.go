package subsistence_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
)

var background = context.Background()

// world is a provider that supports and pays one person, another, and the police.
type world struct {
	*casetest.World
	room                                            *subsistence.Room
	worker, manager, payer, second, foreign, police account.Actor
	person                                          db.ID
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) {
		w := &world{World: base, room: &subsistence.Room{DB: base.D, Rules: statute.Default(), Rates: subsistence.RatesOf2020()}}
		w.fill()
		test(w)
	})
}

func (w *world) fill() {
	w.T.Helper()
	ours, theirs, force := w.Agency("Harbour", account.NGO), w.Agency("Elsewhere", account.NGO), w.Agency("Police", account.Police)
	w.worker, w.manager = w.Person(ours, "worker", account.SupportProvider), w.Person(ours, "manager", account.SupportManager)
	w.payer, w.second = w.Person(ours, "payer", account.PaymentsOfficer), w.Person(ours, "second", account.PaymentsOfficer)
	w.foreign, w.police = w.Person(theirs, "foreign", account.SupportProvider, account.SupportManager, account.PaymentsOfficer), w.Person(force, "officer", account.FirstResponder)
	w.Write(func(tx *db.Tx) (err error) {
		if w.person, _, err = casefile.OpenCase(background, tx, w.worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.worker, access.Grant{Agency: force, Case: w.person, Purpose: "referral", Compartments: access.Everything, LegalBasis: "referral"}); err != nil {
			return err
		}
		return access.Give(background, tx, w.worker, access.Grant{Agency: ours, Case: w.person, Purpose: "support", Compartments: access.Identity | access.Support, LegalBasis: "health-care"})
	})
}

// begin pays the person from four weeks ago, in outreach, into an account.
func (w *world) begin() {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		return w.room.Open(background, tx, w.worker, w.person, subsistence.OpenSubsistenceForm{From: w.Today().Add(-27), Situation: subsistence.Outreach})
	})
	w.Write(func(tx *db.Tx) error {
		return w.room.KeepPayee(background, tx, w.payer, w.person, subsistence.PayeeForm{Method: "bank", Holder: "B Wovenquill", Sort: "30-96-11", Account: "12345678"})
	})
}

func (w *world) prepare(actor account.Actor) (id db.ID, err error) {
	err = w.Try(func(tx *db.Tx) (err error) {
		id, err = w.room.Prepare(background, tx, actor, subsistence.RunForm{Until: w.Today()})
		return err
	})
	return id, err
}

func (w *world) agree(actor account.Actor, run db.ID, yes bool) error {
	return w.Try(func(tx *db.Tx) error {
		return w.room.Agree(background, tx, actor, run, subsistence.AgreeForm{Version: 1, Agree: &yes, Reason: "Not now"})
	})
}

// sums gives what was paid and counts, and what did not.
func (w *world) sums() (counts, other int64, ids []db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) error {
		return tx.Each(background, `SELECT id, state, amount FROM subsistence_payment WHERE case_id = $1 ORDER BY number`, []any{w.person}, func(scan func(...any) error) error {
			var id db.ID
			var state string
			var amount int64
			err := scan(&id, &state, &amount)
			ids = append(ids, id)
			if state == "void" || state == "bounced" {
				other += amount
			} else {
				counts += amount
			}
			return err
		})
	})
	return counts, other, ids
}

// TestPaymentsNeedASecondPerson, are counted once, come back, and are paid again.
func TestPaymentsNeedASecondPerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		run, err := w.prepare(w.payer)
		if err != nil {
			w.T.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*3960 {
			w.T.Errorf("prepared %d", counts)
		}
		if _, err := w.prepare(w.second); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("the same is prepared twice: %v", err)
		}
		if err := w.agree(w.payer, run, true); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("who prepared agrees: %v", err)
		}
		if err := w.agree(w.foreign, run, true); !fault.Is(err, fault.NotFound) {
			w.T.Errorf("another provider agrees: %v", err)
		}
		take := func(actor account.Actor) (text string, err error) {
			err = w.Try(func(tx *db.Tx) error {
				table, _, err := w.room.File(background, tx, actor, run)
				for _, row := range table.Rows {
					for _, cell := range row {
						text += cell.(string) + ";"
					}
				}
				return err
			})
			return text, err
		}
		if _, err := take(w.payer); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("a file before anybody agreed: %v", err)
		}
		if err := w.agree(w.manager, run, true); err != nil {
			w.T.Fatal(err)
		}
		text, err := take(w.payer)
		if err != nil || !strings.Contains(text, "bank;B Wovenquill;309611;12345678;;158.40;") {
			w.T.Errorf("the file says %q, %v", text, err)
		}
		if _, err := take(w.worker); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("a support worker takes the file: %v", err)
		}
		_, _, ids := w.sums()
		w.Write(func(tx *db.Tx) error {
			return w.room.Bounce(background, tx, w.payer, ids[0], subsistence.BounceForm{On: w.Today(), Why: "closed"})
		})
		w.Write(func(tx *db.Tx) error { return w.room.Settle(background, tx, w.payer, run) })
		if _, err := w.prepare(w.second); err != nil {
			w.T.Fatal(err)
		}
		if counts, other, _ := w.sums(); counts != 4*3960 || other != 4*3960 {
			w.T.Errorf("after it came back %d counts and %d does not", counts, other)
		}
		if err := w.Try(func(tx *db.Tx) error { return w.room.Unbounce(background, tx, w.payer, ids[0]) }); !fault.Is(err, fault.Forbidden) {
			w.T.Errorf("it is undone though it was paid again: %v", err)
		}
	})
}

// TestTwoWhoPrepareAtOncePayOnce, on each engine.
func TestTwoWhoPrepareAtOncePayOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				actor := w.payer
				if i%2 == 0 {
					actor = w.second
				}
				if _, err := w.prepare(actor); err != nil && !fault.Is(err, fault.Invalid) {
					w.T.Error(err)
				}
			})
		}
		wait.Wait()
		if counts, other, ids := w.sums(); counts != 4*3960 || other != 0 || len(ids) != 1 {
			w.T.Errorf("%d payments come to %d", len(ids), counts)
		}
	})
}

// TestACorrectionIsPaidBack: a fact that was wrong for four weeks, corrected, comes
// with the next payment; one that changes between preparing and agreeing stops it.
func TestACorrectionIsPaidBack(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		run, err := w.prepare(w.payer)
		if err != nil {
			w.T.Fatal(err)
		}
		if err := w.agree(w.second, run, true); err != nil {
			w.T.Fatal(err)
		}
		var fact db.ID
		w.Write(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM subsistence_fact WHERE case_id = $1`, []any{w.person}, &fact)
			return err
		})
		correct := func(code string) {
			w.Write(func(tx *db.Tx) (err error) {
				fact, err = w.room.Correct(background, tx, w.worker, fact, subsistence.FactForm{Code: code, From: w.Today().Add(-27)})
				return err
			})
		}
		correct(subsistence.SelfCatered)
		if run, err = w.prepare(w.payer); err != nil {
			w.T.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*6500 {
			w.T.Errorf("in all %d", counts)
		}
		correct(subsistence.Outreach)
		if err := w.agree(w.second, run, true); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("agreed to what is due no more: %v", err)
		}
		if err := w.agree(w.second, run, false); err != nil {
			w.T.Fatal(err)
		}
		if counts, other, _ := w.sums(); counts != 4*3960 || other != 4*(6500-3960) {
			w.T.Errorf("refused: %d counts, %d does not", counts, other)
		}
	})
}

// TestAMaternityGrant is as much as the rate says less what others gave, within its
// time, and given by somebody else than who asked.
func TestAMaternityGrant(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		ask := func(due civil.Day, elsewhere string) (id db.ID, err error) {
			err = w.Try(func(tx *db.Tx) (err error) {
				id, err = w.room.AskGrant(background, tx, w.manager, w.person, subsistence.GrantForm{Kind: "maternity-grant", Babies: 1, Due: due, Elsewhere: elsewhere, Reason: "A cot and clothes"})
				return err
			})
			return id, err
		}
		if _, err := ask(w.Today().Add(80), ""); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("80 days before: %v", err)
		}
		if _, err := ask(w.Today().Add(40), "300"); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("when others gave it all: %v", err)
		}
		grant, err := ask(w.Today().Add(40), "£50.00")
		if err != nil {
			w.T.Fatal(err)
		}
		yes := true
		give := func(actor account.Actor) error {
			return w.Try(func(tx *db.Tx) error {
				return w.room.DecideGrant(background, tx, actor, grant, subsistence.DecideGrantForm{Version: 1, Give: &yes, Reason: "Within the rule"})
			})
		}
		if err := give(w.manager); !fault.Is(err, fault.Invalid) {
			w.T.Errorf("who asked gives it: %v", err)
		}
		if err := give(w.payer); err != nil {
			w.T.Fatal(err)
		}
		if _, err := w.prepare(w.payer); err != nil {
			w.T.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*3960+25000 {
			w.T.Errorf("paid %d", counts)
		}
	})
}

// TestWhoMaySeeMoney: another provider and the police find nothing, whatever else
// they are granted, and accounts are sealed.
func TestWhoMaySeeMoney(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.begin()
		for _, actor := range []account.Actor{w.foreign, w.police} {
			if err := w.Try(func(tx *db.Tx) error {
				_, err := w.room.Record(background, tx, actor, w.person, subsistence.FactForm{Kind: "pregnancy", From: w.Today()})
				return err
			}); !fault.Is(err, fault.NotFound) {
				w.T.Errorf("%s: %v", actor.Name, err)
			}
		}
		w.Write(func(tx *db.Tx) error {
			return tx.Each(background, `SELECT sealed FROM subsistence_payee`, nil, func(scan func(...any) error) error {
				var sealed []byte
				err := scan(&sealed)
				if len(sealed) == 0 || strings.Contains(string(sealed), "Wovenquill") || strings.Contains(string(sealed), "12345678") {
					w.T.Errorf("the account stands there as %q", sealed)
				}
				return err
			})
		})
	})
}

package subsistence_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
)

var background = context.Background()

// world is a provider that supports and pays one person, another, and the police.
type world struct {
	t                                               *testing.T
	d                                               *db.Database
	room                                            *subsistence.Room
	worker, manager, payer, second, foreign, police account.Actor
	person                                          db.ID
	today                                           civil.Day
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, open(t), func() time.Time { return dbtest.Noon })
			w := &world{t: t, d: d, today: civil.DayOf(dbtest.Noon), room: &subsistence.Room{DB: d, Rules: statute.Default(), Rates: subsistence.RatesOf2020()}}
			w.fill()
			test(w)
		})
	}
}

func (w *world) do(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(background, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(fn func(tx *db.Tx) error) error { return w.d.Write(background, fn) }

func (w *world) fill() {
	w.t.Helper()
	who := func(agency db.ID, name string, roles ...account.Role) (actor account.Actor) {
		w.do(func(tx *db.Tx) error {
			id, err := account.AddAccount(background, tx, account.NewAccount{Agency: agency, Email: name + "@example.org", Name: name, PasswordHash: "x", TOTPSecret: "y", Roles: roles})
			if err != nil {
				return err
			}
			actor, _, err = account.Load(background, tx, id)
			return err
		})
		return actor
	}
	w.do(func(tx *db.Tx) error { return nil })
	agency := func(name string, kind account.Kind) (id db.ID) {
		w.do(func(tx *db.Tx) (err error) {
			id, err = account.AddAgency(background, tx, account.Agency{Name: name, Kind: kind, Jurisdiction: "england"})
			return err
		})
		return id
	}
	ours, theirs, force := agency("Harbour", account.NGO), agency("Elsewhere", account.NGO), agency("Police", account.Police)
	w.worker, w.manager = who(ours, "worker", account.SupportProvider), who(ours, "manager", account.SupportManager)
	w.payer, w.second = who(ours, "payer", account.PaymentsOfficer), who(ours, "second", account.PaymentsOfficer)
	w.foreign, w.police = who(theirs, "foreign", account.SupportProvider, account.SupportManager, account.PaymentsOfficer), who(force, "officer", account.FirstResponder)
	w.do(func(tx *db.Tx) (err error) {
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
	w.t.Helper()
	w.do(func(tx *db.Tx) error {
		return w.room.Open(background, tx, w.worker, w.person, subsistence.OpenSubsistenceForm{From: w.today.Add(-27), Situation: subsistence.Outreach})
	})
	w.do(func(tx *db.Tx) error {
		return w.room.KeepPayee(background, tx, w.payer, w.person, subsistence.PayeeForm{Method: "bank", Holder: "B Wovenquill", Sort: "30-96-11", Account: "12345678"})
	})
}

func (w *world) prepare(actor account.Actor) (id db.ID, err error) {
	err = w.try(func(tx *db.Tx) (err error) {
		id, err = w.room.Prepare(background, tx, actor, subsistence.RunForm{Until: w.today})
		return err
	})
	return id, err
}

func (w *world) agree(actor account.Actor, run db.ID, yes bool) error {
	return w.try(func(tx *db.Tx) error {
		return w.room.Agree(background, tx, actor, run, subsistence.AgreeForm{Version: 1, Agree: &yes, Reason: "Not now"})
	})
}

// sums gives what was paid and counts, and what did not.
func (w *world) sums() (counts, other int64, ids []db.ID) {
	w.t.Helper()
	w.do(func(tx *db.Tx) error {
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
			w.t.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*3960 {
			w.t.Errorf("prepared %d", counts)
		}
		if _, err := w.prepare(w.second); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("the same is prepared twice: %v", err)
		}
		if err := w.agree(w.payer, run, true); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("who prepared agrees: %v", err)
		}
		if err := w.agree(w.foreign, run, true); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("another provider agrees: %v", err)
		}
		take := func(actor account.Actor) (text string, err error) {
			err = w.try(func(tx *db.Tx) error {
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
			w.t.Errorf("a file before anybody agreed: %v", err)
		}
		if err := w.agree(w.manager, run, true); err != nil {
			w.t.Fatal(err)
		}
		text, err := take(w.payer)
		if err != nil || !strings.Contains(text, "bank;B Wovenquill;309611;12345678;;158.40;") {
			w.t.Errorf("the file says %q, %v", text, err)
		}
		if _, err := take(w.worker); !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("a support worker takes the file: %v", err)
		}
		_, _, ids := w.sums()
		w.do(func(tx *db.Tx) error {
			return w.room.Bounce(background, tx, w.payer, ids[0], subsistence.BounceForm{On: w.today, Why: "closed"})
		})
		w.do(func(tx *db.Tx) error { return w.room.Settle(background, tx, w.payer, run) })
		if _, err := w.prepare(w.second); err != nil {
			w.t.Fatal(err)
		}
		if counts, other, _ := w.sums(); counts != 4*3960 || other != 4*3960 {
			w.t.Errorf("after it came back %d counts and %d does not", counts, other)
		}
		if err := w.try(func(tx *db.Tx) error { return w.room.Unbounce(background, tx, w.payer, ids[0]) }); !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("it is undone though it was paid again: %v", err)
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
					w.t.Error(err)
				}
			})
		}
		wait.Wait()
		if counts, other, ids := w.sums(); counts != 4*3960 || other != 0 || len(ids) != 1 {
			w.t.Errorf("%d payments come to %d", len(ids), counts)
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
			w.t.Fatal(err)
		}
		if err := w.agree(w.second, run, true); err != nil {
			w.t.Fatal(err)
		}
		var fact db.ID
		w.do(func(tx *db.Tx) error {
			_, err := tx.Row(background, `SELECT id FROM subsistence_fact WHERE case_id = $1`, []any{w.person}, &fact)
			return err
		})
		correct := func(code string) {
			w.do(func(tx *db.Tx) (err error) {
				fact, err = w.room.Correct(background, tx, w.worker, fact, subsistence.FactForm{Code: code, From: w.today.Add(-27)})
				return err
			})
		}
		correct(subsistence.SelfCatered)
		if run, err = w.prepare(w.payer); err != nil {
			w.t.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*6500 {
			w.t.Errorf("in all %d", counts)
		}
		correct(subsistence.Outreach)
		if err := w.agree(w.second, run, true); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("agreed to what is due no more: %v", err)
		}
		if err := w.agree(w.second, run, false); err != nil {
			w.t.Fatal(err)
		}
		if counts, other, _ := w.sums(); counts != 4*3960 || other != 4*(6500-3960) {
			w.t.Errorf("refused: %d counts, %d does not", counts, other)
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
			err = w.try(func(tx *db.Tx) (err error) {
				id, err = w.room.AskGrant(background, tx, w.manager, w.person, subsistence.GrantForm{Kind: "maternity-grant", Babies: 1, Due: due, Elsewhere: elsewhere, Reason: "A cot and clothes"})
				return err
			})
			return id, err
		}
		if _, err := ask(w.today.Add(80), ""); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("80 days before: %v", err)
		}
		if _, err := ask(w.today.Add(40), "300"); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("when others gave it all: %v", err)
		}
		grant, err := ask(w.today.Add(40), "£50.00")
		if err != nil {
			w.t.Fatal(err)
		}
		yes := true
		give := func(actor account.Actor) error {
			return w.try(func(tx *db.Tx) error {
				return w.room.DecideGrant(background, tx, actor, grant, subsistence.DecideGrantForm{Version: 1, Give: &yes, Reason: "Within the rule"})
			})
		}
		if err := give(w.manager); !fault.Is(err, fault.Invalid) {
			w.t.Errorf("who asked gives it: %v", err)
		}
		if err := give(w.payer); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.prepare(w.payer); err != nil {
			w.t.Fatal(err)
		}
		if counts, _, _ := w.sums(); counts != 4*3960+25000 {
			w.t.Errorf("paid %d", counts)
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
			if err := w.try(func(tx *db.Tx) error {
				_, err := w.room.Record(background, tx, actor, w.person, subsistence.FactForm{Kind: "pregnancy", From: w.today})
				return err
			}); !fault.Is(err, fault.NotFound) {
				w.t.Errorf("%s: %v", actor.Name, err)
			}
		}
		w.do(func(tx *db.Tx) error {
			return tx.Each(background, `SELECT sealed FROM subsistence_payee`, nil, func(scan func(...any) error) error {
				var sealed []byte
				err := scan(&sealed)
				if len(sealed) == 0 || strings.Contains(string(sealed), "Wovenquill") || strings.Contains(string(sealed), "12345678") {
					w.t.Errorf("the account stands there as %q", sealed)
				}
				return err
			})
		})
	})
}

package decision

import (
	"strings"
	"sync"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	answers "github.com/havenward/havenward/internal/form"
)

// refusedBy checks that a step is refused with a code and a message, and leaves
// no trace.
func (k *desk) refusedBy(actor account.Actor, step machine.Step, id db.ID, code fault.Code, message string, edits ...func(*TakeForm)) {
	k.t.Helper()
	before, version := k.state(id)
	_, err := k.try(actor, step, id, edits...)
	found := fault.Of(err)
	if err == nil || found.Code != code || !strings.Contains(found.Error(), message) {
		k.t.Errorf("%s by %s: %v, want %v %q", step, actor.Name, err, code, message)
	}
	after, now := k.state(id)
	if before.Steps != after.Steps || version != now && step != machine.Withdraw {
		k.t.Errorf("%s was refused and left a trace", step)
	}
	k.consistent(id)
}

func TestStepsAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)

		// Out of reach looks like what does not exist.
		k.refusedBy(k.elsewhere, machine.Withdraw, id, fault.NotFound, "")
		k.refusedBy(k.other, machine.ReasonableGroundsYes, id, fault.NotFound, "")
		k.refusedBy(account.Actor{}, machine.ReasonableGroundsYes, id, fault.SignIn, "")
		if _, err := k.takeOn(k.maker, "00000000000000000000000000", machine.ReasonableGroundsYes, &machine.ReasonableDecision{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a case that does not exist: %v", err)
		}
		// Somebody out of reach with a stale version learns nothing from it.
		k.refusedBy(k.other, machine.ReasonableGroundsYes, id, fault.NotFound, "", func(f *TakeForm) { f.Version = 1 })

		// Roles.
		k.refusedBy(k.triage, machine.ReasonableGroundsYes, id, fault.Forbidden, "Your role does not allow this step")
		k.refusedBy(k.referrer, machine.ReasonableGroundsYes, id, fault.Forbidden, "Your role does not allow this step")
		k.take(k.maker, id, machine.ProposeReasonableGroundsNo)
		k.take(k.reader, id, machine.ReturnProposal)
		k.take(k.reader, id, machine.ProposeReasonableGroundsNo)
		k.refusedBy(k.reader, machine.AgreeReasonableGroundsNo, id, fault.Forbidden, "Somebody other than the person who made the decision")
		k.take(k.second, id, machine.AgreeReasonableGroundsNo)

		// Stage and forms.
		k.refusedBy(k.maker, machine.ConclusiveGroundsYes, id, fault.Invalid, "This cannot be done to the case as it stands")
		k.refusedBy(k.referrer, machine.RequestReconsideration, id, fault.Invalid, "Give the reasons", func(f *TakeForm) {
			f.Form.(*machine.ReconsiderationAsked).Reasons = ""
		})

		// Versions and days.
		k.refusedBy(k.maker, machine.ServeLetter, id, fault.Conflict, "Somebody changed this", func(f *TakeForm) { f.Version-- })
		k.refusedBy(k.maker, machine.ServeLetter, id, fault.Invalid, "today or in the past", func(f *TakeForm) { f.On = k.today().Add(1) })
		k.sleep(3)
		k.take(k.maker, id, machine.ServeLetter)
		k.refusedBy(k.referrer, machine.RequestReconsideration, id, fault.Invalid, "This one cannot be earlier", func(f *TakeForm) { f.On = k.today().Add(-1) })

		// A case goes only to somebody who decides there.
		k.refusedBy(k.triage, machine.Assign, id, fault.Invalid, "Choose somebody who decides cases", func(f *TakeForm) { f.Form = &machine.Assignment{DecisionMaker: string(k.other.Account)} })
		k.refusedBy(k.triage, machine.Assign, id, fault.Invalid, "Choose somebody who decides cases", func(f *TakeForm) { f.Form = &machine.Assignment{DecisionMaker: string(k.manager.Account)} })
	})
}

// takeOn takes a step without looking the case up first.
func (k *desk) takeOn(actor account.Actor, id db.ID, step machine.Step, form machine.Form) (result Result, err error) {
	err = k.d.Write(background, func(tx *db.Tx) (err error) {
		result, err = k.room.Take(background, tx, actor, TakeForm{Case: id, Version: 1, Step: step, Form: form})
		return err
	})
	return result, err
}

func TestConclusiveGroundsWaitForTheMinimumOfTheRecoveryPeriod(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		k.sleep(29)
		k.refusedBy(k.maker, machine.ConclusiveGroundsYes, id, fault.Invalid, "Conclusive grounds cannot be decided before")
		k.sleep(1)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
	})
}

// TestAStaleVersionShowsBoth gives what was written and what came between.
func TestAStaleVersionShowsBoth(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		_, err := k.try(k.maker, machine.ReasonableGroundsYes, id, func(f *TakeForm) {
			f.Version--
			f.Form.(*machine.ReasonableDecision).Reasons = "What I have written."
		})
		conflict := fault.Of(err)
		yours, mine := conflict.Yours.([]answers.Row)
		theirs, others := conflict.Theirs.([]answers.Row)
		if conflict.Code != fault.Conflict || !mine || !others {
			t.Fatalf("got %v with %T and %T", err, conflict.Yours, conflict.Theirs)
		}
		text := func(rows []answers.Row) (all string) {
			for _, row := range rows {
				if row.Label == "" {
					t.Errorf("the row %s has no label", row.Name)
				}
				for _, value := range row.Values {
					switch value := value.(type) {
					case string:
						all += value + "\n"
					case answers.Phrase:
						all += string(value) + "\n"
					}
				}
			}
			return all
		}
		if !strings.Contains(text(yours), "What I have written.") || !strings.Contains(text(theirs), "Allocated to a competent authority") {
			t.Errorf("yours %q, theirs %q", text(yours), text(theirs))
		}
	})
}

// TestADoubleClickIsOneStep sends the same key twice.
func TestADoubleClickIsOneStep(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		same := func(f *TakeForm) { f.Version, f.Once = 1, "key" }
		first, err := k.try(k.triage, machine.Allocate, id, same)
		if err != nil {
			t.Fatal(err)
		}
		second, err := k.try(k.triage, machine.Allocate, id, same)
		if err != nil || second.Version != first.Version || second.Number != first.Number {
			t.Errorf("the second click: %+v, %v; the first %+v", second, err, first)
		}
		if n := k.count(`case_step WHERE case_id = $1`, id); n != 2 {
			t.Errorf("the case has %d steps", n)
		}
		if n := k.count(`audit_event WHERE case_id = $1 AND action = 'step allocate'`, id); n != 1 {
			t.Errorf("the history has %d allocations", n)
		}
	})
}

// TestOfTwoAtOnceOneWins sends two different decisions on one version.
func TestOfTwoAtOnceOneWins(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate)
		p, version := k.state(id)
		errs := make([]error, 8)
		var group sync.WaitGroup
		for i := range errs {
			form := TakeForm{Case: id, Version: version, Step: machine.ReasonableGroundsYes, Form: k.form(machine.ReasonableGroundsYes, id, p)}
			group.Go(func() {
				errs[i] = k.d.Write(background, func(tx *db.Tx) error {
					_, err := k.room.Take(background, tx, []account.Actor{k.maker, k.second}[i%2], form)
					return err
				})
			})
		}
		group.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Conflict) {
				t.Errorf("the loser got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of two decisions on one version were taken", won)
		}
		k.consistent(id)
	})
}

// TestReachFollowsTheCase moves a case between authorities.
func TestReachFollowsTheCase(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		reach := func(id db.ID, actor account.Actor, want bool) {
			t.Helper()
			k.read(func(tx *db.Tx) error {
				if err := access.Case(background, tx, actor, access.ReadCase, id); (err == nil) != want {
					t.Errorf("%s reaches the case: %v, want %v", actor.Name, err == nil, want)
				}
				return nil
			})
		}
		id := k.refer(casefile.Adult, "wales")
		reach(id, k.triage, true)
		reach(id, k.other, false)
		if _, err := k.try(k.triage, machine.Allocate, id, func(f *TakeForm) { f.Form = &machine.Allocation{Authority: machine.ImmigrationEnforcementAuthority} }); err != nil {
			t.Fatal(err)
		}
		k.consistent(id)
		reach(id, k.triage, false)
		reach(id, k.other, true)
		k.sleep(1)
		k.take(k.other, id, machine.TransferAuthority)
		reach(id, k.other, false)
		reach(id, k.maker, true)

		child := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2010-05-05")))
		if _, err := k.try(k.triage, machine.Allocate, child, func(f *TakeForm) { f.Form = &machine.Allocation{Authority: machine.DevolvedPanel} }); err != nil {
			t.Fatal(err)
		}
		reach(child, k.panel, true)
		reach(child, k.manager, true) // oversees the panel
		k.refusedBy(k.maker, machine.ReasonableGroundsYes, child, fault.Forbidden, "Your role does not allow this step")
		k.sleep(1)
		k.take(k.manager, child, machine.CloseEarly)
		reach(child, k.panel, false)
		reach(child, k.manager, true)
		k.sleep(1)
		k.take(k.manager, child, machine.Reopen)
		reach(child, k.panel, true)
	})
}

// TestAPanelIsChosenWhereThereAreSeveral adds a second panel.
func TestAPanelIsChosenWhereThereAreSeveral(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		var second db.ID
		k.write(func(tx *db.Tx) (err error) {
			second, err = account.AddAgency(background, tx, account.Agency{Name: "Southmere Devolved Panel", Kind: account.CompetentAuthority, Jurisdiction: "england"})
			return err
		})
		id := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2010-05-05")))
		toPanel := func(panel db.ID) func(f *TakeForm) {
			return func(f *TakeForm) { f.Form, f.Panel = &machine.Allocation{Authority: machine.DevolvedPanel}, panel }
		}
		k.refusedBy(k.triage, machine.Allocate, id, fault.Invalid, "Choose which panel", toPanel(""))
		k.refusedBy(k.triage, machine.Allocate, id, fault.Invalid, "Choose which panel", toPanel(k.agencies["Westhaven Police"]))
		if _, err := k.try(k.triage, machine.Allocate, id, toPanel(second)); err != nil {
			t.Fatal(err)
		}
		if p, _ := k.state(id); p.Agency != second || p.Panel != second {
			t.Error("another panel has the case")
		}
		k.consistent(id)
	})
}

// TestEachOfManyHasItsOutcome assigns cases of which some cannot be.
func TestEachOfManyHasItsOutcome(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		fine, stale, triage := k.refer(casefile.Adult, "england"), k.refer(casefile.Adult, "england"), k.refer(casefile.Adult, "england")
		k.take(k.triage, fine, machine.Allocate)
		k.take(k.triage, stale, machine.Allocate)
		form := BulkForm{DecisionMaker: k.maker.Account, Once: "bulk",
			Cases: []CaseVersion{{fine, 2}, {stale, 1}, {triage, 1}, {"00000000000000000000000000", 1}}}
		for range 2 { // the second time changes nothing and says the same
			outcomes, err := k.room.BulkAssign(background, k.triage, form)
			if err != nil || len(outcomes) != 4 {
				t.Fatalf("%d outcomes, %v", len(outcomes), err)
			}
			for i, want := range []fault.Code{fault.Internal, fault.Conflict, fault.Invalid, fault.NotFound} {
				if problem := outcomes[i].Problem; (problem == nil) != (i == 0) || problem != nil && problem.Code != want {
					t.Errorf("case %d: %v", i, problem)
				}
			}
		}
		if n := k.count(`case_step WHERE case_id = $1`, fine); n != 3 {
			t.Errorf("the case that could be assigned has %d steps", n)
		}
		if _, err := k.room.BulkAssign(background, k.maker, form); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a decision maker assigning: %v", err)
		}
	})
}

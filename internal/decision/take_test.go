package decision

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/decision/machine"
)

// TestAnAdultsWholePath goes from the referral to a closed case, with every
// state derived again after each step.
func TestAnAdultsWholePath(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.consistent(id)
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		k.sleep(2)
		k.take(k.maker, id, machine.RequestInformation)
		k.take(k.referrer, id, machine.RecordInformation)
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		k.take(k.maker, id, machine.ServeLetter, machine.ServeLetter)
		k.sleep(10)
		k.take(k.maker, id, machine.RequestExtension)
		k.take(k.manager, id, machine.GrantExtension, machine.Suspend, machine.ContinueSuspension, machine.Resume)
		k.sleep(60)
		k.take(k.maker, id, machine.ProposeConclusiveGroundsNo)
		k.take(k.reader, id, machine.AgreeConclusiveGroundsNo)
		k.take(k.maker, id, machine.ServeLetter)
		k.sleep(5)
		k.take(k.referrer, id, machine.RequestReconsideration)
		k.take(k.manager, id, machine.AcceptReconsideration, machine.OverturnConclusiveGroundsNo)
		p, _ := k.state(id)
		if p.State.Stage != machine.ConclusiveGroundsPositive {
			t.Fatalf("the case stands at %s", p.State.Stage)
		}
		for range p.State.Letters {
			if p, _ := k.state(id); slices.ContainsFunc(p.State.Letters, machine.Letter.Waits) {
				k.take(k.maker, id, machine.ServeLetter)
			}
		}
		k.sleep(60)
		k.take(k.maker, id, machine.Close)
		if n := k.count(`task WHERE case_id = $1 AND done_at IS NULL AND cancelled_at IS NULL`, id); n != 0 {
			t.Errorf("%d tasks are open in a closed case", n)
		}
		if n := k.count(`clock WHERE case_id = $1 AND stopped_on IS NULL`, id); n != 0 {
			t.Errorf("%d clocks run in a closed case", n)
		}
		if n := k.count(`case_file WHERE id = $1 AND stage = 'closed' AND closed_at IS NOT NULL`, id); n != 1 {
			t.Error("the case file does not say that the case is closed")
		}
	})
}

// TestAChildsPathInThePilot goes through a devolved panel to 18.
func TestAChildsPathInThePilot(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Child, "england", bornOn(civil.MustDay("2008-09-01")))
		if _, err := k.try(k.triage, machine.Allocate, id, func(f *TakeForm) { f.Form = &machine.Allocation{Authority: machine.DevolvedPanel} }); err != nil {
			t.Fatal(err)
		}
		k.consistent(id)
		p, _ := k.state(id)
		if p.Agency != k.agencies["Northmere Devolved Panel"] {
			t.Error("the panel does not have the case")
		}
		k.take(k.chair, id, machine.Assign)
		k.sleep(20)
		k.take(k.panel, id, machine.ReasonableGroundsYes)
		k.take(k.chair, id, machine.ServeLetter)
		k.sleep(200)
		k.take(k.manager, id, machine.TurnEighteen)
		p, _ = k.state(id)
		if p.State.Authority != machine.SingleCompetentAuthority || p.Agency != k.agencies["Single Competent Authority"] || p.State.AdultConsent == nil {
			t.Errorf("after turning 18 the case is with %s", p.State.Authority)
		}
		k.take(k.triage, id, machine.Assign)
		k.take(k.referrer, id, machine.ConsentToStay, machine.AcceptSupport)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
	})
}

package decision

import (
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// TestAnAdultsWholePath goes from the referral to a closed case, with every
// state derived again after each step.
func TestAnAdultsWholePath(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.consistent(id)
		k.take(k.triage, id, Allocate, Assign)
		k.sleep(2)
		k.take(k.maker, id, RequestInformation)
		k.take(k.referrer, id, RecordInformation)
		k.take(k.maker, id, ReasonableGroundsYes)
		k.take(k.maker, id, ServeLetter, ServeLetter)
		k.sleep(10)
		k.take(k.maker, id, RequestExtension)
		k.take(k.manager, id, GrantExtension, Suspend, ContinueSuspension, Resume)
		k.sleep(60)
		k.take(k.maker, id, ProposeConclusiveGroundsNo)
		k.take(k.reader, id, AgreeConclusiveGroundsNo)
		k.take(k.maker, id, ServeLetter)
		k.sleep(5)
		k.take(k.referrer, id, RequestReconsideration)
		k.take(k.manager, id, AcceptReconsideration, OverturnConclusiveGroundsNo)
		p, _ := k.state(id)
		if p.State.Stage != ConclusiveGroundsPositive {
			t.Fatalf("the case stands at %s", p.State.Stage)
		}
		for range p.State.Letters {
			if p, _ := k.state(id); slices.ContainsFunc(p.State.Letters, Letter.waits) {
				k.take(k.maker, id, ServeLetter)
			}
		}
		k.sleep(60)
		k.take(k.maker, id, Close)
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
		if _, err := k.try(k.triage, Allocate, id, func(f *TakeForm) { f.Form = &Allocation{Authority: DevolvedPanel} }); err != nil {
			t.Fatal(err)
		}
		k.consistent(id)
		p, _ := k.state(id)
		if p.Agency != k.agencies["Northmere Devolved Panel"] {
			t.Error("the panel does not have the case")
		}
		k.take(k.chair, id, Assign)
		k.sleep(20)
		k.take(k.panel, id, ReasonableGroundsYes)
		k.take(k.chair, id, ServeLetter)
		k.sleep(200)
		k.take(k.manager, id, TurnEighteen)
		p, _ = k.state(id)
		if p.State.Authority != SingleCompetentAuthority || p.Agency != k.agencies["Single Competent Authority"] || p.State.AdultConsent == nil {
			t.Errorf("after turning 18 the case is with %s", p.State.Authority)
		}
		k.take(k.triage, id, Assign)
		k.take(k.referrer, id, ConsentToStay, AcceptSupport)
		k.take(k.maker, id, ConclusiveGroundsYes)
	})
}

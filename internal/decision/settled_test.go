package decision

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
)

// Other rooms are told of every decision in its own transaction, with the
// periods that run from it.
func TestOtherRoomsAreToldWhatIsSettled(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		var told []Settled
		k.room.Settled = []casefile.OnSettled{func(_ context.Context, _ *db.Tx, _ account.Actor, s Settled) error {
			told = append(told, s)
			return nil
		}}
		heard := func(want ...casefile.Outcome) Settled {
			t.Helper()
			var got []casefile.Outcome
			for _, s := range told {
				got = append(got, s.What)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("told %v, want %v", got, want)
			}
			last := told[len(told)-1]
			told = nil
			return last
		}
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		if len(told) != 0 {
			t.Fatalf("told %v before anything was settled", told)
		}
		k.take(k.maker, id, machine.ReasonableGroundsYes)
		positive := heard(casefile.ReasonableGroundsPositive)
		period, runs := positive.Period(casefile.PeriodRecovery)
		if !runs || period.From != monday || period.Due != monday.Add(29) || period.Rule != "recovery-30-days@1" {
			t.Errorf("recovery period: %+v", period)
		}
		if positive.Case != id || positive.Child || !positive.WantsSupport() || !positive.Identifying || positive.Jurisdiction != "england" {
			t.Errorf("told %+v", positive)
		}
		k.take(k.maker, id, machine.DeclineSupport)
		if declined := heard(casefile.SupportDeclined); declined.WantsSupport() {
			t.Error("somebody who declined support is said to want it")
		}
		k.take(k.maker, id, machine.AcceptSupport)
		heard(casefile.SupportAccepted)
		k.take(k.manager, id, machine.Suspend, machine.Resume)
		heard(casefile.DecisionSuspended, casefile.DecisionResumed)
		k.sleep(31)
		k.take(k.maker, id, machine.ConclusiveGroundsYes)
		if decided := heard(casefile.ConclusiveGroundsPositive); decided.Identifying {
			t.Error("identification is said to be open after the last decision")
		}
		k.take(k.maker, id, machine.ServeLetter)
		for len(told) == 0 { // the letter of the first decision may have come first
			k.take(k.maker, id, machine.ServeLetter)
		}
		if served := heard(casefile.PeriodsMoved); !slices.ContainsFunc(served.Periods, func(p casefile.SupportPeriod) bool {
			return p.Kind == casefile.PeriodMoveOn && p.Due == k.today().Add(45)
		}) {
			t.Errorf("after service the periods are %+v", served.Periods)
		}
	})
}

// A room that cannot take part undoes the step.
func TestAStepThatARoomRefusesDoesNotHappen(t *testing.T) {
	t.Parallel()
	eachDesk(t, monday, func(t *testing.T, k *desk) {
		id := k.refer(casefile.Adult, "england")
		k.take(k.triage, id, machine.Allocate, machine.Assign)
		refused := errors.New("no provider")
		k.room.Settled = []casefile.OnSettled{func(context.Context, *db.Tx, account.Actor, Settled) error { return refused }}
		if _, err := k.try(k.maker, machine.ReasonableGroundsYes, id); !errors.Is(err, refused) {
			t.Fatalf("error %v", err)
		}
		if p, _ := k.state(id); p.State.Stage != machine.AwaitingReasonableGrounds {
			t.Errorf("the case is in %s", p.State.Stage)
		}
	})
}

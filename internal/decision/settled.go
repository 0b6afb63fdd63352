package decision

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
)

// Settled is what this room tells the others; see [casefile.Settled].
type Settled = casefile.Settled

// outcomes are what each step settles. A step that is not here settles nothing
// that another room must know, unless it moves a period of support.
var outcomes = map[machine.Step][]casefile.Outcome{
	machine.ReasonableGroundsYes:        {casefile.ReasonableGroundsPositive},
	machine.AgreeReasonableGroundsNo:    {casefile.ReasonableGroundsNegative},
	machine.CombinedYes:                 {casefile.ReasonableGroundsPositive, casefile.ConclusiveGroundsPositive},
	machine.ConclusiveGroundsYes:        {casefile.ConclusiveGroundsPositive},
	machine.AgreeConclusiveGroundsNo:    {casefile.ConclusiveGroundsNegative},
	machine.OverturnReasonableGroundsNo: {casefile.ReasonableGroundsPositive},
	machine.OverturnConclusiveGroundsNo: {casefile.ConclusiveGroundsPositive},
	machine.GrantExtension:              {casefile.RecoveryExtended},
	machine.AuthoriseSecondPeriod:       {casefile.SecondRecovery},
	machine.RequestAdditional:           {casefile.AdditionalDecision},
	machine.RequestReconsideration:      {casefile.ReconsiderationAsked},
	machine.RequestLateReconsideration:  {casefile.ReconsiderationAsked},
	machine.WithdrawReconsideration:     {casefile.ReconsiderationEnded},
	machine.RejectReconsideration:       {casefile.ReconsiderationEnded},
	machine.UpholdDecision:              {casefile.ReconsiderationEnded},
	machine.Suspend:                     {casefile.DecisionSuspended},
	machine.Resume:                      {casefile.DecisionResumed},
	machine.Withdraw:                    {casefile.DecisionWithdrawn},
	machine.DeclineToStay:               {casefile.DecisionWithdrawn},
	machine.Disqualify:                  {casefile.DecisionDisqualified},
	machine.Close:                       {casefile.DecisionClosed},
	machine.CloseEarly:                  {casefile.DecisionClosed},
	machine.Reopen:                      {casefile.DecisionReopened},
	machine.TurnEighteen:                {casefile.BecameAdult},
	machine.SettleAsAdult:               {casefile.BecameAdult},
	machine.SettleAsChild:               {casefile.BecameChild},
	machine.AcceptSupport:               {casefile.SupportAccepted},
	machine.DeclineSupport:              {casefile.SupportDeclined},
	machine.CorrectJurisdiction:         {casefile.JurisdictionCorrected},
}

// periodsOf are the periods of support that run in a state.
func periodsOf(c machine.Case) []casefile.SupportPeriod {
	var periods []casefile.SupportPeriod
	for _, kind := range machine.SupportClocks {
		if clock, runs := c.Clock(kind, 0); runs {
			periods = append(periods, casefile.SupportPeriod{Kind: string(kind), From: clock.From, Due: clock.Due, Rule: clock.Rule})
		}
	}
	return periods
}

// settledBy says what a step has settled, in the order in which it is told.
func settledBy(before, after machine.Case, about Settled) []Settled {
	about = standingOf(after, about)
	told := outcomes[machine.Step(about.Step)]
	if len(told) == 0 && !slices.Equal(periodsOf(before), about.Periods) {
		told = []casefile.Outcome{casefile.PeriodsMoved}
	}
	var all []Settled
	for _, what := range told {
		about.What = what
		last := len(after.Decisions) - 1
		about.Overturned = len(after.Decisions) > len(before.Decisions) && after.Decisions[last].Overturns
		all = append(all, about)
	}
	return all
}

// Standing tells where a case stands now, for a room that asks without having
// been told; false for one that never came to a competent authority. until is the
// last day on which a negative decision can be asked to be looked at again, zero
// where no such time runs.
func (r *Room) Standing(ctx context.Context, tx *db.Tx, id db.ID) (standing Settled, until civil.Day, found bool, err error) {
	p, err := loadProgress(ctx, tx, id)
	if fault.Is(err, fault.NotFound) {
		return Settled{}, civil.Day{}, false, nil
	}
	if err != nil {
		return Settled{}, civil.Day{}, false, err
	}
	standing = standingOf(p.State, Settled{Case: id, On: p.SteppedOn})
	if clock, runs := p.State.Clock(machine.ClockReconsideration, 0); runs {
		until = clock.Due
	}
	return standing, until, true, nil
}

// standingOf fills in what a state says of a case.
func standingOf(after machine.Case, about Settled) Settled {
	about.Jurisdiction, about.Stage = string(after.Facts.Jurisdiction), string(after.Stage)
	about.Child, about.Support = after.Facts.Age != machine.Adult, string(after.Facts.Support)
	about.Identifying = slices.Contains(machine.Undecided, after.Stage) || after.Reconsideration != nil
	about.Periods = periodsOf(after)
	return about
}

// settled tells the other rooms what the step has settled.
func (r *Room) settled(w writing, before, after machine.Case) error {
	for _, settled := range settledBy(before, after, Settled{Case: w.id, Step: string(w.step), On: w.on}) {
		for _, tell := range r.Settled {
			if err := tell(w.ctx, w.tx, w.actor, settled); err != nil {
				return err
			}
		}
	}
	return nil
}

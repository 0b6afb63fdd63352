package casefile

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Outcome is what a step of the decision has settled about somebody.
type Outcome string

// The outcomes that rooms are told. A step that settles two things tells both,
// in this order.
const (
	ReasonableGroundsPositive Outcome = "reasonable-grounds-positive"
	ReasonableGroundsNegative Outcome = "reasonable-grounds-negative"
	ConclusiveGroundsPositive Outcome = "conclusive-grounds-positive"
	ConclusiveGroundsNegative Outcome = "conclusive-grounds-negative"
	// DecisionWithdrawn is an adult who left the mechanism.
	DecisionWithdrawn    Outcome = "withdrawn"
	DecisionDisqualified Outcome = "disqualified"
	DecisionSuspended    Outcome = "suspended"
	DecisionResumed      Outcome = "resumed"
	DecisionClosed       Outcome = "closed"
	// DecisionReopened is a closed, withdrawn or disqualified case at work again.
	DecisionReopened Outcome = "reopened"
	// AdditionalDecision is asked for: identification is open again.
	AdditionalDecision Outcome = "additional-decision-asked"
	// ReconsiderationAsked opens a negative decision again, and
	// ReconsiderationEnded leaves it standing.
	ReconsiderationAsked Outcome = "reconsideration-asked"
	ReconsiderationEnded Outcome = "reconsideration-ended"
	// SecondRecovery is a second recovery period that a manager authorised after
	// the decision itself.
	SecondRecovery Outcome = "second-recovery-period"
	// RecoveryExtended is a longer recovery period granted.
	RecoveryExtended      Outcome = "recovery-extended"
	BecameAdult           Outcome = "became-adult"
	BecameChild           Outcome = "became-child"
	SupportAccepted       Outcome = "support-accepted"
	SupportDeclined       Outcome = "support-declined"
	JurisdictionCorrected Outcome = "jurisdiction-corrected"
	// PeriodsMoved is a period of support that began, moved or ended by nothing of
	// the above, as when a letter is served from which one counts.
	PeriodsMoved Outcome = "periods-moved"
)

// Kinds of the periods of support, which are kinds of clock and of dated rules.
const (
	PeriodRecovery = "recovery-period"
	PeriodMoveOn   = "move-on-support"
	PeriodNegative = "negative-support-end"
)

// Answers of an adult to being supported; "" where they have not said.
const (
	SupportYes = "yes"
	SupportNo  = "no"
)

// SupportPeriod is a period of support that the decision has set going: from
// which day it counts, its last day, and the version of the rule that says so.
type SupportPeriod struct {
	Kind      string
	From, Due civil.Day
	Rule      string
}

// Settled is what the competent authority tells every other room, in the
// transaction in which it becomes true. It says nothing of the person's story,
// and nothing of help given to the police, on which nothing depends.
type Settled struct {
	Case db.ID
	// What has been settled by which step of the machine, and on which day.
	What Outcome
	Step string
	On   civil.Day
	// Overturned says that a positive decision replaces a negative one.
	Overturned bool
	// Jurisdiction is by whose rules the case goes now.
	Jurisdiction string
	// Child is true of everybody who is treated as a child now.
	Child bool
	// Support is the adult's answer to being supported; it is never asked of a
	// child.
	Support string
	// Stage is where the case stands after the step.
	Stage string
	// Identifying is true while a decision is still to be made, or may still be
	// made again: while nobody may be removed because of it.
	Identifying bool
	// Periods are the periods of support that run after the step.
	Periods []SupportPeriod
}

// Period gives the running period of a kind.
func (s Settled) Period(kind string) (SupportPeriod, bool) {
	for _, period := range s.Periods {
		if period.Kind == kind {
			return period, true
		}
	}
	return SupportPeriod{}, false
}

// WantsSupport reports whether the person is an adult who has not declined
// support. An adult who has not said is offered it.
func (s Settled) WantsSupport() bool { return !s.Child && s.Support != SupportNo }

// OnSettled is how a room is told what has been settled. An error undoes the
// step, so that no room can know something that the others do not.
type OnSettled func(ctx context.Context, tx *db.Tx, actor account.Actor, settled Settled) error

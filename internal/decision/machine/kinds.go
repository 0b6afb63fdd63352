package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// ClockKind names a dated rule of statute: what it counts and how is found
// there by jurisdiction and day.
type ClockKind string

// The kinds of clock that steps start and stop. Subject is the number of the
// request for ClockInformation and 0 for all others.
const (
	ClockReasonableGrounds      ClockKind = "reasonable-grounds-decision"
	ClockReasonableGroundsPilot ClockKind = "reasonable-grounds-decision-pilot"
	ClockRecovery               ClockKind = "recovery-period"
	// ClockConclusiveEarliest is due on the first day on which conclusive
	// grounds may be decided; it is a bar, not a deadline.
	ClockConclusiveEarliest ClockKind = "conclusive-grounds-earliest"
	ClockInformation        ClockKind = "information-request"
	ClockReconsideration    ClockKind = "reconsideration-request"
	ClockPilotExit          ClockKind = "pilot-exit"
	ClockTurning18          ClockKind = "turning-18"
	ClockMoveOn             ClockKind = "move-on-support"
	ClockNegativeSupport    ClockKind = "negative-support-end"
	ClockSuspensionReview   ClockKind = "suspension-review"
)

// SupportClocks are the clocks that measure how long help goes on.
var SupportClocks = []ClockKind{ClockRecovery, ClockMoveOn, ClockNegativeSupport}

// everyClock in a row's Stop means all that run.
const everyClock ClockKind = "*"

// Clock is a clock that runs or is paused.
type Clock struct {
	Kind    ClockKind `json:"kind"`
	Subject int       `json:"subject,omitempty"`
	// From is the day from which the rule counts.
	From civil.Day `json:"from"`
	// Until is a day set by a person, such as a granted extension; the clock is
	// due on the later of it and the rule's day.
	Until civil.Day `json:"until,omitzero"`
	// PausedOn is the day on which it was paused, zero while it runs;
	// PausedDays is how many days earlier pauses took, to be added by the count.
	PausedOn   civil.Day `json:"paused_on,omitzero"`
	PausedDays int       `json:"paused_days,omitempty"`
	// Due is the day it ends and Rule the rule that says so; zero and "" until
	// [Dated] has filled them.
	Due  civil.Day `json:"due,omitzero"`
	Rule string    `json:"rule,omitempty"`
}

// TaskKind names a piece of work that somebody has to do next.
type TaskKind string

// The tasks that steps set and finish. Subject is the number of the letter for
// TaskServeLetter, of the request for TaskChaseInformation, and 0 otherwise.
const (
	TaskAllocate            TaskKind = "allocate"
	TaskAssign              TaskKind = "assign-decision-maker"
	TaskReasonableGrounds   TaskKind = "decide-reasonable-grounds"
	TaskConclusiveGrounds   TaskKind = "decide-conclusive-grounds"
	TaskSecondReading       TaskKind = "second-reading"
	TaskChaseInformation    TaskKind = "chase-information"
	TaskServeLetter         TaskKind = "serve-letter"
	TaskExtension           TaskKind = "decide-extension"
	TaskReviewSuspension    TaskKind = "review-suspension"
	TaskScreenReconsider    TaskKind = "accept-or-reject-reconsideration"
	TaskReconsider          TaskKind = "reconsider-decision"
	TaskDisqualification    TaskKind = "decide-disqualification"
	TaskAskToStay           TaskKind = "ask-consent-to-stay"
	TaskAskSupport          TaskKind = "ask-consent-to-support"
	TaskArrangeSupport      TaskKind = "arrange-support"
	TaskEndSupportSafely    TaskKind = "plan-safe-end-of-support"
	TaskTellLocalAuthority  TaskKind = "tell-local-authority"
	TaskConsiderLeave       TaskKind = "consider-leave-to-stay"
	TaskConsiderSecondSpell TaskKind = "consider-second-recovery-period"
	TaskClose               TaskKind = "close-case"
)

// TaskTitles are the catalogue strings of the tasks.
var TaskTitles = map[TaskKind]string{
	TaskAllocate:            "Allocate the case to a competent authority",
	TaskAssign:              "Assign a decision maker",
	TaskReasonableGrounds:   "Decide on reasonable grounds",
	TaskConclusiveGrounds:   "Decide on conclusive grounds",
	TaskSecondReading:       "Read a negative decision as second reader",
	TaskChaseInformation:    "Chase a request for information",
	TaskServeLetter:         "Serve a letter and record the day",
	TaskExtension:           "Decide on a longer recovery period",
	TaskReviewSuspension:    "Review the suspension",
	TaskScreenReconsider:    "Accept or reject a request for reconsideration",
	TaskReconsider:          "Reconsider the decision",
	TaskDisqualification:    "Decide on a request for disqualification",
	TaskAskToStay:           "Ask for consent to stay in the national referral mechanism",
	TaskAskSupport:          "Ask for consent to adult support",
	TaskArrangeSupport:      "Arrange adult support",
	TaskEndSupportSafely:    "Plan a safe end of support",
	TaskTellLocalAuthority:  "Tell the local authority",
	TaskConsiderLeave:       "Consider leave to stay",
	TaskConsiderSecondSpell: "Consider whether a second recovery period is appropriate",
	TaskClose:               "Close the case when nothing runs any more",
}

// taskRoles says who usually does a task.
var taskRoles = map[TaskKind]Role{
	TaskAllocate: TriageOfficer, TaskAssign: AuthorityManager, TaskSecondReading: SecondReader,
	TaskExtension: AuthorityManager, TaskReviewSuspension: AuthorityManager,
	TaskDisqualification: AuthorityManager, TaskConsiderSecondSpell: AuthorityManager,
	TaskAskToStay: SupportProvider, TaskAskSupport: SupportProvider,
	TaskArrangeSupport: SupportProvider, TaskEndSupportSafely: SupportProvider,
}

// TasksFor are the kinds of tasks that somebody in a role usually does, in the
// order of the alphabet. Those of whoever decides are an assigned person's.
func TasksFor(role Role) []TaskKind {
	var kinds []TaskKind
	for kind, does := range taskRoles {
		if does == role {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Task is work that waits for somebody.
type Task struct {
	Kind    TaskKind `json:"kind"`
	Subject int      `json:"subject,omitempty"`
	For     Role     `json:"for"`
}

// LetterKind names a letter; its words are in the catalogue of letters.
type LetterKind string

// The letters that steps make. All are addressed to the person, to be served
// at a contact marked safe, except LetterInformation.
const (
	LetterReasonablePositive      LetterKind = "reasonable-grounds-positive"
	LetterReasonableNegative      LetterKind = "reasonable-grounds-negative"
	LetterCombinedPositive        LetterKind = "combined-positive"
	LetterConclusivePositive      LetterKind = "conclusive-grounds-positive"
	LetterConclusiveNegative      LetterKind = "conclusive-grounds-negative"
	LetterInformation             LetterKind = "information-request"
	LetterExtended                LetterKind = "recovery-period-extended"
	LetterSuspended               LetterKind = "suspended"
	LetterWithdrawn               LetterKind = "withdrawn"
	LetterReconsiderationAccepted LetterKind = "reconsideration-accepted"
	LetterReconsiderationRejected LetterKind = "reconsideration-rejected"
	LetterUpheld                  LetterKind = "decision-upheld"
	LetterDisqualified            LetterKind = "disqualified"
	LetterConsentAt18             LetterKind = "consent-as-adult"
	LetterSecondPeriod            LetterKind = "second-recovery-period"
)

// outcomes are the letters that say how a case stands. A new one replaces those
// not yet served, so that nobody gets yesterday's answer tomorrow.
var outcomes = []LetterKind{LetterReasonablePositive, LetterReasonableNegative, LetterCombinedPositive,
	LetterConclusivePositive, LetterConclusiveNegative, LetterWithdrawn, LetterDisqualified}

func (k LetterKind) outcome() bool { return slices.Contains(outcomes, k) }

// Entitlement is a protection that a decision gives or takes.
type Entitlement string

const (
	// RemovalBar forbids removal from the United Kingdom (Nationality and
	// Borders Act 2022 s61).
	RemovalBar Entitlement = "removal-bar"
	// AdultSupport is support for an adult (Modern Slavery Act 2015 s50A).
	AdultSupport Entitlement = "adult-support"
	// LeaveConsideration is the duty to consider leave to stay (2022 Act s65).
	LeaveConsideration Entitlement = "leave-consideration"
)

// Grant names a reason for which somebody outside the authority's own staff may
// look at the case; the access layer ends the rows that carry it.
type Grant string

const (
	// GrantPanel is a devolved panel's.
	GrantPanel Grant = "panel"
	// GrantSecondReading is a second reader's, for one reading.
	GrantSecondReading Grant = "second-reading"
	// GrantInformation is of somebody who was asked for information.
	GrantInformation Grant = "information"
)

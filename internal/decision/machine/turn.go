package machine

import (
	"slices"

	"github.com/havenward/havenward/internal/civil"
)

// Effects are what a step brings about beside the new state of the case. They
// say the same as the difference between the two cases: what a store has to
// write, and what goes out.
type Effects struct {
	Step     Step
	From, To Stage
	Clocks   []ClockChange
	Tasks    []TaskChange
	// Letters are to be made; Cancelled are the numbers of letters that were
	// not served and are not to be served any more.
	Letters   []Letter
	Cancelled []int
	// Begin and End are protections that start and stop.
	Begin, End []Entitlement
	EndGrants  []Grant
	// Story is the line of the timeline, a catalogue string without a word
	// about the person.
	Story string
}

// ClockOp is what happens to a clock.
type ClockOp string

// The things that can happen to a clock. A recounted clock keeps its From and
// is due by other rules than before.
const (
	Started   ClockOp = "started"
	Stopped   ClockOp = "stopped"
	Paused    ClockOp = "paused"
	Resumed   ClockOp = "resumed"
	Recounted ClockOp = "recounted"
)

// ClockChange is one change to one clock; Clock is as it stands afterwards, or
// as it last stood where it was stopped.
type ClockChange struct {
	Op    ClockOp
	Clock Clock
}

// TaskChange sets a task or, where Done, finishes it.
type TaskChange struct {
	Done bool
	Task Task
}

// turn is one step under way: the case as it changes, and its effects. Every
// change goes through its methods, so that the two cannot disagree.
type turn struct {
	*Case
	effects Effects
	by      string
	on      civil.Day
	form    Form
}

// startFrom starts a clock, in place of one of the same kind and subject.
func (t *turn) startFrom(clock Clock) {
	t.stop(clock.Kind, clock.Subject)
	t.Clocks = append(t.Clocks, clock)
	t.effects.Clocks = append(t.effects.Clocks, ClockChange{Started, clock})
	if t.Stage == Suspended && slices.Contains(workClocks, clock.Kind) {
		t.pause(clock.Kind)
	}
}

// start starts a clock of that kind from the day its rule counts from.
func (t *turn) start(kind ClockKind) {
	clock := Clock{Kind: kind, From: t.on}
	switch {
	case kind == ClockReasonableGrounds || kind == ClockReasonableGroundsPilot:
		clock.From = t.Facts.Referred
		if t.Additional != nil {
			clock.From = t.Additional.On
		}
	case kind == ClockRecovery || kind == ClockConclusiveEarliest:
		clock.From = t.RecoveryFrom
	case kind == ClockTurning18:
		clock.Due = t.Facts.Turns18
	case kind == ClockPilotExit:
		clock.Due = t.Facts.PilotEnds
	}
	t.startFrom(clock)
}

// stop stops the clock of that kind and subject, if it runs.
func (t *turn) stop(kind ClockKind, subject int) {
	at := slices.IndexFunc(t.Clocks, func(c Clock) bool { return c.Kind == kind && c.Subject == subject })
	if at < 0 {
		return
	}
	t.effects.Clocks = append(t.effects.Clocks, ClockChange{Stopped, t.Clocks[at]})
	t.Clocks = slices.Delete(t.Clocks, at, at+1)
}

// stopKind stops all clocks of that kind, of whatever subject.
func (t *turn) stopKind(kind ClockKind) {
	for _, clock := range slices.Clone(t.Clocks) {
		if clock.Kind == kind || kind == everyClock {
			t.stop(clock.Kind, clock.Subject)
		}
	}
}

func (t *turn) pause(kind ClockKind) {
	t.eachClock(kind, Paused, func(clock *Clock) bool {
		running := clock.PausedOn.IsZero()
		if running {
			clock.PausedOn = t.on
		}
		return running
	})
}

func (t *turn) resume(kind ClockKind) {
	t.eachClock(kind, Resumed, func(clock *Clock) bool {
		if clock.PausedOn.IsZero() {
			return false
		}
		clock.PausedDays += max(0, t.on.Sub(clock.PausedOn))
		clock.PausedOn, clock.Due, clock.Rule = civil.Day{}, civil.Day{}, ""
		return true
	})
}

func (t *turn) eachClock(kind ClockKind, op ClockOp, change func(*Clock) bool) {
	for i := range t.Clocks {
		if t.Clocks[i].Kind == kind && change(&t.Clocks[i]) {
			t.effects.Clocks = append(t.effects.Clocks, ClockChange{op, t.Clocks[i]})
		}
	}
}

// set sets a task once. Tasks of adult support are for adults: a child's
// support is the local authority's.
func (t *turn) set(kind TaskKind, subject int) {
	if (kind == TaskArrangeSupport || kind == TaskEndSupportSafely) && t.Facts.Age != Adult {
		return
	}
	if slices.ContainsFunc(t.Tasks, func(task Task) bool { return task.Kind == kind && task.Subject == subject }) {
		return
	}
	role, known := taskRoles[kind]
	switch {
	case !known:
		role = Deciding
	case role == SecondReader:
		role = reading
	}
	task := Task{Kind: kind, Subject: subject, For: t.Holders([]Role{role})[0]}
	t.Tasks = append(t.Tasks, task)
	t.effects.Tasks = append(t.effects.Tasks, TaskChange{Task: task})
}

func (t *turn) finish(kind TaskKind, subject int) {
	at := slices.IndexFunc(t.Tasks, func(task Task) bool { return task.Kind == kind && task.Subject == subject })
	if at < 0 {
		return
	}
	t.effects.Tasks = append(t.effects.Tasks, TaskChange{Done: true, Task: t.Tasks[at]})
	t.Tasks = slices.Delete(t.Tasks, at, at+1)
}

// number gives the next number of a letter or a request.
func (t *turn) number() int {
	t.Numbered++
	return t.Numbered
}

// write makes a letter and the task to serve it. A letter that says how the
// case stands cancels earlier ones that were not served.
func (t *turn) write(kind LetterKind) {
	if kind.outcome() {
		t.cancel(LetterKind.outcome)
	}
	letter := Letter{Number: t.number(), Kind: kind, Made: t.on}
	t.Letters = append(t.Letters, letter)
	t.effects.Letters = append(t.effects.Letters, letter)
	t.set(TaskServeLetter, letter.Number)
}

// cancel takes back the letters of some kinds that were not served.
func (t *turn) cancel(kinds func(LetterKind) bool) {
	t.Letters = slices.DeleteFunc(t.Letters, func(letter Letter) bool {
		gone := kinds(letter.Kind) && letter.Served.IsZero()
		if gone {
			t.effects.Cancelled = append(t.effects.Cancelled, letter.Number)
			t.finish(TaskServeLetter, letter.Number)
		}
		return gone
	})
}

func (t *turn) begin(right Entitlement) {
	if !slices.Contains(t.Entitlements, right) {
		t.Entitlements = append(t.Entitlements, right)
		t.effects.Begin = append(t.effects.Begin, right)
	}
}

func (t *turn) end(right Entitlement) {
	if at := slices.Index(t.Entitlements, right); at >= 0 {
		t.Entitlements = slices.Delete(t.Entitlements, at, at+1)
		t.effects.End = append(t.effects.End, right)
	}
}

func (t *turn) endGrant(grant Grant) {
	if !slices.Contains(t.effects.EndGrants, grant) {
		t.effects.EndGrants = append(t.effects.EndGrants, grant)
	}
}

// move takes the case to another stage and its standing tasks with it.
func (t *turn) move(to Stage) {
	from := t.Stage
	switch {
	case to == back:
		to, t.ReturnTo = t.ReturnTo, ""
	case !slices.Contains(stages(Suspended, Withdrawn, Disqualified, Closed), to):
		t.ReturnTo = ""
	case !slices.Contains(stages(Suspended, Withdrawn, Disqualified), from):
		t.ReturnTo = from
	}
	t.Stage = to
	t.finish(standingTasks[from], 0)
	if kind, standing := standingTasks[to]; standing {
		t.set(kind, 0)
	}
}

// leaveWork drops, in a stage in which nothing is left to decide, what only
// served the decision.
func (t *turn) leaveWork() {
	if slices.Contains(Undecided, t.Stage) {
		return
	}
	t.dropProposal()
	t.Extension = nil
	for _, kind := range workTasks {
		t.finish(kind, 0)
	}
	if t.Stage != ConclusiveGroundsPositive {
		t.AdultConsent = nil
		t.finish(TaskAskSupport, 0)
		t.finish(TaskArrangeSupport, 0)
	}
}

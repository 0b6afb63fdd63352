package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// mostBase is how many cases at most are made through the commands; the rest of
// a population are copies of their rows with names, references and numbers of
// their own.
const mostBase = 2000

// waiting is how many of the last cases of the base nobody has allocated yet: more
// than a page of a work list, so that the first page of what waits is full in
// a small population as in a large one and growth compares pages of one length.
const waiting = decision.PageSize + 5

// waits reports whether the n-th case of a base waits to be allocated.
func waits(n, cases int) bool { return n >= cases-min(waiting, cases/20) }

// span is over how long the referrals of a population arrived.
const span = 3 * 365 * 24 * time.Hour

// original is a case that was made through the commands.
type original struct {
	id db.ID
	at time.Time // when it was received
}

// base makes the first cases of a population through the commands: received over
// the years of the span, and moved on as far as their age lets them.
func (r *run) base(ctx context.Context, w *world, cases int) ([]original, error) {
	// Jobs and reminders of the past are not part of what is measured.
	until := w.db.Now().Truncate(time.Second)
	originals := make([]original, cases)
	var next, refused atomic.Int64
	var lock sync.Mutex
	var problem error
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for {
				n := int(next.Add(1) - 1)
				if n >= cases || ctx.Err() != nil {
					return
				}
				at := until.Add(-span + time.Duration(n)*(span/time.Duration(cases)))
				steps := livesOf(n)
				if waits(n, cases) {
					steps = nil
				}
				id, stopped, err := w.live(ctx, r.Seed, n, steps, at, until)
				if stopped {
					refused.Add(1)
				}
				if err != nil {
					lock.Lock()
					problem = fmt.Errorf("case %d of the base: %w", n, err)
					lock.Unlock()
					next.Store(int64(cases))
					return
				}
				originals[n] = original{id, at}
			}
		})
	}
	group.Wait()
	if problem == nil {
		problem = ctx.Err()
	}
	if refused.Load() > 0 {
		r.say("population: %d cases of the base stopped where the rules let them go no further", refused.Load())
	}
	return originals, problem
}

// stepOn is a step of a case's life so many days after the case was received.
type stepOn struct {
	after int
	step  machine.Step
	who   func(*world) account.Actor
	form  func(*world, statute.Subject, civil.Day) (machine.Form, error)
}

var (
	allocate = stepOn{1, machine.Allocate, byTriage, func(*world, statute.Subject, civil.Day) (machine.Form, error) {
		return &machine.Allocation{Authority: machine.SingleCompetentAuthority}, nil
	}}
	assign = stepOn{2, machine.Assign, byTriage, func(w *world, _ statute.Subject, _ civil.Day) (machine.Form, error) {
		return &machine.Assignment{DecisionMaker: string(w.maker.Account)}, nil
	}}
	reasonable = stepOn{5, machine.ReasonableGroundsYes, byMaker, func(_ *world, about statute.Subject, on civil.Day) (machine.Form, error) {
		test, err := testOf(statute.ReasonableGroundsTest, about, on)
		return &machine.ReasonableDecision{Test: test, Weighing: weighed}, err
	}}
	conclusive = stepOn{60, machine.ConclusiveGroundsYes, byMaker, func(_ *world, about statute.Subject, on civil.Day) (machine.Form, error) {
		test, err := testOf(statute.ConclusiveGroundsTest, about, on)
		return &machine.ConclusiveDecision{Test: test, Weighing: weighed}, err
	}}
	closeEarly = stepOn{20, machine.CloseEarly, byManager, func(*world, statute.Subject, civil.Day) (machine.Form, error) {
		return &machine.EarlyClosing{Because: "duplicate", Reasons: "The person has another open case."}, nil
	}}
)

func byTriage(w *world) account.Actor  { return w.triage }
func byMaker(w *world) account.Actor   { return w.maker }
func byManager(w *world) account.Actor { return w.manager }

var weighed = machine.Weighing{Evidence: []string{"Account given in interview", "Medical report", "Police intelligence report"},
	Reasons: "The account is consistent in itself and with what is known of the places and people named, and nothing that was found speaks against it."}

// testOf is the standard in force on a day, by the name of its rule.
func testOf(kind statute.Kind, about statute.Subject, on civil.Day) (string, error) {
	about.Decision = on
	due, err := statute.Default().Due(kind, about, on)
	return due.Rule.Ref(), err
}

// lives are what becomes of cases, in turn: of twenty, one waits for its first
// decision for ever, four are closed early, five wait for their second decision
// and ten have it.
func livesOf(n int) []stepOn {
	switch share := n % 20; {
	case share == 0:
		return []stepOn{allocate, assign}
	case share < 5:
		return []stepOn{allocate, assign, closeEarly}
	case share < 10:
		return []stepOn{allocate, assign, reasonable}
	}
	return []stepOn{allocate, assign, reasonable, conclusive}
}

// live makes the n-th case and lets it live through steps until now. stopped says that a step
// was refused by the rules (somebody turned 18, say), and the case stays there.
func (w *world) live(ctx context.Context, seed uint64, n int, steps []stepOn, at, until time.Time) (id db.ID, stopped bool, err error) {
	on := civil.DayOf(at)
	s := submission(seed, uint64(n), on)
	receipt, err := w.submit(ctx, s, at)
	if err != nil {
		return "", false, err
	}
	about := statute.Subject{Jurisdiction: statute.Jurisdiction(s.Jurisdiction), Child: casefile.TreatedAsChild(s.AgeGroup)}
	for i, step := range steps {
		when := at.AddDate(0, 0, step.after)
		if when.After(until) {
			break
		}
		form, err := step.form(w, about, civil.DayOf(when))
		if err != nil {
			return "", false, err
		}
		err = w.db.WriteAt(ctx, when, func(tx *db.Tx) error {
			_, err := w.authority.Take(ctx, tx, step.who(w), decision.TakeForm{Case: receipt.Case, Version: int64(i + 1), Step: step.step, Form: form})
			return err
		})
		if fault.Is(err, fault.Invalid) {
			return receipt.Case, true, nil
		}
		if err != nil {
			return "", false, fmt.Errorf("%s: %w", step.step, err)
		}
	}
	return receipt.Case, false, nil
}

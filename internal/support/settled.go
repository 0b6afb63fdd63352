package support

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support/course"
)

// beginnings are what begins support for an adult who has not declined it, where
// a positive decision stands.
var beginnings = []casefile.Outcome{casefile.ReasonableGroundsPositive, casefile.ConclusiveGroundsPositive, casefile.SecondRecovery, casefile.SupportAccepted, casefile.DecisionReopened}

// standing are the stages in which a positive decision stands.
var standing = []string{"recovery", "conclusive-grounds-positive"}

// OnSettled is told what the competent authority has settled: it begins support,
// keeps its periods as the rules count them, and never ends it. Every end is
// somebody's, with what comes next.
func (r *Room) OnSettled(ctx context.Context, tx *db.Tx, actor account.Actor, s casefile.Settled) error {
	if s.What == casefile.DecisionClosed {
		return nil // the authority's work is over; support goes on as long as it lasts
	}
	c, found, err := loadCase(ctx, tx, s.Case)
	if err != nil {
		return err
	}
	begins := slices.Contains(beginnings, s.What) && s.WantsSupport() && slices.Contains(standing, s.Stage)
	switch {
	case !found && !begins, found && !c.Open() && !begins:
		return nil
	case !found:
		_, err = r.open(ctx, tx, actor, s)
	case !c.Open():
		err = r.reopen(ctx, tx, actor, c)
	}
	if err != nil {
		return err
	}
	if err := settle(ctx, tx, s); err != nil {
		return err
	}
	if err := r.keepPeriods(ctx, tx, s); err != nil {
		return err
	}
	if c, _, err = loadCase(ctx, tx, s.Case); err != nil {
		return err
	}
	return r.schedule(ctx, tx, c)
}

// settle keeps what was decided.
func settle(ctx context.Context, tx *db.Tx, s casefile.Settled) error {
	set := func(decision course.Decision, stop course.Stop) error {
		decided, stopped := s.On, civil.Day{}
		if decision == course.Undecided {
			decided = civil.Day{}
		}
		if stop != course.NotStopped {
			stopped = s.On
		}
		_, err := tx.Exec(ctx, `UPDATE support_case SET decision = $2, decided_on = $3, stopped = $4, stopped_on = $5, version = version + 1 WHERE case_id = $1`, s.Case, decision, decided, stop, stopped)
		return err
	}
	stop := func(stop course.Stop) error {
		_, err := tx.Exec(ctx, `UPDATE support_case SET stopped = $2, stopped_on = $3, version = version + 1 WHERE case_id = $1 AND stopped = ''`, s.Case, stop, s.On)
		return err
	}
	goOn := func(stops ...course.Stop) error {
		for _, stop := range stops {
			if _, err := tx.Exec(ctx, `UPDATE support_case SET stopped = '', stopped_on = NULL, version = version + 1 WHERE case_id = $1 AND stopped = $2`, s.Case, stop); err != nil {
				return err
			}
		}
		return nil
	}
	switch s.What {
	case casefile.ReasonableGroundsPositive, casefile.SecondRecovery:
		return set(course.Undecided, course.NotStopped)
	case casefile.ReasonableGroundsNegative:
		return stop(course.NotAgreed)
	case casefile.ConclusiveGroundsPositive:
		return set(course.Positive, course.NotStopped)
	case casefile.ConclusiveGroundsNegative:
		return set(course.Negative, course.NotStopped)
	case casefile.DecisionWithdrawn:
		return stop(course.Withdrawn)
	case casefile.DecisionDisqualified:
		return stop(course.Disqualified)
	case casefile.SupportDeclined:
		return stop(course.Declined)
	case casefile.BecameChild:
		return stop(course.BecameChild)
	case casefile.SupportAccepted:
		return goOn(course.Declined)
	case casefile.BecameAdult:
		return goOn(course.BecameChild)
	case casefile.DecisionReopened:
		return goOn(course.Withdrawn, course.Disqualified)
	}
	return nil
}

// keepPeriods keeps the periods that the authority's clocks give: a new one is
// added, one whose day moved takes the new day, one that does not run any more is
// over.
func (r *Room) keepPeriods(ctx context.Context, tx *db.Tx, s casefile.Settled) error {
	stored, err := periodsOf(ctx, tx, s.Case)
	if err != nil {
		return err
	}
	for _, p := range s.Periods {
		at := slices.IndexFunc(stored, func(known storedPeriod) bool {
			return known.Kind == p.Kind && known.From == p.From && (known.Over.IsZero() || known.Due == p.Due)
		})
		if at >= 0 {
			if stored[at].Due != p.Due || !stored[at].Over.IsZero() {
				if _, err := tx.Exec(ctx, `UPDATE support_period SET due_on = $2, rule = $3, over_on = NULL WHERE id = $1`, stored[at].ID, p.Due, p.Rule); err != nil {
					return err
				}
			}
			continue
		}
		longest := false
		if rule, known := r.Rules.Rule(p.Rule); known {
			longest = rule.Bound == statute.Maximum
		}
		if _, err := tx.Exec(ctx, `INSERT INTO support_period (id, case_id, kind, starts_on, due_on, rule, longest) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			tx.NewID(), s.Case, p.Kind, p.From, p.Due, p.Rule, longest); err != nil {
			return err
		}
	}
	for _, known := range stored {
		runs := slices.ContainsFunc(s.Periods, func(p casefile.SupportPeriod) bool { return p.Kind == known.Kind && p.From == known.From })
		if known.Over.IsZero() && !runs {
			if _, err := tx.Exec(ctx, `UPDATE support_period SET over_on = $2 WHERE id = $1`, known.ID, s.On); err != nil {
				return err
			}
		}
	}
	return nil
}

// open begins support: with the provider of the area, or, where none takes it,
// in the list of those who wait for one.
func (r *Room) open(ctx context.Context, tx *db.Tx, actor account.Actor, s casefile.Settled) (c Case, err error) {
	region, err := factCode(ctx, tx, s.Case, "current-region")
	if err != nil {
		return c, err
	}
	language, err := factCode(ctx, tx, s.Case, "interpreter")
	if err != nil {
		return c, err
	}
	agency, found, err := providerFor(ctx, tx, s.Jurisdiction, region)
	if err != nil {
		return c, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_case (case_id, version, agency_id, region, opened_at, decision, stopped, reach_rule, interpreter, worker_gender)
		VALUES ($1, 1, NULL, $2, $3, '', '', '', $4, '')`, s.Case, region, tx.Now(), language); err != nil {
		return c, err
	}
	if c, _, err = loadCase(ctx, tx, s.Case); err != nil {
		return c, err
	}
	if c, err = r.startReach(ctx, tx, c); err != nil {
		return c, err
	}
	if !found {
		return c, insertPass(ctx, tx, actor, s.Case, Pass{Kind: passWaits}, "")
	}
	return r.give(ctx, tx, actor, c, agency, Pass{Kind: passGiven})
}

// startReach starts the time in which somebody is to be spoken with: 48 hours,
// where the rules of the place give them.
func (r *Room) startReach(ctx context.Context, tx *db.Tx, c Case) (Case, error) {
	due, known, err := r.dueAt(statute.FirstContact, c, tx.Now())
	if err != nil || !known {
		return c, err
	}
	c.ReachBy, c.ReachRule = due.At, due.Rule.Ref()
	if _, err := tx.Exec(ctx, `UPDATE support_case SET reach_by = $2, reach_rule = $3 WHERE case_id = $1`, c.ID, c.ReachBy, c.ReachRule); err != nil {
		return c, err
	}
	return c, job.Enqueue(ctx, tx, jobUnreached, string(c.ID)+" "+c.ReachBy.Format(time.RFC3339), c.ReachBy, caseJob{c.ID})
}

// reopen goes on with support that had ended: the same provider, a new start, and
// the time for a first contact from now.
func (r *Room) reopen(ctx context.Context, tx *db.Tx, actor account.Actor, c Case) error {
	if _, err := tx.Exec(ctx, `UPDATE support_case SET ended_at = NULL, ending_id = NULL, worker_id = NULL, accepted_at = NULL, reached_at = NULL, planned_at = NULL,
		version = version + 1 WHERE case_id = $1`, c.ID); err != nil {
		return err
	}
	c, _, err := loadCase(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if c, err = r.startReach(ctx, tx, c); err != nil {
		return err
	}
	c.Opened = tx.Now() // the clock of the first contact starts again
	agency, found := c.Agency, c.Agency != ""
	if !found {
		if agency, found, err = providerFor(ctx, tx, c.Jurisdiction, c.Region); err != nil {
			return err
		}
	}
	if !found {
		return insertPass(ctx, tx, actor, c.ID, Pass{Kind: passWaits}, "")
	}
	_, err = r.give(ctx, tx, actor, c, agency, Pass{Kind: passGiven})
	return err
}

// schedule sets the reviews and the day on which support may end, as the course
// stands.
func (r *Room) schedule(ctx context.Context, tx *db.Tx, c Case) error {
	if !c.Open() {
		return nil
	}
	for _, period := range c.Course.Periods {
		if period.Kind == casefile.PeriodRecovery {
			if err := r.wantReview(ctx, tx, c, reviewDay30, statute.ConclusiveGroundsReview, period.From); err != nil {
				return err
			}
		}
	}
	last, open := c.Course.Last()
	if open {
		last = c.Course.Least()
	}
	if !last.IsZero() {
		if err := r.wantReview(ctx, tx, c, reviewEnd, statute.SupportEndReview, last); err != nil {
			return err
		}
	}
	if open {
		return cancel(ctx, tx, c.ID, taskEnd, "", "")
	}
	return r.set(ctx, tx, c, taskEnd, "", last, "")
}

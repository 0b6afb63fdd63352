package leave

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// limitKinds are the kinds of clock that the room sets.
var limitKinds = []statute.Kind{statute.LeaveAdvice, statute.LeaveRenewal, statute.LeaveReconsideration, statute.LeaveAppeal, statute.LeaveJudicialReview}

// watch sets anew the clocks and tasks of a file: one for each limit that is still
// to come or was missed, for the agency that keeps it.
func (room *Room) watch(ctx context.Context, tx *db.Tx, caseID db.ID) error {
	f, found, err := load(ctx, tx, caseID)
	if err != nil || !found {
		return err
	}
	for _, kind := range limitKinds {
		if err := casefile.StopClocks(ctx, tx, caseID, string(kind), "", "counted anew"); err != nil {
			return err
		}
	}
	if err := casefile.CancelTasks(ctx, tx, caseID, TaskLimit); err != nil {
		return err
	}
	limits, err := Limits(f, room.Rules)
	if err != nil {
		return err
	}
	for _, l := range limits {
		if !l.Open() {
			continue
		}
		clock, err := casefile.StartClock(ctx, tx, casefile.Clock{Case: caseID, Agency: f.Agency, Kind: string(l.Due.Rule.Kind), Subject: string(l.Application), Rule: l.Due.Rule.Ref(), Started: l.Due.Start, Due: l.On})
		if err != nil {
			return err
		}
		if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: caseID, Kind: TaskLimit, Subject: string(l.Due.Rule.Kind), Agency: f.Agency, Clock: clock, Due: l.On}); err != nil {
			return err
		}
	}
	return nil
}

// DoneForm records that what was due by a day is done.
type DoneForm struct {
	Limit string    `json:"limit" doc:"The kind of the rule and the day, such as leave-advice 2026-03-02"`
	On    civil.Day `json:"on"`
}

// code names one limit of a file.
func (l Limit) code() string { return string(l.Due.Rule.Kind) + " " + l.On.String() }

func doneQuestions(limits []Limit, today civil.Day) []form.Question[DoneForm] {
	var options []form.Option
	for _, l := range limits {
		if l.Open() {
			options = append(options, form.Option{Value: l.code(), Label: l.What, Hint: l.On.Long()})
		}
	}
	return []form.Question[DoneForm]{
		{Name: "limit", Label: "What is done?", Kind: form.Radios, Options: options, Required: "Choose what is done", Bind: func(f *DoneForm) any { return &f.Limit }},
		{Name: "on", Label: "On which day was it done?", Noun: "Day", Kind: form.Date, NotAfter: today, Required: "Enter the day", Bind: func(f *DoneForm) any { return &f.On }},
	}
}

// Meet records that what was due by a day is done: advice, a renewal, a challenge.
// Nobody is reminded of that day any more.
func (room *Room) Meet(ctx context.Context, tx *db.Tx, actor account.Actor, caseID db.ID, f DoneForm) error {
	file, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID)
	if err != nil {
		return err
	}
	limits, err := Limits(file, room.Rules)
	if err != nil {
		return err
	}
	for _, l := range limits {
		if l.code() == f.Limit && l.Met.ID != "" {
			return nil // it stands there already
		}
	}
	if err := fault.Mend(form.Check(&f, doneQuestions(limits, dayOf(tx)))...); err != nil {
		return err
	}
	for _, l := range limits {
		if l.code() != f.Limit {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO leave_done (id, case_id, kind, due_on, done_on, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			tx.NewID(), caseID, l.Due.Rule.Kind, l.On, f.On, tx.Now(), actor.Account); err != nil {
			return err
		}
		break
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "meet-leave-limit", Category: audit.Alteration, Case: caseID, Subject: "leave limit " + f.Limit}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

// UndoMet takes back that something was done which was recorded by mistake.
func (room *Room) UndoMet(ctx context.Context, tx *db.Tx, actor account.Actor, caseID, done db.ID) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepLeave, caseID); err != nil {
		return err
	}
	changed, err := tx.Exec(ctx, `DELETE FROM leave_done WHERE id = $1 AND case_id = $2`, done, caseID)
	if err != nil {
		return err
	}
	if changed == 0 {
		return fault.Missing()
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "undo-leave-limit", Category: audit.Alteration, Case: caseID, Subject: "leave limit"}); err != nil {
		return err
	}
	return room.watch(ctx, tx, caseID)
}

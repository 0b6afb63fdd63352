package placement

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/statute"
)

// remind is the work of reminding people of a limit that comes.
const remind job.Kind = "remind-of-missing"

type reminder struct {
	Episode db.ID
	Task    string
}

// Jobs tells a runner how the work of this room is done.
func (room *Room) Jobs(runner *job.Runner) { runner.Handle(remind, room.remind) }

// remind tells the team that something about a missing person is due soon,
// unless it was done.
func (room *Room) remind(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var r reminder
	if err := json.Unmarshal(payload, &r); err != nil {
		return err
	}
	e, found, err := loadEpisode(ctx, tx, r.Episode)
	if err != nil || !found {
		return err
	}
	waits := map[string]bool{taskPolice: e.Open() && e.Reported.IsZero(), taskStrategy: e.StrategyAt.IsZero() && e.Outcome != falseAlarm, taskInterview: e.Outcome == ""}
	if !waits[r.Task] {
		return nil
	}
	subject := map[string]string{taskPolice: "A report to the police is due", taskStrategy: "A strategy meeting is due", taskInterview: "A return interview is due"}[r.Task]
	return tellTeam(ctx, tx, e.Agency, "remind "+r.Task+" "+string(e.ID), subject,
		"Something that must be done when somebody goes missing is due soon, and is not recorded as done. Sign in to see what.\n\nThis message says nothing about the person.",
		nil, account.PlacementTeam, account.SocialWorker)
}

// changeEpisode runs one change of an episode by its version and records it.
func (room *Room) changeEpisode(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, version int64, deed string, change func(e *Episode, file File) error) error {
	e, file, err := room.episodeFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := change(&e, file); err != nil {
		return err
	}
	if err := putEpisode(ctx, tx, e, version); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: deed, Category: audit.Alteration, Case: e.Case, Subject: "missing episode " + string(id)})
}

// TellPolice records that the police were told, or corrects what was recorded.
func (room *Room) TellPolice(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f PoliceForm) error {
	return room.changeEpisode(ctx, tx, actor, id, f.Version, "tell-police", func(e *Episode, _ File) error {
		if err := fault.Mend(form.Check(&f, policeQuestions)...); err != nil {
			return err
		}
		at, err := f.Reported.Past("reported-time", tx.Now())
		if err != nil {
			return err
		}
		e.Reported, e.Words.ReportedTo, e.Words.PoliceRef = at, f.To, f.Reference
		return finish(ctx, tx, actor, *e, statute.MissingPoliceReport, taskPolice)
	})
}

// finish stops a clock of an episode and marks its task as done.
func finish(ctx context.Context, tx *db.Tx, actor account.Actor, e Episode, kind statute.Kind, task string) error {
	if err := casefile.FinishTasks(ctx, tx, actor, e.Case, task, string(e.ID)); err != nil {
		return err
	}
	return casefile.StopClocks(ctx, tx, e.Case, string(kind), string(e.ID), "done")
}

// Act records one thing that was done to find somebody.
func (room *Room) Act(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ActionForm) error {
	e, _, err := room.episodeFor(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, actionQuestions)...); err != nil {
		return err
	}
	action := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, e.Case, sealedAction, action, f.Text)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO missing_action (id, episode_id, at, sealed, recorded_by) VALUES ($1, $2, $3, $4, $5)`, action, id, tx.Now(), sealed, actor.Account); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "act-for-missing", Category: audit.Collection, Case: e.Case, Subject: "missing episode " + string(id)})
}

// Meet records that a strategy meeting was held.
func (room *Room) Meet(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f MeetingForm) error {
	return room.changeEpisode(ctx, tx, actor, id, f.Version, "hold-strategy-meeting", func(e *Episode, _ File) error {
		if err := fault.Mend(form.Check(&f, meetingQuestions)...); err != nil {
			return err
		}
		at, err := f.Held.Past("held-time", tx.Now())
		if err != nil {
			return err
		}
		if at.Before(e.Missing) {
			return fault.Wrong("held-time", "The meeting cannot have been before they went missing")
		}
		e.StrategyAt, e.Words.Meeting = at, f.Words
		for _, kind := range meetings {
			if err := finish(ctx, tx, actor, *e, kind, taskStrategy); err != nil {
				return err
			}
		}
		return nil
	})
}

// Find records that somebody is back. From then the return interview is due; of
// a false alarm nothing is.
func (room *Room) Find(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f FoundForm) error {
	return room.changeEpisode(ctx, tx, actor, id, f.Version, "record-return", func(e *Episode, file File) error {
		if err := fault.Mend(form.Check(&f, foundQuestions)...); err != nil {
			return err
		}
		at, err := f.Found.Past("found-time", tx.Now())
		if err != nil {
			return err
		}
		if at.Before(e.Missing) {
			return fault.Wrong("found-time", "They cannot have come back before they went missing")
		}
		if !e.Open() {
			return fault.Refuse("They are recorded as found already")
		}
		e.Found, e.Words.FoundWhere, e.Words.FoundBy, e.Words.FoundHow = at, f.Where, f.By, f.How
		if err := finish(ctx, tx, actor, *e, statute.MissingPoliceReport, taskPolice); err != nil {
			return err
		}
		if f.False {
			e.Outcome = falseAlarm
			for _, kind := range meetings {
				if err := finish(ctx, tx, actor, *e, kind, taskStrategy); err != nil {
					return err
				}
			}
			return nil
		}
		earlier, err := episodesOf(ctx, tx, e.Case)
		if err != nil {
			return err
		}
		if e.StrategyAt.IsZero() {
			if err := room.again(ctx, tx, actor, file, e, earlier); err != nil {
				return err
			}
		}
		due, err := room.Rules.DueAt(statute.ReturnInterview, file.about(), at)
		if errors.Is(err, statute.ErrNoRule) {
			return nil // no rule asks for an interview of this person there
		}
		if err != nil {
			return err
		}
		e.Interview = due.At
		return room.start(ctx, tx, *e, due, taskInterview)
	})
}

// again finds anew whether a strategy meeting is due, now that it is known how
// long somebody was missing.
func (room *Room) again(ctx context.Context, tx *db.Tx, actor account.Actor, file File, e *Episode, earlier []Episode) error {
	if len(Strategy(room.Rules, file.about(), file.Stage, *e, earlier)) > 0 {
		return room.strategy(ctx, tx, file, e, earlier)
	}
	e.Strategy = ""
	for _, kind := range meetings {
		if err := finish(ctx, tx, actor, *e, kind, taskStrategy); err != nil {
			return err
		}
	}
	return nil
}

// Talk records the return interview: held, declined or not possible.
func (room *Room) Talk(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f InterviewForm) error {
	return room.changeEpisode(ctx, tx, actor, id, f.Version, "record-return-interview", func(e *Episode, _ File) error {
		if err := fault.Mend(form.Check(&f, interviewQuestions)...); err != nil {
			return err
		}
		if e.Open() {
			return fault.Wrong("outcome", "Record first that they were found")
		}
		at, err := f.Held.Past("held-time", tx.Now())
		if err != nil {
			return err
		}
		if at.Before(e.Found) {
			return fault.Wrong("held-time", "The interview cannot have been before they were found")
		}
		e.Talked, e.Outcome, e.Words.TalkedBy, e.Words.Learnt = at, f.Outcome, f.By, f.Learnt
		return finish(ctx, tx, actor, *e, statute.ReturnInterview, taskInterview)
	})
}

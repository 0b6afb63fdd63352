package placement

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/statute"
)

// Unfind takes back that somebody was found, where that was recorded by mistake: they
// are missing still, since when they were. Its limits run again from when they first
// ran. What was recorded is kept among what was done, and every limit that it stopped
// or began in the list of limits.
func (room *Room) Unfind(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ReasonForm) error {
	return room.changeEpisode(ctx, tx, actor, id, f.Version, "undo-return", func(e *Episode, file File) error {
		if err := fault.Mend(form.Check(&f, unfindQuestions)...); err != nil {
			return err
		}
		earlier, err := episodesOf(ctx, tx, e.Case)
		if err != nil {
			return err
		}
		if err := mayUnfind(*e, earlier); err != nil {
			return err
		}
		if err := room.keepUndone(ctx, tx, actor, *e, f.Why); err != nil {
			return err
		}
		e.Found, e.Interview, e.Talked, e.Outcome = time.Time{}, time.Time{}, time.Time{}, ""
		e.Words.FoundWhere, e.Words.FoundBy, e.Words.FoundHow, e.Words.TalkedBy, e.Words.Learnt = "", "", "", "", ""
		if err := room.stopped(ctx, tx, *e, taskInterview, statute.ReturnInterview); err != nil {
			return err
		}
		if err := room.stopped(ctx, tx, *e, taskStrategy, meetings...); err != nil {
			return err
		}
		if due, err := room.Rules.DueAt(statute.MissingPoliceReport, file.about(), e.Missing); err == nil && e.Reported.IsZero() {
			if err := room.start(ctx, tx, *e, due, taskPolice); err != nil {
				return err
			}
		}
		if !e.StrategyAt.IsZero() {
			return nil
		}
		e.Strategy, e.StrategyBy = "", time.Time{}
		return room.strategy(ctx, tx, file, e, earlier)
	})
}

// meetings are the limits that a strategy meeting ends.
var meetings = []statute.Kind{statute.StrategyMeeting, statute.StrategyMeetingAbsence, statute.StrategyMeetingTrafficked}

var unfindQuestions = reasonQuestions("Why was it a mistake?", "Say why it was a mistake")

// mayUnfind says why a return cannot be taken back: only that of the last episode can,
// and none after the interview that it led to.
func mayUnfind(e Episode, all []Episode) error {
	switch {
	case e.Open():
		return fault.Refuse("They are recorded as missing")
	case !e.Talked.IsZero():
		return fault.Refuse("A return interview is recorded, so they were found. Correct the interview first if that was a mistake")
	case slices.ContainsFunc(all, func(other Episode) bool { return other.Number > e.Number }):
		return fault.Refuse("They were reported missing again since. Correct that episode")
	}
	return nil
}

// undone is what stays of a return that was taken back.
const undone = "Recorded as found {moment}, at “{where}”, and taken back: {why}"

// keepUndone keeps what was recorded of a return, and why it is taken back, among what
// was done.
func (room *Room) keepUndone(ctx context.Context, tx *db.Tx, actor account.Actor, e Episode, why string) error {
	action := tx.NewID()
	words := page.In(page.English)
	where := e.Words.FoundWhere
	if where == "" {
		where = words.Text("nowhere said")
	}
	sealed, err := casefile.SealRow(ctx, tx, e.Case, sealedAction, action, words.Text(undone, "moment", moment(e.Found), "where", where, "why", why))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO missing_action (id, episode_id, at, sealed, recorded_by) VALUES ($1, $2, $3, $4, $5)`, action, e.ID, tx.Now(), sealed, actor.Account)
	return err
}

// byMistake is why a limit stopped that a mistake began.
const byMistake = "mistake"

// stopped stops limits of an episode that a mistake began, and cancels their task.
func (room *Room) stopped(ctx context.Context, tx *db.Tx, e Episode, task string, kinds ...statute.Kind) error {
	for _, kind := range kinds {
		if err := casefile.StopClocks(ctx, tx, e.Case, string(kind), string(e.ID), byMistake); err != nil {
			return err
		}
	}
	return job.Cancel(ctx, tx, remind, task+" "+string(e.ID))
}

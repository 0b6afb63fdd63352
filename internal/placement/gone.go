package placement

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/statute"
)

// KeepProfile keeps what the police need when somebody goes missing.
func (room *Room) KeepProfile(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ProfileForm) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepProfile, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, profileQuestions)...); err != nil {
		return err
	}
	kept, found, err := loadProfile(ctx, tx, id)
	if err != nil {
		return err
	}
	if !found {
		kept.ID = tx.NewID()
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedProfile, kept.ID, f.Profile)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `INSERT INTO missing_profile (case_id, id, version, sealed, changed_at, changed_by) VALUES ($1, $2, 1, $3, $4, $5)
		ON CONFLICT (case_id) DO UPDATE SET version = missing_profile.version + 1, sealed = excluded.sealed, changed_at = excluded.changed_at, changed_by = excluded.changed_by
		WHERE missing_profile.version = $6`, id, kept.ID, sealed, tx.Now(), actor.Account, f.Version)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "keep-profile", Category: audit.Alteration, Case: id, Subject: "missing profile"})
}

// KeepPhoto keeps a photograph with its day in place of the one before.
func (room *Room) KeepPhoto(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f PhotoForm, content []byte) error {
	if _, err := room.reach(ctx, tx, actor, access.KeepProfile, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, photoQuestions)...); err != nil {
		return err
	}
	if f.Taken.After(civil.DayOf(tx.Now())) {
		return fault.Wrong("taken", "The day of the photograph must be today or in the past")
	}
	if kind, ok := casefile.MediaType(content); !ok || kind != casefile.JPEG && kind != casefile.PNG {
		return fault.Wrong("file", "The photograph must be a JPG or PNG")
	}
	kept, found, err := loadProfile(ctx, tx, id)
	if err != nil {
		return err
	}
	if !found {
		if err := room.KeepProfile(ctx, tx, actor, id, ProfileForm{}); err != nil {
			return err
		}
		if kept, _, err = loadProfile(ctx, tx, id); err != nil {
			return err
		}
	}
	if err := casefile.RemoveFiles(ctx, tx, kept.ID); err != nil {
		return err
	}
	photo, err := casefile.AddFile(ctx, tx, actor, kept.ID, id, "photograph", "", civil.PartialOf(f.Taken), content)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE missing_profile SET photo = $2, photo_on = $3, version = version + 1, changed_at = $4, changed_by = $5 WHERE case_id = $1`, id, photo, f.Taken, tx.Now(), actor.Account); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "keep-photo", Category: audit.Alteration, Case: id, Subject: "missing profile"})
}

// PhotoOld reports whether a photograph should be taken again, by the rule that
// is in force, and from which day.
func (room *Room) PhotoOld(f File, taken, today civil.Day) (bool, civil.Day) {
	due, err := room.Rules.Due(statute.MissingPhoto, f.about(), taken)
	if err != nil {
		return false, civil.Day{}
	}
	return today.After(due.On), due.On
}

// ReportMissing records that somebody is missing, starts the clocks that follow
// and tells the team.
func (room *Room) ReportMissing(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f MissingForm) (db.ID, error) {
	file, err := room.reach(ctx, tx, actor, access.ReportMissing, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, missingQuestions)...); err != nil {
		return "", err
	}
	since, err := f.Since.Past("since-time", tx.Now())
	if err != nil {
		return "", err
	}
	earlier, err := episodesOf(ctx, tx, id)
	if err != nil {
		return "", err
	}
	for _, before := range earlier {
		if before.Open() {
			return "", fault.Wrong("since", "They are recorded as missing already")
		}
		if since.Before(before.Found) && before.Outcome != falseAlarm {
			return "", fault.Wrong("since", "They were found after this the last time. Enter when they were last seen since then")
		}
	}
	stays, err := placements(ctx, tx, id)
	if err != nil {
		return "", err
	}
	stay, _ := now(stays)
	e := Episode{ID: tx.NewID(), Case: id, Agency: file.Agency, Placement: stay.ID, Version: 1, Number: len(earlier) + 1, Missing: since, Risk: f.Risk,
		Words: EpisodeWords{Clothes: f.Clothes, LastSeen: f.LastSeen}}
	if due, err := room.Rules.DueAt(statute.MissingPoliceReport, file.about(), since); err == nil {
		e.ReportBy = due.At
		if err := room.start(ctx, tx, e, due, taskPolice); err != nil {
			return "", err
		}
	}
	sealed, err := casefile.SealRow(ctx, tx, id, sealedEpisode, e.ID, e.Words)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO missing_episode (id, case_id, agency_id, placement_id, version, number, missing_at, recorded_at, recorded_by, risk, report_by, strategy_why, interview_outcome, sealed)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, '', '', $11)`,
		e.ID, id, file.Agency, db.Null(stay.ID), e.Number, since, tx.Now(), actor.Account, f.Risk, e.ReportBy, sealed); err != nil {
		return "", err
	}
	if err := room.strategy(ctx, tx, file, &e, earlier); err != nil {
		return "", err
	}
	if err := putEpisode(ctx, tx, e, 1); err != nil {
		return "", err
	}
	if err := tellTeam(ctx, tx, file.Agency, "missing "+string(e.ID), "Somebody in your care is missing",
		"Somebody whom your team looks after was recorded as missing. Sign in now to see who, and what to do.\n\nThis message says nothing about the person.", nil, account.PlacementTeam, account.SocialWorker); err != nil {
		return "", err
	}
	return e.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "report-missing", Category: audit.Collection, Case: id, Subject: "missing episode " + string(e.ID), Change: map[string]any{"number": e.Number, "risk": f.Risk}})
}

// start starts one clock of an episode with its task, and the reminder of it.
func (room *Room) start(ctx context.Context, tx *db.Tx, e Episode, due statute.Due, task string) error {
	clock, err := casefile.StartClock(ctx, tx, casefile.Clock{Case: e.Case, Agency: e.Agency, Kind: string(due.Kind.Kind), Subject: string(e.ID), Rule: due.Rule.Ref(), Started: due.Start, Due: due.On})
	if err != nil {
		return err
	}
	if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: e.Case, Kind: task, Subject: string(e.ID), Agency: e.Agency, Clock: clock, Due: due.On}); err != nil {
		return err
	}
	at := due.At
	if at.IsZero() {
		at = due.On.Start().Add(8 * time.Hour)
	}
	return job.Enqueue(ctx, tx, remind, task+" "+string(e.ID), at.Add(-reminderLead(due.Rule)), reminder{e.ID, task})
}

// reminderLead is how long before a limit people are reminded of it: a day of
// those counted in days, else a sixth of the hours.
func reminderLead(rule statute.Rule) time.Duration {
	if rule.Unit == statute.Hours {
		return time.Duration(rule.Amount) * time.Hour / 6
	}
	return 0
}

// strategy finds whether a strategy meeting is due and starts its clock once.
func (room *Room) strategy(ctx context.Context, tx *db.Tx, file File, e *Episode, earlier []Episode) error {
	found := Strategy(room.Rules, file.about(), file.Stage, *e, earlier)
	if len(found) == 0 {
		return nil
	}
	var why []string
	for _, trigger := range found {
		why = append(why, trigger.Rule.Ref())
	}
	first := e.Strategy == ""
	e.Strategy, e.StrategyBy = strings.Join(why, " "), found[0].By
	if !first {
		return nil
	}
	due, err := room.Rules.ExplainAt(found[0].Rule.Ref(), file.about(), e.Missing)
	if err != nil {
		return err
	}
	if due.Rule.Bound == statute.Window {
		due.On = civil.DayOf(e.Missing)
	}
	return room.start(ctx, tx, *e, due, taskStrategy)
}

// episodeFor reads an episode on which the actor may act, with the others of
// the person.
func (room *Room) episodeFor(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Episode, File, error) {
	if err := access.Role(actor, access.ReportMissing); err != nil {
		return Episode{}, File{}, err
	}
	// The case first: what is out of reach costs what does not exist.
	var of db.ID
	if _, err := tx.Row(ctx, `SELECT case_id FROM missing_episode WHERE id = $1`, []any{id}, &of); err != nil {
		return Episode{}, File{}, err
	}
	file, err := room.reach(ctx, tx, actor, access.ReportMissing, of)
	if err != nil {
		return Episode{}, File{}, err
	}
	e, found, err := loadEpisode(ctx, tx, id)
	if err == nil && !found {
		err = fault.Missing()
	}
	return e, file, err
}

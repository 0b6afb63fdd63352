package placement

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

const episodeColumns = `e.id, e.case_id, e.agency_id, e.placement_id, e.version, e.number, e.missing_at, e.recorded_at, e.risk, e.report_by, e.reported_at, e.strategy_why, e.strategy_by,
	e.strategy_held_at, e.found_at, e.interview_by, e.interview_at, e.interview_outcome, e.sealed, a.name, c.reference
	FROM missing_episode e JOIN case_file c ON c.id = e.case_id LEFT JOIN account a ON a.id = e.recorded_by`

func episodes(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Episode, error) {
	return db.All(ctx, tx, `SELECT `+episodeColumns+` WHERE `+where+` ORDER BY e.id DESC`, args, func(e *Episode, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&e.ID, &e.Case, &e.Agency, db.Text((*string)(&e.Placement)), &e.Version, &e.Number, db.Instant(&e.Missing), db.Instant(&e.Recorded), &e.Risk, db.Instant(&e.ReportBy),
			db.Instant(&e.Reported), &e.Strategy, db.Instant(&e.StrategyBy), db.Instant(&e.StrategyAt), db.Instant(&e.Found), db.Instant(&e.Interview), db.Instant(&e.Talked), &e.Outcome,
			&sealed, db.Text(&e.By), &e.Reference); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, e.Case, sealedEpisode, e.ID, &e.Words)
	})
}

// episodesOf lists the episodes of a person, the latest first.
func episodesOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Episode, error) {
	return episodes(ctx, tx, `e.case_id = $1`, id)
}

func loadEpisode(ctx context.Context, tx *db.Tx, id db.ID) (Episode, bool, error) {
	found, err := episodes(ctx, tx, `e.id = $1`, id)
	if err != nil || len(found) == 0 {
		return Episode{}, false, err
	}
	found[0].Actions, err = db.All(ctx, tx, `SELECT m.id, m.at, m.sealed, a.name FROM missing_action m LEFT JOIN account a ON a.id = m.recorded_by WHERE m.episode_id = $1 ORDER BY m.id`, []any{id},
		func(m *MissingAction, scan func(...any) error) error {
			var action db.ID
			var sealed []byte
			if err := scan(&action, db.Instant(&m.At), &sealed, db.Text(&m.By)); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, found[0].Case, sealedAction, action, &m.Text)
		})
	return found[0], true, err
}

// missingBoard lists the episodes that the actor may see and that are open or
// have something left to do. A carer sees those of the people they look after.
func missingBoard(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Episode, error) {
	team := "TRUE"
	if !actor.Has(account.PlacementTeam, account.SocialWorker) {
		team = "FALSE"
	}
	visible, more := access.Visible(tx, actor, "e.case_id", access.Identity|access.Location, 3)
	return episodes(ctx, tx, `(`+team+` AND e.agency_id = $1 OR EXISTS (SELECT 1 FROM placement p JOIN place_keeper k ON k.place_id = p.place_id
		WHERE p.case_id = e.case_id AND p.ended_at IS NULL AND k.account_id = $2 AND k.until_at IS NULL)) AND `+visible,
		append([]any{actor.Agency, actor.Account}, more...)...)
}

// putEpisode stores an episode anew; false where it has another version.
func putEpisode(ctx context.Context, tx *db.Tx, e Episode, version int64) error {
	sealed, err := casefile.SealRow(ctx, tx, e.Case, sealedEpisode, e.ID, e.Words)
	if err != nil {
		return err
	}
	return fault.Touched(tx.Exec(ctx, `UPDATE missing_episode SET version = version + 1, reported_at = $3, strategy_why = $4, strategy_by = $5, strategy_held_at = $6, found_at = $7,
		interview_by = $8, interview_at = $9, interview_outcome = $10, sealed = $11 WHERE id = $1 AND version = $2`,
		e.ID, version, e.Reported, e.Strategy, e.StrategyBy, e.StrategyAt, e.Found, e.Interview, e.Talked, e.Outcome, sealed))
}

func loadProfile(ctx context.Context, tx *db.Tx, id db.ID) (p KeptProfile, found bool, err error) {
	var sealed []byte
	found, err = tx.Row(ctx, `SELECT m.id, m.version, m.photo, m.photo_on, m.sealed, m.changed_at, a.name FROM missing_profile m LEFT JOIN account a ON a.id = m.changed_by WHERE m.case_id = $1`,
		[]any{id}, &p.ID, &p.Version, db.Text((*string)(&p.Photo)), &p.PhotoOn, &sealed, db.Instant(&p.Changed), db.Text(&p.By))
	if err != nil || !found {
		return p, found, err
	}
	return p, true, casefile.OpenRow(ctx, tx, sealed, id, sealedProfile, p.ID, &p.Profile)
}

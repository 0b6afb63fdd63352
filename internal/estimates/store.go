package estimates

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

const runColumns = `r.id, r.agency_id, r.account_id, a.name, r.name, r.source, r.settings, r.data_hash, r.people, r.small_counts, r.vintage, r.state, r.attempt,
	r.stage, r.progress, r.asked_at, r.started_at, r.ended_at, r.repeats, r.program, r.result_hash, r.headline, r.problem, r.deleted_at, r.deleted_why`

// deletedPlace is the place of the reason for which a run was deleted.
const deletedPlace = "estimate_run"

// scanRun reads a run; the reason for which one was deleted is opened by itself.
func scanRun(r *Run, scan func(...any) error) error {
	var settings, headline string
	var repeats string
	var why []byte
	err := scan(&r.ID, &r.Agency, &r.Account, db.Text(&r.Who), &r.Name, &r.Source, &settings, &r.DataHash, &r.People, &r.SmallCounts, db.Instant(&r.Vintage), &r.State, &r.Attempt,
		&r.Stage, &r.Progress, db.Instant(&r.Asked), db.Instant(&r.Started), db.Instant(&r.Ended), db.Text(&repeats), &r.Program, &r.ResultHash, &headline, &r.Problem, db.Instant(&r.Deleted), &why)
	if err != nil {
		return err
	}
	r.Repeats, r.deletedWhy = db.ID(repeats), why
	if err := json.Unmarshal([]byte(settings), &r.Settings); err != nil {
		return err
	}
	return json.Unmarshal([]byte(headline), &r.Headline)
}

// Find gives a run of the actor's agency, a deleted one too; what is another
// agency's is missing.
func Find(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Run, error) {
	var run Run
	if err := access.Role(actor, access.RunEstimates); err != nil {
		return run, err
	}
	found, err := db.All(ctx, tx, `SELECT `+runColumns+` FROM estimate_run r LEFT JOIN account a ON a.id = r.account_id
		WHERE r.id = $1 AND r.agency_id = $2`, []any{id, actor.Agency}, scanRun)
	if err != nil {
		return run, err
	}
	if len(found) == 0 {
		return run, fault.Missing()
	}
	run = found[0]
	if run.deletedWhy != nil {
		err = run.deletedWhy.Open(ctx, tx, run.ID, deletedPlace, &run.DeletedWhy)
	}
	return run, err
}

// Filter narrows a list of runs; empty fields narrow nothing.
type Filter struct {
	Words   string // part of the name
	State   string // a State, "live" for those that have still to end, or "deleted"
	Source  string
	Account db.ID
	Before  db.ID // runs asked for earlier than this one
}

// Recent lists the runs of the actor's agency, newest first.
func Recent(ctx context.Context, tx *db.Tx, actor account.Actor, f Filter, limit int) ([]Run, error) {
	if err := access.Role(actor, access.RunEstimates); err != nil {
		return nil, err
	}
	words := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(f.Words))
	if f.Before == "" {
		f.Before = "~" // after every identifier
	}
	return db.All(ctx, tx, `SELECT `+runColumns+` FROM estimate_run r LEFT JOIN account a ON a.id = r.account_id
		WHERE r.agency_id = $1 AND r.id < $2 AND ($3 = '' OR r.name_folded LIKE '%' || $3 || '%' ESCAPE '\')
			AND CASE WHEN $4 = 'deleted' THEN r.deleted_at IS NOT NULL WHEN r.deleted_at IS NOT NULL THEN FALSE
				WHEN $4 = 'live' THEN r.state IN ('queued', 'running') ELSE $4 = '' OR r.state = $4 END
			AND ($5 = '' OR r.source = $5) AND ($6 = '' OR r.account_id = $6)
		ORDER BY r.id DESC LIMIT $7`, []any{actor.Agency, f.Before, words, f.State, f.Source, f.Account, limit}, scanRun)
}

func insertRun(ctx context.Context, tx *db.Tx, run Run, tables []string) error {
	settings, err := json.Marshal(run.Settings)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO estimate_run (id, agency_id, account_id, name, name_folded, source, method, settings, data_hash, people, small_counts, vintage, state,
		attempt, stage, progress, asked_at, repeats, program, result_hash, headline, problem)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', 0, $15, $16, '', '', '{}', '')`,
		run.ID, run.Agency, run.Account, run.Name, strings.ToLower(run.Name), run.Source, run.Settings.Method(), string(settings), run.DataHash, run.People, run.SmallCounts, run.Vintage,
		run.State, run.Attempt, run.Asked, db.Null(run.Repeats))
	if err != nil {
		return err
	}
	for draw, text := range tables {
		if _, err := tx.Exec(ctx, `INSERT INTO estimate_data (run_id, draw, table_text) VALUES ($1, $2, $3)`, run.ID, draw, text); err != nil {
			return err
		}
	}
	return nil
}

// tables are the tables of a run as text, the best draw first.
func tables(ctx context.Context, tx *db.Tx, run db.ID) ([]string, error) {
	return db.All(ctx, tx, `SELECT table_text FROM estimate_data WHERE run_id = $1 ORDER BY draw`, []any{run},
		func(text *string, scan func(...any) error) error { return scan(text) })
}

// reportOf is the report of a run in a format; false where there is none.
func reportOf(ctx context.Context, tx *db.Tx, run db.ID, format string) (body []byte, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT body FROM estimate_report WHERE run_id = $1 AND format = $2`, []any{run, format}, &body)
	return body, found, err
}

// change moves a run from one of some states to another; false where it is in none
// of them. Each try has its number, so that work on an earlier one changes nothing.
func change(ctx context.Context, tx *db.Tx, run Run, to State, attempt int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE estimate_run SET state = $3, attempt = $4, progress = 0, stage = '', problem = '', started_at = NULL,
		ended_at = $5 WHERE id = $1 AND state = $2 AND attempt = $6 AND deleted_at IS NULL`,
		run.ID, run.State, to, attempt, endOf(tx, to), run.Attempt)
	return n > 0, err
}

func endOf(tx *db.Tx, to State) time.Time {
	if to.Live() {
		return time.Time{}
	}
	return tx.Now()
}

// begin marks a try as running. It reports false where that try is not wanted any
// more; one that was interrupted begins again.
func begin(ctx context.Context, tx *db.Tx, id db.ID, attempt int) (Run, bool, error) {
	n, err := tx.Exec(ctx, `UPDATE estimate_run SET state = $3, started_at = $4, progress = 0 WHERE id = $1 AND attempt = $2
		AND state IN ('queued', 'running') AND deleted_at IS NULL`, id, attempt, Running, tx.Now())
	if err != nil || n == 0 {
		return Run{}, false, err
	}
	found, err := db.All(ctx, tx, `SELECT `+runColumns+` FROM estimate_run r LEFT JOIN account a ON a.id = r.account_id WHERE r.id = $1`, []any{id}, scanRun)
	if err != nil || len(found) == 0 {
		return Run{}, false, err
	}
	return found[0], true, nil
}

// tell notes how far a try is; false where it was cancelled or deleted meanwhile.
func tell(ctx context.Context, tx *db.Tx, run Run, stage string, percent int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE estimate_run SET stage = $3, progress = $4 WHERE id = $1 AND attempt = $2 AND state = 'running' AND deleted_at IS NULL`,
		run.ID, run.Attempt, stage, percent)
	return n > 0, err
}

// finish stores what came of a try; false where it was cancelled meanwhile.
func finish(ctx context.Context, tx *db.Tx, run Run, reports map[string][]byte) (bool, error) {
	headline, err := json.Marshal(run.Headline)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE estimate_run SET state = $3, stage = '', progress = 100, ended_at = $4, program = $5, result_hash = $6, headline = $7, problem = $8
		WHERE id = $1 AND attempt = $2 AND state = 'running' AND deleted_at IS NULL`,
		run.ID, run.Attempt, run.State, tx.Now(), run.Program, run.ResultHash, string(headline), run.Problem)
	if err != nil || n == 0 {
		return false, err
	}
	for format, body := range reports {
		if _, err := tx.Exec(ctx, `INSERT INTO estimate_report (run_id, format, body) VALUES ($1, $2, $3)`, run.ID, format, body); err != nil {
			return false, err
		}
	}
	return true, nil
}

// setDeleted marks a run as deleted, or takes the mark away where why is "".
func setDeleted(ctx context.Context, tx *db.Tx, run Run, by db.ID, why string) (bool, error) {
	var n int64
	var err error
	if why == "" {
		n, err = tx.Exec(ctx, `UPDATE estimate_run SET deleted_at = NULL, deleted_by = NULL, deleted_why = NULL WHERE id = $1 AND deleted_at IS NOT NULL`, run.ID)
	} else {
		var sealed casefile.Sealed
		if sealed, err = casefile.Seal(ctx, tx, run.ID, deletedPlace, why); err != nil {
			return false, err
		}
		n, err = tx.Exec(ctx, `UPDATE estimate_run SET deleted_at = $2, deleted_by = $3, deleted_why = $4 WHERE id = $1 AND deleted_at IS NULL`, run.ID, tx.Now(), by, []byte(sealed))
	}
	return n > 0, err
}

// fileOf is the report of a run in a format, or its first table for "data". A table
// of the casework leaves with its small counts blank: inside, a run can be repeated
// with all of them; outside, a count of one points at somebody.
func fileOf(ctx context.Context, tx *db.Tx, run Run, format string) ([]byte, error) {
	if _, known := downloads[format]; !known {
		return nil, fault.Missing()
	}
	if format == "data" {
		texts, err := tables(ctx, tx, run.ID)
		if err != nil || len(texts) == 0 {
			return nil, err
		}
		if run.Source == FromCasework {
			return withoutSmall(texts[0])
		}
		return []byte(texts[0]), nil
	}
	body, found, err := reportOf(ctx, tx, run.ID, format)
	if err == nil && !found {
		err = fault.Missing()
	}
	return body, err
}

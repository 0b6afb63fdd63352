package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// Targets of access.
const (
	targetDecision = 2 * time.Microsecond  // one decision of the policy, in memory
	targetVisible  = 50 * time.Millisecond // a list of the cases that somebody sees among all
	seen           = 1000                  // how many cases that somebody sees
)

// access measures what it costs to ask who may see what: a decision of the
// policy, and the list of the few cases that are shared with somebody among all.
func (r *run) access(ctx context.Context) error {
	w, err := r.newWorld(ctx, "access")
	if err != nil {
		return err
	}
	defer w.close()
	r.decisions(w.maker)
	if err := r.fillCases(ctx, w); err != nil {
		return err
	}
	return r.visible(ctx, w)
}

// decisions measures the policy alone.
func (r *run) decisions(actor account.Actor) {
	const rounds = 1_000_000
	started, used, allowed := time.Now(), processorTime(), 0
	for n := range rounds {
		if access.Decide(actor, access.Policy[n%len(access.Policy)].Action, access.Everything) == nil {
			allowed++
		}
	}
	each, processor := time.Since(started)/rounds, (processorTime()-used)/rounds
	r.report.add(Line{What: "A decision of the policy", Measured: fmt.Sprintf("%s, processor %s, over %d actions of which %d %% are allowed", each, processor, len(access.Policy), allowed*100/rounds),
		Values:  map[string]float64{"ns": float64(each.Nanoseconds()), "processor_ns": float64(processor.Nanoseconds())},
		Against: "under " + targetDecision.String(), Ratio: float64(each) / float64(targetDecision), Verdict: verdict(each < targetDecision)})
}

// fillCases writes bare cases in bulk: all are kept by the authority, and some,
// spread evenly, are shared with the agency of the first responder.
func (r *run) fillCases(ctx context.Context, w *world) (err error) {
	r.say("access: %s cases", thousands(r.People))
	if err := w.db.Close(); err != nil { // loading takes the file for itself
		return err
	}
	defer func() { err = errors.Join(err, w.open(ctx)) }()
	raw, err := db.Loading(ctx, w.address)
	if err != nil {
		return err
	}
	defer raw.Close()
	conn, err := raw.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	at := time.Now().UTC().Truncate(time.Microsecond).Add(-time.Hour)
	ids, every := make([]db.ID, r.People), max(r.People/seen, 1)
	for n := range ids {
		ids[n] = db.NewID(at.Add(time.Duration(n) * time.Millisecond))
	}
	statements := []string{`BEGIN`, `COMMIT`}
	if r.server() {
		statements = []string{`SELECT 1`, `SELECT 1`} // its copies are transactions of their own
	}
	if _, err := conn.ExecContext(ctx, statements[0]); err != nil {
		return err
	}
	if err := db.Load(ctx, conn, "case_file", []string{"id", "reference", "version", "jurisdiction", "age_group", "opened_at", "opened_by"}, len(ids), func(n int) ([]any, error) {
		return []any{string(ids[n]), fmt.Sprintf("HB-%09d", n), 1, "england", "adult", at, string(w.responder.Agency)}, nil
	}); err != nil {
		return err
	}
	shared := (len(ids) + every - 1) / every
	if err := db.Load(ctx, conn, "case_grant", []string{"id", "case_id", "kind", "holder", "agency_id", "purpose", "compartments", "legal_basis", "from_at", "granted_at", "granted_by"}, len(ids)+shared, func(n int) ([]any, error) {
		holder, id := string(w.maker.Agency), ""
		if n < len(ids) {
			id = string(ids[n])
		} else {
			holder, id = string(w.responder.Agency), string(ids[(n-len(ids))*every])
		}
		return []any{string(db.NewID(at.Add(time.Duration(n) * time.Microsecond))), id, "agency", holder, holder, "support", int64(access.Everything), "public-task", at, at, "bench"}, nil
	}); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, statements[1]); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `ANALYZE`)
	return err
}

// visible measures the list of all that is shared with somebody, and beside it
// the same number of rows read by their keys.
func (r *run) visible(ctx context.Context, w *world) error {
	list := func(condition string, args []any, want int) error {
		return w.db.Read(ctx, func(tx *db.Tx) error {
			found, err := db.All(ctx, tx, `SELECT f.reference FROM case_file f WHERE `+condition+` ORDER BY f.id LIMIT 1001`, args,
				func(reference *string, scan func(...any) error) error { return scan(reference) })
			if err == nil && len(found) < want {
				err = fmt.Errorf("the bench's list has %d rows, not %d", len(found), want)
			}
			return err
		})
	}
	var condition string
	var args []any
	if err := w.db.Read(ctx, func(tx *db.Tx) error {
		condition, args = access.ReachableAny(tx, w.responder, "f.id", access.Identity|access.Story, 1)
		return nil
	}); err != nil {
		return err
	}
	want := min(seen, r.People)
	floor, err := timed(ctx, r.Lasting, 1, func(int) error { return list(`f.id > ''`, nil, want) })
	if err != nil {
		return err
	}
	done, err := timed(ctx, r.Lasting, 1, func(int) error { return list(condition, args, want) })
	if err != nil {
		return err
	}
	median := done.waits.quantile(0.5)
	r.report.add(Line{What: fmt.Sprintf("List of %s cases visible among %s", thousands(want), thousands(r.People)), Measured: done.String(), Values: done.values(),
		Against: fmt.Sprintf("p50 under %s; the same rows unguarded %s", shown(targetVisible), shown(floor.waits.quantile(0.5))), Ratio: float64(median) / float64(floor.waits.quantile(0.5)),
		Verdict: verdict(median < targetVisible)})
	return nil
}

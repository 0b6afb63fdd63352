// Package job keeps work that is due later: a queue in the database, filled in
// the transaction that makes the work necessary, leased to one worker at a time
// and tried again when it fails.
package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Kind names a sort of work.
type Kind string

// Work does one job in the transaction that removes it: exactly once. When it
// returns an error the transaction is undone and the job tried again later.
type Work func(ctx context.Context, tx *db.Tx, payload json.RawMessage) error

// Errand does one job that reaches outside (a mail server) and so must not hold
// a transaction open: at least once, since a crash between the errand and its
// removal repeats it.
type Errand func(ctx context.Context, d *db.Database, payload json.RawMessage) error

const (
	leaseTime   = time.Minute
	maxAttempts = 12
)

// Enqueue adds work that is due at a time. The key makes it one: a second job
// with the same key changes nothing. Payload is marshalled to JSON and holds
// identifiers, never anything about a person.
func Enqueue(ctx context.Context, tx *db.Tx, kind Kind, key string, due time.Time, payload any) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("job %s: %w", kind, err)
	}
	id := tx.NewID()
	sealed, err := tx.Sealer().Seal(ctx, tx, db.OfStore, payloadPlace(id), text)
	if err != nil {
		return fmt.Errorf("job %s: %w", kind, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (id, kind, key, payload, due_at, attempts, dead) VALUES ($1, $2, $3, $4, $5, 0, FALSE)
		ON CONFLICT (key) DO NOTHING`, id, kind, string(kind)+" "+key, sealed, due)
	return err
}

// What a job carries and why it failed are sealed: an error can quote what it met.
func payloadPlace(id db.ID) string { return "job.payload/" + string(id) }
func problemPlace(id db.ID) string { return "job.problem/" + string(id) }

// Cancel removes work that is no longer wanted.
func Cancel(ctx context.Context, tx *db.Tx, kind Kind, key string) error {
	_, err := tx.Exec(ctx, `DELETE FROM job WHERE key = $1`, string(kind)+" "+key)
	return err
}

// Runner takes due jobs and does them. Any number may run, on any nodes.
type Runner struct {
	db   *db.Database
	work map[Kind]Work
	run  map[Kind]Errand
	slow map[Kind]Errand
	name string
	log  *slog.Logger
}

// NewRunner makes a runner; name tells one node's leases from another's.
func NewRunner(d *db.Database, name string, log *slog.Logger) *Runner {
	return &Runner{db: d, work: map[Kind]Work{}, run: map[Kind]Errand{}, slow: map[Kind]Errand{}, name: name, log: log}
}

// Handle says how a kind of work is done.
func (r *Runner) Handle(kind Kind, work Work) { r.work[kind] = work }

// Errand says how a kind of work outside is done.
func (r *Runner) Errand(kind Kind, errand Errand) { r.run[kind] = errand }

// Run does due jobs until the context ends, looking again after each pause. Slow
// kinds of work have a lane of their own.
func (r *Runner) Run(ctx context.Context, pause time.Duration) {
	var slow sync.WaitGroup
	if len(r.slow) > 0 {
		slow.Go(func() { r.repeat(ctx, pause, r.OnceSlow) })
	}
	r.repeat(ctx, pause, r.Once)
	slow.Wait()
}

func (r *Runner) repeat(ctx context.Context, pause time.Duration, once func(context.Context) (int, error)) {
	for ctx.Err() == nil {
		done, err := once(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("jobs cannot be read", "error", err)
		}
		if done > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

type leased struct {
	id       db.ID
	kind     Kind
	sealed   []byte // what it carries
	attempts int
}

// Once does the jobs that are due now, except slow ones, and tells how many it tried.
func (r *Runner) Once(ctx context.Context) (int, error) {
	return r.once(ctx, "NOT IN", 20)
}

func (r *Runner) once(ctx context.Context, among string, most int) (int, error) {
	var batch []leased
	err := r.db.Write(ctx, func(tx *db.Tx) (err error) {
		batch, err = r.lease(ctx, tx, among, most)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, job := range batch {
		r.do(ctx, job)
		if ctx.Err() != nil {
			r.handBack(ctx, batch[i:])
			break
		}
	}
	return len(batch), nil
}

// handBack gives up the leases of a runner that is asked to stop, so that the
// next one need not wait until they run out. What is done already is gone.
func (r *Runner) handBack(ctx context.Context, batch []leased) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := r.db.Write(ctx, func(tx *db.Tx) error {
		for _, job := range batch {
			if _, err := tx.Exec(ctx, `UPDATE job SET leased_until = NULL, leased_by = NULL, attempts = attempts - 1
				WHERE id = $1 AND leased_by = $2`, job.id, r.name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.log.Error("jobs could not be handed back; their leases will run out", "error", err)
	}
}

// lease takes a few due jobs for this runner alone: those whose kind is IN or NOT
// IN the slow ones.
func (r *Runner) lease(ctx context.Context, tx *db.Tx, among string, most int) ([]leased, error) {
	args := []any{tx.Now(), tx.Now().Add(leaseTime), r.name, most}
	kinds := ""
	if len(r.slow) > 0 {
		kinds = " AND kind " + among + " (" + db.Marks(len(args)+1, len(r.slow)) + ")"
		for _, kind := range slices.Sorted(maps.Keys(r.slow)) {
			args = append(args, kind)
		}
	}
	return db.All(ctx, tx, `UPDATE job SET leased_until = $2, leased_by = $3, attempts = attempts + 1
		WHERE id IN (SELECT id FROM job WHERE due_at <= $1 AND NOT dead AND (leased_until IS NULL OR leased_until < $1)`+kinds+`
			ORDER BY due_at LIMIT $4`+tx.SkipLocked()+`) RETURNING id, kind, payload, attempts`,
		args, func(j *leased, scan func(...any) error) error {
			return scan(&j.id, &j.kind, &j.sealed, &j.attempts)
		})
}

// do does one job, and puts it back for later where it fails.
func (r *Runner) do(ctx context.Context, job leased) {
	err := r.attempt(ctx, job)
	if err == nil || ctx.Err() != nil { // what a stop interrupts has not failed
		return
	}
	r.log.Error("job failed", "kind", job.kind, "job", job.id, "attempt", job.attempts, "error", err)
	err = r.db.Write(ctx, func(tx *db.Tx) error {
		problem, failed := tx.Sealer().Seal(ctx, tx, db.OfStore, problemPlace(job.id), []byte(err.Error()))
		if failed != nil {
			return failed
		}
		_, err := tx.Exec(ctx, `UPDATE job SET leased_until = NULL, leased_by = NULL, problem = $2, due_at = $3, dead = $4 WHERE id = $1`,
			job.id, problem, tx.Now().Add(backOff(job.attempts)), job.attempts >= maxAttempts)
		return err
	})
	if err != nil {
		r.log.Error("a failed job could not be put back; its lease will run out", "job", job.id, "error", err)
	}
}

func (r *Runner) attempt(ctx context.Context, job leased) error {
	work, errand := r.work[job.kind], r.run[job.kind]
	if slow := r.slow[job.kind]; slow != nil {
		errand = r.keepingLease(job, slow)
	}
	if work == nil && errand == nil {
		return fmt.Errorf("no work is known for jobs of kind %q", job.kind)
	}
	payload, err := r.payload(ctx, job)
	if err != nil {
		return err
	}
	if errand != nil {
		if err := errand(ctx, r.db, payload); err != nil {
			return err
		}
	}
	return r.db.Write(ctx, func(tx *db.Tx) error {
		removed, err := tx.Exec(ctx, `DELETE FROM job WHERE id = $1 AND leased_by = $2`, job.id, r.name)
		if err != nil || removed == 0 || work == nil {
			return err
		}
		return work(ctx, tx, payload)
	})
}

// payload opens what a job carries.
func (r *Runner) payload(ctx context.Context, job leased) (payload json.RawMessage, err error) {
	err = r.db.Read(ctx, func(tx *db.Tx) error {
		payload, err = tx.Sealer().Open(ctx, tx, db.OfStore, payloadPlace(job.id), job.sealed)
		return err
	})
	return payload, err
}

// backOff is how long a job that has failed so often waits: a few seconds at
// first, doubling to an hour.
func backOff(attempts int) time.Duration {
	return min(time.Hour, 5*time.Second<<min(attempts, 12))
}

// Problem is a job that has failed; operators see the dead ones.
type Problem struct {
	ID       db.ID
	Kind     Kind
	Attempts int
	Problem  string
	Dead     bool
}

// Problems lists jobs that have failed at least once, the dead ones first.
func Problems(ctx context.Context, tx *db.Tx) ([]Problem, error) {
	return db.All(ctx, tx, `SELECT id, kind, attempts, problem, dead FROM job WHERE problem IS NOT NULL
		ORDER BY CASE WHEN dead THEN 0 ELSE 1 END, id LIMIT 200`, nil, func(p *Problem, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&p.ID, &p.Kind, &p.Attempts, &sealed, &p.Dead); err != nil {
			return err
		}
		problem, err := tx.Sealer().Open(ctx, tx, db.OfStore, problemPlace(p.ID), sealed)
		p.Problem = string(problem)
		return err
	})
}

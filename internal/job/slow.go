package job

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Slow says how a kind of work is done that can take minutes. It is done one at a
// time by this runner, beside all other work, so that no letter or clock waits for
// it. Its lease is renewed for as long as it runs; where the lease is lost, its
// context ends, since another runner may have begun it.
func (r *Runner) Slow(kind Kind, errand Errand) { r.slow[kind] = errand }

// OnceSlow does the first slow job that is due now, if any, and tells how many it tried.
func (r *Runner) OnceSlow(ctx context.Context) (int, error) {
	if len(r.slow) == 0 {
		return 0, nil
	}
	return r.once(ctx, "IN", 1)
}

// keepingLease does an errand while renewing the lease of its job.
func (r *Runner) keepingLease(job leased, errand Errand) Errand {
	return func(ctx context.Context, d *db.Database, payload json.RawMessage) error {
		working, stop := context.WithCancel(ctx)
		renewed := make(chan struct{})
		go func() {
			defer close(renewed)
			for {
				select {
				case <-working.Done():
					return
				case <-time.After(leaseTime / 4):
				}
				if !r.renew(working, job) && working.Err() == nil {
					stop()
				}
			}
		}()
		err := errand(working, d, payload)
		stop()
		<-renewed
		return err
	}
}

// renew puts the end of a lease further off; false where the lease is another's. A
// store that cannot be written just now is no reason to stop: the lease has time left.
func (r *Runner) renew(ctx context.Context, job leased) bool {
	held := true
	err := r.db.Write(ctx, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `UPDATE job SET leased_until = $2 WHERE id = $1 AND leased_by = $3`, job.id, tx.Now().Add(leaseTime), r.name)
		held = changed > 0
		return err
	})
	if err != nil && ctx.Err() == nil {
		r.log.Error("the lease of a slow job could not be renewed", "kind", job.kind, "job", job.id, "error", err)
	}
	return held || err != nil
}

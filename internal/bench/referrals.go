package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/referral"
)

// clients is how many send referrals at once in the busy measure.
const clients = 64

// prepared is how many different referrals clients send in turn.
const prepared = 500

// targetShare is which share of the ceiling of shared commits the command is to
// reach.
const targetShare = 0.5

// referrals measures durable referrals in a second through the real command,
// with the intake of the competent authority in the same transaction, against
// the same rows written raw.
func (r *run) referrals(ctx context.Context) error {
	r.say("referrals: inventing %d", prepared)
	now := time.Now()
	submissions := make([]referral.Submission, prepared)
	for n := range submissions {
		submissions[n] = submission(r.Seed, uint64(n), civil.DayOf(now))
	}
	w, err := r.newWorld(ctx, "referrals")
	if err != nil {
		return err
	}
	defer w.close()
	r.say("referrals: one client for %v", r.Lasting)
	one, err := r.send(ctx, w, submissions, 1)
	if err != nil {
		return err
	}
	r.say("referrals: %d clients for %v", clients, r.Lasting)
	many, err := r.send(ctx, w, submissions, clients)
	if err != nil {
		return err
	}
	f, err := r.newFloor(ctx, w)
	if err != nil {
		return err
	}
	defer f.close()
	r.say("referrals: floor, one row set for each commit")
	floor, err := f.single(ctx, r.Lasting)
	if err != nil {
		return err
	}
	r.say("referrals: ceiling, shared commits")
	ceiling, err := f.shared(ctx, r.Lasting)
	if err != nil {
		return err
	}
	r.report.add(Line{What: "Durable referrals, 1 client", Measured: one.String(), Values: one.values(), Ratio: one.perSecond() / floor.perSecond(),
		Against: fmt.Sprintf("%s raw, the same %.0f rows a commit", floor, f.rowsEach())})
	ratio := many.perSecond() / ceiling.perSecond()
	r.report.add(Line{What: fmt.Sprintf("Durable referrals, %d clients", clients), Measured: many.String(), Values: many.values(), Ratio: ratio,
		Against: fmt.Sprintf("%s raw, %s; at least %.2f", ceiling, f.sharing(), targetShare), Verdict: verdict(ratio >= targetShare)})
	return nil
}

// rate is how often something was done in a time, and how long each took.
type rate struct {
	done      int
	in        time.Duration
	processor time.Duration // of all
	waits     times
}

func (r rate) perSecond() float64 { return float64(r.done) / r.in.Seconds() }

// each is how much of the processors one took.
func (r rate) each() time.Duration { return r.processor / time.Duration(max(r.done, 1)) }

func (r rate) String() string {
	text := fmt.Sprintf("%s a second, processor %s each", thousands(int(r.perSecond()+0.5)), shown(r.each()))
	if len(r.waits) > 0 {
		text += ", " + r.waits.String()
	}
	return text
}

func (r rate) values() map[string]float64 {
	values := r.waits.values()
	values["per_second"], values["processor_ms"] = r.perSecond(), milliseconds(r.each())
	return values
}

// send lets clients send referrals one after the other for the time of the
// measure.
func (r *run) send(ctx context.Context, w *world, submissions []referral.Submission, clients int) (rate, error) {
	return timed(ctx, r.Lasting, clients, func(n int) error {
		_, err := w.submit(ctx, submissions[n%len(submissions)], w.db.Now())
		return err
	})
}

// timed runs do in several goroutines for a time. Each call gets a number of
// its own, from 0. At least one call is made. Where the context ends first, there
// is no rate.
func timed(ctx context.Context, lasting time.Duration, clients int, do func(n int) error) (rate, error) {
	var next, failed atomic.Int64
	var lock sync.Mutex
	var total rate
	var problem error
	var group sync.WaitGroup
	started, used := time.Now(), processorTime()
	for range clients {
		group.Go(func() {
			var waits times
			for failed.Load() == 0 && ctx.Err() == nil && (time.Since(started) < lasting || len(waits) == 0) {
				n, at := int(next.Add(1)-1), time.Now()
				if err := do(n); err != nil {
					failed.Store(1)
					lock.Lock()
					problem = err
					lock.Unlock()
					return
				}
				waits = append(waits, time.Since(at))
			}
			lock.Lock()
			total.waits = append(total.waits, waits...)
			lock.Unlock()
		})
	}
	group.Wait()
	total.done, total.in, total.processor = len(total.waits), time.Since(started), processorTime()-used
	if problem == nil {
		problem = ctx.Err()
	}
	return total, problem
}

package job_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// TestSlowWorkHasALaneOfItsOwn: what is slow is done one at a time and never by
// the lane that letters and clocks wait for.
func TestSlowWorkHasALaneOfItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		var slow, quick int
		r := runner(d, "node")
		r.Slow("slow", func(context.Context, *db.Database, json.RawMessage) error { slow++; return nil })
		r.Handle("quick", func(context.Context, *db.Tx, json.RawMessage) error { quick++; return nil })
		enqueue(t, d, *now, "slow", "a")
		enqueue(t, d, *now, "slow", "b")
		enqueue(t, d, *now, "quick", "c")
		if once(t, r); slow != 0 || quick != 1 {
			t.Fatalf("the quick lane did %d slow jobs and %d quick ones, want 0 and 1", slow, quick)
		}
		for want := 1; want <= 2; want++ {
			if n, err := r.OnceSlow(background); err != nil || n != 1 || slow != want {
				t.Fatalf("the slow lane did %d (%v) and %d in all, want one at a time", n, err, slow)
			}
		}
		if n, err := r.OnceSlow(background); err != nil || n != 0 {
			t.Errorf("with nothing left it did %d, %v", n, err)
		}
	})
}

func enqueue(t *testing.T, d *db.Database, due time.Time, kind job.Kind, key string) {
	t.Helper()
	if err := d.Write(background, func(tx *db.Tx) error { return job.Enqueue(background, tx, kind, key, due, key) }); err != nil {
		t.Fatal(err)
	}
}

// TestALostLeaseIsNoticed: a runner that slept past its lease learns that another
// has the job, and does not take it back.
func TestALostLeaseIsNoticed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		var id db.ID
		first, second := runner(d, "first"), runner(d, "second")
		doing := make(chan string, 2)
		var renewed, lost bool
		first.Slow("slow", func(ctx context.Context, d *db.Database, _ json.RawMessage) error {
			doing <- "first"
			if err := d.Read(ctx, func(tx *db.Tx) error { _, err := tx.Row(ctx, `SELECT id FROM job`, nil, &id); return err }); err != nil {
				return err
			}
			*now = now.Add(50 * time.Second)
			renewed = first.Renew(ctx, id)
			*now = now.Add(50 * time.Second) // within the renewed lease
			if n, err := second.OnceSlow(ctx); n != 0 || err != nil {
				t.Errorf("the second runner took %d jobs of a renewed lease, %v", n, err)
			}
			*now = now.Add(2 * time.Minute)
			_, err := second.OnceSlow(ctx)
			lost = !first.Renew(ctx, id)
			return err
		})
		second.Slow("slow", func(context.Context, *db.Database, json.RawMessage) error { doing <- "second"; return nil })
		enqueue(t, d, *now, "slow", "a")
		if _, err := first.OnceSlow(background); err != nil {
			t.Fatal(err)
		}
		if !renewed || !lost || len(doing) != 2 {
			t.Errorf("renewed %v, lost %v, done by %d runners", renewed, lost, len(doing))
		}
	})
}

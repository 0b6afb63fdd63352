package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/db/dbtest"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
)

var background = context.Background()

func each(t *testing.T, test func(t *testing.T, d *db.Database, now *time.Time)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Noon
			test(t, dbtest.Open(t, url(t), func() time.Time { return now }), &now)
		})
	}
}

func runner(d *db.Database, name string) *job.Runner {
	return job.NewRunner(d, name, slog.New(slog.DiscardHandler))
}

func once(t *testing.T, r *job.Runner) int {
	t.Helper()
	n, err := r.Once(background)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobIsDoneOnceWhenItIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		done := 0
		r := runner(d, "node")
		r.Handle("count", func(context.Context, *db.Tx, json.RawMessage) error { done++; return nil })
		for range 2 { // the same key twice is one job
			err := d.Write(background, func(tx *db.Tx) error {
				return job.Enqueue(background, tx, "count", "key", now.Add(time.Hour), "payload")
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if once(t, r); done != 0 {
			t.Error("done before it was due")
		}
		*now = now.Add(time.Hour)
		once(t, r)
		if once(t, r); done != 1 {
			t.Errorf("done %d times, want once", done)
		}
	})
}

func TestAJobThatFailsIsTriedAgainLaterAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		tries := 0
		r := runner(d, "node")
		r.Handle("fail", func(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
			tries++
			if _, err := tx.Exec(ctx, `INSERT INTO agency (id, name, kind, jurisdiction) VALUES ('a', 'half done', 'ngo', 'wales')`); err != nil {
				return err
			}
			if tries < 3 {
				return errors.New("not yet")
			}
			return nil
		})
		if err := d.Write(background, func(tx *db.Tx) error { return job.Enqueue(background, tx, "fail", "k", *now, nil) }); err != nil {
			t.Fatal(err)
		}
		once(t, r)
		if once(t, r); tries != 1 {
			t.Error("tried again at once")
		}
		for tries < 3 {
			*now = now.Add(time.Hour)
			once(t, r)
		}
		var agencies, jobs int
		err := d.Read(background, func(tx *db.Tx) error {
			if _, err := tx.Row(background, `SELECT count(*) FROM agency`, nil, &agencies); err != nil {
				return err
			}
			_, err := tx.Row(background, `SELECT count(*) FROM job`, nil, &jobs)
			return err
		})
		if err != nil || agencies != 1 || jobs != 0 {
			t.Errorf("%d rows and %d jobs are left, want 1 and 0: %v", agencies, jobs, err)
		}
	})
}

func TestARunnerThatIsStoppedHandsBackWhatItHasTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		err := d.Write(background, func(tx *db.Tx) error {
			return errors.Join(job.Enqueue(background, tx, "send", "one", *now, 1), job.Enqueue(background, tx, "send", "two", *now, 2))
		})
		if err != nil {
			t.Fatal(err)
		}
		running, stop := context.WithCancel(background)
		stopped := runner(d, "stopped")
		stopped.Errand("send", func(ctx context.Context, _ *db.Database, _ json.RawMessage) error {
			stop() // in the middle of the first
			return ctx.Err()
		})
		if _, err := stopped.Once(running); err != nil {
			t.Fatal(err)
		}
		err = d.Read(background, func(tx *db.Tx) error {
			problems, err := job.Problems(background, tx)
			if len(problems) != 0 {
				t.Errorf("a stop is noted as a failure: %+v", problems)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		next := runner(d, "next")
		next.Errand("send", func(context.Context, *db.Database, json.RawMessage) error { done++; return nil })
		if once(t, next); done != 2 {
			t.Errorf("the next runner did %d of the 2 jobs at once", done)
		}
	})
}

func TestTwoNodesDoNotDoOneJobTwice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		const jobs = 60
		var mutex sync.Mutex
		done := map[string]int{}
		err := d.Write(background, func(tx *db.Tx) error {
			for i := range jobs {
				if err := job.Enqueue(background, tx, "count", string(rune('A'+i)), *now, string(rune('A'+i))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for _, name := range []string{"one", "two", "three"} {
			r := runner(d, name)
			r.Handle("count", func(_ context.Context, _ *db.Tx, payload json.RawMessage) error {
				mutex.Lock()
				defer mutex.Unlock()
				done[string(payload)]++
				return nil
			})
			group.Go(func() {
				for {
					if n, err := r.Once(background); err != nil || n == 0 {
						return
					}
				}
			})
		}
		group.Wait()
		if len(done) != jobs {
			t.Errorf("%d of %d jobs were done", len(done), jobs)
		}
		for payload, times := range done {
			if times != 1 {
				t.Errorf("job %s was done %d times", payload, times)
			}
		}
	})
}

func TestAMessageIsSentOnceAndAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *db.Database, now *time.Time) {
		broken, sent := true, []string{}
		r := runner(d, "node")
		r.Errand(notify.Send, notify.Errand(func(_ context.Context, m notify.Message) error {
			if broken {
				return errors.New("the mail server is away")
			}
			sent = append(sent, m.To+" "+m.Subject)
			return nil
		}))
		for range 2 {
			if err := d.Write(background, func(tx *db.Tx) error {
				return notify.Tell(background, tx, "a draft", "ada@example.org", "A draft is waiting", "Sign in to see it.")
			}); err != nil {
				t.Fatal(err)
			}
		}
		once(t, r)
		broken = false
		*now = now.Add(time.Hour)
		once(t, r)
		*now = now.Add(time.Hour)
		once(t, r)
		if len(sent) != 1 || sent[0] != "ada@example.org A draft is waiting" {
			t.Errorf("sent %q", sent)
		}
	})
}

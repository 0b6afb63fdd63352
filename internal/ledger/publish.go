package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/havenward/havenward/internal/db"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
)

const (
	// How often the publisher looks for new events, and renews an idle lease.
	lookEvery, renewEvery = 500 * time.Millisecond, leaseTime / 3
	// How many events one round publishes at most, and how long it may take.
	roundSize, roundTime = 16384, time.Minute
	// How often checkpoints are signed, and how long one may be waited for.
	signEvery, signTime = 200 * time.Millisecond, 10 * time.Second
)

// Run publishes until the context ends, or until the database and the log are
// found to disagree. Where something fails it tries again; nobody waits for it,
// since events are safe in the chain of the database meanwhile.
func (l *Ledger) Run(ctx context.Context) {
	for ctx.Err() == nil && l.Folder != "" && l.db.Frozen() == nil {
		if err := l.session(ctx); err != nil && ctx.Err() == nil {
			l.freeze(err)
			l.log.Error("the record cannot be published just now; it is safe in the database", "error", err)
		}
		wait(ctx, 5*time.Second)
	}
}

func wait(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}

// PublishAll publishes what is not published yet and returns when a signed
// checkpoint covers it: for commands that end, and for tests.
func (l *Ledger) PublishAll(ctx context.Context) error {
	p, err := l.open(ctx)
	if err != nil || p == nil {
		return err
	}
	defer p.close()
	for {
		done, err := p.round(ctx)
		if err != nil || done == 0 {
			return err
		}
	}
}

// session publishes for as long as this node has the right to.
func (l *Ledger) session(ctx context.Context) error {
	p, err := l.open(ctx)
	if err != nil || p == nil {
		return err
	}
	defer p.close()
	renewed := time.Now()
	for ctx.Err() == nil {
		done, err := p.round(ctx)
		if err != nil {
			return err
		}
		switch {
		case done > 0:
			renewed = time.Now()
		case time.Since(renewed) > renewEvery:
			if err := l.renew(ctx); err != nil {
				return err
			}
			renewed = time.Now()
		default:
			wait(ctx, lookEvery)
		}
	}
	return nil
}

func (l *Ledger) renew(ctx context.Context) error {
	return l.db.Write(ctx, func(tx *db.Tx) error { return l.hold(ctx, tx) })
}

// hold renews the lease, which another node may have taken meanwhile.
func (l *Ledger) hold(ctx context.Context, tx *db.Tx) error {
	held, err := lease(ctx, tx, l.Node)
	if err == nil && !held {
		err = errors.New("another node publishes now")
	}
	return err
}

// publisher appends to the log while it has the lease.
type publisher struct {
	*Ledger
	appender *tessera.Appender
	shutdown func(context.Context) error
	cancel   context.CancelFunc
	size     uint64
}

// open takes the lease and opens the log, or gives nil where another node has
// the lease or nothing is to be published yet.
func (l *Ledger) open(ctx context.Context) (*publisher, error) {
	var held bool
	err := l.db.Write(ctx, func(tx *db.Tx) (err error) {
		held, err = lease(ctx, tx, l.Node)
		return err
	})
	if err != nil || !held {
		return nil, err
	}
	p := &publisher{Ledger: l}
	if err := p.start(ctx); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *publisher) start(ctx context.Context) error {
	var err error
	if p.size, err = p.reconcile(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: p.Folder})
	if err != nil {
		return err
	}
	// The log outlives ctx for as long as it takes to finish what it was given.
	living, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.cancel = cancel
	p.appender, p.shutdown, _, err = tessera.NewAppender(living, driver, tessera.NewAppendOptions().
		WithCheckpointSigner(p.Key.signer).WithBatching(batchSize, batchAge).
		WithCheckpointInterval(signEvery).WithCheckpointRepublishInterval(0))
	if err != nil {
		return fmt.Errorf("open the log in %s: %w", p.Folder, err)
	}
	return nil
}

// close finishes the log and gives the lease back.
func (p *publisher) close() {
	ctx, cancel := context.WithTimeout(context.Background(), signTime)
	defer cancel()
	if p.shutdown != nil && p.size > 0 {
		if err := p.shutdown(ctx); err != nil {
			p.log.Warn("the log was not closed in order; it is whole all the same", "error", err)
		}
	}
	if p.cancel != nil {
		p.cancel()
	}
	if err := p.db.Write(ctx, func(tx *db.Tx) error { return release(ctx, tx, p.Node) }); err != nil {
		p.log.Warn("the lease on the log could not be given back; it runs out", "error", err)
	}
}

// round publishes some events: they are appended in order, then noted in the
// database, then covered by a signed checkpoint, then shown to the witness.
func (p *publisher) round(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	var entries []Entry
	if err := p.db.Read(ctx, func(tx *db.Tx) error {
		k, err := readKnown(ctx, tx)
		if err != nil {
			return err
		}
		entries, err = unpublished(ctx, tx, k, roundSize)
		return err
	}); err != nil {
		return 0, err
	}
	if len(entries) == 0 {
		return 0, p.witnessLate(ctx)
	}
	if err := p.append(ctx, entries); err != nil {
		return 0, err
	}
	if err := p.db.Write(ctx, func(tx *db.Tx) error {
		if err := p.hold(ctx, tx); err != nil {
			return err
		}
		return advance(ctx, tx, entries, p.size)
	}); err != nil {
		return 0, err
	}
	signed, err := p.signed(ctx)
	if err != nil {
		return 0, err
	}
	if err := p.db.Write(ctx, func(tx *db.Tx) error { return keepCheckpoint(ctx, tx, signed) }); err != nil {
		return 0, err
	}
	return len(entries), p.show(ctx, signed)
}

// signed waits for a checkpoint that covers all entries.
func (p *publisher) signed(ctx context.Context) (Checkpoint, error) {
	ctx, cancel := context.WithTimeout(ctx, signTime)
	defer cancel()
	for {
		found, err := p.files().checkpoint(p.Key.verifier)
		switch {
		case err == nil && found.Size >= p.size:
			return found, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return found, fmt.Errorf("the checkpoint of the log: %w", err)
		}
		if wait(ctx, signEvery/4); ctx.Err() != nil {
			return found, fmt.Errorf("no checkpoint was signed for %d entries: %w", p.size, ctx.Err())
		}
	}
}

// reconcile holds what the database knows of the log against the log. Entries
// that were appended right before a crash, and not noted any more, are noted now.
func (l *Ledger) reconcile(ctx context.Context) (uint64, error) {
	size, err := l.files().integrated()
	if err != nil {
		return 0, fmt.Errorf("the state of the log: %w", err)
	}
	var k known
	if err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
		k, err = readKnown(ctx, tx)
		return err
	}); err != nil {
		return 0, err
	}
	if size < k.size {
		return 0, differs("the log in %s has %d entries, and %d were published", l.Folder, size, k.size)
	}
	if size == k.size {
		return size, nil
	}
	return size, l.db.Write(ctx, func(tx *db.Tx) error {
		var entries []Entry
		next := map[int]int64{}
		err := l.files().entries(ctx, k.size, size, size, func(index uint64, e Entry) error {
			if next[e.Lane] == 0 {
				next[e.Lane] = k.published[e.Lane] + 1
			}
			hash, found, err := hashOf(ctx, tx, e.Lane, e.Seq)
			switch {
			case err != nil:
				return err
			case !found:
				return older("entry %d of the log is the event at place %d of lane %d, which the database does not have", index, e.Seq, e.Lane)
			case string(hash) != string(e.Hash[:]) || e.Seq != next[e.Lane]:
				return differs("entry %d of the log is not the event at place %d of lane %d in the database", index, e.Seq, e.Lane)
			}
			next[e.Lane]++
			entries = append(entries, e)
			return nil
		})
		if err != nil {
			return err
		}
		return advance(ctx, tx, entries, size)
	})
}

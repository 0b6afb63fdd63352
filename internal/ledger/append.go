package ledger

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/transparency-dev/tessera"
)

// How many entries the log takes in one piece, and for how long it waits for
// that many.
const batchSize, batchAge = 1024, 100 * time.Millisecond

// append adds entries to the log and waits until they are on disk, one batch
// after the other: the log takes or fails each batch whole, and a batch given
// before the one ahead of it is safe would stand in the wrong place if that fails.
func (p *publisher) append(ctx context.Context, entries []Entry) error {
	for len(entries) > 0 {
		done, err := p.batch(ctx, entries)
		if err != nil {
			return err
		}
		entries = entries[done:]
	}
	return nil
}

// batch adds as many of the entries as the log takes in one piece. Each must get
// the next index: another one means that somebody else writes to this log.
func (p *publisher) batch(ctx context.Context, entries []Entry) (int, error) {
	// The library ends the whole program where its lock cannot be opened, so what
	// it will need is tried first.
	if err := p.probe(); err != nil {
		return 0, err
	}
	var futures []tessera.IndexFuture
	begun := time.Now()
	for _, e := range entries[:min(batchSize, len(entries))] {
		// What comes too late may be put into a piece of its own, so it waits for
		// the next batch.
		if time.Since(begun) > batchAge/2 && len(futures) > 0 {
			break
		}
		futures = append(futures, p.appender.Add(ctx, tessera.NewEntry(e.Bytes())))
	}
	type answer struct {
		index tessera.Index
		err   error
	}
	answers := make(chan answer, len(futures))
	go func() {
		for _, future := range futures {
			index, err := future()
			answers <- answer{index, err}
		}
	}()
	for range futures {
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("the log took too long: %w", ctx.Err())
		case got := <-answers:
			if got.err != nil {
				return 0, got.err
			}
			if got.index.Index != p.size {
				return 0, differs("an event became entry %d of the log and should be %d: something else writes to the log in %s", got.index.Index, p.size, p.Folder)
			}
			p.size++
		}
	}
	return len(futures), nil
}

// probe opens the file that the library locks.
func (p *publisher) probe() error {
	file, err := os.OpenFile(p.Folder+"/.state/treeState.lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	return file.Close()
}

package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/client"
)

const (
	// How many of the last entries of the log a start looks for in the database,
	// and how long it may take altogether.
	lastEntries = 1024
	checkTime   = 20 * time.Second
)

// check holds the end of the record against the log and the witness.
func (l *Ledger) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	var k known
	if err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
		k, err = readKnown(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	points, err := l.witnessed(ctx)
	if err != nil {
		return err
	}
	if l.Folder == "" {
		return nil // another node has the log, and checks
	}
	log, err := l.files().checkpoint(l.Key.verifier)
	switch {
	case errors.Is(err, fs.ErrNotExist) && k.size == 0 && len(points) == 0:
		return nil // nothing was ever published
	case errors.Is(err, fs.ErrNotExist) && len(points) > 0:
		return differs("there is no log in %s, and the witness has seen %d entries", l.Folder, points[0].Size)
	case errors.Is(err, fs.ErrNotExist):
		return differs("there is no log in %s, and %d entries were published", l.Folder, k.size)
	case errors.Is(err, errSignature):
		return differs("the checkpoint of the log in %s: %v", l.Folder, err)
	case err != nil:
		return differs("the checkpoint of the log in %s cannot be read: %v", l.Folder, err)
	}
	if len(k.checkpoint) > 0 {
		last, _, err := readCheckpoint(k.checkpoint, l.Key.verifier)
		if err != nil {
			return differs("the last checkpoint that the database knows: %v", err)
		}
		points = append(points, last)
	}
	for _, point := range points {
		if err := l.includes(ctx, log, point); err != nil {
			return err
		}
	}
	return l.lastEntries(ctx, log)
}

// includes holds the log against a checkpoint that was kept: the log must have
// grown out of it. Sizes are compared first; a log that was put back to an
// earlier state is consistent in itself.
func (l *Ledger) includes(ctx context.Context, log, kept Checkpoint) error {
	if log.Size < kept.Size {
		return differs("the log in %s has %d entries; a checkpoint of %d was kept elsewhere: the log was put back to an older state", l.Folder, log.Size, kept.Size)
	}
	if log.Size == kept.Size {
		if !bytes.Equal(log.Root, kept.Root) {
			return differs("the log in %s has the root %x at %d entries, and another was kept elsewhere (%x): the log was forked", l.Folder, log.Root, log.Size, kept.Root)
		}
		return nil
	}
	if kept.Size == 0 {
		return nil
	}
	steps, err := l.files().consistency(ctx, kept.Size, log.Size)
	if err == nil {
		err = proof.VerifyConsistency(rfc6962.DefaultHasher, kept.Size, log.Size, steps, kept.Root, log.Root)
	}
	if err != nil {
		return differs("the log in %s did not grow out of the checkpoint of %d entries that was kept elsewhere: it was forked, or its tiles were changed (%v)", l.Folder, kept.Size, err)
	}
	return nil
}

// consistency gives the hashes that show that the log of one size grew out of
// that of another.
func (f files) consistency(ctx context.Context, from, to uint64) ([][]byte, error) {
	builder, err := client.NewProofBuilder(ctx, to, f.fetch)
	if err != nil {
		return nil, err
	}
	return builder.ConsistencyProof(ctx, from, to)
}

// lastEntries looks for the last entries of the log in the database: they must
// all be there, as they were published.
func (l *Ledger) lastEntries(ctx context.Context, log Checkpoint) error {
	first := log.Size - min(log.Size, lastEntries)
	return l.db.Read(ctx, func(tx *db.Tx) error {
		var missing, wrong []Entry
		err := l.files().entries(ctx, first, log.Size, log.Size, func(_ uint64, e Entry) error {
			hash, found, err := hashOf(ctx, tx, e.Lane, e.Seq)
			switch {
			case err != nil:
				return err
			case !found:
				missing = append(missing, e)
			case !bytes.Equal(hash, e.Hash[:]):
				wrong = append(wrong, e)
			}
			return nil
		})
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return differs("the log in %s: %v", l.Folder, err)
		case len(wrong) > 0:
			return differs("the event at place %d of lane %d in the database is not the one that was published", wrong[0].Seq, wrong[0].Lane)
		case len(missing) > 0:
			return older("the database does not have %d of the last %d events that were published, the first at place %d of lane %d: it is older than the log",
				len(missing), log.Size-first, missing[0].Seq, missing[0].Lane)
		}
		return nil
	})
}

// turnPage makes what is still recorded (looks) stand apart from what the log
// has: if the database is an old one put back, its lanes would give places that
// the log knows as other events'. They are closed, and one is opened that
// neither the database nor the log has.
func (l *Ledger) turnPage(ctx context.Context) error {
	inLog := map[int]int64{}
	last := -1
	if size, err := l.files().integrated(); err == nil && l.Folder != "" {
		err = l.files().entries(ctx, 0, size, size, func(_ uint64, e Entry) error {
			inLog[e.Lane] = max(inLog[e.Lane], e.Seq)
			last = max(last, e.Lane)
			return nil
		})
		if err != nil {
			l.log.Warn("the log cannot be read to its end", "error", err)
		}
	}
	return l.db.Write(ctx, func(tx *db.Tx) error {
		lanes, err := audit.Lanes(ctx, tx)
		if err != nil {
			return err
		}
		behind := false
		for _, lane := range lanes {
			behind = behind || lane.Open && lane.Seq < inLog[lane.Lane]
			last = max(last, lane.Lane)
		}
		if !behind {
			return nil
		}
		if err := audit.OpenLane(ctx, tx, last+1); err != nil {
			return fmt.Errorf("a new lane: %w", err)
		}
		return nil
	})
}

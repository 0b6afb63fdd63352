package ledger

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/havenward/havenward/internal/db"
)

// Report is what Verify found.
type Report struct {
	Events  int64  // of the database
	Entries uint64 // of the log
	// Witnessed is the size of the largest checkpoint that was kept elsewhere.
	Witnessed uint64
	Findings  []Finding
	// More is how many findings there are beside those listed.
	More int
}

// Whole says that nothing was found.
func (r Report) Whole() bool { return len(r.Findings) == 0 }

// Verify reads the whole record: every event and its hash, every entry of the
// log and its tiles, the signed checkpoint and those that were kept elsewhere,
// and holds each against the others. It ends with the context at the latest.
func (l *Ledger) Verify(ctx context.Context) (Report, error) {
	var found findings
	var report Report
	points, err := l.witnessed(ctx)
	if err != nil {
		found.log(Missing, -1, "The witness cannot be asked: %v", err)
	}
	if len(points) > 0 {
		report.Witnessed = points[0].Size
	}
	// The log is read before the database: what is in the log is in the database,
	// and what is added meanwhile is in neither.
	var k known
	if err := l.db.Read(ctx, func(tx *db.Tx) (err error) {
		k, err = readKnown(ctx, tx)
		return err
	}); err != nil {
		return report, err
	}
	book := &book{lanes: map[int]*laneLog{}}
	if l.Folder != "" {
		reader := &logReader{files: l.files(), key: l.Key, found: &found, book: book}
		report.Entries = reader.read(ctx, k, points)
	}
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	report.Events, err = (&rowReader{db: l.db, found: &found, book: book, known: k}).read(ctx)
	if err == nil {
		err = l.erasures(ctx, &found)
	}
	if err != nil {
		return report, err
	}
	report.Findings, report.More = found.sorted(), found.more
	return report, nil
}

// book is what the log says of each event, by lane and place.
type book struct {
	lanes map[int]*laneLog
	size  uint64
}

// laneLog are the published hashes of one lane, from place 1, with the index of
// each in the log.
type laneLog struct {
	hashes  [][32]byte
	indexes []uint64
}

// published gives the hash under which an event was published; false also where
// its entry cannot be read.
func (b *book) published(lane int, seq int64) ([]byte, uint64, bool) {
	l := b.lanes[lane]
	if l == nil || seq < 1 || seq > int64(len(l.hashes)) || l.hashes[seq-1] == [32]byte{} {
		return nil, 0, false
	}
	return l.hashes[seq-1][:], l.indexes[seq-1], true
}

// last is the last place of a lane that was published.
func (b *book) last(lane int) int64 {
	if l := b.lanes[lane]; l != nil {
		return int64(len(l.hashes))
	}
	return 0
}

// each runs work for the numbers below n on all processors, until the context
// ends.
func each(ctx context.Context, n int, work func(i int)) {
	numbers := make(chan int)
	var group sync.WaitGroup
	for range min(n, max(2, runtime.GOMAXPROCS(0))) {
		group.Go(func() {
			for i := range numbers {
				work(i)
			}
		})
	}
	for i := range n {
		select {
		case numbers <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(numbers)
	group.Wait()
}

// DefaultLimit is how long a verification may take unless somebody says more.
const DefaultLimit = 30 * time.Minute

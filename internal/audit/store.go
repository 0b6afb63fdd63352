package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/havenward/havenward/internal/db"
)

// chain gives the events of the commands that share a commit their places and
// writes them, right before that commit: on PostgreSQL a lane is held no longer
// than a commit takes, and on SQLite many looks cost one statement.
type chain struct{}

// Place writes events. A transaction that is undone gives its lane back as it was.
func (chain) Place(ctx context.Context, tx *db.Tx, events []any) error {
	lane, err := takeLane(ctx, tx)
	if err != nil {
		return err
	}
	// In the order of their identifiers, which begin with the time: an index grows
	// at its end.
	slices.SortStableFunc(events, func(a, b any) int { return cmp.Compare(a.(*Record).ID, b.(*Record).ID) })
	for _, event := range events {
		r := event.(*Record)
		r.Lane, r.Seq = lane.Lane, lane.Seq+1
		sum := r.Sum(lane.Hash)
		r.Hash = sum[:]
		lane.Seq, lane.Hash = r.Seq, r.Hash
	}
	for len(events) > 0 {
		most := min(len(events), together)
		if err := insert(ctx, tx, events[:most]); err != nil {
			return err
		}
		events = events[most:]
	}
	_, err = tx.Exec(ctx, `UPDATE audit_lane SET seq = $2, hash = $3 WHERE lane = $1`, lane.Lane, lane.Seq, lane.Hash)
	return err
}

// together is the most events that one statement writes. There is a statement for
// each number up to it: what one statement begins and ends costs as much as two
// events, and each stays prepared.
const together = 64

const columns = 18

// inserts are the statements by the number of events that they write.
var inserts = func() (all [together + 1]func() string) {
	for n := range all {
		all[n] = sync.OnceValue(func() string {
			rows := make([]string, n)
			for i := range rows {
				rows[i] = `(` + db.Marks(1+i*columns, columns) + `)`
			}
			return `INSERT INTO audit_event (id, lane, seq, at, action, category, account_id, agency_id, roles, case_id, subject, why, recipient, change, via, origin, request, hash)
				VALUES ` + strings.Join(rows, `, `)
		})
	}
	return all
}()

func insert(ctx context.Context, tx *db.Tx, events []any) error {
	args := make([]any, 0, len(events)*columns)
	for _, event := range events {
		r := event.(*Record)
		args = append(args, r.ID, r.Lane, r.Seq, r.At, r.Action, r.Category, r.Account, r.Agency, r.Roles, r.Case,
			r.Subject, r.Why, r.Recipient, r.Change, r.Via, r.Origin, r.Request, r.Hash)
	}
	_, err := tx.Exec(ctx, inserts[len(events)](), args...)
	return err
}

// Lane is one of the chains that stand side by side, with its last event. A
// lane that is not open gets no more events.
type Lane struct {
	Lane int
	Open bool
	Seq  int64
	Hash []byte // of the last event; empty before the first
}

// takeLane takes an open lane for this transaction alone: the first that is
// free, or where none is, any one after waiting for it.
func takeLane(ctx context.Context, tx *db.Tx) (Lane, error) {
	const open = `SELECT lane, seq, hash FROM audit_lane WHERE open ORDER BY `
	lane := Lane{Open: true}
	found, err := tx.Row(ctx, open+`lane LIMIT 1`+tx.SkipLocked(), nil, &lane.Lane, &lane.Seq, &lane.Hash)
	if err == nil && !found {
		found, err = tx.Row(ctx, open+`random() LIMIT 1`+tx.ForUpdate(), nil, &lane.Lane, &lane.Seq, &lane.Hash)
	}
	if err == nil && !found {
		err = fmt.Errorf("the record has no open lane, so nothing can be recorded")
	}
	return lane, err
}

// Lanes lists all lanes with their last events.
func Lanes(ctx context.Context, tx *db.Tx) ([]Lane, error) {
	return db.All(ctx, tx, `SELECT lane, open, seq, hash FROM audit_lane ORDER BY lane`, nil, func(l *Lane, scan func(...any) error) error {
		return scan(&l.Lane, &l.Open, &l.Seq, &l.Hash)
	})
}

// OpenLane closes every lane and opens a new one: what is recorded from now on
// stands apart from what was recorded before.
func OpenLane(ctx context.Context, tx *db.Tx, lane int) error {
	if _, err := tx.Exec(ctx, `UPDATE audit_lane SET open = FALSE WHERE open`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO audit_lane (lane, open, seq, hash) VALUES ($1, TRUE, 0, '')`, lane)
	return err
}

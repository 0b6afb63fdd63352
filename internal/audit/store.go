package audit

import (
	"context"
	"fmt"

	"github.com/havenward/havenward/internal/db"
)

// pending are the events of one transaction that have no place in the chain yet.
type pending struct {
	tx      *db.Tx
	records []Record
}

type pendingKey struct{}

// place gives the events their places and writes them. It runs right before the
// commit, so that on PostgreSQL a lane is held no longer than a commit takes; a
// transaction that is undone gives its lane back as it was.
func (p *pending) place(ctx context.Context) error {
	lane, err := takeLane(ctx, p.tx)
	if err != nil {
		return err
	}
	for i := range p.records {
		if err := p.add(ctx, &p.records[i], &lane); err != nil {
			return err
		}
	}
	_, err = p.tx.Exec(ctx, `UPDATE audit_lane SET seq = $2, hash = $3 WHERE lane = $1`, lane.Lane, lane.Seq, lane.Hash)
	return err
}

func (p *pending) add(ctx context.Context, r *Record, lane *Lane) error {
	r.Lane, r.Seq = lane.Lane, lane.Seq+1
	sum := r.Sum(lane.Hash)
	r.Hash = sum[:]
	_, err := p.tx.Exec(ctx, `INSERT INTO audit_event (id, lane, seq, at, action, category, account_id, agency_id, roles, case_id, subject, why, recipient, change, via, origin, request, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		r.ID, r.Lane, r.Seq, r.At, r.Action, r.Category, r.Account, r.Agency, r.Roles, r.Case,
		r.Subject, r.Why, r.Recipient, r.Change, r.Via, r.Origin, r.Request, r.Hash)
	lane.Seq, lane.Hash = r.Seq, r.Hash
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

package matching

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
)

// identityChanged follows a change of what tells who somebody is: the card is
// made again, compared with all others, and pairs that are alike go to the queue.
func (room *Room) identityChanged(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var id db.ID
	if err := json.Unmarshal(payload, &id); err != nil {
		return err
	}
	card, err := remake(ctx, tx, id)
	if err != nil {
		return err
	}
	x, ready, err := room.index.ready(ctx, tx, id)
	if err != nil {
		return err
	}
	if !ready {
		// The index of a large store is being loaded. Nothing waits for this.
		return job.Enqueue(ctx, tx, casefile.IdentityChanged, "later "+string(id), tx.Now().Add(10*time.Second), id)
	}
	return room.pairUp(ctx, tx, x, id, card)
}

// pairUp brings the pairs of a case in step with what it is like now.
func (room *Room) pairUp(ctx context.Context, tx *db.Tx, x *indexed, id db.ID, card Card) error {
	policy := PolicyOn(civil.DayOf(tx.Now()))
	found := x.match(card, id, policy.Review)
	joined, err := joinedWith(ctx, tx, id)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return slices.Contains(joined, c.Case) })
	found = found[:min(len(found), policy.MostPairs)]
	pairs, err := pairsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	known := map[db.ID]Pair{}
	for _, pair := range pairs {
		known[pair.Other(id)] = pair
	}
	for _, c := range found {
		pair, old := known[c.Case]
		delete(known, c.Case)
		if !old {
			pair = Pair{ID: tx.NewID(), Left: min(id, c.Case), Right: max(id, c.Case), State: Open, Source: FromReceipt, Policy: policy.ID}
		}
		pair.Weight, pair.Probability = c.Weight, c.Probability
		if err := room.keepPair(ctx, tx, policy, pair, old); err != nil {
			return err
		}
		if c.Probability >= policy.Flag {
			if err := room.flagOver(ctx, tx, system, pair); err != nil {
				return err
			}
		}
	}
	return forget(ctx, tx, known)
}

// forget takes pairs out of the queue that are not alike any more and about
// which nobody has decided.
func forget(ctx context.Context, tx *db.Tx, pairs map[db.ID]Pair) error {
	for _, pair := range pairs {
		if pair.State == Open && pair.Source == FromReceipt {
			pair.State = Gone
			if err := changePair(ctx, tx, pair); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepPair stores a pair, asks the holder where nobody sees both records, and
// records that two records were brought together.
func (room *Room) keepPair(ctx context.Context, tx *db.Tx, policy Policy, pair Pair, old bool) error {
	var err error
	if pair.Two, pair.Child, err = twoReaders(ctx, tx, policy, pair); err != nil {
		return err
	}
	if old {
		if pair.State == Gone {
			pair.State = Open
		}
		return changePair(ctx, tx, pair)
	}
	if err := insertPair(ctx, tx, pair); err != nil {
		return err
	}
	for _, id := range []db.ID{pair.Left, pair.Right} {
		if err := audit.Append(ctx, tx, system, audit.Entry{Action: "find-match", Category: audit.Combination, Case: id,
			Subject: "pair " + string(pair.ID), Why: purposeMatching}); err != nil {
			return err
		}
	}
	return room.askAbout(ctx, tx, pair)
}

// twoReaders says whether a pair needs two readers, and why.
func twoReaders(ctx context.Context, tx *db.Tx, policy Policy, pair Pair) (why string, child bool, err error) {
	err = tx.Each(ctx, `SELECT age_group FROM case_file WHERE id IN ($1, $2)`, []any{pair.Left, pair.Right}, func(scan func(...any) error) error {
		var group string
		err := scan(&group)
		child = child || casefile.TreatedAsChild(group)
		return err
	})
	if err != nil {
		return "", false, err
	}
	sealed := false
	for _, id := range []db.ID{pair.Left, pair.Right} {
		if sealed, err = sealedCase(ctx, tx, id); err != nil || sealed {
			break
		}
	}
	switch {
	case err != nil:
	case sealed && slices.Contains(policy.TwoReaders, TwoSealed):
		why = TwoSealed
	case child && slices.Contains(policy.TwoReaders, TwoChild):
		why = TwoChild
	}
	return why, child, err
}

// sealedCase reports whether access to a case is limited to named people: no
// grant that lives is given to a whole agency that did not open it.
func sealedCase(ctx context.Context, tx *db.Tx, id db.ID) (bool, error) {
	var whole int
	_, err := tx.Row(ctx, `SELECT count(*) FROM case_grant WHERE case_id = $1 AND kind = 'agency' AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)`,
		[]any{id, tx.Now()}, &whole)
	return whole == 0, err
}

// givenWhole keeps, of some cases, those to which access is not limited to named
// people: see sealedCase. It is one question whatever the answer.
func givenWhole(ctx context.Context, tx *db.Tx, ids []db.ID) (map[db.ID]bool, error) {
	args := make([]any, len(ids), len(ids)+1)
	for i, id := range ids {
		args[i] = id
	}
	whole := map[db.ID]bool{}
	err := tx.Each(ctx, fmt.Sprintf(`SELECT DISTINCT case_id FROM case_grant WHERE case_id IN (%s) AND kind = 'agency' AND from_at <= $%[2]d AND (until_at IS NULL OR until_at > $%[2]d)`,
		db.Marks(1, len(ids)), len(ids)+1), append(args, tx.Now()), func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		whole[id] = true
		return err
	})
	return whole, err
}

// joinedWith lists the records that are joined with a case.
func joinedWith(ctx context.Context, tx *db.Tx, id db.ID) ([]db.ID, error) {
	return db.All(ctx, tx, `SELECT p.case_id FROM case_person p WHERE p.leader = (SELECT own.leader FROM case_person own WHERE own.case_id = $1)`, []any{id},
		func(other *db.ID, scan func(...any) error) error { return scan(other) })
}

// holders lists the agencies that hold a case: those that decide on it where
// there are any, else all within whose reach its identity is.
func holders(ctx context.Context, tx *db.Tx, id db.ID) ([]db.ID, error) {
	type holder struct {
		agency   db.ID
		decides  bool
		reaching access.Compartments
	}
	all, err := db.All(ctx, tx, `SELECT agency_id, purpose = 'decision', compartments FROM case_grant WHERE case_id = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)
		ORDER BY agency_id`, []any{id, tx.Now()}, func(h *holder, scan func(...any) error) error { return scan(&h.agency, &h.decides, &h.reaching) })
	var deciding, reaching []db.ID
	for _, h := range all {
		if h.decides && !slices.Contains(deciding, h.agency) {
			deciding = append(deciding, h.agency)
		}
		if h.reaching&access.Identity != 0 && !slices.Contains(reaching, h.agency) {
			reaching = append(reaching, h.agency)
		}
	}
	if len(deciding) > 0 {
		return deciding, err
	}
	return reaching, err
}

// reviewable reports whether an agency whose people review pairs has both
// records of a pair within its reach.
func reviewable(ctx context.Context, tx *db.Tx, pair Pair) (bool, error) {
	var one int
	found, err := tx.Row(ctx, `SELECT 1 FROM case_grant a JOIN case_grant b ON b.agency_id = a.agency_id JOIN agency g ON g.id = a.agency_id
		WHERE a.case_id = $1 AND b.case_id = $2 AND g.kind = $3 AND a.compartments & $4 <> 0 AND b.compartments & $4 <> 0
		AND a.from_at <= $5 AND (a.until_at IS NULL OR a.until_at > $5) AND b.from_at <= $5 AND (b.until_at IS NULL OR b.until_at > $5) LIMIT 1`,
		[]any{pair.Left, pair.Right, account.CompetentAuthority, int64(access.Identity), tx.Now()}, &one)
	return found, err
}

package matching

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// stored is a card as it is kept.
type stored struct {
	Case    db.ID
	Version int64
	Changed time.Time
	Card    Card
}

const cardPlace = "match_card"

func scanCard(ctx context.Context, tx *db.Tx) func(c *stored, scan func(...any) error) error {
	return func(c *stored, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&c.Case, &c.Version, db.Instant(&c.Changed), &sealed); err != nil {
			return err
		}
		return casefile.Sealed(sealed).Open(ctx, tx, c.Case, cardPlace, &c.Card)
	}
}

func putCard(ctx context.Context, tx *db.Tx, id db.ID, card Card) error {
	sealed, err := casefile.Seal(ctx, tx, id, cardPlace, card)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO match_card (case_id, version, changed_at, sealed) VALUES ($1, 1, $2, $3)
		ON CONFLICT (case_id) DO UPDATE SET version = match_card.version + 1, changed_at = excluded.changed_at, sealed = excluded.sealed`,
		id, tx.Now(), []byte(sealed))
	return err
}

func allCards(ctx context.Context, tx *db.Tx) ([]stored, error) {
	return db.All(ctx, tx, `SELECT case_id, version, changed_at, sealed FROM match_card ORDER BY case_id`, nil, scanCard(ctx, tx))
}

func cardsSince(ctx context.Context, tx *db.Tx, since time.Time) ([]stored, error) {
	return db.All(ctx, tx, `SELECT case_id, version, changed_at, sealed FROM match_card WHERE changed_at >= $1 ORDER BY changed_at, case_id`, []any{notBefore(since)}, scanCard(ctx, tx))
}

// notBefore keeps a time that is not set from becoming NULL, which is after
// nothing.
func notBefore(at time.Time) time.Time {
	if first := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(first) {
		return first
	}
	return at
}

func countCards(ctx context.Context, tx *db.Tx, most int) (n int, err error) {
	_, err = tx.Row(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM match_card LIMIT %d) counted`, most), nil, &n)
	return n, err
}

func cardOf(ctx context.Context, tx *db.Tx, id db.ID) (Card, bool, error) {
	cards, err := db.All(ctx, tx, `SELECT case_id, version, changed_at, sealed FROM match_card WHERE case_id = $1`, []any{id}, scanCard(ctx, tx))
	if err != nil || len(cards) == 0 {
		return Card{}, false, err
	}
	return cards[0].Card, true, nil
}

func latestLesson(ctx context.Context, tx *db.Tx) (db.ID, *Lesson, error) {
	var id db.ID
	var text []byte
	found, err := tx.Row(ctx, `SELECT id, lesson FROM match_lesson ORDER BY id DESC LIMIT 1`, nil, &id, &text)
	if err != nil || !found {
		return "", nil, err
	}
	lesson, err := readLesson(text)
	return id, lesson, err
}

// within keeps, of some cases, those whose identity the actor may see. It costs
// the same whether many or none of them are.
func within(ctx context.Context, tx *db.Tx, actor account.Actor, ids []db.ID) (map[db.ID]bool, error) {
	seen := map[db.ID]bool{}
	if len(ids) == 0 {
		return seen, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	visible, more := access.Visible(tx, actor, "c.id", access.Identity, len(args)+1)
	err := tx.Each(ctx, `SELECT c.id FROM case_file c WHERE c.id IN (`+db.Marks(1, len(args))+`) AND `+visible, append(args, more...),
		func(scan func(...any) error) error {
			var id db.ID
			err := scan(&id)
			seen[id] = true
			return err
		})
	return seen, err
}

const pairColumns = `m.id, m.version, m.left_case, m.right_case, m.weight, m.probability, m.state, m.two, m.child, m.source, m.policy, m.assignee, m.found_at FROM match_pair m`

func scanPair(p *Pair, scan func(...any) error) error {
	return scan(&p.ID, &p.Version, &p.Left, &p.Right, &p.Weight, &p.Probability, &p.State, &p.Two, &p.Child, &p.Source, &p.Policy, &p.Assignee, db.Instant(&p.Found))
}

func loadPair(ctx context.Context, tx *db.Tx, id db.ID) (Pair, error) {
	pairs, err := db.All(ctx, tx, `SELECT `+pairColumns+` WHERE m.id = $1`, []any{id}, scanPair)
	if err == nil && len(pairs) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return Pair{}, err
	}
	return pairs[0], nil
}

func pairsOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Pair, error) {
	return db.All(ctx, tx, `SELECT `+pairColumns+` WHERE m.left_case = $1 OR m.right_case = $1 ORDER BY m.probability DESC, m.id`, []any{id}, scanPair)
}

func insertPair(ctx context.Context, tx *db.Tx, p Pair) error {
	_, err := tx.Exec(ctx, `INSERT INTO match_pair (id, version, left_case, right_case, weight, probability, state, two, child, source, policy, assignee, found_at, changed_at)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $11) ON CONFLICT (left_case, right_case) DO NOTHING`,
		p.ID, p.Left, p.Right, p.Weight, p.Probability, p.State, p.Two, p.Child, p.Source, p.Policy, tx.Now())
	return err
}

// changePair stores a pair of which the version is the latest.
func changePair(ctx context.Context, tx *db.Tx, p Pair) error {
	changed, err := tx.Exec(ctx, `UPDATE match_pair SET version = version + 1, weight = $3, probability = $4, state = $5, two = $6, child = $7, assignee = $8, changed_at = $9
		WHERE id = $1 AND version = $2`, p.ID, p.Version, p.Weight, p.Probability, p.State, p.Two, p.Child, p.Assignee, tx.Now())
	if err == nil && changed == 0 {
		return fault.Stale(nil, nil)
	}
	return err
}

const reasonPlace = "match_decision"

func decisionsOf(ctx context.Context, tx *db.Tx, pair Pair) ([]Decision, error) {
	return db.All(ctx, tx, `SELECT d.number, d.outcome, d.account_id, d.agency_id, a.name, d.at, d.sealed, d.undone_at FROM match_decision d LEFT JOIN account a ON a.id = d.account_id
		WHERE d.pair_id = $1 ORDER BY d.number`, []any{pair.ID}, func(d *Decision, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&d.Number, &d.Outcome, &d.By, &d.Agency, db.Text(&d.Name), db.Instant(&d.At), &sealed, db.Instant(&d.Undone)); err != nil {
			return err
		}
		return casefile.Sealed(sealed).Open(ctx, tx, pair.Left, reasonPlace, &d.Reason)
	})
}

func insertDecision(ctx context.Context, tx *db.Tx, actor account.Actor, pair Pair, d Decision) error {
	sealed, err := casefile.Seal(ctx, tx, pair.Left, reasonPlace, d.Reason)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO match_decision (pair_id, number, outcome, account_id, agency_id, at, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		pair.ID, d.Number, d.Outcome, actor.Account, actor.Agency, tx.Now(), []byte(sealed))
	return err
}

func undoDecision(ctx context.Context, tx *db.Tx, actor account.Actor, pair db.ID, number int) error {
	_, err := tx.Exec(ctx, `UPDATE match_decision SET undone_at = $3, undone_by = $4 WHERE pair_id = $1 AND number = $2 AND undone_at IS NULL`,
		pair, number, tx.Now(), actor.Account)
	return err
}

// Filter narrows the queue.
type Filter struct {
	State State // "" for all that wait for somebody
	Mine  bool
	Child bool
}

// waiting are the states in which somebody must look.
var waiting = []State{Open, Second, Conflict, Unsure}

// queue lists pairs of which at least one record is within the actor's reach.
// Whether the other is, each line says for itself.
func queue(ctx context.Context, tx *db.Tx, actor account.Actor, f Filter) ([]Pair, error) {
	where, args := []string{}, []any{}
	and := func(condition string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "$?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	if f.State != "" {
		and("m.state = $?", f.State)
	} else {
		and("m.state IN ($?, $?, $?, $?)", waiting[0], waiting[1], waiting[2], waiting[3])
	}
	if f.Mine {
		and("m.assignee = $?", actor.Account)
	}
	if f.Child {
		and("m.child = TRUE")
	}
	left, more := access.Visible(tx, actor, "m.left_case", access.Identity, len(args)+1)
	args = append(args, more...)
	right, more := access.Visible(tx, actor, "m.right_case", access.Identity, len(args)+1)
	args = append(args, more...)
	and("(" + left + " OR " + right + ")")
	return db.All(ctx, tx, `SELECT `+pairColumns+` WHERE `+strings.Join(where, " AND ")+` ORDER BY m.found_at, m.id LIMIT `+fmt.Sprint(mostQueued), args, scanPair)
}

// mostQueued is how many pairs a page of the queue shows.
const mostQueued = 100

// countDecided counts the pairs about which people have decided.
func countDecided(ctx context.Context, tx *db.Tx) (n int, err error) {
	_, err = tx.Row(ctx, `SELECT count(*) FROM match_pair WHERE state IN ($1, $2)`, []any{Same, Apart}, &n)
	return n, err
}

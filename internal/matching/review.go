package matching

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// Queued is a pair as a line of the queue. Of a pair of which the reader may see
// only one record it holds that one and nothing else.
type Queued struct {
	ID          db.ID
	Blind       bool
	Left, Right Side
	Pair        Pair // zero where Blind
	Likely      string
	Percent     string
	Assignee    string
	Found       time.Time
}

// Side is one record of a pair as the reader may see it.
type Side struct {
	ID        db.ID
	Reference string
	Version   int64
	Name      string
	Opened    time.Time
	AgeGroup  string
	Closed    bool
	Sources   []string // catalogue source strings
	Card      Card
	Record    casefile.Record
}

// Queue lists the pairs that the actor may look at: those of which they see both
// records first, the likeliest first, then those of which they see one, the
// oldest first, which tell nothing about the other.
func (room *Room) Queue(ctx context.Context, tx *db.Tx, actor account.Actor, f Filter) ([]Queued, error) {
	if err := access.Role(actor, access.ReviewMatches); err != nil {
		return nil, err
	}
	pairs, err := queue(ctx, tx, actor, f)
	if err != nil {
		return nil, err
	}
	var ids, people []db.ID
	for _, pair := range pairs {
		ids, people = append(ids, pair.Left, pair.Right), append(people, pair.Assignee)
	}
	mine, err := within(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	sides, err := sidesOf(ctx, tx, actor, ids, mine)
	if err != nil {
		return nil, err
	}
	names, err := account.Names(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	var listed []Queued
	told := map[db.ID]bool{} // how many records out of reach there are is not told
	for _, pair := range pairs {
		q := Queued{ID: pair.ID, Left: sides[pair.Left], Right: sides[pair.Right], Found: pair.Found}
		if mine[pair.Left] && mine[pair.Right] {
			q.Pair, q.Likely, q.Percent, q.Assignee = pair, likely(pair.Probability), percent(pair.Probability), names[pair.Assignee]
			listed = append(listed, q)
			continue
		}
		own := pair.Left
		if mine[pair.Right] {
			own = pair.Right
		}
		if f.narrows() || told[own] {
			continue // what is out of reach has no state, no assignee and no age
		}
		told[own] = true
		listed = append(listed, Queued{ID: pair.ID, Blind: true, Left: sides[own], Found: sides[own].Opened})
	}
	slices.SortStableFunc(listed, func(a, b Queued) int {
		if a.Blind != b.Blind {
			if a.Blind {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.Pair.Probability, a.Pair.Probability), a.Found.Compare(b.Found))
	})
	return listed, nil
}

func (f Filter) narrows() bool { return f.State != "" || f.Mine || f.Child }

// sidesOf reads what a line of the queue shows of records within reach.
func sidesOf(ctx context.Context, tx *db.Tx, actor account.Actor, ids []db.ID, mine map[db.ID]bool) (map[db.ID]Side, error) {
	sides := map[db.ID]Side{}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id db.ID) bool { return !mine[id] })
	if len(ids) == 0 {
		return sides, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err := tx.Each(ctx, `SELECT id, reference, version, opened_at, age_group, closed_at IS NOT NULL FROM case_file WHERE id IN (`+db.Marks(1, len(args))+`)`, args,
		func(scan func(...any) error) error {
			var s Side
			err := scan(&s.ID, &s.Reference, &s.Version, db.Instant(&s.Opened), &s.AgeGroup, &s.Closed)
			sides[s.ID] = s
			return err
		})
	if err != nil {
		return nil, err
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	for id, side := range sides {
		side.Name = names[id]
		sides[id] = side
	}
	return sides, err
}

// Compared is a pair with both records side by side and the evidence.
type Compared struct {
	Pair      Pair
	Left      Side
	Right     Side
	Prior     string // before anything is compared, "1 in 17,000"
	Lines     []Line
	Likely    string
	Percent   string
	Weights   waterfall
	Decisions []Decision
	Merge     casefile.Merge // the one that joins the two, if one does
	Assignee  string
}

// Open reads a pair of which the actor sees both records, and records the look
// at both. Any other pair is missing.
func (room *Room) Open(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Compared, error) {
	pair, err := room.pair(ctx, tx, actor, id)
	if err != nil {
		return Compared{}, err
	}
	c := Compared{Pair: pair, Likely: likely(pair.Probability), Percent: percent(pair.Probability)}
	both := map[db.ID]bool{pair.Left: true, pair.Right: true}
	sides, err := sidesOf(ctx, tx, actor, []db.ID{pair.Left, pair.Right}, both)
	if err != nil {
		return Compared{}, err
	}
	for _, at := range []struct {
		id   db.ID
		side *Side
	}{{pair.Left, &c.Left}, {pair.Right, &c.Right}} {
		*at.side = sides[at.id]
		file, err := casefile.Load(ctx, tx, actor, at.id)
		if err != nil {
			return Compared{}, err
		}
		at.side.Record = file.Record
		sources, err := casefile.Sources(ctx, tx, at.id)
		if err != nil {
			return Compared{}, err
		}
		at.side.Sources = sourceWords(sources)
		if at.side.Card, _, err = cardOf(ctx, tx, at.id); err != nil {
			return Compared{}, err
		}
		if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "compare-records", Category: audit.Consultation, Case: at.id,
			Subject: "pair " + string(pair.ID), Why: purposeMatching}); err != nil {
			return Compared{}, err
		}
	}
	if err := room.weigh(ctx, tx, &c); err != nil {
		return Compared{}, err
	}
	if c.Decisions, err = decisionsOf(ctx, tx, pair); err != nil {
		return Compared{}, err
	}
	names, err := account.Names(ctx, tx, []db.ID{pair.Assignee})
	if err != nil {
		return Compared{}, err
	}
	c.Assignee = names[pair.Assignee]
	c.Merge, _, err = mergeBetween(ctx, tx, pair.Left, pair.Right)
	return c, err
}

// weigh explains a pair; while the comparison is not ready there is no evidence.
func (room *Room) weigh(ctx context.Context, tx *db.Tx, c *Compared) error {
	x, ready, err := room.index.ready(ctx, tx, "")
	if err != nil || !ready {
		return err
	}
	explanation, err := x.explain(c.Left.Card, c.Right.Card, c.Pair.Right)
	if err != nil {
		return nil //nolint:nilerr // the card of the other is not in the index yet
	}
	c.Lines, c.Weights, c.Prior = lines(explanation), waterfall{explanation}, oneIn(explanation.Prior)
	return nil
}

// pair loads a pair of which the actor sees both records.
func (room *Room) pair(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (Pair, error) {
	if err := access.Role(actor, access.ReviewMatches); err != nil {
		return Pair{}, err
	}
	pair, err := loadPair(ctx, tx, id)
	if err != nil {
		return Pair{}, err
	}
	mine, err := within(ctx, tx, actor, []db.ID{pair.Left, pair.Right})
	if err != nil || !mine[pair.Left] || !mine[pair.Right] {
		return Pair{}, missingOr(err)
	}
	return pair, nil
}

package matching

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/linkage"
)

// fewestReviewed is how many pairs must have been decided before the comparison
// learns from them.
const fewestReviewed = 20

// Learned is what the comparison learned from, and when.
type Learned struct {
	At       time.Time
	By       string
	Reviewed int
}

// Learn lets the comparison learn from all pairs that people have decided. Each
// node takes the lesson over when it next refreshes its index; pairs that wait
// are weighed anew when their records change.
func (room *Room) Learn(ctx context.Context, tx *db.Tx, actor account.Actor) (Learned, error) {
	if err := access.Role(actor, access.TeachMatching); err != nil {
		return Learned{}, err
	}
	table, reviewed, err := reviewedPairs(ctx, tx)
	if err != nil {
		return Learned{}, err
	}
	if len(reviewed) < fewestReviewed {
		return Learned{}, fault.Wrong("", "People have decided about {n} pairs so far. The comparison can learn from {least} and more", "n", len(reviewed), "least", fewestReviewed)
	}
	model, err := taught(nil)
	if err != nil {
		return Learned{}, err
	}
	settings := comparison()
	settings.Keep = 0.999
	result, err := linkage.Link(ctx, table, settings, linkage.Options{Model: model, Reviewed: reviewed})
	if err != nil {
		return Learned{}, err
	}
	text, err := json.Marshal(lessonOf(result.Model()))
	if err != nil {
		return Learned{}, err
	}
	id := tx.NewID()
	if _, err := tx.Exec(ctx, `INSERT INTO match_lesson (id, made_at, made_by, reviewed, lesson) VALUES ($1, $2, $3, $4, $5)`,
		id, tx.Now(), actor.Account, len(reviewed), string(text)); err != nil {
		return Learned{}, err
	}
	return Learned{At: tx.Now(), By: actor.Name, Reviewed: len(reviewed)}, audit.Append(ctx, tx, actor, audit.Entry{Action: "teach-matching",
		Category: audit.Alteration, Subject: "lesson " + string(id), Why: purposeMatching, Change: map[string]any{"reviewed": len(reviewed)}})
}

// LastLesson tells what was learned last; false where nothing was.
func (room *Room) LastLesson(ctx context.Context, tx *db.Tx) (l Learned, found bool, err error) {
	found, err = tx.Row(ctx, `SELECT l.made_at, a.name, l.reviewed FROM match_lesson l LEFT JOIN account a ON a.id = l.made_by ORDER BY l.id DESC LIMIT 1`, nil,
		db.Instant(&l.At), db.Text(&l.By), &l.Reviewed)
	return l, found, err
}

// reviewedPairs makes a table of the records about which people have decided,
// and the pairs of it with what they decided.
func reviewedPairs(ctx context.Context, tx *db.Tx) (*linkage.Table, []linkage.Reviewed, error) {
	pairs, err := db.All(ctx, tx, `SELECT `+pairColumns+` WHERE m.state IN ($1, $2) ORDER BY m.id`, []any{Same, Apart}, scanPair)
	if err != nil {
		return nil, nil, err
	}
	table, err := linkage.NewTable(columns)
	if err != nil {
		return nil, nil, err
	}
	rows := map[db.ID]uint32{}
	row := func(id db.ID) (uint32, error) {
		if at, known := rows[id]; known {
			return at, nil
		}
		card, _, err := cardOf(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		rows[id] = uint32(table.Len())
		return rows[id], table.Append(card.row(string(id)))
	}
	var reviewed []linkage.Reviewed
	for _, pair := range pairs {
		left, err := row(pair.Left)
		if err != nil {
			return nil, nil, err
		}
		right, err := row(pair.Right)
		if err != nil {
			return nil, nil, err
		}
		reviewed = append(reviewed, linkage.Reviewed{Left: left, Right: right, Same: pair.State == Same})
	}
	return table, reviewed, nil
}

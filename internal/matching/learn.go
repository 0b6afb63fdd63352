package matching

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
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

// DrawForm asks for lists for an estimate.
type DrawForm struct {
	From, Until civil.Day // of when the records were opened, both included; zero for no bound
	Draws       int
	Seed        uint64
}

// Drawn are lists for an estimate: in each draw, how many people are known to
// which kinds of agency. It names nobody, and how the draws differ is what is not
// known about who is who.
type Drawn struct {
	Records int
	Draws   []linkage.Draw
	// Unseen is the share of pairs of one person that the comparison is expected
	// to miss: draws hold that many too few.
	Unseen float64
}

const columnList = "list"

// Draws links the records of a period several times, each time drawing who is
// who as likely as the comparison says and as people decided, and counts who is
// known to which kinds of agency.
func (room *Room) Draws(ctx context.Context, tx *db.Tx, actor account.Actor, f DrawForm) (Drawn, error) {
	if err := access.Role(actor, access.ReadFigures); err != nil {
		return Drawn{}, err
	}
	if f.Draws < 1 || f.Draws > 500 {
		return Drawn{}, fault.Wrong("draws", "Ask for 1 to 500 draws")
	}
	table, reviewed, err := listed(ctx, tx, f)
	if err != nil {
		return Drawn{}, err
	}
	if table.Len() < 2 {
		return Drawn{Records: table.Len(), Draws: alone(table, f.Draws)}, nil
	}
	_, lesson, err := latestLesson(ctx, tx)
	if err != nil {
		return Drawn{}, err
	}
	model, err := taught(lesson)
	if err != nil {
		return Drawn{}, err
	}
	settings := comparison()
	settings.Keep = 0.02
	// Decisions hold in every draw; the model has learned from them already.
	result, err := linkage.Link(ctx, table, settings, linkage.Options{Model: model, Decided: reviewed})
	if err != nil {
		return Drawn{}, err
	}
	return Drawn{Records: table.Len(), Draws: result.Draws(columnList, f.Draws, f.Seed), Unseen: result.Unseen()}, nil
}

// alone are the draws of a table with nobody or one record in it.
func alone(table *linkage.Table, n int) []linkage.Draw {
	draws := make([]linkage.Draw, n)
	for i := range draws {
		for row := range table.Len() {
			draws[i] = linkage.Draw{People: 1, Patterns: []linkage.Pattern{{Sources: []string{table.Cell(row, table.Column(columnList))}, People: 1}}}
		}
	}
	return draws
}

// listed makes the table of a period, each record with the kind of agency that
// opened it, and what people decided about pairs of it.
func listed(ctx context.Context, tx *db.Tx, f DrawForm) (*linkage.Table, []linkage.Reviewed, error) {
	table, err := linkage.NewTable(append(append([]string{}, columns...), columnList))
	if err != nil {
		return nil, nil, err
	}
	from, until := notBefore(f.From.Start()), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	if !f.Until.IsZero() {
		until = f.Until.Add(1).Start()
	}
	rows := map[db.ID]uint32{}
	err = tx.Each(ctx, `SELECT m.case_id, m.version, m.changed_at, m.sealed, g.kind FROM match_card m JOIN case_file c ON c.id = m.case_id JOIN agency g ON g.id = c.opened_by
		WHERE c.opened_at >= $1 AND c.opened_at < $2 ORDER BY m.case_id`, []any{from, until}, func(scan func(...any) error) error {
		var card stored
		var kind string
		if err := scanCard(ctx, tx)(&card, func(dest ...any) error { return scan(append(dest, &kind)...) }); err != nil {
			return err
		}
		rows[card.Case] = uint32(table.Len())
		return table.Append(append(card.Card.row(string(card.Case)), kind))
	})
	if err != nil {
		return nil, nil, err
	}
	var decided []linkage.Reviewed
	err = tx.Each(ctx, `SELECT left_case, right_case, state = $1 FROM match_pair WHERE state IN ($1, $2)`, []any{Same, Apart}, func(scan func(...any) error) error {
		var left, right db.ID
		var same bool
		err := scan(&left, &right, &same)
		a, first := rows[left]
		b, second := rows[right]
		if first && second {
			decided = append(decided, linkage.Reviewed{Left: a, Right: b, Same: same})
		}
		return err
	})
	return table, decided, err
}

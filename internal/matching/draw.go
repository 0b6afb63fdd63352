package matching

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/linkage"
)

// People is one way in which records belong to people: to each case, one case
// of the same person, which stands for the person. A case that it does not name
// is a person by itself.
type People map[db.ID]db.ID

// Draws draws, n times, who is who among all records: as likely as the
// comparison says, and as people decided wherever they did. It is for counts
// across agencies, which only those may ask for who make estimates, and names
// nobody. unseen is the share of pairs of one person that the comparison is
// expected to miss: that many links too few are in every draw.
func (room *Room) Draws(ctx context.Context, tx *db.Tx, actor account.Actor, n int, seed uint64) (draws []People, unseen float64, err error) {
	if err := access.Role(actor, access.RunEstimates); err != nil {
		return nil, 0, err
	}
	cards, err := allCards(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	draws = make([]People, n)
	if len(cards) < 2 {
		return draws, 0, nil
	}
	table, decided, err := decidedTable(ctx, tx, cards)
	if err != nil {
		return nil, 0, err
	}
	_, lesson, err := latestLesson(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	model, err := taught(lesson)
	if err != nil {
		return nil, 0, err
	}
	settings := comparison()
	settings.Keep = 0.02
	// Decisions hold in every draw; the model has learned from them already.
	result, err := linkage.Link(ctx, table, settings, linkage.Options{Model: model, Decided: decided})
	if err != nil {
		return nil, 0, err
	}
	for i, people := range result.DrawPeople(n, seed) {
		draws[i] = People{}
		for record, person := range people {
			if uint32(record) != person {
				draws[i][cards[record].Case] = cards[person].Case
			}
		}
	}
	return draws, result.Unseen(), nil
}

// decidedTable makes a table of cards, and of what people decided about pairs of
// them.
func decidedTable(ctx context.Context, tx *db.Tx, cards []stored) (*linkage.Table, []linkage.Reviewed, error) {
	table, err := linkage.NewTable(columns)
	if err != nil {
		return nil, nil, err
	}
	rows := map[db.ID]uint32{}
	for i, card := range cards {
		rows[card.Case] = uint32(i)
		if err := table.Append(card.Card.row(string(card.Case))); err != nil {
			return nil, nil, err
		}
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

package support

import (
	"context"
	"net/url"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Numbers are all numbers of the overview by the address of the list behind each.
func (r *Room) Numbers(ctx context.Context, tx *db.Tx, actor account.Actor, today civil.Day) (map[string]int, error) {
	list, err := r.lines(ctx, tx, actor, Filter{View: "team"})
	if err != nil {
		return nil, err
	}
	numbers := map[string]int{}
	for _, load := range loads(list, today) {
		numbers[load.List("")], numbers[load.List("overdue")], numbers[load.List("late")], numbers[load.List("ending")] = load.People, load.Overdue, load.Unmet, load.Ending
	}
	needs, _ := needsOf(list)
	for _, need := range needs {
		numbers[need.List("")], numbers[need.List("3")], numbers[need.List("2")], numbers[need.List("1")] = need.Spoke, need.Today, need.Much, need.Little
	}
	rows, _, err := outcomesOf(ctx, tx, actor)
	for _, row := range rows {
		numbers[row.List("")], numbers[row.List(changeBetter)], numbers[row.List(changeSame)], numbers[row.List(changeWorse)] = row.Said, row.Better, row.Same, row.Worse
	}
	return numbers, err
}

// Listed are those whom the list at an address shows.
func (r *Room) Listed(ctx context.Context, tx *db.Tx, actor account.Actor, address string) (ids []db.ID, err error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	list, err := r.lines(ctx, tx, actor, filterFrom(at.Query(), actor))
	for _, line := range list {
		ids = append(ids, line.ID)
	}
	return ids, err
}

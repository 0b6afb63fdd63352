package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// APIOfferable gives the areas of the beds that the JSON API says can be offered.
func (room *Room) APIOfferable(ctx context.Context, actor account.Actor, file db.ID) (areas []string, err error) {
	out, err := room.apiMatch(ctx, actor, &bedMatchIn{ID: string(file)})
	if err != nil {
		return nil, err
	}
	for _, bed := range out.Body.Beds {
		if bed.Offerable {
			areas = append(areas, bed.Area)
		}
	}
	return areas, nil
}

// DemandByArea is demand at a desk today, by the area that was asked for.
func (room *Room) DemandByArea(ctx context.Context, tx *db.Tx, desk db.ID) (map[string]Area, error) {
	today := civil.DayOf(tx.Now())
	d, err := room.demand(ctx, tx, desk, Period{From: today, Until: today})
	areas := map[string]Area{}
	for _, area := range d.Areas {
		areas[area.Name] = area
	}
	return areas, err
}

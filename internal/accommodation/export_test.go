package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/account"
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

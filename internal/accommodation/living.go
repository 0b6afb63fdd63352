package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Living is how somebody is housed, for other rooms: never where.
type Living struct {
	Key      string // of the same stay, or the same outreach, always the same
	House    bool   // in a safe house; else supported where they live
	From     civil.Day
	File     db.ID
	Pregnant bool // somebody of the household
}

// Lives gives how somebody is housed now; false where the room does not know.
func (room *Room) Lives(ctx context.Context, tx *db.Tx, caseID db.ID) (Living, bool, error) {
	f, found, err := fileOf(ctx, tx, caseID)
	if err != nil || !found {
		return Living{}, false, err
	}
	living := Living{File: f.ID, Pregnant: f.Pregnant}
	switch f.State {
	case Housed:
		stay, lives, err := stayOf(ctx, tx, f)
		if err != nil || !lives || stay.Arrived.IsZero() {
			return living, living.Pregnant, err
		}
		living.Key, living.House, living.From = "stay-"+string(stay.ID), true, civil.DayOf(stay.Arrived)
	case Outreach:
		living.Key, living.From = "outreach-"+string(f.ID)+"-"+civil.DayOf(f.StateAt).String(), civil.DayOf(f.StateAt)
	}
	return living, living.Key != "" || living.Pregnant, nil
}

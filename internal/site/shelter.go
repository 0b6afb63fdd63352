package site

import (
	"context"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
)

// sheltering opens the room of safe accommodation over the one that keeps
// addresses: it chooses beds and never learns where they are.
func sheltering(config Config, placing *placement.Room) *accommodation.Room {
	return &accommodation.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default(),
		House: placing.House, Unhouse: placing.Unhouse, ShutSights: placing.ShutSights, Kept: placing.KeptPlaces, KeptAway: placing.KeptAway,
		Places: func(ctx context.Context, tx *db.Tx, agency db.ID) ([]accommodation.Place, error) {
			open, err := placing.OpenPlaces(ctx, tx, agency)
			var places []accommodation.Place
			for _, place := range open {
				places = append(places, accommodation.Place{ID: place.ID, Reference: place.Reference, Region: place.Region, Kind: string(form.Phrase(place.KindWords())), Capacity: place.Capacity})
			}
			return places, err
		},
		Keepers: func(ctx context.Context, tx *db.Tx, place db.ID) ([]accommodation.Keeper, error) {
			named, err := placing.Keepers(ctx, tx, place)
			var keepers []accommodation.Keeper
			for _, keeper := range named {
				keepers = append(keepers, accommodation.Keeper{Account: keeper.Account, Name: keeper.Name, Of: keeper.Of})
			}
			return keepers, err
		}}
}

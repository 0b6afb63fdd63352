// Package between ties rooms together where one needs what another keeps: rooms
// never import each other, so what one is told of the other is a function value
// that is made here, for the service and for its demonstration alike.
package between

import (
	"context"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// Shelter opens the room of safe accommodation over the one that keeps
// addresses: it chooses beds and never learns where they are.
func Shelter(d *db.Database, rules statute.Book, placing *placement.Room) *accommodation.Room {
	return &accommodation.Room{DB: d, Rules: rules, Lists: reference.Default(),
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

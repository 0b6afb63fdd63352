package demo

import (
	"context"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
)

// seed is of the invented people of every demonstration.
const seed = 20260302

// Fill makes the demonstration where the database is empty: agencies, people who
// can sign in, and referrals in every state, on days counted back from today. It
// leaves a database with anybody in it alone.
func Fill(ctx context.Context, d *db.Database, rules statute.Book) error {
	fresh, err := empty(ctx, d)
	if err != nil || !fresh {
		return err
	}
	if err := addPeople(ctx, d); err != nil {
		return err
	}
	p, err := populating(ctx, d, rules, seed)
	if err != nil {
		return err
	}
	if err := addProviders(p); err != nil {
		return err
	}
	if err := addPopulation(p); err != nil {
		return err
	}
	made, err := addLives(p)
	if err != nil {
		return err
	}
	for _, tell := range roomsOfLives {
		if err := tell(lived(p, made)); err != nil {
			return err
		}
	}
	if err := addPlacements(ctx, d, rules); err != nil {
		return err
	}
	if err := addRetention(ctx, d, rules); err != nil {
		return err
	}
	if err := addSharing(ctx, d, rules); err != nil {
		return err
	}
	return addEstimates(ctx, d)
}

// roomsOfLives are the rooms' parts of the lives, in the order in which they are
// told.
var roomsOfLives = []func(*living) error{
	livesOfSupport,
	livesOfAccommodation,
	livesOfJustice,
	livesOfLeave,
	livesOfReturns,
	livesOfDanger,
	livesOfMoney,
	livesOfOwnPages,
}

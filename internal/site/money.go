package site

import (
	"context"

	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/leave"
	"github.com/havenward/havenward/internal/subsistence"
	"github.com/havenward/havenward/internal/support"
)

// paying opens the room of money. What the rooms of accommodation, support and
// permission to stay say of somebody's life is asked about there and changes no
// money by itself.
func paying(config Config, housing *accommodation.Room, supporting *support.Room, staying *leave.Room) *subsistence.Room {
	rates := config.Rates
	if rates.Empty() {
		rates = subsistence.Default()
	}
	return &subsistence.Room{DB: config.DB, Rules: config.Rules, Rates: rates, Known: []subsistence.Known{
		func(ctx context.Context, tx *db.Tx, id db.ID) (said []subsistence.Said, err error) {
			living, known, err := housing.Lives(ctx, tx, id)
			if err != nil || !known {
				return nil, err
			}
			if living.Key != "" {
				code := subsistence.Outreach
				if living.House {
					code = subsistence.InHouse
				}
				said = append(said, subsistence.Said{Key: living.Key, Kind: subsistence.FactSituation, Code: code, From: living.From})
			}
			if living.Pregnant {
				said = append(said, subsistence.Said{Key: "pregnant-" + string(living.File), Kind: subsistence.FactPregnant})
			}
			return said, nil
		},
		func(ctx context.Context, tx *db.Tx, id db.ID) (said []subsistence.Said, err error) {
			children, err := supporting.Children(ctx, tx, id)
			for _, child := range children {
				s := subsistence.Said{Key: "dependant-" + string(child.ID), Kind: subsistence.FactPregnant, Words: child.Words}
				if child.Born {
					s.Kind, s.Name, s.Birth, s.From = subsistence.FactChild, child.Name, child.Birth, child.Birth
				}
				said = append(said, s)
			}
			return said, err
		},
		func(ctx context.Context, tx *db.Tx, id db.ID) ([]subsistence.Said, error) {
			seeking, err := staying.IsSeeking(ctx, tx, id)
			if err != nil || !seeking {
				return nil, err
			}
			return []subsistence.Said{{Key: "asylum", Kind: subsistence.FactSituation, Code: subsistence.AsylumSupport, From: civil.DayOf(tx.Now())}}, nil
		},
	}}
}

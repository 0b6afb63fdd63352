package casefile

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/db"
)

// Threat is what makes places and people dangerous to somebody, as sources say
// it: the towns where they were exploited, and who did it.
type Threat struct {
	Towns  []string // codes of towns in the United Kingdom
	Own    []Name   // the person's own names
	Gender string
	Actors []Actor
}

// ThreatTo reads what is dangerous to somebody, whoever acts: for the choice of a
// safe place, which shows areas and that a name resembles another, and none of
// the account. What is shown of a record is read with Load.
func ThreatTo(ctx context.Context, tx *db.Tx, id db.ID) (Threat, error) {
	r := &reading{ctx: ctx, tx: tx, id: id}
	var record Record
	r.facts(&record)
	r.episodes(&record)
	r.actors(&record)
	threat := Threat{Own: record.Names, Gender: record.Gender, Actors: record.Actors}
	for _, episode := range record.Episodes {
		for _, place := range episode.Places {
			if place.Town != "" && !slices.Contains(threat.Towns, place.Town) {
				threat.Towns = append(threat.Towns, place.Town)
			}
		}
	}
	return threat, r.err
}

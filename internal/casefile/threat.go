package casefile

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
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
	threats, err := ThreatsTo(ctx, tx, []db.ID{id})
	return threats[id], err
}

// ThreatsTo is ThreatTo for several people at once.
func ThreatsTo(ctx context.Context, tx *db.Tx, ids []db.ID) (map[db.ID]Threat, error) {
	threats := make(map[db.ID]Threat, len(ids))
	if len(ids) == 0 {
		return threats, nil
	}
	if err := seal.Ready(ctx, tx, ids); err != nil {
		return nil, err
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	among := `IN (` + db.Marks(1, len(ids)) + `)`
	if err := tx.Each(ctx, `SELECT case_id, id, kind, code, sealed FROM fact WHERE case_id `+among+` AND kind IN ('name', 'gender') AND withdrawn_at IS NULL ORDER BY id`, args, func(scan func(...any) error) error {
		var of db.ID
		var id, kind, code string
		var sealed []byte
		if err := scan(&of, &id, &kind, &code, &sealed); err != nil {
			return err
		}
		threat := threats[of]
		if kind == "gender" {
			threat.Gender = code
		} else {
			var name Name
			if err := Sealed(sealed).Open(ctx, tx, of, Row("fact", id), &name); err != nil {
				return err
			}
			threat.Own = append(threat.Own, name)
		}
		threats[of] = threat
		return nil
	}); err != nil {
		return nil, err
	}
	if err := tx.Each(ctx, `SELECT case_id, town FROM episode_place WHERE case_id `+among+` AND town <> '' ORDER BY case_id, number, place`, args, func(scan func(...any) error) error {
		var of db.ID
		var town string
		if err := scan(&of, &town); err != nil {
			return err
		}
		if threat := threats[of]; !slices.Contains(threat.Towns, town) {
			threat.Towns = append(threat.Towns, town)
			threats[of] = threat
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return threats, tx.Each(ctx, `SELECT case_id, number, sealed FROM actor WHERE case_id `+among+` ORDER BY case_id, number`, args, func(scan func(...any) error) error {
		var of db.ID
		var number int
		var sealed []byte
		if err := scan(&of, &number, &sealed); err != nil {
			return err
		}
		var actor Actor
		err := Sealed(sealed).Open(ctx, tx, of, Row("actor", number), &actor)
		threat := threats[of]
		threat.Actors = append(threat.Actors, actor)
		threats[of] = threat
		return err
	})
}

package placement

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// The tables whose sealed columns are opened as their own and no other's.
const (
	sealedAddress   = "place_address"
	sealedFile      = "placement_file"
	sealedPlacement = "placement"
	sealedSight     = "sight"
	sealedAnswer    = "sight_decision"
	sealedDenied    = "denied"
	sealedEnd       = "denied_end"
	sealedVisit     = "visit"
	sealedDecision  = "visit_decision"
	sealedCheck     = "visit_check"
	sealedWarning   = "resemblance"
	sealedOverride  = "resemblance_override"
	sealedLog       = "visit_log"
	sealedEnquiry   = "enquiry"
	sealedProfile   = "missing_profile"
	sealedEpisode   = "missing_episode"
	sealedAction    = "missing_action"
)

const fileColumns = `f.case_id, f.agency_id, f.version, f.needs, f.avoid, f.sealed, f.opened_at, f.closed_at, c.age_group, c.reference, c.stage, c.jurisdiction
	FROM placement_file f JOIN case_file c ON c.id = f.case_id`

func scanFile(ctx context.Context, tx *db.Tx, f *File, scan func(...any) error) error {
	var needs, avoid string
	var sealed []byte
	if err := scan(&f.Case, &f.Agency, &f.Version, &needs, &avoid, &sealed, db.Instant(&f.Opened), db.Instant(&f.Closed), &f.AgeGroup, &f.Reference, &f.Stage, &f.Jurisdiction); err != nil {
		return err
	}
	f.Needs, f.Avoid = splitCodes(needs), splitCodes(avoid)
	return casefile.OpenRow(ctx, tx, sealed, f.Case, sealedFile, f.Case, &f.Note)
}

// loadFile reads the file of a case, whoever acts.
func loadFile(ctx context.Context, tx *db.Tx, id db.ID) (f File, found bool, err error) {
	files, err := db.All(ctx, tx, `SELECT `+fileColumns+` WHERE f.case_id = $1`, []any{id}, func(f *File, scan func(...any) error) error { return scanFile(ctx, tx, f, scan) })
	if err != nil || len(files) == 0 {
		return f, false, err
	}
	return files[0], true, nil
}

// reach gives the file of a case on which the actor may do an action: the case
// is within reach, and the actor's agency is the placement team, or the actor
// looks after the person where they live now. Anything else is missing, like a
// case that does not exist.
func (room *Room) reach(ctx context.Context, tx *db.Tx, actor account.Actor, action access.Action, id db.ID) (File, error) {
	if err := access.Case(ctx, tx, actor, action, id); err != nil {
		return File{}, err
	}
	f, found, err := loadFile(ctx, tx, id)
	if err != nil {
		return f, err
	}
	if !found {
		return f, fault.Missing()
	}
	if f.Agency == actor.Agency && actor.Has(account.PlacementTeam, account.SocialWorker) {
		return f, nil
	}
	keeps, err := keepsPerson(ctx, tx, actor, id)
	if err == nil && (!keeps || !actor.Has(account.Carer)) {
		err = fault.Missing()
	}
	return f, err
}

// keepsPerson reports whether the actor looks after the place where a person
// lives now.
func keepsPerson(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (bool, error) {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM placement p JOIN place_keeper k ON k.place_id = p.place_id
		WHERE p.case_id = $1 AND p.ended_at IS NULL AND k.account_id = $2 AND k.until_at IS NULL`, []any{id, actor.Account}, &one)
}

// touchFile moves a file to its next version.
func touchFile(ctx context.Context, tx *db.Tx, id db.ID, version int64) error {
	return fault.Touched(tx.Exec(ctx, `UPDATE placement_file SET version = version + 1 WHERE case_id = $1 AND version = $2`, id, version))
}

// Waiting is a person within the agency's reach for whom no team answers yet.
type Waiting struct {
	Case      db.ID
	Reference string
	AgeGroup  string
	Opened    time.Time
	Name      string
}

// WithoutTeam lists people of whom the actor's agency knows who they are and for
// whom no placement team answers, the newest first.
func WithoutTeam(ctx context.Context, tx *db.Tx, actor account.Actor, limit int) ([]Waiting, error) {
	visible, args := access.Visible(tx, actor, "c.id", access.Identity, 2)
	return db.All(ctx, tx, `SELECT c.id, c.reference, c.age_group, c.opened_at FROM case_file c
		WHERE c.closed_at IS NULL AND c.stage NOT IN ('closed', 'withdrawn', 'disqualified')
		AND NOT EXISTS (SELECT 1 FROM placement_file f WHERE f.case_id = c.id AND f.closed_at IS NULL) AND `+visible+`
		ORDER BY c.id DESC LIMIT $1`, append([]any{limit}, args...), func(w *Waiting, scan func(...any) error) error {
		return scan(&w.Case, &w.Reference, &w.AgeGroup, db.Instant(&w.Opened))
	})
}

// Placed is a line of the board of people.
type Placed struct {
	File
	Name    string
	Place   Place // zero where they have none
	Since   time.Time
	Missing bool
	Waiting int // sights that wait for an answer
}

// SinceDay is the day of the placement.
func (p Placed) SinceDay() civil.Day { return civil.DayOf(p.Since) }

// placedPeople lists the people for whom the actor's agency answers.
func placedPeople(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Placed, error) {
	visible, args := access.Visible(tx, actor, "f.case_id", access.Identity|access.Location, 2)
	people, err := db.All(ctx, tx, `SELECT `+fileColumns+` WHERE f.agency_id = $1 AND f.closed_at IS NULL AND `+visible+` ORDER BY c.reference`,
		append([]any{actor.Agency}, args...), func(p *Placed, scan func(...any) error) error { return scanFile(ctx, tx, &p.File, scan) })
	if err != nil {
		return nil, err
	}
	at := map[db.ID]int{}
	for i, person := range people {
		at[person.Case] = i
	}
	err = tx.Each(ctx, `SELECT p.case_id, p.started_at, l.id, l.reference, l.kind, l.region FROM placement p JOIN place l ON l.id = p.place_id
		JOIN placement_file f ON f.case_id = p.case_id WHERE f.agency_id = $1 AND p.ended_at IS NULL`, []any{actor.Agency}, func(scan func(...any) error) error {
		var id db.ID
		var since time.Time
		var place Place
		if err := scan(&id, db.Instant(&since), &place.ID, &place.Reference, &place.Kind, &place.Region); err != nil {
			return err
		}
		if i, ours := at[id]; ours {
			people[i].Since, people[i].Place = since, place
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT case_id FROM missing_episode WHERE agency_id = $1 AND found_at IS NULL`, []any{actor.Agency}, func(scan func(...any) error) error {
		var id db.ID
		err := scan(&id)
		if i, ours := at[id]; ours {
			people[i].Missing = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, `SELECT s.case_id, count(*) FROM sight s JOIN placement_file f ON f.case_id = s.case_id
		WHERE f.agency_id = $1 AND s.decided_at IS NULL AND s.ended_at IS NULL GROUP BY s.case_id`, []any{actor.Agency}, func(scan func(...any) error) error {
		var id db.ID
		var n int
		err := scan(&id, &n)
		if i, ours := at[id]; ours {
			people[i].Waiting = n
		}
		return err
	})
	return people, err
}

// placements lists the stays of a person, the latest first.
func placements(ctx context.Context, tx *db.Tx, id db.ID) ([]Placement, error) {
	return db.All(ctx, tx, `SELECT p.id, p.case_id, p.started_at, p.ended_at, p.ended_why, p.sealed, a.name, l.id, l.reference, l.agency_id, l.kind, l.region
		FROM placement p JOIN place l ON l.id = p.place_id LEFT JOIN account a ON a.id = p.placed_by WHERE p.case_id = $1 ORDER BY p.id DESC`, []any{id},
		func(p *Placement, scan func(...any) error) error {
			var sealed []byte
			if err := scan(&p.ID, &p.Case, db.Instant(&p.Started), db.Instant(&p.Ended), db.Text(&p.EndedWhy), &sealed, db.Text(&p.By),
				&p.Place.ID, &p.Place.Reference, &p.Place.Agency, &p.Place.Kind, &p.Place.Region); err != nil {
				return err
			}
			return casefile.OpenRow(ctx, tx, sealed, p.Case, sealedPlacement, p.ID, &p.Why)
		})
}

// now gives the stay that has not ended.
func now(stays []Placement) (Placement, bool) {
	for _, stay := range stays {
		if stay.Ended.IsZero() {
			return stay, true
		}
	}
	return Placement{}, false
}

package site_test

import (
	"strings"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// placed is one of each thing that a placement team has of a case.
type placed struct{ place, sight, visit, warning, denied, episode string }

var nowhere = func() placed {
	const nothing = "00000000000000000000000000"
	return placed{nothing, nothing, nothing, nothing, nothing, nothing}
}()

// id is what {id} stands for in the JSON API of the room, or "" elsewhere.
func (p placed) id(path string) string {
	for part, id := range map[string]string{"/v1/placements/places/": p.place, "/v1/sights/": p.sight, "/v1/visits/": p.visit, "/v1/missing/episodes/": p.episode} {
		if strings.Contains(path, part) {
			return id
		}
	}
	return ""
}

func (p placed) values() map[string]string {
	return map[string]string{"place": p.place, "sight": p.sight, "visit": p.visit, "warning": p.warning, "denied": p.denied, "episode": p.episode}
}

// place has the case of a holding placed, with a sight of the address, a visitor
// who resembles somebody on the deny list, and an episode of going missing.
func (w *world) place(t *testing.T, email string, h *holding) {
	t.Helper()
	room := &placement.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
	id := db.ID(h.caseID)
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(background, tx, email)
		if err != nil {
			return err
		}
		actor.Via, actor.Roles = account.Page, []account.Role{account.PlacementTeam, account.SocialWorker}
		place, err := room.AddPlace(background, tx, actor, placement.PlaceForm{Kind: "foster", Region: "kent", Ages: "families", Gender: "any", Capacity: 2,
			Address: placement.Address{Lines: []string{"1 Quillfeather Lane"}}})
		if err != nil {
			return err
		}
		if err := room.TakeOn(background, tx, actor, id); err != nil {
			return err
		}
		if err := room.Put(background, tx, actor, id, placement.PlacingForm{Version: 1, Place: string(place)}); err != nil {
			return err
		}
		sight, err := room.AskSight(background, tx, actor, id, placement.SightForm{Reason: "visit", Words: "To visit them there", Hours: 2})
		if err != nil {
			return err
		}
		person := placement.Described{Names: []string{"Ivan Quillfeather"}}
		denied, err := room.Deny(background, tx, actor, id, placement.DenialForm{Person: placement.DeniedPerson{Described: person}, Reason: "threat"})
		if err != nil {
			return err
		}
		visit, err := room.AskVisit(background, tx, actor, id, placement.VisitForm{Relationship: "friend", Visitor: placement.Visitor{Described: person, Purpose: "To talk"}})
		if err != nil {
			return err
		}
		since := tx.Now().Add(-2 * time.Hour)
		episode, err := room.ReportMissing(background, tx, actor, id, placement.MissingForm{Since: form.Moment{On: civil.DayOf(since), At: since.In(civil.London).Format("15:04")}, Risk: "high", LastSeen: "At the bus stop"})
		if err != nil {
			return err
		}
		h.placed = placed{place: string(place), sight: string(sight.ID), visit: string(visit), denied: string(denied), episode: string(episode)}
		_, err = tx.Row(background, `SELECT id FROM resemblance WHERE visit_id = $1`, []any{visit}, &h.warning)
		if err != nil {
			return err
		}
		return casefile.TouchLatest(background, tx, id)
	})
}

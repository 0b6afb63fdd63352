package site_test

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/team"
)

// share makes one of each thing that the room of sharing keeps on the case of a
// holding, as somebody with every role.
func (w *world) share(tx *db.Tx, actor account.Actor, h *holding, name string) error {
	room := &sharing.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default()}
	for _, known := range account.Roles {
		actor.Roles = append(actor.Roles, known.Role)
	}
	elsewhere, id, today := w.charity, db.ID(h.caseID), civil.DayOf(tx.Now())
	parts := []string{"identity", "contact"}
	grant, err := room.Share(background, tx, actor, sharing.ShareForm{Case: id, Agency: elsewhere, To: "agency", Compartments: parts, Purpose: "support", Basis: "public-task", Reason: "To support " + name})
	if err != nil {
		return err
	}
	consent, err := room.RecordConsent(background, tx, actor, sharing.ConsentForm{Case: id, Agency: elsewhere, Purpose: "health", Compartments: parts, Given: "yes", How: "in-person",
		Language: "sq", ExplainedBy: "Somebody", Said: name + " agrees", On: today})
	if err != nil {
		return err
	}
	denial, err := room.Deny(background, tx, actor, sharing.DenyForm{Case: id, Agency: elsewhere, To: "agency", Reason: "Related to " + name})
	if err != nil {
		return err
	}
	var ref string
	if _, err := tx.Row(background, `SELECT reference FROM case_file WHERE id = $1`, []any{id}, &ref); err != nil {
		return err
	}
	request, err := room.Ask(background, tx, actor, sharing.AskForm{Reference: ref, Purpose: "support", Basis: "public-task", Compartments: parts, Reason: "To find " + name})
	if err != nil {
		return err
	}
	opened, err := room.OpenEmergency(background, tx, actor, sharing.EmergencyForm{Reference: ref, Reason: "Somebody looks for " + name})
	if err != nil {
		return err
	}
	h.grant, h.consent, h.denial, h.request, h.emergency = string(grant), string(consent), string(denial), string(request), string(opened.ID)
	return teamUp(tx, w, actor, h, name)
}

// teamUp makes a team and a duty post with somebody in each.
func teamUp(tx *db.Tx, w *world, actor account.Actor, h *holding, name string) error {
	room := &team.Room{DB: w.db}
	made, err := room.AddTeam(background, tx, actor, team.NameForm{Name: "Team of " + name})
	if err != nil {
		return err
	}
	member, err := room.Join(background, tx, actor, team.JoinForm{Team: made, Person: actor.Account})
	if err != nil {
		return err
	}
	post, err := room.AddPost(background, tx, actor, team.NameForm{Name: "Post of " + name, Team: made})
	if err != nil {
		return err
	}
	shift, err := room.AddShift(background, tx, actor, team.ShiftForm{Post: post, Person: actor.Account, On: civil.DayOf(tx.Now()), From: "18:00", Until: "08:00"})
	h.team, h.member, h.post, h.shift = string(made), string(member), string(post), string(shift)
	return err
}

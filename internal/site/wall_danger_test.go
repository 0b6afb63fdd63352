package site_test

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
)

// dangerKeeping is what the room of danger keeps: a talk, a safety plan with how
// it was taken, an alert.
var dangerKeeping = keeping{
	places: []string{"assessment", "given", "alert"},
	fixed:  map[string]string{"point": "location"},
	cases:  []string{"/danger/people/"},
	ids:    map[string]string{"/v1/danger/assessments/": "assessment", "/v1/alerts/": "alert"},
	make: func(t *testing.T, w *world, email string, h *holding) map[string]string {
		t.Helper()
		room, id, things := &danger.Room{DB: w.db, Rules: statute.Default()}, db.ID(h.caseID), map[string]string{}
		w.supporting(t, email, h, func(tx *db.Tx, actor account.Actor) error {
			yes := true
			talk, err := room.Assess(background, tx, actor, id, danger.AssessForm{On: civil.DayOf(tx.Now()), How: "together", Said: "Somebody Quillfeather is near", Knowers: []string{"exploiter"},
				Thinks: "So do I", New: &yes, NewWhat: "A call", Level: "high"})
			if err != nil {
				return err
			}
			if _, err := room.WritePlan(background, tx, actor, id, danger.SafetyPlanForm{Language: "en", Now: []string{"Call 999"}}); err != nil {
				return err
			}
			given, err := room.GivePlan(background, tx, actor, id, danger.GivePlanForm{How: "paper", On: civil.DayOf(tx.Now())})
			if err != nil {
				return err
			}
			alert, err := room.Alert(background, tx, actor, id, danger.AlertForm{Level: "high", Why: "Somebody Quillfeather is outside"})
			things["assessment"], things["given"], things["alert"] = string(talk), string(given), string(alert)
			return err
		})
		return things
	},
}

// supporting does something as somebody who supports the case of a holding.
func (w *world) supporting(t *testing.T, email string, h *holding, do func(tx *db.Tx, actor account.Actor) error) {
	t.Helper()
	w.write(t, func(tx *db.Tx) error {
		actor, _, err := account.LoadByEmail(context.Background(), tx, email)
		if err != nil {
			return err
		}
		actor.Via, actor.Roles = account.Page, []account.Role{account.SupportProvider, account.SupportManager, account.PaymentsOfficer}
		if err := access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: db.ID(h.caseID), Purpose: "support", Compartments: access.Support | access.Identity, LegalBasis: "health-care"}); err != nil {
			return err
		}
		return do(tx, actor)
	})
}

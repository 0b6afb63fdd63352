package site_test

import (
	"context"
	"testing"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/leave"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// leaveKeeping is what the room of leave keeps: a file and an application.
var leaveKeeping = keeping{
	places: []string{"application", "pack", "paper", "pause", "limit"},
	cases:  []string{"/leave/people/"},
	make: func(t *testing.T, w *world, email string, h *holding) map[string]string {
		t.Helper()
		never := func(context.Context, *db.Tx, db.ID) (leave.Standing, bool, error) {
			return leave.Standing{}, false, nil
		}
		room := &leave.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default(), Stands: never}
		id, things := db.ID(h.caseID), map[string]string{}
		w.supporting(t, email, h, func(tx *db.Tx, actor account.Actor) error {
			if err := access.Give(background, tx, actor, access.Grant{Agency: actor.Agency, Case: id, Purpose: "leave", Compartments: access.Immigration | access.Identity, LegalBasis: "health-care"}); err != nil {
				return err
			}
			if _, err := room.Open(background, tx, actor, id, leave.StatusForm{Status: "none", FileWords: leave.FileWords{Adviser: "Quillfeather and Sons"}}); err != nil {
				return err
			}
			application, err := room.Apply(background, tx, actor, id, leave.ApplyForm{Basis: "recovery", Renewal: "no", State: "preparing", Begun: civil.DayOf(tx.Now())})
			if err != nil {
				return err
			}
			paper, err := room.KeepPaper(background, tx, actor, id, application, leave.PaperForm{Description: "Letter of Quillfeather and Sons", Name: "letter.pdf", Content: []byte("%PDF-1.7 invented")})
			things["application"], things["paper"] = string(application), string(paper)
			return err
		})
		return things
	},
}

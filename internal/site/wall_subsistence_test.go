package site_test

import (
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
)

// moneyKeeping is what the room of money keeps: a fact, a grant that was asked for,
// and a payment in a run that waits for a second person.
var moneyKeeping = keeping{
	places: []string{"fact", "award", "run", "payment"},
	cases:  []string{"/money/people/"},
	fixed:  map[string]string{"known": "asylum"},
	ids:    map[string]string{"/v1/money/facts/{id}": "fact", "/v1/money/grants/{id}": "award", "/v1/payments/{id}": "run", "/v1/payments/sent/{id}": "payment"},
	make: func(t *testing.T, w *world, email string, h *holding) map[string]string {
		t.Helper()
		room, id, things := &subsistence.Room{DB: w.db, Rules: statute.Default(), Rates: subsistence.Default()}, db.ID(h.caseID), map[string]string{}
		w.supporting(t, email, h, func(tx *db.Tx, actor account.Actor) error {
			today := civil.DayOf(tx.Now())
			if err := room.Open(background, tx, actor, id, subsistence.OpenSubsistenceForm{From: today.Add(-20), Situation: subsistence.Outreach}); err != nil {
				return err
			}
			if err := room.KeepPayee(background, tx, actor, id, subsistence.PayeeForm{Method: "bank", Holder: "Somebody Quillfeather", Sort: "309611", Account: "12345678"}); err != nil {
				return err
			}
			fact, err := room.Record(background, tx, actor, id, subsistence.FactForm{Kind: "child", From: today, Birth: today.Add(-400), Name: "Little Quillfeather"})
			if err != nil {
				return err
			}
			award, err := room.AskGrant(background, tx, actor, id, subsistence.GrantForm{Kind: "clothes", Amount: "40", Reason: "A coat for Quillfeather"})
			if err != nil {
				return err
			}
			run, err := room.Prepare(background, tx, actor, subsistence.RunForm{Until: today})
			if err != nil {
				return err
			}
			things["fact"], things["award"], things["run"] = string(fact), string(award), string(run)
			var payment string
			_, err = tx.Row(background, `SELECT id FROM subsistence_payment WHERE run_id = $1`, []any{run}, &payment)
			things["payment"] = payment
			return err
		})
		return things
	},
}

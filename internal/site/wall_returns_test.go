package site_test

import (
	"testing"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/returns"
	"github.com/havenward/havenward/internal/statute"
)

// returnsKeeping is what the room of returns keeps: a choice to go home, a risk, and
// an organisation abroad that is asked.
var returnsKeeping = keeping{
	places: []string{"handover", "risk", "receiver", "signal"},
	cases:  []string{"/returns/people/"},
	fixed:  map[string]string{"token": "no-such-link"},
	ids:    map[string]string{"/v1/handovers/": "handover"},
	make: func(t *testing.T, w *world, email string, h *holding) map[string]string {
		t.Helper()
		room, id, things := &returns.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default(), URL: "https://havenward.example"}, db.ID(h.caseID), map[string]string{}
		w.supporting(t, email, h, func(tx *db.Tx, actor account.Actor) error {
			actor.Roles = append(actor.Roles, account.ReturnsOfficer)
			today := civil.DayOf(tx.Now())
			abroad, err := account.AddAgency(background, tx, account.Agency{Name: "Namai of " + email + " " + h.caseID, Kind: account.NGO, Jurisdiction: "lithuania"})
			if err != nil {
				return err
			}
			receiver, err := room.KeepReceiver(background, tx, actor, returns.ReceiverForm{Agency: string(abroad), Town: "Kaunas", Language: "lt", Takes: []string{"women"}, Offers: []string{"housing"},
				Contact: "By telephone", Checked: today})
			if err != nil {
				return err
			}
			if _, err := room.Begin(background, tx, actor, id, returns.BeginForm{Country: "LT", Town: "Kaunas", Words: "Home, says Quillfeather."}); err != nil {
				return err
			}
			if _, err := room.Choose(background, tx, actor, id, returns.ChoiceForm{Version: 1, Kind: returns.ToReturn, Given: "yes", ExplainedBy: "Amara", How: "interpreter-present", Language: "lt",
				Interpreter: "Jonas", Alternatives: []string{"stay", "support", "no-police"}, Said: "I want to go.", Explained: today.Add(-10), Chosen: today}); err != nil {
				return err
			}
			risk, err := room.AssessRisk(background, tx, actor, id, returns.RiskForm{Version: 2, Side: returns.Here, Level: returns.Some, Factors: []string{"debt"}, Together: "yes", On: today, Said: "They know.", Plan: "Elsewhere."})
			if err != nil {
				return err
			}
			handover, err := room.Ask(background, tx, actor, id, returns.AskForm{Version: 3, Agency: string(abroad), Needs: []string{"housing"}, Words: "A woman alone."})
			things["handover"], things["risk"], things["receiver"] = string(handover), string(risk), string(receiver)
			return err
		})
		return things
	},
}

package subsistence

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/route"
)

const apiTag = "Money"

// Register adds the operations of the room to the JSON API: the same commands as
// the pages. Names and accounts are in no answer: how somebody is paid is recorded
// and its file taken on the pages alone, by a person who has just proved who they
// are.
func (room *Room) Register(api huma.API) {
	commands := deed.API{Huma: api, DB: room.DB, Tag: apiTag}
	deed.Command(commands, access.KeepSubsistence, "open-subsistence", "/api/v1/money/people/{id}/open", "Begin to pay somebody", deed.Changes(room.Open))
	deed.Command(commands, access.KeepSubsistence, "record-fact", "/api/v1/money/people/{id}/facts", "Record a fact by which money is reckoned", room.Record)
	deed.Command(commands, access.KeepSubsistence, "correct-fact", "/api/v1/money/facts/{id}/correct", "Record a fact anew in place of one that was wrong", room.Correct)
	deed.Command(commands, access.KeepSubsistence, "end-subsistence", "/api/v1/money/people/{id}/end", "End payment after a day", deed.Changes(room.End))
	deed.Command(commands, access.KeepSubsistence, "ask-grant", "/api/v1/money/people/{id}/grants", "Ask for a grant; somebody else decides", room.AskGrant)
	deed.Command(commands, access.DecideSubsistence, "decide-grant", "/api/v1/money/grants/{id}/decide", "Give a grant or refuse it", deed.Changes(room.DecideGrant))
	deed.Command(commands, access.DecideSubsistence, "decide-overpaid", "/api/v1/money/people/{id}/overpaid", "Decide on money that was paid too much", deed.Changes(room.DecideOverpaid))
	deed.Command(commands, access.AgreePayments, "agree-to-payments", "/api/v1/payments/{id}/agree", "Agree to payments that another person prepared, or refuse them", deed.Changes(room.Agree))
	deed.Command(commands, access.PreparePayments, "record-bounced-payment", "/api/v1/payments/sent/{id}/bounce", "Record that a payment came back", deed.Changes(room.Bounce))
	deed.Command(commands, access.PreparePayments, "prepare-payments", "/api/v1/payments", "Prepare payments, which wait for a second person", func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f RunForm) (db.ID, error) {
		return room.Prepare(ctx, tx, actor, f)
	})
	route.API(api, access.ListSubsistence, huma.Operation{OperationID: "list-subsistence", Method: http.MethodGet, Path: "/api/v1/money", Summary: "List what people are due today", Tags: []string{apiTag}}, room.apiList)
}

type moneyListOut struct {
	Body struct {
		People []moneyLineOut `json:"people"`
	}
}

type moneyLineOut struct {
	Case      string `json:"case"`
	Reference string `json:"reference"`
	Weekly    int64  `json:"weekly" doc:"In pence"`
	Due       int64  `json:"due" doc:"To be paid, in pence"`
	Back      int64  `json:"back" doc:"Of it, missing from before, in pence"`
	Over      int64  `json:"over" doc:"Paid too much before, in pence"`
	Missing   string `json:"missing,omitempty"`
}

func (room *Room) apiList(ctx context.Context, actor account.Actor, _ *struct{}) (*moneyListOut, error) {
	out := &moneyListOut{}
	out.Body.People = []moneyLineOut{}
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-subsistence", Category: audit.Consultation, Subject: "list", Why: purpose})
	}); err != nil {
		return nil, err
	}
	err := room.DB.Read(ctx, func(tx *db.Tx) error {
		found, err := filesOf(ctx, tx, actor)
		for _, who := range found {
			line, err := room.lineOf(ctx, tx, who, civil.DayOf(tx.Now()))
			if err != nil {
				return err
			}
			out.Body.People = append(out.Body.People, moneyLineOut{string(line.Case), line.Reference, line.Weekly, line.Due.Amount, line.Due.Back, line.Due.Over, string(line.Gap)})
		}
		return err
	})
	return out, err
}

package subsistence

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

const apiTag = "Money"

// Register adds the operations of the room to the JSON API: the same commands as
// the pages. Names and accounts are in no answer: how somebody is paid is recorded
// and its file taken on the pages alone, by a person who has just proved who they
// are.
func (room *Room) Register(api huma.API) {
	operation(room, api, access.KeepSubsistence, "open-subsistence", "/api/v1/money/people/{id}/open", "Begin to pay somebody", changed(room.Open))
	operation(room, api, access.KeepSubsistence, "record-fact", "/api/v1/money/people/{id}/facts", "Record a fact by which money is reckoned", room.Record)
	operation(room, api, access.KeepSubsistence, "correct-fact", "/api/v1/money/facts/{id}/correct", "Record a fact anew in place of one that was wrong", room.Correct)
	operation(room, api, access.KeepSubsistence, "end-subsistence", "/api/v1/money/people/{id}/end", "End payment after a day", changed(room.End))
	operation(room, api, access.KeepSubsistence, "ask-grant", "/api/v1/money/people/{id}/grants", "Ask for a grant; somebody else decides", room.AskGrant)
	operation(room, api, access.DecideSubsistence, "decide-grant", "/api/v1/money/grants/{id}/decide", "Give a grant or refuse it", changed(room.DecideGrant))
	operation(room, api, access.DecideSubsistence, "decide-overpaid", "/api/v1/money/people/{id}/overpaid", "Decide on money that was paid too much", changed(room.DecideOverpaid))
	operation(room, api, access.AgreePayments, "agree-to-payments", "/api/v1/payments/{id}/agree", "Agree to payments that another person prepared, or refuse them", changed(room.Agree))
	operation(room, api, access.PreparePayments, "record-bounced-payment", "/api/v1/payments/sent/{id}/bounce", "Record that a payment came back", changed(room.Bounce))
	route.API(api, access.PreparePayments, huma.Operation{OperationID: "prepare-payments", Method: http.MethodPost, Path: "/api/v1/payments", Summary: "Prepare payments, which wait for a second person", Tags: []string{apiTag}}, room.apiPrepare)
	route.API(api, access.ListSubsistence, huma.Operation{OperationID: "list-subsistence", Method: http.MethodGet, Path: "/api/v1/money", Summary: "List what people are due today", Tags: []string{apiTag}}, room.apiList)
}

type moneyIn[T any] struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body T
}

type moneyOut struct {
	Body struct {
		ID string `json:"id" doc:"What was made or changed"`
	}
}

// changed is a command that changes the thing of its address and makes none.
func changed[T any](change command[T]) func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) (db.ID, error) {
		return id, change(ctx, tx, actor, id, f)
	}
}

func operation[T any](room *Room, api huma.API, action access.Action, name, path, summary string, take func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error)) {
	route.API(api, action, huma.Operation{OperationID: name, Method: http.MethodPost, Path: path, Summary: summary, Tags: []string{apiTag}}, func(ctx context.Context, actor account.Actor, in *moneyIn[T]) (*moneyOut, error) {
		id, ok := db.ParseID(in.ID)
		if !ok {
			return nil, fault.Missing()
		}
		return room.once(ctx, actor, name+" "+string(id), in.Key, func(tx *db.Tx) (db.ID, error) { return take(ctx, tx, actor, id, in.Body) })
	})
}

func (room *Room) once(ctx context.Context, actor account.Actor, name, key string, take func(tx *db.Tx) (db.ID, error)) (*moneyOut, error) {
	if key = strings.TrimSpace(key); key != "" {
		key = "api " + name + " " + key
	}
	var out moneyOut
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out.Body.ID, err = tx.Once(ctx, string(actor.Account), key, func() (string, error) {
			made, err := take(tx)
			return string(made), err
		})
		return err
	})
	return &out, err
}

type prepareIn struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body RunForm
}

func (room *Room) apiPrepare(ctx context.Context, actor account.Actor, in *prepareIn) (*moneyOut, error) {
	return room.once(ctx, actor, "prepare-payments", in.Key, func(tx *db.Tx) (db.ID, error) { return room.Prepare(ctx, tx, actor, in.Body) })
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

package retention

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

const tag = "Retention"

// caseForm is what a command on the record of a case is given.
type caseForm struct {
	Version int64  `json:"version" doc:"As the list of records gave it"`
	Reason  string `json:"reason,omitempty" maxLength:"2000" doc:"Of a hold, and of lifting it. Do not use anybody's name"`
}

// Register adds the operations of the room to the JSON API: the same commands as
// the pages.
func (room *Room) Register(api huma.API) {
	commands := deed.API{Huma: api, DB: room.DB, Tag: tag}
	deed.Query(commands, access.ListRecords, "list-records", "/api/v1/records", "List what is due for removal, waits for a second person or is held by law, each with the rule that says so",
		func(context.Context, *db.Tx, account.Actor, *struct{}) (audit.Entry, error) {
			return audit.Entry{Action: "list-records", Category: audit.Consultation, Subject: "records due for removal", Why: "Retention"}, nil
		}, room.apiList)
	for _, c := range []struct {
		name, path, summary string
		run                 func(context.Context, *db.Tx, account.Actor, Form) error
	}{
		{"approve-removal", "approve", "Approve the removal of a case's record, as the first of two people", room.Approve},
		{"withdraw-removal", "withdraw", "Take the approval of a removal back", room.Withdraw},
		{"confirm-removal", "confirm", "Agree to a removal as the second person: the record is removed for ever", room.Confirm},
		{"hold-record", "hold", "Hold a case's record by law", room.Hold},
		{"lift-hold", "lift", "Lift the hold on a case's record", room.Lift},
	} {
		deed.Command(commands, access.RemoveRecord, c.name, "/api/v1/records/{id}/"+c.path, c.summary,
			func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f caseForm) (db.ID, error) {
				return id, c.run(ctx, tx, actor, Form{Case: id, Version: f.Version, Reason: f.Reason})
			})
	}
	for _, c := range []struct {
		name, path, summary string
		run                 keptCommand
	}{
		{"approve-removal-kept", "approve", "Approve the removal of a record beside cases, as the first of two people", room.ApproveKept},
		{"withdraw-removal-kept", "withdraw", "Take the approval of such a removal back", room.WithdrawKept},
		{"confirm-removal-kept", "confirm", "Agree to such a removal as the second person: the record is removed for ever", room.ConfirmKept},
		{"hold-kept", "hold", "Hold a draft, a notification or an entry of the list of people to keep away by law", room.HoldKept},
		{"lift-hold-kept", "lift", "Lift such a hold", room.LiftKept},
	} {
		deed.Command(commands, access.RemoveKept, c.name, "/api/v1/records/kept/{id}/"+c.path, c.summary, deed.Changes(c.run))
	}
}

type recordsOut struct {
	Body struct {
		Records []recordOut `json:"records"`
	}
}

// recordOut is one record, by number and days.
type recordOut struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind" doc:"case, or the sort of what is kept beside cases: draft, notification, denial"`
	Reference string    `json:"reference,omitempty"`
	Version   int64     `json:"version,omitempty" doc:"Of a case"`
	State     string    `json:"state" doc:"waiting: for a second person; due; soon: a job removes it on its day; held: by law"`
	Purpose   string    `json:"purpose,omitempty" doc:"Why it is kept"`
	Since     civil.Day `json:"since,omitzero" doc:"From when its time counts"`
	Due       civil.Day `json:"due,omitzero"`
	Rule      string    `json:"rule,omitempty"`
	Words     string    `json:"words,omitempty"`
	Source    string    `json:"source,omitempty"`
	Approved  string    `json:"approvedBy,omitempty"`
}

func (room *Room) apiList(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*recordsOut, error) {
	all, err := room.overview(ctx, tx, actor)
	if err != nil {
		return nil, err
	}
	out := &recordsOut{}
	out.Body.Records = []recordOut{}
	for _, list := range []struct {
		state   string
		records []Record
	}{{"waiting", all.Waiting}, {"due", all.Due}, {"held", all.Held}} {
		for _, r := range list.records {
			out.Body.Records = append(out.Body.Records, recordOut{ID: string(r.ID), Kind: "case", Reference: r.Reference, Version: r.Version, State: list.state,
				Since: r.Due.Start, Due: r.Due.On, Rule: r.Due.Rule.Ref(), Words: r.Due.Rule.Words, Source: r.Due.Rule.Source.Text, Approved: r.ApproverName})
		}
	}
	for _, shelf := range all.Shelves {
		for _, list := range []struct {
			state string
			items []Item
		}{{"waiting", shelf.Waiting}, {"due", shelf.Due}, {"soon", shelf.Soon}, {"held", shelf.Held}} {
			for _, i := range list.items {
				one := recordOut{ID: string(i.ID), Kind: shelf.Code, Reference: i.Reference, State: list.state, Purpose: shelf.Purpose, Since: i.Start, Approved: i.ApproverName}
				if !i.InUse() {
					one.Due, one.Rule, one.Words, one.Source = i.Due.On, i.Due.Rule.Ref(), i.Due.Rule.Words, i.Due.Rule.Source.Text
				}
				out.Body.Records = append(out.Body.Records, one)
			}
		}
	}
	return out, nil
}

package retention

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// Routes are the addresses of the room.
func (room *Room) Routes() []route.Route {
	command := func(name string, run func(context.Context, *db.Tx, account.Actor, Form) error, done string) route.Route {
		return route.Route{Pattern: "POST /records/{id}/" + name, Action: access.RemoveRecord, Handle: func(r *route.Request) error { return room.post(r, run, done) }}
	}
	return append([]route.Route{
		{Pattern: "GET /records", Action: access.ListRecords, Handle: room.list},
		{Pattern: "GET /records/keys", Action: access.ListRecords, Handle: room.keys},
		{Pattern: "POST /records/keys", Action: access.RenewKey, StepUp: true, Handle: room.renew},
		{Pattern: "GET /records/{id}", Action: access.RemoveRecord, Handle: room.record},
		command("approve", room.Approve, "approved"),
		command("withdraw", room.Withdraw, "withdrawn"),
		command("confirm", room.Confirm, "removed"),
		command("hold", room.Hold, "held"),
		command("lift", room.Lift, "lifted"),
	}, room.keptRoutes()...)
}

var said = map[string]string{
	"approved":  "The removal is approved. Somebody else has to confirm it",
	"withdrawn": "The approval is taken back",
	"removed":   "The record was removed",
	"held":      "The record is held until the hold is lifted",
	"lifted":    "The hold is lifted",
	"renewing":  "The case has new keys. What it holds is being sealed anew",
}

// listPage is what is to be removed, and what is not and why.
type listPage struct {
	Waiting, Due, Held []Record
	Shelves            []shelfPage
	Messages           messagesPage
}

func (room *Room) list(r *route.Request) error {
	var data listPage
	err := r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if data, err = room.overview(r.Context(), tx, r.Actor); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "list-records", Category: audit.Consultation, Subject: "records due for removal", Why: "Retention"})
	})
	if err != nil {
		return err
	}
	return r.Render(pages, http.StatusOK, "records.html", page.View{Title: "Records to remove", Width: "wide", Banner: banner(r), Data: data})
}

// overview reads everything that is to be removed, or is held, as it stands today.
func (room *Room) overview(ctx context.Context, tx *db.Tx, actor account.Actor) (data listPage, err error) {
	records, err := closedRecords(ctx, tx, actor, room.Rules)
	if err != nil {
		return data, err
	}
	today := civil.DayOf(tx.Now())
	for _, record := range records {
		switch {
		case record.Held:
			data.Held = append(data.Held, record)
		case !record.Approved.IsZero():
			data.Waiting = append(data.Waiting, record)
		case record.IsDue(today):
			data.Due = append(data.Due, record)
		}
	}
	if data.Shelves, err = room.shelves(ctx, tx, actor); err != nil {
		return data, err
	}
	data.Messages, err = room.messages(ctx, tx)
	return data, err
}

func banner(r *route.Request) *page.Banner {
	if message := said[r.URL.Query().Get("done")]; message != "" {
		return &page.Banner{Type: "success", Message: message}
	}
	return nil
}

// recordPage is one record, why it is due, and what may be done.
type recordPage struct {
	Record
	IsDue, Mine bool
	Why         []casefile.Sentence
	HoldReason  string
	Fields      []ask.Field
}

type reasoned struct{ Reason string }

var reasonQuestions = []ask.Question[reasoned]{
	{Name: "reason", Label: "Why?", Hint: "For example, a court, an inquest or an inquiry needs it. Do not use anybody’s name", Kind: ask.Story, Rows: 3, MaxLength: 2000,
		Required: "Enter why", Bind: func(f *reasoned) any { return &f.Reason }},
}

func (room *Room) record(r *route.Request) error {
	return room.show(r, http.StatusOK, nil, nil)
}

func (room *Room) show(r *route.Request, status int, values url.Values, errs []fault.Field) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data recordPage
	err = r.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := access.Case(r.Context(), tx, r.Actor, access.RemoveRecord, id); err != nil {
			return err
		}
		record, err := recordOf(r.Context(), tx, r.Actor, room.Rules, id)
		if err != nil {
			return err
		}
		data = recordPage{Record: record, IsDue: record.IsDue(civil.DayOf(tx.Now())), Mine: record.Approver == r.Actor.Account, Why: casefile.Sentences(record.Due),
			Fields: ask.Fields(&reasoned{}, values, errs, reasonQuestions)}
		hold, held, err := casefile.HoldOn(r.Context(), tx, id)
		if held {
			data.HoldReason = hold.Reason
		}
		if err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "read-retention", Category: audit.Consultation, Case: id, Subject: "case " + string(id), Why: "Retention"})
	})
	if err != nil {
		return err
	}
	return r.Render(pages, status, "record.html", page.View{Title: "Record to remove", Errors: errs, Back: page.Link{Text: "Records to remove", Href: "/records"}, Banner: banner(r), Data: data})
}

// post runs one command and shows what came of it.
func (room *Room) post(r *route.Request, run func(context.Context, *db.Tx, account.Actor, Form) error, done string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	values, err := r.Values()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(values.Get("version"), 10, 64)
	var typed reasoned
	_ = ask.Fill(&typed, values, reasonQuestions) // the command says what is missing
	err = r.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := tx.Once(r.Context(), "retention "+string(r.Actor.Account), r.Once(), func() (string, error) {
			return done, run(r.Context(), tx, r.Actor, Form{Case: id, Version: version, Reason: typed.Reason})
		})
		return err
	})
	if problem := fault.Of(err); err != nil && problem.Code == fault.Invalid {
		return room.show(r, http.StatusUnprocessableEntity, values, problem.Fields)
	}
	if err != nil {
		return err
	}
	if done == "removed" {
		return r.Redirect("/records?done=removed")
	}
	return r.Redirect("/records/" + string(id) + "?done=" + done)
}

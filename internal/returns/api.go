package returns

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
)

// Register adds the operations of the room to the JSON API: the same commands as
// the pages. The words of a person, of a pack and of an organisation are on the
// pages only.
func (room *Room) Register(api huma.API) {
	a := deed.API{Huma: api, DB: room.DB, Tag: "Returns"}
	deed.Command(a, access.BeginReturn, "begin-return", "/api/v1/returns/people/{id}", "Record that somebody wants to talk about going home", room.Begin)
	deed.Command(a, access.DecideInterests, "decide-best-interests", "/api/v1/returns/people/{id}/interests", "Record what is best for a child", deed.Changes(room.DecideInterests))
	deed.Command(a, access.PlanReturn, "record-return-choice", "/api/v1/returns/people/{id}/choices", "Record what the person answered; a no to going home stops everything", room.Choose)
	deed.Command(a, access.PlanReturn, "assess-return-risk", "/api/v1/returns/people/{id}/risks", "Record an assessment of the risks of one side", room.AssessRisk)
	deed.Command(a, access.PlanReturn, "keep-return-document", "/api/v1/returns/people/{id}/documents", "Record a document; an embassy is contacted only with consent", room.KeepDocument)
	deed.Command(a, access.PlanReturn, "plan-return-journey", "/api/v1/returns/people/{id}/travel", "Plan the journey", deed.Changes(room.SetTravel))
	deed.Command(a, access.PlanReturn, "agree-return-contacts", "/api/v1/returns/people/{id}/contacts", "Record which contacts afterwards the person agreed to", deed.Changes(room.AgreeContacts))
	deed.Command(a, access.PlanReturn, "ask-receiver", "/api/v1/returns/people/{id}/handovers", "Ask an organisation abroad, without saying who the person is", room.Ask)
	deed.Command(a, access.PlanReturn, "give-handover-pack", "/api/v1/returns/people/{id}/pack", "Give the organisation what was agreed with the person", deed.Changes(room.GivePack))
	deed.Command(a, access.PlanReturn, "record-departure", "/api/v1/returns/people/{id}/departure", "Record that the person left", deed.Changes(room.Depart))
	deed.Command(a, access.PlanReturn, "record-arrival", "/api/v1/returns/people/{id}/arrival", "Record that the person arrived", deed.Changes(room.Arrive))
	deed.Command(a, access.PlanReturn, "withdraw-return", "/api/v1/returns/people/{id}/withdrawal", "Stop everything: the person no longer wants it", deed.Changes(room.Withdraw))
	deed.Command(a, access.PlanReturn, "end-return", "/api/v1/returns/people/{id}/end", "End a return of which nothing is left to do", deed.Changes(room.End))
	deed.Command(a, access.ListHandovers, "accept-handover", "/api/v1/handovers/{id}/accept", "Take a person on, by name and with a second contact", deed.Changes(room.Accept))
	deed.Command(a, access.ListHandovers, "decline-handover", "/api/v1/handovers/{id}/decline", "Decline to take a person on", deed.Changes(room.Decline))
	deed.Command(a, access.PlanReturn, "record-return-contact", "/api/v1/returns/people/{id}/contacts/found", "Record what a contact after the return found; signs of exploitation are raised at once",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in foundIn) error {
			return room.Find(ctx, tx, actor, id, in.Contact, in.FindingForm)
		}))
	deed.Command(a, access.PlanReturn, "move-return-contact", "/api/v1/returns/people/{id}/contacts/move", "Give a contact another day, as the person wants it",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in moveIn) error {
			return room.Move(ctx, tx, actor, id, in.Contact, in.MoveForm)
		}))
	deed.Command(a, access.PlanReturn, "look-at-re-trafficking", "/api/v1/returns/people/{id}/signals", "Record who looked at a sign of re-trafficking, and what they found",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in signalIn) error {
			return room.Look(ctx, tx, actor, id, in.Signal, in.SignalForm)
		}))
	deed.Command(a, access.ReadHandover, "tell-how-somebody-is", "/api/v1/handovers/{id}/contacts", "Say how the person is, as the organisation that took them on",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in foundIn) error {
			return room.PartnerFinds(ctx, tx, actor, id, in.Contact, in.FindingForm)
		}))
	deed.Command(a, access.KeepReceivers, "keep-receiver", "/api/v1/returns/receivers", "Add an organisation abroad that takes people on, or correct what is known of it",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f ReceiverForm) (db.ID, error) {
			return room.KeepReceiver(ctx, tx, actor, f)
		})
	deed.Query(a, access.ReadReceivers, "list-receivers", "/api/v1/returns/receivers", "List the organisations abroad that take people on", lookAt[struct{}]("list-receivers"), room.apiReceivers)
	deed.Query(a, access.ListReturns, "list-returns", "/api/v1/returns", "List the returns of your agency with what is next", lookAt[struct{}]("list-returns"), room.apiList)
	deed.Query(a, access.CountReturns, "count-returns", "/api/v1/returns/figures", "Count returns and what was found after them, with what each is out of", lookAt[struct{}]("count-returns"), room.apiFigures)
	deed.Query(a, access.ReadReturn, "read-return", "/api/v1/returns/people/{id}", "Read how far a return is and what is missing", room.apiLook, room.apiPerson)
}

// lookAt is the entry of a look at a list.
func lookAt[In any](action string) func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) {
	return func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) {
		return audit.Entry{Action: action, Category: audit.Consultation, Subject: "list", Why: purpose}, nil
	}
}

type returnsOut struct {
	Body struct {
		Returns []ReturnOut `json:"returns"`
	}
}

// ReturnOut is a journey home as lists of the API show it.
type ReturnOut struct {
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Version   int64     `json:"version"`
	State     State     `json:"state"`
	Country   string    `json:"country"`
	Next      string    `json:"next,omitempty"`
	Due       civil.Day `json:"due,omitzero"`
	Signal    bool      `json:"signal" doc:"A sign of re-trafficking waits for somebody to look"`
}

func (room *Room) apiList(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*returnsOut, error) {
	out := &returnsOut{}
	out.Body.Returns = []ReturnOut{}
	rows, err := room.rows(ctx, tx, actor)
	for _, r := range rows {
		out.Body.Returns = append(out.Body.Returns, ReturnOut{string(r.Case), r.Reference, r.Version, r.State, r.Plan.Country, r.Next, r.NextDue, r.Signal})
	}
	return out, err
}

type returnCountsOut struct {
	Body struct {
		Counts []Count `json:"counts"`
	}
}

func (room *Room) apiFigures(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*returnCountsOut, error) {
	counts, err := room.tally(ctx, tx, actor)
	out := &returnCountsOut{}
	out.Body.Counts = counts
	return out, err
}

type foundIn struct {
	Contact db.ID `json:"contact"`
	FindingForm
}

type moveIn struct {
	Contact db.ID `json:"contact"`
	MoveForm
}

type signalIn struct {
	Signal db.ID `json:"signal"`
	SignalForm
}

type receiversOut struct {
	Body struct {
		Receivers []receiverOut `json:"receivers"`
	}
}

type receiverOut struct {
	Agency   string    `json:"agency"`
	Name     string    `json:"name"`
	Version  int64     `json:"version"`
	Country  string    `json:"country"`
	Town     string    `json:"town"`
	Language string    `json:"language"`
	Takes    []string  `json:"takes"`
	Offers   []string  `json:"offers"`
	Contact  string    `json:"contact"`
	Checked  civil.Day `json:"checked"`
}

func (room *Room) apiReceivers(ctx context.Context, tx *db.Tx, _ account.Actor, _ *struct{}) (*receiversOut, error) {
	out := &receiversOut{}
	out.Body.Receivers = []receiverOut{}
	found, err := receivers(ctx, tx, `r.closed_at IS NULL`)
	for _, r := range found {
		out.Body.Receivers = append(out.Body.Receivers, receiverOut{string(r.Agency), r.Name, r.Version, r.Country, r.Town, r.Language, r.Takes, r.Offers, r.Contact, r.Checked})
	}
	return out, err
}

type personIn struct {
	ID string `path:"id"`
}

type returnStepsOut struct {
	Body struct {
		ReturnOut
		Steps    []stepOut    `json:"steps"`
		Contacts []contactOut `json:"contacts"`
		Signals  []signalOut  `json:"signals"`
	}
}

type contactOut struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	Kind      string    `json:"kind"`
	Due       civil.Day `json:"due"`
	Done      civil.Day `json:"done,omitzero"`
	Found     string    `json:"found,omitempty"`
	Partner   bool      `json:"partner" doc:"The organisation there found it"`
	Cancelled bool      `json:"cancelled"`
}

type signalOut struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Source  string `json:"source"`
	Outcome string `json:"outcome,omitempty" doc:"Empty while nobody has looked"`
}

type stepOut struct {
	Code string `json:"code"`
	Done bool   `json:"done"`
}

func (room *Room) apiLook(ctx context.Context, tx *db.Tx, actor account.Actor, in *personIn) (audit.Entry, error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return audit.Entry{}, fault.Missing()
	}
	p, err := room.reach(ctx, tx, actor, access.ReadReturn, id)
	return audit.Entry{Action: "read-return", Category: audit.Consultation, Case: id, Subject: "return " + string(p.ID), Why: purpose}, err
}

func (room *Room) apiPerson(ctx context.Context, tx *db.Tx, actor account.Actor, in *personIn) (*returnStepsOut, error) {
	p, err := room.reach(ctx, tx, actor, access.ReadReturn, db.ID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &returnStepsOut{}
	out.Body.ReturnOut = ReturnOut{Case: string(p.Case), Reference: p.Reference, Version: p.Version, State: p.State, Country: p.Country, Signal: p.OpenSignal()}
	if out.Body.Next, out.Body.Due, err = room.next(p, dayOf(tx)); err != nil {
		return nil, err
	}
	out.Body.Contacts, out.Body.Signals = []contactOut{}, []signalOut{}
	for _, k := range p.Contacts {
		out.Body.Contacts = append(out.Body.Contacts, contactOut{string(k.ID), k.Version, k.Kind, k.Due, k.Done, k.Found, k.Partner, !k.Cancelled.IsZero()})
	}
	for _, one := range p.Signals {
		out.Body.Signals = append(out.Body.Signals, signalOut{string(one.ID), one.Version, one.Source, one.Outcome})
	}
	steps, err := Steps(p, room.law(p), dayOf(tx))
	for _, s := range steps {
		out.Body.Steps = append(out.Body.Steps, stepOut{s.Code, s.Done()})
	}
	return out, err
}

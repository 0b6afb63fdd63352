package leave

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
)

type answerIn struct {
	Application db.ID `json:"application"`
	AnswerForm
}

type undoIn struct {
	Application db.ID `json:"application"`
}

type challengeIn struct {
	Application db.ID `json:"application"`
	ChallengeForm
}

type packIn struct {
	Application db.ID `json:"application"`
	PackForm
}

type paperIn struct {
	Application db.ID `json:"application"`
	PaperForm
}

type removeIn struct {
	Application db.ID `json:"application"`
	Paper       db.ID `json:"paper"`
}

type withdrawIn struct {
	Pack db.ID `json:"pack"`
}

// onApplication is a command on one application of the file in the address.
func onApplication[In, T any](of func(In) (db.ID, T), change func(ctx context.Context, tx *db.Tx, actor account.Actor, id, application db.ID, f T) error) func(context.Context, *db.Tx, account.Actor, db.ID, In) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in In) (db.ID, error) {
		application, f := of(in)
		return application, change(ctx, tx, actor, id, application, f)
	}
}

type leaveIn struct {
	ID string `path:"id"`
}

type leaveFileOut struct {
	Body struct {
		Case         string           `json:"case"`
		Version      int64            `json:"version"`
		Status       string           `json:"status"`
		Until        civil.Day        `json:"until,omitzero"`
		Barred       bool             `json:"barred" doc:"Nobody may remove the person: identification is open"`
		Applications []applicationOut `json:"applications"`
		Limits       []limitOut       `json:"limits"`
	}
}

type applicationOut struct {
	ID         string    `json:"id"`
	Version    int64     `json:"version"`
	Basis      string    `json:"basis"`
	Renewal    bool      `json:"renewal"`
	State      string    `json:"state"`
	Begun      civil.Day `json:"begun"`
	Decided    civil.Day `json:"decided,omitzero"`
	From       civil.Day `json:"from,omitzero"`
	Until      civil.Day `json:"until,omitzero"`
	Work       string    `json:"work,omitempty"`
	Funds      string    `json:"funds,omitempty"`
	Challenged string    `json:"challenged,omitempty"`
	Packs      []packOut `json:"packs,omitempty"`
	Sendable   []sendOut `json:"sendable,omitempty" doc:"What evidence can be put together of, for who may: papers, and documents of the case"`
}

type sendOut struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Paper       bool   `json:"paper" doc:"Kept with the application, not a document of the case"`
}

type packOut struct {
	ID        string `json:"id"`
	Files     int    `json:"files"`
	Withdrawn bool   `json:"withdrawn"`
}

type limitOut struct {
	Limit string    `json:"limit,omitempty" doc:"Names it, to record that it is done; an end has none"`
	What  string    `json:"what"`
	On    civil.Day `json:"on"`
	Done  civil.Day `json:"done,omitzero"`
}

func (room *Room) apiLook(ctx context.Context, tx *db.Tx, actor account.Actor, in *leaveIn) (audit.Entry, error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return audit.Entry{}, fault.Missing()
	}
	_, err := room.reach(ctx, tx, actor, access.ReadLeave, id)
	return audit.Entry{Action: "read-leave", Category: audit.Consultation, Case: id, Subject: "leave file", Why: purpose}, err
}

func (room *Room) apiPerson(ctx context.Context, tx *db.Tx, actor account.Actor, in *leaveIn) (*leaveFileOut, error) {
	f, err := room.reach(ctx, tx, actor, access.ReadLeave, db.ID(in.ID))
	if err != nil {
		return nil, err
	}
	granted, err := access.Granted(ctx, tx, actor, f.Case)
	if err != nil {
		return nil, err
	}
	send := access.Decide(actor, access.SendEvidence, granted) == nil
	out := &leaveFileOut{}
	out.Body.Case, out.Body.Version, out.Body.Status, out.Body.Until = string(f.Case), f.Version, f.Status, f.Until
	out.Body.Applications, out.Body.Limits = []applicationOut{}, []limitOut{}
	for _, a := range f.Applications {
		one := applicationOut{ID: string(a.ID), Version: a.Version, Basis: a.Basis, Renewal: a.Renewal, State: a.State, Begun: a.Begun, Decided: a.Decided, From: a.From, Until: a.Until,
			Work: a.Work, Funds: a.Funds, Challenged: a.Challenged}
		for _, p := range a.Packs {
			one.Packs = append(one.Packs, packOut{string(p.ID), len(p.Files), !p.Withdrawn.IsZero()})
		}
		if send {
			found, err := room.sendable(ctx, tx, actor, f.Case, a.ID)
			if err != nil {
				return nil, err
			}
			for _, file := range found {
				one.Sendable = append(one.Sendable, sendOut{string(file.ID), file.Name, file.Description, file.owner == a.ID})
			}
		}
		out.Body.Applications = append(out.Body.Applications, one)
	}
	limits, err := Limits(f, room.Rules)
	if err != nil {
		return nil, err
	}
	words := page.In(page.English)
	for _, l := range limits {
		one := limitOut{What: words.Text(l.What), On: l.On, Done: l.Met.On}
		if l.Due.Rule.ID != "" {
			one.Limit = l.code()
		}
		out.Body.Limits = append(out.Body.Limits, one)
	}
	_, out.Body.Barred, err = room.removal(ctx, tx, f.Case)
	return out, err
}

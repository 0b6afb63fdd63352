package leave

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
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands as
// the pages.
func (room *Room) Register(api huma.API) {
	a := deed.API{Huma: api, DB: room.DB, Tag: "Permission to stay"}
	deed.Command(a, access.OpenLeave, "open-leave", "/api/v1/leave/people/{id}", "Begin to keep somebody’s permission to stay in view", room.Open)
	deed.Command(a, access.KeepLeave, "set-leave-status", "/api/v1/leave/people/{id}/status", "Record what somebody’s permission to stay is now", deed.Changes(room.SetStatus))
	deed.Command(a, access.KeepLeave, "begin-leave-application", "/api/v1/leave/people/{id}/applications", "Record an application, or that permission is considered", room.Apply)
	deed.Command(a, access.KeepLeave, "answer-leave-application", "/api/v1/leave/people/{id}/answers", "Record how far an application is, or its answer",
		onApplication(func(in answerIn) (db.ID, AnswerForm) { return in.Application, in.AnswerForm }, room.Answer))
	deed.Command(a, access.KeepLeave, "undo-leave-answer", "/api/v1/leave/people/{id}/answers/undo", "Take back an answer that was recorded by mistake",
		onApplication(func(in undoIn) (db.ID, struct{}) { return in.Application, struct{}{} }, func(ctx context.Context, tx *db.Tx, actor account.Actor, id, application db.ID, _ struct{}) error {
			return room.Undo(ctx, tx, actor, id, application)
		}))
	deed.Command(a, access.KeepLeave, "challenge-leave-refusal", "/api/v1/leave/people/{id}/challenges", "Record how a refusal was challenged",
		onApplication(func(in challengeIn) (db.ID, ChallengeForm) { return in.Application, in.ChallengeForm }, room.Challenge))
	deed.Command(a, access.SendEvidence, "keep-leave-paper", "/api/v1/leave/people/{id}/papers", "Keep a paper of the person’s with an application",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in paperIn) (db.ID, error) {
			return room.KeepPaper(ctx, tx, actor, id, in.Application, in.PaperForm)
		})
	deed.Command(a, access.SendEvidence, "remove-leave-paper", "/api/v1/leave/people/{id}/papers/remove", "Remove a paper that nobody agreed to send",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in removeIn) error {
			return room.RemovePaper(ctx, tx, actor, id, in.Application, in.Paper)
		}))
	deed.Command(a, access.SendEvidence, "make-evidence-pack", "/api/v1/leave/people/{id}/packs", "Put together the documents that the person agreed to send",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in packIn) (db.ID, error) {
			return room.MakePack(ctx, tx, actor, id, in.Application, in.PackForm)
		})
	deed.Command(a, access.SendEvidence, "withdraw-evidence-pack", "/api/v1/leave/people/{id}/packs/withdraw", "End a pack: the person no longer agrees, and it cannot be taken out",
		deed.Changes(func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, in withdrawIn) error {
			return room.WithdrawPack(ctx, tx, actor, id, in.Pack)
		}))
	deed.Command(a, access.KeepLeave, "meet-leave-limit", "/api/v1/leave/people/{id}/done", "Record that what was due by a day is done", deed.Changes(room.Meet))
	deed.Query(a, access.ReadLeave, "read-leave", "/api/v1/leave/people/{id}", "Read somebody’s permission to stay, applications and what is due", room.apiLook, room.apiPerson)
	deed.Command(a, access.KeepPauses, "record-leave-pause", "/api/v1/leave/pauses", "Record that decisions on a basis are paused; no limit stops",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ db.ID, f PauseForm) (db.ID, error) {
			return room.Pause(ctx, tx, actor, f)
		})
	deed.Query(a, access.ListLeave, "list-leave", "/api/v1/leave", "List whose permission to stay your agency keeps in view", func(context.Context, *db.Tx, account.Actor, *struct{}) (audit.Entry, error) {
		return audit.Entry{Action: "list-leave", Category: audit.Consultation, Subject: "list", Why: purpose}, nil
	}, room.apiList)
	route.API(api, access.CheckRemoval, huma.Operation{OperationID: "check-removal", Method: http.MethodGet, Path: "/api/v1/removal", Summary: "Ask by reference whether somebody may not be removed because identification is open", Tags: []string{a.Tag}}, room.apiRemoval)
}

type leaveOut struct {
	Body struct {
		People []leavePersonOut `json:"people"`
	}
}

type leavePersonOut struct {
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Version   int64     `json:"version"`
	Status    string    `json:"status"`
	Ends      civil.Day `json:"ends,omitzero"`
	Next      string    `json:"next,omitempty"`
	Due       civil.Day `json:"due,omitzero"`
	Paused    bool      `json:"paused"`
}

func (room *Room) apiList(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*leaveOut, error) {
	out := &leaveOut{}
	out.Body.People = []leavePersonOut{}
	rows, err := room.rows(ctx, tx, actor)
	for _, r := range rows {
		one := leavePersonOut{Case: string(r.Case), Reference: r.Reference, Version: r.Version, Status: r.Status, Ends: r.Ends, Paused: r.Paused}
		if r.Next != nil {
			one.Next, one.Due = r.Next.What, r.Next.On
		}
		out.Body.People = append(out.Body.People, one)
	}
	return out, err
}

type removalIn struct {
	Reference string `query:"reference" maxLength:"30" doc:"The case reference, such as HW-7KQ2-M9TD-4"`
}

type removalOut struct {
	Body struct {
		Barred bool   `json:"barred" doc:"Nobody may remove the person: identification is open"`
		Why    string `json:"why"`
	}
}

func (room *Room) apiRemoval(ctx context.Context, actor account.Actor, in *removalIn) (*removalOut, error) {
	why, barred, err := room.MayRemove(ctx, actor, in.Reference)
	if err != nil {
		return nil, err
	}
	out := &removalOut{}
	out.Body.Barred, out.Body.Why = barred, page.In(page.English).Text(why.Text, why.Args...)
	return out, nil
}

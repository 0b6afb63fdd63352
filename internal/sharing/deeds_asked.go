package sharing

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (r *Room) askDeed() deed.Deed[AskForm] {
	return deed.Deed[AskForm]{Pages: pages, Path: "/shared/ask", Action: access.AskForAccess, Title: "Ask to see a case", Button: "Send the request",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[AskForm], error) {
			return deed.Asked[AskForm]{Questions: r.askQuestions(), Back: page.Link{Text: "Back", Href: "/shared"},
				Help: []casefile.Sentence{deed.Say("The agency that keeps the case decides, and you are told when there is an answer. Where somebody’s life or safety is in danger now, use emergency access instead.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f AskForm) (string, error) {
			_, err := r.Ask(ctx, tx, request.Actor, f)
			return deed.Done("/shared", "asked"), err
		}}
}

func (r *Room) decideDeed() deed.Deed[DecideForm] {
	return deed.Deed[DecideForm]{Pages: pages, Path: "/cases/{id}/requests/{request}", Action: access.DecideRequest, Title: "A request to see this case", Button: "Send the answer",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[DecideForm], error) {
			asked, head, err := begin[DecideForm](ctx, tx, r, request, access.DecideRequest, "/sharing")
			if err != nil {
				return asked, err
			}
			wanted, err := request.ID("request")
			if err != nil {
				return asked, err
			}
			found, err := r.requestOf(ctx, tx, request.Actor, head.ID, wanted)
			shown := r.askedRow(tx, found)
			asked.Form, asked.Questions = DecideForm{Compartments: codes(found.Compartments)}, decideQuestions(found.Compartments)
			asked.Beside, asked.Back = beside{Asked: &shown, Over: !found.Decided.IsZero()}, page.Link{Text: "Back", Href: "/sharing/requests"}
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f DecideForm) (next string, err error) {
			if f.Case, f.Request, err = caseAnd(request, "request"); err == nil {
				err = r.Decide(ctx, tx, request.Actor, f)
			}
			return deed.Done("/sharing/requests", "answered"), err
		}}
}

func (r *Room) reviewDeed() deed.Deed[ReviewForm] {
	return deed.Deed[ReviewForm]{Pages: pages, Path: "/cases/{id}/emergencies/{emergency}", Action: access.ReviewEmergency, Title: "Review an emergency access", Button: "Record the review",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[ReviewForm], error) {
			asked, head, err := begin[ReviewForm](ctx, tx, r, request, access.ReviewEmergency, "/sharing")
			if err != nil {
				return asked, err
			}
			emergency, err := request.ID("emergency")
			if err != nil {
				return asked, err
			}
			opened, err := r.reviewOf(ctx, tx, request.Actor, head.ID, emergency)
			shown := r.openedRow(tx, opened)
			asked.Questions, asked.Back = reviewQuestions, page.Link{Text: "Back", Href: "/emergencies"}
			asked.Beside = beside{Opened: &shown, Own: opened.Account == request.Actor.Account, Over: !opened.Reviewed.IsZero()}
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f ReviewForm) (next string, err error) {
			if f.Case, f.Emergency, err = caseAnd(request, "emergency"); err == nil {
				err = r.Review(ctx, tx, request.Actor, f)
			}
			return deed.Done("/emergencies", "reviewed"), err
		}}
}

// closeEmergency ends one's own emergency before its time.
func (r *Room) closeEmergency(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
	id, err := request.ID("emergency")
	if err != nil {
		return "", err
	}
	return deed.Done("/emergency", "closed"), r.CloseEmergency(ctx, tx, request.Actor, id)
}

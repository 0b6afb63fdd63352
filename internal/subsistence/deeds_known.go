package subsistence

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/route"
)

// knownDeeds ask about what other rooms say: record it as it is, or say that it is
// not so.
func (room *Room) knownDeeds() []route.Route {
	const path = "/money/people/{id}/known/{known}"
	confirm := deed.Deed[FactForm]{Pages: pages, Path: path, Action: access.KeepSubsistence, Title: "Is this so?", Button: "Keep it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[FactForm], error) {
			id, err := r.ID("id")
			if err != nil {
				return deed.Asked[FactForm]{}, err
			}
			_, s, _, err := room.saying(ctx, tx, r.Actor, id, r.PathValue("known"))
			if err != nil {
				return deed.Asked[FactForm]{}, err
			}
			head, err := folder.Of(ctx, tx, r, id, tabText)
			help := []casefile.Sentence{deed.Say("Another part of their file says this. Ask the person, and correct what is not right."),
				deed.Say("Days in the past are taken along: what was missing is paid back with the next payment.")}
			if s.Words != "" {
				help = append(help, deed.Say("There stands: {words}", "words", s.Words))
			}
			return deed.Asked[FactForm]{Form: s.form(civil.DayOf(tx.Now())), Questions: factQuestions(s.Kind), Person: &head, Help: help, Back: back(id)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f FactForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Confirm(ctx, tx, r.Actor, id, r.PathValue("known"), f)
			return deed.Done(moneyPath(id), "kept"), err
		}}
	press := func(news string, take func(context.Context, *db.Tx, account.Actor, db.ID, string) error) func(context.Context, *db.Tx, *route.Request) (string, error) {
		return func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(moneyPath(id), news), take(ctx, tx, r.Actor, id, r.PathValue("known"))
		}
	}
	return slices.Concat(confirm.Routes(), []route.Route{
		deed.Press(path+"/dismiss", access.KeepSubsistence, press("dismissed", room.Dismiss)),
		deed.Press(path+"/ask-again", access.KeepSubsistence, press("asked-again", room.AskAgain)),
	})
}

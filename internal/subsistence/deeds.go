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
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

func statuteOf(code string) statute.Jurisdiction { return statute.Jurisdiction(code) }

type command[T any] func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error

// without is a command of which only the error matters here.
func without[T any](make func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error)) command[T] {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error {
		_, err := make(ctx, tx, actor, id, f)
		return err
	}
}

// pressed is a button on the thing that an address names.
func pressed(name string, path func(db.ID) string, news string, take func(context.Context, *db.Tx, account.Actor, db.ID) error) func(context.Context, *db.Tx, *route.Request) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID(name)
		if err != nil {
			return "", err
		}
		return deed.Done(path(id), news), take(ctx, tx, r.Actor, id)
	}
}

func (room *Room) pressFact(news string, take func(context.Context, *db.Tx, account.Actor, db.ID) error) func(context.Context, *db.Tx, *route.Request) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("fact")
		if err != nil {
			return "", err
		}
		_, caseID, err := room.factFor(ctx, tx, r.Actor, id)
		if err != nil {
			return "", err
		}
		return deed.Done(moneyPath(caseID), news), take(ctx, tx, r.Actor, id)
	}
}

func (room *Room) pressUnbounce(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	id, err := r.ID("payment")
	if err != nil {
		return "", err
	}
	p, _, err := room.paymentFor(ctx, tx, r.Actor, id)
	if err != nil {
		return "", err
	}
	return deed.Done(runPath(p.Run), "agreed"), room.Unbounce(ctx, tx, r.Actor, id)
}

// aboutPerson is a page that asks something about the person in its address.
func aboutPerson[T any](room *Room, path string, action access.Action, title, button, news string, questions []form.Question[T], set func(*T, int64), first func(file) T, help []casefile.Sentence, stepUp bool, take command[T]) []route.Route {
	return deed.Deed[T]{Pages: pages, Path: "/money/people/{id}/" + path, Action: action, Title: title, Button: button, Set: set, StepUp: stepUp,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[T], error) {
			id, err := r.ID("id")
			if err != nil {
				return deed.Asked[T]{}, err
			}
			var f file
			if path == "open" {
				err = access.Case(ctx, tx, r.Actor, action, id)
			} else {
				f, err = room.reach(ctx, tx, r.Actor, action, id)
			}
			if err != nil {
				return deed.Asked[T]{}, err
			}
			head, err := folder.Of(ctx, tx, r, id, tabText)
			f.From = later(f.From, civil.DayOf(tx.Now()))
			return deed.Asked[T]{Form: first(f), Version: f.Version, Questions: questions, Person: &head, Help: help, Back: back(id)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(moneyPath(id), news), take(ctx, tx, r.Actor, id, f)
		}}.Routes()
}

func later(a, b civil.Day) civil.Day {
	if a.After(b) {
		return a
	}
	return b
}

func none[T any](file) (f T) { return f }

func (room *Room) deeds() []route.Route {
	var all []route.Route
	all = append(all, aboutPerson(room, "open", access.KeepSubsistence, "Begin to pay", "Begin", "opened", openQuestions, nil, func(f file) OpenSubsistenceForm { return OpenSubsistenceForm{From: f.From} },
		[]casefile.Sentence{{Text: "Money does not depend on anything that they do or do not do for others."}}, false, room.Open)...)
	for _, fact := range []struct{ kind, title string }{{FactSituation, "Where they live"}, {FactChild, "A child who lives with them"}, {FactPregnant, "A pregnancy"}, {FactStop, "Stop payment for a time"}} {
		all = append(all, aboutPerson(room, fact.kind, access.KeepSubsistence, fact.title, "Keep it", "kept", factQuestions(fact.kind), nil, func(f file) FactForm { return FactForm{Kind: fact.kind, From: f.From} },
			[]casefile.Sentence{{Text: "Days in the past are taken along: what was missing is paid back with the next payment."}}, false, func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f FactForm) error {
				f.Kind = fact.kind
				_, err := room.Record(ctx, tx, actor, id, f)
				return err
			})...)
	}
	all = append(all, aboutPerson(room, "end", access.KeepSubsistence, "End payment", "End payment", "ended", endSubsistenceQuestions, func(f *EndSubsistenceForm, v int64) { f.Version = v }, none[EndSubsistenceForm], nil, false, room.End)...)
	all = append(all, aboutPerson(room, "grant", access.KeepSubsistence, "Ask for a grant", "Ask", "asked", grantQuestions, nil, none[GrantForm], nil, false, without(room.AskGrant))...)
	all = append(all, aboutPerson(room, "payee", access.KeepPayee, "How they are paid", "Keep it", "kept", payeeQuestions, nil, none[PayeeForm],
		[]casefile.Sentence{{Text: "What you enter is sealed and is not shown again: it goes into the file for the bank alone."}}, true, room.KeepPayee)...)
	all = append(all, aboutPerson(room, "overpaid", access.DecideSubsistence, "Money that was paid too much", "Record the decision", "decided", overpaidQuestions, func(f *OverpaidForm, v int64) { f.Version = v }, none[OverpaidForm],
		[]casefile.Sentence{{Text: "Without a decision nothing is taken back. With one they always keep the floor to live on."}}, false, room.DecideOverpaid)...)
	return slices.Concat(all, room.correctDeed(), room.grantDeed(), room.runDeeds())
}

func (room *Room) correctDeed() []route.Route {
	var list []route.Route
	for _, kind := range []string{FactSituation, FactChild, FactPregnant, FactStop} {
		list = append(list, deed.Deed[FactForm]{Pages: pages, Path: "/money/facts/{fact}/correct-" + kind, Action: access.KeepSubsistence, Title: "Correct it, or say until when", Button: "Keep it",
			Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[FactForm], error) {
				id, err := r.ID("fact")
				if err != nil {
					return deed.Asked[FactForm]{}, err
				}
				was, caseID, err := room.factFor(ctx, tx, r.Actor, id)
				if err != nil {
					return deed.Asked[FactForm]{}, err
				}
				head, err := folder.Of(ctx, tx, r, caseID, tabText)
				return deed.Asked[FactForm]{Form: FactForm{Kind: was.Kind, Code: was.Code, From: was.From, Until: was.Fact.Until, Birth: was.Birth, Name: was.Name, Note: was.Note}, Questions: factQuestions(kind), Person: &head, Back: back(caseID),
					Help: []casefile.Sentence{{Text: "Days in the past are taken along: what was missing is paid back with the next payment."}}}, err
			},
			Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f FactForm) (string, error) {
				id, err := r.ID("fact")
				if err != nil {
					return "", err
				}
				_, caseID, err := room.factFor(ctx, tx, r.Actor, id)
				if err != nil {
					return "", err
				}
				_, err = room.Correct(ctx, tx, r.Actor, id, f)
				return deed.Done(moneyPath(caseID), "kept"), err
			}}.Routes()...)
	}
	return list
}

func (room *Room) grantDeed() []route.Route {
	return deed.Deed[DecideGrantForm]{Pages: pages, Path: "/money/grants/{award}/decide", Action: access.DecideSubsistence, Title: "Decide on a grant", Button: "Record the decision", Set: func(f *DecideGrantForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DecideGrantForm], error) {
			id, err := r.ID("award")
			if err != nil {
				return deed.Asked[DecideGrantForm]{}, err
			}
			if err := access.Role(r.Actor, access.DecideSubsistence); err != nil {
				return deed.Asked[DecideGrantForm]{}, err
			}
			g, who, err := room.grantFor(ctx, tx, r.Actor, id)
			if err != nil {
				return deed.Asked[DecideGrantForm]{}, err
			}
			head, err := folder.Of(ctx, tx, r, who.Case, tabText)
			return deed.Asked[DecideGrantForm]{Questions: decideQuestions, Version: g.Version, Person: &head, Back: back(who.Case), Facts: []form.Row{
				{Label: "Grant", Values: []any{form.Phrase(g.KindWords())}}, {Label: "Amount", Values: []any{Money(g.Amount)}}, {Label: "Why they need it", Values: []any{g.Words.Reason}}, {Label: "Asked by", Values: []any{g.AskedBy}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DecideGrantForm) (string, error) {
			id, err := r.ID("award")
			if err != nil {
				return "", err
			}
			_, who, err := room.grantFor(ctx, tx, r.Actor, id)
			if err != nil {
				return "", err
			}
			return deed.Done(moneyPath(who.Case), "decided"), room.DecideGrant(ctx, tx, r.Actor, id, f)
		}}.Routes()
}

func (room *Room) runDeeds() []route.Route {
	prepare := deed.Deed[RunForm]{Pages: pages, Path: "/payments/prepare", Action: access.PreparePayments, Title: "Prepare payments", Button: "Prepare",
		Prepare: func(_ context.Context, tx *db.Tx, _ *route.Request) (deed.Asked[RunForm], error) {
			return deed.Asked[RunForm]{Form: RunForm{Until: civil.DayOf(tx.Now())}, Questions: runQuestions, Back: backToRuns}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f RunForm) (string, error) {
			id, err := room.Prepare(ctx, tx, r.Actor, f)
			return deed.Done(runPath(id), "prepared"), err
		}}
	agree := deed.Deed[AgreeForm]{Pages: pages, Path: "/payments/{run}/agree", Action: access.AgreePayments, Title: "Agree to payments", Button: "Record it", Set: func(f *AgreeForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AgreeForm], error) {
			id, err := r.ID("run")
			if err != nil {
				return deed.Asked[AgreeForm]{}, err
			}
			one, err := room.runFor(ctx, tx, r.Actor, access.AgreePayments, id)
			return deed.Asked[AgreeForm]{Questions: agreeQuestions, Version: one.Version, Back: page.Link{Text: "Back", Href: runPath(id)}, Facts: []form.Row{
				{Label: "Reference", Values: []any{one.Reference}}, {Label: "Until", Values: []any{one.Until}}, {Label: "People", Values: []any{one.People}}, {Label: "In all", Values: []any{Money(one.Total)}}, {Label: "Prepared by", Values: []any{one.Prepared}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AgreeForm) (string, error) {
			id, err := r.ID("run")
			if err != nil {
				return "", err
			}
			return deed.Done(runPath(id), "agreed"), room.Agree(ctx, tx, r.Actor, id, f)
		}}
	bounce := deed.Deed[BounceForm]{Pages: pages, Path: "/payments/sent/{payment}/bounce", Action: access.PreparePayments, Title: "A payment came back", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[BounceForm], error) {
			id, err := r.ID("payment")
			if err != nil {
				return deed.Asked[BounceForm]{}, err
			}
			p, one, err := room.paymentFor(ctx, tx, r.Actor, id)
			return deed.Asked[BounceForm]{Form: BounceForm{On: civil.DayOf(tx.Now())}, Questions: bounceQuestions, Back: page.Link{Text: "Back", Href: runPath(one.ID)},
				Facts: []form.Row{{Label: "Payment", Values: []any{p.Reference}}, {Label: "Amount", Values: []any{Money(p.Amount)}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f BounceForm) (string, error) {
			id, err := r.ID("payment")
			if err != nil {
				return "", err
			}
			p, _, err := room.paymentFor(ctx, tx, r.Actor, id)
			if err != nil {
				return "", err
			}
			return deed.Done(runPath(p.Run), "bounced"), room.Bounce(ctx, tx, r.Actor, id, f)
		}}
	return slices.Concat(prepare.Routes(), agree.Routes(), bounce.Routes())
}

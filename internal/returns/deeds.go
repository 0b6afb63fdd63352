package returns

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func personPath(id db.ID) string { return "/returns/people/" + string(id) }

const people = "/returns/people/{id}"

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"begun": "Recorded. Nothing is promised yet", "recorded": "Recorded", "changed": "Changed", "undone": "Taken back", "asked": "The organisation was asked. It was not told who the person is",
	"given": "The organisation can read the pack", "recalled": "Taken back. The organisation sees nothing of it any more", "stopped": "Everything has stopped", "left": "Recorded. The contacts that were agreed are counted from that day",
	"answered": "Your answer was sent", "kept": "Kept", "looked": "Recorded. Thank you for looking",
}

// at gives the plan of the case in the address, with the top of its pages.
func (room *Room) at(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (Plan, *folder.Head, error) {
	id, err := r.ID("id")
	if err != nil {
		return Plan{}, nil, err
	}
	p, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return p, nil, err
	}
	head, err := folder.Of(ctx, tx, r, id, folderTab)
	return p, &head, err
}

func backTo(id db.ID) page.Link { return page.Link{Text: "Back to the return", Href: personPath(id)} }

// takeOn is a command on the case in the address that leads back to its plan.
func takeOn[T any](news string, command func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f T) error) func(context.Context, *db.Tx, *route.Request, T) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done(personPath(id), news), command(ctx, tx, r, id, f)
	}
}

func (room *Room) planDeeds() []route.Route {
	begin := deed.Deed[BeginForm]{Pages: pages, Path: people + "/begin", Action: access.BeginReturn, Title: "Somebody wants to talk about going home", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[BeginForm], error) {
			a := deed.Asked[BeginForm]{Questions: beginQuestions(room.Lists), Back: page.Link{Text: "Returns", Href: "/returns"},
				Help: []casefile.Sentence{deed.Say("Support here goes on whatever they choose. Nothing is arranged and nobody is contacted until they have chosen, knowing what else there is.")}}
			id, err := r.ID("id")
			if err != nil {
				return a, err
			}
			if err := access.Case(ctx, tx, r.Actor, access.BeginReturn, id); err != nil {
				return a, err
			}
			head, err := folder.Of(ctx, tx, r, id, folderTab)
			a.Person = &head
			return a, err
		},
		Take: takeOn("begun", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f BeginForm) error {
			_, err := room.Begin(ctx, tx, r.Actor, id, f)
			return err
		})}
	find := deed.Deed[FindForm]{Pages: pages, Path: "/returns/begin", Action: access.BeginReturn, Title: "Somebody wants to talk about going home", Button: "Continue",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[FindForm], error) {
			return deed.Asked[FindForm]{Questions: findQuestions, Back: page.Link{Text: "Returns", Href: "/returns"}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f FindForm) (string, error) {
			id, found, err := supportedBy(ctx, tx, r.Actor, f.Reference)
			if err == nil && !found {
				err = fault.Wrong("reference", "You support nobody with this reference")
			}
			return personPath(id) + "/begin", err
		}}
	interest := deed.Deed[InterestsForm]{Pages: pages, Path: people + "/interests", Action: access.DecideInterests, Title: "What is best for the child", Button: "Record the decision", Set: func(f *InterestsForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[InterestsForm], error) {
			p, head, err := room.at(ctx, tx, r, access.DecideInterests)
			return deed.Asked[InterestsForm]{Version: p.Version, Questions: interestsQuestions(dayOf(tx)), Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("This comes before everything else. Nobody asks an embassy, a family or an organisation there before it is decided.")}}, err
		},
		Take: takeOn("recorded", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f InterestsForm) error {
			return room.DecideInterests(ctx, tx, r.Actor, id, f)
		})}
	risk := deed.Deed[RiskForm]{Pages: pages, Path: people + "/risk", Action: access.PlanReturn, Title: "Assess the risks of one side", Button: "Record the assessment", Set: func(f *RiskForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[RiskForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			a := deed.Asked[RiskForm]{Version: p.Version, Questions: riskQuestions(dayOf(tx)), Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("Assess it together with the person, once for here and once for there. The last one of each side counts.")}}
			if side := r.URL.Query().Get("side"); side == Here || side == There {
				a.Form.Side = side
			}
			return a, err
		},
		Take: takeOn("recorded", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f RiskForm) error {
			_, err := room.AssessRisk(ctx, tx, r.Actor, id, f)
			return err
		})}
	undo := deed.Press(people+"/risks/{risk}/undo", access.PlanReturn, room.press("undone", "risk", room.UndoRisk))
	return slices.Concat(find.Routes(), begin.Routes(), interest.Routes(), risk.Routes(), []route.Route{undo}, room.choiceDeeds(), room.paperDeeds())
}

// press is a button about one part of the plan in the address.
func (room *Room) press(news, name string, command func(ctx context.Context, tx *db.Tx, actor account.Actor, id, part db.ID) error) func(context.Context, *db.Tx, *route.Request) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		part, err := r.ID(name)
		if err != nil {
			return "", err
		}
		return deed.Done(personPath(id), news), command(ctx, tx, r.Actor, id, part)
	}
}

// choicePaths are where each question is answered.
var choicePaths = map[string]string{ToReturn: "choose", ToEmbassy: "embassy", ToHandOver: "share", ToTravel: "ask-again"}

func (room *Room) choiceDeeds() []route.Route {
	var routes []route.Route
	for _, kind := range choiceKinds {
		d := deed.Deed[ChoiceForm]{Pages: pages, Path: people + "/" + choicePaths[kind.Code()], Action: access.PlanReturn, Title: choiceTitles[kind.Code()], Button: "Record the answer", Set: func(f *ChoiceForm, v int64) { f.Version = v },
			Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ChoiceForm], error) {
				p, head, err := room.at(ctx, tx, r, access.PlanReturn)
				a := deed.Asked[ChoiceForm]{Version: p.Version, Questions: choiceQuestions(kind.Code(), room.Lists, dayOf(tx)), Person: head, Back: backTo(p.Case), Help: choiceHelp[kind.Code()]}
				if before, ever := p.Standing(ToReturn); ever && kind.Code() != ToReturn {
					a.Form.Language, a.Form.How = before.Language, before.How
				}
				return a, err
			},
			Take: takeOn("recorded", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f ChoiceForm) error {
				f.Kind = kind.Code()
				_, err := room.Choose(ctx, tx, r.Actor, id, f)
				return err
			})}
		routes = append(routes, d.Routes()...)
	}
	return routes
}

// choiceHelp is what whoever asks must know.
var choiceHelp = map[string][]casefile.Sentence{
	ToReturn:   {deed.Say("Explain it in their language, with an interpreter who is no companion, and give them time. A no stops everything, and changes nothing of their support.")},
	ToEmbassy:  {deed.Say("Explain what the embassy would learn and whom it might tell. Without a yes nobody contacts it, not even to ask.")},
	ToHandOver: {deed.Say("Read to them what will be handed over and to whom. They can take it back at any time: then the organisation sees nothing of it any more.")},
	ToTravel:   {deed.Say("Ask again, alone with them. A no, or no answer, stops everything.")},
}

func (room *Room) paperDeeds() []route.Route {
	add := deed.Deed[DocumentForm]{Pages: pages, Path: people + "/document", Action: access.PlanReturn, Title: "Add a document", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DocumentForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			return deed.Asked[DocumentForm]{Questions: documentQuestions, Person: head, Back: backTo(p.Case)}, err
		},
		Take: takeOn("kept", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f DocumentForm) error {
			f.Document = ""
			_, err := room.KeepDocument(ctx, tx, r.Actor, id, f)
			return err
		})}
	change := deed.Deed[DocumentForm]{Pages: pages, Path: people + "/documents/{document}/change", Action: access.PlanReturn, Title: "Change a document", Button: "Save", Set: func(f *DocumentForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DocumentForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[DocumentForm]{}, err
			}
			at := slices.IndexFunc(p.Documents, func(d Document) bool { return string(d.ID) == r.PathValue("document") })
			if at < 0 {
				return deed.Asked[DocumentForm]{}, fault.Missing()
			}
			d := p.Documents[at]
			f := DocumentForm{Document: d.ID, Kind: d.Kind, State: d.State, Embassy: "no", Expires: d.Expires, Number: d.Words.Number, Note: d.Words.Note}
			if d.Embassy {
				f.Embassy = "yes"
			}
			return deed.Asked[DocumentForm]{Form: f, Version: d.Version, Questions: documentQuestions, Person: head, Back: backTo(p.Case)}, nil
		},
		Take: takeOn("changed", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f DocumentForm) error {
			_, err := room.KeepDocument(ctx, tx, r.Actor, id, f)
			return err
		})}
	return slices.Concat(add.Routes(), change.Routes())
}

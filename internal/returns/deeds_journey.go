package returns

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

func (room *Room) journeyDeeds() []route.Route {
	travel := deed.Deed[TravelForm]{Pages: pages, Path: people + "/travel", Action: access.PlanReturn, Title: "Plan the journey", Button: "Save", Set: func(f *TravelForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[TravelForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			return deed.Asked[TravelForm]{Form: TravelForm{On: p.TravelOn, Travel: p.Travel}, Version: p.Version, Questions: travelQuestions(dayOf(tx)), Person: head, Back: backTo(p.Case)}, err
		},
		Take: takeOn("kept", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f TravelForm) error {
			return room.SetTravel(ctx, tx, r.Actor, id, f)
		})}
	contacts := deed.Deed[ContactsForm]{Pages: pages, Path: people + "/contacts", Action: access.PlanReturn, Title: "Agree on contacts afterwards", Button: "Save", Set: func(f *ContactsForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ContactsForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[ContactsForm]{}, err
			}
			a := deed.Asked[ContactsForm]{Version: p.Version, Person: head, Back: backTo(p.Case), Help: []casefile.Sentence{deed.Say("The person decides whether, when and how. The days are counted again from the day on which they arrive.")}}
			if p.TravelOn.IsZero() {
				return a, fault.Refuse("Plan the journey first: the days are counted from it")
			}
			for _, k := range p.Contacts {
				a.Form.Agreed = append(a.Form.Agreed, k.Kind)
			}
			offered, err := room.offered(p)
			a.Questions = contactsQuestions(offered)
			return a, err
		},
		Take: takeOn("kept", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f ContactsForm) error {
			return room.AgreeContacts(ctx, tx, r.Actor, id, f)
		})}
	depart := deed.Deed[DepartForm]{Pages: pages, Path: people + "/depart", Action: access.PlanReturn, Title: "They have left", Button: "Record it", Set: func(f *DepartForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DepartForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[DepartForm]{}, err
			}
			a := deed.Asked[DepartForm]{Form: DepartForm{On: p.TravelOn}, Version: p.Version, Questions: departQuestions(dayOf(tx)), Person: head, Back: backTo(p.Case)}
			steps, err := Steps(p, room.law(p), dayOf(tx))
			for _, missing := range Missing(steps) {
				a.Facts = append(a.Facts, form.Row{Label: "Missing", Values: []any{r.Words.Text(missing.Text, missing.Args...)}})
			}
			return a, err
		},
		Take: takeOn("left", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f DepartForm) error {
			return room.Depart(ctx, tx, r.Actor, id, f)
		})}
	arrive := deed.Deed[ArriveForm]{Pages: pages, Path: people + "/arrive", Action: access.PlanReturn, Title: "They have arrived", Button: "Record it", Set: func(f *ArriveForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ArriveForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			return deed.Asked[ArriveForm]{Form: ArriveForm{On: p.DepartedOn}, Version: p.Version, Questions: arriveQuestions(p.DepartedOn, dayOf(tx)), Person: head, Back: backTo(p.Case)}, err
		},
		Take: takeOn("left", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f ArriveForm) error {
			return room.Arrive(ctx, tx, r.Actor, id, f)
		})}
	stop := deed.Deed[StopForm]{Pages: pages, Path: people + "/stop", Action: access.PlanReturn, Title: "They no longer want to go", Button: "Stop everything", Danger: true, Set: func(f *StopForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[StopForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			return deed.Asked[StopForm]{Version: p.Version, Questions: stopQuestions, Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("Tasks, contacts, links, what organisations see and the pack end at once. Their support goes on as before, and they can ask again whenever they want.")}}, err
		},
		Take: takeOn("stopped", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f StopForm) error {
			return room.Withdraw(ctx, tx, r.Actor, id, f)
		})}
	end := deed.Deed[EndForm]{Pages: pages, Path: people + "/end", Action: access.PlanReturn, Title: "End this return", Button: "End it", Danger: true, Set: func(f *EndForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[EndForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			return deed.Asked[EndForm]{Version: p.Version, Questions: endQuestions, Person: head, Back: backTo(p.Case)}, err
		},
		Take: takeOn("stopped", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f EndForm) error {
			return room.End(ctx, tx, r.Actor, id, f)
		})}
	undo := deed.Press(people+"/undo", access.PlanReturn, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done(personPath(id), "undone"), room.UndoJourney(ctx, tx, r.Actor, id)
	})
	return slices.Concat(travel.Routes(), contacts.Routes(), depart.Routes(), arrive.Routes(), stop.Routes(), end.Routes(), []route.Route{undo}, room.afterDeeds())
}

// partIn is the identifier of a part of a plan in the address.
func partIn(r *route.Request, name string) (id, part db.ID, err error) {
	if id, err = r.ID("id"); err != nil {
		return id, part, err
	}
	part, err = r.ID(name)
	return id, part, err
}

func (room *Room) afterDeeds() []route.Route {
	find := deed.Deed[FindingForm]{Pages: pages, Path: people + "/contacts/{contact}/find", Action: access.PlanReturn, Title: "Record a contact after the return", Button: "Record it", Set: func(f *FindingForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[FindingForm], error) {
			p, head, k, err := room.atContact(ctx, tx, r)
			return deed.Asked[FindingForm]{Form: FindingForm{On: dayOf(tx)}, Version: k.Version, Questions: findingQuestions(p.DepartedOn, dayOf(tx)), Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("Signs that the person is exploited again are raised at once to those responsible.")}}, err
		},
		Take: takeOn("recorded", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f FindingForm) error {
			_, contact, err := partIn(r, "contact")
			if err != nil {
				return err
			}
			return room.Find(ctx, tx, r.Actor, id, contact, f)
		})}
	move := deed.Deed[MoveForm]{Pages: pages, Path: people + "/contacts/{contact}/move", Action: access.PlanReturn, Title: "Another day for a contact", Button: "Save", Set: func(f *MoveForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[MoveForm], error) {
			p, head, k, err := room.atContact(ctx, tx, r)
			return deed.Asked[MoveForm]{Form: MoveForm{On: k.Due}, Version: k.Version, Questions: moveQuestions(dayOf(tx)), Person: head, Back: backTo(p.Case)}, err
		},
		Take: takeOn("changed", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f MoveForm) error {
			_, contact, err := partIn(r, "contact")
			if err != nil {
				return err
			}
			return room.Move(ctx, tx, r.Actor, id, contact, f)
		})}
	look := deed.Deed[SignalForm]{Pages: pages, Path: people + "/signals/{signal}/look", Action: access.PlanReturn, Title: "Look at a sign of re-trafficking", Button: "Record what you found", Set: func(f *SignalForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[SignalForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[SignalForm]{}, err
			}
			at := slices.IndexFunc(p.Signals, func(s Signal) bool { return string(s.ID) == r.PathValue("signal") })
			if at < 0 {
				return deed.Asked[SignalForm]{}, fault.Missing()
			}
			s := p.Signals[at]
			return deed.Asked[SignalForm]{Version: s.Version, Questions: signalQuestions, Person: head, Back: backTo(p.Case), Facts: []form.Row{{Label: "Where it comes from", Values: []any{phrase(s.SourceWords())}}, {Label: "Raised", Values: []any{s.Raised}}}}, nil
		},
		Take: takeOn("looked", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f SignalForm) error {
			_, signal, err := partIn(r, "signal")
			if err != nil {
				return err
			}
			return room.Look(ctx, tx, r.Actor, id, signal, f)
		})}
	return slices.Concat(find.Routes(), move.Routes(), look.Routes(), []route.Route{deed.Press(people+"/contacts/{contact}/undo", access.PlanReturn, room.press("undone", "contact", room.UndoFinding))})
}

func (room *Room) atContact(ctx context.Context, tx *db.Tx, r *route.Request) (Plan, *folder.Head, Contact, error) {
	p, head, err := room.at(ctx, tx, r, access.PlanReturn)
	if err != nil {
		return p, head, Contact{}, err
	}
	_, contact, err := partIn(r, "contact")
	if err != nil {
		return p, head, Contact{}, err
	}
	k, err := contactOf(p, contact)
	return p, head, k, err
}

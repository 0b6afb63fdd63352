package returns

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (room *Room) handoverDeeds() []route.Route {
	ask := deed.Deed[AskForm]{Pages: pages, Path: people + "/ask", Action: access.PlanReturn, Title: "Ask an organisation to take them on", Button: "Ask the organisation", Set: func(f *AskForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AskForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[AskForm]{}, err
			}
			options, _, err := choosable(ctx, tx)
			if len(options) == 0 && err == nil {
				err = fault.Refuse("No organisation abroad is recorded yet. Add one under Returns, Organisations")
			}
			return deed.Asked[AskForm]{Form: AskForm{Town: p.Wish.Town}, Version: p.Version, Questions: askQuestions(options), Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("The organisation gets a link in its own language. It reads what you write here, and that it is about an adult or a child. It is not told who it is.")}}, err
		},
		Take: takeOn("asked", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f AskForm) error {
			_, err := room.Ask(ctx, tx, r.Actor, id, f)
			return err
		})}
	pack := deed.Deed[PackForm]{Pages: pages, Path: people + "/pack", Action: access.PlanReturn, Title: "Put the pack together", Button: "Give it to the organisation", Set: func(f *PackForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PackForm], error) {
			p, head, err := room.at(ctx, tx, r, access.PlanReturn)
			if err != nil {
				return deed.Asked[PackForm]{}, err
			}
			a := deed.Asked[PackForm]{Version: p.Version, Questions: packQuestions, Person: head, Back: backTo(p.Case),
				Help: []casefile.Sentence{deed.Say("Write it with the person, and no more than is needed. Their name and a copy of their consent go with it.")}}
			h, accepted := p.Handover()
			if !accepted || !sharesWith(p, h) {
				return a, fault.Refuse("The person has not agreed that an organisation is told who they are")
			}
			a.Facts = []form.Row{{Label: "For", Values: []any{h.AgencyName}}, {Label: "Who takes them on", Values: []any{h.Answer.Contact}}}
			if now, given, err := packOf(ctx, tx, h); err != nil {
				return a, err
			} else if given {
				a.Form = PackForm{Reach: now.Reach, Arrival: now.Arrival, Needs: now.Needs, Health: now.Health, Safety: now.Safety, Born: "no"}
				if !now.Born.IsZero() {
					a.Form.Born = "yes"
				}
			} else {
				a.Form.Arrival = p.Travel.Route
			}
			return a, nil
		},
		Take: takeOn("given", func(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, f PackForm) error {
			return room.GivePack(ctx, tx, r.Actor, id, f)
		})}
	recall := deed.Press(people+"/handovers/{handover}/recall", access.PlanReturn, room.press("recalled", "handover", room.Recall))
	return slices.Concat(ask.Routes(), pack.Routes(), []route.Route{recall}, room.receiverDeeds())
}

func (room *Room) receiverDeeds() []route.Route {
	back := page.Link{Text: "Organisations abroad", Href: "/returns/receivers"}
	add := deed.Deed[ReceiverForm]{Pages: pages, Path: "/returns/receivers/add", Action: access.KeepReceivers, Title: "Add an organisation abroad", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, _ *route.Request) (deed.Asked[ReceiverForm], error) {
			options, err := abroad(ctx, tx)
			a := deed.Asked[ReceiverForm]{Questions: receiverQuestions(options, room.Lists, dayOf(tx)), Back: back}
			if len(options) == 0 {
				a.Help = []casefile.Sentence{deed.Say("There is no agency abroad yet. An administrator of the service adds one under Agencies.")}
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReceiverForm) (string, error) {
			_, err := room.KeepReceiver(ctx, tx, r.Actor, f)
			return deed.Done("/returns/receivers", "kept"), err
		}}
	change := deed.Deed[ReceiverForm]{Pages: pages, Path: "/returns/receivers/{receiver}/change", Action: access.KeepReceivers, Title: "Check what is known of an organisation abroad", Button: "Save", Set: func(f *ReceiverForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ReceiverForm], error) {
			id, err := r.ID("receiver")
			if err != nil {
				return deed.Asked[ReceiverForm]{}, err
			}
			known, found, err := receiverOf(ctx, tx, id)
			if err != nil || !found {
				return deed.Asked[ReceiverForm]{}, orMissing(err)
			}
			only := []form.Option{{Value: string(id), Label: known.Name, Verbatim: true}}
			return deed.Asked[ReceiverForm]{Form: ReceiverForm{Agency: string(id), Town: known.Town, Language: known.Language, Takes: known.Takes, Offers: known.Offers, Contact: known.Contact, Checked: known.Checked},
				Version: known.Version, Questions: receiverQuestions(only, room.Lists, dayOf(tx)), Back: back}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReceiverForm) (string, error) {
			_, err := room.KeepReceiver(ctx, tx, r.Actor, f)
			return deed.Done("/returns/receivers", "changed"), err
		}}
	return slices.Concat(add.Routes(), change.Routes())
}

func handoverPath(id db.ID) string { return "/handovers/" + string(id) }

func (room *Room) partnerDeeds() []route.Route {
	const base = "/handovers/{handover}"
	toHandover := func(r *route.Request) page.Link {
		return page.Link{Text: "Back", Href: "/handovers/" + r.PathValue("handover")}
	}
	accept := deed.Deed[AcceptForm]{Pages: pages, Path: base + "/accept", Action: access.ListHandovers, Title: "We take the person on", Button: "Send the answer", Set: func(f *AcceptForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AcceptForm], error) {
			h, err := room.askedIn(ctx, tx, r)
			return deed.Asked[AcceptForm]{Version: h.Version, Questions: acceptQuestions, Back: toHandover(r), Facts: requestFacts(h)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AcceptForm) (string, error) {
			id, err := r.ID("handover")
			if err != nil {
				return "", err
			}
			return deed.Done(handoverPath(id), "answered"), room.Accept(ctx, tx, r.Actor, id, f)
		}}
	decline := deed.Deed[DeclineForm]{Pages: pages, Path: base + "/decline", Action: access.ListHandovers, Title: "We cannot take the person on", Button: "Send the answer", Set: func(f *DeclineForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DeclineForm], error) {
			h, err := room.askedIn(ctx, tx, r)
			return deed.Asked[DeclineForm]{Version: h.Version, Questions: declineQuestions, Back: toHandover(r), Facts: requestFacts(h)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DeclineForm) (string, error) {
			id, err := r.ID("handover")
			if err != nil {
				return "", err
			}
			return deed.Done(handoverPath(id), "answered"), room.Decline(ctx, tx, r.Actor, id, f)
		}}
	find := deed.Deed[FindingForm]{Pages: pages, Path: base + "/contacts/{contact}", Action: access.ReadHandover, Title: "Say how the person is", Button: "Send", Set: func(f *FindingForm, v int64) { f.Version = v },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[FindingForm], error) {
			id, contact, err := handoverPart(r)
			if err != nil {
				return deed.Asked[FindingForm]{}, err
			}
			p, _, err := room.given(ctx, tx, r.Actor, id)
			if err != nil {
				return deed.Asked[FindingForm]{}, err
			}
			k, err := contactOf(p, contact)
			return deed.Asked[FindingForm]{Form: FindingForm{On: dayOf(tx)}, Version: k.Version, Questions: findingQuestions(p.DepartedOn, dayOf(tx)), Back: toHandover(r), Facts: []form.Row{{Label: "Agreed for", Values: []any{k.Due}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f FindingForm) (string, error) {
			id, contact, err := handoverPart(r)
			if err != nil {
				return "", err
			}
			return deed.Done(handoverPath(id), "recorded"), room.PartnerFinds(ctx, tx, r.Actor, id, contact, f)
		}}
	return slices.Concat(accept.Routes(), decline.Routes(), find.Routes())
}

func handoverPart(r *route.Request) (id, contact db.ID, err error) {
	if id, err = r.ID("handover"); err != nil {
		return id, contact, err
	}
	contact, err = r.ID("contact")
	return id, contact, err
}

// askedIn gives the handover in the address to the pages on which it is answered.
// Whether it can still be answered is the command's to say: a second click must
// find the page that the first one made.
func (room *Room) askedIn(ctx context.Context, tx *db.Tx, r *route.Request) (Handover, error) {
	id, err := r.ID("handover")
	if err != nil {
		return Handover{}, err
	}
	h, found, err := ours(ctx, tx, r.Actor, id)
	if err == nil && !found {
		err = fault.Missing()
	}
	return h, err
}

// requestFacts are what an organisation is asked, for the pages on which it
// answers.
func requestFacts(h Handover) []form.Row {
	rows := []form.Row{{Label: "About", Values: []any{phrase(ageWords[h.Age])}}, {Label: "What the person will need"}}
	for _, words := range h.NeedsWords() {
		rows[1].Values = append(rows[1].Values, phrase(words))
	}
	return append(rows, form.Row{Label: "What you must know to answer", Values: []any{h.Request.Words}})
}

// ageWords are the bands of age.
var ageWords = map[string]string{"adult": "An adult", "child": "A child, or somebody who may be one"}

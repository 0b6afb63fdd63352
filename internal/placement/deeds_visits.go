package placement

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

func (room *Room) visitDeeds() []route.Route {
	back := func(v Visit) page.Link { return page.Link{Text: "Back to the visitor", Href: visitPath(v.ID)} }
	toVisits := func(id db.ID) string { return peoplePath(id) + "/visits" }
	ask := deed.Deed[VisitForm]{Pages: pages, Path: "/placements/people/{id}/visits/add", Action: access.AskVisit, Title: "Somebody asks to visit", Button: "Record the request",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[VisitForm], error) {
			f, h, err := room.of(ctx, tx, r, access.AskVisit, "visits")
			a := deed.Asked[VisitForm]{Questions: visitQuestions, Person: h, Back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				Help: []casefile.Sentence{deed.Say("Tell them nothing about the person, not even whether we know them. The answer is no until the visitor has been checked and somebody has decided.")}}
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.Back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			visit, err := room.AskVisit(ctx, tx, r.Actor, id, f)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				return deed.Done("/door", "recorded"), err
			}
			return deed.Done(visitPath(visit), "recorded"), err
		}}
	correct := deed.Deed[VisitForm]{Pages: pages, Path: "/visits/{visit}/change", Action: access.CheckVisitor, Title: "Correct what is known of a visitor", Button: "Save", Set: func(f *VisitForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[VisitForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.CheckVisitor)
			return deed.Asked[VisitForm]{Form: VisitForm{Relationship: v.Relationship, Visitor: v.Visitor}, Version: v.Version, Questions: visitQuestions, Person: h, Back: back(v)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return deed.Done(visitPath(id), "changed"), room.CorrectVisit(ctx, tx, r.Actor, id, f)
		}}
	check := deed.Deed[CheckForm]{Pages: pages, Path: "/visits/{visit}/check", Action: access.CheckVisitor, Title: "Record a check of a visitor", Button: "Record the check", Set: func(f *CheckForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[CheckForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.CheckVisitor)
			return deed.Asked[CheckForm]{Version: v.Version, Questions: checkQuestions, Person: h, Facts: visitFacts(v), Back: back(v),
				Help: []casefile.Sentence{deed.Say("If a check was recorded wrongly, record it again: the last one counts, and the one before is kept.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f CheckForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return deed.Done(visitPath(id), "recorded"), room.CheckVisitor(ctx, tx, r.Actor, id, f)
		}}
	decide := deed.Deed[DecisionForm]{Pages: pages, Path: "/visits/{visit}/decide", Action: access.DecideVisit, Title: "Decide about a visitor", Button: "Record the decision", Set: func(f *DecisionForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DecisionForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.DecideVisit)
			a := deed.Asked[DecisionForm]{Version: v.Version, Questions: decisionQuestions(), Person: h, Facts: visitFacts(v), Back: back(v)}
			for _, block := range v.Blocks(dayOf(tx)) {
				a.Facts = append(a.Facts, form.Row{Label: "Stands against it", Values: []any{form.Phrase(block)}})
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DecisionForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return deed.Done(visitPath(id), "decided"), room.DecideVisit(ctx, tx, r.Actor, id, f)
		}}
	end := deed.Deed[ReasonForm]{Pages: pages, Path: "/visits/{visit}/end", Action: access.DecideVisit, Title: "Withdraw a request, or end an approval", Button: "End it", Danger: true, Set: setReason,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ReasonForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.DecideVisit)
			return deed.Asked[ReasonForm]{Version: v.Version, Questions: endVisitQuestions, Person: h, Facts: visitFacts(v), Back: back(v)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return deed.Done(visitPath(id), "ended"), room.EndVisit(ctx, tx, r.Actor, id, f)
		}}
	override := deed.Deed[ReasonForm]{Pages: pages, Path: "/visits/{visit}/warnings/{warning}/override", Action: access.OverrideDenial, Title: "Decide about a warning", Button: "This is somebody else", Danger: true, Set: setReason,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ReasonForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.OverrideDenial)
			a := deed.Asked[ReasonForm]{Questions: overrideQuestions, Person: h, Facts: visitFacts(v), Back: back(v), Help: []casefile.Sentence{deed.Say("From then the warning no longer stands against approving this visitor. Your reason is kept with your name.")}}
			if err != nil {
				return a, err
			}
			at := slices.IndexFunc(v.Warnings, func(w Warning) bool { return string(w.ID) == r.PathValue("warning") && w.Open() })
			if at < 0 {
				return a, fault.Missing()
			}
			for _, agreement := range v.Warnings[at].Agreements {
				a.Facts = append(a.Facts, form.Row{Label: "What agrees", Values: []any{r.Words.Text(agreement.Why, agreement.Args()...)}})
			}
			return a, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			warning, err := r.ID("warning")
			if err != nil {
				return "", err
			}
			return deed.Done(visitPath(id), "decided"), room.OverrideWarning(ctx, tx, r.Actor, id, warning, f)
		}}
	log := deed.Deed[VisitLogForm]{Pages: pages, Path: "/visits/{visit}/log", Action: access.LogVisit, Title: "Record a visit", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[VisitLogForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.LogVisit)
			a := deed.Asked[VisitLogForm]{Questions: visitLogQuestions, Person: h, Facts: visitFacts(v), Back: back(v)}
			a.Form.Arrived.On = dayOf(tx)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.Back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitLogForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			next := visitPath(id)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				next = "/door"
			}
			return deed.Done(next, "recorded"), room.LogVisit(ctx, tx, r.Actor, id, f)
		}}
	enquire := deed.Deed[EnquiryForm]{Pages: pages, Path: "/placements/people/{id}/enquiries/add", Action: access.AskVisit, Title: "Somebody asked about a person", Button: "Record it",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[EnquiryForm], error) {
			f, h, err := room.of(ctx, tx, r, access.AskVisit, "visits")
			a := deed.Asked[EnquiryForm]{Questions: enquiryQuestions, Person: h, Back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				Help: []casefile.Sentence{deed.Say("Say: “I cannot tell you whether we know this person. Leave your name and number, and somebody will call you.”")}}
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.Back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EnquiryForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			next := toVisits(id)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				next = "/door"
			}
			_, err = room.Enquire(ctx, tx, r.Actor, id, f)
			return deed.Done(next, "recorded"), err
		}}
	return slices.Concat(ask.Routes(), correct.Routes(), check.Routes(), decide.Routes(), end.Routes(), override.Routes(), log.Routes(), enquire.Routes(), room.denialDeeds())
}

func setReason(f *ReasonForm, version int64) { f.Version = version }

func (room *Room) denialDeeds() []route.Route {
	toVisits := func(id db.ID) string { return peoplePath(id) + "/visits" }
	deny := deed.Deed[DenialForm]{Pages: pages, Path: "/placements/people/{id}/denied/add", Action: access.KeepDenyList, Title: "Keep somebody away", Button: "Add to the list",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DenialForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepDenyList, "visits")
			return deed.Asked[DenialForm]{Questions: denialQuestions, Person: h, Back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				Help: []casefile.Sentence{deed.Say("Enter all that is known: another name, a nickname, a number, an address. Whoever asks to visit or calls is compared with it, in other spellings and other scripts too.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DenialForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Deny(ctx, tx, r.Actor, id, f)
			return deed.Done(toVisits(id), "added"), err
		}}
	correct := deed.Deed[DenialForm]{Pages: pages, Path: "/placements/people/{id}/denied/{denied}/change", Action: access.KeepDenyList, Title: "Correct an entry of the list", Button: "Save", Set: func(f *DenialForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DenialForm], error) {
			d, h, err := room.atDenial(ctx, tx, r)
			if err != nil {
				return deed.Asked[DenialForm]{}, err
			}
			a := deed.Asked[DenialForm]{Form: DenialForm{Person: d.Person, Reason: d.Reason, Everyone: d.Case == ""}, Version: d.Version, Questions: denialQuestions, Person: h,
				Back: page.Link{Text: "Visitors", Href: toVisits(h.ID)}}
			before, err := denialBefore(ctx, tx, d.Agency, d.ID)
			for _, old := range before {
				a.Facts = append(a.Facts, form.Row{Label: "It said before", Values: described(old.Person.Described)})
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DenialForm) (string, error) {
			id, entry, err := denialIDs(r)
			if err != nil {
				return "", err
			}
			return deed.Done(toVisits(id), "changed"), room.CorrectDenial(ctx, tx, r.Actor, id, entry, f)
		}}
	allow := deed.Deed[ReasonForm]{Pages: pages, Path: "/placements/people/{id}/denied/{denied}/end", Action: access.KeepDenyList, Title: "Take somebody off the list", Button: "Take them off the list", Danger: true, Set: setReason,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ReasonForm], error) {
			d, h, err := room.atDenial(ctx, tx, r)
			if err != nil {
				return deed.Asked[ReasonForm]{}, err
			}
			return deed.Asked[ReasonForm]{Version: d.Version, Questions: allowQuestions, Person: h, Facts: []form.Row{{Label: "Who", Values: described(d.Person.Described)}, {Label: "Why they are on the list", Values: []any{form.Phrase(d.ReasonWords()), d.Person.Words}}},
				Back: page.Link{Text: "Visitors", Href: toVisits(h.ID)}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, entry, err := denialIDs(r)
			if err != nil {
				return "", err
			}
			return deed.Done(toVisits(id), "ended"), room.Allow(ctx, tx, r.Actor, id, entry, f)
		}}
	return slices.Concat(deny.Routes(), correct.Routes(), allow.Routes())
}

func denialIDs(r *route.Request) (id, entry db.ID, err error) {
	if id, err = r.ID("id"); err != nil {
		return id, entry, err
	}
	entry, err = r.ID("denied")
	return id, entry, err
}

func (room *Room) atDenial(ctx context.Context, tx *db.Tx, r *route.Request) (Denied, *head, error) {
	_, entry, err := denialIDs(r)
	if err != nil {
		return Denied{}, nil, err
	}
	f, h, err := room.of(ctx, tx, r, access.KeepDenyList, "visits")
	if err != nil {
		return Denied{}, nil, err
	}
	d, err := room.denial(ctx, tx, r.Actor, f.Case, entry)
	return d, h, err
}

// described is what is known of somebody, one value a line.
func described(d Described) []any {
	var values []any
	for _, list := range [][]string{d.Names, d.Aliases, d.Phones, d.Addresses} {
		for _, text := range list {
			values = append(values, text)
		}
	}
	return values
}

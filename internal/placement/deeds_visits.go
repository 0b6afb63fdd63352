package placement

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (room *Room) visitDeeds() []route.Route {
	back := func(v Visit) page.Link { return page.Link{Text: "Back to the visitor", Href: visitPath(v.ID)} }
	toVisits := func(id db.ID) string { return peoplePath(id) + "/visits" }
	ask := deed[VisitForm]{path: "/placements/people/{id}/visits/add", action: access.AskVisit, title: "Somebody asks to visit", button: "Record the request",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[VisitForm], error) {
			f, h, err := room.of(ctx, tx, r, access.AskVisit, "visits")
			a := asked[VisitForm]{questions: visitQuestions, person: h, back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				help: []sentence{say("Tell them nothing about the person, not even whether we know them. The answer is no until the visitor has been checked and somebody has decided.")}}
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			visit, err := room.AskVisit(ctx, tx, r.Actor, id, f)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				return done("/door", "recorded"), err
			}
			return done(visitPath(visit), "recorded"), err
		}}
	correct := deed[VisitForm]{path: "/visits/{visit}/change", action: access.CheckVisitor, title: "Correct what is known of a visitor", button: "Save", set: func(f *VisitForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[VisitForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.CheckVisitor)
			return asked[VisitForm]{form: VisitForm{Relationship: v.Relationship, Visitor: v.Visitor}, version: v.Version, questions: visitQuestions, person: h, back: back(v)}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return done(visitPath(id), "changed"), room.CorrectVisit(ctx, tx, r.Actor, id, f)
		}}
	check := deed[CheckForm]{path: "/visits/{visit}/check", action: access.CheckVisitor, title: "Record a check of a visitor", button: "Record the check", set: func(f *CheckForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[CheckForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.CheckVisitor)
			return asked[CheckForm]{version: v.Version, questions: checkQuestions, person: h, facts: visitFacts(v), back: back(v),
				help: []sentence{say("If a check was recorded wrongly, record it again: the last one counts, and the one before is kept.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f CheckForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return done(visitPath(id), "recorded"), room.CheckVisitor(ctx, tx, r.Actor, id, f)
		}}
	decide := deed[DecisionForm]{path: "/visits/{visit}/decide", action: access.DecideVisit, title: "Decide about a visitor", button: "Record the decision", set: func(f *DecisionForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[DecisionForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.DecideVisit)
			a := asked[DecisionForm]{version: v.Version, questions: decisionQuestions(), person: h, facts: visitFacts(v), back: back(v)}
			for _, block := range v.Blocks(dayOf(tx)) {
				a.facts = append(a.facts, form.Row{Label: "Stands against it", Values: []any{form.Phrase(block)}})
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DecisionForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return done(visitPath(id), "decided"), room.DecideVisit(ctx, tx, r.Actor, id, f)
		}}
	end := deed[ReasonForm]{path: "/visits/{visit}/end", action: access.DecideVisit, title: "Withdraw a request, or end an approval", button: "End it", danger: true, set: setReason,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[ReasonForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.DecideVisit)
			return asked[ReasonForm]{version: v.Version, questions: endVisitQuestions, person: h, facts: visitFacts(v), back: back(v)}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			return done(visitPath(id), "ended"), room.EndVisit(ctx, tx, r.Actor, id, f)
		}}
	override := deed[ReasonForm]{path: "/visits/{visit}/warnings/{warning}/override", action: access.OverrideDenial, title: "Decide about a warning", button: "This is somebody else", danger: true, set: setReason,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[ReasonForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.OverrideDenial)
			a := asked[ReasonForm]{questions: overrideQuestions, person: h, facts: visitFacts(v), back: back(v), help: []sentence{say("From then the warning no longer stands against approving this visitor. Your reason is kept with your name.")}}
			if err != nil {
				return a, err
			}
			at := slices.IndexFunc(v.Warnings, func(w Warning) bool { return string(w.ID) == r.PathValue("warning") && w.Open() })
			if at < 0 {
				return a, fault.Missing()
			}
			for _, agreement := range v.Warnings[at].Agreements {
				a.facts = append(a.facts, form.Row{Label: "What agrees", Values: []any{r.Words.Text(agreement.Why, agreement.Args()...)}})
			}
			return a, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			warning, err := r.ID("warning")
			if err != nil {
				return "", err
			}
			return done(visitPath(id), "decided"), room.OverrideWarning(ctx, tx, r.Actor, id, warning, f)
		}}
	log := deed[VisitLogForm]{path: "/visits/{visit}/log", action: access.LogVisit, title: "Record a visit", button: "Record it",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[VisitLogForm], error) {
			v, h, err := room.atVisit(ctx, tx, r, access.LogVisit)
			a := asked[VisitLogForm]{questions: visitLogQuestions, person: h, facts: visitFacts(v), back: back(v)}
			a.form.Arrived.On = dayOf(tx)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f VisitLogForm) (string, error) {
			id, err := r.ID("visit")
			if err != nil {
				return "", err
			}
			next := visitPath(id)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				next = "/door"
			}
			return done(next, "recorded"), room.LogVisit(ctx, tx, r.Actor, id, f)
		}}
	enquire := deed[EnquiryForm]{path: "/placements/people/{id}/enquiries/add", action: access.AskVisit, title: "Somebody asked about a person", button: "Record it",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[EnquiryForm], error) {
			f, h, err := room.of(ctx, tx, r, access.AskVisit, "visits")
			a := asked[EnquiryForm]{questions: enquiryQuestions, person: h, back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				help: []sentence{say("Say: “I cannot tell you whether we know this person. Leave your name and number, and somebody will call you.”")}}
			if access.Role(r.Actor, access.ReadVisit) != nil {
				a.back = page.Link{Text: "Door list", Href: "/door"}
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EnquiryForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			next := toVisits(id)
			if access.Role(r.Actor, access.ReadVisit) != nil {
				next = "/door"
			}
			_, err = room.Enquire(ctx, tx, r.Actor, id, f)
			return done(next, "recorded"), err
		}}
	return slices.Concat(ask.routes(), correct.routes(), check.routes(), decide.routes(), end.routes(), override.routes(), log.routes(), enquire.routes(), room.denialDeeds())
}

func setReason(f *ReasonForm, version int64) { f.Version = version }

func (room *Room) denialDeeds() []route.Route {
	toVisits := func(id db.ID) string { return peoplePath(id) + "/visits" }
	deny := deed[DenialForm]{path: "/placements/people/{id}/denied/add", action: access.KeepDenyList, title: "Keep somebody away", button: "Add to the list",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[DenialForm], error) {
			f, h, err := room.of(ctx, tx, r, access.KeepDenyList, "visits")
			return asked[DenialForm]{questions: denialQuestions, person: h, back: page.Link{Text: "Visitors", Href: toVisits(f.Case)},
				help: []sentence{say("Enter all that is known: another name, a nickname, a number, an address. Whoever asks to visit or calls is compared with it, in other spellings and other scripts too.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DenialForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Deny(ctx, tx, r.Actor, id, f)
			return done(toVisits(id), "added"), err
		}}
	correct := deed[DenialForm]{path: "/placements/people/{id}/denied/{denied}/change", action: access.KeepDenyList, title: "Correct an entry of the list", button: "Save", set: func(f *DenialForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[DenialForm], error) {
			d, h, err := room.atDenial(ctx, tx, r)
			if err != nil {
				return asked[DenialForm]{}, err
			}
			a := asked[DenialForm]{form: DenialForm{Person: d.Person, Reason: d.Reason, Everyone: d.Case == ""}, version: d.Version, questions: denialQuestions, person: h,
				back: page.Link{Text: "Visitors", Href: toVisits(h.ID)}}
			before, err := denialBefore(ctx, tx, d.Agency, d.ID)
			for _, old := range before {
				a.facts = append(a.facts, form.Row{Label: "It said before", Values: described(old.Person.Described)})
			}
			return a, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DenialForm) (string, error) {
			id, entry, err := denialIDs(r)
			if err != nil {
				return "", err
			}
			return done(toVisits(id), "changed"), room.CorrectDenial(ctx, tx, r.Actor, id, entry, f)
		}}
	allow := deed[ReasonForm]{path: "/placements/people/{id}/denied/{denied}/end", action: access.KeepDenyList, title: "Take somebody off the list", button: "Take them off the list", danger: true, set: setReason,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[ReasonForm], error) {
			d, h, err := room.atDenial(ctx, tx, r)
			if err != nil {
				return asked[ReasonForm]{}, err
			}
			return asked[ReasonForm]{version: d.Version, questions: allowQuestions, person: h, facts: []form.Row{{Label: "Who", Values: described(d.Person.Described)}, {Label: "Why they are on the list", Values: []any{form.Phrase(d.ReasonWords()), d.Person.Words}}},
				back: page.Link{Text: "Visitors", Href: toVisits(h.ID)}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			id, entry, err := denialIDs(r)
			if err != nil {
				return "", err
			}
			return done(toVisits(id), "ended"), room.Allow(ctx, tx, r.Actor, id, entry, f)
		}}
	return slices.Concat(deny.routes(), correct.routes(), allow.routes())
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

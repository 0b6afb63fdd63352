package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// timeDeeds are the pages that ask about how long support lasts and how it ends.
func (room *Room) timeDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[LongerForm]{path: "/support/cases/{id}/longer", action: access.WorkSupport, title: "Ask for longer support", button: "Send to a manager",
		set: func(f *LongerForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[LongerForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			a = asked[LongerForm]{version: h.Case.Version, questions: longerQuestions, person: h, back: backTo(h, "/time")}
			if last, open := h.Case.Course.Last(); !open {
				a.help = []sentenced{say("Support lasts until {day}. An extension can only make it longer.", "day", last)}
			} else if least := h.Case.Course.Least(); !least.IsZero() {
				a.help = []sentenced{say("Support lasts at least until {day} and has no last day yet. An extension can only make it longer.", "day", least)}
			}
			return a, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f LongerForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AskLonger(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/time", "longer"), err
		}}.routes()...)
	all = append(all, deed[AnswerLongerForm]{path: "/support/cases/{id}/longer/{extension}", action: access.ManageSupport, title: "Answer a request for longer support", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AnswerLongerForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "time")
			if err != nil {
				return a, err
			}
			extension, err := r.ID("extension")
			if err != nil {
				return a, err
			}
			e, err := extensionOf(ctx, tx, h.ID, extension)
			return asked[AnswerLongerForm]{form: AnswerLongerForm{Until: e.Until}, questions: answerLongerQuestions, person: h, back: backTo(h, "/time"),
				facts: []form.Row{{Label: "Asked by", Values: []any{e.AskedBy}}, {Label: "Until", Values: []any{e.Until}}, {Label: "Reason", Values: []any{form.Phrase(e.ReasonWords())}}, {Label: "In words", Values: []any{e.Words}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AnswerLongerForm) (string, error) {
			id, extension, err := ids(r, "extension")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/time", "decided"), room.AnswerLonger(ctx, tx, r.Actor, id, extension, f)
		}}.routes()...)
	all = append(all, deed[HoldForm]{path: "/support/cases/{id}/reviews/{review}", action: access.WorkSupport, title: "Record a review", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[HoldForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			review, err := r.ID("review")
			if err != nil {
				return a, err
			}
			v, err := reviewOf(ctx, tx, h.ID, review)
			return asked[HoldForm]{form: HoldForm{On: today(tx)}, questions: holdQuestions(today(tx)), person: h, back: backTo(h, "/time"),
				facts: []form.Row{{Label: "Review", Values: []any{form.Phrase(v.KindWords())}}, {Label: "Due on", Values: []any{v.Due}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f HoldForm) (string, error) {
			id, review, err := ids(r, "review")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/time", "review"), room.Hold(ctx, tx, r.Actor, id, review, f)
		}}.routes()...)
	all = append(all, room.furtherDeeds()...)
	all = append(all, deed[EndForm]{path: "/support/cases/{id}/end", action: access.EndSupport, title: "End support", button: "End support", danger: true,
		set: func(f *EndForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[EndForm], err error) {
			h, err := room.about(ctx, tx, r, access.EndSupport, "time")
			if err != nil {
				return a, err
			}
			help := []sentenced{say("Support never ends without where the person goes next, who stays in touch and how they stay safe, or why that is not recorded.")}
			if last, open := h.Case.Course.Last(); open {
				help = append(help, say("Nothing ends this support by itself."))
			} else {
				help = append(help, say("They have a right to support until {day}.", "day", last))
			}
			return asked[EndForm]{version: h.Case.Version, questions: endQuestions, person: h, back: backTo(h, "/time"), help: help}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EndForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/time", "ended"), room.End(ctx, tx, r.Actor, id, f)
		}}.routes()...)
	return append(all, press("/support/cases/{id}/undo-end", access.EndSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return done(casePath(id)+"/time", "undone"), room.UndoEnd(ctx, tx, r.Actor, id)
	}))
}

func (room *Room) furtherDeeds() []route.Route {
	var all []route.Route
	asks := func(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (h *head, f Further, err error) {
		if h, err = room.about(ctx, tx, r, action, "time"); err != nil {
			return h, f, err
		}
		further, err := r.ID("further")
		if err != nil {
			return h, f, err
		}
		f, err = furtherOf(ctx, tx, h.ID, further)
		return h, f, err
	}
	all = append(all, deed[OfferForm]{path: "/support/cases/{id}/further/offer", action: access.WorkSupport, title: "Offer a recovery needs assessment", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[OfferForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			return asked[OfferForm]{form: OfferForm{On: today(tx)}, questions: offerQuestions(today(tx)), person: h, back: backTo(h, "/time"),
				help: []sentenced{say("It says what somebody still needs to recover, until when, and how they come into a life of their own. It may be done again.")}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f OfferForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Offer(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/time", "offered"), err
		}}.routes()...)
	all = append(all, deed[AdviseForm]{path: "/support/cases/{id}/further/{further}/assess", action: access.WorkSupport, title: "Recovery needs assessment", button: "Send to be decided",
		set: func(f *AdviseForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AdviseForm], err error) {
			h, f, err := asks(ctx, tx, r, access.WorkSupport)
			return asked[AdviseForm]{form: AdviseForm{On: today(tx), Until: f.Advised, Needs: f.Words.Needs, Transition: f.Words.Transition}, version: f.Version, questions: adviseQuestions(today(tx)), person: h, back: backToTime(h)}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AdviseForm) (string, error) {
			id, further, err := ids(r, "further")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/time", "advised"), room.Advise(ctx, tx, r.Actor, id, further, f)
		}}.routes()...)
	return append(all, deed[DecideForm]{path: "/support/cases/{id}/further/{further}/decide", action: access.ManageSupport, title: "Decide on a recovery needs assessment", button: "Save the decision",
		set: func(f *DecideForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[DecideForm], err error) {
			h, f, err := asks(ctx, tx, r, access.ManageSupport)
			return asked[DecideForm]{form: DecideForm{Until: f.Advised}, version: f.Version, questions: decideQuestions, person: h, back: backToTime(h),
				facts: []form.Row{{Label: "Needs", Values: []any{f.Words.Needs}}, {Label: "Transition plan", Values: []any{f.Words.Transition}}, {Label: "Advised until", Values: []any{f.Advised}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DecideForm) (string, error) {
			id, further, err := ids(r, "further")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/time", "decided"), room.Decide(ctx, tx, r.Actor, id, further, f)
		}}.routes()...)
}

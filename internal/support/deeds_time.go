package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// timeDeeds are the pages that ask about how long support lasts and how it ends.
func (room *Room) timeDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[LongerForm]{Pages: pages, Path: "/support/cases/{id}/longer", Action: access.WorkSupport, Title: "Ask for longer support", Button: "Send to a manager",
		Set: func(f *LongerForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[LongerForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			a = deed.Asked[LongerForm]{Version: h.Case.Version, Questions: longerQuestions, Person: h, Back: backTo(h, "/time")}
			if last, open := h.Case.Course.Last(); !open {
				a.Help = []casefile.Sentence{deed.Say("Support lasts until {day}. An extension can only make it longer.", "day", last)}
			} else if least := h.Case.Course.Least(); !least.IsZero() {
				a.Help = []casefile.Sentence{deed.Say("Support lasts at least until {day} and has no last day yet. An extension can only make it longer.", "day", least)}
			}
			return a, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f LongerForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AskLonger(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/time", "longer"), err
		}}.Routes()...)
	all = append(all, deed.Deed[AnswerLongerForm]{Pages: pages, Path: "/support/cases/{id}/longer/{extension}", Action: access.ManageSupport, Title: "Answer a request for longer support", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AnswerLongerForm], err error) {
			h, err := room.about(ctx, tx, r, access.ManageSupport, "time")
			if err != nil {
				return a, err
			}
			extension, err := r.ID("extension")
			if err != nil {
				return a, err
			}
			e, err := extensionOf(ctx, tx, h.ID, extension)
			return deed.Asked[AnswerLongerForm]{Form: AnswerLongerForm{Until: e.Until}, Questions: answerLongerQuestions, Person: h, Back: backTo(h, "/time"),
				Facts: []form.Row{{Label: "Asked by", Values: []any{e.AskedBy}}, {Label: "Until", Values: []any{e.Until}}, {Label: "Reason", Values: []any{form.Phrase(e.ReasonWords())}}, {Label: "In words", Values: []any{e.Words}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AnswerLongerForm) (string, error) {
			id, extension, err := ids(r, "extension")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/time", "decided"), room.AnswerLonger(ctx, tx, r.Actor, id, extension, f)
		}}.Routes()...)
	all = append(all, deed.Deed[HoldForm]{Pages: pages, Path: "/support/cases/{id}/reviews/{review}", Action: access.WorkSupport, Title: "Record a review", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[HoldForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			review, err := r.ID("review")
			if err != nil {
				return a, err
			}
			v, err := reviewOf(ctx, tx, h.ID, review)
			return deed.Asked[HoldForm]{Form: HoldForm{On: today(tx)}, Questions: holdQuestions(today(tx)), Person: h, Back: backTo(h, "/time"),
				Facts: []form.Row{{Label: "Review", Values: []any{form.Phrase(v.KindWords())}}, {Label: "Due on", Values: []any{v.Due}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f HoldForm) (string, error) {
			id, review, err := ids(r, "review")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/time", "review"), room.Hold(ctx, tx, r.Actor, id, review, f)
		}}.Routes()...)
	all = append(all, room.furtherDeeds()...)
	all = append(all, deed.Deed[EndForm]{Pages: pages, Path: "/support/cases/{id}/end", Action: access.EndSupport, Title: "End support", Button: "End support", Danger: true,
		Set: func(f *EndForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[EndForm], err error) {
			h, err := room.about(ctx, tx, r, access.EndSupport, "time")
			if err != nil {
				return a, err
			}
			help := []casefile.Sentence{deed.Say("Support never ends without where the person goes next, who stays in touch and how they stay safe, or why that is not recorded.")}
			if last, open := h.Case.Course.Last(); open {
				help = append(help, deed.Say("Nothing ends this support by itself."))
			} else {
				help = append(help, deed.Say("They have a right to support until {day}.", "day", last))
			}
			return deed.Asked[EndForm]{Version: h.Case.Version, Questions: endQuestions, Person: h, Back: backTo(h, "/time"), Help: help}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f EndForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/time", "ended"), room.End(ctx, tx, r.Actor, id, f)
		}}.Routes()...)
	return append(all, deed.Press("/support/cases/{id}/undo-end", access.EndSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id)+"/time", "undone"), room.UndoEnd(ctx, tx, r.Actor, id)
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
	all = append(all, deed.Deed[OfferForm]{Pages: pages, Path: "/support/cases/{id}/further/offer", Action: access.WorkSupport, Title: "Offer a recovery needs assessment", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[OfferForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "time")
			if err != nil {
				return a, err
			}
			return deed.Asked[OfferForm]{Form: OfferForm{On: today(tx)}, Questions: offerQuestions(today(tx)), Person: h, Back: backTo(h, "/time"),
				Help: []casefile.Sentence{deed.Say("It says what somebody still needs to recover, until when, and how they come into a life of their own. It may be done again.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f OfferForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Offer(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/time", "offered"), err
		}}.Routes()...)
	all = append(all, deed.Deed[AdviseForm]{Pages: pages, Path: "/support/cases/{id}/further/{further}/assess", Action: access.WorkSupport, Title: "Recovery needs assessment", Button: "Send to be decided",
		Set: func(f *AdviseForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AdviseForm], err error) {
			h, f, err := asks(ctx, tx, r, access.WorkSupport)
			return deed.Asked[AdviseForm]{Form: AdviseForm{On: today(tx), Until: f.Advised, Needs: f.Words.Needs, Transition: f.Words.Transition}, Version: f.Version, Questions: adviseQuestions(today(tx)), Person: h, Back: backToTime(h)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AdviseForm) (string, error) {
			id, further, err := ids(r, "further")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/time", "advised"), room.Advise(ctx, tx, r.Actor, id, further, f)
		}}.Routes()...)
	return append(all, deed.Deed[DecideForm]{Pages: pages, Path: "/support/cases/{id}/further/{further}/decide", Action: access.ManageSupport, Title: "Decide on a recovery needs assessment", Button: "Save the decision",
		Set: func(f *DecideForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[DecideForm], err error) {
			h, f, err := asks(ctx, tx, r, access.ManageSupport)
			return deed.Asked[DecideForm]{Form: DecideForm{Until: f.Advised}, Version: f.Version, Questions: decideQuestions, Person: h, Back: backToTime(h),
				Facts: []form.Row{{Label: "Needs", Values: []any{f.Words.Needs}}, {Label: "Transition plan", Values: []any{f.Words.Transition}}, {Label: "Advised until", Values: []any{f.Advised}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DecideForm) (string, error) {
			id, further, err := ids(r, "further")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/time", "decided"), room.Decide(ctx, tx, r.Actor, id, further, f)
		}}.Routes()...)
}

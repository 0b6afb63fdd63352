package accommodation

import (
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// forBed prepares a page that asks about one bed for one person: what speaks for it
// and against it stands above the questions.
func (room *Room) forBed(ctx context.Context, tx *db.Tx, r *route.Request) (File, *head, Candidate, error) {
	f, h, err := room.of(ctx, tx, r, access.OfferBed)
	if err != nil {
		return f, h, Candidate{}, err
	}
	id, err := r.ID("bed")
	if err != nil {
		return f, h, Candidate{}, err
	}
	all, _, _, err := room.match(ctx, tx, f)
	if err != nil {
		return f, h, Candidate{}, err
	}
	for _, candidate := range all {
		if candidate.Bed.ID == id {
			return f, h, candidate, nil
		}
	}
	return f, h, Candidate{}, fault.Missing()
}

func (room *Room) bedFacts(c Candidate) []form.Row {
	return []form.Row{{Label: "House", Values: []any{c.In.Name + ", " + c.In.Reference}}, {Label: "Area", Values: []any{room.region(c.In.Region)}}, {Label: "Bed", Values: []any{c.Number}}, {Label: "Sleeps", Values: []any{c.Sleeps}}}
}

func whyQuestion[T any](v fit.Verdict, bind func(*T) *string) []form.Question[T] {
	if v.Count(fit.Caution) == 0 {
		return nil
	}
	return []form.Question[T]{{Name: "why", Label: "Something about this bed does not suit them. Why is it chosen all the same?", Hint: "Sealed", Noun: "Why this bed", Kind: form.Story, MaxLength: 1000, Rows: 2,
		Required: "Say why the bed is chosen although something about it does not suit", Bind: func(f *T) any { return bind(f) }}}
}

// bedDeeds offer a bed, take it at once, and move somebody.
func (room *Room) bedDeeds() []route.Route {
	back := func(f File) page.Link { return page.Link{Text: "Back to the beds", Href: filePath(f.ID) + "/beds"} }
	offer := deed.Deed[OfferForm]{Pages: pages, Path: "/accommodation/files/{shelter}/beds/{bed}/offer", Action: access.OfferBed, Title: "Offer a bed", Button: "Hold the bed for them",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[OfferForm], error) {
			f, h, c, err := room.forBed(ctx, tx, r)
			if err != nil {
				return deed.Asked[OfferForm]{}, err
			}
			questions := append(whyQuestion(c.Verdict, func(f *OfferForm) *string { return &f.Why }), form.Question[OfferForm]{Name: "hours", Label: "For how many hours is it held?", Hint: "Until they answer. Then it is free again", Noun: "Hours", Kind: form.Number, Min: 1, Max: 168,
				Required: "Enter for how many hours it is held", Bind: func(f *OfferForm) any { return &f.Hours }})
			return deed.Asked[OfferForm]{Form: OfferForm{Hours: 24}, Questions: questions, Person: h, Facts: room.bedFacts(c), Beside: c.Verdict.Reasons, Back: back(f)}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f OfferForm) (string, error) {
			id, err := r.ID("shelter")
			if err != nil {
				return "", err
			}
			f.Bed = r.PathValue("bed")
			_, err = room.MakeOffer(ctx, tx, r.Actor, id, f)
			return deed.Done(filePath(id), "offered"), err
		}}
	take := room.takeDeed("take", "Take a bed at once", "They take it: give them the bed", nil, room.TakeNow, "taken", back)
	leaving := []form.Question[TakeForm]{
		{Name: "danger", Label: "What happened?", Hint: "In a sentence or two. Sealed", Noun: "What happened", Kind: form.Story, MaxLength: 2000, Rows: 3, Required: "Say what happened", Bind: func(f *TakeForm) any { return &f.Danger }},
		{Name: "leave-area", Label: "Is the area that they leave dangerous from now on?", Hint: "Then no bed there is ever offered to them", Kind: form.YesNo, Required: "Choose yes if the area that they leave is dangerous from now on", Bind: func(f *TakeForm) any { return &f.LeaveArea }},
	}
	move := room.takeDeed("move", "Move them now", "Move them, and shut the old address", leaving, room.Move, "moved", back)
	return slices.Concat(offer.Routes(), take, move, room.offerDeeds())
}

// takeDeed is a page that puts somebody into a bed at once.
func (room *Room) takeDeed(path, title, button string, first []form.Question[TakeForm], command func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f TakeForm) error, news string, back func(File) page.Link) []route.Route {
	return deed.Deed[TakeForm]{Pages: pages, Path: "/accommodation/files/{shelter}/beds/{bed}/" + path, Action: access.OfferBed, Title: title, Button: button, Set: func(f *TakeForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[TakeForm], error) {
			f, h, c, err := room.forBed(ctx, tx, r)
			if err != nil {
				return deed.Asked[TakeForm]{}, err
			}
			questions := append(slices.Clone(first), whyQuestion(c.Verdict, func(f *TakeForm) *string { return &f.Why })...)
			questions = append(questions, arriveQuestions(func(f *TakeForm) *form.Moment { return &f.Arrive }, func(f *TakeForm) *string { return &f.Transport }, func(f *TakeForm) *string { return &f.Details }, "")...)
			soon := tx.Now().Add(time.Hour).Round(15 * time.Minute)
			a := deed.Asked[TakeForm]{Version: f.Version, Form: TakeForm{Arrive: form.MomentOf(soon)}, Questions: questions, Person: h, Facts: room.bedFacts(c), Beside: c.Verdict.Reasons, Back: back(f)}
			if path == "move" {
				a.Help = []casefile.Sentence{deed.Say("From the moment you press the button nobody can see the address where they live now, and those who look after that house no longer reach them.")}
			}
			return a, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TakeForm) (string, error) {
			id, err := r.ID("shelter")
			if err != nil {
				return "", err
			}
			f.Bed = r.PathValue("bed")
			return deed.Done(filePath(id), news), command(ctx, tx, r.Actor, id, f)
		}}.Routes()
}

// offerDeeds answer an offer.
func (room *Room) offerDeeds() []route.Route {
	return deed.Deed[AnswerForm]{Pages: pages, Path: "/accommodation/offers/{offer}/answer", Action: access.AnswerBed, Title: "Their answer to the offer", Button: "Record the answer",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AnswerForm], error) {
			id, err := r.ID("offer")
			if err != nil {
				return deed.Asked[AnswerForm]{}, err
			}
			o, f, err := room.offer(ctx, tx, r.Actor, access.AnswerBed, id)
			if err != nil {
				return deed.Asked[AnswerForm]{}, err
			}
			if !o.Answered.IsZero() {
				return deed.Asked[AnswerForm]{}, fault.Refuse("This offer was answered already")
			}
			h, err := room.headOf(ctx, tx, r, f)
			a := deed.Asked[AnswerForm]{Questions: answerQuestions(), Person: h, Back: backToFile(f.ID), Facts: []form.Row{{Label: "Area", Values: []any{room.region(o.Region)}}, {Label: "Held until", Values: []any{o.Until}}}}
			a.Form.Arrive = form.MomentOf(tx.Now().Add(24 * time.Hour).Truncate(time.Hour))
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AnswerForm) (string, error) {
			id, err := r.ID("offer")
			if err != nil {
				return "", err
			}
			if err := room.AnswerOffer(ctx, tx, r.Actor, id, f); err != nil {
				return "", err
			}
			news := "refused"
			if *f.Accept {
				news = "accepted"
			}
			return room.after(ctx, tx, r, "offer", id, news)
		}}.Routes()
}

// stayDeeds record the day of somebody in a house.
func (room *Room) stayDeeds() []route.Route {
	return deed.Deed[DayForm]{Pages: pages, Path: "/accommodation/stays/{stay}/day", Action: access.KeepHouseDay, Title: "Where are they?", Button: "Record it", Set: func(f *DayForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[DayForm], error) {
			id, err := r.ID("stay")
			if err != nil {
				return deed.Asked[DayForm]{}, err
			}
			stay, f, err := room.stay(ctx, tx, r.Actor, access.KeepHouseDay, id)
			if err != nil {
				return deed.Asked[DayForm]{}, err
			}
			h, err := room.headOf(ctx, tx, r, f)
			return deed.Asked[DayForm]{Version: stay.Version, Questions: dayQuestions, Person: h, Back: page.Link{Text: "House today", Href: "/accommodation/today"},
				Help: []casefile.Sentence{deed.Say("If they were not seen, the desk and who supports them are told at once. Look for them, and report them missing if you cannot find them.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f DayForm) (string, error) {
			id, err := r.ID("stay")
			if err != nil {
				return "", err
			}
			news := "recorded"
			if f.Presence == NotSeen {
				news = "told"
			}
			if err := room.RecordDay(ctx, tx, r.Actor, id, f); err != nil {
				return "", err
			}
			return room.after(ctx, tx, r, "stay", id, news)
		}}.Routes()
}

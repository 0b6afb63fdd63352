package danger

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// aboutPerson prepares a page that asks something about the person in its address.
func aboutPerson[T any](room *Room, action access.Action, more func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[T]) error) func(context.Context, *db.Tx, *route.Request) (deed.Asked[T], error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[T], error) {
		who, head, err := room.around(ctx, tx, r, action)
		if err != nil {
			return deed.Asked[T]{}, err
		}
		a := deed.Asked[T]{Person: head, Back: backTo(who.ID)}
		return a, more(ctx, tx, r, who, &a)
	}
}

// assessHelp stands above the questions of a talk.
var assessHelp = []casefile.Sentence{deed.Say("In danger now? Call 999 first. Then come back here."), deed.Say("Talk about each part together. Whoever wants to say nothing about a part says nothing, and that is fine. Support does not depend on any answer.")}

func (room *Room) assessDeeds() []route.Route {
	set := func(f *AssessForm, version int64) { f.Version = version }
	next := func(ctx context.Context, tx *db.Tx, id, assessment db.ID, news string) (string, error) {
		a, err := oneOf(ctx, tx, id, assessment)
		if err == nil && a.Judged >= High && news == "assessed" {
			news = "told"
		}
		return deed.Done(assessmentPath(id, assessment), news), err
	}
	assess := deed.Deed[AssessForm]{Pages: pages, Path: "/danger/people/{id}/assess", Action: access.AssessDanger, Title: "Talk about danger", Button: "Record the talk", Set: set,
		Prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[AssessForm]) (err error) {
			today := civil.DayOf(tx.Now())
			a.Form = AssessForm{On: today, Language: "en"}
			a.Questions, a.Help = assessQuestions(signsOn(today), today), assessHelp
			a.Version, err = lastNumber(ctx, tx, who.ID)
			return err
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AssessForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			made, err := room.Assess(ctx, tx, r.Actor, id, f)
			if err != nil {
				return "", err
			}
			return next(ctx, tx, id, made, "assessed")
		}}
	correct := deed.Deed[AssessForm]{Pages: pages, Path: "/danger/people/{id}/assessments/{assessment}/correct", Action: access.AssessDanger, Title: "Correct what was recorded", Button: "Record the correction", Set: set,
		Prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[AssessForm]) error {
			assessment, err := r.ID("assessment")
			if err != nil {
				return err
			}
			was, err := oneOf(ctx, tx, who.ID, assessment)
			if err != nil {
				return err
			}
			a.Form = formOf(was)
			a.Questions, a.Help = assessQuestions(signsOn(was.On), civil.DayOf(tx.Now())), []casefile.Sentence{deed.Say("What stood there before stays on record beside the correction.")}
			a.Back = page.Link{Text: "Back", Href: assessmentPath(who.ID, assessment)}
			a.Version, err = lastNumber(ctx, tx, who.ID)
			return err
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AssessForm) (string, error) {
			id, assessment, err := both(r, "assessment")
			if err != nil {
				return "", err
			}
			if _, err := oneOf(ctx, tx, id, assessment); err != nil {
				return "", err
			}
			made, err := room.Correct(ctx, tx, r.Actor, assessment, f)
			if err != nil {
				return "", err
			}
			return next(ctx, tx, id, made, "corrected")
		}}
	back := deed.Deed[TakeBackForm]{Pages: pages, Path: "/danger/people/{id}/assessments/{assessment}/take-back", Action: access.AssessDanger, Title: "Take back what was recorded by mistake", Button: "Take it back",
		Prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[TakeBackForm]) error {
			assessment, err := r.ID("assessment")
			if err != nil {
				return err
			}
			_, err = oneOf(ctx, tx, who.ID, assessment)
			a.Questions, a.Back = endQuestions, page.Link{Text: "Back", Href: assessmentPath(who.ID, assessment)}
			return err
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TakeBackForm) (string, error) {
			id, assessment, err := both(r, "assessment")
			if err != nil {
				return "", err
			}
			if _, err := oneOf(ctx, tx, id, assessment); err != nil {
				return "", err
			}
			return deed.Done(assessmentPath(id, assessment), "taken-back"), room.TakeBack(ctx, tx, r.Actor, assessment, f)
		}}
	return slices.Concat(assess.Routes(), correct.Routes(), back.Routes())
}

// formOf puts an assessment into the form in which it is corrected.
func formOf(a Assessment) AssessForm {
	list := signsUnder(a.List)
	of := func(domain Domain) (codes []string) {
		for _, sign := range list.Signs {
			if sign.Domain == domain && slices.Contains(a.Told.Signs, sign.Code) {
				codes = append(codes, sign.Code)
			}
		}
		return codes
	}
	fresh := a.New
	return AssessForm{On: a.On, How: a.How, Said: a.Told.Said, Language: a.Told.Language, Knowers: a.Told.Knowers, Where: a.Told.Where, Medical: of(Medical), Violence: of(Violence),
		Retrafficking: of(Retrafficking), SelfHarm: of(SelfHarm), Digital: of(Digital), Thinks: a.Told.Thinks, New: &fresh, NewWhat: a.Told.NewWhat, Level: a.Judged.Code(), Reason: a.Told.Reason}
}

// both reads the person and another identifier of an address.
func both(r *route.Request, name string) (id, other db.ID, err error) {
	if id, err = r.ID("id"); err != nil {
		return id, other, err
	}
	other, err = r.ID(name)
	return id, other, err
}

func (room *Room) planDeeds() []route.Route {
	toPlan := func(id db.ID) page.Link { return page.Link{Text: "Back", Href: peoplePath(id) + "/plan"} }
	write := deed.Deed[SafetyPlanForm]{Pages: pages, Path: "/danger/people/{id}/plan/write", Action: access.KeepSafetyPlan, Title: "Write the safety plan", Button: "Keep the plan", Set: func(f *SafetyPlanForm, version int64) { f.Version = version },
		Prepare: aboutPerson(room, access.KeepSafetyPlan, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[SafetyPlanForm]) error {
			plans, err := plansOf(ctx, tx, who.ID)
			a.Form = SafetyPlanForm{Language: "en"}
			if len(plans) > 0 {
				a.Form, a.Version = planOf(plans[0]), int64(plans[0].Number)
			}
			a.Questions, a.Back = planQuestions, toPlan(who.ID)
			a.Help = []casefile.Sentence{deed.Say("It is their plan: their words, in their language, one answer to a line. Leave empty what they do not want to answer."), deed.Say("Do not write where they live.")}
			return err
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f SafetyPlanForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.WritePlan(ctx, tx, r.Actor, id, f)
			return deed.Done(peoplePath(id)+"/plan", "written"), err
		}}
	give := deed.Deed[GivePlanForm]{Pages: pages, Path: "/danger/people/{id}/plan/give", Action: access.KeepSafetyPlan, Title: "How they take the plan with them", Button: "Record it",
		Prepare: aboutPerson(room, access.KeepSafetyPlan, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[GivePlanForm]) error {
			today := civil.DayOf(tx.Now())
			a.Form.On, a.Questions, a.Back = today, giveQuestions(today), toPlan(who.ID)
			a.Help = []casefile.Sentence{deed.Say("Ask who could find it. If nothing is safe, they take nothing, and have no page of their own either.")}
			return nil
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GivePlanForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.GivePlan(ctx, tx, r.Actor, id, f)
			return deed.Done(peoplePath(id)+"/plan", "given"), err
		}}
	return slices.Concat(write.Routes(), give.Routes())
}

func (room *Room) undoGiven(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	id, given, err := both(r, "given")
	if err != nil {
		return "", err
	}
	return deed.Done(peoplePath(id)+"/plan", "undone"), room.UndoGiven(ctx, tx, r.Actor, id, given)
}

func (room *Room) alertDeeds() []route.Route {
	raise := deed.Deed[AlertForm]{Pages: pages, Path: "/danger/people/{id}/alert", Action: access.RaiseAlert, Title: "Alert the people on duty", Button: "Send the alert", Danger: true,
		Prepare: aboutPerson(room, access.RaiseAlert, func(_ context.Context, _ *db.Tx, r *route.Request, who person, a *deed.Asked[AlertForm]) error {
			a.Questions, a.Help = alertQuestions, []casefile.Sentence{deed.Say("In danger now? Call 999 first. Then come back here.")}
			if access.Role(r.Actor, access.ReadDanger) != nil {
				a.Back = backToAlerts
			}
			return nil
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AlertForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			made, err := room.Alert(ctx, tx, r.Actor, id, f)
			return deed.Done(alertPath(made), "raised"), err
		}}
	finish := deed.Deed[AlertDoneForm]{Pages: pages, Path: "/alerts/{alert}/finish", Action: access.AnswerAlert, Title: "Say how the alert ended", Button: "Record it", Set: func(f *AlertDoneForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[AlertDoneForm], error) {
			id, err := r.ID("alert")
			if err != nil {
				return deed.Asked[AlertDoneForm]{}, err
			}
			alert, _, err := room.alertFor(ctx, tx, r.Actor, id)
			if err != nil {
				return deed.Asked[AlertDoneForm]{}, err
			}
			head, err := folder.Of(ctx, tx, r, alert.Case, "")
			return deed.Asked[AlertDoneForm]{Questions: doneQuestions, Version: alert.Version, Person: &head, Back: page.Link{Text: "Back", Href: alertPath(id)}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AlertDoneForm) (string, error) {
			id, err := r.ID("alert")
			if err != nil {
				return "", err
			}
			return deed.Done(alertPath(id), "finished"), room.Finish(ctx, tx, r.Actor, id, f)
		}}
	return slices.Concat(raise.Routes(), finish.Routes())
}

// traceDeeds ask one point of the list at a time: on a small screen, with the
// advice beside it.
func (room *Room) traceDeeds() []route.Route {
	answer := deed.Deed[TraceForm]{Pages: pages, Path: "/danger/people/{id}/traces/{point}", Action: access.AssessDanger, Title: "Digital traces", Button: "Keep and go on",
		Prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *deed.Asked[TraceForm]) error {
			points, err := tracesOf(ctx, tx, who.ID)
			if err != nil {
				return err
			}
			point, err := pointOf(points, r.PathValue("point"))
			if err != nil {
				return err
			}
			a.Form, a.Questions = TraceForm{Item: point.Code, Answer: point.Answer, Note: point.Note}, traceQuestions
			a.Help, a.Back = []casefile.Sentence{deed.Say("“{point}”", "point", form.Phrase(point.Words)), deed.Say(point.Advice)}, page.Link{Text: "Back", Href: peoplePath(who.ID) + "/traces"}
			return nil
		}),
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TraceForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			f.Item = r.PathValue("point")
			if err := room.Answer(ctx, tx, r.Actor, id, f); err != nil {
				return "", err
			}
			points, err := tracesOf(ctx, tx, id)
			if next := nextPoint(points, f.Item); next != "" {
				return peoplePath(id) + "/traces/" + next, err
			}
			return deed.Done(peoplePath(id)+"/traces", "traced"), err
		}}
	return answer.Routes()
}

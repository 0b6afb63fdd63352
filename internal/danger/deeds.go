package danger

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// aboutPerson prepares a page that asks something about the person in its address.
func aboutPerson[T any](room *Room, action access.Action, more func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[T]) error) func(context.Context, *db.Tx, *route.Request) (asked[T], error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[T], error) {
		who, head, err := room.around(ctx, tx, r, action)
		if err != nil {
			return asked[T]{}, err
		}
		a := asked[T]{person: head, back: backTo(who.ID)}
		return a, more(ctx, tx, r, who, &a)
	}
}

// assessHelp stands above the questions of a talk.
var assessHelp = []sentence{say("In danger now? Call 999 first. Then come back here."), say("Talk about each part together. Whoever wants to say nothing about a part says nothing, and that is fine. Support does not depend on any answer.")}

func (room *Room) assessDeeds() []route.Route {
	set := func(f *AssessForm, version int64) { f.Version = version }
	next := func(ctx context.Context, tx *db.Tx, id, assessment db.ID, news string) (string, error) {
		a, err := oneOf(ctx, tx, id, assessment)
		if err == nil && a.Judged >= High && news == "assessed" {
			news = "told"
		}
		return done(assessmentPath(id, assessment), news), err
	}
	assess := deed[AssessForm]{path: "/danger/people/{id}/assess", action: access.AssessDanger, title: "Talk about danger", button: "Record the talk", set: set,
		prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[AssessForm]) (err error) {
			today := civil.DayOf(tx.Now())
			a.form = AssessForm{On: today, Language: "en"}
			a.questions, a.help = assessQuestions(signsOn(today), today), assessHelp
			a.version, err = lastNumber(ctx, tx, who.ID)
			return err
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AssessForm) (string, error) {
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
	correct := deed[AssessForm]{path: "/danger/people/{id}/assessments/{assessment}/correct", action: access.AssessDanger, title: "Correct what was recorded", button: "Record the correction", set: set,
		prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[AssessForm]) error {
			assessment, err := r.ID("assessment")
			if err != nil {
				return err
			}
			was, err := oneOf(ctx, tx, who.ID, assessment)
			if err != nil {
				return err
			}
			a.form = formOf(was)
			a.questions, a.help = assessQuestions(signsOn(was.On), civil.DayOf(tx.Now())), []sentence{say("What stood there before stays on record beside the correction.")}
			a.back = page.Link{Text: "Back", Href: assessmentPath(who.ID, assessment)}
			a.version, err = lastNumber(ctx, tx, who.ID)
			return err
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AssessForm) (string, error) {
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
	back := deed[TakeBackForm]{path: "/danger/people/{id}/assessments/{assessment}/take-back", action: access.AssessDanger, title: "Take back what was recorded by mistake", button: "Take it back",
		prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[TakeBackForm]) error {
			assessment, err := r.ID("assessment")
			if err != nil {
				return err
			}
			_, err = oneOf(ctx, tx, who.ID, assessment)
			a.questions, a.back = endQuestions, page.Link{Text: "Back", Href: assessmentPath(who.ID, assessment)}
			return err
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TakeBackForm) (string, error) {
			id, assessment, err := both(r, "assessment")
			if err != nil {
				return "", err
			}
			if _, err := oneOf(ctx, tx, id, assessment); err != nil {
				return "", err
			}
			return done(assessmentPath(id, assessment), "taken-back"), room.TakeBack(ctx, tx, r.Actor, assessment, f)
		}}
	return slices.Concat(assess.routes(), correct.routes(), back.routes())
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
	write := deed[SafetyPlanForm]{path: "/danger/people/{id}/plan/write", action: access.KeepSafetyPlan, title: "Write the safety plan", button: "Keep the plan", set: func(f *SafetyPlanForm, version int64) { f.Version = version },
		prepare: aboutPerson(room, access.KeepSafetyPlan, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[SafetyPlanForm]) error {
			plans, err := plansOf(ctx, tx, who.ID)
			a.form = SafetyPlanForm{Language: "en"}
			if len(plans) > 0 {
				a.form, a.version = planOf(plans[0]), int64(plans[0].Number)
			}
			a.questions, a.back = planQuestions, toPlan(who.ID)
			a.help = []sentence{say("It is their plan: their words, in their language, one answer to a line. Leave empty what they do not want to answer."), say("Do not write where they live.")}
			return err
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f SafetyPlanForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.WritePlan(ctx, tx, r.Actor, id, f)
			return done(peoplePath(id)+"/plan", "written"), err
		}}
	give := deed[GivePlanForm]{path: "/danger/people/{id}/plan/give", action: access.KeepSafetyPlan, title: "How they take the plan with them", button: "Record it",
		prepare: aboutPerson(room, access.KeepSafetyPlan, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[GivePlanForm]) error {
			today := civil.DayOf(tx.Now())
			a.form.On, a.questions, a.back = today, giveQuestions(today), toPlan(who.ID)
			a.help = []sentence{say("Ask who could find it. If nothing is safe, they take nothing, and have no page of their own either.")}
			return nil
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GivePlanForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.GivePlan(ctx, tx, r.Actor, id, f)
			return done(peoplePath(id)+"/plan", "given"), err
		}}
	return slices.Concat(write.routes(), give.routes())
}

func (room *Room) undoGiven(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	id, given, err := both(r, "given")
	if err != nil {
		return "", err
	}
	return done(peoplePath(id)+"/plan", "undone"), room.UndoGiven(ctx, tx, r.Actor, id, given)
}

func (room *Room) alertDeeds() []route.Route {
	raise := deed[AlertForm]{path: "/danger/people/{id}/alert", action: access.RaiseAlert, title: "Alert the people on duty", button: "Send the alert", danger: true,
		prepare: aboutPerson(room, access.RaiseAlert, func(_ context.Context, _ *db.Tx, r *route.Request, who person, a *asked[AlertForm]) error {
			a.questions, a.help = alertQuestions, []sentence{say("In danger now? Call 999 first. Then come back here.")}
			if access.Role(r.Actor, access.ReadDanger) != nil {
				a.back = backToAlerts
			}
			return nil
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AlertForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			made, err := room.Alert(ctx, tx, r.Actor, id, f)
			return done(alertPath(made), "raised"), err
		}}
	finish := deed[AlertDoneForm]{path: "/alerts/{alert}/finish", action: access.AnswerAlert, title: "Say how the alert ended", button: "Record it", set: func(f *AlertDoneForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[AlertDoneForm], error) {
			id, err := r.ID("alert")
			if err != nil {
				return asked[AlertDoneForm]{}, err
			}
			alert, _, err := room.alertFor(ctx, tx, r.Actor, id)
			if err != nil {
				return asked[AlertDoneForm]{}, err
			}
			head, err := folder.Of(ctx, tx, r, alert.Case, "")
			return asked[AlertDoneForm]{questions: doneQuestions, version: alert.Version, person: &head, back: page.Link{Text: "Back", Href: alertPath(id)}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AlertDoneForm) (string, error) {
			id, err := r.ID("alert")
			if err != nil {
				return "", err
			}
			return done(alertPath(id), "finished"), room.Finish(ctx, tx, r.Actor, id, f)
		}}
	return slices.Concat(raise.routes(), finish.routes())
}

// traceDeeds ask one point of the list at a time: on a small screen, with the
// advice beside it.
func (room *Room) traceDeeds() []route.Route {
	answer := deed[TraceForm]{path: "/danger/people/{id}/traces/{point}", action: access.AssessDanger, title: "Digital traces", button: "Keep and go on",
		prepare: aboutPerson(room, access.AssessDanger, func(ctx context.Context, tx *db.Tx, r *route.Request, who person, a *asked[TraceForm]) error {
			points, err := tracesOf(ctx, tx, who.ID)
			if err != nil {
				return err
			}
			point, err := pointOf(points, r.PathValue("point"))
			if err != nil {
				return err
			}
			a.form, a.questions = TraceForm{Item: point.Code, Answer: point.Answer, Note: point.Note}, traceQuestions
			a.help, a.back = []sentence{say("“{point}”", "point", form.Phrase(point.Words)), say(point.Advice)}, page.Link{Text: "Back", Href: peoplePath(who.ID) + "/traces"}
			return nil
		}),
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f TraceForm) (string, error) {
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
			return done(peoplePath(id)+"/traces", "traced"), err
		}}
	return answer.routes()
}

package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// planDeeds are the pages that ask about needs, outcomes, goals and services.
func (room *Room) planDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[answers]{path: "/support/cases/{id}/assess", action: access.WorkSupport, title: "What do they need?", button: "Save the assessment",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[answers], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "needs")
			if err != nil {
				return a, err
			}
			return asked[answers]{form: answersOf(AssessForm{On: today(tx)}), questions: assessQuestions(today(tx)), person: h, back: backTo(h, "/needs"),
				help: []sentenced{say("Begin with what they say. Leave out what they do not want to talk about: nothing depends on it.")}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f answers) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Assess(ctx, tx, r.Actor, id, f.form())
			return done(casePath(id)+"/needs", "assessed"), err
		}}.routes()...)
	all = append(all, deed[scored]{path: "/support/cases/{id}/measure", action: access.WorkSupport, title: "How is life going?", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[scored], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "outcomes")
			if err != nil {
				return a, err
			}
			return asked[scored]{form: scoredOf(ReadForm{On: today(tx)}), questions: readQuestions(today(tx)), person: h, back: backTo(h, "/outcomes"),
				help: []sentenced{say("Read each sentence to them and let them choose. An answer that they do not want to give is left out.")}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f scored) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Measure(ctx, tx, r.Actor, id, f.form())
			return done(casePath(id)+"/outcomes", "measured"), err
		}}.routes()...)
	all = append(all, room.goalDeeds()...)
	return append(all, room.serviceDeeds()...)
}

func (room *Room) goalDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[GoalForm]{path: "/support/cases/{id}/goals/add", action: access.WorkSupport, title: "Add a goal", button: "Add",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[GoalForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return asked[GoalForm]{questions: goalQuestions, person: h, back: backTo(h, "/plan")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GoalForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AddGoal(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/plan", "goal"), err
		}}.routes()...)
	all = append(all, deed[GoalForm]{path: "/support/cases/{id}/goals/{goal}/change", action: access.WorkSupport, title: "Change a goal", button: "Save",
		set: func(f *GoalForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[GoalForm], err error) {
			h, g, err := room.goalAsked(ctx, tx, r)
			if err != nil {
				return a, err
			}
			return asked[GoalForm]{form: GoalForm{Domain: g.Domain, Goal: g.Words.Goal, Steps: g.Words.Steps, Owner: g.Owner, Service: g.Words.Service, Due: g.Due}, version: g.Version,
				questions: goalQuestions, person: h, back: backTo(h, "/plan")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GoalForm) (string, error) {
			id, goal, err := ids(r, "goal")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/plan", "goal"), room.ChangeGoal(ctx, tx, r.Actor, id, goal, f)
		}}.routes()...)
	all = append(all, deed[CloseForm]{path: "/support/cases/{id}/goals/{goal}/close", action: access.WorkSupport, title: "What became of the goal?", button: "Save",
		set: func(f *CloseForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[CloseForm], err error) {
			h, g, err := room.goalAsked(ctx, tx, r)
			if err != nil {
				return a, err
			}
			return asked[CloseForm]{version: g.Version, questions: closeQuestions, person: h, back: backTo(h, "/plan"), facts: []form.Row{{Label: "Goal", Values: []any{g.Words.Goal}}}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f CloseForm) (string, error) {
			id, goal, err := ids(r, "goal")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/plan", "closed"), room.CloseGoal(ctx, tx, r.Actor, id, goal, f)
		}}.routes()...)
	all = append(all, press("/support/cases/{id}/goals/{goal}/open", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, goal, err := ids(r, "goal")
		if err != nil {
			return "", err
		}
		version, err := versioned(r)
		if err != nil {
			return "", err
		}
		return done(casePath(id)+"/plan", "opened"), room.OpenGoal(ctx, tx, r.Actor, id, goal, version)
	}))
	return append(all, deed[AgreeForm]{path: "/support/cases/{id}/plan/agree", action: access.WorkSupport, title: "The person agrees to the plan", button: "Record",
		set: func(f *AgreeForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AgreeForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return asked[AgreeForm]{version: h.Case.Version, questions: agreeQuestions, person: h, back: backTo(h, "/plan")}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AgreeForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/plan", "agreed"), room.AgreePlan(ctx, tx, r.Actor, id, f)
		}}.routes()...)
}

// goalAsked begins a page about one goal.
func (room *Room) goalAsked(ctx context.Context, tx *db.Tx, r *route.Request) (h *head, g Goal, err error) {
	if h, err = room.about(ctx, tx, r, access.WorkSupport, "plan"); err != nil {
		return h, g, err
	}
	goal, err := r.ID("goal")
	if err != nil {
		return h, g, err
	}
	g, err = goalOf(ctx, tx, h.ID, goal)
	return h, g, err
}

func (room *Room) serviceDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed[ServiceForm]{path: "/support/cases/{id}/services/ask", action: access.WorkSupport, title: "Ask a service to help", button: "Save",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[ServiceForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			choices, err := room.serviceChoices(ctx, tx, h.ID)
			return asked[ServiceForm]{form: ServiceForm{On: today(tx)}, questions: serviceQuestions(choices, today(tx)), person: h, back: backTo(h, "/plan"),
				help: []sentenced{say("Nothing about the person is shared without their agreement. What they agreed to stands in the ledger of agreements.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ServiceForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AskService(ctx, tx, r.Actor, id, f)
			return done(casePath(id)+"/plan", "service"), err
		}}.routes()...)
	all = append(all, deed[AnswerForm]{path: "/support/cases/{id}/services/{service}/answer", action: access.WorkSupport, title: "What did the service answer?", button: "Save",
		set: func(f *AnswerForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a asked[AnswerForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			service, err := r.ID("service")
			if err != nil {
				return a, err
			}
			s, err := serviceOf(ctx, tx, h.ID, service)
			return asked[AnswerForm]{form: AnswerForm{On: today(tx)}, version: s.Version, questions: answerQuestions(today(tx)), person: h, back: backTo(h, "/plan"),
				facts: []form.Row{{Label: "Service", Values: []any{s.Words.Name}}, {Label: "Asked on", Values: []any{s.Asked}}, {Label: "What it was asked for", Values: []any{s.Words.Asked}}}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AnswerForm) (string, error) {
			id, service, err := ids(r, "service")
			if err != nil {
				return "", err
			}
			return done(casePath(id)+"/plan", "answered"), room.AnswerService(ctx, tx, r.Actor, id, service, f)
		}}.routes()...)
	return append(all, press("/support/cases/{id}/services/{service}/again", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, service, err := ids(r, "service")
		if err != nil {
			return "", err
		}
		version, err := versioned(r)
		if err != nil {
			return "", err
		}
		return done(casePath(id)+"/plan", "again"), room.AskAgain(ctx, tx, r.Actor, id, service, version)
	}))
}

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

// planDeeds are the pages that ask about needs, outcomes, goals and services.
func (room *Room) planDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[answers]{Pages: pages, Path: "/support/cases/{id}/assess", Action: access.WorkSupport, Title: "What do they need?", Button: "Save the assessment",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[answers], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "needs")
			if err != nil {
				return a, err
			}
			return deed.Asked[answers]{Form: answersOf(AssessForm{On: today(tx)}), Questions: assessQuestions(today(tx)), Person: h, Back: backTo(h, "/needs"),
				Help: []casefile.Sentence{deed.Say("Begin with what they say. Leave out what they do not want to talk about: nothing depends on it.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f answers) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Assess(ctx, tx, r.Actor, id, f.form())
			return deed.Done(casePath(id)+"/needs", "assessed"), err
		}}.Routes()...)
	all = append(all, deed.Deed[scored]{Pages: pages, Path: "/support/cases/{id}/measure", Action: access.WorkSupport, Title: "How is life going?", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[scored], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "outcomes")
			if err != nil {
				return a, err
			}
			return deed.Asked[scored]{Form: scoredOf(ReadForm{On: today(tx)}), Questions: readQuestions(today(tx)), Person: h, Back: backTo(h, "/outcomes"),
				Help: []casefile.Sentence{deed.Say("Read each sentence to them and let them choose. An answer that they do not want to give is left out.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f scored) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.Measure(ctx, tx, r.Actor, id, f.form())
			return deed.Done(casePath(id)+"/outcomes", "measured"), err
		}}.Routes()...)
	all = append(all, room.goalDeeds()...)
	return append(all, room.serviceDeeds()...)
}

func (room *Room) goalDeeds() []route.Route {
	var all []route.Route
	all = append(all, deed.Deed[GoalForm]{Pages: pages, Path: "/support/cases/{id}/goals/add", Action: access.WorkSupport, Title: "Add a goal", Button: "Add",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[GoalForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return deed.Asked[GoalForm]{Questions: goalQuestions, Person: h, Back: backTo(h, "/plan")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GoalForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AddGoal(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/plan", "goal"), err
		}}.Routes()...)
	all = append(all, deed.Deed[GoalForm]{Pages: pages, Path: "/support/cases/{id}/goals/{goal}/change", Action: access.WorkSupport, Title: "Change a goal", Button: "Save",
		Set: func(f *GoalForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[GoalForm], err error) {
			h, g, err := room.goalAsked(ctx, tx, r)
			if err != nil {
				return a, err
			}
			return deed.Asked[GoalForm]{Form: GoalForm{Domain: g.Domain, Goal: g.Words.Goal, Steps: g.Words.Steps, Owner: g.Owner, Service: g.Words.Service, Due: g.Due}, Version: g.Version,
				Questions: goalQuestions, Person: h, Back: backTo(h, "/plan")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f GoalForm) (string, error) {
			id, goal, err := ids(r, "goal")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/plan", "goal"), room.ChangeGoal(ctx, tx, r.Actor, id, goal, f)
		}}.Routes()...)
	all = append(all, deed.Deed[CloseForm]{Pages: pages, Path: "/support/cases/{id}/goals/{goal}/close", Action: access.WorkSupport, Title: "What became of the goal?", Button: "Save",
		Set: func(f *CloseForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[CloseForm], err error) {
			h, g, err := room.goalAsked(ctx, tx, r)
			if err != nil {
				return a, err
			}
			return deed.Asked[CloseForm]{Version: g.Version, Questions: closeQuestions, Person: h, Back: backTo(h, "/plan"), Facts: []form.Row{{Label: "Goal", Values: []any{g.Words.Goal}}}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f CloseForm) (string, error) {
			id, goal, err := ids(r, "goal")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/plan", "closed"), room.CloseGoal(ctx, tx, r.Actor, id, goal, f)
		}}.Routes()...)
	all = append(all, deed.Press("/support/cases/{id}/goals/{goal}/open", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, goal, err := ids(r, "goal")
		if err != nil {
			return "", err
		}
		version, err := versioned(r)
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id)+"/plan", "opened"), room.OpenGoal(ctx, tx, r.Actor, id, goal, version)
	}))
	return append(all, deed.Deed[AgreeForm]{Pages: pages, Path: "/support/cases/{id}/plan/agree", Action: access.WorkSupport, Title: "The person agrees to the plan", Button: "Record",
		Set: func(f *AgreeForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AgreeForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			return deed.Asked[AgreeForm]{Version: h.Case.Version, Questions: agreeQuestions, Person: h, Back: backTo(h, "/plan")}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AgreeForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/plan", "agreed"), room.AgreePlan(ctx, tx, r.Actor, id, f)
		}}.Routes()...)
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
	all = append(all, deed.Deed[ServiceForm]{Pages: pages, Path: "/support/cases/{id}/services/ask", Action: access.WorkSupport, Title: "Ask a service to help", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[ServiceForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			choices, err := room.serviceChoices(ctx, tx, h.ID)
			return deed.Asked[ServiceForm]{Form: ServiceForm{On: today(tx)}, Questions: serviceQuestions(choices, today(tx)), Person: h, Back: backTo(h, "/plan"),
				Help: []casefile.Sentence{deed.Say("Nothing about the person is shared without their agreement. What they agreed to stands in the ledger of agreements.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ServiceForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			_, err = room.AskService(ctx, tx, r.Actor, id, f)
			return deed.Done(casePath(id)+"/plan", "service"), err
		}}.Routes()...)
	all = append(all, deed.Deed[AnswerForm]{Pages: pages, Path: "/support/cases/{id}/services/{service}/answer", Action: access.WorkSupport, Title: "What did the service answer?", Button: "Save",
		Set: func(f *AnswerForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (a deed.Asked[AnswerForm], err error) {
			h, err := room.about(ctx, tx, r, access.WorkSupport, "plan")
			if err != nil {
				return a, err
			}
			service, err := r.ID("service")
			if err != nil {
				return a, err
			}
			s, err := serviceOf(ctx, tx, h.ID, service)
			return deed.Asked[AnswerForm]{Form: AnswerForm{On: today(tx)}, Version: s.Version, Questions: answerQuestions(today(tx)), Person: h, Back: backTo(h, "/plan"),
				Facts: []form.Row{{Label: "Service", Values: []any{s.Words.Name}}, {Label: "Asked on", Values: []any{s.Asked}}, {Label: "What it was asked for", Values: []any{s.Words.Asked}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f AnswerForm) (string, error) {
			id, service, err := ids(r, "service")
			if err != nil {
				return "", err
			}
			return deed.Done(casePath(id)+"/plan", "answered"), room.AnswerService(ctx, tx, r.Actor, id, service, f)
		}}.Routes()...)
	return append(all, deed.Press("/support/cases/{id}/services/{service}/again", access.WorkSupport, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, service, err := ids(r, "service")
		if err != nil {
			return "", err
		}
		version, err := versioned(r)
		if err != nil {
			return "", err
		}
		return deed.Done(casePath(id)+"/plan", "again"), room.AskAgain(ctx, tx, r.Actor, id, service, version)
	}))
}

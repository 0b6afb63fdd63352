package decision

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands
// and queries as the pages.
func (r *Room) Register(api huma.API) {
	calls := deed.API{Huma: api, DB: r.DB, Tag: "Cases"}
	deed.Query(calls, access.ListCases, "list-cases", "/api/v1/cases", "List the cases of your authority",
		func(_ context.Context, _ *db.Tx, _ account.Actor, in *listRequest) (audit.Entry, error) {
			return audit.Entry{Action: "list-cases", Category: audit.Consultation, Subject: "work list " + in.List, Why: purposeDecision}, nil
		}, r.apiList)
	deed.Query(calls, access.ReadCase, "read-case", "/api/v1/cases/{id}", "Read a case, with the steps you may take",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (audit.Entry, error) {
			return audit.Entry{Action: "read-case", Category: audit.Consultation, Case: in.ID, Subject: "case " + string(in.ID), Why: purposeDecision},
				access.Case(ctx, tx, actor, access.ReadCase, in.ID)
		}, r.apiCase)
	deed.Query(calls, access.ReadCase, "list-clocks", "/api/v1/cases/{id}/clocks", "List the clocks of a case, with why each is due then", look[deed.On](access.ReadCase, "clocks"), r.apiClocks)
	route.API(api, access.AssignCases, huma.Operation{OperationID: "assign-cases", Method: http.MethodPost, Path: "/api/v1/assignments",
		Summary: "Give several cases to a decision maker", Tags: []string{calls.Tag}}, r.apiAssign)
	deed.Call(calls, access.WorkTasks, "finish-task", "/api/v1/cases/{id}/tasks/{task}/done", "Mark a task as done",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *taskRequest) (*resultAnswer, error) {
			return resultOf(r.FinishTask(ctx, tx, actor, TaskForm{Case: in.ID, Version: in.Body.Version, Task: in.Task, Once: in.Once}))
		})
	deed.Call(calls, access.AddDocument, "add-note", "/api/v1/cases/{id}/notes", "Add a note to a case",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *noteRequest) (*deed.Made, error) {
			return deed.MadeOf(r.AddNote(ctx, tx, actor, NoteForm{Case: in.ID, Text: in.Body.Text, Once: in.Once}))
		})
	r.workOperations(calls)
	r.paperOperations(calls)
	r.contactOperations(calls)
	r.stepOperations(calls)
}

// look asks for a part of a case and is the entry of the look in the record.
func look[In any, P interface {
	*In
	deed.OnThing
}](action access.Action, part string) func(context.Context, *db.Tx, account.Actor, *In) (audit.Entry, error) {
	return deed.LookAtCase[In, P](action, audit.Entry{Action: "read-case", Subject: part, Why: purposeDecision})
}

type listRequest struct {
	List         string    `query:"list" enum:"triage,mine,team," doc:"What waits to be allocated, your own cases, or all of your authority"`
	Stage        string    `query:"stage" doc:"Only cases in this stage"`
	Due          string    `query:"due" doc:"overdue, ready, none, or a number of days within which something is due"`
	Maker        string    `query:"decision_maker" doc:"The account of a decision maker, or nobody"`
	Age          string    `query:"age" enum:"child,adult," doc:"child is also somebody who may be one"`
	Jurisdiction string    `query:"jurisdiction" enum:"england,wales,scotland,northern-ireland,"`
	From         civil.Day `query:"received_from"`
	Until        civil.Day `query:"received_until"`
	Sort         string    `query:"sort" enum:"due,received,"`
	After        string    `query:"after" doc:"The next of an earlier answer"`
	Before       string    `query:"before" doc:"The previous of an earlier answer"`
	Limit        int       `query:"limit" minimum:"0" maximum:"100"`
}

type listAnswer struct {
	Body struct {
		Cases    []listedCase `json:"cases"`
		Next     string       `json:"next,omitempty"`
		Previous string       `json:"previous,omitempty"`
		Total    int          `json:"total" doc:"How many cases the list has, counted to 200"`
		More     bool         `json:"more" doc:"There are more than were counted"`
	}
}

type listedCase struct {
	ID           db.ID                `json:"id"`
	Reference    string               `json:"reference"`
	Version      int64                `json:"version"`
	Name         string               `json:"name,omitempty"`
	Stage        machine.Stage        `json:"stage"`
	Due          civil.Day            `json:"due,omitzero"`
	DueKind      machine.ClockKind    `json:"due_kind,omitempty"`
	Received     civil.Day            `json:"received"`
	Maker        db.ID                `json:"decision_maker,omitempty"`
	MakerName    string               `json:"decision_maker_name,omitempty"`
	Jurisdiction machine.Jurisdiction `json:"jurisdiction"`
	Child        bool                 `json:"child"`
	Referrer     string               `json:"referrer,omitempty"`
}

func (r *Room) apiList(ctx context.Context, tx *db.Tx, actor account.Actor, in *listRequest) (*listAnswer, error) {
	found, err := r.WorkList(ctx, tx, actor, Filter{List: List(in.List), Stage: machine.Stage(in.Stage), Due: in.Due, Maker: in.Maker, Age: in.Age,
		Jurisdiction: machine.Jurisdiction(in.Jurisdiction), ReceivedFrom: in.From, ReceivedUntil: in.Until, Sort: in.Sort, After: in.After, Before: in.Before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var answer listAnswer
	answer.Body.Next, answer.Body.Previous, answer.Body.Total, answer.Body.More = found.Next, found.Previous, found.Total, found.Many
	answer.Body.Cases = make([]listedCase, 0, len(found.Cases))
	for _, c := range found.Cases {
		answer.Body.Cases = append(answer.Body.Cases, listedCase(c))
	}
	return &answer, nil
}

type caseAnswer struct {
	Body struct {
		ID        db.ID           `json:"id"`
		Reference string          `json:"reference"`
		Version   int64           `json:"version"`
		State     machine.Case    `json:"state" doc:"Where the case stands: decisions, clocks, tasks and letters. It names nobody"`
		Tests     []string        `json:"tests" doc:"The tests in force today, as forms of decisions name them: for reasonable grounds, then conclusive grounds"`
		Steps     []machine.Step  `json:"steps" doc:"The steps that you may take today"`
		Record    casefile.Record `json:"record" doc:"What you may read of the person and their account"`
	}
}

func (r *Room) apiCase(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*caseAnswer, error) {
	o, err := r.open(ctx, tx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	var answer caseAnswer
	body := &answer.Body
	body.ID, body.Reference, body.Version, body.State, body.Record = in.ID, o.File.Reference, o.File.Version, o.State, o.File.Record
	body.Tests = []string{o.State.Facts.Tests.ReasonableGrounds, o.State.Facts.Tests.ConclusiveGrounds}
	if body.Steps = o.next(); body.Steps == nil {
		body.Steps = []machine.Step{}
	}
	return &answer, nil
}

type clocksAnswer struct {
	Body struct {
		Clocks []clockOut `json:"clocks"`
	}
}

type clockOut struct {
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Started civil.Day `json:"started"`
	Due     civil.Day `json:"due"`
	Bar     bool      `json:"bar" doc:"The day is the first on which something may be done, and not the last"`
	Stopped civil.Day `json:"stopped,omitzero"`
	Rule    string    `json:"rule"`
	Why     []string  `json:"why" doc:"Why it is due then, a sentence each"`
}

func (r *Room) apiClocks(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*clocksAnswer, error) {
	clocks, err := r.Clocks(ctx, tx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	english := page.In(page.English)
	var answer clocksAnswer
	answer.Body.Clocks = make([]clockOut, 0, len(clocks))
	for _, clock := range clocks {
		out := clockOut{clock.Kind, english.Text(clock.Name), clock.Started, clock.Due, clock.Bar, clock.Stopped, clock.Rule, nil}
		for _, sentence := range clock.Why {
			out.Why = append(out.Why, english.Text(sentence.Text, sentence.Args...))
		}
		answer.Body.Clocks = append(answer.Body.Clocks, out)
	}
	return &answer, nil
}

type assignRequest struct {
	deed.Key
	Body struct {
		DecisionMaker string        `json:"decision_maker" doc:"The account of who gets the cases"`
		Cases         []CaseVersion `json:"cases" minItems:"1" maxItems:"500"`
	}
}

type assignAnswer struct {
	Body struct {
		Outcomes []outcomeOut `json:"outcomes" doc:"What became of each case, in the order asked"`
	}
}

type outcomeOut struct {
	Case    db.ID  `json:"case"`
	Done    bool   `json:"done"`
	Version int64  `json:"version,omitempty"`
	Problem string `json:"problem,omitempty"`
}

func (r *Room) apiAssign(ctx context.Context, actor account.Actor, in *assignRequest) (*assignAnswer, error) {
	outcomes, err := r.BulkAssign(ctx, actor, BulkForm{Cases: in.Body.Cases, DecisionMaker: db.ID(in.Body.DecisionMaker), Once: in.Once})
	if err != nil {
		return nil, err
	}
	english := page.In(page.English)
	var answer assignAnswer
	for _, outcome := range outcomes {
		out := outcomeOut{Case: outcome.Case, Done: outcome.Problem == nil, Version: outcome.Result.Version}
		if problem := outcome.Problem; problem != nil {
			out.Problem = english.Text(problem.Message, problem.Args...)
			for _, field := range problem.Fields {
				out.Problem += ". " + english.Text(field.Message, field.Args...)
			}
		}
		answer.Body.Outcomes = append(answer.Body.Outcomes, out)
	}
	return &answer, nil
}

type taskRequest struct {
	deed.On
	deed.Key
	Task db.ID `path:"task"`
	Body struct {
		Version int64 `json:"version"`
	}
}

type noteRequest struct {
	deed.On
	deed.Key
	Body struct {
		Text string `json:"text" minLength:"1"`
	}
}

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
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands
// and queries as the pages.
func (r *Room) Register(api huma.API) {
	operation := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Cases"}}
	}
	route.API(api, access.ListCases, operation("list-cases", http.MethodGet, "/cases", "List the cases of your authority"), r.apiList)
	route.API(api, access.ReadCase, operation("read-case", http.MethodGet, "/cases/{id}", "Read a case, with the steps you may take"), r.apiCase)
	route.API(api, access.ReadCase, operation("list-clocks", http.MethodGet, "/cases/{id}/clocks", "List the clocks of a case, with why each is due then"), r.apiClocks)
	route.API(api, access.AssignCases, operation("assign-cases", http.MethodPost, "/assignments", "Give several cases to a decision maker"), r.apiAssign)
	route.API(api, access.WorkTasks, operation("finish-task", http.MethodPost, "/cases/{id}/tasks/{task}/done", "Mark a task as done"), r.apiFinish)
	route.API(api, access.AddDocument, operation("add-note", http.MethodPost, "/cases/{id}/notes", "Add a note to a case"), r.apiNote)
	r.workOperations(api, operation)
	r.paperOperations(api, operation)
	r.contactOperations(api, operation)
	r.stepOperations(api)
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

func (r *Room) apiList(ctx context.Context, actor account.Actor, in *listRequest) (*listAnswer, error) {
	filter := Filter{List: List(in.List), Stage: machine.Stage(in.Stage), Due: in.Due, Maker: in.Maker, Age: in.Age, Jurisdiction: machine.Jurisdiction(in.Jurisdiction),
		ReceivedFrom: in.From, ReceivedUntil: in.Until, Sort: in.Sort, After: in.After, Before: in.Before, Limit: in.Limit}
	var found Page
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = r.WorkList(ctx, tx, actor, filter)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-cases", Category: audit.Consultation, Subject: "work list " + in.List, Why: purposeDecision})
	})
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

func (r *Room) apiCase(ctx context.Context, actor account.Actor, in *CaseAddress) (*caseAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer caseAnswer
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		o, err := r.open(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		body := &answer.Body
		body.ID, body.Reference, body.Version, body.State, body.Record = id, o.File.Reference, o.File.Version, o.State, o.File.Record
		body.Tests = []string{o.State.Facts.Tests.ReasonableGrounds, o.State.Facts.Tests.ConclusiveGrounds}
		if body.Steps = o.next(); body.Steps == nil {
			body.Steps = []machine.Step{}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: "case " + string(id), Why: purposeDecision})
	})
	if err != nil {
		return nil, err
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

func (r *Room) apiClocks(ctx context.Context, actor account.Actor, in *CaseAddress) (*clocksAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var clocks []DueClock
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		clocks, err = r.Clocks(ctx, tx, actor, id)
		return err
	})
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
	OnceHeader
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
	CaseAddress
	OnceHeader
	Task string `path:"task"`
	Body struct {
		Version int64 `json:"version"`
	}
}

func (r *Room) apiFinish(ctx context.Context, actor account.Actor, in *taskRequest) (*resultAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer resultAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body, err = r.FinishTask(ctx, tx, actor, TaskForm{Case: id, Version: in.Body.Version, Task: db.ID(in.Task), Once: in.Once})
		return err
	})
	return &answer, err
}

type noteRequest struct {
	CaseAddress
	OnceHeader
	Body struct {
		Text string `json:"text" minLength:"1"`
	}
}

type idAnswer struct {
	Body struct {
		ID db.ID `json:"id"`
	}
}

func (r *Room) apiNote(ctx context.Context, actor account.Actor, in *noteRequest) (*idAnswer, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var answer idAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body.ID, err = r.AddNote(ctx, tx, actor, NoteForm{Case: id, Text: in.Body.Text, Once: in.Once})
		return err
	})
	return &answer, err
}

package decision

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// workOperations are the search, the tasks, the timeline, the record of who
// looked and the saved views in the JSON API.
func (r *Room) workOperations(calls deed.API) {
	operation := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{calls.Tag}}
	}
	route.API(calls.Huma, access.SearchCases, operation("search-cases", http.MethodPost, "/cases/search", "Search cases by name, alias, reference or number"), r.apiSearch)
	route.API(calls.Huma, access.WorkTasks, operation("list-tasks", http.MethodGet, "/tasks", "List open tasks by their day"), r.apiTasks)
	deed.Query(calls, access.WorkTasks, "list-case-tasks", "/api/v1/cases/{id}/tasks", "List the tasks of a case", look[deed.On](access.WorkTasks, "tasks"), r.apiCaseTasks)
	deed.Query(calls, access.ReadCase, "read-timeline", "/api/v1/cases/{id}/timeline", "Read the timeline of a case, newest first", look[deed.On](access.ReadCase, "timeline"), r.apiTimeline)
	deed.Query(calls, access.ReadHistory, "list-looks", "/api/v1/cases/{id}/history", "List who looked at a case and who changed it, newest first",
		look[caseHistoryRequest](access.ReadHistory, "history"), r.apiHistory)
	route.API(calls.Huma, access.ListCases, operation("list-views", http.MethodGet, "/views", "List your saved views"), r.apiViews)
	deed.Call(calls, access.ListCases, "save-view", "/api/v1/views", "Keep a filtered list under a name; one that has the name is replaced", r.apiSaveView)
	rename := operation("rename-view", http.MethodPut, "/views/{view}", "Give a saved view another name")
	rename.DefaultStatus = http.StatusNoContent
	route.API(calls.Huma, access.ListCases, rename, r.apiRenameView)
	forget := operation("delete-view", http.MethodDelete, "/views/{view}", "Delete a saved view")
	forget.DefaultStatus = http.StatusNoContent
	route.API(calls.Huma, access.ListCases, forget, r.apiDeleteView)
}

type caseSearchRequest struct {
	Body struct {
		Query  string `json:"query" minLength:"1" maxLength:"500" doc:"Names in any spelling of their marks, aliases, references or numbers. It is not recorded"`
		Before string `json:"before,omitempty" doc:"The next of an earlier answer"`
	}
}

type caseSearchAnswer struct {
	Body struct {
		Cases []listedCase `json:"cases"`
		Next  string       `json:"next,omitempty" doc:"Ask again with it as before to go on"`
	}
}

func (r *Room) apiSearch(ctx context.Context, actor account.Actor, in *caseSearchRequest) (*caseSearchAnswer, error) {
	before, _ := db.ParseID(in.Body.Before)
	cases, more, err := r.Search(ctx, actor, strings.TrimSpace(in.Body.Query), before)
	if err != nil {
		return nil, err
	}
	var answer caseSearchAnswer
	answer.Body.Cases, answer.Body.Next = make([]listedCase, 0, len(cases)), string(more)
	for _, c := range cases {
		answer.Body.Cases = append(answer.Body.Cases, listedCase(c))
	}
	return &answer, nil
}

type caseTaskOut struct {
	ID        db.ID     `json:"id"`
	Case      db.ID     `json:"case"`
	Reference string    `json:"reference"`
	Kind      string    `json:"kind"`
	Title     string    `json:"title"`
	Due       civil.Day `json:"due,omitzero"`
	Account   db.ID     `json:"account,omitempty" doc:"Whose it is; nobody's in particular where it is missing"`
	Assignee  string    `json:"assignee,omitempty"`
	ByHand    bool      `json:"by_hand" doc:"It is marked as done by finish-task, and not by a step"`
	Done      bool      `json:"done"`
}

type caseTasksAnswer struct {
	Body struct {
		Version int64         `json:"version,omitempty" doc:"Of the case, as finish-task asks for it"`
		Tasks   []caseTaskOut `json:"tasks"`
	}
}

func (r *Room) tasksOut(tasks []casefile.Task) []caseTaskOut {
	english, today := page.In(page.English), civil.DayOf(r.DB.Now())
	out := make([]caseTaskOut, 0, len(tasks))
	for _, task := range tasks {
		view := r.taskView(task, today)
		out = append(out, caseTaskOut{task.ID, task.Case, task.Reference, task.Kind, english.Text(view.Title), task.Due, task.Account, task.Assignee, view.ByHand, task.Done})
	}
	return out
}

type openTasksRequest struct {
	Of string `query:"of" enum:"mine,team," doc:"Your own tasks with those that wait for anybody in your role, or all of your agency"`
}

func (r *Room) apiTasks(ctx context.Context, actor account.Actor, in *openTasksRequest) (*caseTasksAnswer, error) {
	open, err := r.openTasks(ctx, actor, in.Of != "team")
	if err != nil {
		return nil, err
	}
	var answer caseTasksAnswer
	answer.Body.Tasks = r.tasksOut(open)
	return &answer, nil
}

func (r *Room) apiCaseTasks(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*caseTasksAnswer, error) {
	o, err := r.open(ctx, tx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	tasks, err := casefile.Tasks(ctx, tx, in.ID)
	var answer caseTasksAnswer
	answer.Body.Version, answer.Body.Tasks = o.File.Version, r.tasksOut(tasks)
	return &answer, err
}

type caseTimelineAnswer struct {
	Body struct {
		Moments []caseMomentOut `json:"moments"`
	}
}

type caseMomentOut struct {
	At     time.Time `json:"at"`
	Text   string    `json:"text"`
	Who    string    `json:"who,omitempty" doc:"Missing where the service did it"`
	Agency string    `json:"agency,omitempty"`
}

func (r *Room) apiTimeline(ctx context.Context, tx *db.Tx, actor account.Actor, in *deed.On) (*caseTimelineAnswer, error) {
	if _, err := r.open(ctx, tx, actor, in.ID); err != nil {
		return nil, err
	}
	english := page.In(page.English)
	var answer caseTimelineAnswer
	answer.Body.Moments = []caseMomentOut{}
	moments, err := casefile.Timeline(ctx, tx, in.ID)
	for _, m := range moments {
		answer.Body.Moments = append(answer.Body.Moments, caseMomentOut{m.At, english.Text(m.Message, m.Args...), m.Who, m.Agency})
	}
	return &answer, err
}

type caseHistoryRequest struct {
	deed.On
	Before string `query:"before" doc:"The next of an earlier answer"`
}

type caseHistoryAnswer struct {
	Body struct {
		Events []caseEventOut `json:"events"`
		Next   string         `json:"next,omitempty" doc:"Ask again with it as before to go on"`
	}
}

type caseEventOut struct {
	ID     db.ID          `json:"id"`
	At     time.Time      `json:"at"`
	Action string         `json:"action"`
	Kind   audit.Category `json:"kind"`
	Who    string         `json:"who,omitempty" doc:"Missing where the service did it"`
	Agency string         `json:"agency,omitempty"`
	Part   string         `json:"part,omitempty"`
	Why    string         `json:"why,omitempty"`
}

func (r *Room) apiHistory(ctx context.Context, tx *db.Tx, actor account.Actor, in *caseHistoryRequest) (*caseHistoryAnswer, error) {
	if _, err := r.open(ctx, tx, actor, in.ID); err != nil {
		return nil, err
	}
	var answer caseHistoryAnswer
	answer.Body.Events = []caseEventOut{}
	query := audit.Query{Case: in.ID, Limit: historySize + 1, Reasons: true}
	query.Before, _ = db.ParseID(in.Before)
	events, err := audit.Find(ctx, tx, query)
	if len(events) > historySize {
		events = events[:historySize]
		answer.Body.Next = string(events[historySize-1].ID)
	}
	for _, e := range events {
		answer.Body.Events = append(answer.Body.Events, caseEventOut{e.ID, e.At, e.Action, e.Category, e.Who, e.AgencyName, e.Subject, e.Why})
	}
	return &answer, err
}

type savedViewOut struct {
	ID     db.ID  `json:"id"`
	Name   string `json:"name"`
	List   string `json:"list"`
	Filter string `json:"filter" doc:"As it stands after the question mark in the address of the list"`
}

func viewOf(v savedView) savedViewOut {
	list, filter, _ := strings.Cut(v.Query, "?")
	return savedViewOut{v.ID, v.Name, list, filter}
}

type savedViewsAnswer struct {
	Body struct {
		Views []savedViewOut `json:"views"`
	}
}

func (r *Room) apiViews(ctx context.Context, actor account.Actor, _ *struct{}) (*savedViewsAnswer, error) {
	var answer savedViewsAnswer
	answer.Body.Views = []savedViewOut{}
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		views, err := savedViews(ctx, tx, actor.Account)
		for _, view := range views {
			answer.Body.Views = append(answer.Body.Views, viewOf(view))
		}
		return err
	})
	return &answer, err
}

// viewName checks the name of a view as the page does.
func viewName(name string) (string, error) {
	view := namedView{strings.TrimSpace(name)}
	if errs := form.Check(&view, viewQuestions); len(errs) > 0 {
		return "", fault.Mend(errs...)
	}
	return view.Name, nil
}

type saveViewRequest struct {
	Body struct {
		Name   string `json:"name" doc:"Do not use anybody's name"`
		List   string `json:"list" enum:"triage,mine,team"`
		Filter string `json:"filter,omitempty" maxLength:"2000" doc:"As it stands after the question mark in the address of the list"`
	}
}

type savedViewAnswer struct{ Body savedViewOut }

func (r *Room) apiSaveView(ctx context.Context, tx *db.Tx, actor account.Actor, in *saveViewRequest) (*savedViewAnswer, error) {
	name, err := viewName(in.Body.Name)
	if err != nil {
		return nil, err
	}
	query, ok := viewQuery(in.Body.List, in.Body.Filter)
	if !ok {
		return nil, fault.Wrong("filter", "This is not a filter of the list")
	}
	view, err := nameView(ctx, tx, actor.Account, name, query)
	return &savedViewAnswer{viewOf(view)}, err
}

// ViewAddress is where a saved view is in the API.
type ViewAddress struct {
	View db.ID `path:"view"`
}

type renameViewRequest struct {
	ViewAddress
	Body struct {
		Name string `json:"name" doc:"Do not use anybody's name"`
	}
}

func (r *Room) apiRenameView(ctx context.Context, actor account.Actor, in *renameViewRequest) (*struct{}, error) {
	name, err := viewName(in.Body.Name)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return callView(ctx, tx, actor.Account, in.View, name) })
}

func (r *Room) apiDeleteView(ctx context.Context, actor account.Actor, in *ViewAddress) (*struct{}, error) {
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return dropView(ctx, tx, actor.Account, in.View) })
}

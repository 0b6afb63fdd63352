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
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// workOperations are the search, the tasks, the timeline, the record of who
// looked and the saved views in the JSON API.
func (r *Room) workOperations(api huma.API, operation func(id, method, path, summary string) huma.Operation) {
	route.API(api, access.SearchCases, operation("search-cases", http.MethodPost, "/cases/search", "Search cases by name, alias, reference or number"), r.apiSearch)
	route.API(api, access.WorkTasks, operation("list-tasks", http.MethodGet, "/tasks", "List open tasks by their day"), r.apiTasks)
	route.API(api, access.WorkTasks, operation("list-case-tasks", http.MethodGet, "/cases/{id}/tasks", "List the tasks of a case"), r.apiCaseTasks)
	route.API(api, access.ReadCase, operation("read-timeline", http.MethodGet, "/cases/{id}/timeline", "Read the timeline of a case, newest first"), r.apiTimeline)
	route.API(api, access.ReadHistory, operation("list-looks", http.MethodGet, "/cases/{id}/history", "List who looked at a case and who changed it, newest first"), r.apiHistory)
	route.API(api, access.ListCases, operation("list-views", http.MethodGet, "/views", "List your saved views"), r.apiViews)
	route.API(api, access.ListCases, operation("save-view", http.MethodPost, "/views", "Keep a filtered list under a name; one that has the name is replaced"), r.apiSaveView)
	rename := operation("rename-view", http.MethodPut, "/views/{view}", "Give a saved view another name")
	rename.DefaultStatus = http.StatusNoContent
	route.API(api, access.ListCases, rename, r.apiRenameView)
	forget := operation("delete-view", http.MethodDelete, "/views/{view}", "Delete a saved view")
	forget.DefaultStatus = http.StatusNoContent
	route.API(api, access.ListCases, forget, r.apiDeleteView)
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

// look reads a part of a case for a call and records that somebody looked before
// the answer goes out.
func (r *Room) look(ctx context.Context, actor account.Actor, in *CaseAddress, action access.Action, part string, read func(tx *db.Tx, o opened) error) error {
	id, err := in.id()
	if err != nil {
		return err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, action, id); err != nil {
			return err
		}
		o, err := r.open(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return read(tx, o)
	})
	if err != nil {
		return err
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: part, Why: purposeDecision})
	})
}

func (r *Room) apiCaseTasks(ctx context.Context, actor account.Actor, in *CaseAddress) (*caseTasksAnswer, error) {
	var answer caseTasksAnswer
	err := r.look(ctx, actor, in, access.WorkTasks, "tasks", func(tx *db.Tx, o opened) error {
		tasks, err := casefile.Tasks(ctx, tx, o.File.ID)
		answer.Body.Version, answer.Body.Tasks = o.File.Version, r.tasksOut(tasks)
		return err
	})
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

func (r *Room) apiTimeline(ctx context.Context, actor account.Actor, in *CaseAddress) (*caseTimelineAnswer, error) {
	english := page.In(page.English)
	var answer caseTimelineAnswer
	answer.Body.Moments = []caseMomentOut{}
	err := r.look(ctx, actor, in, access.ReadCase, "timeline", func(tx *db.Tx, o opened) error {
		moments, err := casefile.Timeline(ctx, tx, o.File.ID)
		for _, m := range moments {
			answer.Body.Moments = append(answer.Body.Moments, caseMomentOut{m.At, english.Text(m.Message, m.Args...), m.Who, m.Agency})
		}
		return err
	})
	return &answer, err
}

type caseHistoryRequest struct {
	CaseAddress
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

func (r *Room) apiHistory(ctx context.Context, actor account.Actor, in *caseHistoryRequest) (*caseHistoryAnswer, error) {
	var answer caseHistoryAnswer
	answer.Body.Events = []caseEventOut{}
	err := r.look(ctx, actor, &in.CaseAddress, access.ReadHistory, "history", func(tx *db.Tx, o opened) error {
		query := audit.Query{Case: o.File.ID, Limit: historySize + 1, Reasons: true}
		query.Before, _ = db.ParseID(in.Before)
		events, err := audit.Find(ctx, tx, query)
		if len(events) > historySize {
			events = events[:historySize]
			answer.Body.Next = string(events[historySize-1].ID)
		}
		for _, e := range events {
			answer.Body.Events = append(answer.Body.Events, caseEventOut{e.ID, e.At, e.Action, e.Category, e.Who, e.AgencyName, e.Subject, e.Why})
		}
		return err
	})
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

func (r *Room) apiSaveView(ctx context.Context, actor account.Actor, in *saveViewRequest) (*savedViewAnswer, error) {
	name, err := viewName(in.Body.Name)
	if err != nil {
		return nil, err
	}
	query, ok := viewQuery(in.Body.List, in.Body.Filter)
	if !ok {
		return nil, fault.Wrong("filter", "This is not a filter of the list")
	}
	var answer savedViewAnswer
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		view, err := nameView(ctx, tx, actor.Account, name, query)
		answer.Body = viewOf(view)
		return err
	})
	return &answer, err
}

// ViewAddress is where a saved view is in the API.
type ViewAddress struct {
	View string `path:"view"`
}

type renameViewRequest struct {
	ViewAddress
	Body struct {
		Name string `json:"name" doc:"Do not use anybody's name"`
	}
}

func (in ViewAddress) id() (db.ID, error) {
	id, ok := db.ParseID(in.View)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

func (r *Room) apiRenameView(ctx context.Context, actor account.Actor, in *renameViewRequest) (*struct{}, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	name, err := viewName(in.Body.Name)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return callView(ctx, tx, actor.Account, id, name) })
}

func (r *Room) apiDeleteView(ctx context.Context, actor account.Actor, in *ViewAddress) (*struct{}, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return dropView(ctx, tx, actor.Account, id) })
}

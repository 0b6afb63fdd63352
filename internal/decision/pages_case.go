package decision

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// caseHead is what every page of a case shows at its top.
type caseHead struct {
	ID        db.ID
	Reference string
	Version   int64
	Name      string // "" for who may not see it
	Stage     string // catalogue strings, like Age and Nation
	Age       string
	Child     bool
	Nation    string
	Tabs      []page.Link
	Folder    folder.Head
	Print     bool
}

// ageTitles are the words for what is settled about an age.
var ageTitles = map[machine.Age]string{machine.Adult: "Adult", machine.Child: "Child", machine.Unsure: "May be a child: treated as a child"}

// caseTabs are the pages of a case, with the action that each needs.
var caseTabs = []struct {
	part, title string
	action      access.Action
}{
	{"", "Summary", access.ReadCase}, {"timeline", "Timeline", access.ReadCase}, {"tasks", "Tasks", access.WorkTasks},
	{"referral", "Referral", access.ReadCase}, {"documents", "Documents", access.ReadDocument}, {"decisions", "Decisions", access.ReadCase},
	{"contacts", "Contacts", access.ReadContact}, {"letters", "Letters", access.ReadLetter}, {"clocks", "Clocks", access.ReadCase},
	{"sharing", "Who may see it", access.ReadSharing}, {"history", "Who looked", access.ReadHistory},
}

func headOf(o opened, part string) caseHead {
	facts := o.State.Facts
	head := caseHead{ID: o.File.ID, Folder: o.Folder, Reference: o.File.Reference, Version: o.File.Version, Name: o.name(), Stage: machine.StageTitles[o.State.Stage],
		Age: ageTitles[facts.Age], Child: facts.Age != machine.Adult, Nation: choiceText(string(facts.Jurisdiction), machine.JurisdictionChoices)}
	base := "/cases/" + string(o.File.ID)
	for _, tab := range caseTabs {
		if o.may(tab.action) {
			href := base
			if tab.part != "" {
				href += "/" + tab.part
			}
			head.Tabs = append(head.Tabs, page.Link{Text: tab.title, Href: href, Current: tab.part == part})
		}
	}
	return head
}

// caseView draws a page of a case. Its title says only which part it is.
func caseView(request *route.Request, status int, template, title string, data any, errs ...fault.Field) error {
	return request.Render(pages, status, template, page.View{Title: title, Width: "wide", Errors: errs, Data: data})
}

// summaryPage is the first page of a case.
type summaryPage struct {
	Head        caseHead
	Authority   string
	Maker       string
	Referrer    string
	Received    civil.Day
	Facts       []ask.Row
	Next        []dueView // what is due, the first first
	Conditions  []condition
	Protections []string
	Steps       []stepLink
	Group       []groupMember
	Joined      []casefile.Member // other records of the same person
	Tasks       []taskView
}

// stepLink leads to the page of a step that the actor may take.
type stepLink struct {
	Step  machine.Step
	Title string
}

// groupMember is somebody who was referred together with the person.
type groupMember struct {
	ID        db.ID
	Reference string
	Name      string
}

func (r *Room) summary(request *route.Request) error {
	var data summaryPage
	o, err := r.show(request, "summary", func(tx *db.Tx, o opened) (err error) {
		data, err = r.readSummary(request, tx, o)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "")
	return request.Render(pages, http.StatusOK, "case_summary.html", page.View{Title: "Case summary", Width: "wide", Banner: doneBanner(request), Data: data})
}

func (r *Room) readSummary(request *route.Request, tx *db.Tx, o opened) (summaryPage, error) {
	ctx := request.Context()
	data := summaryPage{Authority: choiceText(string(o.State.Authority), machine.Authorities), Received: o.Progress.Received, Conditions: conditions(o.State), Facts: identityRows(o)}
	clocks, err := casefile.Clocks(ctx, tx, o.File.ID)
	if err != nil {
		return data, err
	}
	for _, clock := range clocks {
		if clock.Running() {
			data.Next = append(data.Next, r.due(o.File.ID, clock, o.Today))
		}
	}
	for _, right := range o.State.Entitlements {
		data.Protections = append(data.Protections, protections[right])
	}
	data.Steps = stepLinks(o)
	if o.may(access.WorkTasks) {
		tasks, err := casefile.Tasks(ctx, tx, o.File.ID)
		if err != nil {
			return data, err
		}
		data.Tasks = r.taskViews(o, tasks, true)
	}
	names, err := account.Names(ctx, tx, []db.ID{db.ID(o.State.DecisionMaker)})
	if err != nil {
		return data, err
	}
	data.Maker = names[db.ID(o.State.DecisionMaker)]
	if data.Referrer, err = agencyName(ctx, tx, o.Progress.Referrer); err != nil {
		return data, err
	}
	if data.Joined, err = casefile.Person(ctx, tx, request.Actor, o.File.ID); err != nil {
		return data, err
	}
	data.Group, err = r.group(request, tx, o)
	return data, err
}

// group lists the others of a family or group, those within the actor's reach.
func (r *Room) group(request *route.Request, tx *db.Tx, o opened) ([]groupMember, error) {
	ids, err := othersOf(request.Context(), tx, request.Actor, o.File.Group, o.File.ID)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	cases, err := listedOf(request.Context(), tx, request.Actor, ids)
	var members []groupMember
	for _, listed := range cases {
		members = append(members, groupMember{listed.ID, listed.Reference, listed.Name})
	}
	return members, err
}

// stepLinks are the steps that the actor may take, in the order of the table.
func stepLinks(o opened) []stepLink {
	var links []stepLink
	for _, step := range o.next() {
		row, _ := machine.RowOf(step)
		links = append(links, stepLink{step, row.Title})
	}
	return links
}

// timelinePage is what happened to a case.
type timelinePage struct {
	Head    caseHead
	Moments []casefile.Moment
	Note    []ask.Field // asked of who may add one
}

func (r *Room) timeline(request *route.Request) error {
	return r.showTimeline(request, http.StatusOK, nil, nil)
}

type noteAnswer struct{ text string }

var noteQuestions = []ask.Question[noteAnswer]{{Name: "note", Label: "What did you notice or do?", Noun: "Note", Kind: ask.Story, MaxLength: machine.MaxText, Rows: 4, Required: "Enter the note",
	Hint: "The note is kept with the account in the referral. The timeline says only that there is one", Bind: func(n *noteAnswer) any { return &n.text }}}

func (r *Room) showTimeline(request *route.Request, status int, values url.Values, errs []fault.Field) error {
	var data timelinePage
	o, err := r.show(request, "timeline", func(tx *db.Tx, o opened) (err error) {
		data.Moments, err = casefile.Timeline(request.Context(), tx, o.File.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "timeline")
	if o.may(access.AddDocument) {
		data.Note = ask.Fields(&noteAnswer{}, values, errs, noteQuestions)
	}
	return caseView(request, status, "case_timeline.html", "Case timeline", data, errs...)
}

// addNote adds a note to a case.
func (r *Room) addNote(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	var note noteAnswer
	if errs := ask.Fill(&note, values, noteQuestions); len(errs) > 0 {
		return r.showTimeline(request, http.StatusUnprocessableEntity, values, errs)
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.AddNote(request.Context(), tx, request.Actor, NoteForm{Case: id, Text: note.text, Once: request.Once()})
		return err
	})
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/timeline")
}

type caseTasksPage struct {
	Head caseHead
	Open []taskView
	Done []taskView
}

// stepsOfTasks are the steps that do a task: the first of them that somebody may
// take is where its link leads.
var stepsOfTasks = map[machine.TaskKind][]machine.Step{
	machine.TaskAllocate: {machine.Allocate}, machine.TaskAssign: {machine.Assign},
	machine.TaskReasonableGrounds: {machine.ReasonableGroundsYes}, machine.TaskConclusiveGrounds: {machine.ConclusiveGroundsYes},
	machine.TaskSecondReading:    {machine.AgreeReasonableGroundsNo, machine.AgreeConclusiveGroundsNo},
	machine.TaskChaseInformation: {machine.RecordInformation}, machine.TaskServeLetter: {machine.ServeLetter}, machine.TaskExtension: {machine.GrantExtension},
	machine.TaskReviewSuspension: {machine.ContinueSuspension}, machine.TaskScreenReconsider: {machine.AcceptReconsideration}, machine.TaskReconsider: {machine.UpholdDecision},
	machine.TaskDisqualification: {machine.Disqualify}, machine.TaskAskToStay: {machine.ConsentToStay}, machine.TaskAskSupport: {machine.AcceptSupport}, machine.TaskClose: {machine.Close},
}

func (r *Room) taskViews(o opened, tasks []casefile.Task, open bool) []taskView {
	var views []taskView
	next := o.next()
	for _, task := range tasks {
		if task.Done == open || machine.TaskTitles[machine.TaskKind(task.Kind)] == "" {
			continue // what other rooms set for other agencies is theirs to show
		}
		view := r.taskView(task, o.Today)
		for _, step := range stepsOfTasks[machine.TaskKind(task.Kind)] {
			if slices.Contains(next, step) {
				view.Step = step
				break
			}
		}
		views = append(views, view)
	}
	return views
}

func (r *Room) caseTasks(request *route.Request) error {
	var data caseTasksPage
	o, err := r.show(request, "tasks", func(tx *db.Tx, o opened) error {
		if !o.may(access.WorkTasks) {
			return access.Case(request.Context(), tx, request.Actor, access.WorkTasks, o.File.ID)
		}
		tasks, err := casefile.Tasks(request.Context(), tx, o.File.ID)
		data.Open, data.Done = r.taskViews(o, tasks, true), r.taskViews(o, tasks, false)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "tasks")
	return caseView(request, http.StatusOK, "case_tasks.html", "Case tasks", data)
}

// finishTask marks a task as done that somebody does by hand.
func (r *Room) finishTask(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
	id, err := request.ID("id")
	if err != nil {
		return "", err
	}
	task, err := request.ID("task")
	if err != nil {
		return "", err
	}
	_, err = r.FinishTask(ctx, tx, request.Actor, TaskForm{Case: id, Version: deed.Version(request), Task: task})
	return "/cases/" + string(id) + "/tasks", err
}

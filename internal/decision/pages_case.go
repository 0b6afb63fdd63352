package decision

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
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
	Print     bool
}

// ageTitles are the words for what is settled about an age.
var ageTitles = map[Age]string{Adult: "Adult", Child: "Child", Unsure: "May be a child: treated as a child"}

// caseTabs are the pages of a case, with the action that each needs.
var caseTabs = []struct {
	part, title string
	action      access.Action
}{
	{"", "Summary", access.ReadCase}, {"timeline", "Timeline", access.ReadCase}, {"tasks", "Tasks", access.WorkTasks},
	{"referral", "Referral", access.ReadCase}, {"documents", "Documents", access.ReadDocument}, {"decisions", "Decisions", access.ReadCase},
	{"letters", "Letters", access.ReadLetter}, {"clocks", "Clocks", access.ReadCase}, {"history", "Who looked", access.ReadHistory},
}

func headOf(o opened, part string) caseHead {
	facts := o.State.Facts
	head := caseHead{ID: o.File.ID, Reference: o.File.Reference, Version: o.File.Version, Name: o.name(), Stage: StageTitles[o.State.Stage],
		Age: ageTitles[facts.Age], Child: facts.Age != Adult, Nation: choiceText(string(facts.Jurisdiction), JurisdictionChoices)}
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
	Tasks       []taskView
}

// stepLink leads to the page of a step that the actor may take.
type stepLink struct {
	Step  Step
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
	data := summaryPage{Authority: choiceText(string(o.State.Authority), Authorities), Received: o.Progress.Received, Conditions: o.State.conditions(), Facts: identityRows(o)}
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
		row, _ := RowOf(step)
		links = append(links, stepLink{step, row.Title})
	}
	return links
}

// timelinePage is what happened to a case.
type timelinePage struct {
	Head    caseHead
	Moments []casefile.Moment
	Notes   bool
}

func (r *Room) timeline(request *route.Request) error {
	var data timelinePage
	o, err := r.show(request, "timeline", func(tx *db.Tx, o opened) (err error) {
		data.Moments, err = casefile.Timeline(request.Context(), tx, o.File.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Notes = headOf(o, "timeline"), o.may(access.AddDocument)
	return caseView(request, http.StatusOK, "case_timeline.html", "Case timeline", data)
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
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.AddNote(request.Context(), tx, request.Actor, NoteForm{Case: id, Text: trimmed(values, "note"), Once: request.Once()})
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
var stepsOfTasks = map[TaskKind][]Step{
	TaskAllocate: {Allocate}, TaskAssign: {Assign},
	TaskReasonableGrounds: {ReasonableGroundsYes}, TaskConclusiveGrounds: {ConclusiveGroundsYes},
	TaskSecondReading:    {AgreeReasonableGroundsNo, AgreeConclusiveGroundsNo},
	TaskChaseInformation: {RecordInformation}, TaskServeLetter: {ServeLetter}, TaskExtension: {GrantExtension},
	TaskReviewSuspension: {ContinueSuspension}, TaskScreenReconsider: {AcceptReconsideration}, TaskReconsider: {UpholdDecision},
	TaskDisqualification: {Disqualify}, TaskAskToStay: {ConsentToStay}, TaskAskSupport: {AcceptSupport}, TaskClose: {Close},
}

func (r *Room) taskViews(o opened, tasks []casefile.Task, open bool) []taskView {
	var views []taskView
	next := o.next()
	for _, task := range tasks {
		if task.Done == open {
			continue
		}
		view := r.taskView(task, o.Today)
		for _, step := range stepsOfTasks[TaskKind(task.Kind)] {
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
func (r *Room) finishTask(request *route.Request) error {
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	task, err := request.ID("task")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	err = r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.FinishTask(request.Context(), tx, request.Actor, TaskForm{Case: id, Version: versionOf(values), Task: task, Once: request.Once()})
		return err
	})
	if err != nil {
		return err
	}
	return request.Redirect("/cases/" + string(id) + "/tasks")
}

// decisionsPage is the decisions of a case and every step that led to them.
type decisionsPage struct {
	Head      caseHead
	Decisions []decisionView
	Proposal  *decisionView
	Steps     []stepView
}

// decisionView is one decision with why, by whom, read by whom and served when.
type decisionView struct {
	Title    string
	Positive bool
	On       civil.Day
	By       string
	Reader   string
	Test     string
	TestRef  string
	Rows     []ask.Row // what was considered and why
	Reading  []ask.Row // the second reader's own reasons
	Served   civil.Day
	Waits    bool // a letter about it waits to be served
}

// stepView is one step as it was taken.
type stepView struct {
	Number int
	Title  string
	On     civil.Day
	By     string
	Rows   []ask.Row
}

func (r *Room) decisions(request *route.Request) error {
	var data decisionsPage
	o, err := r.show(request, "decisions", func(tx *db.Tx, o opened) (err error) {
		data, err = r.readDecisions(request, tx, o)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "decisions")
	return caseView(request, http.StatusOK, "case_decisions.html", "Case decisions", data)
}

func (r *Room) readDecisions(request *route.Request, tx *db.Tx, o opened) (decisionsPage, error) {
	var data decisionsPage
	steps, err := storedSteps(request.Context(), tx, o.File.ID)
	if err != nil {
		return data, err
	}
	var ids []db.ID
	for _, step := range steps {
		if id, ok := db.ParseID(step.Account); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	names, err := account.Names(request.Context(), tx, ids)
	if err != nil {
		return data, err
	}
	letters, err := lettersOnFile(request.Context(), tx, o.File.ID)
	if err != nil {
		return data, err
	}
	for _, step := range slices.Backward(steps) {
		data.Steps = append(data.Steps, stepView{step.Number, stepTitle(step.Step), step.On, names[db.ID(step.Account)], writtenIn(step)})
	}
	used := 0 // steps up to this one have been matched with earlier decisions
	for _, made := range o.State.Decisions {
		view := r.decisionView(made, names)
		for at := used; at < len(steps); at++ {
			if view.fill(steps[at], made) {
				if steps[at].Step != CombinedYes || made.Kind == ConclusiveGrounds {
					used = at + 1
				}
				break
			}
		}
		view.serve(made, letters)
		data.Decisions = append(data.Decisions, view)
	}
	slices.Reverse(data.Decisions)
	if proposed := o.State.Proposal; proposed != nil {
		data.Proposal = r.proposalView(*proposed, steps, names)
	}
	return data, nil
}

var decisionTitles = map[DecisionKind]string{ReasonableGrounds: "Reasonable grounds", ConclusiveGrounds: "Conclusive grounds"}

func (r *Room) decisionView(made Decision, names map[db.ID]string) decisionView {
	view := decisionView{Title: decisionTitles[made.Kind], Positive: made.Positive, On: made.On, By: names[db.ID(made.By)], Reader: names[db.ID(made.SecondReader)], TestRef: made.Test}
	if rule, known := r.Rules.Rule(made.Test); known {
		view.Test = rule.Words
	}
	return view
}

// deciders are the steps whose form holds the reasons of a decision.
func deciders(kind DecisionKind, made Decision) []Step {
	switch {
	case made.Overturns && kind == ReasonableGrounds:
		return []Step{OverturnReasonableGroundsNo}
	case made.Overturns:
		return []Step{OverturnConclusiveGroundsNo}
	case kind == ReasonableGrounds && made.Positive:
		return []Step{ReasonableGroundsYes, CombinedYes}
	case kind == ReasonableGrounds:
		return []Step{AgreeReasonableGroundsNo}
	case made.Positive:
		return []Step{ConclusiveGroundsYes, CombinedYes}
	}
	return []Step{AgreeConclusiveGroundsNo}
}

// fill takes a step's reasons where the step made the decision, or proposed it.
func (v *decisionView) fill(step storedStep, made Decision) bool {
	if step.Step == ProposeReasonableGroundsNo && made.Kind == ReasonableGrounds || step.Step == ProposeConclusiveGroundsNo && made.Kind == ConclusiveGrounds {
		v.Rows = weighedRows(step)
		return false
	}
	if !slices.Contains(deciders(made.Kind, made), step.Step) || step.On != made.On {
		return false
	}
	if made.SecondReader != "" {
		v.Reading = writtenIn(step)
	} else {
		v.Rows = weighedRows(step)
	}
	return true
}

// serve says whether the letter about a decision was served.
func (v *decisionView) serve(made Decision, letters []LetterOnFile) {
	kinds := map[bool][]LetterKind{true: {LetterReasonablePositive, LetterCombinedPositive}, false: {LetterReasonableNegative}}
	if made.Kind == ConclusiveGrounds {
		kinds = map[bool][]LetterKind{true: {LetterConclusivePositive, LetterCombinedPositive}, false: {LetterConclusiveNegative}}
	}
	for _, letter := range letters {
		if slices.Contains(kinds[made.Positive], letter.Kind) && letter.Made == made.On && !letter.Cancelled {
			v.Served, v.Waits = letter.Served, letter.Served.IsZero()
		}
	}
}

func (r *Room) proposalView(proposed Proposal, steps []storedStep, names map[db.ID]string) *decisionView {
	view := r.decisionView(Decision{Kind: proposed.Kind, On: proposed.On, By: proposed.By, Test: proposed.Test}, names)
	for _, step := range slices.Backward(steps) {
		if step.Step == ProposeReasonableGroundsNo || step.Step == ProposeConclusiveGroundsNo {
			view.Rows = weighedRows(step)
			break
		}
	}
	return &view
}

// writtenIn is what was entered in a stored step.
func writtenIn(step storedStep) []ask.Row {
	form := Blank(step.Step)
	if form == nil || len(step.Entered.Form) == 0 || json.Unmarshal(step.Entered.Form, form) != nil {
		return nil
	}
	rows := written(form)
	for i := range rows { // where decision makers and documents stand by identifier
		if rows[i].Name == "decision_maker" || rows[i].Name == "document" {
			rows[i].Values = nil
		}
	}
	return slices.DeleteFunc(rows, func(row ask.Row) bool { return len(row.Values) == 0 })
}

// weighedRows are the rows of a decision without its tests, which stand beside.
func weighedRows(step storedStep) []ask.Row {
	return slices.DeleteFunc(writtenIn(step), func(row ask.Row) bool {
		return row.Name == "test" || row.Name == "reasonable_test" || row.Name == "conclusive_test"
	})
}

func stepTitle(step Step) string {
	if row, known := RowOf(step); known {
		return row.Title
	}
	switch step {
	case StepReceived:
		return "Received from a first responder"
	case StepTaskDone:
		return "Task done"
	}
	return string(step)
}

// clocksPage is every clock of a case.
type clocksPage struct {
	Head    caseHead
	Running []dueView
	Stopped []stoppedClock
	Paused  []pausedClock
}

type stoppedClock struct {
	Title            string
	Started, Due, On civil.Day
	Why              string // address
	Cause            string // the step that stopped it, in words
}

type pausedClock struct {
	Title string
	From  civil.Day
	On    civil.Day
}

func (r *Room) clocks(request *route.Request) error {
	var data clocksPage
	o, err := r.show(request, "clocks", func(tx *db.Tx, o opened) error {
		clocks, err := casefile.Clocks(request.Context(), tx, o.File.ID)
		for _, clock := range clocks {
			view := r.due(o.File.ID, clock, o.Today)
			if clock.Running() {
				data.Running = append(data.Running, view)
				continue
			}
			data.Stopped = append(data.Stopped, stoppedClock{view.Title, clock.Started, clock.Due, clock.Stopped, view.Why, stepTitle(Step(clock.StopCause))})
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, clock := range o.State.Clocks {
		if !clock.PausedOn.IsZero() {
			data.Paused = append(data.Paused, pausedClock{clockTitle(r.Rules, clock.Kind), clock.From, clock.PausedOn})
		}
	}
	data.Head = headOf(o, "clocks")
	return caseView(request, http.StatusOK, "case_clocks.html", "Case clocks", data)
}

// whyPage answers "why is it due then?".
type whyPage struct {
	Head      caseHead
	Due       dueView
	Sentences []casefile.Sentence
	RuleID    string
	Source    string
	SourceURL string
}

func (r *Room) why(request *route.Request) error {
	wanted, err := request.ID("clock")
	if err != nil {
		return err
	}
	var data whyPage
	var clock casefile.Clock
	o, err := r.show(request, "why", func(tx *db.Tx, o opened) error {
		clocks, err := casefile.Clocks(request.Context(), tx, o.File.ID)
		at := slices.IndexFunc(clocks, func(c casefile.Clock) bool { return c.ID == wanted })
		if err != nil {
			return err
		}
		if at < 0 {
			return fault.Missing()
		}
		clock = clocks[at]
		return nil
	})
	if err != nil {
		return err
	}
	data.Head, data.Due, data.Sentences = headOf(o, "clocks"), r.due(o.File.ID, clock, o.Today), r.explained(o.State, clock).Why
	if rule, known := r.Rules.Rule(clock.Rule); known {
		data.RuleID, data.Source, data.SourceURL = rule.ID, rule.Source.Text, rule.Source.URL
	}
	return caseView(request, http.StatusOK, "why.html", "Why is it due then?", data)
}

// historyPage says who looked at a case and who changed it.
type historyPage struct {
	Head   caseHead
	Events []lookView
	Next   string
}

// lookView is an entry of the record in words: catalogue strings but for who.
type lookView struct {
	audit.Event
	Title, Part, Kind string
}

// deedTitles are the words for what the record calls by a code.
var deedTitles = map[string]string{
	"read-case": "Opened", "print-case": "Printed", "read-letter": "Read a letter", "add-document": "Added a document", "add-note": "Added a note",
	"address-letter": "Addressed a letter again", "receive-case": "Received from a first responder", "send-referral": "Sent the referral",
}

// categoryTitles are the words for the kinds of processing.
var categoryTitles = map[audit.Category]string{audit.Collection: "Collection", audit.Alteration: "Change", audit.Consultation: "Look", audit.Disclosure: "Disclosure",
	audit.Combination: "Combination", audit.Erasure: "Erasure", audit.SignIn: "Sign-in", audit.Refusal: "Refusal"}

func lookOf(event audit.Event) lookView {
	view := lookView{Event: event, Title: deedTitles[event.Action], Kind: categoryTitles[event.Category]}
	if step, isStep := strings.CutPrefix(event.Action, "step "); isStep {
		view.Title = stepTitle(Step(step))
	}
	if view.Title == "" {
		view.Title = event.Action
	}
	if event.Action == "read-case" {
		view.Part = event.Subject
		if step, isStep := strings.CutPrefix(event.Subject, "step "); isStep {
			view.Part = stepTitle(Step(step))
		} else if strings.HasPrefix(event.Subject, "document ") {
			view.Part = "a document"
		}
	}
	return view
}

const historySize = 100

func (r *Room) history(request *route.Request) error {
	var data historyPage
	before, _ := db.ParseID(request.URL.Query().Get("before"))
	o, err := r.show(request, "history", func(tx *db.Tx, o opened) error {
		if err := access.Case(request.Context(), tx, request.Actor, access.ReadHistory, o.File.ID); err != nil {
			return err
		}
		events, err := audit.OfCase(request.Context(), tx, o.File.ID, before, historySize+1)
		if len(events) > historySize {
			events = events[:historySize]
			data.Next = "/cases/" + string(o.File.ID) + "/history?before=" + string(events[historySize-1].ID)
		}
		for _, event := range events {
			data.Events = append(data.Events, lookOf(event))
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head = headOf(o, "history")
	return caseView(request, http.StatusOK, "case_history.html", "Who looked at this case", data)
}

package decision

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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

// lists are the work lists with their titles, in the order of their tabs.
var lists = []struct {
	list        List
	title, lead string
}{
	{ListMine, "Your cases", "Open cases that are yours to decide."},
	{ListTriage, "Waiting to be allocated", "Referrals that have just arrived, the oldest first."},
	{ListTeam, "All open cases", "All open cases of your authority."},
}

const tasksTitle = "Tasks"

// listTabs are the tabs above every list.
func listTabs(current string) []page.Link {
	var tabs []page.Link
	for _, known := range lists {
		tabs = append(tabs, page.Link{Text: known.title, Href: "/work/" + string(known.list), Current: current == string(known.list)})
	}
	return append(tabs, page.Link{Text: tasksTitle, Href: "/work/tasks", Current: current == "tasks"})
}

// work leads to the list that suits what somebody does.
func (r *Room) work(request *route.Request) error {
	list := ListTeam
	switch {
	case request.Actor.Has(account.DecisionMaker, account.PanelMember):
		list = ListMine
	case request.Actor.Has(account.TriageOfficer):
		list = ListTriage
	}
	return request.Redirect("/work/" + string(list))
}

// listPage is a work list on a page.
type listPage struct {
	Title, Lead string
	List        List
	Tabs        []page.Link
	Rows        []listRow
	Total       int
	Many        bool
	Narrowed    bool
	Columns     [3][]ask.Field // the filters, side by side
	Selected    []chip
	Sort        string
	SortDue     string // address that sorts by due day
	SortArrived string
	Next        string
	Previous    string
	Here        string // the query of this list, without the place in it
	Clear       string
	Print       string
	Export      string
	Named       bool // names are shown
	Assign      bool // the actor may give cases to people
	People      []ask.Option
	Views       []savedView
}

// chip is a filter that is set, with the address that takes it away.
type chip struct {
	Name  string
	Value any // as form.Row has it
	Href  string
}

// listRow is a case in a list as its page shows it.
type listRow struct {
	Listed
	StageTitle string
	DueView    dueView
	Nation     string
}

func (r *Room) rows(cases []Listed, today civil.Day) []listRow {
	made := make([]listRow, len(cases))
	for i, listed := range cases {
		made[i] = listRow{Listed: listed, StageTitle: StageTitles[listed.Stage], Nation: choiceText(string(listed.Jurisdiction), JurisdictionChoices)}
		if !listed.Due.IsZero() {
			made[i].DueView = dueOf(clockTitle(r.Rules, listed.DueKind), listed.DueKind, listed.Due, today)
			made[i].DueView.Why = "/cases/" + string(listed.ID) + "/clocks"
		}
	}
	return made
}

// listOf is the list that an address names.
func listOf(request *route.Request) (List, error) {
	for _, known := range lists {
		if string(known.list) == request.PathValue("list") {
			return known.list, nil
		}
	}
	return "", fault.Missing()
}

// list shows a page of a work list.
func (r *Room) list(request *route.Request) error {
	return r.showList(request, http.StatusOK, "worklist.html", nil)
}

// printList shows the same page of a list without what only a screen needs.
func (r *Room) printList(request *route.Request) error {
	return r.showList(request, http.StatusOK, "worklist_print.html", nil)
}

// showList reads a page of a list, records who looked at whom, and shows it.
func (r *Room) showList(request *route.Request, status int, template string, errs []fault.Field) error {
	list, err := listOf(request)
	if err != nil {
		return err
	}
	filter := ReadFilter(list, request.URL.Query())
	printed := template == "worklist_print.html"
	if printed {
		filter.Limit = MaxPage
	}
	var found Page
	var people peopleOf
	data := listPage{List: list, Tabs: listTabs(string(list)), Named: access.Role(request.Actor, access.ReadIdentity) == nil, Assign: access.Role(request.Actor, access.AssignCases) == nil}
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		if found, err = r.WorkList(request.Context(), tx, request.Actor, filter); err != nil {
			return err
		}
		if people, err = readPeople(request.Context(), tx, request.Actor); err != nil {
			return err
		}
		data.Views, err = savedViews(request.Context(), tx, request.Actor.Account)
		return err
	})
	if err != nil {
		return err
	}
	action := "list-cases"
	if printed {
		action = "print-list"
	}
	if err := record(request, audit.Entry{Action: action, Subject: "list " + string(list), Why: purposeDecision, Change: shownCases{idsOf(found.Cases)}}); err != nil {
		return err
	}
	data.fill(filter, found, people, list)
	data.Rows = r.rows(found.Cases, civil.DayOf(r.DB.Now()))
	return request.Render(pages, status, template, page.View{Title: data.Title, Width: "wide", Banner: doneBanner(request), Errors: errs, Data: data})
}

// shownCases is what an audit entry keeps of a list: the cases on it.
type shownCases struct {
	Cases []db.ID `json:"cases"`
}

func idsOf(cases []Listed) []db.ID {
	ids := make([]db.ID, len(cases))
	for i, listed := range cases {
		ids[i] = listed.ID
	}
	return ids
}

// fill sets what the page says about the list.
func (d *listPage) fill(filter Filter, found Page, people peopleOf, list List) {
	for _, known := range lists {
		if known.list == list {
			d.Title, d.Lead = known.title, known.lead
		}
	}
	questions := filterQuestions(people.makers, people.referrers)
	questions = slices.DeleteFunc(questions, func(q ask.Question[Filter]) bool {
		return list == ListMine && q.Name == "maker" || list == ListTriage && (q.Name == "maker" || q.Name == "stage" || q.Name == "clock")
	})
	fields := ask.Fields(&filter, nil, nil, questions)
	for i, field := range fields {
		field.Optional = false // everything in a filter is optional; saying so each time is noise
		column := i * len(d.Columns) / len(fields)
		d.Columns[column] = append(d.Columns[column], field)
	}
	d.Total, d.Many, d.Narrowed, d.Sort = found.Total, found.Many, filter.narrowed(), filter.order()
	d.People = personOptions(people.makers)
	base := "/work/" + string(list)
	query := filter.Query()
	d.Here, d.Clear = query.Encode(), base
	at := func(set ...string) string {
		values := filter.Query()
		for i := 0; i+1 < len(set); i += 2 {
			values.Set(set[i], set[i+1])
		}
		return base + "?" + values.Encode()
	}
	d.SortDue, d.SortArrived = at("sort", SortDue), at("sort", SortReceived)
	if found.Next != "" {
		d.Next = at("after", found.Next)
	}
	if found.Previous != "" {
		d.Previous = at("before", found.Previous)
	}
	d.Print, d.Export = base+"/print?"+query.Encode(), base+"/export.csv?"+query.Encode()
	for _, row := range ask.Summary(&filter, questions) {
		if len(row.Values) == 0 {
			continue
		}
		without := filter.Query()
		for _, ending := range []string{"", "-day", "-month", "-year"} {
			without.Del(row.Name + ending)
		}
		d.Selected = append(d.Selected, chip{Name: row.Label, Value: row.Values[0], Href: base + "?" + without.Encode()})
	}
}

// peopleOf is who can be chosen in filters and assignments.
type peopleOf struct {
	makers    []account.Person
	referrers []account.Agency
}

func readPeople(ctx context.Context, tx *db.Tx, actor account.Actor) (people peopleOf, err error) {
	if people.makers, err = account.Colleagues(ctx, tx, actor.Agency, account.DecisionMaker, account.PanelMember); err != nil {
		return people, err
	}
	if people.makers == nil {
		people.makers = []account.Person{}
	}
	people.referrers, err = account.Agencies(ctx, tx, account.Government, account.Police, account.LocalAuthority, account.NGO)
	if people.referrers == nil {
		people.referrers = []account.Agency{}
	}
	return people, err
}

// assignedPage says what became of each case that was to be given to somebody.
type assignedPage struct {
	To       string
	Done     int
	Outcomes []assignedRow
	Back     string
}

type assignedRow struct {
	Reference string
	Href      string
	Problem   string
	Args      []any
}

// assignMany gives the chosen cases of a list to one person.
func (r *Room) assignMany(request *route.Request) error {
	list, err := listOf(request)
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	back := "/work/" + string(list) + "?" + values.Get("here")
	form, errs := readBulk(values, request.Once())
	if len(errs) > 0 {
		asked, err := url.ParseQuery(values.Get("here"))
		if err != nil {
			asked = url.Values{}
		}
		request.URL.RawQuery = asked.Encode()
		return r.showList(request, http.StatusUnprocessableEntity, "worklist.html", errs)
	}
	outcomes, err := r.BulkAssign(request.Context(), request.Actor, form)
	if err != nil {
		return err
	}
	data := assignedPage{Back: back}
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		var ids []db.ID
		for _, outcome := range outcomes {
			ids = append(ids, outcome.Case)
		}
		cases, err := listedOf(request.Context(), tx, request.Actor, ids)
		if err != nil {
			return err
		}
		names, err := account.Names(request.Context(), tx, []db.ID{form.DecisionMaker})
		data.To = names[form.DecisionMaker]
		for _, outcome := range outcomes {
			row := assignedRow{}
			if at := slices.IndexFunc(cases, func(l Listed) bool { return l.ID == outcome.Case }); at >= 0 {
				row.Reference, row.Href = cases[at].Reference, "/cases/"+string(outcome.Case)
			}
			switch {
			case outcome.Problem == nil:
				data.Done++
			case len(outcome.Problem.Fields) > 0:
				row.Problem, row.Args = outcome.Problem.Fields[0].Message, outcome.Problem.Fields[0].Args
			default:
				row.Problem, row.Args = outcome.Problem.Message, outcome.Problem.Args
			}
			data.Outcomes = append(data.Outcomes, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "assigned.html", page.View{Title: "Cases assigned", Width: "full", Back: page.Link{Text: "Back to the list", Href: page.LocalPath(back)}, Data: data})
}

// readBulk reads which cases, in which version, go to whom. A box of the list
// carries both: "identifier.version".
func readBulk(values url.Values, once string) (BulkForm, []fault.Field) {
	form := BulkForm{Once: once}
	var errs []fault.Field
	for _, box := range values["case"] {
		id, version, _ := strings.Cut(box, ".")
		parsed, ok := db.ParseID(id)
		number, err := strconv.ParseInt(version, 10, 64)
		if ok && err == nil {
			form.Cases = append(form.Cases, CaseVersion{parsed, number})
		}
	}
	if len(form.Cases) == 0 {
		errs = append(errs, fault.Field{Name: "cases", Message: "Choose at least one case"})
	}
	if maker, ok := db.ParseID(values.Get("decision_maker")); ok {
		form.DecisionMaker = maker
	} else {
		errs = append(errs, fault.Field{Name: "decision_maker", Message: "Choose a decision maker"})
	}
	return form, errs
}

// tasksPage is the tasks of somebody or of their authority.
type tasksPage struct {
	Tabs []page.Link
	Own  bool
	Rows []taskView
	Most int
}

// taskView is a task as pages show it.
type taskView struct {
	casefile.Task
	Title   string
	DueView dueView
	Step    Step // the step that does it, "" where none or the actor may not
	ByHand  bool
}

// mostTasks is how many tasks a page shows.
const mostTasks = 100

// tasks shows open tasks by due day.
func (r *Room) tasks(request *route.Request) error {
	data := tasksPage{Tabs: listTabs("tasks"), Own: request.URL.Query().Get("of") != "team", Most: mostTasks}
	var open []casefile.Task
	err := r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		open, err = casefile.OpenTasks(request.Context(), tx, request.Actor, data.Own, mostTasks)
		return err
	})
	if err != nil {
		return err
	}
	today := civil.DayOf(r.DB.Now())
	shown := shownCases{}
	for _, task := range open {
		data.Rows = append(data.Rows, r.taskView(task, today))
		shown.Cases = append(shown.Cases, task.Case)
	}
	if err := record(request, audit.Entry{Action: "list-tasks", Subject: "tasks", Why: purposeDecision, Change: shown}); err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "worktasks.html", page.View{Title: tasksTitle, Width: "wide", Data: data})
}

func (r *Room) taskView(task casefile.Task, today civil.Day) taskView {
	view := taskView{Task: task, Title: TaskTitles[TaskKind(task.Kind)], ByHand: DoneByHand(TaskKind(task.Kind))}
	if view.Title == "" {
		view.Title = task.Kind
	}
	if !task.Due.IsZero() {
		days := dueIn(task.Due, today)
		view.DueView = dueView{Day: task.Due, Days: days, Late: days < 0 && TaskKind(task.Kind) != TaskConclusiveGrounds, Bar: TaskKind(task.Kind) == TaskConclusiveGrounds}
		if task.Clock != "" {
			view.DueView.Why = "/cases/" + string(task.Case) + "/clocks/" + string(task.Clock)
		}
	}
	return view
}

// searchPage is what a search found.
type searchPage struct {
	Tabs  []page.Link
	Query string
	Rows  []listRow
	Most  int
	Named bool
}

const mostFound = 50

// searchPage asks for what to search for.
func (r *Room) searchPage(request *route.Request) error {
	return request.Render(pages, http.StatusOK, "search.html", page.View{Title: "Search", Width: "wide", Data: searchPage{Tabs: listTabs("")}})
}

// search finds cases. What was typed is posted, so that no name of anybody ever
// stands in an address, a history or a log; it is not recorded either, only that
// somebody searched, what was shown, and how much.
func (r *Room) search(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	data := searchPage{Tabs: listTabs(""), Query: strings.TrimSpace(values.Get("query")), Most: mostFound, Named: access.Role(request.Actor, access.ReadIdentity) == nil}
	if len(data.Query) > 500 {
		data.Query = strings.ToValidUTF8(data.Query[:500], "")
	}
	var cases []Listed
	err = r.DB.Read(request.Context(), func(tx *db.Tx) error {
		ids, err := casefile.Search(request.Context(), tx, request.Actor, data.Query, mostFound)
		if err != nil {
			return err
		}
		cases, err = listedOf(request.Context(), tx, request.Actor, ids)
		return err
	})
	if err != nil {
		return err
	}
	entry := audit.Entry{Action: "search", Subject: strconv.Itoa(len(cases)) + " found", Why: purposeDecision, Change: shownCases{idsOf(cases)}}
	if err := record(request, entry); err != nil {
		return err
	}
	data.Rows = r.rows(cases, civil.DayOf(r.DB.Now()))
	return request.Render(pages, http.StatusOK, "search.html", page.View{Title: "Search", Width: "wide", Data: data})
}

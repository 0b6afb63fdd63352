package decision

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
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
	Place       string // the same with the place, so that a form comes back to this page
	Back        string // this list, as the page to print leads back to it
	Clear       string
	Print       string
	Export      string
	Named       bool // names are shown
	Assign      bool // the actor may give cases to people
	People      []ask.Option
	Views       []savedView
	View        []ask.Field  // the name under which to save this list
	Chosen      string       // who was to be given the ticked cases
	MakerError  *fault.Field // what is wrong with that choice
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
	Ticked     bool
}

func (r *Room) rows(cases []Listed, today civil.Day) []listRow {
	made := make([]listRow, len(cases))
	for i, listed := range cases {
		made[i] = listRow{Listed: listed, StageTitle: machine.StageTitles[listed.Stage], Nation: choiceText(string(listed.Jurisdiction), machine.JurisdictionChoices)}
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
	return r.showOwnList(request, "worklist.html")
}

// printList shows the same page of a list without what only a screen needs.
func (r *Room) printList(request *route.Request) error {
	return r.showOwnList(request, "worklist_print.html")
}

// showOwnList shows the list that the address names, filtered as it says.
func (r *Room) showOwnList(request *route.Request, template string) error {
	list, err := listOf(request)
	if err != nil {
		return err
	}
	return r.showList(request, http.StatusOK, template, list, request.URL.Query(), nil, nil)
}

// listAgain shows a list once more after one of its forms was posted with faults:
// filtered as it was, with what was typed and ticked.
func (r *Room) listAgain(request *route.Request, list List, values url.Values, errs []fault.Field) error {
	filter, err := url.ParseQuery(values.Get("here"))
	if err != nil {
		return fault.Missing()
	}
	return r.showList(request, http.StatusUnprocessableEntity, "worklist.html", list, filter, values, errs)
}

// showList reads a page of a list, records who looked at whom, and shows it.
func (r *Room) showList(request *route.Request, status int, template string, list List, query, typed url.Values, errs []fault.Field) error {
	filter := ReadFilter(list, query)
	printed := template == "worklist_print.html"
	if printed {
		filter.Limit = MaxPage
	}
	var found Page
	var people peopleOf
	data := listPage{List: list, Tabs: listTabs(string(list)), Named: access.Role(request.Actor, access.ReadIdentity) == nil, Assign: access.Role(request.Actor, access.AssignCases) == nil}
	err := r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
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
	data.again(typed, errs)
	return request.Render(pages, status, template, page.View{Title: data.Title, Width: "wide", Banner: doneBanner(request), Errors: errs, Data: data})
}

// again puts back what was ticked and typed in the two forms under a list.
func (d *listPage) again(typed url.Values, errs []fault.Field) {
	view := typed
	if typed.Has("decision_maker") {
		view = nil // the form of an assignment has no name of a view
	}
	d.View = ask.Fields(&namedView{}, view, errs, viewQuestions)
	d.Chosen = typed.Get("decision_maker")
	for i := range d.Rows {
		d.Rows[i].Ticked = slices.ContainsFunc(typed["case"], func(box string) bool { return strings.HasPrefix(box, string(d.Rows[i].ID)+".") })
	}
	for i := range errs {
		if errs[i].Name == "decision_maker" {
			d.MakerError = &errs[i]
		}
	}
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
	d.Here, d.Clear, d.Place = query.Encode(), base, filter.place().Encode()
	d.Back = base + "?" + d.Here
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

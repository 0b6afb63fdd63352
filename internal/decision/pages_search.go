package decision

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	Step    machine.Step // the step that does it, "" where none or the actor may not
	ByHand  bool
}

// mostTasks is how many tasks a page shows.
const mostTasks = 100

// openTasks lists open tasks by due day, and records which cases were shown:
// somebody's own with those that wait for anybody in their role, or all of their
// authority.
func (r *Room) openTasks(ctx context.Context, actor account.Actor, own bool) ([]casefile.Task, error) {
	var open []casefile.Task
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if open, err = casefile.OpenTasks(ctx, tx, actor, own, mostTasks); err != nil || !own {
			return err
		}
		waiting, err := waitingTasks(ctx, tx, actor)
		open = append(open, waiting...)
		slices.SortStableFunc(open, func(a, b casefile.Task) int { return byDue(a.Due, b.Due) })
		open = open[:min(len(open), mostTasks)]
		return err
	})
	if err != nil {
		return nil, err
	}
	shown := shownCases{}
	for _, task := range open {
		shown.Cases = append(shown.Cases, task.Case)
	}
	entry := audit.Entry{Action: "list-tasks", Category: audit.Consultation, Subject: "tasks", Why: purposeDecision, Change: shown}
	return open, r.DB.Write(ctx, func(tx *db.Tx) error { return audit.Append(ctx, tx, actor, entry) })
}

// byDue compares two days, of which none is the last.
func byDue(a, b civil.Day) int {
	switch {
	case a == b:
		return 0
	case a.IsZero() || !b.IsZero() && a.After(b):
		return 1
	}
	return -1
}

// waitingTasks are the tasks that wait for anybody in the actor's roles. Who
// proposed a negative decision is not its second reader.
func waitingTasks(ctx context.Context, tx *db.Tx, actor account.Actor) ([]casefile.Task, error) {
	var kinds []string
	for _, role := range actor.Roles {
		for _, kind := range machine.TasksFor(machine.Role(role)) {
			kinds = append(kinds, string(kind))
		}
	}
	found, err := casefile.WaitingTasks(ctx, tx, actor, kinds, mostTasks)
	var waiting []casefile.Task
	for _, task := range found {
		var by db.ID
		if err == nil && task.Kind == string(machine.TaskSecondReading) {
			_, err = tx.Row(ctx, `SELECT account_id FROM case_step WHERE case_id = $1 AND step IN ($2, $3) ORDER BY number DESC LIMIT 1`,
				[]any{task.Case, machine.ProposeReasonableGroundsNo, machine.ProposeConclusiveGroundsNo}, &by)
		}
		if by != actor.Account {
			waiting = append(waiting, task)
		}
	}
	return waiting, err
}

// tasks shows open tasks by due day.
func (r *Room) tasks(request *route.Request) error {
	data := tasksPage{Tabs: listTabs("tasks"), Own: request.URL.Query().Get("of") != "team", Most: mostTasks}
	open, err := r.openTasks(request.Context(), request.Actor, data.Own)
	if err != nil {
		return err
	}
	today := civil.DayOf(r.DB.Now())
	for _, task := range open {
		data.Rows = append(data.Rows, r.taskView(task, today))
	}
	return request.Render(pages, http.StatusOK, "worktasks.html", page.View{Title: tasksTitle, Width: "wide", Data: data})
}

// titlesElsewhere are the words of tasks that other rooms set and finish.
var titlesElsewhere = map[string]string{
	"re-encounter":             "Look at a new encounter (see Matches)",
	"own-question":             "Answer what the person asked on their own page (see Questions)",
	"own-code-ended":           "Talk with the person: their code ended after wrong tries",
	"earlier-on-joined-record": "Something is due earlier on a record that is joined with this one",
}

func (r *Room) taskView(task casefile.Task, today civil.Day) taskView {
	view := taskView{Task: task, Title: machine.TaskTitles[machine.TaskKind(task.Kind)], ByHand: DoneByHand(machine.TaskKind(task.Kind))}
	if view.Title == "" {
		view.Title = titlesElsewhere[task.Kind]
	}
	if view.Title == "" {
		view.Title = task.Kind
	}
	if !task.Due.IsZero() {
		days := dueIn(task.Due, today)
		view.DueView = dueView{Day: task.Due, Days: days, Late: days < 0 && machine.TaskKind(task.Kind) != machine.TaskConclusiveGrounds, Bar: machine.TaskKind(task.Kind) == machine.TaskConclusiveGrounds}
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
	Start bool  // the page begins with the newest
	More  db.ID // after which to go on; "" where that was all
	Named bool
}

// mostFound is how many cases a page of results shows.
const mostFound = 20

// searchPage asks for what to search for.
func (r *Room) searchPage(request *route.Request) error {
	return request.Render(pages, http.StatusOK, "search.html", page.View{Title: "Search", Width: "wide", Data: searchPage{Tabs: listTabs("")}})
}

// Search finds cases by names, aliases, references and numbers, newest first, a
// page at a time. What was typed is not recorded, only that somebody searched,
// what was found, and how much.
func (r *Room) Search(ctx context.Context, actor account.Actor, query string, before db.ID) (cases []Listed, more db.ID, err error) {
	if len(query) > 500 {
		query = strings.ToValidUTF8(query[:500], "")
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		ids, after, err := casefile.Search(ctx, tx, actor, query, before, mostFound)
		if err != nil {
			return err
		}
		more = after
		cases, err = listedOf(ctx, tx, actor, ids)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	entry := audit.Entry{Action: "search", Category: audit.Consultation, Subject: strconv.Itoa(len(cases)) + " found", Why: purposeDecision, Change: shownCases{idsOf(cases)}}
	return cases, more, r.DB.Write(ctx, func(tx *db.Tx) error { return audit.Append(ctx, tx, actor, entry) })
}

// search finds cases. What was typed is posted, so that no name of anybody ever
// stands in an address, a history or a log.
func (r *Room) search(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	data := searchPage{Tabs: listTabs(""), Query: strings.TrimSpace(values.Get("query")), Start: values.Get("before") == "", Named: access.Role(request.Actor, access.ReadIdentity) == nil}
	before, _ := db.ParseID(values.Get("before"))
	cases, more, err := r.Search(request.Context(), request.Actor, data.Query, before)
	if err != nil {
		return err
	}
	data.More = more
	data.Rows = r.rows(cases, civil.DayOf(r.DB.Now()))
	return request.Render(pages, http.StatusOK, "search.html", page.View{Title: "Search", Width: "wide", Data: data})
}

package support

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type personPage struct {
	Head     *head
	Today    civil.Day
	Due      []dueView
	Last     civil.Day
	Open     bool
	Least    civil.Day
	Contacts []Entry
	Phones   []casefile.Contact
	Coming   []Appointment
	Goals    []Goal
	Passes   []Pass
	ReachWhy []casefile.Sentence
}

// dueView is something that is due with where it is done, and why it is due.
type dueView struct {
	Due
	Href  string
	About string // the goal or the service that it is about
	Why   []casefile.Sentence
}

// subjectsOf names the goals and services that tasks are about.
func subjectsOf(ctx context.Context, tx *db.Tx, id db.ID) (map[db.ID]string, error) {
	named := map[db.ID]string{}
	plan, err := goals(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	for _, goal := range plan {
		named[goal.ID] = goal.Words.Goal
	}
	asked, err := servicesOf(ctx, tx, id)
	for _, service := range asked {
		named[service.ID] = service.Words.Name
	}
	return named, err
}

// taskHref is where a task is done.
func taskHref(id db.ID, d Due) string {
	base := casePath(id)
	switch d.Kind {
	case taskAllocate:
		return base + "/worker"
	case taskContact:
		return base + "/record?kind=" + kindContact
	case taskAssess:
		return base + "/assess"
	case taskPlan, taskGoal, taskService:
		return base + "/plan"
	case taskReview:
		return base + "/reviews/" + d.Subject
	case taskAnswer:
		return base + "/longer/" + d.Subject
	}
	return base + "/time"
}

// person shows what is due for somebody now, how to reach them, and how long
// support lasts.
func (room *Room) person(r *route.Request) error {
	var data personPage
	h, err := room.show(r, access.ReadSupport, "read-support", "now", func(ctx context.Context, tx *db.Tx, c Case) error {
		data.Today = today(tx)
		data.Last, data.Open = c.Course.Last()
		data.Least = c.Course.Least()
		clocks, err := casefile.AgencyClocks(ctx, tx, c.ID, c.Agency)
		if err != nil {
			return err
		}
		subjects, err := subjectsOf(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		tasks, err := casefile.Tasks(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		for _, task := range tasks {
			if _, ours := taskWords[task.Kind]; !ours || task.Done || task.Agency != c.Agency || managerTasks[task.Kind] && access.Role(r.Actor, access.ManageSupport) != nil {
				continue
			}
			due := dueView{Due: Due{Kind: task.Kind, Subject: task.Subject, On: task.Due}}
			due.Href, due.About = taskHref(c.ID, due.Due), subjects[db.ID(task.Subject)]
			if at := slices.IndexFunc(clocks, func(clock casefile.Clock) bool { return clock.ID == task.Clock }); at >= 0 {
				if due.Why, err = casefile.Why(room.Rules, clocks[at], c.about()); err != nil {
					return err
				}
			}
			data.Due = append(data.Due, due)
		}
		file, err := casefile.Load(ctx, tx, r.Actor, c.ID)
		if err != nil {
			return err
		}
		data.Phones = file.Record.Contacts
		if data.Contacts, err = entries(ctx, tx, c.ID, kindContact, "", 3); err != nil {
			return err
		}
		if data.Coming, err = appointments(ctx, tx, c.ID, tx.Now(), 3); err != nil {
			return err
		}
		if data.Passes, err = passes(ctx, tx, c.ID); err != nil {
			return err
		}
		plan, err := goals(ctx, tx, c.ID)
		data.Goals = slices.DeleteFunc(plan, func(g Goal) bool { return !g.Open() })
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "person.html", "Support", "wide", backToList, data)
}

type needsPage struct {
	Head   *head
	All    []Assessment
	Rows   []needRow
	Shown  []Assessment // the latest few, the earliest first, as columns
	Levels form.Codes
}

// needRow is one part of a life over time.
type needRow struct {
	Domain form.Coded
	Cells  []needCell
	Words  string // of the latest assessment that says something
}

type needCell struct {
	Told  bool
	Level int
	Words string
}

// columns is how many assessments the table sets side by side.
const columns = 4

// needs shows what somebody needs, their own words first, and how it changed.
func (room *Room) needs(r *route.Request) error {
	var data needsPage
	h, err := room.show(r, access.ReadSupport, "read-support-needs", "needs", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		data.All, err = assessments(ctx, tx, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	data.Shown = slices.Clone(data.All[:min(columns, len(data.All))])
	slices.Reverse(data.Shown)
	for _, domain := range domains {
		row := needRow{Domain: domain}
		for _, a := range data.Shown {
			level, told := a.Levels[domain.Code()]
			row.Cells = append(row.Cells, needCell{told, level, levels.Words(string(rune('0' + level)))})
		}
		if len(data.All) > 0 {
			row.Words = data.All[0].Words.Domains[domain.Code()]
		}
		data.Rows = append(data.Rows, row)
	}
	return view(r, "needs.html", "Needs", "wide", backToList, data)
}

type outcomesPage struct {
	Head     *head
	Readings []Reading // the latest few, the earliest first
	Rows     []outcomeLine
}

type outcomeLine struct {
	Outcome form.Coded
	Spark   template.HTML
	Cells   []needCell
}

// outcomes shows how the person sees the seven core outcomes over time, as
// pictures with a table beside them.
func (room *Room) outcomes(r *route.Request) error {
	var data outcomesPage
	var all []Reading
	h, err := room.show(r, access.ReadSupport, "read-support-outcomes", "outcomes", func(ctx context.Context, tx *db.Tx, c Case) (err error) {
		all, err = readings(ctx, tx, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Readings = h, all[max(0, len(all)-6):]
	words := page.WordsFor(r.Request)
	for _, outcome := range outcomes {
		line := outcomeLine{Outcome: outcome, Spark: spark(words, outcome.Code(), data.Readings)}
		for _, reading := range data.Readings {
			score, told := reading.Scores[outcome.Code()]
			line.Cells = append(line.Cells, needCell{told, score, scores.Words(string(rune('0' + score)))})
		}
		data.Rows = append(data.Rows, line)
	}
	return view(r, "outcomes.html", "Outcomes", "wide", backToList, data)
}

type planPage struct {
	Head     *head
	Today    civil.Day
	Goals    []Goal
	Closed   []Goal
	Services []serviceView
	Coming   []Appointment
	Before   []Appointment
	Agreed   civil.Day
}

type serviceView struct {
	Service
	Goal, For string
	Shared    string // with whom something was agreed to be shared
}

func (room *Room) planOf(ctx context.Context, tx *db.Tx, c Case, data *planPage) error {
	data.Today = today(tx)
	if !c.Planned.IsZero() {
		data.Agreed = civil.DayOf(c.Planned)
	}
	all, err := goals(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	named := map[db.ID]string{}
	for _, goal := range all {
		named[goal.ID] = goal.Words.Goal
		if goal.Open() {
			data.Goals = append(data.Goals, goal)
		} else {
			data.Closed = append(data.Closed, goal)
		}
	}
	family, err := dependants(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, one := range family {
		named[one.ID] = one.Words.Name
	}
	ledger, err := room.agreements(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, line := range ledger {
		named[line.ID] = line.Recipient
	}
	asked, err := servicesOf(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for _, service := range asked {
		data.Services = append(data.Services, serviceView{service, named[service.Goal], named[service.Dependant], named[service.Consent]})
	}
	dates, err := appointments(ctx, tx, c.ID, tx.Now().Add(-60*24*time.Hour), 100)
	for _, one := range dates {
		if one.At.After(tx.Now().Add(-2*time.Hour)) && one.State == appointmentMade {
			data.Coming = append(data.Coming, one)
		} else {
			data.Before = append(data.Before, one)
		}
	}
	slices.Reverse(data.Before)
	return err
}

// plan shows the plan of somebody, the services that help, and their
// appointments.
func (room *Room) plan(r *route.Request) error {
	var data planPage
	h, err := room.show(r, access.ReadSupport, "read-support-plan", "plan", func(ctx context.Context, tx *db.Tx, c Case) error { return room.planOf(ctx, tx, c, &data) })
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "plan.html", "Plan", "wide", backToList, data)
}

// printPlan is the plan on paper, for the person: in their words, without the
// name of the service or of anybody.
func (room *Room) printPlan(r *route.Request) error {
	var data planPage
	h, err := room.show(r, access.ReadSupport, "print-support-plan", "plan", func(ctx context.Context, tx *db.Tx, c Case) error { return room.planOf(ctx, tx, c, &data) })
	if err != nil {
		return err
	}
	data.Head = h
	return r.Render(pages, http.StatusOK, "plan_print.html", page.View{Title: "My plan", Back: backTo(h, "/plan"), Data: data})
}

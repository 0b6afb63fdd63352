package placement

import (
	"context"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

type visitsPage struct {
	Waiting  []visitRow
	Approved []visitRow
	Refused  []visitRow
	Reasons  []countRow
	Today    civil.Day
}

type visitRow struct {
	Visit
	Person string // who would be visited
	Late   bool
	Warned bool
	Blocks []string
	Soon   bool   // an approval that ends within two weeks
	WhyDue string // address of the answer to "why is it due then?"
}

type countRow struct {
	Words string
	N     int
}

var backToVisits = page.Link{Text: "Visitors", Href: "/visits"}

func (room *Room) visitRow(v Visit, names map[db.ID]string, today civil.Day) visitRow {
	row := visitRow{Visit: v, Person: names[v.Case], Late: v.State == VisitAsked && today.After(v.AnswerBy), Blocks: v.Blocks(today),
		Soon: v.State == VisitApproved && v.Until.Sub(today) < 14}
	if v.State == VisitAsked {
		row.WhyDue = casefile.WhyOn(room.Rules, statute.VisitDecision, civil.DayOf(v.Asked), v.AnswerBy)
	}
	row.Warned = slices.ContainsFunc(v.Warnings, Warning.Open)
	return row
}

// queue lists the visitors who wait for a decision, those who may come, and the
// refusals of the last year with their reasons counted.
func (room *Room) queue(r *route.Request) error {
	data := visitsPage{Today: civil.DayOf(r.DB.Now())}
	err := list(r, "list-visits", func(ctx context.Context, tx *db.Tx) error {
		found, err := queue(ctx, tx, r.Actor, VisitAsked, VisitApproved, VisitRefused)
		if err != nil {
			return err
		}
		var ids []db.ID
		for _, v := range found {
			ids = append(ids, v.Case)
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, slices.Compact(slices.Sorted(slices.Values(ids))))
		if err != nil {
			return err
		}
		for _, v := range found {
			row := room.visitRow(v, names, data.Today)
			switch v.State {
			case VisitAsked:
				data.Waiting = append(data.Waiting, row)
			case VisitApproved:
				data.Approved = append(data.Approved, row)
			default:
				data.Refused = append(data.Refused, row)
			}
		}
		counts, err := refusalCounts(ctx, tx, r.Actor, data.Today.AddMonths(-12))
		for _, refusal := range refusals {
			if n := counts[refusal.Code()]; n > 0 {
				data.Reasons = append(data.Reasons, countRow{refusal.Words(), n})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(data.Waiting, func(a, b visitRow) int { return a.AnswerBy.Compare(b.AnswerBy) })
	return view(r, "visits.html", "Visitors", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

type personVisitsPage struct {
	Head      *head
	Visits    []visitRow
	Denied    []Denied
	Ended     []Denied
	Enquiries []Enquiry
	Logs      []VisitLog
	Team      bool
	Refused   int
}

// personVisits shows who asks to visit somebody, who is kept away, who asked
// about them, and the visits that were.
func (room *Room) personVisits(r *route.Request) error {
	data := personVisitsPage{Team: access.Role(r.Actor, access.DecideVisit) == nil}
	h, _, err := room.show(r, access.ReadVisit, "read-visitors", "visits", func(ctx context.Context, tx *db.Tx, f File) error {
		found, err := visits(ctx, tx, `v.case_id = $1 AND v.agency_id = $2`, f.Case, f.Agency)
		if err != nil {
			return err
		}
		for _, v := range found {
			data.Visits = append(data.Visits, room.visitRow(v, nil, civil.DayOf(tx.Now())))
			if v.State == VisitRefused {
				data.Refused++
			}
		}
		if data.Denied, err = deniedOf(ctx, tx, f); err != nil {
			return err
		}
		if data.Ended, err = endedDenials(ctx, tx, f); err != nil {
			return err
		}
		if data.Enquiries, err = enquiries(ctx, tx, f.Case); err != nil {
			return err
		}
		data.Logs, err = visitLogs(ctx, tx, `l.case_id = $1`, f.Case)
		return err
	})
	if err != nil {
		return err
	}
	data.Head = h
	return view(r, "person_visits.html", "Visitors of a person", "wide", backToBoard, data)
}

type visitPage struct {
	Head  *head
	Visit visitRow
	Logs  []VisitLog
	Own   bool // recorded by who looks
	May   bool
	Over  bool // may override
}

// visit shows one request to visit.
func (room *Room) visit(r *route.Request) error {
	id, err := r.ID("visit")
	if err != nil {
		return err
	}
	var data visitPage
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) error {
		v, _, err := room.visitFor(r.Context(), tx, r.Actor, access.ReadVisit, id)
		if err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "read-visit", Category: audit.Consultation, Case: v.Case, Subject: "visit " + string(id), Why: teamPurpose})
	}); err != nil {
		return err
	}
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		ctx := r.Context()
		v, f, err := room.visitFor(ctx, tx, r.Actor, access.ReadVisit, id)
		if err != nil {
			return err
		}
		data.Visit, data.Own = room.visitRow(v, nil, civil.DayOf(tx.Now())), v.AskedBy == r.Actor.Account
		if data.Head, err = headOf(ctx, tx, r, f, "visits"); err != nil {
			return err
		}
		data.Logs, err = visitLogs(ctx, tx, `l.visit_id = $1`, id)
		return err
	})
	if err != nil {
		return err
	}
	data.May, data.Over = access.Role(r.Actor, access.DecideVisit) == nil, access.Role(r.Actor, access.OverrideDenial) == nil
	return view(r, "visit.html", "A visitor", "wide", backToVisits, data)
}

type doorPage struct {
	Places []doorPlace
	Today  civil.Day
	By     string
	At     any
}

type doorPlace struct {
	Place  Place
	People []doorPerson
}

type doorPerson struct {
	ID     db.ID
	Name   string
	Visits []Visit
	Denied []Denied
}

// door is the contact list for the door of the houses that one looks after: who
// may come today, who must not, and what to do.
func (room *Room) door(r *route.Request) error {
	data := doorPage{Today: civil.DayOf(r.DB.Now()), By: r.Actor.Name, At: r.DB.Now()}
	err := list(r, "read-door-list", func(ctx context.Context, tx *db.Tx) error {
		kept, err := db.All(ctx, tx, `SELECT `+placeColumns+` WHERE EXISTS (SELECT 1 FROM place_keeper k WHERE k.place_id = l.id AND k.account_id = $1 AND k.until_at IS NULL) ORDER BY l.reference`,
			[]any{r.Actor.Account}, scanPlace)
		if err != nil {
			return err
		}
		for _, place := range kept {
			door := doorPlace{Place: place}
			living, err := residents(ctx, tx, place.ID)
			if err != nil {
				return err
			}
			for _, id := range living {
				person, err := room.doorPerson(ctx, tx, r, id, data.Today)
				if err != nil {
					return err
				}
				door.People = append(door.People, person)
			}
			data.Places = append(data.Places, door)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "door.html", "Contact list for the door", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

func (room *Room) doorPerson(ctx context.Context, tx *db.Tx, r *route.Request, id db.ID, today civil.Day) (doorPerson, error) {
	person := doorPerson{ID: id}
	f, err := room.reach(ctx, tx, r.Actor, access.LogVisit, id)
	if err != nil {
		return person, err
	}
	names, err := casefile.Headlines(ctx, tx, r.Actor, []db.ID{id})
	if err != nil {
		return person, err
	}
	person.Name = names[id]
	approved, err := visits(ctx, tx, `v.case_id = $1 AND v.state = 'approved'`, id)
	if err != nil {
		return person, err
	}
	for _, v := range approved {
		if v.MayComeOn(today) {
			person.Visits = append(person.Visits, v)
		}
	}
	person.Denied, err = deniedOf(ctx, tx, f)
	return person, err
}

// atVisit gives the visit in the address with its person's head.
func (room *Room) atVisit(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (Visit, *head, error) {
	id, err := r.ID("visit")
	if err != nil {
		return Visit{}, nil, err
	}
	v, f, err := room.visitFor(ctx, tx, r.Actor, action, id)
	if err != nil {
		return v, nil, err
	}
	h, err := headOf(ctx, tx, r, f, "visits")
	return v, h, err
}

func visitFacts(v Visit) []form.Row {
	rows := []form.Row{{Label: "Visitor", Values: []any{v.Visitor.First()}}, {Label: "Relationship", Values: []any{form.Phrase(v.RelationshipWords())}}}
	if v.Visitor.Relation != "" {
		rows[1].Values = append(rows[1].Values, v.Visitor.Relation)
	}
	return append(rows, form.Row{Label: "Purpose", Values: []any{v.Visitor.Purpose}})
}

// serveBytes gives a picture that was kept, to be shown and not stored.
func serveBytes(r *route.Request, mediaType string, content []byte) error {
	header := r.Writer.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Disposition", "inline; filename=photograph")
	r.Writer.WriteHeader(http.StatusOK)
	_, _ = r.Writer.Write(content)
	return nil
}

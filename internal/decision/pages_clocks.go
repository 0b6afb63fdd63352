package decision

import (
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

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
			data.Stopped = append(data.Stopped, stoppedClock{view.Title, clock.Started, clock.Due, clock.Stopped, view.Why, stepTitle(machine.Step(clock.StopCause))})
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
		data.RuleID, data.SourceURL = rule.ID, rule.Source.URL
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
	"read-case": "Opened", "print-case": "Printed", "read-letter": "Read a letter", "add-document": "Added a document", "add-note": "Added a note", "add-contact": "Added a contact", "check-contact": "Recorded the check of a contact",
	"address-letter": "Addressed a letter again", "receive-case": "Received from a first responder", "send-referral": "Sent the referral",
}

// categoryTitles are the words for the kinds of processing.
var categoryTitles = map[audit.Category]string{audit.Collection: "Collection", audit.Alteration: "Change", audit.Consultation: "Look", audit.Disclosure: "Disclosure",
	audit.Combination: "Combination", audit.Erasure: "Erasure", audit.SignIn: "Sign-in", audit.Refusal: "Refusal"}

func lookOf(event audit.Event) lookView {
	view := lookView{Event: event, Title: deedTitles[event.Action], Kind: categoryTitles[event.Category]}
	if step, isStep := strings.CutPrefix(event.Action, "step "); isStep {
		view.Title = stepTitle(machine.Step(step))
	}
	if view.Title == "" {
		view.Title = event.Action
	}
	if event.Action == "read-case" {
		view.Part = event.Subject
		if step, isStep := strings.CutPrefix(event.Subject, "step "); isStep {
			view.Part = stepTitle(machine.Step(step))
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

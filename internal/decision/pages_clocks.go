package decision

import (
	"net/http"
	"slices"

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

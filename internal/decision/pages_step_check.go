package decision

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

// checkStep shows what was entered and everything that will happen, before a
// step that cannot simply be taken back.
func (r *Room) checkStep(request *route.Request, p prepared, step machine.Step, values url.Values, form machine.Form) error {
	after, effects, err := newLaw(r.Rules).step(p.State, machine.Taken{Step: step, By: p.By, On: p.Today, Form: form})
	if fault.Is(err, fault.Invalid) {
		return r.drawStep(request, http.StatusUnprocessableEntity, p, step, values, onPage(problems(err), p.questions.names()))
	}
	if err != nil {
		return err
	}
	data := r.stepData(p, step)
	data.Rows, data.Advice, data.Typed = p.rows(values), machine.Advice(form), typedIn(values, p)
	data.Effects = r.effectsView(effects, after, p)
	return caseView(request, http.StatusOK, "step_check.html", "Check before you go on", data)
}

// effectsView puts what a step does into words.
func (r *Room) effectsView(effects machine.Effects, after machine.Case, p prepared) *effectsView {
	view := &effectsView{}
	if effects.From != effects.To {
		view.Leads = machine.StageTitles[effects.To]
	}
	for _, change := range effects.Clocks {
		switch change.Op {
		case machine.Started, machine.Resumed, machine.Recounted:
			if clock, runs := after.Clock(change.Clock.Kind, change.Clock.Subject); runs && !clock.Due.IsZero() {
				view.Starts = append(view.Starts, dueOf(clockTitle(r.Rules, clock.Kind), clock.Kind, clock.Due, p.Today))
			}
		default:
			view.Stops = append(view.Stops, clockTitle(r.Rules, change.Clock.Kind))
		}
	}
	for _, change := range effects.Tasks {
		if !change.Done {
			view.Tasks = append(view.Tasks, machine.TaskTitles[change.Task.Kind])
		}
	}
	for _, letter := range effects.Letters {
		view.Letters = append(view.Letters, letterTitle(letter.Kind))
	}
	for _, right := range effects.Begin {
		view.Begin = append(view.Begin, protections[right])
	}
	for _, right := range effects.End {
		view.End = append(view.End, protections[right])
	}
	return view
}

// rows are what was entered, with the day where it is not today.
func (p prepared) rows(values url.Values) []ask.Row {
	rows := p.questions.rows(values)
	if !p.On.IsZero() {
		rows = append(rows, ask.Row{Name: "on", Label: "Day of the step", Values: []any{p.On}})
	}
	return rows
}

// typedIn is what was typed, to travel with the next page.
func typedIn(values url.Values, p prepared) []hidden {
	var typed []hidden
	for _, name := range append(p.questions.names(), "on") {
		for _, ending := range []string{"", "-day", "-month", "-year"} {
			for _, value := range values[name+ending] {
				typed = append(typed, hidden{name + ending, value})
			}
		}
	}
	return typed
}

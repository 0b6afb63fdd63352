package decision

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/route"
)

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
				if steps[at].Step != machine.CombinedYes || made.Kind == machine.ConclusiveGrounds {
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

var decisionTitles = map[machine.DecisionKind]string{machine.ReasonableGrounds: "Reasonable grounds", machine.ConclusiveGrounds: "Conclusive grounds"}

func (r *Room) decisionView(made machine.Decision, names map[db.ID]string) decisionView {
	view := decisionView{Title: decisionTitles[made.Kind], Positive: made.Positive, On: made.On, By: names[db.ID(made.By)], Reader: names[db.ID(made.SecondReader)], TestRef: made.Test}
	if rule, known := r.Rules.Rule(made.Test); known {
		view.Test = rule.Words
	}
	return view
}

// deciders are the steps whose form holds the reasons of a decision.
func deciders(kind machine.DecisionKind, made machine.Decision) []machine.Step {
	switch {
	case made.Overturns && kind == machine.ReasonableGrounds:
		return []machine.Step{machine.OverturnReasonableGroundsNo}
	case made.Overturns:
		return []machine.Step{machine.OverturnConclusiveGroundsNo}
	case kind == machine.ReasonableGrounds && made.Positive:
		return []machine.Step{machine.ReasonableGroundsYes, machine.CombinedYes}
	case kind == machine.ReasonableGrounds:
		return []machine.Step{machine.AgreeReasonableGroundsNo}
	case made.Positive:
		return []machine.Step{machine.ConclusiveGroundsYes, machine.CombinedYes}
	}
	return []machine.Step{machine.AgreeConclusiveGroundsNo}
}

// fill takes a step's reasons where the step made the decision, or proposed it.
func (v *decisionView) fill(step storedStep, made machine.Decision) bool {
	if step.Step == machine.ProposeReasonableGroundsNo && made.Kind == machine.ReasonableGrounds || step.Step == machine.ProposeConclusiveGroundsNo && made.Kind == machine.ConclusiveGrounds {
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
func (v *decisionView) serve(made machine.Decision, letters []LetterOnFile) {
	kinds := map[bool][]machine.LetterKind{true: {machine.LetterReasonablePositive, machine.LetterCombinedPositive}, false: {machine.LetterReasonableNegative}}
	if made.Kind == machine.ConclusiveGrounds {
		kinds = map[bool][]machine.LetterKind{true: {machine.LetterConclusivePositive, machine.LetterCombinedPositive}, false: {machine.LetterConclusiveNegative}}
	}
	for _, letter := range letters {
		if slices.Contains(kinds[made.Positive], letter.Kind) && letter.Made == made.On && !letter.Cancelled {
			v.Served, v.Waits = letter.Served, letter.Served.IsZero()
		}
	}
}

func (r *Room) proposalView(proposed machine.Proposal, steps []storedStep, names map[db.ID]string) *decisionView {
	view := r.decisionView(machine.Decision{Kind: proposed.Kind, On: proposed.On, By: proposed.By, Test: proposed.Test}, names)
	for _, step := range slices.Backward(steps) {
		if step.Step == machine.ProposeReasonableGroundsNo || step.Step == machine.ProposeConclusiveGroundsNo {
			view.Rows = weighedRows(step)
			break
		}
	}
	return &view
}

// writtenIn is what was entered in a stored step.
func writtenIn(step storedStep) []ask.Row {
	form := machine.Blank(step.Step)
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

func stepTitle(step machine.Step) string {
	if row, known := machine.RowOf(step); known {
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

package decision

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// stepPage is the page of one step in one case.
type stepPage struct {
	Head     caseHead
	Step     machine.Step
	Title    string
	Leads    string // stage, a catalogue string, "" where the case stays
	Letter   string
	Starts   []string
	Who      []string
	Tests    []testView
	Proposal *decisionView
	Fields   []ask.Field
	Checks   bool // what was entered is shown once more before it is done
	Refused  string
	Args     []any
	FirstDay *dueView    // where it is only too early
	Day      []ask.Field // the day of the step, where there is a choice
	Another  bool        // it is not today
	Rows     []ask.Row
	Advice   []fault.Field
	Effects  *effectsView
	Typed    []hidden
	Yours    []ask.Row // of a conflict: what was entered, and what came between
	Theirs   []ask.Row
}

// testView is a standard that a decision applies.
type testView struct{ Words, RuleID string }

// hidden is one value of a form that travels with a page.
type hidden struct{ Name, Value string }

// effectsView is what a step would do, found by doing it to a copy.
type effectsView struct {
	Leads   string
	Starts  []dueView
	Stops   []string
	Tasks   []string
	Letters []string
	Begin   []string
	End     []string
}

// finalSteps cannot simply be taken back: what was entered is shown once more,
// with all that will happen, before it is done.
var finalSteps = []machine.Step{machine.ReasonableGroundsYes, machine.AgreeReasonableGroundsNo, machine.CombinedYes, machine.ConclusiveGroundsYes, machine.AgreeConclusiveGroundsNo,
	machine.OverturnReasonableGroundsNo, machine.OverturnConclusiveGroundsNo, machine.UpholdDecision, machine.RejectReconsideration, machine.GrantExtension, machine.AuthoriseSecondPeriod,
	machine.Withdraw, machine.DeclineToStay, machine.Disqualify, machine.TurnEighteen, machine.SettleAsAdult, machine.SettleAsChild, machine.ServeLetter, machine.Close, machine.CloseEarly}

// stepOf is the step that an address names.
func stepOf(request *route.Request) (machine.Step, error) {
	step := machine.Step(request.PathValue("step"))
	if _, known := machine.RowOf(step); !known {
		return "", fault.Missing()
	}
	return step, nil
}

// stepPage shows what a step does and asks what it needs, or says why it cannot
// be taken.
func (r *Room) stepPage(request *route.Request) error {
	step, err := stepOf(request)
	if err != nil {
		return err
	}
	return r.showStep(request, http.StatusOK, step, nil, nil)
}

func (r *Room) showStep(request *route.Request, status int, step machine.Step, values url.Values, errs []fault.Field) error {
	p, err := r.prepareStep(request, step, values)
	if err != nil {
		return err
	}
	if err := p.may(step); err != nil {
		return r.refuseStep(request, p, step, err)
	}
	return r.drawStep(request, status, p, step, values, errs)
}

// drawStep draws the form of a step, with what was typed where something was.
func (r *Room) drawStep(request *route.Request, status int, p prepared, step machine.Step, values url.Values, errs []fault.Field) error {
	data := r.stepData(p, step)
	data.Fields = p.questions.fields(values, errs)
	data.Day, data.Another = p.Fields, p.another()
	for i := range data.Day {
		for j := range errs {
			if errs[j].Name == data.Day[i].Name && data.Day[i].Error == nil {
				data.Day[i].Error, data.Another = &errs[j], true
			}
		}
	}
	data.Checks = slices.Contains(finalSteps, step)
	return caseView(request, status, "step.html", "Take a step", data, errs...)
}

// stepData is what every page of a step says about it.
func (r *Room) stepData(p prepared, step machine.Step) stepPage {
	row, _ := machine.RowOf(step)
	data := stepPage{Head: headOf(p.opened, "none"), Step: step, Title: row.Title, Leads: machine.StageTitles[row.To], Proposal: p.proposal}
	if row.Letter != "" {
		data.Letter = letterTitle(row.Letter)
	}
	for _, kind := range row.Start {
		data.Starts = append(data.Starts, clockTitle(r.Rules, kind))
	}
	for _, role := range p.State.Holders(row.Who) {
		for _, known := range account.Roles {
			if string(known.Role) == string(role) {
				data.Who = append(data.Who, known.Name)
			}
		}
	}
	for _, ref := range testsOf(step, p.State) {
		if rule, known := r.Rules.Rule(ref); known {
			data.Tests = append(data.Tests, testView{rule.Words, rule.ID})
		}
	}
	if _, reading := machine.Blank(step).(*machine.Reading); !reading && step != machine.ReturnProposal {
		data.Proposal = nil
	}
	return data
}

// refuseStep says why a step cannot be taken: to whoever may see the case, in
// the words of the rules, with the first day on which it can where it is only
// too early.
func (r *Room) refuseStep(request *route.Request, p prepared, step machine.Step, refusal error) error {
	found := fault.Of(refusal)
	if len(found.Fields) > 0 {
		values, err := request.Values()
		if err != nil {
			return err
		}
		return r.drawStep(request, http.StatusUnprocessableEntity, p, step, values, found.Fields)
	}
	if found.Code != fault.Invalid && found.Code != fault.Forbidden {
		return refusal
	}
	data := r.stepData(p, step)
	data.Refused, data.Args, data.Proposal = found.Message, readable(r, found.Args), nil
	if clock, runs := p.State.Clock(machine.ClockConclusiveEarliest, 0); runs && slices.Contains([]machine.Step{machine.ConclusiveGroundsYes, machine.ProposeConclusiveGroundsNo, machine.AgreeConclusiveGroundsNo}, step) && p.Today.Before(clock.Due) {
		view := dueOf(clockTitle(r.Rules, clock.Kind), clock.Kind, clock.Due, p.Today)
		view.Why = "/cases/" + string(p.File.ID) + "/clocks"
		data.FirstDay = &view
	}
	return caseView(request, http.StatusForbidden, "step_refused.html", "This step cannot be taken", data)
}

// readable puts the words of a rule, and of a stage, in the place of their codes.
func readable(r *Room, args []any) []any {
	made := slices.Clone(args)
	for i := 1; i < len(made); i += 2 {
		text, isText := made[i].(string)
		if !isText {
			continue
		}
		if rule, known := r.Rules.Rule(text); known {
			made[i] = ask.Phrase(rule.Words)
		} else {
			made[i] = ask.Phrase(text)
		}
	}
	return made
}

// takeStep takes a step, after its page and, where it cannot be taken back, the
// page that checks it.
func (r *Room) takeStep(request *route.Request) error {
	step, err := stepOf(request)
	if err != nil {
		return err
	}
	id, err := request.ID("id")
	if err != nil {
		return err
	}
	values, err := request.Values()
	if err != nil {
		return err
	}
	var again bool
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		again, err = taken(request.Context(), tx, request.Actor, request.Once())
		return err
	})
	if err != nil {
		return err
	}
	if again {
		return r.stepDone(request, id, step)
	}
	p, err := r.prepareStep(request, step, values)
	if err != nil {
		return err
	}
	switch values.Get("go") {
	case "change": // back from the page that checks, or from a conflict
		if err := p.may(step); err != nil {
			return r.refuseStep(request, p, step, err)
		}
		return r.drawStep(request, http.StatusOK, p, step, values, nil)
	case "done":
		return r.doStep(request, p, step, values)
	}
	if deed.Version(request) == p.File.Version {
		if err := p.may(step); err != nil {
			return r.refuseStep(request, p, step, err)
		}
		form, errs := p.questions.read(values)
		if errs = append(p.setting.check(p.questions, form, errs), p.wrong...); len(errs) > 0 {
			return r.drawStep(request, http.StatusUnprocessableEntity, p, step, values, errs)
		}
		if slices.Contains(finalSteps, step) {
			return r.checkStep(request, p, step, values, form)
		}
	}
	return r.doStep(request, p, step, values)
}

// doStep takes the step. A version that is no longer the latest gets both
// versions side by side with what was typed kept.
func (r *Room) doStep(request *route.Request, p prepared, step machine.Step, values url.Values) error {
	form, errs := p.questions.read(values)
	if errs = append(errs, p.wrong...); len(errs) > 0 {
		return r.drawStep(request, http.StatusUnprocessableEntity, p, step, values, errs)
	}
	panel, _ := db.ParseID(values.Get(fieldPanel))
	if values.Get("authority") != string(machine.DevolvedPanel) {
		panel = ""
	}
	err := r.DB.Write(request.Context(), func(tx *db.Tx) error {
		_, err := r.Take(request.Context(), tx, request.Actor, TakeForm{Case: p.File.ID, Version: deed.Version(request), Step: step, On: p.On, Form: form, Panel: panel, Once: request.Once()})
		return err
	})
	switch found := fault.Of(err); {
	case err == nil:
		return r.stepDone(request, p.File.ID, step)
	case found.Code == fault.Conflict:
		data := r.stepData(p, step)
		data.Typed, data.Yours = typedIn(values, p), p.rows(values)
		data.Theirs, _ = found.Theirs.([]ask.Row)
		return caseView(request, http.StatusConflict, "step_conflict.html", "Somebody changed this while you were working on it", data)
	case found.Code == fault.Invalid && len(found.Fields) > 0:
		return r.drawStep(request, http.StatusUnprocessableEntity, p, step, values, onPage(found.Fields, p.questions.names()))
	case found.Code == fault.Invalid || found.Code == fault.Forbidden:
		return r.refuseStep(request, p, step, err)
	}
	return err
}

// problems are what is wrong by an error: its fields, or itself.
func problems(err error) []fault.Field {
	found := fault.Of(err)
	if len(found.Fields) > 0 {
		return found.Fields
	}
	return []fault.Field{{Message: found.Message, Args: found.Args}}
}

// stepDone leads on after a step: to the case, or, where the step took it out of
// reach, to the work list.
func (r *Room) stepDone(request *route.Request, id db.ID, step machine.Step) error {
	within := false
	err := r.DB.Read(request.Context(), func(tx *db.Tx) error {
		err := access.Case(request.Context(), tx, request.Actor, access.ReadCase, id)
		within = err == nil
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if !within {
		return request.Redirect("/work/" + string(ListTeam) + "?done=" + string(step))
	}
	return request.Redirect("/cases/" + string(id) + "?done=" + string(step))
}

// doneBanner is the good news after a step, from the address it led to.
func doneBanner(request *route.Request) *page.Banner {
	row, known := machine.RowOf(machine.Step(request.URL.Query().Get("done")))
	if !known {
		return nil
	}
	return &page.Banner{Type: "success", Message: row.Story}
}

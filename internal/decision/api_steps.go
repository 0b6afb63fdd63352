package decision

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
)

// stepRequest asks for one step. F is the type of its form.
type stepRequest[F any] struct {
	deed.On
	deed.Key
	Body struct {
		Version int64     `json:"version" doc:"The version of the case that you read"`
		On      civil.Day `json:"on,omitzero" doc:"The day of the step; today if left out"`
		Panel   string    `json:"panel,omitempty" doc:"The agency of the devolved panel, where the step gives the case to one and there are several"`
		Form    F         `json:"form"`
	}
}

type resultAnswer struct {
	Body Result
}

func resultOf(result Result, err error) (*resultAnswer, error) { return &resultAnswer{result}, err }

// stepOperations adds one operation for each row of the machine's table, so that
// the description of the API names every step with its own form.
func (r *Room) stepOperations(calls deed.API) {
	calls.Tag = "Steps of a case"
	for _, row := range machine.Table {
		registerStep(calls, r, row)
	}
}

// registerStep adds the operation of one step, with the type of its form.
func registerStep(calls deed.API, r *Room, row machine.Row) {
	switch row.Form().(type) {
	case *machine.Allocation:
		step[machine.Allocation](calls, r, row)
	case *machine.Transfer:
		step[machine.Transfer](calls, r, row)
	case *machine.Assignment:
		step[machine.Assignment](calls, r, row)
	case *machine.Correction:
		step[machine.Correction](calls, r, row)
	case *machine.InformationAsked:
		step[machine.InformationAsked](calls, r, row)
	case *machine.InformationGiven:
		step[machine.InformationGiven](calls, r, row)
	case *machine.InformationEnded:
		step[machine.InformationEnded](calls, r, row)
	case *machine.ReasonableDecision:
		step[machine.ReasonableDecision](calls, r, row)
	case *machine.ConclusiveDecision:
		step[machine.ConclusiveDecision](calls, r, row)
	case *machine.CombinedDecision:
		step[machine.CombinedDecision](calls, r, row)
	case *machine.Reading:
		step[machine.Reading](calls, r, row)
	case *machine.Reconsidered:
		step[machine.Reconsidered](calls, r, row)
	case *machine.ReconsiderationAsked:
		step[machine.ReconsiderationAsked](calls, r, row)
	case *machine.LateReconsiderationAsked:
		step[machine.LateReconsiderationAsked](calls, r, row)
	case *machine.ExtensionAsked:
		step[machine.ExtensionAsked](calls, r, row)
	case *machine.ExtensionGranted:
		step[machine.ExtensionGranted](calls, r, row)
	case *machine.Suspension:
		step[machine.Suspension](calls, r, row)
	case *machine.Withdrawal:
		step[machine.Withdrawal](calls, r, row)
	case *machine.Consent:
		step[machine.Consent](calls, r, row)
	case *machine.AdultSettled:
		step[machine.AdultSettled](calls, r, row)
	case *machine.ChildSettled:
		step[machine.ChildSettled](calls, r, row)
	case *machine.AdditionalAsked:
		step[machine.AdditionalAsked](calls, r, row)
	case *machine.Reopening:
		step[machine.Reopening](calls, r, row)
	case *machine.DisqualificationAsked:
		step[machine.DisqualificationAsked](calls, r, row)
	case *machine.DisqualificationDecision:
		step[machine.DisqualificationDecision](calls, r, row)
	case *machine.Service:
		step[machine.Service](calls, r, row)
	case *machine.LetterHeld:
		step[machine.LetterHeld](calls, r, row)
	case *machine.LetterReturned:
		step[machine.LetterReturned](calls, r, row)
	case *machine.Closing:
		step[machine.Closing](calls, r, row)
	case *machine.EarlyClosing:
		step[machine.EarlyClosing](calls, r, row)
	case *machine.Reason:
		step[machine.Reason](calls, r, row)
	case *machine.Nothing:
		step[machine.Nothing](calls, r, row)
	default:
		panic("decision: the API does not know the form of step " + string(row.Step))
	}
}

// stepAction is the action of the access policy at the door of a step.
func stepAction(row machine.Row) access.Action {
	if slices.Contains(row.Who, machine.FirstResponder) || slices.Contains(row.Who, machine.SupportProvider) {
		return access.TakeSharedStep
	}
	return access.TakeStep
}

// step adds one operation whose form has the type F.
func step[F any, P interface {
	*F
	machine.Form
}](calls deed.API, r *Room, row machine.Row) {
	deed.Call(calls, stepAction(row), "take-step-"+string(row.Step), "/api/v1/cases/{id}/steps/"+string(row.Step), row.Title,
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *stepRequest[F]) (*resultAnswer, error) {
			result, err := r.Take(ctx, tx, actor, TakeForm{Case: in.ID, Version: in.Body.Version, Step: row.Step, On: in.Body.On, Form: P(&in.Body.Form),
				Panel: db.ID(in.Body.Panel), Once: in.Once})
			if err != nil {
				return nil, inForm(err)
			}
			return resultOf(result, nil)
		})
}

// inForm says of the fields of a form where they are in the body of a call.
func inForm(err error) error {
	found := fault.Of(err)
	if found.Code != fault.Invalid || len(found.Fields) == 0 {
		return err
	}
	moved := *found
	moved.Fields = slices.Clone(found.Fields)
	for i, field := range moved.Fields {
		if field.Name != "on" && field.Name != "panel" && field.Name != "version" {
			moved.Fields[i].Name = "form." + field.Name
		}
	}
	return &moved
}

package decision

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// CaseAddress is where a case is in the API. It is exported, as the other parts
// of requests are, because huma reads embedded structs only so.
type CaseAddress struct {
	Case string `path:"id" doc:"The identifier of the case"`
}

func (a CaseAddress) id() (db.ID, error) {
	id, ok := db.ParseID(a.Case)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

// OnceHeader makes a command that is sent twice one change.
type OnceHeader struct {
	Once string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own. A second call with the same key changes nothing and gets the first answer"`
}

// stepRequest asks for one step. F is the type of its form.
type stepRequest[F any] struct {
	CaseAddress
	OnceHeader
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

// stepOperations adds one operation for each row of the machine's table, so that
// the description of the API names every step with its own form.
func (r *Room) stepOperations(api huma.API) {
	for _, row := range machine.Table {
		registerStep(api, r, row)
	}
}

// registerStep adds the operation of one step, with the type of its form.
func registerStep(api huma.API, r *Room, row machine.Row) {
	switch row.Form().(type) {
	case *machine.Allocation:
		step[machine.Allocation](api, r, row)
	case *machine.Transfer:
		step[machine.Transfer](api, r, row)
	case *machine.Assignment:
		step[machine.Assignment](api, r, row)
	case *machine.Correction:
		step[machine.Correction](api, r, row)
	case *machine.InformationAsked:
		step[machine.InformationAsked](api, r, row)
	case *machine.InformationGiven:
		step[machine.InformationGiven](api, r, row)
	case *machine.InformationEnded:
		step[machine.InformationEnded](api, r, row)
	case *machine.ReasonableDecision:
		step[machine.ReasonableDecision](api, r, row)
	case *machine.ConclusiveDecision:
		step[machine.ConclusiveDecision](api, r, row)
	case *machine.CombinedDecision:
		step[machine.CombinedDecision](api, r, row)
	case *machine.Reading:
		step[machine.Reading](api, r, row)
	case *machine.Reconsidered:
		step[machine.Reconsidered](api, r, row)
	case *machine.ReconsiderationAsked:
		step[machine.ReconsiderationAsked](api, r, row)
	case *machine.LateReconsiderationAsked:
		step[machine.LateReconsiderationAsked](api, r, row)
	case *machine.ExtensionAsked:
		step[machine.ExtensionAsked](api, r, row)
	case *machine.ExtensionGranted:
		step[machine.ExtensionGranted](api, r, row)
	case *machine.Suspension:
		step[machine.Suspension](api, r, row)
	case *machine.Withdrawal:
		step[machine.Withdrawal](api, r, row)
	case *machine.Consent:
		step[machine.Consent](api, r, row)
	case *machine.AdultSettled:
		step[machine.AdultSettled](api, r, row)
	case *machine.ChildSettled:
		step[machine.ChildSettled](api, r, row)
	case *machine.AdditionalAsked:
		step[machine.AdditionalAsked](api, r, row)
	case *machine.Reopening:
		step[machine.Reopening](api, r, row)
	case *machine.DisqualificationAsked:
		step[machine.DisqualificationAsked](api, r, row)
	case *machine.DisqualificationDecision:
		step[machine.DisqualificationDecision](api, r, row)
	case *machine.Service:
		step[machine.Service](api, r, row)
	case *machine.LetterHeld:
		step[machine.LetterHeld](api, r, row)
	case *machine.LetterReturned:
		step[machine.LetterReturned](api, r, row)
	case *machine.Closing:
		step[machine.Closing](api, r, row)
	case *machine.EarlyClosing:
		step[machine.EarlyClosing](api, r, row)
	case *machine.Reason:
		step[machine.Reason](api, r, row)
	case *machine.Nothing:
		step[machine.Nothing](api, r, row)
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
}](api huma.API, r *Room, row machine.Row) {
	operation := huma.Operation{OperationID: "take-step-" + string(row.Step), Method: http.MethodPost,
		Path: "/api/v1/cases/{id}/steps/" + string(row.Step), Summary: row.Title, Tags: []string{"Steps of a case"}}
	route.API(api, stepAction(row), operation, func(ctx context.Context, actor account.Actor, in *stepRequest[F]) (*resultAnswer, error) {
		id, err := in.id()
		if err != nil {
			return nil, err
		}
		form := TakeForm{Case: id, Version: in.Body.Version, Step: row.Step, On: in.Body.On, Form: P(&in.Body.Form),
			Panel: db.ID(in.Body.Panel), Once: in.Once}
		var answer resultAnswer
		err = r.DB.Write(ctx, func(tx *db.Tx) (err error) {
			answer.Body, err = r.Take(ctx, tx, actor, form)
			return err
		})
		if err != nil {
			return nil, inForm(err)
		}
		return &answer, nil
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

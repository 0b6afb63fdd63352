package support

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API: the same commands as
// the pages. Where somebody went next is never in an answer: it is shown only on
// its page, to a person who has just proved who they are.
func (room *Room) Register(api huma.API) {
	const base = "/api/v1/support/cases/{id}"
	command(room, api, access.TakeSupport, "take-support", base+"/take", "Take on somebody who waits for a provider",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ struct{}) (db.ID, error) {
			return id, room.Take(ctx, tx, actor, id)
		})
	command(room, api, access.ManageSupport, "name-support-worker", base+"/worker", "Name the worker of somebody", same(room.Name))
	command(room, api, access.ManageSupport, "hand-over-support", base+"/hand-over", "Pass somebody on to another provider, or back to those who wait", same(room.HandOver))
	command(room, api, access.WorkSupport, "record-support-entry", base+"/journal", "Record a contact, key work, or what happened", room.Record)
	command(room, api, access.WorkSupport, "assess-needs", base+"/assessments", "Record an assessment of needs", room.Assess)
	command(room, api, access.WorkSupport, "measure-outcomes", base+"/readings", "Record how the person sees the seven core outcomes", room.Measure)
	command(room, api, access.WorkSupport, "record-wishes", base+"/wishes", "Record what somebody wishes of those who support them", same(room.Wish))
	command(room, api, access.WorkSupport, "add-goal", base+"/goals", "Add a goal to the plan", room.AddGoal)
	command(room, api, access.WorkSupport, "agree-plan", base+"/plan/agree", "Record that the person agrees to the plan", same(room.AgreePlan))
	command(room, api, access.WorkSupport, "ask-service", base+"/services", "Record that a service was asked to help", room.AskService)
	command(room, api, access.WorkSupport, "add-dependant", base+"/dependants", "Record somebody who depends on the person", room.AddDependant)
	command(room, api, access.WorkSupport, "make-appointment", base+"/appointments", "Add an appointment", room.MakeAppointment)
	command(room, api, access.HearConsent, "hear-consent", base+"/agreements", "Record what the person answered when asked whether something may be shared", room.Hear)
	command(room, api, access.WorkSupport, "ask-longer-support", base+"/longer", "Ask a manager for longer support", room.AskLonger)
	command(room, api, access.WorkSupport, "offer-further-needs", base+"/further", "Offer a recovery needs assessment", room.Offer)
	command(room, api, access.EndSupport, "end-support", base+"/end", "End support, with what comes next", same(room.End))
	command(room, api, access.EndSupport, "undo-end-of-support", base+"/undo-end", "Take an end back",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ struct{}) (db.ID, error) {
			return id, room.UndoEnd(ctx, tx, actor, id)
		})
	inCase(room, api, access.WorkSupport, "strike-support-entry", base+"/journal/{thing}/strike", "Strike a line of the journal", room.Strike)
	inCase(room, api, access.WorkSupport, "change-goal", base+"/goals/{thing}/change", "Change a goal", room.ChangeGoal)
	inCase(room, api, access.WorkSupport, "close-goal", base+"/goals/{thing}/close", "Record what became of a goal", room.CloseGoal)
	inCase(room, api, access.WorkSupport, "answer-service", base+"/services/{thing}/answer", "Record what a service answered", room.AnswerService)
	inCase(room, api, access.WorkSupport, "change-dependant", base+"/dependants/{thing}/change", "Change what is known of a dependant", room.ChangeDependant)
	inCase(room, api, access.WorkSupport, "change-appointment", base+"/appointments/{thing}/change", "Change an appointment", room.ChangeAppointment)
	inCase(room, api, access.WorkSupport, "keep-appointment", base+"/appointments/{thing}/state", "Record what became of an appointment", room.Keep)
	inCase(room, api, access.HearConsent, "take-consent-back", base+"/agreements/{thing}/take-back", "Record that the person does not agree any more", room.TakeBack)
	inCase(room, api, access.ManageSupport, "answer-longer-support", base+"/longer/{thing}/answer", "Grant or refuse longer support", room.AnswerLonger)
	inCase(room, api, access.WorkSupport, "hold-support-review", base+"/reviews/{thing}/hold", "Record a review", room.Hold)
	inCase(room, api, access.WorkSupport, "advise-further-needs", base+"/further/{thing}/assess", "Record a recovery needs assessment", room.Advise)
	inCase(room, api, access.ManageSupport, "decide-further-needs", base+"/further/{thing}/decide", "Decide on a recovery needs assessment", room.Decide)
	route.API(api, access.SetSupportAreas, huma.Operation{OperationID: "set-support-areas", Method: http.MethodPut, Path: "/api/v1/support/areas", Summary: "Say in which areas your provider takes people on", Tags: []string{tagSupport}}, room.apiAreas)
	route.API(api, access.ListSupport, huma.Operation{OperationID: "list-support", Method: http.MethodGet, Path: "/api/v1/support", Summary: "List whom your provider supports, by what is due", Tags: []string{tagSupport}}, room.apiList)
	route.API(api, access.ReadSupport, huma.Operation{OperationID: "read-support", Method: http.MethodGet, Path: base, Summary: "Read how somebody is supported", Tags: []string{tagSupport}}, room.apiCase)
}

const tagSupport = "Support"

type idOut struct {
	Body struct {
		ID string `json:"id" doc:"What was made or changed"`
	}
}

type commandIn[T any] struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body T
}

// thingIn has no commandIn inside: the API reads nothing into what is embedded
// under a name of small letters.
type thingIn[T any] struct {
	ID    string `path:"id"`
	Thing string `path:"thing"`
	Key   string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own: a second call with the same key changes nothing and gets the same answer"`
	Body  T
}

// same is a command that changes the case of its address and makes nothing.
func same[T any](change func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error) func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) (db.ID, error) {
		return id, change(ctx, tx, actor, id, f)
	}
}

// command adds one command on a case to the API.
func command[T any](room *Room, api huma.API, action access.Action, name, path, summary string, take func(context.Context, *db.Tx, account.Actor, db.ID, T) (db.ID, error)) {
	operation := huma.Operation{OperationID: name, Method: http.MethodPost, Path: path, Summary: summary, Tags: []string{tagSupport}}
	route.API(api, action, operation, func(ctx context.Context, actor account.Actor, in *commandIn[T]) (*idOut, error) {
		id, ok := db.ParseID(in.ID)
		if !ok {
			return nil, fault.Missing()
		}
		return room.run(ctx, actor, name+" "+in.ID, in.Key, func(tx *db.Tx) (db.ID, error) { return take(ctx, tx, actor, id, in.Body) })
	})
}

// inCase adds one command on a thing of a case to the API.
func inCase[T any](room *Room, api huma.API, action access.Action, name, path, summary string, change func(ctx context.Context, tx *db.Tx, actor account.Actor, id, thing db.ID, f T) error) {
	operation := huma.Operation{OperationID: name, Method: http.MethodPost, Path: path, Summary: summary, Tags: []string{tagSupport}}
	route.API(api, action, operation, func(ctx context.Context, actor account.Actor, in *thingIn[T]) (*idOut, error) {
		id, ok := db.ParseID(in.ID)
		thing, known := db.ParseID(in.Thing)
		if !ok || !known {
			return nil, fault.Missing()
		}
		return room.run(ctx, actor, name+" "+in.Thing, in.Key, func(tx *db.Tx) (db.ID, error) { return thing, change(ctx, tx, actor, id, thing, in.Body) })
	})
}

// run runs a command once for a key.
func (room *Room) run(ctx context.Context, actor account.Actor, what, key string, take func(tx *db.Tx) (db.ID, error)) (*idOut, error) {
	if key != "" {
		key = strings.Join([]string{"api", what, key}, " ")
	}
	var out idOut
	err := room.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out.Body.ID, err = tx.Once(ctx, string(actor.Account), key, func() (string, error) {
			made, err := take(tx)
			return string(made), err
		})
		return err
	})
	return &out, err
}

type supportAreasIn struct{ Body AreasForm }

func (room *Room) apiAreas(ctx context.Context, actor account.Actor, in *supportAreasIn) (*idOut, error) {
	return room.run(ctx, actor, "set-support-areas", "", func(tx *db.Tx) (db.ID, error) { return actor.Agency, room.SetAreas(ctx, tx, actor, in.Body) })
}

type supportListIn struct {
	View  string `query:"view" enum:"mine,team,unnamed,ended" default:"team"`
	Due   string `query:"due" doc:"overdue, week, unreached, late or ending"`
	Phase string `query:"phase" doc:"recovery, move-on or leaving"`
}

type supportListOut struct {
	Body struct {
		People []lineOut `json:"people"`
	}
}

type lineOut struct {
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Version   int64     `json:"version"`
	Phase     string    `json:"phase"`
	Worker    string    `json:"worker,omitempty"`
	Unmet     bool      `json:"unmet" doc:"Nobody has spoken with the person in time"`
	Last      civil.Day `json:"last,omitzero" doc:"The last day of support; none while it is open"`
	Due       []dueOut  `json:"due"`
}

type dueOut struct {
	What string    `json:"what"`
	On   civil.Day `json:"on,omitzero"`
}

func lineOf(line Line) lineOut {
	out := lineOut{string(line.ID), line.Reference, line.Version, string(line.Course.Phase()), line.WorkerName, line.Unmet, line.Last, []dueOut{}}
	for _, due := range line.Due {
		out.Due = append(out.Due, dueOut{due.Kind, due.On})
	}
	return out
}

func (room *Room) apiList(ctx context.Context, actor account.Actor, in *supportListIn) (*supportListOut, error) {
	out := &supportListOut{}
	out.Body.People = []lineOut{}
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-support", Category: audit.Consultation, Subject: "list", Why: supportPurpose})
	}); err != nil {
		return nil, err
	}
	return out, room.DB.Read(ctx, func(tx *db.Tx) error {
		lines, err := room.lines(ctx, tx, actor, Filter{View: in.View, Due: in.Due, Phase: in.Phase})
		for _, line := range lines {
			out.Body.People = append(out.Body.People, lineOf(line))
		}
		return err
	})
}

type supportCaseIn struct {
	ID string `path:"id"`
}

type supportCaseOut struct {
	Body struct {
		Case        lineOut       `json:"case"`
		Assessments []Assessment  `json:"assessments"`
		Readings    []Reading     `json:"readings"`
		Goals       []Goal        `json:"goals"`
		Services    []Service     `json:"services"`
		Journal     []Entry       `json:"journal"`
		Dependants  []Dependant   `json:"dependants"`
		Coming      []Appointment `json:"appointments"`
		Reviews     []Review      `json:"reviews"`
		Extensions  []Extension   `json:"extensions"`
		Further     []Further     `json:"furtherNeeds"`
	}
}

func (room *Room) apiCase(ctx context.Context, actor account.Actor, in *supportCaseIn) (*supportCaseOut, error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return nil, fault.Missing()
	}
	out := &supportCaseOut{}
	if err := room.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.reach(ctx, tx, actor, access.ReadSupport, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-support", Category: audit.Consultation, Case: id, Subject: "support case", Why: supportPurpose})
	}); err != nil {
		return nil, err
	}
	return out, room.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := room.reach(ctx, tx, actor, access.ReadSupport, id)
		if err != nil {
			return err
		}
		line := Line{Case: c, Unmet: c.Late(tx.Now())}
		if last, open := c.Course.Last(); !open {
			line.Last = last
		}
		due, err := dueIn(ctx, tx, c.Agency)
		if err != nil {
			return err
		}
		line.Due = due[id]
		out.Body.Case = lineOf(line)
		return room.fill(ctx, tx, id, out)
	})
}

package danger

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

const tag = "Danger"

// Register adds the operations of the room to the JSON API: the same commands as
// the pages.
func (room *Room) Register(api huma.API) {
	commands := deed.API{Huma: api, DB: room.DB, Tag: tag}
	deed.Command(commands, access.AssessDanger, "assess-danger", "/api/v1/danger/people/{id}/assess", "Record a talk about danger", room.Assess)
	deed.Command(commands, access.AssessDanger, "correct-danger", "/api/v1/danger/assessments/{id}/correct", "Record a talk anew in place of one that was recorded wrongly", room.Correct)
	deed.Command(commands, access.AssessDanger, "take-back-danger", "/api/v1/danger/assessments/{id}/take-back", "Take back a talk that was recorded by mistake", deed.Changes(room.TakeBack))
	deed.Command(commands, access.KeepSafetyPlan, "write-safety-plan", "/api/v1/danger/people/{id}/plan", "Keep a new version of somebody's safety plan", room.WritePlan)
	deed.Command(commands, access.KeepSafetyPlan, "give-safety-plan", "/api/v1/danger/people/{id}/plan/give", "Record how somebody took their plan with them", room.GivePlan)
	deed.Command(commands, access.AssessDanger, "answer-digital-trace", "/api/v1/danger/people/{id}/traces", "Answer one point of the list of digital traces", deed.Changes(room.Answer))
	deed.Command(commands, access.RaiseAlert, "raise-alert", "/api/v1/danger/people/{id}/alert", "Alert the people on duty. What is sent says neither who nor what", room.Alert)
	deed.Command(commands, access.AnswerAlert, "see-alert", "/api/v1/alerts/{id}/seen", "Acknowledge an alert: it escalates no further", bare(room.See))
	deed.Command(commands, access.AnswerAlert, "take-alert", "/api/v1/alerts/{id}/take", "Take an alert on", bare(room.Take))
	deed.Command(commands, access.AnswerAlert, "give-back-alert", "/api/v1/alerts/{id}/give-back", "Say that nobody deals with an alert any more", bare(room.GiveBack))
	deed.Command(commands, access.AnswerAlert, "finish-alert", "/api/v1/alerts/{id}/finish", "Say how an alert ended", deed.Changes(room.Finish))
	deed.Command(commands, access.AnswerAlert, "reopen-alert", "/api/v1/alerts/{id}/reopen", "Open an alert again", bare(room.Reopen))
	route.API(api, access.ListDanger, huma.Operation{OperationID: "list-danger", Method: http.MethodGet, Path: "/api/v1/danger",
		Summary: "List the people whom you support, those in the greatest danger first", Tags: []string{tag}}, room.apiBoard)
	route.API(api, access.ListAlerts, huma.Operation{OperationID: "list-alerts", Method: http.MethodGet, Path: "/api/v1/alerts",
		Summary: "List the open alerts of your provider", Tags: []string{tag}}, room.apiAlerts)
	route.API(api, access.ReadDanger, huma.Operation{OperationID: "read-danger", Method: http.MethodGet, Path: "/api/v1/danger/people/{id}",
		Summary: "Read every talk about somebody's danger and their safety plan", Tags: []string{tag}}, room.apiPerson)
}

// bare is a command that needs nothing but the thing of its address.
func bare(change func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error) func(context.Context, *db.Tx, account.Actor, db.ID, struct{}) (db.ID, error) {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, _ struct{}) (db.ID, error) {
		return id, change(ctx, tx, actor, id)
	}
}

type dangerListOut struct {
	Body struct {
		People []dangerLineOut `json:"people"`
	}
}

type dangerLineOut struct {
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Level     string    `json:"level"`
	On        civil.Day `json:"on,omitzero"`
	Review    civil.Day `json:"review,omitzero"`
	Plan      int       `json:"plan" doc:"Version of the safety plan, 0 where there is none"`
	Alerts    int       `json:"alerts"`
}

func (room *Room) apiBoard(ctx context.Context, actor account.Actor, _ *struct{}) (*dangerListOut, error) {
	out := &dangerListOut{}
	out.Body.People = []dangerLineOut{}
	err := room.looked(ctx, actor, audit.Entry{Action: "list-danger", Subject: "list"}, func(tx *db.Tx) error {
		lines, err := people(ctx, tx, actor, "", civil.DayOf(tx.Now()), most)
		for _, l := range lines {
			out.Body.People = append(out.Body.People, dangerLineOut{string(l.Case), l.Reference, l.Level.Code(), l.On, l.Review, l.Plan, l.Alerts})
		}
		return err
	})
	return out, err
}

type dangerAlertsOut struct {
	Body struct {
		Alerts []dangerAlertOut `json:"alerts"`
	}
}

type dangerAlertOut struct {
	ID        string    `json:"id"`
	Case      string    `json:"case"`
	Reference string    `json:"reference"`
	Version   int64     `json:"version"`
	Level     string    `json:"level"`
	State     string    `json:"state"`
	Raised    time.Time `json:"raised"`
	Why       string    `json:"why"`
}

func (room *Room) apiAlerts(ctx context.Context, actor account.Actor, _ *struct{}) (*dangerAlertsOut, error) {
	out := &dangerAlertsOut{}
	out.Body.Alerts = []dangerAlertOut{}
	err := room.looked(ctx, actor, audit.Entry{Action: "list-alerts", Subject: "list"}, func(tx *db.Tx) error {
		found, err := alertsFor(ctx, tx, actor, true, most)
		for _, a := range found {
			out.Body.Alerts = append(out.Body.Alerts, dangerAlertOut{string(a.ID), string(a.Case), a.Reference, a.Version, a.Level.Code(), string(a.State()), a.Raised, a.Why})
		}
		return err
	})
	return out, err
}

type dangerPersonIn struct {
	ID string `path:"id"`
}

type dangerPersonOut struct {
	Body struct {
		Talks []dangerTalkOut `json:"talks"`
		Plan  *safetyPlanOut  `json:"plan,omitempty"`
	}
}

type dangerTalkOut struct {
	ID       string            `json:"id"`
	Number   int               `json:"number"`
	On       civil.Day         `json:"on"`
	How      string            `json:"how"`
	Told     Told              `json:"told"`
	Kinds    map[string]string `json:"kinds"`
	ByRule   string            `json:"byRule"`
	Judged   string            `json:"judged"`
	Review   civil.Day         `json:"review,omitzero"`
	Counts   bool              `json:"counts"`
	Replaces string            `json:"replaces,omitempty"`
}

type safetyPlanOut struct {
	Number   int       `json:"number"`
	Language string    `json:"language"`
	Made     time.Time `json:"made"`
	Text     PlanText  `json:"text"`
}

func (room *Room) apiPerson(ctx context.Context, actor account.Actor, in *dangerPersonIn) (*dangerPersonOut, error) {
	id, ok := db.ParseID(in.ID)
	if !ok {
		return nil, fault.Missing()
	}
	out := &dangerPersonOut{}
	out.Body.Talks = []dangerTalkOut{}
	if err := room.DB.Read(ctx, func(tx *db.Tx) error { return access.Case(ctx, tx, actor, access.ReadDanger, id) }); err != nil {
		return nil, err
	}
	err := room.looked(ctx, actor, audit.Entry{Action: "read-danger", Case: id, Subject: "danger"}, func(tx *db.Tx) error {
		if _, err := room.reach(ctx, tx, actor, access.ReadDanger, id); err != nil {
			return err
		}
		all, err := assessmentsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, a := range all {
			kinds := map[string]string{}
			for domain, level := range a.Domains {
				kinds[string(domain)] = level.Code()
			}
			out.Body.Talks = append(out.Body.Talks, dangerTalkOut{string(a.ID), a.Number, a.On, a.How, a.Told, kinds, a.ByRule.Code(), a.Judged.Code(), a.Review, a.Counts(), string(a.Replaces)})
		}
		plans, err := plansOf(ctx, tx, id)
		if len(plans) > 0 {
			out.Body.Plan = &safetyPlanOut{plans[0].Number, plans[0].Language, plans[0].Made, plans[0].Text}
		}
		return err
	})
	return out, err
}

// looked records a look, then reads.
func (room *Room) looked(ctx context.Context, actor account.Actor, entry audit.Entry, read func(tx *db.Tx) error) error {
	entry.Category, entry.Why = audit.Consultation, purpose
	if err := room.DB.Write(ctx, func(tx *db.Tx) error { return audit.Append(ctx, tx, actor, entry) }); err != nil {
		return err
	}
	return room.DB.Read(ctx, read)
}

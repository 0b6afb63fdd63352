package support

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/statute"
)

// ServiceForm asks a service to help. Where anything about the person is shared
// with it, it rests on a consent of the ledger; where the person asks themselves,
// nothing is shared and no consent is needed.
type ServiceForm struct {
	Kind    string    `json:"kind"`
	Name    string    `json:"name" doc:"Which service"`
	Asked   string    `json:"asked,omitempty" doc:"What it is asked for"`
	On      civil.Day `json:"on"`
	Shared  string    `json:"shared" enum:"yes,no" doc:"Whether something about the person was shared with it"`
	Consent string    `json:"consent,omitempty" doc:"The line of the ledger of consents on which that rests"`
	Goal    string    `json:"goal,omitempty"`
	For     string    `json:"for,omitempty" doc:"The dependant whom it is for; empty for the person"`
}

// AskService records that a service was asked to help.
func (r *Room) AskService(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f ServiceForm) (db.ID, error) {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return "", err
	}
	choices, err := r.serviceChoices(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, serviceQuestions(choices, today(tx)))...); err != nil {
		return "", err
	}
	row := tx.NewID()
	sealed, err := casefile.SealRow(ctx, tx, id, sealedService, row, ServiceWords{Name: f.Name, Asked: f.Asked})
	if err != nil {
		return "", err
	}
	due, rule, _, err := r.setByRule(ctx, tx, c, taskService, string(row), statute.ServiceAnswer, f.On)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO support_service (id, case_id, version, kind, goal_id, dependant_id, consent_id, state, asked_on, answer_by, rule, sealed, recorded_by)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		row, id, f.Kind, db.Null(f.Goal), db.Null(f.For), db.Null(f.Consent), serviceAsked, f.On, due, rule, sealed, actor.Account); err != nil {
		return "", err
	}
	return row, audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-service", Category: audit.Disclosure, Case: id, Subject: "support service " + string(row), Why: supportPurpose, Recipient: "service " + f.Kind})
}

// AnswerForm is what a service answered.
type AnswerForm struct {
	Version int64     `json:"version,omitempty"`
	State   string    `json:"state"`
	On      civil.Day `json:"on"`
	Starts  civil.Day `json:"starts,omitzero" doc:"When it begins"`
	Answer  string    `json:"answer,omitempty"`
}

// AnswerService records what a service answered, or that it is over.
func (r *Room) AnswerService(ctx context.Context, tx *db.Tx, actor account.Actor, id, service db.ID, f AnswerForm) error {
	if _, err := r.working(ctx, tx, actor, access.WorkSupport, id); err != nil {
		return err
	}
	if err := fault.Mend(form.Check(&f, answerQuestions(today(tx)))...); err != nil {
		return err
	}
	s, err := serviceOf(ctx, tx, id, service)
	if err != nil {
		return err
	}
	if f.On.Before(s.Asked) {
		return fault.Wrong("on", "It was asked on {day}. The answer cannot be earlier", "day", s.Asked)
	}
	s.Words.Answer = f.Answer
	sealed, err := casefile.SealRow(ctx, tx, id, sealedService, service, s.Words)
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_service SET version = version + 1, state = $3, answered_on = $4, starts_on = $5, sealed = $6 WHERE id = $1 AND version = $2`,
		service, f.Version, f.State, f.On, f.Starts, sealed)); err != nil {
		return err
	}
	if err := finish(ctx, tx, actor, id, taskService, string(service), statute.ServiceAnswer); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-service", Category: audit.Alteration, Case: id, Subject: "support service " + string(service),
		Change: map[string]any{"state": map[string]string{"before": s.State, "after": f.State}}})
}

// stillAgreed refuses what would tell a service something again where the person
// took back the agreement on which it rested.
func (r *Room) stillAgreed(ctx context.Context, tx *db.Tx, id db.ID, s Service) error {
	if s.Consent == "" {
		return nil
	}
	agreed, err := r.agreements(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, a := range agreed {
		if a.ID == s.Consent && a.Stands() {
			return nil
		}
	}
	return fault.Refuse("The person took back the agreement on which this rests. Ask them again before you ask the service")
}

// AskAgain puts an answered service back to waiting: the answer was recorded by
// mistake, or the service is asked again.
func (r *Room) AskAgain(ctx context.Context, tx *db.Tx, actor account.Actor, id, service db.ID, version int64) error {
	c, err := r.working(ctx, tx, actor, access.WorkSupport, id)
	if err != nil {
		return err
	}
	s, err := serviceOf(ctx, tx, id, service)
	if err != nil {
		return err
	}
	if s.State == serviceAsked {
		return nil
	}
	if err := r.stillAgreed(ctx, tx, id, s); err != nil {
		return err
	}
	due, rule, _, err := r.setByRule(ctx, tx, c, taskService, string(service), statute.ServiceAnswer, today(tx))
	if err != nil {
		return err
	}
	if err := fault.Touched(tx.Exec(ctx, `UPDATE support_service SET version = version + 1, state = $3, answer_by = $4, rule = $5, answered_on = NULL, starts_on = NULL WHERE id = $1 AND version = $2`,
		service, version, serviceAsked, due, rule)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, actor, audit.Entry{Action: "ask-service-again", Category: audit.Alteration, Case: id, Subject: "support service " + string(service)})
}

const serviceColumns = `s.id, s.version, s.kind, s.goal_id, s.dependant_id, s.consent_id, s.state, s.asked_on, s.answer_by, s.rule, s.answered_on, s.starts_on, s.sealed, b.name
	FROM support_service s LEFT JOIN account b ON b.id = s.recorded_by`

func scanService(ctx context.Context, tx *db.Tx, id db.ID) func(*Service, func(...any) error) error {
	return func(s *Service, scan func(...any) error) error {
		var sealed []byte
		if err := scan(&s.ID, &s.Version, &s.Kind, db.Text((*string)(&s.Goal)), db.Text((*string)(&s.Dependant)), db.Text((*string)(&s.Consent)), &s.State, &s.Asked, &s.AnswerBy, &s.Rule,
			&s.Answered, &s.Starts, &sealed, db.Text(&s.By)); err != nil {
			return err
		}
		return casefile.OpenRow(ctx, tx, sealed, id, sealedService, s.ID, &s.Words)
	}
}

// servicesOf lists the services that were asked, those that owe an answer first.
func servicesOf(ctx context.Context, tx *db.Tx, id db.ID) ([]Service, error) {
	return db.All(ctx, tx, `SELECT `+serviceColumns+` WHERE s.case_id = $1 ORDER BY CASE s.state WHEN 'asked' THEN 0 WHEN 'waiting-list' THEN 1 WHEN 'accepted' THEN 2 ELSE 3 END, s.asked_on DESC, s.id DESC`,
		[]any{id}, scanService(ctx, tx, id))
}

func serviceOf(ctx context.Context, tx *db.Tx, id, service db.ID) (Service, error) {
	return one(db.All(ctx, tx, `SELECT `+serviceColumns+` WHERE s.case_id = $1 AND s.id = $2`, []any{id, service}, scanService(ctx, tx, id)))
}

package danger

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/statute"
)

// Alert tells the people on duty that somebody may be in danger.
func (room *Room) Alert(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f AlertForm) (db.ID, error) {
	who, err := room.reach(ctx, tx, actor, access.RaiseAlert, id)
	if err != nil {
		return "", err
	}
	if err := fault.Mend(form.Check(&f, alertQuestions)...); err != nil {
		return "", err
	}
	level, _ := LevelOf(f.Level)
	alert, err := room.raise(ctx, tx, actor, actor.Agency, who, level, f.Why)
	if err != nil || level < High {
		return alert, err
	}
	return alert, room.tellRooms(ctx, tx, actor, id, level)
}

// What an alert says of somebody who was not seen, catalogue sources.
const (
	notSeenSince = "They were not seen when they were expected. The last time recorded is {moment}."
	neverMet     = "They did not come to the meetings that were agreed and could not be reached."
)

// NotSeen raises an alert to the people on duty of an agency because somebody whom
// it supports was not seen when they were expected. The rooms that look after where
// people are call it, in the transaction in which they record it.
func (room *Room) NotSeen(ctx context.Context, tx *db.Tx, actor account.Actor, id, agency db.ID, since time.Time) error {
	who, err := about(ctx, tx, id)
	if err != nil {
		return err
	}
	words, why := page.In(page.English), neverMet
	if !since.IsZero() {
		why = notSeenSince
	}
	if _, err := room.raise(ctx, tx, actor, agency, who, High, words.Text(why, "moment", since)); err != nil {
		return err
	}
	return room.tellRooms(ctx, tx, actor, id, High)
}

// raise stores an alert of an agency, tells the first people who may open the case, and sets
// the steps that follow while nobody sees it.
func (room *Room) raise(ctx context.Context, tx *db.Tx, actor account.Actor, agency db.ID, who person, level Level, why string) (db.ID, error) {
	a := Alert{ID: tx.NewID(), Case: who.ID, Agency: agency, Level: level}
	sealed, err := casefile.SealRow(ctx, tx, who.ID, sealedAlert, a.ID, why)
	if err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO danger_alert (id, case_id, agency_id, version, level, step, rule, outcome, sealed, raised_at, raised_by) VALUES ($1, $2, $3, 1, $4, 0, '', '', $5, $6, $7)`,
		a.ID, who.ID, agency, int(level), sealed, tx.Now(), actor.Account); err != nil {
		return "", err
	}
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "raise-alert", Category: audit.Collection, Case: who.ID, Subject: "alert " + string(a.ID), Why: purpose,
		Change: map[string]string{"level": level.Code()}}); err != nil {
		return "", err
	}
	// Where nobody is on duty, or the only one is who raises it, nobody waits for
	// the next step: it is taken at once.
	for {
		reached, err := room.tell(ctx, tx, a, actor.Account)
		if err != nil {
			return "", err
		}
		if reached > 0 || a.Step == ToEverybody {
			break
		}
		a.Step++
	}
	if a.Step > ToDuty {
		if _, err := tx.Exec(ctx, `UPDATE danger_alert SET step = $2 WHERE id = $1`, a.ID, int(a.Step)); err != nil {
			return "", err
		}
	}
	for _, next := range Escalations(room.Rules, who.about, tx.Now()) {
		if next.Step <= a.Step {
			continue
		}
		if err := job.Enqueue(ctx, tx, escalate, string(a.ID)+" "+next.Rule.ID, next.At, escalation{a.ID, next.Step, next.Rule.Ref()}); err != nil {
			return "", err
		}
	}
	due, err := room.Rules.DueAt(statute.AlertDone, who.about, tx.Now())
	if errors.Is(err, statute.ErrNoRule) {
		return a.ID, nil
	}
	if err != nil {
		return "", err
	}
	return a.ID, job.Enqueue(ctx, tx, unfinished, string(a.ID), due.At, escalation{a.ID, a.Step, due.Rule.Ref()})
}

// The words of messages. They say that there is something on the list, and never
// who, what or how bad: a telephone lies where others see it.
const (
	tellSubject  = "Open the list of alerts"
	tellBody     = "There is something new on the list of alerts. Sign in and open the list now.\n\nThis message says nothing about anybody."
	againSubject = "Nobody has seen an alert: open the list"
	againBody    = "Something has stood on the list of alerts for a while and nobody has seen it. Sign in and open the list now.\n\nThis message says nothing about anybody."
	lateSubject  = "An alert is not dealt with: open the list"
	lateBody     = "Something on the list of alerts should have been dealt with by now. Sign in and open the list.\n\nThis message says nothing about anybody."
)

// tell writes to everybody who is to be reached at the alert's step and may open
// the case, but for who raised it, and gives how many they are.
func (room *Room) tell(ctx context.Context, tx *db.Tx, a Alert, raiser db.ID) (int, error) {
	people, err := reached(ctx, tx, a)
	if err != nil {
		return 0, err
	}
	subject, body := tellSubject, tellBody
	if a.Step > ToDuty && a.Told > 0 {
		subject, body = againSubject, againBody
	}
	n := 0
	for _, person := range people {
		if person.ID == raiser {
			continue
		}
		fresh, err := told(ctx, tx, a.ID, person.ID, a.Step)
		if err != nil {
			return n, err
		}
		n++
		if fresh {
			if err := send(ctx, tx, a, person, a.Step.key(), subject, body); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

func (s Step) key() string { return []string{"duty", "managers", "everybody"}[s] }

func send(ctx context.Context, tx *db.Tx, a Alert, person account.Person, part, subject, body string) error {
	words := page.In(page.English)
	return notify.Tell(ctx, tx, "alert "+string(a.ID)+" "+part+" "+string(person.ID), person.Email, words.Text(subject), words.Text(body))
}

// reached are the people of the alert's agency whom its step reaches, each once,
// without those who may not open the case.
func reached(ctx context.Context, tx *db.Tx, a Alert) ([]account.Person, error) {
	posts, err := account.Posts(ctx, tx, a.Agency)
	if err != nil {
		return nil, err
	}
	var people []account.Person
	for _, post := range posts {
		onDuty, err := account.OnDuty(ctx, tx, post.ID)
		if err != nil {
			return nil, err
		}
		people = append(people, onDuty...)
	}
	roles := map[Step][]account.Role{ToManagers: {account.SupportManager}, ToEverybody: {account.SupportManager, account.SupportProvider, account.AccommodationDesk}}[a.Step]
	if len(roles) > 0 {
		more, err := account.Colleagues(ctx, tx, a.Agency, roles...)
		if err != nil {
			return nil, err
		}
		people = append(people, more...)
	}
	seen := map[db.ID]bool{}
	var able []account.Person
	for _, person := range people {
		if seen[person.ID] {
			continue
		}
		seen[person.ID] = true
		actor, found, err := account.Load(ctx, tx, person.ID)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		switch err := access.Case(ctx, tx, actor, access.AnswerAlert, a.Case); {
		case err == nil:
			able = append(able, person)
		case fault.Of(err).Code == fault.Internal:
			return nil, err
		}
	}
	return able, nil
}

// The work that follows while nobody sees an alert, or nobody ends it.
const (
	escalate   job.Kind = "escalate-danger-alert"
	unfinished job.Kind = "remind-of-danger-alert"
)

type escalation struct {
	Alert db.ID
	Step  Step
	Rule  string
}

// Jobs are the work of the room that is due later.
func (room *Room) Jobs(runner *job.Runner) {
	runner.Handle(escalate, room.escalate)
	runner.Handle(unfinished, room.unfinished)
}

// escalate takes an alert that nobody has seen to its next step.
func (room *Room) escalate(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var e escalation
	if err := json.Unmarshal(payload, &e); err != nil {
		return err
	}
	a, found, err := loadAlert(ctx, tx, e.Alert)
	if err != nil || !found || a.State() != Waiting || a.Step >= e.Step {
		return err
	}
	a.Step = e.Step
	if _, err := tx.Exec(ctx, `UPDATE danger_alert SET step = $2, rule = $3, version = version + 1 WHERE id = $1`, a.ID, int(a.Step), e.Rule); err != nil {
		return err
	}
	if _, err := room.tell(ctx, tx, a, ""); err != nil {
		return err
	}
	return audit.Append(ctx, tx, account.System(account.Job), audit.Entry{Action: "escalate-alert", Category: audit.Alteration, Case: a.Case, Subject: "alert " + string(a.ID),
		Change: map[string]any{"step": a.Step.key(), "rule": e.Rule}})
}

// unfinished tells the managers, and whoever took it on, of an alert that is not
// dealt with in time.
func (room *Room) unfinished(ctx context.Context, tx *db.Tx, payload json.RawMessage) error {
	var e escalation
	if err := json.Unmarshal(payload, &e); err != nil {
		return err
	}
	a, found, err := loadAlert(ctx, tx, e.Alert)
	if err != nil || !found || a.State() == Closed {
		return err
	}
	a.Step = max(a.Step, ToManagers)
	people, err := reached(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, person := range people {
		if err := send(ctx, tx, a, person, "late", lateSubject, lateBody); err != nil {
			return err
		}
	}
	return nil
}

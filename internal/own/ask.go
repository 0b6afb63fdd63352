package own

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/statute"
)

// Kinds of the tasks that this room sets.
const (
	// TaskAnswer stands for a question of the person.
	TaskAnswer = "own-question"
	// TaskEnded says that a code ended after wrong tries: talk with the person.
	TaskEnded = "own-code-ended"
)

// most characters of what is written on the page.
const mostText = 3000

// AskForm is what a person asks, or says is wrong.
type AskForm struct {
	Kind, Topic, Text string
	Once              string
}

// Ask stores what the person of a visit asks, and sets it as a task to who is
// responsible: the agency that decides, for the decision; else who gave the code.
func (r *Room) Ask(ctx context.Context, tx *db.Tx, s session, request string, form AskForm) error {
	_, err := tx.Once(ctx, "own page "+string(s.Code), form.Once, func() (string, error) {
		text := strings.TrimSpace(form.Text)
		var wrong []fault.Field
		say := func(name, message string) { wrong = append(wrong, fault.Field{Name: name, Message: message}) }
		if Kind(form.Kind) != Question && Kind(form.Kind) != Wrong {
			say("kind", "Choose what you want to do")
		}
		if Topic(form.Topic).Words() == "" {
			say("topic", "Choose what it is about")
		}
		switch {
		case text == "":
			say("text", "Write what you want to say")
		case len([]rune(text)) > mostText:
			say("text", "This is too long. Write a shorter text.")
		}
		if len(wrong) > 0 {
			return "", fault.Mend(wrong...)
		}
		jurisdiction, child, err := caseOf(ctx, tx, s.Case)
		if err != nil {
			return "", err
		}
		due, err := r.Rules.Due(statute.OwnPageAnswer, subject(jurisdiction, child), civil.DayOf(tx.Now()))
		if err != nil {
			return "", err
		}
		m := Message{ID: tx.NewID(), Case: s.Case, Kind: Kind(form.Kind), Topic: Topic(form.Topic), Language: s.Language, Text: text, Due: due.On}
		if m.Agency, m.Account, err = r.responsible(ctx, tx, s, m.Topic); err != nil {
			return "", err
		}
		if m.task, err = casefile.SetTask(ctx, tx, casefile.Task{Case: s.Case, Kind: TaskAnswer, Subject: string(m.ID), Agency: m.Agency, Account: m.Account, Due: due.On}); err != nil {
			return "", err
		}
		if err := insertMessage(ctx, tx, m, due.Rule.Ref()); err != nil {
			return "", err
		}
		return ".", audit.Append(ctx, tx, casefile.AsPerson(request), audit.Entry{Action: "ask-own-page", Category: audit.Collection, Case: s.Case, Subject: "own message " + string(m.ID), Why: "own page",
			Change: map[string]any{"kind": m.Kind, "topic": m.Topic}})
	})
	return err
}

// AskWith asks as the person whose visit a token is; one that is none, or is over,
// is refused as missing.
func (r *Room) AskWith(ctx context.Context, token string, form AskForm) error {
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		s, live, err := r.visit(ctx, tx, token)
		if err != nil {
			return err
		}
		if !live {
			return fault.Missing()
		}
		return r.Ask(ctx, tx, s, "", form)
	})
}

// responsible says who answers a question.
func (r *Room) responsible(ctx context.Context, tx *db.Tx, s session, topic Topic) (agency, person db.ID, err error) {
	if topic == AboutDecision && r.Deciding != nil {
		if agency, person, err = r.Deciding(ctx, tx, s.Case); err != nil || agency != "" {
			return agency, person, err
		}
	}
	given, err := codesWhere(ctx, tx, `c.id = $1`, s.Code)
	if err != nil || len(given) == 0 {
		return "", "", err
	}
	agency, person = given[0].Agency, given[0].givenBy
	// Who gave the code may have moved on.
	if actor, there, err := account.Load(ctx, tx, person); err != nil {
		return "", "", err
	} else if !there || actor.Agency != agency {
		person = ""
	}
	return agency, person, nil
}

// AnswerForm is an answer to a question.
type AnswerForm struct {
	Case, Question db.ID
	Text           string
	Once           string
}

// Answer answers a question; the person reads it on their page. What was said to
// be wrong is put right on the file's own pages; here they are told.
func (r *Room) Answer(ctx context.Context, tx *db.Tx, actor account.Actor, form AnswerForm) error {
	if err := access.Case(ctx, tx, actor, access.AnswerOwnPage, form.Case); err != nil {
		return err
	}
	_, err := once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		text, err := checkText(form.Text, "Write the answer")
		if err != nil {
			return "", err
		}
		found, err := messagesWhere(ctx, tx, false, `m.id = $1 AND m.case_id = $2 AND m.kind <> 'message'`, form.Question, form.Case)
		if err != nil {
			return "", err
		}
		if len(found) == 0 {
			return "", fault.Missing()
		}
		if done, err := storeAnswer(ctx, tx, actor, found[0], text); err != nil || !done {
			if err == nil {
				err = fault.Refuse("Somebody has answered this already")
			}
			return "", err
		}
		if found[0].task != "" {
			if _, err := casefile.FinishTask(ctx, tx, actor, form.Case, found[0].task); err != nil {
				return "", err
			}
		}
		return form.Question, audit.Append(ctx, tx, actor, audit.Entry{Action: "answer-own-page", Category: audit.Disclosure, Case: form.Case, Subject: "own message " + string(form.Question), Why: "own page", Recipient: "the person"})
	})
	return err
}

func checkText(typed, missing string) (string, error) {
	text := strings.TrimSpace(typed)
	switch {
	case text == "":
		return "", fault.Wrong("text", missing)
	case len([]rune(text)) > mostText:
		return "", fault.Wrong("text", "The text must have {most} characters or fewer", "most", mostText)
	}
	return text, nil
}

// WriteForm is a message to the person.
type WriteForm struct {
	Case db.ID
	Text string
	Once string
}

// WriteTo leaves a message on the person's page.
func (r *Room) WriteTo(ctx context.Context, tx *db.Tx, actor account.Actor, form WriteForm) (db.ID, error) {
	if err := access.Case(ctx, tx, actor, access.AnswerOwnPage, form.Case); err != nil {
		return "", err
	}
	return once(ctx, tx, actor, form.Once, func() (db.ID, error) {
		text, err := checkText(form.Text, "Write the message")
		if err != nil {
			return "", err
		}
		m := Message{ID: tx.NewID(), Case: form.Case, Kind: Note, Text: text, Agency: actor.Agency, Account: actor.Account}
		if err := insertMessage(ctx, tx, m, ""); err != nil {
			return "", err
		}
		return m.ID, audit.Append(ctx, tx, actor, audit.Entry{Action: "write-own-page", Category: audit.Disclosure, Case: form.Case, Subject: "own message " + string(m.ID), Why: "own page", Recipient: "the person"})
	})
}

// takeBack takes a consent of the person of a visit back.
func (r *Room) takeBack(ctx context.Context, tx *db.Tx, s session, request string, consent db.ID, key string) error {
	_, err := tx.Once(ctx, "own page "+string(s.Code), key, func() (string, error) {
		if _, err := r.consent(ctx, tx, s.Case, consent); err != nil {
			return "", err
		}
		return ".", r.TakeBack(ctx, tx, casefile.AsPerson(request), s.Case, consent)
	})
	return err
}

// consent finds a consent of a case that can be taken back.
func (r *Room) consent(ctx context.Context, tx *db.Tx, caseID, consent db.ID) (casefile.OwnConsent, error) {
	if r.Consents == nil || r.TakeBack == nil {
		return casefile.OwnConsent{}, fault.Missing()
	}
	all, err := r.Consents(ctx, tx, caseID)
	if err != nil {
		return casefile.OwnConsent{}, err
	}
	for _, given := range all {
		if given.ID == consent {
			return given, nil
		}
	}
	return casefile.OwnConsent{}, fault.Missing()
}

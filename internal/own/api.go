package own

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

// Register adds the operations of staff to the JSON API: the same commands and
// queries as their pages. The person's own page is a page only.
func (r *Room) Register(api huma.API) {
	calls := deed.API{Huma: api, DB: r.DB, Tag: "Own page"}
	deed.Query(calls, access.GiveOwnPage, "list-own-codes", "/api/v1/cases/{id}/own-page", "List the codes that a person was given",
		deed.LookAtCase[deed.On](access.GiveOwnPage, audit.Entry{Action: "read-case", Subject: "own page", Why: "own page"}), apiCodes)
	deed.Call(calls, access.GiveOwnPage, "give-own-code", "/api/v1/cases/{id}/own-page", "Give a person a code; the answer alone has it", r.apiGive)
	deed.Call(calls, access.GiveOwnPage, "renew-own-code", "/api/v1/cases/{id}/own-page/renew", "Let a person's code work for longer",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *codeRequest) (*struct{}, error) {
			return nil, r.Renew(ctx, tx, actor, EndForm{in.ID, in.Once})
		})
	deed.Call(calls, access.GiveOwnPage, "end-own-code", "/api/v1/cases/{id}/own-page/end", "End a person's code and close their page at once",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *codeRequest) (*struct{}, error) {
			return nil, r.End(ctx, tx, actor, EndForm{in.ID, in.Once})
		})
	deed.Query(calls, access.AnswerOwnPage, "list-own-messages", "/api/v1/cases/{id}/own-page/messages", "List what a person asked and was told",
		deed.LookAtCase[deed.On](access.AnswerOwnPage, audit.Entry{Action: "read-case", Subject: "own page, messages", Why: "own page"}), apiMessages)
	deed.Call(calls, access.AnswerOwnPage, "write-own-message", "/api/v1/cases/{id}/own-page/messages", "Write to a person on their page",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *textRequest) (*struct{}, error) {
			_, err := r.WriteTo(ctx, tx, actor, WriteForm{in.ID, in.Body.Text, in.Once})
			return nil, err
		})
	deed.Call(calls, access.AnswerOwnPage, "answer-own-question", "/api/v1/cases/{id}/own-page/answers", "Answer what a person asked",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *textRequest) (*struct{}, error) {
			return nil, r.Answer(ctx, tx, actor, AnswerForm{in.ID, in.Body.Question, in.Body.Text, in.Once})
		})
	deed.Query(calls, access.ListOwnQuestions, "list-own-questions", "/api/v1/own-questions", "List the questions that wait for one's agency",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (audit.Entry, error) {
			all, err := openQuestions(ctx, tx, actor)
			return audit.Entry{Action: "list-own-questions", Category: audit.Consultation, Subject: "own questions", Why: "own page", Change: map[string]int{"rows": len(all)}}, err
		}, apiQuestions)
}

type codeJSON struct {
	ID       db.ID      `json:"id"`
	Second   SecondKind `json:"second" enum:"year,word" doc:"What is typed beside the code"`
	Given    time.Time  `json:"given"`
	Until    civil.Day  `json:"until"`
	Used     int        `json:"used"`
	UsedAt   *time.Time `json:"used_at,omitempty"`
	Ended    *time.Time `json:"ended,omitempty"`
	EndedWhy string     `json:"ended_why,omitempty"`
}

type codesAnswer struct {
	Body struct {
		Codes []codeJSON `json:"codes"`
	}
}

func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func apiCodes(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*codesAnswer, error) {
	all, err := codes(ctx, tx, in.ID)
	var answer codesAnswer
	answer.Body.Codes = []codeJSON{}
	for _, c := range all {
		answer.Body.Codes = append(answer.Body.Codes, codeJSON{c.ID, c.Kind, c.Given, c.Until, c.Used, instant(c.UsedAt), instant(c.Ended), c.Over(civil.DayOf(tx.Now()))})
	}
	return &answer, err
}

type codeRequest struct {
	deed.On
	deed.Key
}

type giveRequest struct {
	deed.On
	deed.Key
	Body struct {
		Present    bool   `json:"present" doc:"The person is there, knows what the page is, and wants it"`
		Kind       string `json:"kind" enum:"year,word"`
		Second     string `json:"second" doc:"The year or the word, which is kept so that nobody can read it"`
		AgreedBy   string `json:"agreed_by,omitempty" doc:"For a child: who is responsible and agreed"`
		AgreedRole string `json:"agreed_role,omitempty"`
		AgreedWhy  string `json:"agreed_why,omitempty"`
	}
}

type giveAnswer struct {
	Body struct {
		ID    db.ID     `json:"id"`
		Code  string    `json:"code" doc:"Shown in this answer and never again"`
		UseBy civil.Day `json:"use_by"`
		Until civil.Day `json:"until"`
	}
}

func (r *Room) apiGive(ctx context.Context, tx *db.Tx, actor account.Actor, in *giveRequest) (*giveAnswer, error) {
	b := in.Body
	form := GiveForm{Case: in.ID, Kind: b.Kind, Second: b.Second, AgreedBy: b.AgreedBy, AgreedRole: b.AgreedRole, AgreedWhy: b.AgreedWhy, Once: in.Once}
	if b.Present {
		form.Present = "yes"
	}
	given, err := r.Give(ctx, tx, actor, form)
	var answer giveAnswer
	answer.Body.ID, answer.Body.Code, answer.Body.UseBy, answer.Body.Until = given.ID, given.Code, given.UseBy, given.Until
	return &answer, err
}

type messageJSON struct {
	ID       db.ID      `json:"id"`
	Case     db.ID      `json:"case"`
	Kind     Kind       `json:"kind" enum:"question,wrong,message"`
	Topic    Topic      `json:"topic,omitempty"`
	Language string     `json:"language,omitempty"`
	Text     string     `json:"text,omitempty"`
	At       time.Time  `json:"at"`
	Due      *civil.Day `json:"due,omitempty"`
	Answer   string     `json:"answer,omitempty"`
	Answered *time.Time `json:"answered,omitempty"`
	Seen     *time.Time `json:"seen,omitempty" doc:"When the person read it"`
}

type messagesAnswer struct {
	Body struct {
		Messages []messageJSON `json:"messages"`
	}
}

func messagesOut(all []Message) *messagesAnswer {
	var answer messagesAnswer
	answer.Body.Messages = []messageJSON{}
	for _, m := range all {
		out := messageJSON{ID: m.ID, Case: m.Case, Kind: m.Kind, Topic: m.Topic, Language: m.Language, Text: m.Text, At: m.At, Answer: m.Answer, Answered: instant(m.Answered), Seen: instant(m.Seen)}
		if !m.Due.IsZero() {
			out.Due = &m.Due
		}
		answer.Body.Messages = append(answer.Body.Messages, out)
	}
	return &answer
}

func apiMessages(ctx context.Context, tx *db.Tx, _ account.Actor, in *deed.On) (*messagesAnswer, error) {
	all, err := messages(ctx, tx, in.ID)
	return messagesOut(all), err
}

func apiQuestions(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*messagesAnswer, error) {
	all, err := openQuestions(ctx, tx, actor)
	return messagesOut(all), err
}

type textRequest struct {
	deed.On
	deed.Key
	Body struct {
		Question db.ID  `json:"question,omitempty" doc:"Which question it answers"`
		Text     string `json:"text"`
	}
}

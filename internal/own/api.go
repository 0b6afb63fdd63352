package own

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
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of staff to the JSON API: the same commands and
// queries as their pages. The person's own page is a page only.
func (r *Room) Register(api huma.API) {
	operation := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Own page"}}
	}
	route.API(api, access.GiveOwnPage, operation("list-own-codes", http.MethodGet, "/cases/{id}/own-page", "List the codes that a person was given"), r.apiCodes)
	route.API(api, access.GiveOwnPage, operation("give-own-code", http.MethodPost, "/cases/{id}/own-page", "Give a person a code; the answer alone has it"), r.apiGive)
	route.API(api, access.GiveOwnPage, operation("renew-own-code", http.MethodPost, "/cases/{id}/own-page/renew", "Let a person's code work for longer"), r.apiRenew)
	route.API(api, access.GiveOwnPage, operation("end-own-code", http.MethodPost, "/cases/{id}/own-page/end", "End a person's code and close their page at once"), r.apiEnd)
	route.API(api, access.AnswerOwnPage, operation("list-own-messages", http.MethodGet, "/cases/{id}/own-page/messages", "List what a person asked and was told"), r.apiMessages)
	route.API(api, access.AnswerOwnPage, operation("write-own-message", http.MethodPost, "/cases/{id}/own-page/messages", "Write to a person on their page"), r.apiWrite)
	route.API(api, access.AnswerOwnPage, operation("answer-own-question", http.MethodPost, "/cases/{id}/own-page/answers", "Answer what a person asked"), r.apiAnswer)
	route.API(api, access.ListOwnQuestions, operation("list-own-questions", http.MethodGet, "/own-questions", "List the questions that wait for one's agency"), r.apiQuestions)
}

// CaseAddress is a case in the address of an operation.
type CaseAddress struct {
	Case string `path:"id" doc:"The identifier of the case"`
}

func parse(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
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

func (r *Room) apiCodes(ctx context.Context, actor account.Actor, in *CaseAddress) (*codesAnswer, error) {
	var answer codesAnswer
	answer.Body.Codes = []codeJSON{}
	return &answer, r.reading(ctx, actor, access.GiveOwnPage, *in, "own page", func(tx *db.Tx, id db.ID) error {
		all, err := codes(ctx, tx, id)
		for _, c := range all {
			answer.Body.Codes = append(answer.Body.Codes, codeJSON{c.ID, c.Kind, c.Given, c.Until, c.Used, instant(c.UsedAt), instant(c.Ended), c.Over(civil.DayOf(tx.Now()))})
		}
		return err
	})
}

// reading reads on one snapshot, after asking for an action on a case, and
// records the look.
func (r *Room) reading(ctx context.Context, actor account.Actor, action access.Action, address CaseAddress, part string, fill func(tx *db.Tx, id db.ID) error) error {
	id, err := parse(address.Case)
	if err != nil {
		return err
	}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		if err := access.Case(ctx, tx, actor, action, id); err != nil {
			return err
		}
		return fill(tx, id)
	})
	if err != nil {
		return err
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-case", Category: audit.Consultation, Case: id, Subject: part, Why: "own page"})
	})
}

type giveRequest struct {
	CaseAddress
	Body struct {
		Present    bool   `json:"present" doc:"The person is there, knows what the page is, and wants it"`
		Kind       string `json:"kind" enum:"year,word"`
		Second     string `json:"second" doc:"The year or the word, which is kept so that nobody can read it"`
		AgreedBy   string `json:"agreed_by,omitempty" doc:"For a child: who is responsible and agreed"`
		AgreedRole string `json:"agreed_role,omitempty"`
		AgreedWhy  string `json:"agreed_why,omitempty"`
		Once       string `json:"once,omitempty" doc:"Makes a retry one change"`
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

func (r *Room) apiGive(ctx context.Context, actor account.Actor, in *giveRequest) (*giveAnswer, error) {
	id, err := parse(in.Case)
	if err != nil {
		return nil, err
	}
	b := in.Body
	form := GiveForm{Case: id, Kind: b.Kind, Second: b.Second, AgreedBy: b.AgreedBy, AgreedRole: b.AgreedRole, AgreedWhy: b.AgreedWhy, Once: b.Once}
	if b.Present {
		form.Present = "yes"
	}
	var answer giveAnswer
	return &answer, r.DB.Write(ctx, func(tx *db.Tx) error {
		given, err := r.Give(ctx, tx, actor, form)
		answer.Body.ID, answer.Body.Code, answer.Body.UseBy, answer.Body.Until = given.ID, given.Code, given.UseBy, given.Until
		return err
	})
}

type onceRequest struct {
	CaseAddress
	Body struct {
		Once string `json:"once,omitempty" doc:"Makes a retry one change"`
	}
}

func (r *Room) apiRenew(ctx context.Context, actor account.Actor, in *onceRequest) (*struct{}, error) {
	return r.command(ctx, in.Case, func(tx *db.Tx, id db.ID) error { return r.Renew(ctx, tx, actor, EndForm{id, in.Body.Once}) })
}

func (r *Room) apiEnd(ctx context.Context, actor account.Actor, in *onceRequest) (*struct{}, error) {
	return r.command(ctx, in.Case, func(tx *db.Tx, id db.ID) error { return r.End(ctx, tx, actor, EndForm{id, in.Body.Once}) })
}

func (r *Room) command(ctx context.Context, address string, do func(tx *db.Tx, id db.ID) error) (*struct{}, error) {
	id, err := parse(address)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return do(tx, id) })
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

func (r *Room) apiMessages(ctx context.Context, actor account.Actor, in *CaseAddress) (*messagesAnswer, error) {
	var all []Message
	err := r.reading(ctx, actor, access.AnswerOwnPage, *in, "own page, messages", func(tx *db.Tx, id db.ID) (err error) {
		all, err = messages(ctx, tx, id)
		return err
	})
	return messagesOut(all), err
}

func (r *Room) apiQuestions(ctx context.Context, actor account.Actor, _ *struct{}) (*messagesAnswer, error) {
	var all []Message
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = openQuestions(ctx, tx, actor)
		return err
	})
	if err != nil {
		return nil, err
	}
	return messagesOut(all), r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "list-own-questions", Category: audit.Consultation, Subject: "own questions", Why: "own page", Change: map[string]int{"rows": len(all)}})
	})
}

type textRequest struct {
	CaseAddress
	Body struct {
		Question db.ID  `json:"question,omitempty" doc:"Which question it answers"`
		Text     string `json:"text"`
		Once     string `json:"once,omitempty" doc:"Makes a retry one change"`
	}
}

func (r *Room) apiWrite(ctx context.Context, actor account.Actor, in *textRequest) (*struct{}, error) {
	return r.command(ctx, in.Case, func(tx *db.Tx, id db.ID) error {
		_, err := r.WriteTo(ctx, tx, actor, WriteForm{id, in.Body.Text, in.Body.Once})
		return err
	})
}

func (r *Room) apiAnswer(ctx context.Context, actor account.Actor, in *textRequest) (*struct{}, error) {
	return r.command(ctx, in.Case, func(tx *db.Tx, id db.ID) error {
		return r.Answer(ctx, tx, actor, AnswerForm{id, in.Body.Question, in.Body.Text, in.Body.Once})
	})
}

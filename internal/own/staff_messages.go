package own

import (
	"context"
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// languageName is how a language is called in itself.
func languageName(tag string) string {
	for _, l := range page.PersonLanguages {
		if l.Tag == tag {
			return l.Name
		}
	}
	return ""
}

type messageRow struct {
	Message
	Tongue string
	Late   bool
	WhyDue string // address of the answer to "why is it due then?"
}

func (r *Room) rowsOf(all []Message, today civil.Day) []messageRow {
	var rows []messageRow
	for _, m := range all {
		row := messageRow{m, languageName(m.Language), m.Late(today), ""}
		if m.Open() {
			row.WhyDue = casefile.WhyOn(r.Rules, statute.OwnPageAnswer, civil.DayOf(m.At), m.Due)
		}
		rows = append(rows, row)
	}
	return rows
}

type messagesPage struct {
	Head   folder.Head
	Base   string
	Rows   []messageRow
	Typed  string // the answer or message that could not be taken
	About  db.ID  // the question that it answers; "" for a message
	Errors []fault.Field
	Ready  bool // the person has a code that works
}

func (r *Room) messagesPage(request *route.Request) error {
	return r.showMessages(request, http.StatusOK, messagesPage{})
}

func (r *Room) showMessages(request *route.Request, status int, data messagesPage) error {
	err := r.read(request, access.AnswerOwnPage, "own page, messages", func(ctx context.Context, tx *db.Tx, id db.ID) (err error) {
		data.Base = base(id)
		if data.Head, err = folder.Of(ctx, tx, request, id, folderTab); err != nil {
			return err
		}
		all, err := messages(ctx, tx, id)
		if err != nil {
			return err
		}
		data.Rows = r.rowsOf(all, civil.DayOf(tx.Now()))
		given, err := codes(ctx, tx, id)
		for _, c := range given {
			data.Ready = data.Ready || c.Over(civil.DayOf(tx.Now())) == ""
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, field := range data.Errors {
		if data.About != "" && field.Name == "text" {
			data.Errors[i].Name = "text-" + string(data.About)
		}
	}
	done := map[string]string{"answered": "The answer is on the person’s page", "sent": "The message is on the person’s page"}
	return request.Render(pages, status, "messages.html", page.View{Title: "Questions and messages", Back: page.Link{Text: "Back", Href: data.Base}, Errors: data.Errors,
		Banner: banner(request.URL.Query(), done), Data: data})
}

func (r *Room) write(request *route.Request) error {
	id, values, err := r.post(request, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		_, err := r.WriteTo(ctx, tx, request.Actor, WriteForm{id, values.Get("text"), request.Once()})
		return err
	})
	if fields, mend := fieldsOf(err); mend {
		return r.showMessages(request, http.StatusUnprocessableEntity, messagesPage{Typed: values.Get("text"), Errors: fields})
	}
	if err != nil {
		return err
	}
	return request.Redirect(base(id) + "/messages?done=sent")
}

func (r *Room) answer(request *route.Request) error {
	var question db.ID
	id, values, err := r.post(request, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		question, _ = db.ParseID(values.Get("question"))
		return r.Answer(ctx, tx, request.Actor, AnswerForm{id, question, values.Get("text"), request.Once()})
	})
	if fields, mend := fieldsOf(err); mend {
		return r.showMessages(request, http.StatusUnprocessableEntity, messagesPage{Typed: values.Get("text"), About: question, Errors: fields})
	}
	if err != nil {
		return err
	}
	return request.Redirect(base(id) + "/messages?done=answered")
}

type questionsPage struct{ Rows []questionRow }

type questionRow struct {
	messageRow
	Name string // "" for who may not see it
}

func (r *Room) questionsPage(request *route.Request) error {
	var data questionsPage
	ctx := request.Context()
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		data = questionsPage{}
		open, err := openQuestions(ctx, tx, request.Actor)
		if err != nil {
			return err
		}
		var ids []db.ID
		for _, m := range open {
			ids = append(ids, m.Case)
		}
		names, err := casefile.Headlines(ctx, tx, request.Actor, ids)
		for _, row := range r.rowsOf(open, civil.DayOf(tx.Now())) {
			data.Rows = append(data.Rows, questionRow{row, names[row.Case]})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, request.Actor, audit.Entry{Action: "list-own-questions", Category: audit.Consultation, Subject: "own questions", Why: "own page", Change: map[string]int{"rows": len(data.Rows)}})
	}); err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "questions.html", page.View{Title: "Questions from people", Width: "full", Data: data})
}

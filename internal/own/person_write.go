package own

import (
	"context"
	"net/http"
	"strconv"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type askPage struct {
	frame
	Done     bool
	Typed    AskForm
	Topics   []topicChoice
	Messages []Message
	Errors   []fault.Field
}

type topicChoice struct{ ID, Value, Words string }

// Wrong reports whether a field is to be mended.
func (p askPage) Wrong(name string) bool { return wrongIn(p.Errors, name) }

const askNumber = 5

func (r *Room) askPage(v visitor) error {
	return r.showAsk(v, http.StatusOK, askPage{Done: v.URL.Query().Get("d") != ""})
}

func (r *Room) showAsk(v visitor, status int, data askPage) error {
	err := r.look(v, menu[askNumber-1].words, func(ctx context.Context, tx *db.Tx) (err error) {
		data.frame = r.frameOf(v, askNumber)
		data.judge(v.words, sourcesOf("ask.html")...)
		jurisdiction, _, err := caseOf(ctx, tx, v.Case)
		if err != nil {
			return err
		}
		data.Emergency, data.Topics = emergencyNumber(jurisdiction), nil
		for i, topic := range topics {
			id := "topic"
			if i > 0 {
				id += "-" + strconv.Itoa(i+1)
			}
			data.Topics = append(data.Topics, topicChoice{id, string(topic.Topic), topic.Words})
			data.judge(v.words, topic.Words)
		}
		if data.Messages, err = messages(ctx, tx, v.Case); err != nil {
			return err
		}
		return noteSeen(ctx, tx, v.Case)
	})
	if err != nil {
		return err
	}
	return r.show(v, askNumber, status, "ask.html", data.Errors, data)
}

func (r *Room) ask(v visitor) error {
	values, err := v.Values()
	if err != nil {
		return err
	}
	form := AskForm{Kind: values.Get("kind"), Topic: values.Get("topic"), Text: values.Get("text"), Once: v.Once()}
	err = r.DB.Write(v.Context(), func(tx *db.Tx) error {
		return r.Ask(v.Context(), tx, v.session, page.RequestIDOf(v.Request.Request), form)
	})
	if fields, mend := fieldsOf(err); mend {
		return r.showAsk(v, http.StatusUnprocessableEntity, askPage{Typed: form, Errors: fields})
	}
	if err != nil {
		return err
	}
	return v.Redirect(Door + "/5?d=1")
}

type agreedPage struct {
	frame
	Done     bool
	Consents []casefile.OwnConsent
}

const agreedNumber = 6

func (r *Room) agreed(v visitor) error {
	data := agreedPage{Done: v.URL.Query().Get("d") != ""}
	err := r.look(v, menu[agreedNumber-1].words, func(ctx context.Context, tx *db.Tx) (err error) {
		data.frame = r.frameOf(v, agreedNumber)
		data.judge(v.words, sourcesOf("agreed.html")...)
		if r.Consents == nil {
			return nil
		}
		data.Consents, err = r.Consents(ctx, tx, v.Case)
		for _, given := range data.Consents {
			data.judge(v.words, append([]string{given.Purpose}, given.Parts...)...)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.show(v, agreedNumber, http.StatusOK, "agreed.html", nil, data)
}

type takeBackPage struct {
	frame
	Consent casefile.OwnConsent
}

func (r *Room) takeBackPage(v visitor) error {
	id, err := v.ID("consent")
	if err != nil {
		return err
	}
	var data takeBackPage
	err = r.look(v, menu[agreedNumber-1].words, func(ctx context.Context, tx *db.Tx) (err error) {
		data.frame = r.frameOf(v, agreedNumber)
		data.judge(v.words, sourcesOf("take_back.html")...)
		if data.Consent, err = r.consent(ctx, tx, v.Case, id); err != nil {
			return err
		}
		data.judge(v.words, append(data.Consent.Parts, data.Consent.Stays...)...)
		return nil
	})
	if err != nil {
		return err
	}
	return r.show(v, agreedNumber, http.StatusOK, "take_back.html", nil, data)
}

func (r *Room) takeBackNow(v visitor) error {
	id, err := v.ID("consent")
	if err != nil {
		return err
	}
	if _, err := v.Values(); err != nil {
		return err
	}
	err = r.DB.Write(v.Context(), func(tx *db.Tx) error {
		return r.takeBack(v.Context(), tx, v.session, page.RequestIDOf(v.Request.Request), id, v.Once())
	})
	if err != nil {
		return err
	}
	return v.Redirect(Door + "/6?d=1")
}

// personRoutes are the person's pages: anyone may ask, and the code alone lets in.
func (r *Room) personRoutes() []route.Route {
	routes := []route.Route{
		{Pattern: "GET /info", Handle: r.quiet(r.door)},
		{Pattern: "POST /info", Handle: r.quiet(r.enter)},
		{Pattern: "POST /info/leave", Handle: r.quiet(r.leave)},
		{Pattern: "POST /info/language", Handle: r.inside(r.chooseLanguage)},
		{Pattern: "GET /info/1", Handle: r.inside(r.parts(1, 0, OrderLife, withNews))},
		{Pattern: "GET /info/2", Handle: r.inside(r.parts(2, OrderLife, OrderRights, nil))},
		{Pattern: "GET /info/3", Handle: r.inside(r.parts(3, OrderRights, 1000, withRights))},
		{Pattern: "GET /info/4", Handle: r.inside(r.looks)},
		{Pattern: "GET /info/5", Handle: r.inside(r.askPage)},
		{Pattern: "POST /info/5", Handle: r.inside(r.ask)},
		{Pattern: "GET /info/6", Handle: r.inside(r.agreed)},
		{Pattern: "GET /info/6/{consent}", Handle: r.inside(r.takeBackPage)},
		{Pattern: "POST /info/6/{consent}", Handle: r.inside(r.takeBackNow)},
		{Pattern: "GET /info/look.css", Handle: file("look.css", "text/css; charset=utf-8")},
		{Pattern: "GET /info/look.js", Handle: file("look.js", "text/javascript; charset=utf-8")},
		{Pattern: "GET /info/icon.svg", Handle: file("icon.svg", "image/svg+xml")},
	}
	for i := range routes {
		routes[i].Action = access.Anyone
	}
	return routes
}

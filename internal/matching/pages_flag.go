package matching

import (
	"net/http"
	"net/url"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// askedPageData is what others ask us and what was asked for us.
type askedPageData struct {
	Tabs  []page.Link
	Ours  []requestView
	Asked []Request
	Words map[Answer]string
}

type requestView struct {
	Request
	Fields []form.Field
	Name   string
}

type answering struct{ Answer, Message string }

func answerQuestions() []form.Question[answering] {
	option := func(a Answer, hint string) form.Option {
		return form.Option{Value: string(a), Label: AnswerWords[a], Hint: hint}
	}
	return []form.Question[answering]{
		{Name: "answer", Label: "What do you answer?", Kind: form.Radios, Required: "Choose what you answer", Options: []form.Option{
			option(ContactUs, "They are told the name of your agency and what you write below, and nothing else"), option(NotHere, "They are told only that"),
			option(WillNotSay, "They are told nothing: it looks as if nobody has answered")},
			Bind: func(a *answering) any { return &a.Answer }},
		{Name: "message", Label: "Whom to contact, and how", Kind: form.Text, MaxLength: 500, Hint: "Do not write anything about the person", Bind: func(a *answering) any { return &a.Message }},
	}
}

func (room *Room) askedPage(r *route.Request) error {
	return room.drawAsked(r, http.StatusOK, "", nil, nil)
}

func (room *Room) questionPage(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return room.drawAsked(r, http.StatusOK, id, nil, nil)
}

func (room *Room) drawAsked(r *route.Request, status int, only db.ID, typed url.Values, faults []fault.Field) error {
	data := askedPageData{Tabs: tabs(r.Actor, "/match-questions"), Words: AnswerWords}
	var shown lookedUp
	err := r.DB.Read(r.Context(), func(tx *db.Tx) error {
		requests, err := room.ToAnswer(r.Context(), tx, r.Actor)
		if err != nil {
			return err
		}
		var ids []db.ID
		for _, request := range requests {
			ids = append(ids, request.Case)
		}
		mine := map[db.ID]bool{}
		for _, id := range ids {
			mine[id] = true
		}
		sides, err := sidesOf(r.Context(), tx, r.Actor, ids, mine)
		if err != nil {
			return err
		}
		for _, request := range requests {
			if only != "" && request.ID != only {
				continue
			}
			view := requestView{Request: request, Name: sides[request.Case].Name}
			if only != "" {
				var a answering
				view.Fields = form.Fields(&a, typed, faults, answerQuestions())
			}
			data.Ours = append(data.Ours, view)
			shown.Cases = append(shown.Cases, request.Case)
		}
		if only != "" {
			if len(data.Ours) == 0 {
				return fault.Missing()
			}
			return nil
		}
		data.Asked, err = room.Asked(r.Context(), tx, r.Actor)
		return err
	})
	if err != nil {
		return err
	}
	if err := room.looked(r, audit.Entry{Action: "list-match-requests", Subject: "match requests", Change: shown}); err != nil {
		return err
	}
	if only != "" {
		return r.Render(pages, status, "question.html", page.View{Title: "Answer a question", Errors: faults, Data: data, Back: page.Link{Text: "Questions and answers", Href: "/match-questions"}})
	}
	return r.Render(pages, status, "asked.html", page.View{Title: "Questions and answers", Width: "wide", Banner: deed.Banner(r, news), Data: data})
}

func (room *Room) answer(r *route.Request) error {
	return deed.Post(r, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done("/match-questions", "answered"),
			room.AnswerRequest(r.Context(), tx, r.Actor, AnswerForm{Request: id, Version: deed.Version(r), Answer: Answer(values.Get("answer")), Message: values.Get("message")})
	}, func(status int, values url.Values, faults []fault.Field) error {
		return room.drawAsked(r, status, db.ID(r.PathValue("id")), values, faults)
	})
}

// flagsPageData is new encounters with people whose case is over.
type flagsPageData struct {
	Tabs  []page.Link
	Open  []flagView
	Seen  []flagView
	Words map[FlagOutcome]string
}

type flagView struct {
	Flag
	Because string
	Found   string
	Fields  []form.Field
}

type finding struct{ Outcome, Note string }

func findingQuestions() []form.Question[finding] {
	option := func(o FlagOutcome) form.Option { return form.Option{Value: string(o), Label: FlagWords[o]} }
	return []form.Question[finding]{
		{Name: "outcome", Label: "What did you find?", Kind: form.Radios, Required: "Say what you found", Options: []form.Option{option(FlagRetrafficked), option(FlagOther), option(FlagSomebodyElse)},
			Bind: func(f *finding) any { return &f.Outcome }},
		{Name: "note", Label: "What did you do, and what is done next?", Kind: form.Story, MaxLength: 5000, Rows: 3, Required: "Say what you did, and what is done next",
			Bind: func(f *finding) any { return &f.Note }},
	}
}

func (room *Room) flagsPage(r *route.Request) error {
	return room.drawFlags(r, http.StatusOK, "", nil, nil)
}

func (room *Room) flagPage(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return room.drawFlags(r, http.StatusOK, id, nil, nil)
}

func (room *Room) drawFlags(r *route.Request, status int, only db.ID, typed url.Values, faults []fault.Field) error {
	data := flagsPageData{Tabs: tabs(r.Actor, "/encounters"), Words: FlagWords}
	var flags []Flag
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		flags, err = room.Flags(r.Context(), tx, r.Actor)
		return err
	})
	if err != nil {
		return err
	}
	var shown lookedUp
	for _, flag := range flags {
		if only != "" && flag.ID != only {
			continue
		}
		view := flagView{Flag: flag, Because: OverWords[flag.Why], Found: FlagWords[flag.Outcome]}
		shown.Cases = append(shown.Cases, flag.Earlier.ID)
		if flag.Outcome != FlagRaised {
			data.Seen = append(data.Seen, view)
			continue
		}
		if only != "" {
			var f finding
			view.Fields = form.Fields(&f, typed, faults, findingQuestions())
		}
		data.Open = append(data.Open, view)
	}
	if only != "" && len(data.Open)+len(data.Seen) == 0 {
		return fault.Missing()
	}
	if err := room.looked(r, audit.Entry{Action: "list-re-encounters", Subject: "flags", Change: shown}); err != nil {
		return err
	}
	if only != "" {
		return r.Render(pages, status, "flag.html", page.View{Title: "New encounter", Errors: faults, Data: data, Back: page.Link{Text: "New encounters", Href: "/encounters"}})
	}
	return r.Render(pages, status, "flags.html", page.View{Title: "New encounters", Width: "wide", Banner: deed.Banner(r, news), Data: data})
}

func (room *Room) acknowledge(r *route.Request) error {
	return deed.Post(r, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := r.ID("id")
		if err != nil {
			return "", err
		}
		return deed.Done("/encounters", "seen"),
			room.Acknowledge(r.Context(), tx, r.Actor, FlagForm{Flag: id, Version: deed.Version(r), Outcome: FlagOutcome(values.Get("outcome")), Note: values.Get("note")})
	}, func(status int, values url.Values, faults []fault.Field) error {
		return room.drawFlags(r, status, db.ID(r.PathValue("id")), values, faults)
	})
}

// learningPageData tells what the comparison learned.
type learningPageData struct {
	Tabs    []page.Link
	Last    Learned
	Learned bool
	Decided int
	Least   int
}

func (room *Room) learningPage(r *route.Request) error {
	return room.drawLearning(r, http.StatusOK, nil)
}

func (room *Room) drawLearning(r *route.Request, status int, faults []fault.Field) error {
	data := learningPageData{Tabs: tabs(r.Actor, "/match-learning"), Least: fewestReviewed}
	err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if err := access.Role(r.Actor, access.TeachMatching); err != nil {
			return err
		}
		if data.Decided, err = countDecided(r.Context(), tx); err != nil {
			return err
		}
		data.Last, data.Learned, err = room.LastLesson(r.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	return r.Render(pages, status, "learning.html", page.View{Title: "Learning", Width: "full", Banner: deed.Banner(r, news), Errors: faults, Data: data})
}

func (room *Room) learn(r *route.Request) error {
	return deed.Post(r, func(tx *db.Tx, _ url.Values) (string, error) {
		_, err := room.Learn(r.Context(), tx, r.Actor)
		return deed.Done("/match-learning", "learned"), err
	}, func(status int, _ url.Values, faults []fault.Field) error {
		return room.drawLearning(r, status, faults)
	})
}

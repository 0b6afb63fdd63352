package team

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (r *Room) addPost() deed.Deed[NameForm] {
	return deed.Deed[NameForm]{Pages: pages, Path: "/posts/add", Action: access.ManageTeams, Title: "Add a duty post", Button: "Add the post",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[NameForm], error) {
			questions, err := postQuestions(ctx, tx, request.Actor.Agency)
			return deed.Asked[NameForm]{Questions: questions, Back: toTeams,
				Help: []casefile.Sentence{deed.Say("A post is a duty that somebody always holds, such as a night placement desk. What is shared with it and told to it goes to whoever is on duty.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, form NameForm) (string, error) {
			id, err := r.AddPost(ctx, tx, request.Actor, form)
			return "/posts/" + string(id), err
		}}
}

func postQuestions(ctx context.Context, tx *db.Tx, agency db.ID) ([]ask.Question[NameForm], error) {
	teams, err := account.Teams(ctx, tx, agency)
	return nameQuestions(append([]account.Team{}, teams...)), err
}

type shiftRow struct {
	account.Shift
	Now bool
}

type postPageData struct {
	Post   account.Post
	Shifts []shiftRow
	Fields []ask.Field
	Name   []ask.Field
	Gap    bool // nobody is on duty now
}

func shiftQuestions(people []account.Person) []ask.Question[ShiftForm] {
	return []ask.Question[ShiftForm]{
		{Name: "person", Kind: ask.Select, Label: "Who?", Options: peopleOptions(people), Required: "Choose somebody of your agency", Bind: func(f *ShiftForm) any { return (*string)(&f.Person) }},
		{Name: "on", Kind: ask.Date, Label: "Day", Required: "Enter the day", Bind: func(f *ShiftForm) any { return &f.On }},
		{Name: "from", Kind: ask.Text, Label: "From", Hint: "For example 18:00", Width: "5", MaxLength: 5, Required: "Enter the time at which it starts, such as 18:00", Bind: func(f *ShiftForm) any { return &f.From }},
		{Name: "until", Kind: ask.Text, Label: "Until", Hint: "For example 08:00. An earlier time than it starts is one of the next day", Width: "5", MaxLength: 5, Required: "Enter the time at which it ends, such as 08:00", Bind: func(f *ShiftForm) any { return &f.Until }},
	}
}

// rotaAhead is how far ahead a rota is shown, and rotaBack how far back.
const (
	rotaAhead = 5 * 7 * 24 * time.Hour
	rotaBack  = 7 * 24 * time.Hour
)

func (r *Room) readPost(request *route.Request, values url.Values, errs []fault.Field, part string) (data postPageData, err error) {
	id, err := request.ID("post")
	if err != nil {
		return data, err
	}
	ctx := request.Context()
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		post, ok, err := account.FindPost(ctx, tx, request.Actor.Agency, id)
		if err := found(ok, err); err != nil {
			return err
		}
		shifts, err := account.Rota(ctx, tx, id, tx.Now().Add(-rotaBack), tx.Now().Add(rotaAhead))
		if err != nil {
			return err
		}
		data.Post, data.Gap = post, post.Closed.IsZero()
		for _, shift := range shifts {
			now := shift.Live(tx.Now())
			data.Shifts, data.Gap = append(data.Shifts, shiftRow{shift, now}), data.Gap && !now
		}
		people, err := account.Colleagues(ctx, tx, request.Actor.Agency)
		if err != nil {
			return err
		}
		data.Fields = ask.Fields(&ShiftForm{On: civil.DayOf(tx.Now())}, only(part == "shift", values), onlyErrs(part == "shift", errs), shiftQuestions(people))
		questions, err := postQuestions(ctx, tx, request.Actor.Agency)
		data.Name = ask.Fields(&NameForm{Name: post.Name, About: post.About, Team: post.Team}, only(part == "name", values), onlyErrs(part == "name", errs), questions)
		return err
	})
	if err == nil {
		err = r.looked(request, "post "+string(id))
	}
	return data, err
}

func (r *Room) postPage(request *route.Request) error {
	return r.showPost(request, http.StatusOK, nil, nil, "")
}

func (r *Room) showPost(request *route.Request, status int, values url.Values, errs []fault.Field, part string) error {
	data, err := r.readPost(request, values, errs, part)
	if err != nil {
		return err
	}
	return request.Render(pages, status, "post.html", page.View{Title: "A duty post", Width: "wide", Errors: errs, Back: toTeams, Data: data})
}

func (r *Room) printRota(request *route.Request) error {
	data, err := r.readPost(request, nil, nil, "")
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "post_print.html", page.View{Title: "Rota of a duty post", Width: "full", Data: data})
}

func (r *Room) addShift(request *route.Request) error {
	return posted(request, "post", "shift", r.showPost, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		people, err := account.Colleagues(ctx, tx, request.Actor.Agency)
		if err != nil {
			return err
		}
		form := ShiftForm{Post: id}
		if errs := ask.Fill(&form, values, shiftQuestions(people)); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		_, err = r.AddShift(ctx, tx, request.Actor, form)
		return err
	})
}

func (r *Room) changePost(request *route.Request) error {
	return posted(request, "post", "name", r.showPost, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		questions, err := postQuestions(ctx, tx, request.Actor.Agency)
		if err != nil {
			return err
		}
		var form NameForm
		if errs := ask.Fill(&form, values, questions); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		return r.ChangePost(ctx, tx, request.Actor, id, form)
	})
}

package team

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

func (r *Room) addPostPage(request *route.Request) error { return r.showAddPost(request, nil, nil) }

func (r *Room) showAddPost(request *route.Request, values url.Values, errs []fault.Field) error {
	teams, err := r.teams(request)
	if err != nil {
		return err
	}
	return request.Render(pages, status(errs), "add.html", page.View{Title: "Add a duty post", Errors: errs, Back: page.Link{Text: "Back", Href: "/teams"},
		Data: addPage{"Add a duty post", "/posts/add", "Add the post", "A post is a duty that somebody always holds, such as a night placement desk. What is shared with it and told to it goes to whoever is on duty.",
			ask.Fields(&NameForm{}, values, errs, nameQuestions(teams))}})
}

func (r *Room) teams(request *route.Request) (teams []account.Team, err error) {
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		teams, err = account.Teams(request.Context(), tx, request.Actor.Agency)
		return err
	})
	if teams == nil {
		teams = []account.Team{}
	}
	return teams, err
}

func (r *Room) addPost(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	teams, err := r.teams(request)
	if err != nil {
		return err
	}
	form := NameForm{Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showAddPost(request, values, errs) }
	if errs := ask.Fill(&form, values, nameQuestions(teams)); len(errs) > 0 {
		return again(errs)
	}
	var id db.ID
	return r.do(request, again, func() string { return "/posts/" + string(id) }, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = r.AddPost(ctx, tx, request.Actor, form)
		return err
	})
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
		teams, err := account.Teams(ctx, tx, request.Actor.Agency)
		data.Name = ask.Fields(&NameForm{Name: post.Name, About: post.About, Team: post.Team}, only(part == "name", values), onlyErrs(part == "name", errs), nameQuestions(append([]account.Team{}, teams...)))
		return err
	})
	if err == nil {
		err = r.looked(request, "post "+string(id))
	}
	return data, err
}

func (r *Room) postPage(request *route.Request) error { return r.showPost(request, nil, nil, "") }

// showPost draws a post; part says which of its forms was typed in.
func (r *Room) showPost(request *route.Request, values url.Values, errs []fault.Field, part string) error {
	data, err := r.readPost(request, values, errs, part)
	if err != nil {
		return err
	}
	return request.Render(pages, status(errs), "post.html", page.View{Title: "A duty post", Width: "wide", Errors: errs, Back: page.Link{Text: "Back", Href: "/teams"}, Data: data})
}

func (r *Room) printRota(request *route.Request) error {
	data, err := r.readPost(request, nil, nil, "")
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "post_print.html", page.View{Title: "Rota of a duty post", Width: "full", Data: data})
}

func (r *Room) addShift(request *route.Request) error {
	id, values, err := named(request, "post")
	if err != nil {
		return err
	}
	people, err := r.colleagues(request)
	if err != nil {
		return err
	}
	form := ShiftForm{Post: id, Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showPost(request, values, errs, "shift") }
	if errs := ask.Fill(&form, values, shiftQuestions(people)); len(errs) > 0 {
		return again(errs)
	}
	return r.do(request, again, func() string { return "/posts/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		_, err := r.AddShift(ctx, tx, request.Actor, form)
		return err
	})
}

func (r *Room) endShift(request *route.Request) error {
	id, _, err := named(request, "post")
	if err != nil {
		return err
	}
	shift, err := request.ID("shift")
	if err != nil {
		return err
	}
	return r.do(request, nil, func() string { return "/posts/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		return r.EndShift(ctx, tx, request.Actor, id, shift)
	})
}

func (r *Room) changePost(request *route.Request) error {
	id, values, err := named(request, "post")
	if err != nil {
		return err
	}
	teams, err := r.teams(request)
	if err != nil {
		return err
	}
	form := NameForm{Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showPost(request, values, errs, "name") }
	if errs := ask.Fill(&form, values, nameQuestions(teams)); len(errs) > 0 {
		return again(errs)
	}
	return r.do(request, again, func() string { return "/posts/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		return r.ChangePost(ctx, tx, request.Actor, id, form)
	})
}

func (r *Room) closePost(request *route.Request) error {
	id, _, err := named(request, "post")
	if err != nil {
		return err
	}
	return r.do(request, nil, func() string { return "/teams" }, func(ctx context.Context, tx *db.Tx) error { return r.ClosePost(ctx, tx, request.Actor, id) })
}

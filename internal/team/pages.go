package team

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = page.New(pageFiles, "pages/*.html")

// Files are the templates of the room, for the test of the catalogue.
func Files() fs.FS { return pageFiles }

// Routes are the pages of the room.
func (r *Room) Routes() []route.Route {
	return []route.Route{
		{Pattern: "GET /teams", Action: access.ManageTeams, Handle: r.list},
		{Pattern: "GET /teams/add", Action: access.ManageTeams, Handle: r.addTeamPage},
		{Pattern: "POST /teams/add", Action: access.ManageTeams, Handle: r.addTeam},
		{Pattern: "GET /teams/{team}", Action: access.ManageTeams, Handle: r.teamPage},
		{Pattern: "POST /teams/{team}/change", Action: access.ManageTeams, Handle: r.changeTeam},
		{Pattern: "POST /teams/{team}/members", Action: access.ManageTeams, Handle: r.join},
		{Pattern: "POST /teams/{team}/members/{member}/leave", Action: access.ManageTeams, Handle: r.leave},
		{Pattern: "POST /teams/{team}/close", Action: access.ManageTeams, Handle: r.closeTeam},
		{Pattern: "GET /posts/add", Action: access.ManageTeams, Handle: r.addPostPage},
		{Pattern: "POST /posts/add", Action: access.ManageTeams, Handle: r.addPost},
		{Pattern: "GET /posts/{post}", Action: access.ManageTeams, Handle: r.postPage},
		{Pattern: "GET /posts/{post}/print", Action: access.ManageTeams, Handle: r.printRota},
		{Pattern: "POST /posts/{post}/change", Action: access.ManageTeams, Handle: r.changePost},
		{Pattern: "POST /posts/{post}/shifts", Action: access.ManageTeams, Handle: r.addShift},
		{Pattern: "POST /posts/{post}/shifts/{shift}/end", Action: access.ManageTeams, Handle: r.endShift},
		{Pattern: "POST /posts/{post}/close", Action: access.ManageTeams, Handle: r.closePost},
	}
}

type postRow struct {
	account.Post
	OnDuty []account.Person
}

type listPage struct {
	Teams []account.Team
	Posts []postRow
}

// looked records that somebody looked, before they see anything.
func (r *Room) looked(request *route.Request, subject string) error {
	return r.DB.Write(request.Context(), func(tx *db.Tx) error {
		return audit.Append(request.Context(), tx, request.Actor, audit.Entry{Action: "read-teams", Category: audit.Consultation, Subject: subject})
	})
}

func (r *Room) list(request *route.Request) error {
	var data listPage
	ctx, agency := request.Context(), request.Actor.Agency
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if data.Teams, err = account.Teams(ctx, tx, agency); err != nil {
			return err
		}
		posts, err := account.Posts(ctx, tx, agency)
		for _, post := range posts {
			holders, err := account.OnDuty(ctx, tx, post.ID)
			if err != nil {
				return err
			}
			data.Posts = append(data.Posts, postRow{post, holders})
		}
		return err
	})
	if err == nil {
		err = r.looked(request, "teams and posts")
	}
	if err != nil {
		return err
	}
	return request.Render(pages, http.StatusOK, "teams.html", page.View{Title: "Teams and duty posts", Width: "wide", Data: data})
}

// nameQuestions are asked of a team and, with a choice of teams, of a post.
func nameQuestions(teams []account.Team) []ask.Question[NameForm] {
	questions := []ask.Question[NameForm]{
		{Name: "name", Kind: ask.Text, Label: "Name", Hint: "Everybody with whom cases are shared reads it", MaxLength: longest, Required: "Enter a name", Bind: func(f *NameForm) any { return &f.Name }},
		{Name: "about", Kind: ask.Text, Label: "What it does", MaxLength: 300, Bind: func(f *NameForm) any { return &f.About }},
	}
	if teams == nil {
		return questions
	}
	options := []ask.Option{}
	for _, team := range teams {
		if team.Closed.IsZero() {
			options = append(options, ask.Option{Value: string(team.ID), Label: team.Name, Verbatim: true})
		}
	}
	return append(questions, ask.Question[NameForm]{Name: "team", Kind: ask.Select, Label: "Team", Options: options, Bind: func(f *NameForm) any { return (*string)(&f.Team) }})
}

type addPage struct {
	Heading, Action, Button, Says string
	Fields                        []ask.Field
}

func (r *Room) addTeamPage(request *route.Request) error { return r.showAddTeam(request, nil, nil) }

func (r *Room) showAddTeam(request *route.Request, values url.Values, errs []fault.Field) error {
	return request.Render(pages, status(errs), "add.html", page.View{Title: "Add a team", Errors: errs, Back: page.Link{Text: "Back", Href: "/teams"},
		Data: addPage{"Add a team", "/teams/add", "Add the team", "A case that is shared with a team is within reach of whoever is in it at the time.", ask.Fields(&NameForm{}, values, errs, nameQuestions(nil))}})
}

func status(errs []fault.Field) int {
	if len(errs) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// do runs a command, and draws the page again where the person can mend what
// they typed.
func (r *Room) do(request *route.Request, again func(errs []fault.Field) error, next func() string, command func(ctx context.Context, tx *db.Tx) error) error {
	err := r.DB.Write(request.Context(), func(tx *db.Tx) error { return command(request.Context(), tx) })
	if fault.Is(err, fault.Invalid) {
		return again(fault.Of(err).Fields)
	}
	if err != nil {
		return err
	}
	return request.Redirect(next())
}

func (r *Room) addTeam(request *route.Request) error {
	values, err := request.Values()
	if err != nil {
		return err
	}
	form := NameForm{Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showAddTeam(request, values, errs) }
	if errs := ask.Fill(&form, values, nameQuestions(nil)); len(errs) > 0 {
		return again(errs)
	}
	var id db.ID
	return r.do(request, again, func() string { return "/teams/" + string(id) }, func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = r.AddTeam(ctx, tx, request.Actor, form)
		return err
	})
}

type memberRow struct {
	account.Membership
	Now, Later bool
	Last       civil.Day
}

type teamPageData struct {
	Team    account.Team
	Members []memberRow
	Name    []ask.Field
	Join    []ask.Field
}

func joinQuestions(people []account.Person) []ask.Question[JoinForm] {
	return []ask.Question[JoinForm]{
		{Name: "person", Kind: ask.Select, Label: "Who?", Options: peopleOptions(people), Required: "Choose somebody of your agency", Bind: func(f *JoinForm) any { return (*string)(&f.Person) }},
		{Name: "until", Kind: ask.Date, Label: "Last day", Hint: "Leave it empty until somebody ends it", Bind: func(f *JoinForm) any { return &f.Until }},
	}
}

func peopleOptions(people []account.Person) []ask.Option {
	options := []ask.Option{}
	for _, person := range people {
		options = append(options, ask.Option{Value: string(person.ID), Label: person.Name, Verbatim: true})
	}
	return options
}

func (r *Room) teamPage(request *route.Request) error { return r.showTeam(request, nil, nil, "") }

// showTeam draws a team; part says which of its forms was typed in.
func (r *Room) showTeam(request *route.Request, values url.Values, errs []fault.Field, part string) error {
	id, err := request.ID("team")
	if err != nil {
		return err
	}
	var data teamPageData
	ctx := request.Context()
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		team, ok, err := account.FindTeam(ctx, tx, request.Actor.Agency, id)
		if err := found(ok, err); err != nil {
			return err
		}
		members, err := account.Members(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, m := range members {
			row := memberRow{Membership: m, Now: m.Live(tx.Now()), Later: m.From.After(tx.Now())}
			if !m.Until.IsZero() {
				row.Last = civil.DayOf(m.Until.Add(-time.Second))
			}
			data.Members = append(data.Members, row)
		}
		people, err := account.Colleagues(ctx, tx, request.Actor.Agency)
		data.Team = team
		data.Name = ask.Fields(&NameForm{Name: team.Name, About: team.About}, only(part == "name", values), onlyErrs(part == "name", errs), nameQuestions(nil))
		data.Join = ask.Fields(&JoinForm{}, only(part == "join", values), onlyErrs(part == "join", errs), joinQuestions(people))
		return err
	})
	if err == nil {
		err = r.looked(request, "team "+string(id))
	}
	if err != nil {
		return err
	}
	return request.Render(pages, status(errs), "team.html", page.View{Title: "A team", Errors: errs, Back: page.Link{Text: "Back", Href: "/teams"}, Data: data})
}

func only(mine bool, values url.Values) url.Values {
	if mine {
		return values
	}
	return nil
}

func onlyErrs(mine bool, errs []fault.Field) []fault.Field {
	if mine {
		return errs
	}
	return nil
}

func (r *Room) changeTeam(request *route.Request) error {
	id, values, err := named(request, "team")
	if err != nil {
		return err
	}
	form := NameForm{Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showTeam(request, values, errs, "name") }
	if errs := ask.Fill(&form, values, nameQuestions(nil)); len(errs) > 0 {
		return again(errs)
	}
	return r.do(request, again, func() string { return "/teams/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		return r.ChangeTeam(ctx, tx, request.Actor, id, form)
	})
}

// named reads an identifier in the address, and the form.
func named(request *route.Request, name string) (db.ID, url.Values, error) {
	id, err := request.ID(name)
	if err != nil {
		return "", nil, err
	}
	values, err := request.Values()
	return id, values, err
}

func (r *Room) colleagues(request *route.Request) (people []account.Person, err error) {
	err = r.DB.Read(request.Context(), func(tx *db.Tx) (err error) {
		people, err = account.Colleagues(request.Context(), tx, request.Actor.Agency)
		return err
	})
	return people, err
}

func (r *Room) join(request *route.Request) error {
	id, values, err := named(request, "team")
	if err != nil {
		return err
	}
	people, err := r.colleagues(request)
	if err != nil {
		return err
	}
	form := JoinForm{Team: id, Once: request.Once()}
	again := func(errs []fault.Field) error { return r.showTeam(request, values, errs, "join") }
	if errs := ask.Fill(&form, values, joinQuestions(people)); len(errs) > 0 {
		return again(errs)
	}
	return r.do(request, again, func() string { return "/teams/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		_, err := r.Join(ctx, tx, request.Actor, form)
		return err
	})
}

func (r *Room) leave(request *route.Request) error {
	id, _, err := named(request, "team")
	if err != nil {
		return err
	}
	member, err := request.ID("member")
	if err != nil {
		return err
	}
	return r.do(request, nil, func() string { return "/teams/" + string(id) }, func(ctx context.Context, tx *db.Tx) error {
		return r.Leave(ctx, tx, request.Actor, id, member)
	})
}

func (r *Room) closeTeam(request *route.Request) error {
	id, _, err := named(request, "team")
	if err != nil {
		return err
	}
	return r.do(request, nil, func() string { return "/teams" }, func(ctx context.Context, tx *db.Tx) error { return r.CloseTeam(ctx, tx, request.Actor, id) })
}

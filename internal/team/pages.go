package team

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
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
	return slices.Concat(r.addTeam().Routes(), r.addPost().Routes(), []route.Route{
		{Pattern: "GET /teams", Action: access.ManageTeams, Handle: r.list},
		{Pattern: "GET /teams/{team}", Action: access.ManageTeams, Handle: r.teamPage},
		{Pattern: "POST /teams/{team}/change", Action: access.ManageTeams, Handle: r.changeTeam},
		{Pattern: "POST /teams/{team}/members", Action: access.ManageTeams, Handle: r.join},
		ending("/teams/{team}/members/{member}/leave", "team", "member", r.Leave),
		closing("team", r.CloseTeam),
		{Pattern: "GET /posts/{post}", Action: access.ManageTeams, Handle: r.postPage},
		{Pattern: "GET /posts/{post}/print", Action: access.ManageTeams, Handle: r.printRota},
		{Pattern: "POST /posts/{post}/change", Action: access.ManageTeams, Handle: r.changePost},
		{Pattern: "POST /posts/{post}/shifts", Action: access.ManageTeams, Handle: r.addShift},
		ending("/posts/{post}/shifts/{shift}/end", "post", "shift", r.EndShift),
		closing("post", r.ClosePost),
	})
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

var toTeams = page.Link{Text: "Back", Href: "/teams"}

func (r *Room) addTeam() deed.Deed[NameForm] {
	return deed.Deed[NameForm]{Pages: pages, Path: "/teams/add", Action: access.ManageTeams, Title: "Add a team", Button: "Add the team",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[NameForm], error) {
			return deed.Asked[NameForm]{Questions: nameQuestions(nil), Back: toTeams,
				Help: []casefile.Sentence{deed.Say("A case that is shared with a team is within reach of whoever is in it at the time.")}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, form NameForm) (string, error) {
			id, err := r.AddTeam(ctx, tx, request.Actor, form)
			return "/teams/" + string(id), err
		}}
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

func (r *Room) teamPage(request *route.Request) error {
	return r.showTeam(request, http.StatusOK, nil, nil, "")
}

func (r *Room) showTeam(request *route.Request, status int, values url.Values, errs []fault.Field, part string) error {
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
	return request.Render(pages, status, "team.html", page.View{Title: "A team", Errors: errs, Back: toTeams, Data: data})
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
	return posted(request, "team", "name", r.showTeam, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		var form NameForm
		if errs := ask.Fill(&form, values, nameQuestions(nil)); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		return r.ChangeTeam(ctx, tx, request.Actor, id, form)
	})
}

func (r *Room) join(request *route.Request) error {
	return posted(request, "team", "join", r.showTeam, func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error {
		people, err := account.Colleagues(ctx, tx, request.Actor.Agency)
		if err != nil {
			return err
		}
		form := JoinForm{Team: id}
		if errs := ask.Fill(&form, values, joinQuestions(people)); len(errs) > 0 {
			return fault.Mend(errs...)
		}
		_, err = r.Join(ctx, tx, request.Actor, form)
		return err
	})
}

// change is what a form on the page of a team or a post does.
type change func(ctx context.Context, tx *db.Tx, id db.ID, values url.Values) error

// drawing draws the page of a team or a post; part says which of its forms was typed in.
type drawing func(request *route.Request, status int, values url.Values, errs []fault.Field, part string) error

// posted takes what was posted from a form of the page of a team or a post.
func posted(request *route.Request, kind, part string, draw drawing, do change) error {
	return deed.Post(request, func(tx *db.Tx, values url.Values) (string, error) {
		id, err := request.ID(kind)
		if err != nil {
			return "", err
		}
		return "/" + kind + "s/" + string(id), do(request.Context(), tx, id, values)
	}, func(status int, values url.Values, errs []fault.Field) error {
		return draw(request, status, values, errs, part)
	})
}

// ending is a button that takes something out of a team or a post.
func ending(path, kind, part string, end func(ctx context.Context, tx *db.Tx, actor account.Actor, id, other db.ID) error) route.Route {
	return deed.Press(path, access.ManageTeams, func(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
		id, err := request.ID(kind)
		if err != nil {
			return "", err
		}
		other, err := request.ID(part)
		if err != nil {
			return "", err
		}
		return "/" + kind + "s/" + string(id), end(ctx, tx, request.Actor, id, other)
	})
}

// closing is a button that closes a team or a post.
func closing(kind string, shut func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error) route.Route {
	return deed.Press("/"+kind+"s/{"+kind+"}/close", access.ManageTeams, func(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
		id, err := request.ID(kind)
		if err != nil {
			return "", err
		}
		return "/teams", shut(ctx, tx, request.Actor, id)
	})
}

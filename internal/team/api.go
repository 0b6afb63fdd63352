package team

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/route"
)

// Register adds the operations of the room to the JSON API.
func (r *Room) Register(api huma.API) {
	add := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Teams"}}
	}
	route.API(api, access.ManageTeams, add("list-teams", http.MethodGet, "/teams", "List the teams and duty posts of your agency, with who is on duty"), r.apiList)
	route.API(api, access.ManageTeams, add("add-team", http.MethodPost, "/teams", "Add a team"), r.apiAddTeam)
	route.API(api, access.ManageTeams, add("join-team", http.MethodPost, "/teams/{team}/members", "Put a colleague into a team"), r.apiJoin)
	route.API(api, access.ManageTeams, add("leave-team", http.MethodPost, "/teams/{team}/members/{member}/leave", "Take somebody out of a team"), r.apiLeave)
	route.API(api, access.ManageTeams, add("add-post", http.MethodPost, "/posts", "Add a duty post"), r.apiAddPost)
	route.API(api, access.ManageTeams, add("change-team", http.MethodPost, "/teams/{team}", "Give a team another name"), r.apiChangeTeam)
	route.API(api, access.ManageTeams, add("close-team", http.MethodPost, "/teams/{team}/close", "Close a team, and end what its members see through it"), r.apiCloseTeam)
	route.API(api, access.ManageTeams, add("change-post", http.MethodPost, "/posts/{post}", "Give a duty post another name or team"), r.apiChangePost)
	route.API(api, access.ManageTeams, add("close-post", http.MethodPost, "/posts/{post}/close", "Close a duty post, and end what is seen through it"), r.apiClosePost)
	route.API(api, access.ManageTeams, add("add-shift", http.MethodPost, "/posts/{post}/shifts", "Put a colleague on the rota of a post"), r.apiAddShift)
	route.API(api, access.ManageTeams, add("end-shift", http.MethodPost, "/posts/{post}/shifts/{shift}/end", "Take a shift off the rota, or end it"), r.apiEndShift)
}

type teamJSON struct {
	ID      db.ID  `json:"id"`
	Name    string `json:"name"`
	About   string `json:"about,omitempty"`
	Members int    `json:"members"`
	Closed  bool   `json:"closed"`
}

type postJSON struct {
	ID     db.ID    `json:"id"`
	Name   string   `json:"name"`
	About  string   `json:"about,omitempty"`
	Team   db.ID    `json:"team,omitempty"`
	OnDuty []string `json:"on_duty"`
	Closed bool     `json:"closed"`
}

type teamsAnswer struct {
	Body struct {
		Teams []teamJSON `json:"teams"`
		Posts []postJSON `json:"posts"`
	}
}

func (r *Room) apiList(ctx context.Context, actor account.Actor, _ *struct{}) (*teamsAnswer, error) {
	var answer teamsAnswer
	answer.Body.Teams, answer.Body.Posts = []teamJSON{}, []postJSON{}
	err := r.DB.Write(ctx, func(tx *db.Tx) error {
		teams, err := account.Teams(ctx, tx, actor.Agency)
		if err != nil {
			return err
		}
		for _, t := range teams {
			answer.Body.Teams = append(answer.Body.Teams, teamJSON{t.ID, t.Name, t.About, t.Members, !t.Closed.IsZero()})
		}
		posts, err := account.Posts(ctx, tx, actor.Agency)
		if err != nil {
			return err
		}
		for _, p := range posts {
			line := postJSON{p.ID, p.Name, p.About, p.Team, []string{}, !p.Closed.IsZero()}
			holders, err := account.OnDuty(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			for _, holder := range holders {
				line.OnDuty = append(line.OnDuty, holder.Name)
			}
			answer.Body.Posts = append(answer.Body.Posts, line)
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "read-teams", Category: audit.Consultation, Subject: "teams and posts"})
	})
	return &answer, err
}

// TeamMade names what a command made.
type TeamMade struct {
	Body struct {
		ID db.ID `json:"id"`
	}
}

func (r *Room) making(ctx context.Context, command func(tx *db.Tx) (db.ID, error)) (*TeamMade, error) {
	var answer TeamMade
	err := r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		answer.Body.ID, err = command(tx)
		return err
	})
	return &answer, err
}

type teamBody struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
	Once  string `json:"once,omitempty"`
}

type teamAddRequest struct{ Body teamBody }

func (r *Room) apiAddTeam(ctx context.Context, actor account.Actor, in *teamAddRequest) (*TeamMade, error) {
	return r.making(ctx, func(tx *db.Tx) (db.ID, error) {
		return r.AddTeam(ctx, tx, actor, NameForm{Name: in.Body.Name, About: in.Body.About, Once: in.Body.Once})
	})
}

type postBody struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
	Team  db.ID  `json:"team,omitempty"`
	Once  string `json:"once,omitempty"`
}

type postAddRequest struct{ Body postBody }

func (r *Room) apiAddPost(ctx context.Context, actor account.Actor, in *postAddRequest) (*TeamMade, error) {
	return r.making(ctx, func(tx *db.Tx) (db.ID, error) {
		return r.AddPost(ctx, tx, actor, NameForm{Name: in.Body.Name, About: in.Body.About, Team: in.Body.Team, Once: in.Body.Once})
	})
}

type teamJoinRequest struct {
	Team string `path:"team"`
	Body struct {
		Person db.ID     `json:"person"`
		Until  civil.Day `json:"until,omitzero"`
		Once   string    `json:"once,omitempty"`
	}
}

func parse(text string) (db.ID, error) {
	id, ok := db.ParseID(text)
	if !ok {
		return "", fault.Missing()
	}
	return id, nil
}

func (r *Room) apiJoin(ctx context.Context, actor account.Actor, in *teamJoinRequest) (*TeamMade, error) {
	id, err := parse(in.Team)
	if err != nil {
		return nil, err
	}
	return r.making(ctx, func(tx *db.Tx) (db.ID, error) {
		return r.Join(ctx, tx, actor, JoinForm{Team: id, Person: in.Body.Person, Until: in.Body.Until, Once: in.Body.Once})
	})
}

type teamLeaveRequest struct {
	Team   string `path:"team"`
	Member string `path:"member"`
}

func (r *Room) apiLeave(ctx context.Context, actor account.Actor, in *teamLeaveRequest) (*struct{}, error) {
	id, err := parse(in.Team)
	if err != nil {
		return nil, err
	}
	member, err := parse(in.Member)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return r.Leave(ctx, tx, actor, id, member) })
}

type shiftAddRequest struct {
	Post string `path:"post"`
	Body struct {
		Person db.ID     `json:"person"`
		On     civil.Day `json:"on"`
		From   string    `json:"from" doc:"A time of that day, such as 18:00"`
		Until  string    `json:"until" doc:"A time of that day or, where it is earlier, of the next"`
		Once   string    `json:"once,omitempty"`
	}
}

func (r *Room) apiAddShift(ctx context.Context, actor account.Actor, in *shiftAddRequest) (*TeamMade, error) {
	id, err := parse(in.Post)
	if err != nil {
		return nil, err
	}
	return r.making(ctx, func(tx *db.Tx) (db.ID, error) {
		return r.AddShift(ctx, tx, actor, ShiftForm{Post: id, Person: in.Body.Person, On: in.Body.On, From: in.Body.From, Until: in.Body.Until, Once: in.Body.Once})
	})
}

type shiftEndRequest struct {
	Post  string `path:"post"`
	Shift string `path:"shift"`
}

func (r *Room) apiEndShift(ctx context.Context, actor account.Actor, in *shiftEndRequest) (*struct{}, error) {
	id, err := parse(in.Post)
	if err != nil {
		return nil, err
	}
	shift, err := parse(in.Shift)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return r.EndShift(ctx, tx, actor, id, shift) })
}

type teamChangeRequest struct {
	Team string `path:"team"`
	Body teamBody
}

func (r *Room) apiChangeTeam(ctx context.Context, actor account.Actor, in *teamChangeRequest) (*struct{}, error) {
	return r.changing(ctx, in.Team, func(tx *db.Tx, id db.ID) error {
		return r.ChangeTeam(ctx, tx, actor, id, NameForm{Name: in.Body.Name, About: in.Body.About, Once: in.Body.Once})
	})
}

type teamAddress struct {
	Team string `path:"team"`
}

func (r *Room) apiCloseTeam(ctx context.Context, actor account.Actor, in *teamAddress) (*struct{}, error) {
	return r.changing(ctx, in.Team, func(tx *db.Tx, id db.ID) error { return r.CloseTeam(ctx, tx, actor, id) })
}

type postChangeRequest struct {
	Post string `path:"post"`
	Body postBody
}

func (r *Room) apiChangePost(ctx context.Context, actor account.Actor, in *postChangeRequest) (*struct{}, error) {
	return r.changing(ctx, in.Post, func(tx *db.Tx, id db.ID) error {
		return r.ChangePost(ctx, tx, actor, id, NameForm{Name: in.Body.Name, About: in.Body.About, Team: in.Body.Team, Once: in.Body.Once})
	})
}

type postAddress struct {
	Post string `path:"post"`
}

func (r *Room) apiClosePost(ctx context.Context, actor account.Actor, in *postAddress) (*struct{}, error) {
	return r.changing(ctx, in.Post, func(tx *db.Tx, id db.ID) error { return r.ClosePost(ctx, tx, actor, id) })
}

// changing runs a command on the thing of an address.
func (r *Room) changing(ctx context.Context, address string, command func(tx *db.Tx, id db.ID) error) (*struct{}, error) {
	id, err := parse(address)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error { return command(tx, id) })
}

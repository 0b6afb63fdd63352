package team

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
)

// Register adds the operations of the room to the JSON API.
func (r *Room) Register(api huma.API) {
	calls := deed.API{Huma: api, DB: r.DB, Tag: "Teams"}
	deed.Query(calls, access.ManageTeams, "list-teams", "/api/v1/teams", "List the teams and duty posts of your agency, with who is on duty",
		deed.LookAtList[struct{}](audit.Entry{Action: "read-teams", Subject: "teams and posts"}), list)
	deed.Call(calls, access.ManageTeams, "add-team", "/api/v1/teams", "Add a team",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *teamAddRequest) (*deed.Made, error) {
			return deed.MadeOf(r.AddTeam(ctx, tx, actor, NameForm{Name: in.Body.Name, About: in.Body.About, Once: in.Once}))
		})
	deed.Call(calls, access.ManageTeams, "join-team", "/api/v1/teams/{team}/members", "Put a colleague into a team",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *teamJoinRequest) (*deed.Made, error) {
			return deed.MadeOf(r.Join(ctx, tx, actor, JoinForm{Team: in.Team, Person: in.Body.Person, Until: in.Body.Until, Once: in.Once}))
		})
	deed.Call(calls, access.ManageTeams, "leave-team", "/api/v1/teams/{team}/members/{member}/leave", "Take somebody out of a team",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *teamLeaveRequest) (*struct{}, error) {
			return nil, r.Leave(ctx, tx, actor, in.Team, in.Member)
		})
	deed.Call(calls, access.ManageTeams, "add-post", "/api/v1/posts", "Add a duty post",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *postAddRequest) (*deed.Made, error) {
			return deed.MadeOf(r.AddPost(ctx, tx, actor, NameForm{Name: in.Body.Name, About: in.Body.About, Team: in.Body.Team, Once: in.Once}))
		})
	deed.Call(calls, access.ManageTeams, "change-team", "/api/v1/teams/{team}", "Give a team another name",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *teamChangeRequest) (*struct{}, error) {
			return nil, r.ChangeTeam(ctx, tx, actor, in.Team, NameForm{Name: in.Body.Name, About: in.Body.About, Once: in.Once})
		})
	deed.Call(calls, access.ManageTeams, "close-team", "/api/v1/teams/{team}/close", "Close a team, and end what its members see through it",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *TeamAddress) (*struct{}, error) {
			return nil, r.CloseTeam(ctx, tx, actor, in.Team)
		})
	deed.Call(calls, access.ManageTeams, "change-post", "/api/v1/posts/{post}", "Give a duty post another name or team",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *postChangeRequest) (*struct{}, error) {
			return nil, r.ChangePost(ctx, tx, actor, in.Post, NameForm{Name: in.Body.Name, About: in.Body.About, Team: in.Body.Team, Once: in.Once})
		})
	deed.Call(calls, access.ManageTeams, "close-post", "/api/v1/posts/{post}/close", "Close a duty post, and end what is seen through it",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *PostAddress) (*struct{}, error) {
			return nil, r.ClosePost(ctx, tx, actor, in.Post)
		})
	deed.Call(calls, access.ManageTeams, "add-shift", "/api/v1/posts/{post}/shifts", "Put a colleague on the rota of a post",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *shiftAddRequest) (*deed.Made, error) {
			b := in.Body
			return deed.MadeOf(r.AddShift(ctx, tx, actor, ShiftForm{Post: in.Post, Person: b.Person, On: b.On, From: b.From, Until: b.Until, Once: in.Once}))
		})
	deed.Call(calls, access.ManageTeams, "end-shift", "/api/v1/posts/{post}/shifts/{shift}/end", "Take a shift off the rota, or end it",
		func(ctx context.Context, tx *db.Tx, actor account.Actor, in *shiftEndRequest) (*struct{}, error) {
			return nil, r.EndShift(ctx, tx, actor, in.Post, in.Shift)
		})
}

// TeamAddress is a team in the address of a call.
type TeamAddress struct {
	Team db.ID `path:"team"`
}

// PostAddress is a duty post in the address of a call.
type PostAddress struct {
	Post db.ID `path:"post"`
}

type teamBody struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
}

type postBody struct {
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
	Team  db.ID  `json:"team,omitempty"`
}

type teamAddRequest struct {
	deed.Key
	Body teamBody
}

type teamChangeRequest struct {
	TeamAddress
	deed.Key
	Body teamBody
}

type teamJoinRequest struct {
	TeamAddress
	deed.Key
	Body struct {
		Person db.ID     `json:"person"`
		Until  civil.Day `json:"until,omitzero"`
	}
}

type teamLeaveRequest struct {
	TeamAddress
	Member db.ID `path:"member"`
}

type postAddRequest struct {
	deed.Key
	Body postBody
}

type postChangeRequest struct {
	PostAddress
	deed.Key
	Body postBody
}

type shiftAddRequest struct {
	PostAddress
	deed.Key
	Body struct {
		Person db.ID     `json:"person"`
		On     civil.Day `json:"on"`
		From   string    `json:"from" doc:"A time of that day, such as 18:00"`
		Until  string    `json:"until" doc:"A time of that day or, where it is earlier, of the next"`
	}
}

type shiftEndRequest struct {
	PostAddress
	Shift db.ID `path:"shift"`
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

func list(ctx context.Context, tx *db.Tx, actor account.Actor, _ *struct{}) (*teamsAnswer, error) {
	var answer teamsAnswer
	answer.Body.Teams, answer.Body.Posts = []teamJSON{}, []postJSON{}
	teams, err := account.Teams(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		answer.Body.Teams = append(answer.Body.Teams, teamJSON{t.ID, t.Name, t.About, t.Members, !t.Closed.IsZero()})
	}
	posts, err := account.Posts(ctx, tx, actor.Agency)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		line := postJSON{p.ID, p.Name, p.About, p.Team, []string{}, !p.Closed.IsZero()}
		holders, err := account.OnDuty(ctx, tx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, holder := range holders {
			line.OnDuty = append(line.OnDuty, holder.Name)
		}
		answer.Body.Posts = append(answer.Body.Posts, line)
	}
	return &answer, nil
}

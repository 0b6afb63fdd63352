// Package team is the room in which an agency's administrators keep its teams
// and duty posts: who is in a team, and who holds a post from when until when.
// Cases are shared with them in the room of sharing; who reaches a case through
// one is decided in package access.
package team

import (
	"context"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
)

// Room is the capability over a database.
type Room struct {
	DB *db.Database
}

// NameForm names a team or a post.
type NameForm struct {
	Name, About string
	Team        db.ID // of a post
	Once        string
}

const longest = 120 // characters of a name

func (f NameForm) check() error {
	switch name := strings.TrimSpace(f.Name); {
	case name == "":
		return fault.Wrong("name", "Enter a name")
	case len([]rune(name)) > longest:
		return fault.Wrong("name", "The name must be {limit} characters or fewer", "limit", longest)
	}
	return nil
}

// command runs a change of an administrator once, with its line in the record.
func (r *Room) command(ctx context.Context, tx *db.Tx, actor account.Actor, key, action string, change func() (db.ID, error)) (db.ID, error) {
	if err := access.Role(actor, access.ManageTeams); err != nil {
		return "", err
	}
	text, err := tx.Once(ctx, "team "+string(actor.Account), key, func() (string, error) {
		id, err := change()
		if db.Duplicate(err) {
			return "", fault.Wrong("name", "Your agency has one with this name, or had one that is closed. Choose another name")
		}
		if err != nil {
			return "", err
		}
		return string(id) + ".", audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Alteration, Subject: action + " " + string(id)})
	})
	if err == nil && text == "" {
		return "", fault.Stale(nil, nil)
	}
	return db.ID(strings.TrimSuffix(text, ".")), err
}

func found(ok bool, err error) error {
	if err == nil && !ok {
		return fault.Missing()
	}
	return err
}

// AddTeam makes a team of the actor's agency.
func (r *Room) AddTeam(ctx context.Context, tx *db.Tx, actor account.Actor, form NameForm) (db.ID, error) {
	if err := form.check(); err != nil {
		return "", err
	}
	return r.command(ctx, tx, actor, form.Once, "add-team", func() (db.ID, error) {
		return account.AddTeam(ctx, tx, account.Team{Agency: actor.Agency, Name: strings.TrimSpace(form.Name), About: strings.TrimSpace(form.About)})
	})
}

// ChangeTeam gives a team another name and description.
func (r *Room) ChangeTeam(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, form NameForm) error {
	if err := form.check(); err != nil {
		return err
	}
	_, err := r.command(ctx, tx, actor, form.Once, "change-team", func() (db.ID, error) {
		return id, found(account.ChangeTeam(ctx, tx, account.Team{ID: id, Agency: actor.Agency, Name: strings.TrimSpace(form.Name), About: strings.TrimSpace(form.About)}))
	})
	return err
}

// CloseTeam ends a team, and the reach of everybody in it through it.
func (r *Room) CloseTeam(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	_, err := r.command(ctx, tx, actor, "", "close-team", func() (db.ID, error) { return id, found(account.CloseTeam(ctx, tx, actor.Agency, id)) })
	return err
}

// JoinForm puts a colleague into a team.
type JoinForm struct {
	Team, Person db.ID
	Until        civil.Day // the last day; zero: until somebody ends it
	Once         string
}

// Join puts a colleague into a team of the agency.
func (r *Room) Join(ctx context.Context, tx *db.Tx, actor account.Actor, form JoinForm) (db.ID, error) {
	return r.command(ctx, tx, actor, form.Once, "join-team", func() (db.ID, error) {
		if err := found(account.ConfirmTeam(ctx, tx, actor.Agency, form.Team)); err != nil {
			return "", err
		}
		if ours, err := account.ConfirmPerson(ctx, tx, actor.Agency, form.Person); err != nil || !ours {
			return "", orWrong(err, "person", "Choose somebody of your agency")
		}
		members, err := account.Members(ctx, tx, form.Team)
		if err != nil {
			return "", err
		}
		for _, member := range members {
			if member.Person.ID == form.Person && member.Live(tx.Now()) {
				return "", fault.Wrong("person", "They are in this team already")
			}
		}
		var until time.Time
		if !form.Until.IsZero() {
			if form.Until.Before(civil.DayOf(tx.Now())) {
				return "", fault.Wrong("until", "The last day must be today or in the future")
			}
			until = form.Until.Add(1).Start()
		}
		return account.Join(ctx, tx, form.Team, form.Person, time.Time{}, until)
	})
}

func orWrong(err error, name, message string) error {
	if err != nil {
		return err
	}
	return fault.Wrong(name, message)
}

// Leave takes somebody out of a team, at once.
func (r *Room) Leave(ctx context.Context, tx *db.Tx, actor account.Actor, team, membership db.ID) error {
	_, err := r.command(ctx, tx, actor, "", "leave-team", func() (db.ID, error) {
		if err := found(account.ConfirmTeam(ctx, tx, actor.Agency, team)); err != nil {
			return "", err
		}
		return membership, found(account.Leave(ctx, tx, team, membership))
	})
	return err
}

// AddPost makes a duty post of the actor's agency.
func (r *Room) AddPost(ctx context.Context, tx *db.Tx, actor account.Actor, form NameForm) (db.ID, error) {
	if err := form.check(); err != nil {
		return "", err
	}
	return r.command(ctx, tx, actor, form.Once, "add-post", func() (db.ID, error) {
		post, err := postOf(ctx, tx, actor, form)
		if err != nil {
			return "", err
		}
		return account.AddPost(ctx, tx, post)
	})
}

// postOf is the post that a form describes, in a team of the actor's agency or in
// none.
func postOf(ctx context.Context, tx *db.Tx, actor account.Actor, form NameForm) (account.Post, error) {
	if form.Team != "" {
		if ours, err := account.ConfirmTeam(ctx, tx, actor.Agency, form.Team); err != nil || !ours {
			return account.Post{}, orWrong(err, "team", "Choose a team of your agency")
		}
	}
	return account.Post{Agency: actor.Agency, Team: form.Team, Name: strings.TrimSpace(form.Name), About: strings.TrimSpace(form.About)}, nil
}

// ChangePost gives a post another name, description and team. Who is on duty
// stays.
func (r *Room) ChangePost(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, form NameForm) error {
	if err := form.check(); err != nil {
		return err
	}
	_, err := r.command(ctx, tx, actor, form.Once, "change-post", func() (db.ID, error) {
		post, err := postOf(ctx, tx, actor, form)
		if err != nil {
			return "", err
		}
		post.ID = id
		return id, found(account.ChangePost(ctx, tx, post))
	})
	return err
}

// ClosePost ends a post, and the reach of whoever is on duty through it.
func (r *Room) ClosePost(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error {
	_, err := r.command(ctx, tx, actor, "", "close-post", func() (db.ID, error) { return id, found(account.ClosePost(ctx, tx, actor.Agency, id)) })
	return err
}

// ShiftForm puts a colleague on duty, from a time of a day until a time: of the
// same day, or of the next where it is earlier.
type ShiftForm struct {
	Post, Person db.ID
	On           civil.Day
	From, Until  string // "18:00"
	Once         string
}

// span is the time of a shift.
func (f ShiftForm) span() (from, until time.Time, err error) {
	if from, err = at(f.On, f.From); err != nil {
		return from, until, fault.Wrong("from", "Enter the time at which it starts, such as 18:00")
	}
	if until, err = at(f.On, f.Until); err != nil {
		return from, until, fault.Wrong("until", "Enter the time at which it ends, such as 08:00")
	}
	if !until.After(from) {
		until, err = at(f.On.Add(1), f.Until)
	}
	return from, until, err
}

// at is a time of a day in London.
func at(day civil.Day, clock string) (time.Time, error) {
	parsed, err := time.Parse("15:04", strings.TrimSpace(clock))
	if err != nil {
		return time.Time{}, err
	}
	return time.Date(day.Year, day.Month, day.Day, parsed.Hour(), parsed.Minute(), 0, 0, civil.London).UTC(), nil
}

// AddShift puts a colleague on the rota of a post.
func (r *Room) AddShift(ctx context.Context, tx *db.Tx, actor account.Actor, form ShiftForm) (db.ID, error) {
	return r.command(ctx, tx, actor, form.Once, "add-shift", func() (db.ID, error) {
		if err := found(account.ConfirmPost(ctx, tx, actor.Agency, form.Post)); err != nil {
			return "", err
		}
		if ours, err := account.ConfirmPerson(ctx, tx, actor.Agency, form.Person); err != nil || !ours {
			return "", orWrong(err, "person", "Choose somebody of your agency")
		}
		if !form.On.Valid() {
			return "", fault.Wrong("on", "Enter a real date")
		}
		from, until, err := form.span()
		if err != nil {
			return "", err
		}
		if until.Before(tx.Now()) {
			return "", fault.Wrong("on", "This is over already. Choose a later day")
		}
		return account.AddShift(ctx, tx, actor, form.Post, form.Person, from, until)
	})
}

// EndShift takes a shift off the rota, or ends one that has begun.
func (r *Room) EndShift(ctx context.Context, tx *db.Tx, actor account.Actor, post, shift db.ID) error {
	_, err := r.command(ctx, tx, actor, "", "end-shift", func() (db.ID, error) {
		if err := found(account.ConfirmPost(ctx, tx, actor.Agency, post)); err != nil {
			return "", err
		}
		return shift, found(account.EndShift(ctx, tx, post, shift))
	})
	return err
}

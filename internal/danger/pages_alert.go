package danger

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type alertsPage struct {
	Open   []alertLine
	Closed []alertLine
	OnDuty []account.Person
	Posts  bool
}

type alertLine struct {
	Alert
	Name string
	Mine bool
}

// alerts is the list that messages ask people to open: what nobody has seen, what
// nobody has taken on, what somebody deals with, and what is over.
func (room *Room) alerts(r *route.Request) error {
	var data alertsPage
	err := list(r, "list-alerts", func(ctx context.Context, tx *db.Tx) error {
		for _, part := range []struct {
			open bool
			to   *[]alertLine
		}{{true, &data.Open}, {false, &data.Closed}} {
			found, err := alertsFor(ctx, tx, r.Actor, part.open, 50)
			if err != nil {
				return err
			}
			ids := make([]db.ID, len(found))
			for i, a := range found {
				ids[i] = a.Case
			}
			names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
			if err != nil {
				return err
			}
			for _, a := range found {
				*part.to = append(*part.to, alertLine{a, names[a.Case], a.TakenID == r.Actor.Account})
			}
		}
		posts, err := account.Posts(ctx, tx, r.Actor.Agency)
		if err != nil {
			return err
		}
		for _, post := range posts {
			data.Posts = data.Posts || post.Closed.IsZero()
			onDuty, err := account.OnDuty(ctx, tx, post.ID)
			if err != nil {
				return err
			}
			data.OnDuty = append(data.OnDuty, onDuty...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "alerts.html", "Alerts", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

type alertPage struct {
	Head   *folder.Head
	A      Alert
	Mine   bool
	Told   []ToldTo
	Danger bool
	Rule   string
}

// alert shows one alert: what happened, who was told, and what to press next.
func (room *Room) alert(r *route.Request) error {
	ctx := r.Context()
	id, err := r.ID("alert")
	if err != nil {
		return err
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		a, _, err := room.alertFor(ctx, tx, r.Actor, id)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "read-alert", Category: audit.Consultation, Case: a.Case, Subject: "alert " + string(id), Why: purpose})
	})
	if err != nil {
		return err
	}
	var data alertPage
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		a, _, err := room.alertFor(ctx, tx, r.Actor, id)
		if err != nil {
			return err
		}
		head, err := folder.Of(ctx, tx, r, a.Case, "")
		if err != nil {
			return err
		}
		data.A, data.Head, data.Mine = a, &head, a.TakenID == r.Actor.Account
		data.Danger = access.Role(r.Actor, access.ReadDanger) == nil
		if rule, known := room.Rules.Rule(a.Rule); known {
			data.Rule = rule.Words
		}
		data.Told, err = toldOf(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "alert.html", "An alert", "", backToAlerts, data)
}

// pressed is a button on an alert.
func (room *Room) pressed(news string, take func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) error) func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	return func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
		id, err := r.ID("alert")
		if err != nil {
			return "", err
		}
		return deed.Done(alertPath(id), news), take(ctx, tx, r.Actor, id)
	}
}

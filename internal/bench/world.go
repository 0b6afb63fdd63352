package bench

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/site"
	"github.com/havenward/havenward/internal/statute"
)

// world is a database with the agencies and people of a bench, and the rooms
// over it as the program wires them.
type world struct {
	address   string
	db        *db.Database
	ring      *seal.Ring
	desk      *referral.Room
	authority *decision.Room
	responder account.Actor // of a police force
	triage    account.Actor // of the competent authority, like the following
	maker     account.Actor
	reader    account.Actor
	manager   account.Actor
	panel     account.Actor // of a devolved panel that has no case
	drop      func()
}

// The people of a bench. The password and the key guard invented people in a
// database that is thrown away.
const (
	benchPassword = "an invented password"
	benchSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA"
	authorityName = "Single Competent Authority"
)

// newWorld makes a database with people in it.
func (r *run) newWorld(ctx context.Context, name string) (*world, error) {
	address, drop, err := r.fresh(ctx, name)
	if err != nil {
		return nil, err
	}
	w := &world{address: address, drop: drop}
	root, err := seal.NewRoot()
	if err != nil {
		drop()
		return nil, err
	}
	w.ring = seal.NewRing(root)
	if err := w.open(ctx); err != nil {
		drop()
		return nil, err
	}
	if err := w.people(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *world) open(ctx context.Context) (err error) {
	if w.db, err = db.Open(ctx, w.address, time.Now, w.ring); err != nil {
		return err
	}
	if err := w.db.Migrate(ctx); err != nil {
		w.db.Close()
		return err
	}
	if err := seal.Admit(ctx, w.db, w.ring.Root()); err != nil {
		w.db.Close()
		return err
	}
	w.authority = decision.New(w.db, statute.Default(), decision.DefaultSettings())
	w.desk = referral.New(w.db, statute.Default(), reference.Default(), w.authority.Receive)
	return nil
}

func (w *world) close() {
	w.db.Close()
	w.drop()
}

func (w *world) people(ctx context.Context) error {
	hash, err := account.HashPassword(ctx, benchPassword)
	if err != nil {
		return err
	}
	return w.db.Write(ctx, func(tx *db.Tx) error {
		police, err := account.AddAgency(ctx, tx, account.Agency{Name: "Westhaven Police", Kind: account.Police, Jurisdiction: "england"})
		if err != nil {
			return err
		}
		authority, err := account.AddAgency(ctx, tx, account.Agency{Name: authorityName, Kind: account.CompetentAuthority, Jurisdiction: "england"})
		if err != nil {
			return err
		}
		panel, err := account.AddAgency(ctx, tx, account.Agency{Name: "Northmere Devolved Panel", Kind: account.CompetentAuthority, Jurisdiction: "england"})
		if err != nil {
			return err
		}
		for _, person := range []struct {
			actor  *account.Actor
			agency db.ID
			name   string
			roles  []account.Role
		}{
			{&w.responder, police, "responder", []account.Role{account.FirstResponder}},
			{&w.triage, authority, "triage", []account.Role{account.TriageOfficer}},
			{&w.maker, authority, "maker", []account.Role{account.DecisionMaker}},
			{&w.reader, authority, "reader", []account.Role{account.SecondReader, account.DecisionMaker}},
			{&w.manager, authority, "manager", []account.Role{account.AuthorityManager}},
			{&w.panel, panel, "panel", []account.Role{account.PanelMember}},
		} {
			id, err := account.AddAccount(ctx, tx, account.NewAccount{Agency: person.agency, Email: person.name + "@bench.example", Name: "A " + person.name,
				PasswordHash: hash, TOTPSecret: benchSecret, Roles: person.roles})
			if err != nil {
				return err
			}
			if *person.actor, _, err = account.Load(ctx, tx, id); err != nil {
				return err
			}
			person.actor.Via = account.Command
		}
		return nil
	})
}

// submit sends the n-th referral of a population as if on the day and time at.
func (w *world) submit(ctx context.Context, s referral.Submission, at time.Time) (receipt referral.Receipt, err error) {
	examined, err := w.desk.Examine(s, referral.Options{}, civil.DayOf(at))
	if err != nil {
		return receipt, err
	}
	err = w.db.WriteAt(ctx, at, func(tx *db.Tx) error {
		receipt, err = w.desk.TakeIn(ctx, tx, w.responder, examined)
		return err
	})
	return receipt, err
}

// site is the site over the world.
func (w *world) site() *site.Site {
	quiet := slog.New(slog.DiscardHandler)
	return site.New(site.Config{DB: w.db, Rules: statute.Default(), Log: quiet, Mail: notify.Log(quiet), Version: "bench"})
}

// visitor is somebody signed in to the site in this process.
type visitor struct {
	handler http.Handler
	cookie  *http.Cookie
}

// visit signs one of the people of the bench in.
func (w *world) visit(ctx context.Context, actor account.Actor) (*visitor, error) {
	handler, err := w.site().Handler()
	if err != nil {
		return nil, err
	}
	const origin = "192.0.2.1"
	var session string
	err = w.db.Write(ctx, func(tx *db.Tx) (err error) {
		session, err = account.OpenSession(ctx, tx, actor.Account, account.ByCode, account.Device{Origin: origin}, account.DefaultLimits())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &visitor{handler, &http.Cookie{Name: "session", Value: session}}, nil
}

package site

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/between"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/danger"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/estimates"
	"github.com/havenward/havenward/internal/figures"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/justice"
	"github.com/havenward/havenward/internal/leave"
	"github.com/havenward/havenward/internal/matching"
	"github.com/havenward/havenward/internal/people"
	"github.com/havenward/havenward/internal/placement"
	"github.com/havenward/havenward/internal/record"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/retention"
	"github.com/havenward/havenward/internal/returns"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/sharing"
	"github.com/havenward/havenward/internal/signin"
	"github.com/havenward/havenward/internal/statistics"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/support"
	"github.com/havenward/havenward/internal/team"
	"github.com/havenward/havenward/internal/uploads"
)

// room is one capability of the program. What it offers beside its pages it says
// by further methods; see the interfaces below. To add a room, add its folder, its
// migration, its part of the policy (package access) and its line in openRooms.
type room interface {
	Routes() []route.Route
}

// What rooms may offer beside pages.
type (
	withMenu     interface{ Menu() []route.Entry }
	withTabs     interface{ Tabs() []route.Tab }
	withWarnings interface{ Warnings() []route.Warn }
	withAPI      interface{ Register(huma.API) }
	withJobs     interface{ Jobs(*job.Runner) }
	withSealed   interface{ Sealed() []seal.Column }
	withSchedule interface {
		Schedule(context.Context, *db.Tx) error
	}
)

// rooms are all capabilities of the program, in the order of the menu, and those
// of them that the site itself speaks to.
type rooms struct {
	all      []room
	signin   *signin.Room
	matching *matching.Room
}

// openRooms opens every room. What one room must tell another goes through the
// function values handed over here, in the same transaction; no room imports
// another.
func openRooms(config Config) rooms {
	config.SignIn.Secure = config.Secure
	signing := signin.New(config.DB, config.SignIn)
	deciding := decision.New(config.DB, config.Rules, decision.DefaultSettings())
	comparing := matching.New(config.DB, config.Log)
	comparing.Responsible = deciding.Responsible
	desk := referral.New(config.DB, config.Rules, reference.Default(), deciding.Receive)
	desk.Known, desk.Claim = comparing.Known, comparing.Claim
	staying := &leave.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default(), Stands: standing(deciding)}
	going := &returns.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default(), URL: config.SignIn.URL, Seeking: staying.IsSeeking}
	comparing.Over, comparing.Flagged = overOrHome(going), append(comparing.Flagged, going.MetAgain)
	ledger := &sharing.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default()}
	supporting := &support.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default(), Ledger: between.Ledger(ledger), Arranged: deciding.SupportArranged}
	deciding.Settled = append(deciding.Settled, supporting.OnSettled)
	placing := &placement.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default()}
	comparing.Regrouped = append(comparing.Regrouped, placing.Regrouped)
	house := between.Shelter(config.DB, config.Rules, placing)
	watching := &danger.Room{DB: config.DB, Rules: config.Rules, OnDanger: []danger.OnDanger{supporting.OnDanger, house.OnDanger}}
	house.NotSeen = append(house.NotSeen, watching.NotSeen)
	made := rooms{signin: signing, matching: comparing, all: []room{
		desk,
		deciding,
		comparing,
		supporting,
		ledger,
		staying,
		going,
		placing,
		house,
		&justice.Room{DB: config.DB, Rules: config.Rules, Lists: reference.Default()},
		watching,
		paying(config, house, supporting, staying),
		&retention.Room{DB: config.DB, Rules: config.Rules, Shelves: slices.Concat(desk.Shelves(), placing.Shelves())},
		&figures.Room{DB: config.DB},
		&statistics.Room{DB: config.DB},
		&estimates.Room{DB: config.DB, Log: config.Log, Lists: linkedLists(comparing)},
		&record.Room{DB: config.DB, Rules: config.Rules},
		ownRoom(config, deciding),
		people.New(config.DB),
		&uploads.Room{DB: config.DB, Scanner: config.Scanner},
		&team.Room{DB: config.DB},
		signing,
	}}
	made.tellOwn()
	return made
}

// standing tells the room of permission to stay where a decision stands.
func standing(deciding *decision.Room) func(context.Context, *db.Tx, db.ID) (leave.Standing, bool, error) {
	return func(ctx context.Context, tx *db.Tx, id db.ID) (leave.Standing, bool, error) {
		settled, until, found, err := deciding.Standing(ctx, tx, id)
		return leave.Standing{Stage: settled.Stage, Identifying: settled.Identifying, Until: until}, found, err
	}
}

// overOrHome tells why a case is over: the person went home, or its file is closed.
func overOrHome(going *returns.Room) func(context.Context, *db.Tx, db.ID) (string, error) {
	return func(ctx context.Context, tx *db.Tx, id db.ID) (string, error) {
		if home, err := going.WentHome(ctx, tx, id); err != nil || home {
			return matching.OverReturned, err
		}
		return matching.Over(ctx, tx, id)
	}
}

// offering gives the rooms that offer something beside their pages.
func offering[T any](r rooms) []T {
	var found []T
	for _, room := range r.all {
		if offer, ok := room.(T); ok {
			found = append(found, offer)
		}
	}
	return found
}

func (r rooms) routes() []route.Route {
	var routes []route.Route
	for _, room := range r.all {
		routes = append(routes, room.Routes()...)
	}
	return routes
}

func (r rooms) menu() []route.Entry {
	var entries []route.Entry
	for _, room := range offering[withMenu](r) {
		entries = append(entries, room.Menu()...)
	}
	return entries
}

// shelf is what the rooms put on the folder of a person.
func (r rooms) shelf() *route.Shelf {
	shelf := &route.Shelf{}
	for _, room := range offering[withTabs](r) {
		shelf.Tabs = append(shelf.Tabs, room.Tabs()...)
	}
	for _, room := range offering[withWarnings](r) {
		shelf.Warnings = append(shelf.Warnings, room.Warnings()...)
	}
	return shelf
}

func (r rooms) operations(api huma.API) {
	for _, room := range offering[withAPI](r) {
		room.Register(api)
	}
}

func (r rooms) jobs(runner *job.Runner) {
	for _, room := range offering[withJobs](r) {
		room.Jobs(runner)
	}
}

// sealed are all columns in which values of cases stand sealed.
func (r rooms) sealed() []seal.Column {
	columns := casefile.SealedColumns()
	for _, room := range offering[withSealed](r) {
		columns = append(columns, room.Sealed()...)
	}
	return columns
}

// SealedColumns are all columns in which values of cases stand sealed, for the
// command that renews a case's keys.
func SealedColumns() []seal.Column { return openRooms(Config{Rules: statute.Default()}).sealed() }

// schedule makes sure that the recurring work of the rooms is queued; where it
// is, nothing changes.
func (r rooms) schedule(ctx context.Context, tx *db.Tx) error {
	for _, room := range offering[withSchedule](r) {
		if err := room.Schedule(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// How many draws of who is who estimates from the casework are made of, and the
// seed of the draws, so that the same records give the same estimate.
const (
	linkedDraws = 10
	linkedSeed  = 1
)

// linkedLists gives estimates the casework as linked records, drawn several
// times, so that what is not certain about who is who is carried along.
func linkedLists(comparing *matching.Room) estimates.Lists {
	return func(ctx context.Context, tx *db.Tx, actor account.Actor, period estimates.Period, by estimates.By) ([]estimates.Draw, error) {
		people, missed, err := comparing.Draws(ctx, tx, actor, linkedDraws, linkedSeed)
		if err != nil {
			return nil, err
		}
		draws := make([]estimates.Draw, len(people))
		for i, who := range people {
			if draws[i], err = estimates.Linked(ctx, tx, period, by, who); err != nil {
				return nil, err
			}
			draws[i].Missed = missed
		}
		return draws, nil
	}
}

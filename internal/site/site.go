// Package site wires the rooms: the one route table, the order of middleware,
// sign-in, home, help and the JSON API.
package site

import (
	"context"
	"embed"
	"encoding/json"
	"iter"
	"log/slog"
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/job"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/own"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/scan"
	"github.com/havenward/havenward/internal/seal"
	"github.com/havenward/havenward/internal/signin"
	"github.com/havenward/havenward/internal/statute"
	"github.com/havenward/havenward/internal/subsistence"
)

//go:embed pages/*.html
var files embed.FS

// Config is what a site is built from.
type Config struct {
	DB    *db.Database
	Rules statute.Book
	// Rates are the rates of subsistence; empty for those that the program carries.
	Rates subsistence.Book
	Log   *slog.Logger
	Mail  notify.Transport
	// Secure says that people reach the site over TLS, here or at a proxy before it.
	Secure bool
	// SignIn is what the deployment chooses of signing in; its Secure is taken from
	// above.
	SignIn signin.Settings
	// Own is what the deployment chooses of the person's own page.
	Own     own.Settings
	Version string
	// Tombstones is the list of what was erased, outside the database; "" for none.
	Tombstones string
	// Scanner looks at files that people add; nil for none.
	Scanner scan.Scanner
}

// Site is the program as a web server, with its jobs.
type Site struct {
	Config
	pages  *page.Renderer
	edge   *page.Edge
	routes []route.Route
	jobs   *job.Runner
	rooms  rooms
	shelf  *route.Shelf
}

// New wires the rooms over a database.
func New(config Config) *Site {
	s := &Site{Config: config, pages: page.New(files, "pages/*.html")}
	s.edge = &page.Edge{Log: config.Log, SignIn: signin.Path, StepUp: signin.StepUpPath}
	s.rooms = openRooms(config)
	s.routes, s.shelf = append(s.ownRoutes(), s.rooms.routes()...), s.rooms.shelf()
	s.jobs = job.NewRunner(config.DB, string(db.NewID(time.Now())), config.Log)
	s.jobs.Errand(notify.Send, notify.Errand(config.Mail))
	s.jobs.Handle(sweepJob, sweep)
	s.jobs.Errand(casefile.Tombstones, func(ctx context.Context, d *db.Database, _ json.RawMessage) error {
		if config.Tombstones == "" {
			return nil
		}
		_, _, err := seal.Tombstones(ctx, d, config.Tombstones, casefile.Mourners())
		return err
	})
	s.jobs.Slow(casefile.Resealing, func(ctx context.Context, d *db.Database, payload json.RawMessage) error {
		var id db.ID
		if err := json.Unmarshal(payload, &id); err != nil {
			return err
		}
		return casefile.Reseal(ctx, d, s.rooms.sealed(), id, func(int) {})
	})
	s.rooms.jobs(s.jobs)
	return s
}

// Routes is the one route table.
func (s *Site) Routes() []route.Route { return s.routes }

// Handler serves the site. From the outside in: a name for the request, headers,
// no changes from other sites, then the route table, and at each route a limit
// to the body, who it is, whether they may, and the room.
func (s *Site) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range s.routes {
		mux.Handle(r.Pattern, page.Limit(s.edge.Handle(s.serve(r)), bodyLimit(r)))
	}
	mux.Handle("GET /assets/", page.Assets())
	mux.Handle("/api/", s.api())
	mux.Handle("/", s.edge.Handle(s.serve(unknown)))
	protected, err := s.edge.SameOrigin(mux)
	if err != nil {
		return nil, err
	}
	return page.RequestID(page.Headers(s.notice(protected), s.Secure)), nil
}

// notice puts on every page why nothing may be changed, while nothing may.
func (s *Site) notice(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if frozen := s.DB.Frozen(); frozen != nil {
			r = page.WithNotice(r, page.Notice{Message: frozen.Message, Args: frozen.Args})
		}
		next.ServeHTTP(w, r)
	})
}

func bodyLimit(r route.Route) int64 {
	if r.Body > 0 {
		return r.Body
	}
	return route.MaxBody
}

// Stock fills the index of records to be compared: see matching.Room.Stock.
func (s *Site) Stock(ctx context.Context, records iter.Seq2[db.ID, casefile.Record]) error {
	return s.rooms.matching.Stock(ctx, records)
}

// Work does the jobs that are due until the context ends. While nothing may be
// changed, none is done.
func (s *Site) Work(ctx context.Context) {
	if s.DB.Frozen() != nil {
		return
	}
	if err := s.schedule(ctx); err != nil {
		s.Log.Error("recurring work could not be queued", "error", err)
	}
	go s.rooms.matching.Follow(ctx, followEvery)
	s.jobs.Run(ctx, time.Second)
}

// WorkOnce does the jobs that are due now, slow ones last, for tests and commands.
func (s *Site) WorkOnce(ctx context.Context) error {
	for {
		done, err := s.jobs.Once(ctx)
		if err == nil && done == 0 {
			done, err = s.jobs.OnceSlow(ctx)
		}
		if err != nil || done == 0 {
			return err
		}
	}
}

// sweepJob is the recurring work of the spine: what is over is removed.
const sweepJob job.Kind = "sweep"

const sweepEvery = time.Hour

// followEvery is how often a node looks for records that changed elsewhere while
// nobody asks.
const followEvery = 5 * time.Second

func sweep(ctx context.Context, tx *db.Tx, _ json.RawMessage) error {
	if err := account.Clean(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ForgetOnce(ctx, tx.Now().Add(-48*time.Hour)); err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, sweepJob, "hourly", tx.Now().Add(sweepEvery), nil)
}

// schedule makes sure that the recurring work is queued; where it is, nothing
// changes.
func (s *Site) schedule(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.rooms.schedule(ctx, tx); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, sweepJob, "hourly", tx.Now(), nil)
	})
}

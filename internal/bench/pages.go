package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/db"
)

// Targets of pages, as server time, and how many times as long the larger
// population may take.
const (
	targetP50    = 20 * time.Millisecond
	targetP99    = 50 * time.Millisecond
	targetGrowth = 1.5
)

// population is a world with people in it and somebody who looks at them.
type population struct {
	world  *world
	people int
	guide  *guide
	looks  *visitor
	maker  *visitor
	panel  *visitor
}

// request asks one page. body is empty for a GET.
type request struct{ path, body string }

// look is one kind of page, asked in many ways.
type look struct {
	what string
	who  func(*population) *visitor
	ask  func(p *population, n int) request
}

var looks = []look{
	{"Work list: all open cases", byManagerVisit, get("/work/team")},
	{"Work list: to be allocated", byManagerVisit, get("/work/triage")},
	{"Work list: a decision maker's own", byMakerVisit, get("/work/mine")},
	{"Work list: overdue in recovery", byManagerVisit, get("/work/team?due=overdue&stage=recovery")},
	{"Work list: children due in 14 days", byManagerVisit, get("/work/team?due=14&age=child")},
	{"Search: a rare name", byManagerVisit, find(func(g *guide) []string { return g.rare })},
	{"Search: a common name", byManagerVisit, find(func(g *guide) []string { return g.common })},
	{"Search: a common name, by a panel with no case", byPanelVisit, find(func(g *guide) []string { return g.common })},
	{"Search: two names", byManagerVisit, find(func(g *guide) []string { return g.pairs })},
	{"Search: two common names", byManagerVisit, find(func(g *guide) []string { return g.commonPairs })},
	{"Search: a reference", byManagerVisit, find(func(g *guide) []string { return g.references })},
	{"Search: a telephone number", byManagerVisit, find(func(g *guide) []string { return g.phones })},
	{"Case page", byManagerVisit, func(p *population, n int) request {
		return request{path: "/cases/" + p.guide.cases[n%len(p.guide.cases)]}
	}},
}

func byManagerVisit(p *population) *visitor { return p.looks }
func byMakerVisit(p *population) *visitor   { return p.maker }
func byPanelVisit(p *population) *visitor   { return p.panel }

func get(path string) func(*population, int) request {
	return func(*population, int) request { return request{path: path} }
}

func find(among func(*guide) []string) func(*population, int) request {
	return func(p *population, n int) request {
		words := among(p.guide)
		return request{"/work/search", url.Values{"query": {words[n%len(words)]}}.Encode()}
	}
}

// ask sends a request through the whole handler in this process and adds the
// time until the answer is whole.
func (v *visitor) ask(ctx context.Context, q request, to *spent) error {
	method := http.MethodGet
	if q.body != "" {
		method = http.MethodPost
	}
	r := httptest.NewRequestWithContext(ctx, method, q.path, strings.NewReader(q.body))
	r.AddCookie(v.cookie)
	if q.body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	started, used := time.Now(), processorTime()
	v.handler.ServeHTTP(w, r)
	if err := ctx.Err(); err != nil { // the time is over: what came is no answer
		return err
	}
	to.add(time.Since(started), processorTime()-used)
	if w.Code != http.StatusOK {
		return fmt.Errorf("%s %s answered %d", method, q.path, w.Code)
	}
	return nil
}

// pages measures pages with a small and with a large population, one request to
// each in turn, so that what else the machine does falls on both alike.
func (r *run) pages(ctx context.Context) error {
	small, large, err := r.populations(ctx)
	if err != nil {
		return err
	}
	defer small.world.close()
	defer large.world.close()
	for _, look := range looks {
		r.say("pages: %s", look.what)
		few, many, err := r.compare(ctx, look, small, large)
		if err != nil {
			return fmt.Errorf("%s: %w", look.what, err)
		}
		r.pageLines(look.what, few, many, small.people)
	}
	if err := r.floorOfLooks(ctx, large); err != nil {
		return err
	}
	return r.export(ctx, large, exportRows)
}

// warm is how many requests of a kind are made before the first that counts.
const warm = 10

// enough is how many requests of a kind have a 99th percentile at all; slow ones
// get longest times as long to come to so many.
const (
	enough  = 100
	longest = 5
)

func (r *run) compare(ctx context.Context, look look, small, large *population) (few, many spent, err error) {
	var started time.Time
	for n := 0; n <= warm || time.Since(started) < 2*r.Lasting || len(many.clock) < enough && time.Since(started) < 2*longest*r.Lasting; n++ {
		if err := ctx.Err(); err != nil {
			return few, many, err
		}
		if n == warm {
			few, many, started = spent{}, spent{}, time.Now()
		}
		if err := look.who(small).ask(ctx, look.ask(small, n), &few); err != nil {
			return few, many, err
		}
		if err := look.who(large).ask(ctx, look.ask(large, n), &many); err != nil {
			return few, many, err
		}
	}
	return few, many, nil
}

func (r *run) pageLines(what string, few, many spent, people int) {
	met := many.clock.quantile(0.5) < targetP50 && many.clock.quantile(0.99) < targetP99
	r.report.add(Line{What: what, Measured: many.String(), Values: many.values(), Verdict: verdict(met),
		Against: fmt.Sprintf("p50 under %s, p99 under %s", shown(targetP50), shown(targetP99))})
	times := func(many, few times, share float64) float64 {
		if few.quantile(share) == 0 {
			return 0 // less than the clock can tell: a ratio would be infinite
		}
		return float64(many.quantile(share)) / float64(few.quantile(share))
	}
	growth, tail, processor := times(many.clock, few.clock, 0.5), times(many.clock, few.clock, 0.99), times(many.processor, few.processor, 0.5)
	r.report.add(Line{What: what + ", growth", Measured: fmt.Sprintf("p50 times %.2f, p99 times %.2f; processor p50 times %.2f", growth, tail, processor),
		Ratio: growth, Verdict: verdict(growth < targetGrowth), Values: map[string]float64{"growth_p50": growth, "growth_p99": tail, "growth_processor_p50": processor},
		Against: fmt.Sprintf("%s people: %s; under times %.1f", thousands(people), few.clock, targetGrowth)})
}

// floorOfLooks measures the part of every look that a disk sets: the record of
// the look, made durable before the answer goes out.
func (r *run) floorOfLooks(ctx context.Context, p *population) error {
	raw, err := db.Raw(ctx, p.world.address)
	if err != nil {
		return err
	}
	defer raw.Close()
	statement, err := raw.PrepareContext(ctx, `INSERT INTO once (scope, key, result, at) VALUES ('bench', $1, '', '2026-01-01 00:00:00.000000')`)
	if err != nil {
		return err
	}
	defer statement.Close()
	done, err := timed(ctx, r.Lasting, 1, func(n int) error {
		_, err := statement.ExecContext(ctx, fmt.Sprint(n))
		return err
	})
	if err != nil {
		return err
	}
	r.report.add(Line{What: "Floor of each look: one raw durable row", Measured: done.waits.String(), Values: done.waits.values()})
	return nil
}

// populations makes both populations: the small one first, then its copy, to
// which the rest of the people are added.
func (r *run) populations(ctx context.Context) (small, large *population, err error) {
	cases := min(mostBase, max(1, r.People/5))
	few := min(SmallPeople, max(2*cases, r.People/10))
	w, err := r.newWorld(ctx, "few")
	if err != nil {
		return nil, nil, err
	}
	r.say("population: %d cases through the commands", cases)
	originals, err := r.base(ctx, w, cases)
	if err != nil {
		w.close()
		return nil, nil, err
	}
	if err := w.db.Close(); err != nil {
		w.drop()
		return nil, nil, err
	}
	first, err := r.multiply(ctx, w.address, w.ring.Root(), originals, cases, few)
	if err != nil {
		w.drop()
		return nil, nil, err
	}
	other, err := r.copyWorld(ctx, w, "many")
	if err != nil {
		w.drop()
		return nil, nil, err
	}
	rest, err := r.multiply(ctx, other.address, other.ring.Root(), originals, few, r.People)
	if err == nil {
		small, err = r.populate(ctx, w, few, originals, first)
	}
	if err == nil {
		large, err = r.populate(ctx, other, r.People, originals, append(first, rest...))
	}
	if err != nil {
		w.drop()
		other.drop()
		return nil, nil, err
	}
	return small, large, nil
}

// copyWorld copies a database that nobody has open.
func (r *run) copyWorld(ctx context.Context, w *world, name string) (*world, error) {
	address, drop, err := r.fresh(ctx, name)
	if err != nil {
		return nil, err
	}
	other := *w
	other.address, other.drop = address, drop
	if r.server() {
		from, _ := url.Parse(w.address)
		to, _ := url.Parse(address)
		if err := r.onServer(ctx, `DROP DATABASE `+to.Path[1:]); err != nil {
			return nil, err
		}
		return &other, r.onServer(ctx, `CREATE DATABASE `+to.Path[1:]+` TEMPLATE `+from.Path[1:])
	}
	content, err := os.ReadFile(strings.TrimPrefix(w.address, "sqlite:"))
	if err != nil {
		return nil, err
	}
	return &other, os.WriteFile(strings.TrimPrefix(address, "sqlite:"), content, 0o600)
}

// populate opens a filled database and signs people in.
func (r *run) populate(ctx context.Context, w *world, people int, originals []original, copies []copied) (*population, error) {
	if err := w.open(ctx); err != nil {
		return nil, err
	}
	p := &population{world: w, people: people, guide: newGuide(r.Seed, originals, copies)}
	for _, signIn := range []struct {
		visitor **visitor
		actor   account.Actor
	}{{&p.looks, w.manager}, {&p.maker, w.maker}, {&p.panel, w.panel}} {
		var err error
		if *signIn.visitor, err = w.visit(ctx, signIn.actor); err != nil {
			w.db.Close()
			return nil, err
		}
	}
	return p, nil
}

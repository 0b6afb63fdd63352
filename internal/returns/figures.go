package returns

import (
	"context"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Count is one outcome with what it is out of.
type Count struct {
	Code  string `json:"code"`
	Words string `json:"words"`
	N     int    `json:"n"`
	Of    int    `json:"of" doc:"Of how many; 0 where there were none"`
	// Few says that the numbers are too small to be shown to whoever reads figures
	// of several agencies.
	Few bool `json:"few,omitempty"`
}

// fewest is below what numbers of several agencies are not told apart: a
// house rule against knowing somebody again.
const fewest = 5

// Outcome is one return as it is counted: codes and days, of nobody.
type Outcome struct {
	State    State
	Went     bool
	Arrived  bool
	Met      bool
	Contacts []Found
	Signal   bool
	Confirms bool // a sign that somebody looked at and confirmed
}

// Found is one contact as it is counted.
type Found struct {
	Due  civil.Day
	Done bool
	What string
}

// measure is one line of the figures: what it counts, out of what.
type measure struct {
	code, words string
	of, hit     func(o Outcome, f Found) bool
	contact     bool // counted once for each contact
}

func always(Outcome, Found) bool { return true }

// measures are the lines of the figures, in order. A contact counts once it was
// due: one that is not made is never left out.
func measures(today civil.Day) []measure {
	went := func(o Outcome, _ Found) bool { return o.Went }
	due := func(o Outcome, f Found) bool { return o.Went && (f.Done || f.Due.Before(today)) }
	done := func(_ Outcome, f Found) bool { return f.Done }
	lines := []measure{
		{"went", "Went home, of all who talked about it", always, went, false},
		{"withdrawn", "Took their choice back, of all who talked about it", always, func(o Outcome, _ Found) bool { return o.State == Withdrawn }, false},
		{"arrived", "Arrived, of those who went", went, func(o Outcome, _ Found) bool { return o.Arrived }, false},
		{"met", "Met on arrival by the person named, of those who arrived", func(o Outcome, _ Found) bool { return o.Arrived }, func(o Outcome, _ Found) bool { return o.Met }, false},
		{"contact-made", "Contacts made or tried, of those that were due", due, done, true},
		{"contact-reached", "Contacts in which the person was reached, of those that were due", due, func(_ Outcome, f Found) bool { return f.Done && f.What != FoundNoAnswer }, true},
	}
	for _, finding := range findings {
		lines = append(lines, measure{"found-" + finding.Code(), finding.Words(), done, func(_ Outcome, f Found) bool { return f.What == finding.Code() }, true})
	}
	return append(lines,
		measure{"signal", "A sign of re-trafficking was raised, of those who went", went, func(o Outcome, _ Found) bool { return o.Signal }, false},
		measure{"confirmed", "Re-trafficking was confirmed, of those who went", went, func(o Outcome, _ Found) bool { return o.Confirms }, false})
}

// Tally counts returns and what was found after them, each with what it is out of.
func Tally(all []Outcome, today civil.Day) []Count {
	var counts []Count
	for _, m := range measures(today) {
		c := Count{Code: m.code, Words: m.words}
		for _, o := range all {
			each := []Found{{}}
			if m.contact {
				each = o.Contacts
			}
			for _, f := range each {
				if m.of(o, f) {
					c.Of++
					if m.hit(o, f) {
						c.N++
					}
				}
			}
		}
		counts = append(counts, c)
	}
	return counts
}

// tally counts the returns of the actor's agency, or of all for those who count
// over agencies: then small numbers are not told.
func (room *Room) tally(ctx context.Context, tx *db.Tx, actor account.Actor) ([]Count, error) {
	condition, args := `p.agency_id = $1`, []any{actor.Agency}
	wide := !actor.Has(account.ReturnsOfficer, account.SupportProvider, account.SupportManager, account.SocialWorker)
	if wide {
		condition, args = `TRUE`, nil
	}
	outcomes := map[db.ID]*Outcome{}
	if err := tx.Each(ctx, `SELECT p.id, p.state, p.departed_on IS NOT NULL, p.arrived_on IS NOT NULL, p.arrived_how = 'met',
		EXISTS (SELECT 1 FROM return_signal s WHERE s.plan_id = p.id), EXISTS (SELECT 1 FROM return_signal s WHERE s.plan_id = p.id AND s.outcome = 're-trafficked')
		FROM return_plan p WHERE p.ended_why <> 'mistake' AND `+condition, args, func(scan func(...any) error) error {
		var id db.ID
		var o Outcome
		err := scan(&id, &o.State, &o.Went, &o.Arrived, &o.Met, &o.Signal, &o.Confirms)
		outcomes[id] = &o
		return err
	}); err != nil {
		return nil, err
	}
	if err := tx.Each(ctx, `SELECT k.plan_id, k.due_on, k.done_on IS NOT NULL, k.found FROM return_contact k JOIN return_plan p ON p.id = k.plan_id
		WHERE k.kind <> 'none' AND (k.cancelled_at IS NULL OR k.done_on IS NOT NULL) AND p.ended_why <> 'mistake' AND `+condition, args, func(scan func(...any) error) error {
		var id db.ID
		var f Found
		if err := scan(&id, &f.Due, &f.Done, &f.What); err != nil {
			return err
		}
		if o := outcomes[id]; o != nil {
			o.Contacts = append(o.Contacts, f)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var all []Outcome
	for _, o := range outcomes {
		all = append(all, *o)
	}
	counts := Tally(all, dayOf(tx))
	if wide {
		for i := range counts {
			if counts[i].Of > 0 && counts[i].Of < fewest || counts[i].N > 0 && counts[i].N < fewest {
				counts[i].N, counts[i].Of, counts[i].Few = 0, 0, true
			}
		}
	}
	return counts, nil
}

type figuresPage struct {
	Counts []Count
	Today  civil.Day
	List   bool
}

// figures shows what came of returns.
func (room *Room) figures(r *route.Request) error {
	data := figuresPage{Today: civil.DayOf(r.DB.Now()), List: access.Role(r.Actor, access.ListReturns) == nil}
	if err := listed(r.Context(), r.DB, r.Actor, "count-returns", func(tx *db.Tx) (err error) {
		data.Counts, err = room.tally(r.Context(), tx, r.Actor)
		return err
	}); err != nil {
		return err
	}
	back := home
	if data.List {
		back = page.Link{Text: "Returns", Href: "/returns"}
	}
	return r.Render(pages, http.StatusOK, "figures.html", page.View{Title: "What came of returns", Width: "wide", Back: back, Data: data})
}

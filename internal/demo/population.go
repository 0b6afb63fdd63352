package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
	"golang.org/x/sync/errgroup"
)

// population makes the people of the demonstration. The same seed and day give
// the same people, referred and decided on the same days.
type population struct {
	ctx      context.Context
	db       *db.Database
	desk     *referral.Room
	deciding *decision.Room
	calendar *statute.Calendar
	now      time.Time
	today    civil.Day
	seed     uint64
	staff    map[string]account.Actor // by e-mail address
}

// The people of the demonstration who act, by their e-mail addresses.
const (
	triage  = "grace.okafor@sca.example"
	maker   = "daniel.reeve@sca.example"
	reader  = "marta.lindqvist@sca.example"
	manager = "helen.achebe@sca.example"
	other   = "sam.whitlock@ieca.example" // decides in the other authority
	chair   = "ruth.carmody@panel.example"
)

// referrers are who refers, with the organisation of the closed list under
// which statistics count each.
var referrers = []sender{
	{"priya.marlow@westhaven.example", "metropolitan", "WP/"},
	{"tom.askew@northmere.example", "local-authority", "NC-CH-"},
	{"ngozi.bell@harbourlight.example", "the-salvation-army", "HL "},
	{"iain.frost@seaport.example", "home-office-uk-border-force-ukbf", "SBU-"},
}

// sender is somebody who refers; mark begins the references that their agency
// gives to what it sends.
type sender struct{ email, organisation, mark string }

// writers is how many people are written at once, so that they share commits.
const writers = 16

// populating loads what the scripts of people need.
func populating(ctx context.Context, d *db.Database, rules statute.Book, seed uint64) (*population, error) {
	calendar, err := rules.Calendar(statute.England)
	if err != nil {
		return nil, err
	}
	deciding := decidingRoom(d, rules)
	p := &population{ctx: ctx, db: d, deciding: deciding, desk: referral.New(d, rules, reference.Default(), deciding.Receive),
		calendar: calendar, now: d.Now(), today: civil.DayOf(d.Now()), seed: seed}
	return p, p.loadStaff()
}

// addPopulation makes everybody but the lives, each by a script of their own.
func addPopulation(p *population) error {
	group, running := errgroup.WithContext(p.ctx)
	group.SetLimit(writers)
	within := *p
	within.ctx = running
	number := 0
	for _, state := range states {
		for i := range state.people {
			number++
			s := &script{population: &within, number: number, variant: i}
			group.Go(func() error {
				state.script(s)
				if s.err != nil {
					return fmt.Errorf("demonstration, %s, person %d: %w", state.name, s.variant+1, s.err)
				}
				return nil
			})
		}
	}
	return group.Wait()
}

func (p *population) loadStaff() error {
	p.staff = map[string]account.Actor{}
	return p.db.Read(p.ctx, func(tx *db.Tx) error {
		for _, person := range people {
			actor, found, err := account.LoadByEmail(p.ctx, tx, person.email)
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("the demonstration has nobody called %s", person.email)
			}
			actor.Via = account.Page
			p.staff[person.email] = actor
		}
		return nil
	})
}

// daysAgo is a working day: that many days before today, or the last working day
// before.
func (p *population) daysAgo(days int) civil.Day {
	day := p.today.Add(-days)
	for days > 0 && !p.calendar.WorkingDay(day) {
		day = day.Add(-1)
	}
	return day
}

// agoFor gives how many days ago a clock of a kind that ends on a day started,
// the nearest such day where there is none.
func (p *population) agoFor(kind statute.Kind, about statute.Subject, due civil.Day) (int, error) {
	for ago := range 60 {
		start := p.daysAgo(ago)
		counted, err := p.desk.Rules.Due(kind, about, start)
		if err != nil {
			return 0, err
		}
		if !counted.On.After(due) {
			return ago, nil
		}
	}
	return 0, fmt.Errorf("no day from which %s ends on %s", kind, due)
}

// families are referred together: the first opens the group and the others join.
func (s *script) family(members int) {
	for member := range members {
		s.member = member
		if member > 0 {
			s.write(s.day, func(tx *db.Tx, _ account.Actor) (err error) {
				s.group, err = casefile.JoinGroup(s.ctx, tx, s.id, casefile.FamilyGroup)
				return err
			}, s.referrer().email)
		}
		age := casefile.Adult
		if member >= 2 {
			age = casefile.Child
		}
		s.refer(4, age)
		s.allocate(3, machine.SingleCompetentAuthority)
	}
}

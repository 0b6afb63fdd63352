package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

// targetBed is how long a match may take.
const targetBed = 50 * time.Millisecond

// How many beds and people there are at most, and how many of the people have a
// case with all that is dangerous to them: those who are most urgent, whom every
// match begins with. The others were written down at night.
const (
	mostBeds    = 1000
	mostWaiting = 50_000
	wholePeople = 1000
	bedsInHouse = 10
)

// shelter is a world with a desk, its beds and who waits for one.
type shelter struct {
	world         *world
	room          *accommodation.Room
	desk          account.Actor
	looks         *visitor
	places        []accommodation.Place
	beds, asked   []db.ID // beds that are free; those who wait and have a case
	waiting, took int
}

// bedMatches measures a match both ways, over the pages of the desk: every bed for
// somebody, and who of those who wait could have a bed.
func (r *run) bedMatches(ctx context.Context) error {
	waiting := min(mostWaiting, r.People)
	few, err := r.newShelter(ctx, "beds_few", max(5, waiting/10))
	if err != nil {
		return err
	}
	defer few.world.close()
	many, err := r.newShelter(ctx, "beds_many", waiting)
	if err != nil {
		return err
	}
	defer many.world.close()
	floor, err := r.floorOfBeds(ctx, many)
	if err != nil {
		return err
	}
	for _, look := range []struct {
		what string
		path func(s *shelter, n int) string
	}{
		{"Match: every bed for one person", func(s *shelter, n int) string {
			return "/accommodation/files/" + string(s.asked[n%len(s.asked)]) + "/beds"
		}},
		{"Match: who could have one bed", func(s *shelter, n int) string {
			return "/accommodation/beds/" + string(s.beds[n%len(s.beds)]) + "/waiting"
		}},
	} {
		r.say("beds: %s", look.what)
		var small, large spent
		var started time.Time
		for n := 0; n <= warm || time.Since(started) < 2*r.Lasting || len(large.clock) < enough && time.Since(started) < 2*longest*r.Lasting; n++ {
			if n == warm {
				small, large, started = spent{}, spent{}, time.Now()
			}
			if err := few.looks.ask(ctx, request{path: look.path(few, n)}, &small); err != nil {
				return err
			}
			if err := many.looks.ask(ctx, request{path: look.path(many, n)}, &large); err != nil {
				return err
			}
		}
		r.report.add(Line{What: look.what, Measured: large.String(), Values: large.values(), Verdict: verdict(large.clock.quantile(0.99) < targetBed),
			Ratio:   float64(large.clock.quantile(0.5)) / float64(floor.clock.quantile(0.5)),
			Against: fmt.Sprintf("p99 under %s; the same beds read and judged alone: %s", shown(targetBed), floor.clock)})
		growth := float64(large.clock.quantile(0.5)) / float64(small.clock.quantile(0.5))
		r.report.add(Line{What: look.what + ", growth", Measured: fmt.Sprintf("p50 times %.2f with ten times as many beds and people", growth), Ratio: growth, Verdict: verdict(growth < 10),
			Values: map[string]float64{"growth_p50": growth}, Against: fmt.Sprintf("%s waiting: %s; under times 10", thousands(few.waiting), small.clock)})
	}
	return nil
}

// floorOfBeds reads every bed with its house and judges it for somebody, with
// nothing else: no page, no names to compare, no record of a look.
func (r *run) floorOfBeds(ctx context.Context, s *shelter) (floor spent, err error) {
	h := fit.Household{Sex: fit.Female, Adults: 1, Avoid: []string{s.places[0].Region}}
	for started := time.Now(); len(floor.clock) <= warm || time.Since(started) < r.Lasting; {
		began, used := time.Now(), processorTime()
		if err := s.world.db.Read(ctx, func(tx *db.Tx) error {
			return tx.Each(ctx, `SELECT b.id, b.sleeps, b.state, h.region, h.state, h.sex, h.families, h.pregnancy, h.capacity - h.taken FROM bed b JOIN house h ON h.id = b.house_id WHERE h.agency_id = $1`, []any{s.desk.Agency}, func(scan func(...any) error) error {
				var id db.ID
				var bed fit.Bed
				var house fit.House
				var free, open string
				if err := scan(&id, &bed.Sleeps, &free, &house.Region, &open, &house.Sex, &house.Families, &house.Pregnancy, &house.Room); err != nil {
					return err
				}
				bed.Free, house.Open = free == accommodation.BedFree, open == accommodation.HouseOpen
				fit.Judge(bed, house, h, nil, func(code string) any { return code })
				return nil
			})
		}); err != nil {
			return floor, err
		}
		floor.add(time.Since(began), processorTime()-used)
	}
	return floor, nil
}

// newShelter makes a world in which so many wait, with one bed for fifty of them.
func (r *run) newShelter(ctx context.Context, name string, waiting int) (s *shelter, err error) {
	w, err := r.newWorld(ctx, name)
	if err != nil {
		return nil, err
	}
	s = &shelter{world: w, waiting: waiting}
	s.room = &accommodation.Room{DB: w.db, Rules: statute.Default(), Lists: reference.Default(),
		Places:   func(context.Context, *db.Tx, db.ID) ([]accommodation.Place, error) { return s.places, nil },
		House:    func(context.Context, *db.Tx, account.Actor, db.ID, db.ID) error { return nil },
		Keepers:  func(context.Context, *db.Tx, db.ID) ([]accommodation.Keeper, error) { return nil, nil },
		Kept:     func(context.Context, *db.Tx, account.Actor) ([]db.ID, error) { return nil, nil },
		KeptAway: func(context.Context, *db.Tx, []db.ID) (map[db.ID][]alike.Described, error) { return nil, nil }}
	beds := min(mostBeds, max(10, waiting/50))
	whole := min(wholePeople, max(20, waiting/50))
	housed := beds * 6 / 10
	r.say("beds: %s beds, %s people who wait, of whom %d have a case", thousands(beds), thousands(waiting), whole)
	started := time.Now()
	err = w.db.Write(ctx, func(tx *db.Tx) error { return s.opening(ctx, tx) })
	if err == nil {
		err = w.db.Write(ctx, func(tx *db.Tx) error { return s.house(ctx, tx, beds) })
	}
	for from := 0; err == nil && from < whole+housed; from += 100 {
		err = w.db.Write(ctx, func(tx *db.Tx) error {
			for n := from; n < min(from+100, whole+housed); n++ {
				if err := s.ask(ctx, tx, r.Seed, uint64(n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err == nil {
		err = s.fill(ctx, housed)
	}
	for from := whole; err == nil && from < waiting; from += 1000 {
		err = w.db.Write(ctx, func(tx *db.Tx) error {
			for n := from; n < min(from+1000, waiting); n++ {
				if err := s.night(ctx, tx, r.Seed, uint64(whole+housed+n)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err == nil {
		s.looks, err = w.visit(ctx, s.desk)
	}
	if err != nil {
		w.close()
		return nil, err
	}
	r.say("beds: made in %s; %d of %d beds are taken", shown(time.Since(started)), s.took, beds)
	return s, nil
}

// opening makes the desk and somebody who works there.
func (s *shelter) opening(ctx context.Context, tx *db.Tx) error {
	agency, err := account.AddAgency(ctx, tx, account.Agency{Name: "Harbour Desk", Kind: account.Provider, Jurisdiction: "england"})
	if err != nil {
		return err
	}
	id, err := account.AddAccount(ctx, tx, account.NewAccount{Agency: agency, Email: "desk@bench.example", Name: "A desk", PasswordHash: "x", TOTPSecret: benchSecret,
		Roles: []account.Role{account.AccommodationDesk, account.SupportProvider}})
	if err != nil {
		return err
	}
	s.desk, _, err = account.Load(ctx, tx, id)
	s.desk.Via = account.Command
	return err
}

var (
	bedSexes  = []string{fit.Any, fit.Female, fit.Male}
	bedNeeds  = []string{"step-free", "night-staff", "halal", "own-cooking", "vegetarian", "school"}
	bedSpeech = []string{"sq", "vi", "ro", "en", "ar", "pl"}
)

// house makes houses in one area after another, with ten beds each.
func (s *shelter) house(ctx context.Context, tx *db.Tx, beds int) error {
	regions := s.room.Lists.Regions.All()
	for n := range (beds + bedsInHouse - 1) / bedsInHouse {
		place, region := tx.NewID(), regions[n%len(regions)].Code
		if _, err := tx.Exec(ctx, `INSERT INTO place (id, reference, agency_id, version, kind, region, ages, gender, capacity, suits, opened_at, opened_by) VALUES ($1, $2, $3, 1, 'safe-house', $4, 'families', 'any', 20, '', $5, 'bench')`,
			place, "PL-"+string(place), s.desk.Agency, region, tx.Now()); err != nil {
			return err
		}
		s.places = append(s.places, accommodation.Place{ID: place, Reference: "PL", Region: region})
		id, err := s.room.AddHouse(ctx, tx, s.desk, accommodation.HouseForm{Place: string(place), Name: fmt.Sprintf("House %d", n+1), Sex: bedSexes[n%3], Takes: []string{"families", "pregnancy"},
			Offers: []string{bedNeeds[n%6], bedNeeds[(n+1)%6], bedNeeds[(n+3)%6]}, Languages: []string{bedSpeech[n%6], bedSpeech[(n+2)%6]}, Cover: "awake", Capacity: 2 * bedsInHouse, Note: "Ring the lower bell."})
		if err != nil {
			return err
		}
		for k := range min(bedsInHouse, beds-n*bedsInHouse) {
			bed, err := s.room.AddBed(ctx, tx, s.desk, id, accommodation.BedForm{Number: k + 1, Sleeps: 1 + k%3})
			if err != nil {
				return err
			}
			s.beds = append(s.beds, bed)
		}
	}
	return nil
}

// needOf is what the n-th person needs.
func (s *shelter) needOf(p invent.Person, n uint64) accommodation.NeedForm {
	no := false
	f := accommodation.NeedForm{Called: p.Given, Sex: fit.Male, Adults: 1, Children: int(n % 7 / 5), Pregnant: &no, Wishes: []string{bedNeeds[n%6]}, Languages: []string{bedSpeech[n%6]}}
	if p.Gender == "female" {
		f.Sex = fit.Female
	}
	if n%4 == 0 {
		f.Musts = []string{bedNeeds[(n+2)%6]}
	}
	if n%5 == 0 {
		f.Prefer = []string{s.places[(n+3)%uint64(len(s.places))].Region}
	}
	return f
}

func invented(seed, n uint64) invent.Person {
	return invent.Nth(seed, n).Person(invent.Profile{On: civil.Day{Year: 2026, Month: 1, Day: 1}})
}

// ask opens a case through the commands, with where somebody was exploited and by
// whom, and asks for a place; they are in fear of one person more.
func (s *shelter) ask(ctx context.Context, tx *db.Tx, seed, n uint64) error {
	p, exploiter, feared := invented(seed, n), invented(seed+1, n), invented(seed+2, n)
	id, _, err := casefile.OpenCase(ctx, tx, s.desk, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult})
	if err != nil {
		return err
	}
	if err := access.Give(ctx, tx, s.desk, access.Grant{Agency: s.desk.Agency, Case: id, Purpose: "support", Compartments: access.Identity, LegalBasis: "health-care"}); err != nil {
		return err
	}
	towns := s.room.Lists.Towns.All()
	if err := casefile.Put(ctx, tx, s.desk, id, "referral", casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: p.Given, Family: p.Family}}, Gender: p.Gender,
		Episodes: []casefile.Episode{{Forms: []string{"forced-work"}, Places: []casefile.Place{{Country: "GB", Town: towns[n*31%uint64(len(towns))].Code}}}},
		Actors:   []casefile.Actor{{Names: []string{exploiter.Full()}, Nicknames: exploiter.Aliases}}}); err != nil {
		return err
	}
	file, err := s.room.Ask(ctx, tx, s.desk, id, accommodation.AskForm{NeedForm: s.needOf(p, n), Home: "none", Desk: string(s.desk.Agency)})
	if err != nil {
		return err
	}
	s.asked = append(s.asked, file)
	_, err = s.room.AddTie(ctx, tx, s.desk, file, accommodation.TieForm{Kind: accommodation.Associate, Who: accommodation.Somebody{Names: []string{feared.Full()}}})
	return err
}

// fill gives so many of the last who asked a bed through the command. Where a bed
// may not be theirs, the next is tried, a few times over; whoever gets none waits.
func (s *shelter) fill(ctx context.Context, housed int) error {
	const tries = 6
	soon := time.Now().Add(time.Hour)
	arrive := form.Moment{On: civil.DayOf(soon), At: soon.In(civil.London).Format("15:04")}
	split := len(s.asked) - housed
	var stay []db.ID
	for _, file := range s.asked[split:] {
		settled := false
		for try := 0; try < tries && !settled && len(s.beds) > 1; try++ {
			k := (try*3*bedsInHouse + s.took*7) % len(s.beds)
			err := s.world.db.Write(ctx, func(tx *db.Tx) error {
				return s.room.TakeNow(ctx, tx, s.desk, file, accommodation.TakeForm{Bed: string(s.beds[k]), Why: "It is the best that there is", Arrive: arrive, Transport: "staff"})
			})
			switch {
			case err == nil:
				settled = true
				s.took++
				s.beds = append(s.beds[:k], s.beds[k+1:]...)
			case !fault.Is(err, fault.Invalid):
				return err
			}
		}
		if !settled {
			stay = append(stay, file)
		}
	}
	s.asked = append(s.asked[:split], stay...)
	return nil
}

// night writes the n-th person down in bulk as they are written down at night:
// without a case, their names sealed under a key of their own, needed later than
// those who have a case.
func (s *shelter) night(ctx context.Context, tx *db.Tx, seed, n uint64) error {
	p, id := invented(seed, n), tx.NewID()
	need := s.needOf(p, n)
	sealed, err := casefile.Seal(ctx, tx, id, casefile.Row("shelter_file", id), accommodation.Private{Called: p.Given, Names: []string{p.Full()}, Reach: "+999000000000"})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO shelter_file (id, reference, agency_id, desk_id, version, state, state_at, urgency, incomplete, needed_on, sex, adults, children, people, pregnant, split, musts, wishes, languages, avoid, prefer, brings, apart, sealed, opened_at, opened_by)
		VALUES ($1, $2, $3, $3, 1, 'waiting', $4, 'night', TRUE, $5, $6, 1, $7, $8, FALSE, FALSE, '', '', $9, $10, '', '', '', $11, $4, $12)`,
		id, "SA-"+string(id), s.desk.Agency, tx.Now(), civil.DayOf(tx.Now()).Add(1+int(n%60)), need.Sex, need.Children, 1+need.Children, need.Languages[0], s.places[n%uint64(len(s.places))].Region, []byte(sealed), s.desk.Account); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO bed_request (id, file_id, desk_id, urgency, need, area, entitlement, rule, asked_at, asked_by, outcome) VALUES ($1, $2, $3, 'night', 'woman', 'anywhere', 'tonight', '', $4, $5, '')`,
		tx.NewID(), id, s.desk.Agency, tx.Now(), s.desk.Account)
	return err
}

package accommodation_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/casefile/casetest"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/statute"
)

var background = context.Background()

// world is a provider with a desk, a support worker and a house manager, another
// provider, and houses whose sealed places a stand-in for room placement keeps.
type world struct {
	*casetest.World
	room                             *accommodation.Room
	desk, worker, manager, elsewhere account.Actor
	mu                               sync.Mutex
	places                           map[db.ID]string // the region of each place
	lives                            map[db.ID]db.ID  // the place where each case lives
	left                             []db.ID          // the places of which every sight was shut
	kept                             []db.ID          // by the house manager
	away                             map[db.ID][]string
	unseen                           []db.ID
	shut                             int
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	casetest.Each(t, func(base *casetest.World) { test(newWorld(base)) })
}

func newWorld(base *casetest.World) *world {
	w := &world{World: base, places: map[db.ID]string{}, lives: map[db.ID]db.ID{}, away: map[db.ID][]string{}}
	w.room = &accommodation.Room{DB: w.D, Rules: statute.Default(), Lists: reference.Default(),
		Places: func(_ context.Context, tx *db.Tx, _ db.ID) ([]accommodation.Place, error) {
			var open []accommodation.Place
			for id, region := range w.places {
				open = append(open, accommodation.Place{ID: id, Reference: "PL", Region: region})
			}
			return open, nil
		},
		House: func(_ context.Context, _ *db.Tx, _ account.Actor, person, place db.ID) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if before := w.lives[person]; before != "" && before != place {
				w.left = append(w.left, before)
			}
			w.lives[person] = place
			return nil
		},
		Unhouse: func(_ context.Context, _ *db.Tx, _ account.Actor, person db.ID, _ string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.left = append(w.left, w.lives[person])
			delete(w.lives, person)
			return nil
		},
		ShutSights: func(context.Context, *db.Tx, account.Actor, db.ID) (int64, error) {
			w.shut++
			return 1, nil
		},
		Kept: func(_ context.Context, _ *db.Tx, actor account.Actor) ([]db.ID, error) {
			if actor.Account == w.manager.Account {
				return w.kept, nil
			}
			return nil, nil
		},
		Keepers: func(context.Context, *db.Tx, db.ID) ([]accommodation.Keeper, error) {
			return []accommodation.Keeper{{Account: w.manager.Account, Name: "Manager", Of: "Provider"}}, nil
		},
		KeptAway: func(_ context.Context, _ *db.Tx, people []db.ID) (map[db.ID][]alike.Described, error) {
			away := map[db.ID][]alike.Described{}
			for _, person := range people {
				if names := w.away[person]; len(names) > 0 {
					away[person] = []alike.Described{{Names: names}}
				}
			}
			return away, nil
		},
		NotSeen: []func(context.Context, *db.Tx, account.Actor, db.ID, db.ID, time.Time) error{func(_ context.Context, _ *db.Tx, _ account.Actor, person, agency db.ID, _ time.Time) error {
			if agency != w.worker.Agency {
				w.T.Errorf("told agency %s, want the one that supports them", agency)
			}
			w.unseen = append(w.unseen, person)
			return nil
		}}}
	ours, theirs := w.Agency("Provider", account.Provider), w.Agency("Other provider", account.Provider)
	w.desk, w.worker = w.Person(ours, "desk", account.AccommodationDesk), w.Person(ours, "worker", account.SupportProvider)
	w.manager = w.Person(ours, "manager", account.Carer)
	w.elsewhere = w.Person(theirs, "elsewhere", account.AccommodationDesk, account.SupportProvider, account.SupportManager, account.Carer)
	return w
}

// survivor is a case of the provider: a name, where they were exploited and by whom.
type survivor struct {
	given, family string
	towns         []string
	exploiters    []string
}

func (w *world) open(s survivor) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		if id, _, err = casefile.OpenCase(background, tx, w.worker, casefile.Opening{Jurisdiction: "england", AgeGroup: casefile.Adult}); err != nil {
			return err
		}
		if err := access.Give(background, tx, w.worker, access.Grant{Agency: w.worker.Agency, Case: id, Purpose: "support", Compartments: access.Identity, LegalBasis: "health-care"}); err != nil {
			return err
		}
		record := casefile.Record{Names: []casefile.Name{{Kind: casefile.NameGiven, Given: s.given, Family: s.family}}, Gender: "female"}
		var places []casefile.Place
		for _, town := range s.towns {
			places = append(places, casefile.Place{Country: "GB", Town: town})
		}
		if len(places) > 0 {
			record.Episodes = []casefile.Episode{{Forms: []string{"forced-work"}, Places: places}}
		}
		if len(s.exploiters) > 0 {
			record.Actors = []casefile.Actor{{Names: s.exploiters}}
		}
		return casefile.Put(background, tx, w.worker, id, "referral", record)
	})
	return id
}

// house adds a house in a region with beds that sleep so many.
func (w *world) house(region string, capacity int, change func(*accommodation.HouseForm), sleeps ...int) (house db.ID, beds []db.ID) {
	w.T.Helper()
	var place db.ID
	w.Write(func(tx *db.Tx) error {
		place = tx.NewID()
		_, err := tx.Exec(background, `INSERT INTO place (id, reference, agency_id, version, kind, region, ages, gender, capacity, suits, opened_at, opened_by) VALUES ($1, $2, $3, 1, 'safe-house', $4, 'families', 'any', 20, '', $5, 'x')`,
			place, "PL-"+string(place), w.desk.Agency, region, tx.Now())
		return err
	})
	w.places[place] = region
	w.kept = append(w.kept, place)
	f := accommodation.HouseForm{Place: string(place), Name: "House " + region, Sex: "any", Takes: []string{"families", "pregnancy"}, Cover: "awake", Capacity: capacity}
	if change != nil {
		change(&f)
	}
	w.Write(func(tx *db.Tx) (err error) {
		if house, err = w.room.AddHouse(background, tx, w.desk, f); err != nil {
			return err
		}
		for i, n := range sleeps {
			bed, err := w.room.AddBed(background, tx, w.desk, house, accommodation.BedForm{Number: i + 1, Sleeps: n})
			if err != nil {
				return err
			}
			beds = append(beds, bed)
		}
		return nil
	})
	return house, beds
}

func (w *world) need(change func(*accommodation.AskForm)) accommodation.AskForm {
	no := false
	f := accommodation.AskForm{NeedForm: accommodation.NeedForm{Called: "Called", Sex: "female", Adults: 1, Pregnant: &no}, Home: "none", Desk: string(w.desk.Agency)}
	if change != nil {
		change(&f)
	}
	return f
}

// ask has the worker ask for a place for a case.
func (w *world) ask(person db.ID, change func(*accommodation.AskForm)) (file db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		file, err = w.room.Ask(background, tx, w.worker, person, w.need(change))
		return err
	})
	return file
}

func (w *world) soon() form.Moment {
	at := w.Clock.Now().Add(time.Hour)
	return form.Moment{On: civil.DayOf(at), At: at.In(civil.London).Format("15:04")}
}

// take gives somebody who waits a bed at once, with a reason for what does not suit.
func (w *world) take(file, bed db.ID) error {
	return w.D.Write(background, func(tx *db.Tx) error {
		return w.room.TakeNow(background, tx, w.desk, file, accommodation.TakeForm{Bed: string(bed), Why: "It is the best that there is", Arrive: w.soon(), Transport: "staff"})
	})
}

func (w *world) state(file db.ID) (state string) {
	w.Row(`SELECT state FROM shelter_file WHERE id = $1`, []any{file}, &state)
	return state
}

func (w *world) version(file db.ID) (version int64) {
	w.Row(`SELECT version FROM shelter_file WHERE id = $1`, []any{file}, &version)
	return version
}

func (w *world) tie(file db.ID, kind string, names ...string) (id db.ID) {
	w.T.Helper()
	w.Write(func(tx *db.Tx) (err error) {
		id, err = w.room.AddTie(background, tx, w.worker, file, accommodation.TieForm{Kind: kind, Who: accommodation.Somebody{Names: names}})
		return err
	})
	return id
}

// messages are all that was sent, as one text.
func (w *world) messages() (text string) {
	w.Must(w.D.Read(background, func(tx *db.Tx) error {
		for _, to := range []string{"desk", "worker", "manager"} {
			sent, err := notify.Messages(background, tx, to+"@example.org")
			if err != nil {
				return err
			}
			for _, message := range sent {
				text += message.Subject + "\n" + message.Body + "\n"
			}
		}
		return nil
	}))
	return text
}

func (w *world) hasLeft(place db.ID) bool { return slices.Contains(w.left, place) }

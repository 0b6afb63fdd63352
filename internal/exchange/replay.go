package exchange

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/invent"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
	"golang.org/x/sync/errgroup"
)

// replayScope is within which the external identifiers of a replay are unique:
// that of referrals taken in on behalf of others from this source.
const replayScope = referral.FromReplay

// Replay is a run through published statistics.
type Replay struct {
	// Seed is of the people that are invented.
	Seed uint64
	// Writers is how many referrals are on their way to the store at once, so
	// that many share one commit.
	Writers int
	// Progress is told, from time to time and at the end, how many of all
	// people are in the store. It is called by one goroutine at a time.
	Progress func(there, all int)
}

// Replayed says what a replay did.
type Replayed struct {
	Added   int // referrals made now
	Skipped int // people who were in the store from an earlier run
	Took    time.Duration
}

// counted is one counted person: the n-th of a cell.
type counted struct {
	cell       *Cell
	n          int
	externalID string
	at         time.Time
}

// ReplayStatistics makes one invented referral for each person that the cells
// count, through the command that pages use, at a working moment of the cell's
// quarter. Its own data are its checkpoint: each person has an external
// identifier, so a replay that was interrupted goes on where it was, and one
// that ran to its end adds nobody.
func (room *Room) ReplayStatistics(ctx context.Context, actor account.Actor, cells []Cell, replay Replay) (Replayed, error) {
	started := time.Now()
	var there map[string]bool
	if err := room.DB.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = replayed(ctx, tx)
		return err
	}); err != nil {
		return Replayed{}, err
	}
	people, skipped, err := room.plan(cells, there, replay.Seed, room.DB.Now())
	if err != nil {
		return Replayed{}, err
	}
	done := &tally{all: skipped + len(people), report: replay.Progress}
	done.there.Store(int64(skipped))
	queue := make(chan counted)
	group, running := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(queue)
		for _, person := range people {
			select {
			case queue <- person:
			case <-running.Done():
				return running.Err()
			}
		}
		return nil
	})
	for range max(1, replay.Writers) {
		group.Go(func() error {
			for person := range queue {
				if err := room.replayOne(running, actor, person, replay.Seed); err != nil {
					return fmt.Errorf("line %d, person %d: %w", person.cell.Line, person.n, err)
				}
				done.add()
			}
			return nil
		})
	}
	err = group.Wait()
	result := Replayed{Added: int(done.there.Load()) - skipped, Skipped: skipped, Took: time.Since(started)}
	done.tell()
	return result, err
}

// plan gives the people who are not in the store yet, in the order of the days
// on which they are referred.
func (room *Room) plan(cells []Cell, there map[string]bool, seed uint64, now time.Time) (people []counted, skipped int, err error) {
	days := map[string][]civil.Day{}
	for c := range cells {
		cell := &cells[c]
		key := cell.key()
		for n := 1; n <= cell.People; n++ {
			person := counted{cell: cell, n: n, externalID: fmt.Sprintf("nrm-statistics/%s/%d", key, n)}
			if there[person.externalID] {
				skipped++
				continue
			}
			jurisdiction := jurisdictionOf(cell)
			slot := cell.Quarter + jurisdiction
			if days[slot] == nil {
				if days[slot], err = workingDays(room.Desk.Rules, cell.Quarter, jurisdiction, civil.DayOf(now)); err != nil {
					return nil, 0, fmt.Errorf("line %d: %w", cell.Line, err)
				}
			}
			g := newLot(seed, person.externalID)
			person.at = g.moment(days[slot], now)
			people = append(people, person)
		}
	}
	slices.SortFunc(people, func(a, b counted) int { return a.at.Compare(b.at) })
	return people, skipped, nil
}

// workingDays are those of a quarter up to today.
func workingDays(rules statute.Book, quarter, jurisdiction string, today civil.Day) ([]civil.Day, error) {
	first, last, err := quarterDays(quarter)
	if err != nil {
		return nil, err
	}
	calendar, err := rules.Calendar(statute.Jurisdiction(jurisdiction))
	if err != nil {
		return nil, err
	}
	var days []civil.Day
	for day := first; !day.After(last) && !day.After(today); day = day.Add(1) {
		if calendar.WorkingDay(day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return nil, fmt.Errorf("the quarter %s has had no working day yet", quarter)
	}
	return days, nil
}

// replayOne makes the referral of one counted person.
func (room *Room) replayOne(ctx context.Context, actor account.Actor, person counted, seed uint64) error {
	submission := room.invent(person, seed)
	return room.DB.WriteAt(ctx, person.at, func(tx *db.Tx) error {
		_, err := room.Desk.Submit(ctx, tx, actor, submission, referral.Options{Source: referral.FromReplay, OnBehalf: true, Partial: true, Quiet: true})
		return err
	})
}

func (room *Room) invent(person counted, seed uint64) referral.Submission {
	cell, lot := person.cell, newLot(seed, person.externalID)
	profile := Profile{On: civil.DayOf(person.at), Organisation: cell.organisation, Jurisdiction: jurisdictionOf(cell), AgeGroup: casefile.Adult,
		Gender: cell.gender, Nationalities: cell.nationalities, FormGroups: cell.forms}
	switch later := lot.number(100); {
	case cell.Age == adultThen:
		profile.UnderEighteenThen = referral.No
	case cell.Age == childThen && later < 15: // referred when they were grown up
		profile.UnderEighteenThen = referral.Yes
	case cell.Age == childThen:
		profile.AgeGroup = casefile.Child
	case later < 85:
		profile.UnderEighteenThen = referral.NotSure
	default:
		profile.AgeGroup = casefile.NotSure
	}
	s := Invent(invent.Nth(seed, lot.stream), room.Desk.Lists, profile)
	s.ExternalID = person.externalID
	s.Published = cell.published(referral.PublishedAs(room.Desk.Lists, &s))
	return s
}

// published gives the words of the file where those that follow from the codes
// are others ("Labour, Domestic, Organ Harvesting", a space behind a word).
func (c *Cell) published(derived referral.Published) referral.Published {
	other := func(derived, word string) string {
		if derived == word {
			return ""
		}
		return word
	}
	return referral.Published{ResponderType: other(derived.ResponderType, c.ResponderType), Responder: other(derived.Responder, c.Responder),
		Exploitation: other(derived.Exploitation, c.Exploitation), Age: other(derived.Age, c.Age), Gender: other(derived.Gender, c.Gender),
		Nationality: other(derived.Nationality, c.Nationality)}
}

// jurisdictionOf is the nation of the organisation that referred; most that are
// of no one nation refer in England.
func jurisdictionOf(cell *Cell) string {
	if cell.organisation.Nation != "" {
		return cell.organisation.Nation
	}
	return "england"
}

// tally counts people and reports not more often than every half second.
type tally struct {
	there  atomic.Int64
	all    int
	report func(there, all int)

	lock sync.Mutex
	last time.Time
}

func (t *tally) add() {
	t.there.Add(1)
	if t.report == nil || !t.lock.TryLock() {
		return
	}
	defer t.lock.Unlock()
	if now := time.Now(); now.Sub(t.last) > 500*time.Millisecond {
		t.last = now
		t.report(int(t.there.Load()), t.all)
	}
}

func (t *tally) tell() {
	if t.report != nil {
		t.lock.Lock()
		defer t.lock.Unlock()
		t.report(int(t.there.Load()), t.all)
	}
}

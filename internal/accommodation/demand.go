package accommodation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

// Period is the days over which demand is counted, both included.
type Period struct{ From, Until civil.Day }

func (p Period) bounds() (time.Time, time.Time) { return p.From.Start(), p.Until.Add(1).Start() }

// Void is how many beds are free in an area for whom, and for how long.
type Void struct {
	Area  string
	Sex   string // a catalogue source
	Beds  int
	Days  int // in all
	Month int // free for four weeks or more
}

// Count is one line of a table.
type Count struct {
	Words string // a catalogue source
	N     int
}

// Unmet is demand of one need: what was asked, and how it ended.
type Unmet struct {
	Need                                                                 string // a catalogue source
	Asked, Housed, Outreach, Withdrawn, Lost, NotEntitled, Waiting, Days int
}

// Area is demand by the area that was asked for.
type Area struct {
	Name           string
	Asked, Waiting int
	Free           int // beds there now; for those who would live anywhere, all of them
}

// Demand is what the desk counts: beds that are free, offers that were refused,
// and requests by need and area with what became of them. Every number is shown to
// the desk, however small: it knows these people.
type Demand struct {
	Voids    []Void
	Refusals []Count
	Offers   int
	Needs    []Unmet
	Areas    []Area
	Total    Unmet
}

// demand counts for one desk, or for all where desk is "".
func (room *Room) demand(ctx context.Context, tx *db.Tx, desk db.ID, period Period) (Demand, error) {
	var d Demand
	from, until := period.bounds()
	now := tx.Now()
	byArea := map[string]*Area{}
	area := func(code string) *Area {
		name := "Anywhere"
		if code != "anywhere" {
			name = room.region(code)
		}
		if byArea[code] == nil {
			byArea[code] = &Area{Name: name}
		}
		return byArea[code]
	}
	free, voids := 0, map[string]*Void{}
	err := tx.Each(ctx, `SELECT h.region, h.sex, b.state_at FROM bed b JOIN house h ON h.id = b.house_id WHERE b.state = 'free' AND h.state = 'open' AND ($1 = '' OR h.agency_id = $1)`, []any{desk}, func(scan func(...any) error) error {
		var region, sex string
		var since time.Time
		if err := scan(&region, &sex, db.Instant(&since)); err != nil {
			return err
		}
		key := region + " " + sex
		if voids[key] == nil {
			voids[key] = &Void{Area: room.region(region), Sex: sexes.Words(sex)}
		}
		days := max(0, int(now.Sub(since)/(24*time.Hour)))
		voids[key].Beds++
		voids[key].Days += days
		if days >= 28 {
			voids[key].Month++
		}
		area(region).Free++
		free++
		return nil
	})
	if err != nil {
		return d, err
	}
	refused := map[string]int{}
	if err := tx.Each(ctx, `SELECT o.answer, o.refusal, count(*) FROM bed_offer o JOIN house h ON h.id = o.house_id WHERE o.offered_at >= $2 AND o.offered_at < $3 AND ($1 = '' OR h.agency_id = $1) GROUP BY o.answer, o.refusal`, []any{desk, from, until}, func(scan func(...any) error) error {
		var answer, refusal string
		var n int
		if err := scan(&answer, &refusal, &n); err != nil {
			return err
		}
		d.Offers += n
		switch answer {
		case answerRefused, answerHouse:
			refused[refusals.Words(refusal)] += n
		case answerLapsed, answerWithdrawn:
			refused[answers.Words(answer)] += n
		}
		return nil
	}); err != nil {
		return d, err
	}
	needs := map[string]*Unmet{}
	if err := tx.Each(ctx, `SELECT need, area, outcome, asked_at FROM bed_request WHERE ($1 = '' OR desk_id = $1) AND asked_at < $3 AND (asked_at >= $2 OR ended_at IS NULL OR ended_at >= $2)`, []any{desk, from, until}, func(scan func(...any) error) error {
		var code, where, outcome string
		var asked time.Time
		if err := scan(&code, &where, &outcome, db.Instant(&asked)); err != nil {
			return err
		}
		if needs[code] == nil {
			needs[code] = &Unmet{Need: needKinds.Words(code)}
		}
		for _, line := range []*Unmet{needs[code], &d.Total} {
			line.add(outcome, asked, now)
		}
		area(where).Asked++
		if outcome == "" {
			area(where).Waiting++
		}
		return nil
	}); err != nil {
		return d, err
	}
	if anywhere := byArea["anywhere"]; anywhere != nil {
		anywhere.Free = free
	}
	d.put(voids, refused, needs, byArea)
	return d, nil
}

// add counts one request.
func (u *Unmet) add(outcome string, asked, now time.Time) {
	u.Asked++
	switch outcome {
	case outcomeHoused:
		u.Housed++
	case outcomeOutreach:
		u.Outreach++
	case outcomeWithdrawn:
		u.Withdrawn++
	case outcomeLost:
		u.Lost++
	case outcomeNotEntitled:
		u.NotEntitled++
	default:
		u.Waiting++
		u.Days = max(u.Days, int(now.Sub(asked)/(24*time.Hour)))
	}
}

// put orders what was counted.
func (d *Demand) put(voids map[string]*Void, refused map[string]int, needs map[string]*Unmet, areas map[string]*Area) {
	for _, void := range voids {
		d.Voids = append(d.Voids, *void)
	}
	slices.SortFunc(d.Voids, func(a, b Void) int {
		return cmp.Or(cmp.Compare(b.Days, a.Days), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Sex, b.Sex))
	})
	for words, n := range refused {
		d.Refusals = append(d.Refusals, Count{words, n})
	}
	slices.SortFunc(d.Refusals, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Words, b.Words)) })
	for _, kind := range needKinds {
		if line := needs[kind.Code()]; line != nil {
			d.Needs = append(d.Needs, *line)
		}
	}
	for _, one := range areas {
		d.Areas = append(d.Areas, *one)
	}
	slices.SortFunc(d.Areas, func(a, b Area) int { return cmp.Or(cmp.Compare(b.Asked, a.Asked), cmp.Compare(a.Name, b.Name)) })
}

// fewest is the smallest number that those who compare desks are shown: below it,
// a number could be about somebody whom they know.
const fewest = 5

// hidden is a number as those may read it who may know of no person: small ones are
// -1, which pages show as "fewer than 5", and others are rounded to fives, so that
// no small one can be worked out from those beside it.
func hidden(n int) int {
	if n > 0 && n < fewest {
		return -1
	}
	return (n + fewest/2) / fewest * fewest
}

// Hidden is the demand with small numbers hidden and others rounded, for those who
// may know of no person. Free beds are of nobody and stay.
func (d Demand) Hidden() Demand {
	shown := Demand{Voids: d.Voids, Offers: hidden(d.Offers)}
	for _, one := range d.Refusals {
		shown.Refusals = append(shown.Refusals, Count{one.Words, hidden(one.N)})
	}
	for _, u := range d.Needs {
		shown.Needs = append(shown.Needs, Unmet{u.Need, hidden(u.Asked), hidden(u.Housed), hidden(u.Outreach), hidden(u.Withdrawn), hidden(u.Lost), hidden(u.NotEntitled), hidden(u.Waiting), 0})
	}
	for _, a := range d.Areas {
		shown.Areas = append(shown.Areas, Area{a.Name, hidden(a.Asked), hidden(a.Waiting), a.Free})
	}
	return shown
}

package accommodation

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/alike"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/seal"
)

// circle is who matters to the safety of one person, by names: themselves, those
// with whom they are in touch, and those whom they must be kept from. It is read
// whoever acts, and none of it is shown but that two names resemble.
type circle struct {
	own, touch, feared []string
	areas              []string // of the towns where they were exploited
}

// circleOf reads whom a person must be kept from.
func (room *Room) circleOf(ctx context.Context, tx *db.Tx, f File) (circle, error) {
	found, err := room.circlesOf(ctx, tx, []File{f})
	return found[f.ID], err
}

// circlesOf reads whom people must be kept from, by file: what their files name,
// who exploited them by the referral, and whom others keep away from them.
func (room *Room) circlesOf(ctx context.Context, tx *db.Tx, list []File) (map[db.ID]circle, error) {
	var cases []db.ID
	for _, f := range list {
		if f.Case != "" {
			cases = append(cases, f.Case)
		}
	}
	threats, err := casefile.ThreatsTo(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	away, err := room.KeptAway(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	named, err := tiesOf(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	circles := make(map[db.ID]circle, len(list))
	for _, f := range list {
		c := circle{own: slices.Clone(f.Names)}
		if f.Case != "" {
			c.of(room, threats[f.Case], away[f.Case])
		}
		for _, tie := range named[f.ID] {
			names := slices.Concat(tie.Who.Names, tie.Who.Aliases)
			switch {
			case !tie.Ended.IsZero():
			case tie.Feared():
				c.feared = append(c.feared, names...)
			default:
				c.touch = append(c.touch, names...)
			}
		}
		circles[f.ID] = c
	}
	return circles, nil
}

// of adds what the referral says, and whom others keep away.
func (c *circle) of(room *Room, threat casefile.Threat, away []alike.Described) {
	for _, name := range threat.Own {
		c.own = append(c.own, name.Full())
	}
	for _, actor := range threat.Actors {
		c.feared = append(append(c.feared, actor.Names...), actor.Nicknames...)
	}
	for _, town := range threat.Towns {
		if entry, ok := room.Lists.Towns.ByCode(town); ok && entry.Region != "" {
			c.areas = append(c.areas, entry.Region)
		}
	}
	c.areas = sorted(c.areas)
	for _, one := range away {
		c.feared = append(append(c.feared, one.Names...), one.Aliases...)
	}
}

// compared is a circle whose names are ready to be held against those of others.
type compared struct{ own, touch, feared []alike.Name }

func (c circle) compared() compared {
	return compared{alike.Names(c.own), alike.Names(c.touch), alike.Names(c.feared)}
}

// others are those against whom somebody is held: people for whom beds are held or
// taken, each with their circle, and who is tied to houses, each with their names.
type others struct {
	people  []holder
	circles map[db.ID]compared
	ties    map[db.ID][][]alike.Name
}

// othersOf reads the circles of people and the ties of houses.
func (room *Room) othersOf(ctx context.Context, tx *db.Tx, people []holder, houses []db.ID) (others, error) {
	o := others{people, map[db.ID]compared{}, map[db.ID][][]alike.Name{}}
	files := make([]File, len(people))
	for i, one := range people {
		files[i] = one.File
	}
	circles, err := room.circlesOf(ctx, tx, files)
	if err != nil {
		return o, err
	}
	for id, c := range circles {
		o.circles[id] = c.compared()
	}
	for _, house := range houses {
		list, err := houseTies(ctx, tx, house)
		if err != nil {
			return o, err
		}
		for _, tie := range list {
			o.ties[house] = append(o.ties[house], alike.Names(slices.Concat(tie.Who.Names, tie.Who.Aliases)))
		}
	}
	return o, nil
}

// alarmsOf holds the names of one person against those of others, of whom only
// those count for whom among says so.
func alarmsOf(c compared, o others, cleared map[db.ID]bool, among func(db.ID) bool) []Alarm {
	var alarms []Alarm
	raise := func(house, other db.ID, words string, warns bool, feared, names []alike.Name) {
		if like := resembles(feared, names); like.Strength > alike.Unlike {
			alarms = append(alarms, Alarm{House: house, Other: other, Words: words, Strength: like.Strength, Why: like.Why, Cleared: cleared[other], Warns: warns})
		}
	}
	for _, resident := range o.people {
		if !among(resident.ID) {
			continue
		}
		other := o.circles[resident.ID]
		raise(resident.house, resident.ID, residentFeared, false, c.feared, other.own)
		raise(resident.house, resident.ID, residentInTouch, false, c.feared, other.touch)
		raise(resident.house, resident.ID, residentFears, false, other.feared, c.own)
		raise(resident.house, resident.ID, touchFeared, false, other.feared, c.touch)
		raise(resident.house, resident.ID, fearedTogether, true, c.feared, other.feared)
	}
	for house, list := range o.ties {
		if !among(house) {
			continue
		}
		for _, names := range list {
			raise(house, house, houseTied, false, c.feared, names)
		}
	}
	return alarms
}

// everyHouse asks for the alarms of every house of the desk.
const everyHouse db.ID = ""

// alarmsFor finds the alarms of one house, or of every house.
func (room *Room) alarmsFor(ctx context.Context, tx *db.Tx, f File, c circle, only db.ID) ([]Alarm, error) {
	key, has, err := seal.Index(ctx, tx, f.Desk, false)
	if err != nil || !has {
		return nil, err
	}
	found := map[db.ID]bool{}
	for _, search := range c.searches() {
		if err := owners(ctx, tx, nameTokens(key, search.names), search.sides, found); err != nil {
			return nil, err
		}
	}
	delete(found, f.ID)
	cleared, err := clearedBy(ctx, tx, []db.ID{f.ID})
	if err != nil {
		return nil, err
	}
	residents, tied, err := room.holders(ctx, tx, f.Desk, only, found)
	if err != nil {
		return nil, err
	}
	o, err := room.othersOf(ctx, tx, residents, tied)
	return alarmsOf(c.compared(), o, cleared[f.ID], func(id db.ID) bool { return found[id] }), err
}

// search is which names to look for, and on which sides.
type search struct{ names, sides []string }

// searches find those who are a danger to somebody, or to whom they are one.
func (c circle) searches() []search {
	return []search{{c.feared, []string{sideIs, sideHouse, sideFeared}}, {slices.Concat(c.own, c.touch), []string{sideFeared}}}
}

// within is everybody of one house, read once: whoever waits is held against them
// one after another. Nothing of it is stored, so that the forms need no key.
type within struct {
	others
	forms map[nameForm][]sided
}

type sided struct {
	side  string
	owner db.ID
}

func (w within) add(owner db.ID, side string, lists ...[]alike.Name) {
	for _, form := range nameForms(alike.Written(slices.Concat(lists...))) {
		w.forms[form] = append(w.forms[form], sided{side, owner})
	}
}

// everybodyIn reads who is in a house, and who is tied to it.
func (room *Room) everybodyIn(ctx context.Context, tx *db.Tx, house House) (within, error) {
	w := within{forms: map[nameForm][]sided{}}
	people, err := holdersIn(ctx, tx, house)
	if err != nil {
		return w, err
	}
	if w.others, err = room.othersOf(ctx, tx, people, []db.ID{house.ID}); err != nil {
		return w, err
	}
	for _, one := range people {
		c := w.circles[one.ID]
		w.add(one.ID, sideIs, c.own, c.touch)
		w.add(one.ID, sideFeared, c.feared)
	}
	w.add(house.ID, sideHouse, w.ties[house.ID]...)
	return w, nil
}

// alarms holds somebody who waits against everybody in the house.
func (w within) alarms(f File, c circle, cleared map[db.ID]bool) []Alarm {
	found := map[db.ID]bool{}
	for _, search := range c.searches() {
		if len(w.forms) == 0 {
			return nil
		}
		for _, form := range nameForms(search.names) {
			for _, one := range w.forms[form] {
				if one.owner != f.ID && slices.Contains(search.sides, one.side) {
					found[one.owner] = true
				}
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	return alarmsOf(c.compared(), w.others, cleared, func(id db.ID) bool { return found[id] })
}

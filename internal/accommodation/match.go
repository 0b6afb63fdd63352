package accommodation

import (
	"cmp"
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/accommodation/fit"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	keys "github.com/havenward/havenward/internal/seal"
)

// Candidate is one bed with every reason for which it fits somebody or does not.
type Candidate struct {
	Bed
	In      *House
	Verdict fit.Verdict
}

// houseFor is a house as matching sees it.
func houseFor(h House, residents []fit.Resident) fit.House {
	return fit.House{Region: h.Region, Open: h.State == HouseOpen, Sex: h.Sex, Families: h.Families, Pregnancy: h.Pregnancy, Offers: h.Offers, Languages: h.Languages, Room: h.Room(), Residents: residents}
}

func bedFor(b Bed) fit.Bed {
	return fit.Bed{Sleeps: b.Sleeps, Free: b.State == BedFree, Offers: b.Offers}
}

// residentsOf are the people for whom beds of the desk's houses are held or taken,
// by house: what they are to others, and with what they cannot live.
func residentsOf(ctx context.Context, tx *db.Tx, desk db.ID, but db.ID) (map[db.ID][]fit.Resident, error) {
	found := map[db.ID][]fit.Resident{}
	err := tx.Each(ctx, `SELECT h.id, f.id, f.sex, f.children, f.brings, f.apart FROM house h JOIN stay s ON s.house_id = h.id AND s.ended_at IS NULL JOIN shelter_file f ON f.id = s.file_id WHERE h.agency_id = $1
		UNION ALL SELECT h.id, f.id, f.sex, f.children, f.brings, f.apart FROM house h JOIN bed_offer o ON o.house_id = h.id AND o.answered_at IS NULL JOIN shelter_file f ON f.id = o.file_id WHERE h.agency_id = $1`,
		[]any{desk}, func(scan func(...any) error) error {
			var house, file db.ID
			var h fit.Household
			var brings, apart string
			if err := scan(&house, &file, &h.Sex, &h.Children, &brings, &apart); err != nil || file == but {
				return err
			}
			h.Brings = splitCodes(brings)
			found[house] = append(found[house], fit.Resident{Brings: brought(h), Apart: splitCodes(apart)})
			return nil
		})
	return found, err
}

// wanted is what somebody needs, with what the record says is dangerous to them.
func wanted(f File, c circle) fit.Household {
	h := f.Household
	h.Avoid = sorted(slices.Concat(h.Avoid, c.areas))
	h.Brings = brought(h)
	return h
}

// match judges every bed of the desk for somebody, the best first, and gives the
// household as it was judged.
func (room *Room) match(ctx context.Context, tx *db.Tx, f File) ([]Candidate, []Alarm, fit.Household, error) {
	var h fit.Household
	c, err := room.circleOf(ctx, tx, f)
	if err != nil {
		return nil, nil, h, err
	}
	alarms, err := room.alarmsFor(ctx, tx, f, c, everyHouse)
	if err != nil {
		return nil, nil, h, err
	}
	residents, err := residentsOf(ctx, tx, f.Desk, f.ID)
	if err != nil {
		return nil, nil, h, err
	}
	open, err := houses(ctx, tx, `h.agency_id = $1 AND h.state <> 'closed'`, f.Desk)
	if err != nil {
		return nil, nil, h, err
	}
	type ready struct {
		house   *House
		seen    fit.House
		dangers []fit.Danger
	}
	byID := make(map[db.ID]ready, len(open))
	for i, one := range open {
		byID[one.ID] = ready{&open[i], houseFor(one, residents[one.ID]), dangersOf(alarms, one.ID)}
	}
	all, err := beds(ctx, tx, `b.state <> 'closed' AND b.house_id IN (SELECT h.id FROM house h WHERE h.agency_id = $1 AND h.state <> 'closed')`, f.Desk)
	if err != nil {
		return nil, nil, h, err
	}
	h = wanted(f, c)
	candidates := make([]Candidate, 0, len(all))
	for _, bed := range all {
		in := byID[bed.House]
		candidates = append(candidates, Candidate{bed, in.house, fit.Judge(bedFor(bed), in.seen, h, in.dangers, need)})
	}
	slices.SortFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(fit.Better(a.Verdict, b.Verdict), cmp.Compare(a.Sleeps, b.Sleeps), cmp.Compare(a.In.Name, b.In.Name), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return candidates, alarms, h, nil
}

// judge judges one bed for somebody at the time of an offer. The bed and the room
// in the house have been taken for them in this transaction, so nobody else can
// move in between.
func (room *Room) judge(ctx context.Context, tx *db.Tx, f File, bed Bed) (House, fit.Verdict, error) {
	house, err := loadHouse(ctx, tx, bed.House)
	if err != nil {
		return house, fit.Verdict{}, err
	}
	c, err := room.circleOf(ctx, tx, f)
	if err != nil {
		return house, fit.Verdict{}, err
	}
	alarms, err := room.alarmsFor(ctx, tx, f, c, house.ID)
	if err != nil {
		return house, fit.Verdict{}, err
	}
	residents, err := residentsOf(ctx, tx, f.Desk, f.ID)
	if err != nil {
		return house, fit.Verdict{}, err
	}
	seen := houseFor(house, residents[house.ID])
	seen.Room += min(f.People(), bed.Sleeps)
	return house, fit.Judge(fit.Bed{Sleeps: bed.Sleeps, Free: true, Offers: bed.Offers}, seen, wanted(f, c), dangersOf(alarms, house.ID), need), nil
}

// barred is the error for a bed that may not be offered, with why.
func barred(v fit.Verdict) error {
	var fields []fault.Field
	for _, reason := range v.Of(fit.Bar) {
		fields = append(fields, fault.Field{Name: "bed", Message: reason.Words, Args: reason.Args})
	}
	return fault.Mend(fields...)
}

// Fitting is somebody who waits, and how a bed fits them.
type Fitting struct {
	File
	Verdict fit.Verdict
}

// How many people who wait are looked at for one bed, how many at a time, and how
// many are shown.
const (
	mostLooked  = 400
	atATime     = 50
	mostFitting = 20
)

// Waiters finds who of those who wait could have a bed, the most urgent first.
// What the store can tell without opening anything narrows first; names are held
// against one another last, for few.
func (room *Room) Waiters(ctx context.Context, tx *db.Tx, actor account.Actor, bed Bed, house House) ([]Fitting, error) {
	if err := access.Role(actor, access.OfferBed); err != nil {
		return nil, err
	}
	residents, err := residentsOf(ctx, tx, house.Agency, "")
	if err != nil {
		return nil, err
	}
	seen := houseFor(house, residents[house.ID])
	neighbours, err := room.everybodyIn(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	var found []Fitting
	var last File // after which to go on
	for looked := 0; looked < mostLooked && len(found) < mostFitting; looked += atATime {
		waiting, err := waitingFor(ctx, tx, actor, bed, house, last)
		if err != nil || len(waiting) == 0 {
			return found, err
		}
		last = waiting[len(waiting)-1]
		some := slices.DeleteFunc(waiting, func(f File) bool {
			return !fit.Judge(bedFor(bed), seen, wanted(f, circle{}), nil, need).Offerable()
		})
		more, err := room.fittings(ctx, tx, some, bed, house, seen, neighbours)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found[:min(len(found), mostFitting)], nil
}

// waitingFor reads the next of those who wait whom a bed could fit by what the store
// can tell, after one who was read before.
func waitingFor(ctx context.Context, tx *db.Tx, actor account.Actor, bed Bed, house House, last File) ([]File, error) {
	condition, more := visible(tx, actor, 9)
	if last.ID == "" {
		last.NeededOn = civil.Day{Year: 1, Month: 1, Day: 1}
	}
	args := append([]any{house.Agency, bed.Sleeps, house.Sex, house.Families, containing(house.Region), atATime, last.NeededOn, last.ID}, more...)
	return bareFiles(ctx, tx, `f.desk_id = $1 AND f.state = 'waiting' AND f.people <= $2 AND ($3 = 'any' OR f.sex = $3) AND ($4 OR f.children = 0) AND ' ' || f.avoid || ' ' NOT LIKE $5 ESCAPE '\' AND (f.needed_on > $7 OR f.needed_on = $7 AND f.id > $8) AND `+condition+` ORDER BY f.needed_on, f.id LIMIT $6`, args...)
}

// fittings are those of some who wait whom nothing keeps from a bed.
func (room *Room) fittings(ctx context.Context, tx *db.Tx, some []File, bed Bed, house House, seen fit.House, neighbours within) ([]Fitting, error) {
	if len(some) == 0 {
		return nil, nil
	}
	ids, owners := make([]db.ID, len(some)), make([]db.ID, len(some))
	for i, f := range some {
		ids[i], owners[i] = f.ID, f.owner()
	}
	if err := keys.Ready(ctx, tx, owners); err != nil {
		return nil, err
	}
	opened, err := filesByID(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	whole := make(map[db.ID]File, len(opened))
	for _, f := range opened {
		whole[f.ID] = f
	}
	circles, err := room.circlesOf(ctx, tx, opened)
	if err != nil {
		return nil, err
	}
	cleared, err := clearedBy(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var found []Fitting
	for _, id := range ids {
		f, c := whole[id], circles[id]
		alarms := neighbours.alarms(f, c, cleared[id])
		if v := fit.Judge(bedFor(bed), seen, wanted(f, c), dangersOf(alarms, house.ID), need); v.Offerable() {
			found = append(found, Fitting{f, v})
		}
	}
	return found, nil
}

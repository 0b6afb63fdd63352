package accommodation

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// at is a deed on the house in the address.
func at[T any](room *Room, path string, d deed.Deed[T], fill func(h House, a *deed.Asked[T]), take func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f T) error, news string) []route.Route {
	d.Path, d.Action = "/accommodation/houses/{house}/"+path, access.ManageHouses
	d.Prepare = func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[T], error) {
		id, err := r.ID("house")
		if err != nil {
			return deed.Asked[T]{}, err
		}
		h, err := room.managed(ctx, tx, r.Actor, id)
		if err != nil {
			return deed.Asked[T]{}, err
		}
		a := deed.Asked[T]{Version: h.Version, Back: backToHouse(id), Facts: []form.Row{{Label: "House", Values: []any{h.Name + ", " + h.Reference}}, {Label: "Area", Values: []any{room.region(h.Region)}}}}
		fill(h, &a)
		return a, nil
	}
	d.Take = func(ctx context.Context, tx *db.Tx, r *route.Request, f T) (string, error) {
		id, err := r.ID("house")
		if err != nil {
			return "", err
		}
		return deed.Done(housePath(id), news), take(ctx, tx, r.Actor, id, f)
	}
	return d.Routes()
}

// houseDeeds keep houses and beds.
func (room *Room) houseDeeds() []route.Route {
	add := deed.Deed[HouseForm]{Pages: pages, Path: "/accommodation/houses/add", Action: access.ManageHouses, Title: "Add a safe house", Button: "Add the house",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[HouseForm], error) {
			places, err := room.freePlaces(ctx, tx, r.Actor)
			a := deed.Asked[HouseForm]{Questions: append(placeQuestion(room, places), houseQuestions(room)...), Back: page.Link{Text: "Safe houses", Href: "/accommodation/houses"}}
			if len(places) == 0 {
				a.Help = []casefile.Sentence{deed.Say("There is no sealed place without a house. Ask the placement team to add the place first: its address is theirs to keep.")}
			}
			return a, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f HouseForm) (string, error) {
			id, err := room.AddHouse(ctx, tx, r.Actor, f)
			return deed.Done(housePath(id), "added"), err
		}}
	change := at(room, "change", deed.Deed[HouseForm]{Pages: pages, Title: "Change a safe house", Button: "Save", Set: func(f *HouseForm, version int64) { f.Version = version }}, func(h House, a *deed.Asked[HouseForm]) {
		a.Form = HouseForm{Name: h.Name, Sex: h.Sex, Offers: h.Offers, Languages: room.languages(h.Languages), Cover: h.Cover, Capacity: h.Capacity, Note: h.Note}
		for _, taken := range []struct {
			yes  bool
			code string
		}{{h.Families, "families"}, {h.Pregnancy, "pregnancy"}} {
			if taken.yes {
				a.Form.Takes = append(a.Form.Takes, taken.code)
			}
		}
		a.Questions = houseQuestions(room)
	}, room.ChangeHouse, "changed")
	state := at(room, "state", deed.Deed[HouseStateForm]{Pages: pages, Title: "Open, pause or close a house", Button: "Save", Set: func(f *HouseStateForm, version int64) { f.Version = version }}, func(h House, a *deed.Asked[HouseStateForm]) {
		a.Form, a.Questions = HouseStateForm{State: h.State}, houseStateQuestions
	}, room.SetHouse, "changed")
	addBed := at(room, "beds/add", deed.Deed[BedForm]{Pages: pages, Title: "Add a bed", Button: "Add the bed"}, func(_ House, a *deed.Asked[BedForm]) {
		a.Form, a.Questions = BedForm{Sleeps: 1}, bedQuestions
	}, func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f BedForm) error {
		_, err := room.AddBed(ctx, tx, actor, id, f)
		return err
	}, "added")
	tie := at(room, "ties/add", deed.Deed[Somebody]{Pages: pages, Title: "Somebody tied to a house", Button: "Add the name"}, func(_ House, a *deed.Asked[Somebody]) {
		a.Questions = houseTieQuestions
		a.Help = []casefile.Sentence{deed.Say("A neighbour, an owner, somebody who worked there. Whoever must be kept from them is never offered a bed there.")}
	}, func(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, f Somebody) error {
		_, err := room.AddHouseTie(ctx, tx, actor, id, f)
		return err
	}, "added")
	bed := deed.Deed[BedStateForm]{Pages: pages, Path: "/accommodation/beds/{bed}/state", Action: access.SeeHouseDay, Title: "The state of a bed", Button: "Save", Set: func(f *BedStateForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[BedStateForm], error) {
			id, err := r.ID("bed")
			if err != nil {
				return deed.Asked[BedStateForm]{}, err
			}
			bed, err := loadBed(ctx, tx, id)
			if err != nil {
				return deed.Asked[BedStateForm]{}, err
			}
			if err := room.runs(ctx, tx, r.Actor, bed.House); err != nil {
				return deed.Asked[BedStateForm]{}, err
			}
			h, err := loadHouse(ctx, tx, bed.House)
			return deed.Asked[BedStateForm]{Form: BedStateForm{State: bed.State, Back: bed.BackOn}, Version: bed.Version, Questions: bedStateQuestions, Back: page.Link{Text: "House today", Href: "/accommodation/today"},
				Facts: []form.Row{{Label: "House", Values: []any{h.Name}}, {Label: "Bed", Values: []any{bed.Number}}}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f BedStateForm) (string, error) {
			id, err := r.ID("bed")
			if err != nil {
				return "", err
			}
			if err := room.SetBed(ctx, tx, r.Actor, id, f); err != nil {
				return "", err
			}
			if access.Role(r.Actor, access.ManageHouses) != nil {
				return deed.Done("/accommodation/today", "changed"), nil
			}
			bed, err := loadBed(ctx, tx, id)
			return deed.Done(housePath(bed.House), "changed"), err
		}}
	return slices.Concat(add.Routes(), change, state, addBed, tie, bed.Routes())
}

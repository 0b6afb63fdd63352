package placement

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type placeRow struct {
	Place
	RegionName string
}

type placesPage struct {
	Open, Closed []placeRow
	Free         int
	May          bool
}

// placesBoard lists the places of the agency: area, for whom, beds. No address.
func (room *Room) placesBoard(r *route.Request) error {
	data := placesPage{May: access.Role(r.Actor, access.ManagePlaces) == nil}
	err := list(r, "list-places", func(ctx context.Context, tx *db.Tx) error {
		all, err := places(ctx, tx, r.Actor)
		for _, place := range all {
			row := placeRow{place, room.region(place.Region)}
			if place.Closed.IsZero() {
				data.Open, data.Free = append(data.Open, row), data.Free+place.Free()
			} else {
				data.Closed = append(data.Closed, row)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "places.html", "Places to live", "wide", backToBoard, data)
}

type placePage struct {
	Place   placeRow
	Living  []resident
	Keepers []Keeper
	May     bool
}

type resident struct {
	Case      db.ID
	Name      string
	Reference string
}

// place shows one place: who lives there, who looks after them. No address.
func (room *Room) place(r *route.Request) error {
	id, err := r.ID("place")
	if err != nil {
		return err
	}
	data := placePage{May: access.Role(r.Actor, access.ManagePlaces) == nil}
	if err := r.DB.Write(r.Context(), func(tx *db.Tx) error {
		if _, err := ownPlace(r.Context(), tx, r.Actor, id); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "read-place", Category: audit.Consultation, Subject: "place " + string(id), Why: teamPurpose})
	}); err != nil {
		return err
	}
	err = r.DB.Read(r.Context(), func(tx *db.Tx) error {
		ctx := r.Context()
		place, err := ownPlace(ctx, tx, r.Actor, id)
		if err != nil {
			return err
		}
		data.Place = placeRow{place, room.region(place.Region)}
		if data.Keepers, err = keepers(ctx, tx, id); err != nil {
			return err
		}
		visible, more := access.Visible(tx, r.Actor, "p.case_id", access.Identity|access.Location, 2)
		if data.Living, err = db.All(ctx, tx, `SELECT p.case_id, c.reference FROM placement p JOIN case_file c ON c.id = p.case_id WHERE p.place_id = $1 AND p.ended_at IS NULL AND `+visible+` ORDER BY c.reference`,
			append([]any{id}, more...), func(l *resident, scan func(...any) error) error { return scan(&l.Case, &l.Reference) }); err != nil {
			return err
		}
		var ids []db.ID
		for _, one := range data.Living {
			ids = append(ids, one.Case)
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
		for i := range data.Living {
			data.Living[i].Name = names[data.Living[i].Case]
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "place.html", "A place to live", "wide", page.Link{Text: "Places to live", Href: "/placements/places"}, data)
}

// atPlace gives the place in the address, for those who manage it.
func (room *Room) atPlace(ctx context.Context, tx *db.Tx, r *route.Request) (Place, error) {
	id, err := r.ID("place")
	if err != nil {
		return Place{}, err
	}
	return room.managed(ctx, tx, r.Actor, id)
}

func (room *Room) placeDeeds() []route.Route {
	regions := regionOptions(room.Lists)
	address := func(f *PlaceForm) *Address { return &f.Address }
	setPlace := func(f *PlaceForm, version int64) { f.Version = version }
	facts := func(p Place) []form.Row {
		return []form.Row{{Label: "Place", Values: []any{p.Reference}}, {Label: "Kind", Values: []any{form.Phrase(p.KindWords())}}, {Label: "Area", Values: []any{room.region(p.Region)}}}
	}
	back := func(p Place) page.Link { return page.Link{Text: "Back to the place", Href: placePath(p.ID)} }
	add := deed.Deed[PlaceForm]{Pages: pages, Path: "/placements/places/add", Action: access.ManagePlaces, Title: "Add a place to live", Button: "Add the place",
		Prepare: func(context.Context, *db.Tx, *route.Request) (deed.Asked[PlaceForm], error) {
			return deed.Asked[PlaceForm]{Questions: append(placeQuestions(regions), addressQuestions(address)...), Back: page.Link{Text: "Places to live", Href: "/placements/places"}}, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			id, err := room.AddPlace(ctx, tx, r.Actor, f)
			return deed.Done(placePath(id), "added"), err
		}}
	change := deed.Deed[PlaceForm]{Pages: pages, Path: "/placements/places/{place}/change", Action: access.ManagePlaces, Title: "Change a place", Button: "Save", Set: setPlace,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PlaceForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return deed.Asked[PlaceForm]{Form: PlaceForm{Kind: p.Kind, Region: p.Region, Ages: p.Ages, Gender: p.Gender, Capacity: p.Capacity, Suits: p.Suits}, Version: p.Version,
				Questions: placeQuestions(regions), Back: back(p)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "changed"), room.ChangePlace(ctx, tx, r.Actor, p.ID, f)
		}}
	readdress := deed.Deed[PlaceForm]{Pages: pages, Path: "/placements/places/{place}/address", Action: access.ManagePlaces, Title: "Enter another address", Button: "Seal this address", Set: setPlace,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PlaceForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return deed.Asked[PlaceForm]{Version: p.Version, Questions: addressQuestions(address), Facts: facts(p), Back: back(p),
				Help: []casefile.Sentence{deed.Say("The address that is sealed now is not shown here. What you enter takes its place, and everybody who could see the old one cannot see it any more.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "address"), room.ChangeAddress(ctx, tx, r.Actor, p.ID, f)
		}}
	shut := deed.Deed[ReasonForm]{Pages: pages, Path: "/placements/places/{place}/close", Action: access.ManagePlaces, Title: "Close a place", Button: "Close the place", Danger: true,
		Set: func(f *ReasonForm, version int64) { f.Version = version },
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[ReasonForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return deed.Asked[ReasonForm]{Version: p.Version, Questions: reasonQuestions("Why is it closed?", "Say why it is closed"), Facts: facts(p), Back: back(p)}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "closed"), room.ClosePlace(ctx, tx, r.Actor, p.ID, f)
		}}
	keeper := deed.Deed[KeeperForm]{Pages: pages, Path: "/placements/places/{place}/keepers/add", Action: access.ManagePlaces, Title: "Name somebody who looks after people there", Button: "Name them",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[KeeperForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return deed.Asked[KeeperForm]{}, err
			}
			able, err := carers(ctx, tx, r.Actor)
			return deed.Asked[KeeperForm]{Questions: keeperQuestions(able), Facts: facts(p), Back: back(p),
				Help: []casefile.Sentence{deed.Say("They see the door list of this house, and keep what is needed when somebody goes missing. They reach nobody who lives elsewhere.")}}, err
		},
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f KeeperForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "added"), room.NameKeeper(ctx, tx, r.Actor, p.ID, f)
		}}
	return slices.Concat(add.Routes(), change.Routes(), readdress.Routes(), shut.Routes(), keeper.Routes(), []route.Route{
		deed.Press("/placements/places/{place}/open", access.ManagePlaces, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "opened"), room.OpenPlaceAgain(ctx, tx, r.Actor, p.ID)
		}),
		deed.Press("/placements/places/{place}/keepers/{account}/end", access.ManagePlaces, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			account, err := r.ID("account")
			if err != nil {
				return "", err
			}
			return deed.Done(placePath(p.ID), "ended"), room.EndKeeper(ctx, tx, r.Actor, p.ID, account)
		}),
	})
}

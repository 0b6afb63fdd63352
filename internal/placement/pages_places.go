package placement

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
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
	add := deed[PlaceForm]{path: "/placements/places/add", action: access.ManagePlaces, title: "Add a place to live", button: "Add the place",
		prepare: func(context.Context, *db.Tx, *route.Request) (asked[PlaceForm], error) {
			return asked[PlaceForm]{questions: append(placeQuestions(regions), addressQuestions(address)...), back: page.Link{Text: "Places to live", Href: "/placements/places"}}, nil
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			id, err := room.AddPlace(ctx, tx, r.Actor, f)
			return done(placePath(id), "added"), err
		}}
	change := deed[PlaceForm]{path: "/placements/places/{place}/change", action: access.ManagePlaces, title: "Change a place", button: "Save", set: setPlace,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[PlaceForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return asked[PlaceForm]{form: PlaceForm{Kind: p.Kind, Region: p.Region, Ages: p.Ages, Gender: p.Gender, Capacity: p.Capacity, Suits: p.Suits}, version: p.Version,
				questions: placeQuestions(regions), back: back(p)}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "changed"), room.ChangePlace(ctx, tx, r.Actor, p.ID, f)
		}}
	readdress := deed[PlaceForm]{path: "/placements/places/{place}/address", action: access.ManagePlaces, title: "Enter another address", button: "Seal this address", set: setPlace,
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[PlaceForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return asked[PlaceForm]{version: p.Version, questions: addressQuestions(address), facts: facts(p), back: back(p),
				help: []sentence{say("The address that is sealed now is not shown here. What you enter takes its place, and everybody who could see the old one cannot see it any more.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlaceForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "address"), room.ChangeAddress(ctx, tx, r.Actor, p.ID, f)
		}}
	shut := deed[ReasonForm]{path: "/placements/places/{place}/close", action: access.ManagePlaces, title: "Close a place", button: "Close the place", danger: true,
		set: func(f *ReasonForm, version int64) { f.Version = version },
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[ReasonForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			return asked[ReasonForm]{version: p.Version, questions: reasonQuestions("Why is it closed?", "Say why it is closed"), facts: facts(p), back: back(p)}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f ReasonForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "closed"), room.ClosePlace(ctx, tx, r.Actor, p.ID, f)
		}}
	keeper := deed[KeeperForm]{path: "/placements/places/{place}/keepers/add", action: access.ManagePlaces, title: "Name somebody who looks after people there", button: "Name them",
		prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (asked[KeeperForm], error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return asked[KeeperForm]{}, err
			}
			able, err := carers(ctx, tx, r.Actor)
			return asked[KeeperForm]{questions: keeperQuestions(able), facts: facts(p), back: back(p),
				help: []sentence{say("They see the door list of this house, and keep what is needed when somebody goes missing. They reach nobody who lives elsewhere.")}}, err
		},
		take: func(ctx context.Context, tx *db.Tx, r *route.Request, f KeeperForm) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "added"), room.NameKeeper(ctx, tx, r.Actor, p.ID, f)
		}}
	return slices.Concat(add.routes(), change.routes(), readdress.routes(), shut.routes(), keeper.routes(), []route.Route{
		press("/placements/places/{place}/open", access.ManagePlaces, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "opened"), room.OpenPlaceAgain(ctx, tx, r.Actor, p.ID)
		}),
		press("/placements/places/{place}/keepers/{account}/end", access.ManagePlaces, func(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
			p, err := room.atPlace(ctx, tx, r)
			if err != nil {
				return "", err
			}
			account, err := r.ID("account")
			if err != nil {
				return "", err
			}
			return done(placePath(p.ID), "ended"), room.EndKeeper(ctx, tx, r.Actor, p.ID, account)
		}),
	})
}

package placement

import (
	"context"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type boardPage struct {
	Query   string
	Asked   bool
	People  []boardRow
	Waiting []Waiting
	MayTake bool
	Empty   bool
}

type boardRow struct {
	Placed
	Region string
}

// most is how many people who wait for a team the board shows.
const most = 50

// board lists the people for whom the agency answers, without an address.
func (room *Room) board(r *route.Request) error {
	return room.drawBoard(r, "")
}

// search narrows the board by a name or a reference; it is a form that is
// posted, since what is searched for must not stand in an address.
func (room *Room) search(r *route.Request) error {
	values, err := r.Values()
	if err != nil {
		return err
	}
	return room.drawBoard(r, strings.TrimSpace(values.Get("query")))
}

func (room *Room) drawBoard(r *route.Request, query string) error {
	data := boardPage{Query: query, Asked: query != "", MayTake: access.Role(r.Actor, access.TakeOnPerson) == nil}
	deed := "list-placements"
	if data.Asked {
		deed = "search-placements"
	}
	err := list(r, deed, func(ctx context.Context, tx *db.Tx) error {
		people, err := placedPeople(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		if data.MayTake {
			if data.Waiting, err = WithoutTeam(ctx, tx, r.Actor, most); err != nil {
				return err
			}
		}
		var ids []db.ID
		for _, person := range people {
			ids = append(ids, person.Case)
		}
		for _, person := range data.Waiting {
			ids = append(ids, person.Case)
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
		if err != nil {
			return err
		}
		for _, person := range people {
			person.Name = names[person.Case]
			data.People = append(data.People, boardRow{person, room.region(person.Place.Region)})
		}
		for i := range data.Waiting {
			data.Waiting[i].Name = names[data.Waiting[i].Case]
		}
		if !data.Asked {
			return nil
		}
		found, _, err := casefile.Search(ctx, tx, r.Actor, query, "", 100)
		data.People = slices.DeleteFunc(data.People, func(row boardRow) bool { return !slices.Contains(found, row.Case) })
		data.Waiting = slices.DeleteFunc(data.Waiting, func(w Waiting) bool { return !slices.Contains(found, w.Case) })
		return err
	})
	if err != nil {
		return err
	}
	// Who is missing comes first, then who has nowhere to live.
	slices.SortStableFunc(data.People, func(a, b boardRow) int { return rank(a) - rank(b) })
	data.Empty = len(data.People)+len(data.Waiting) == 0
	return view(r, "board.html", "Placements", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

func rank(row boardRow) int {
	switch {
	case row.Missing:
		return 0
	case row.Place.ID == "":
		return 1
	case row.Waiting > 0:
		return 2
	}
	return 3
}

type personPage struct {
	Head   *head
	File   File
	Avoid  []string
	Now    *stayView
	Before []stayView
	Needs  []string
	May    bool // change things
	Open   []Sight
	Ask    string
}

type stayView struct {
	Placement
	Region string
}

// person shows where somebody is placed, and was, without an address.
func (room *Room) person(r *route.Request) error {
	data := personPage{May: access.Role(r.Actor, access.PlacePerson) == nil}
	h, f, err := room.show(r, access.ReadPlacement, "read-placement", "placement", func(ctx context.Context, tx *db.Tx, f File) error {
		stays, err := placements(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		for _, stay := range stays {
			shown := stayView{stay, room.region(stay.Place.Region)}
			if stay.Ended.IsZero() {
				data.Now = &shown
			} else {
				data.Before = append(data.Before, shown)
			}
		}
		own, err := sights(ctx, tx, `s.case_id = $1 AND s.account_id = $2 AND s.ended_at IS NULL ORDER BY s.id DESC LIMIT 5`, f.Case, r.Actor.Account)
		for _, s := range own {
			if s.LiveAt(tx.Now()) {
				data.Open = append(data.Open, s)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.File, data.Avoid, data.Needs = h, f, room.regions(f.Avoid), f.NeedsWords()
	return view(r, "person.html", "Placement of a person", "wide", backToBoard, data)
}

// takeOn makes the agency the placement team of a person.
func (room *Room) takeOn(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	id, err := r.ID("id")
	if err != nil {
		return "", err
	}
	return deed.Done(peoplePath(id), "taken-on"), room.TakeOn(ctx, tx, r.Actor, id)
}

func (room *Room) handOver(ctx context.Context, tx *db.Tx, r *route.Request) (string, error) {
	id, err := r.ID("id")
	if err != nil {
		return "", err
	}
	return deed.Done("/placements", "handed-over"), room.HandOver(ctx, tx, r.Actor, id)
}

// of prepares a page about the person in the address.
func (room *Room) of(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action, tab string) (File, *head, error) {
	id, err := r.ID("id")
	if err != nil {
		return File{}, nil, err
	}
	f, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return f, nil, err
	}
	h, err := headOf(ctx, tx, r, f, tab)
	return f, h, err
}

func (room *Room) peopleDeeds() []route.Route {
	want := deed.Deed[WantedForm]{Pages: pages, Path: "/placements/people/{id}/needs", Action: access.PlacePerson, Title: "What they need of a place", Button: "Save",
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[WantedForm], error) {
			f, h, err := room.of(ctx, tx, r, access.PlacePerson, "placement")
			return deed.Asked[WantedForm]{Form: WantedForm{Needs: f.Needs, Avoid: room.regions(f.Avoid), Note: f.Note}, Version: f.Version, Questions: wantedQuestions(room.Lists), Person: h, Back: backToPerson(f.Case)}, err
		},
		Set: func(f *WantedForm, version int64) { f.Version = version },
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f WantedForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(peoplePath(id), "changed"), room.Want(ctx, tx, r.Actor, id, f)
		}}
	place := deed.Deed[PlacingForm]{Pages: pages, Path: "/placements/people/{id}/place", Action: access.PlacePerson, Title: "Choose a place", Button: "Place them there",
		Prepare: room.choosePlace,
		Set:     func(f *PlacingForm, version int64) { f.Version = version },
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f PlacingForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(peoplePath(id), "placed"), room.Put(ctx, tx, r.Actor, id, f)
		}}
	leave := deed.Deed[LeavingForm]{Pages: pages, Path: "/placements/people/{id}/leave", Action: access.PlacePerson, Title: "End the placement", Button: "End the placement", Danger: true,
		Prepare: func(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[LeavingForm], error) {
			f, h, err := room.of(ctx, tx, r, access.PlacePerson, "placement")
			return deed.Asked[LeavingForm]{Version: f.Version, Questions: leavingQuestions, Person: h, Back: backToPerson(f.Case),
				Help: []casefile.Sentence{deed.Say("To move somebody, choose another place instead: that is one step, and nobody can see the old address from then."), deed.Say("Every sight of the address ends at once.")}}, err
		},
		Set: func(f *LeavingForm, version int64) { f.Version = version },
		Take: func(ctx context.Context, tx *db.Tx, r *route.Request, f LeavingForm) (string, error) {
			id, err := r.ID("id")
			if err != nil {
				return "", err
			}
			return deed.Done(peoplePath(id), "left"), room.Leave(ctx, tx, r.Actor, id, f)
		}}
	return slices.Concat(want.Routes(), place.Routes(), leave.Routes())
}

// choosePlace lists the open places, those that suit first, with what does not.
func (room *Room) choosePlace(ctx context.Context, tx *db.Tx, r *route.Request) (deed.Asked[PlacingForm], error) {
	f, h, err := room.of(ctx, tx, r, access.PlacePerson, "placement")
	if err != nil {
		return deed.Asked[PlacingForm]{}, err
	}
	a := deed.Asked[PlacingForm]{Version: f.Version, Person: h, Back: backToPerson(f.Case)}
	all, err := places(ctx, tx, r.Actor)
	if err != nil {
		return a, err
	}
	want, err := wanted(ctx, tx, r.Actor, f)
	if err != nil {
		return a, err
	}
	stays, err := placements(ctx, tx, f.Case)
	if err != nil {
		return a, err
	}
	stay, placed := now(stays)
	if placed {
		a.Help = []casefile.Sentence{deed.Say("They live at {place} now. From the moment you move them, nobody can see that address, and those who look after people there no longer reach this person.", "place", stay.Place.Reference)}
	}
	type fitting struct {
		place   Place
		misfits []Misfit
	}
	var fit []fitting
	for _, place := range all {
		if place.Closed.IsZero() && place.ID != stay.Place.ID {
			fit = append(fit, fitting{place, Misfits(place, want)})
		}
	}
	slices.SortStableFunc(fit, func(a, b fitting) int { return len(a.misfits) - len(b.misfits) })
	var options []form.Option
	for _, one := range fit {
		hint := r.Words.Text("It suits them")
		if len(one.misfits) > 0 {
			var words []string
			for _, misfit := range one.misfits {
				words = append(words, r.Words.Text(misfit.Words, misfit.Args...))
			}
			hint = strings.Join(words, ". ")
		}
		label := r.Words.Text("{reference}: {kind}, {area}", "reference", one.place.Reference, "kind", form.Phrase(one.place.KindWords()), "area", room.region(one.place.Region))
		options = append(options, form.Option{Value: string(one.place.ID), Label: label, Verbatim: true, Hint: r.Words.Plural(one.place.Free(), "{n} bed free", "{n} beds free") + ". " + hint})
	}
	if len(options) == 0 {
		a.Help = append(a.Help, deed.Say("There is no other open place. Add a place first."))
	}
	a.Questions = []form.Question[PlacingForm]{
		{Name: "place", Label: "Where do they go?", Kind: form.Radios, Options: options, Required: "Choose a place", Bind: func(f *PlacingForm) any { return &f.Place }},
		{Name: "why", Label: "Why this place, if something about it does not suit them?", Hint: "Sealed", Noun: "Why this place", Kind: form.Story, MaxLength: 1000, Rows: 2, Bind: func(f *PlacingForm) any { return &f.Why }},
	}
	return a, nil
}

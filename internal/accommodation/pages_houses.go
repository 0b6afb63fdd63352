package accommodation

import (
	"context"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type houseRow struct {
	House
	RegionName                           string
	Beds, Free, Held, TakenBeds, Unready int
}

type housesPage struct {
	Rows                       []houseRow
	Region, Sex, State         string
	Sexes, States              form.Codes
	Beds, Free, Taken, Unready int
	None                       bool // there is no house at all
	Areas                      form.Codes
}

// housesBoard lists the houses of the desk with their beds in each state.
func (room *Room) housesBoard(r *route.Request) error {
	query := r.URL.Query()
	data := housesPage{Region: query.Get("region"), Sex: query.Get("sex"), State: query.Get("state"), Sexes: sexes, States: houseStates}
	err := list(r, "list-houses", func(ctx context.Context, tx *db.Tx) error {
		all, err := houses(ctx, tx, `h.agency_id = $1`, r.Actor.Agency)
		if err != nil {
			return err
		}
		data.None = len(all) == 0
		counts := map[db.ID]map[string]int{}
		if err := tx.Each(ctx, `SELECT b.house_id, b.state, count(*) FROM bed b JOIN house h ON h.id = b.house_id WHERE h.agency_id = $1 GROUP BY b.house_id, b.state`, []any{r.Actor.Agency}, func(scan func(...any) error) error {
			var house db.ID
			var state string
			var n int
			if err := scan(&house, &state, &n); err != nil {
				return err
			}
			if counts[house] == nil {
				counts[house] = map[string]int{}
			}
			counts[house][state] = n
			return nil
		}); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, h := range all {
			if !seen[h.Region] {
				seen[h.Region] = true
				data.Areas = append(data.Areas, form.Coded{h.Region, room.region(h.Region)})
			}
			if data.Region != "" && h.Region != data.Region || data.Sex != "" && h.Sex != data.Sex || data.State != "" && h.State != data.State {
				continue
			}
			n := counts[h.ID]
			row := houseRow{House: h, RegionName: room.region(h.Region), Free: n[BedFree], Held: n[BedHeld], TakenBeds: n[BedTaken], Unready: n[BedCleaning] + n[BedRepair]}
			row.Beds = row.Free + row.Held + row.TakenBeds + row.Unready
			data.Rows = append(data.Rows, row)
			data.Beds, data.Free, data.Taken, data.Unready = data.Beds+row.Beds, data.Free+row.Free, data.Taken+row.TakenBeds+row.Held, data.Unready+row.Unready
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "houses.html", "Safe houses", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

type bedRow struct {
	Bed
	Days   int
	Living *living
	Name   string
}

type housePage struct {
	House     House
	Region    string
	Languages []string
	Beds      []bedRow
	Keepers   []Keeper
	Ties      []Tie
	May       bool
	Living    int
}

// house shows one house: its beds, who has them, who looks after it.
func (room *Room) house(r *route.Request) error {
	id, err := r.ID("house")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.managed(ctx, tx, r.Actor, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "read-house", Category: audit.Consultation, Subject: "house " + string(id), Why: purpose})
	}); err != nil {
		return err
	}
	data := housePage{May: access.Role(r.Actor, access.ManageHouses) == nil}
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		h, err := room.managed(ctx, tx, r.Actor, id)
		if err != nil {
			return err
		}
		data.House, data.Region, data.Languages = h, room.region(h.Region), room.languages(h.Languages)
		if data.Keepers, err = room.Keepers(ctx, tx, h.Place); err != nil {
			return err
		}
		if data.Ties, err = houseTies(ctx, tx, id); err != nil {
			return err
		}
		data.Beds, err = room.bedRows(ctx, tx, r, id)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "house.html", "A safe house", "wide", page.Link{Text: "Safe houses", Href: "/accommodation/houses"}, data)
}

// bedRows are the beds of a house with who has them, by the name that the actor
// may see.
func (room *Room) bedRows(ctx context.Context, tx *db.Tx, r *route.Request, house db.ID) ([]bedRow, error) {
	all, err := beds(ctx, tx, `b.house_id = $1`, house)
	if err != nil {
		return nil, err
	}
	people, err := livingIn(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	var found []File
	for _, one := range people {
		found = append(found, one.File)
	}
	named, err := room.rows(ctx, tx, r.Actor, found)
	if err != nil {
		return nil, err
	}
	var rows []bedRow
	for _, bed := range all {
		row := bedRow{Bed: bed, Days: bed.Days(tx.Now())}
		for i := range people {
			if people[i].Stay.Bed == bed.ID {
				row.Living, row.Name = &people[i], named[i].Name
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type waitersPage struct {
	House  House
	Region string
	Bed    Bed
	People []waiterRow
}

type waiterRow struct {
	Fitting
	Name string
	Need string
}

// waiters shows who of those who wait could have a free bed.
func (room *Room) waiters(r *route.Request) error {
	id, err := r.ID("bed")
	if err != nil {
		return err
	}
	data := waitersPage{}
	err = list(r, "match-waiting", func(ctx context.Context, tx *db.Tx) error {
		bed, err := loadBed(ctx, tx, id)
		if err != nil {
			return err
		}
		if data.House, err = room.managed(ctx, tx, r.Actor, bed.House); err != nil {
			return err
		}
		data.Bed, data.Region = bed, room.region(data.House.Region)
		found, err := room.Waiters(ctx, tx, r.Actor, bed, data.House)
		if err != nil {
			return err
		}
		var files []File
		for _, one := range found {
			files = append(files, one.File)
		}
		named, err := room.rows(ctx, tx, r.Actor, files)
		for i, one := range found {
			if err == nil {
				data.People = append(data.People, waiterRow{one, named[i].Name, named[i].Need})
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "waiters.html", "Who could have a bed", "wide", backToHouse(data.House.ID), data)
}

package accommodation

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type todayHouse struct {
	House
	RegionName string
	People     []todayRow
	Free       []Bed
}

type todayRow struct {
	living
	Name  string
	Stale bool // nobody has recorded where they are since yesterday
}

type todayPage struct {
	Houses []todayHouse
	Desk   bool
}

// houseScope gives the houses in which the actor acts: of their desk, and those
// that they look after.
func (room *Room) houseScope(ctx context.Context, tx *db.Tx, actor account.Actor) ([]House, error) {
	if actor.Has(account.AccommodationDesk) {
		return houses(ctx, tx, `h.agency_id = $1 AND h.state <> 'closed'`, actor.Agency)
	}
	kept, err := room.Kept(ctx, tx, actor)
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	var args []any
	for _, place := range kept {
		args = append(args, place)
	}
	return houses(ctx, tx, `h.state <> 'closed' AND h.place_id IN (`+db.Marks(1, len(kept))+`)`, args...)
}

// today shows each house that the actor looks after: who is expected, who is in and
// out, and what nobody has recorded.
func (room *Room) today(r *route.Request) error {
	data := todayPage{Desk: r.Actor.Has(account.AccommodationDesk)}
	err := list(r, "list-house-day", func(ctx context.Context, tx *db.Tx) error {
		all, err := room.houseScope(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		for _, h := range all {
			house := todayHouse{House: h, RegionName: room.region(h.Region)}
			if house.People, err = room.todayRows(ctx, tx, r, h.ID); err != nil {
				return err
			}
			if house.Free, err = beds(ctx, tx, `b.house_id = $1 AND b.state IN ('free', 'cleaning', 'repair')`, h.ID); err != nil {
				return err
			}
			data.Houses = append(data.Houses, house)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "today.html", "House today", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

func (room *Room) todayRows(ctx context.Context, tx *db.Tx, r *route.Request, house db.ID) ([]todayRow, error) {
	people, err := livingIn(ctx, tx, house)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, one := range people {
		files = append(files, one.File)
	}
	named, err := room.rows(ctx, tx, r.Actor, files)
	if err != nil {
		return nil, err
	}
	today := civil.DayOf(tx.Now())
	var rows []todayRow
	for i, one := range people {
		row := todayRow{living: one, Name: named[i].Name, Stale: one.Stay.Presence != Expected && civil.DayOf(one.Stay.PresenceAt).Before(today)}
		if one.File.Called != "" {
			row.Name = one.File.Called
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type nightRow struct {
	Bed      int
	People   int
	Children int
	Called   string
	Presence string
	Back     time.Time
	Arrive   time.Time
	Language string
	Barrier  string
}

type nightPage struct {
	House                           House
	Region                          string
	At                              time.Time
	Rows                            []nightRow
	In, OutNow, Expected, Overnight int
}

// night is the list for whoever is in the house at night: which bed, how many
// people, how they are called, whether they are in, and what help they need when the
// alarm sounds. It holds no family name, no case and no reason why.
func (room *Room) night(r *route.Request) error {
	id, err := r.ID("house")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if err := room.runs(ctx, tx, r.Actor, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "print-night-list", Category: audit.Disclosure, Subject: "house " + string(id), Why: purpose})
	}); err != nil {
		return err
	}
	var data nightPage
	err = r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err := room.runs(ctx, tx, r.Actor, id); err != nil {
			return err
		}
		if data.House, err = loadHouse(ctx, tx, id); err != nil {
			return err
		}
		data.Region, data.At = room.region(data.House.Region), tx.Now()
		people, err := livingIn(ctx, tx, id)
		for _, one := range people {
			data.add(room, one)
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "night.html", "Night list", "wide", page.Link{Text: "House today", Href: "/accommodation/today"}, data)
}

func (data *nightPage) add(room *Room, one living) {
	row := nightRow{Bed: one.Stay.Number, People: one.Stay.People, Children: one.File.Children, Called: one.File.Called, Presence: one.Stay.PresenceWords(), Back: one.Stay.Back, Barrier: one.File.Barrier}
	if one.Stay.Presence == Expected {
		row.Arrive = one.Stay.Arrive
	}
	if languages := room.languages(one.File.Languages); len(languages) > 0 {
		row.Language = languages[0]
	}
	data.Rows = append(data.Rows, row)
	switch one.Stay.Presence {
	case In:
		data.In += row.People
	case Expected:
		data.Expected += row.People
	case Overnight:
		data.Overnight += row.People
	default:
		data.OutNow += row.People
	}
}

type outreachRow struct {
	Row
	Plan *Meetings
	Late bool
}

type outreachPage struct {
	Rows           []outreachRow
	Late           int
	Unplanned, All int
	Mine           bool
	Filter         string
}

// outreachBoard lists those who are supported where they live: who was to be met
// and was not first, then by the day of the next meeting.
func (room *Room) outreachBoard(r *route.Request) error {
	data := outreachPage{Mine: r.URL.Query().Get("mine") == "yes", Filter: r.URL.Query().Get("show")}
	err := list(r, "list-outreach", func(ctx context.Context, tx *db.Tx) error {
		desk := r.Actor.Has(account.AccommodationDesk)
		seen, more := visible(tx, r.Actor, 3)
		worker := ""
		if data.Mine {
			worker = string(r.Actor.Account)
		}
		found, err := bareFiles(ctx, tx, scope(desk)+` AND f.state = 'outreach' AND ($2 = '' OR f.worker_id = $2) AND `+seen+` ORDER BY (SELECT o.next_at FROM outreach o WHERE o.file_id = f.id AND o.ended_at IS NULL) NULLS FIRST, f.id LIMIT 500`,
			append([]any{r.Actor.Agency, worker}, more...)...)
		if err != nil {
			return err
		}
		rows, err := room.rows(ctx, tx, r.Actor, found)
		if err != nil {
			return err
		}
		for _, row := range rows {
			line := outreachRow{Row: row}
			full, _, err := loadFile(ctx, tx, row.ID)
			if err != nil {
				return err
			}
			plan, planned, err := meetingsOf(ctx, tx, full)
			if err != nil {
				return err
			}
			if planned && plan.Ended.IsZero() {
				line.Plan, line.Late = &plan, plan.Next.Before(tx.Now())
			}
			data.take(line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "outreach.html", "Outreach", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

func (data *outreachPage) take(line outreachRow) {
	data.All++
	switch {
	case line.Plan == nil:
		data.Unplanned++
	case line.Late:
		data.Late++
	}
	if data.Filter == "late" && !line.Late || data.Filter == "unplanned" && line.Plan != nil {
		return
	}
	data.Rows = append(data.Rows, line)
}

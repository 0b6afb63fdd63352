package leave

import (
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/route"
)

type calendarPage struct {
	Months []month
	Today  civil.Day
}

type month struct {
	First civil.Partial
	Days  []entry
}

type entry struct {
	Limit
	Case      db.ID
	Name, Ref string
	Late      bool
}

// calendar shows what ends and what is due, month by month.
func (room *Room) calendar(r *route.Request) error {
	data := calendarPage{Today: civil.DayOf(r.DB.Now())}
	var entries []entry
	if err := listed(r.Context(), r.DB, r.Actor, "list-leave-days", func(tx *db.Tx) error {
		rows, err := room.rows(r.Context(), tx, r.Actor)
		for _, one := range rows {
			limits, err := Limits(one.File, room.Rules)
			if err != nil {
				return err
			}
			for _, l := range limits {
				if l.Met.ID != "" {
					continue
				}
				entries = append(entries, entry{l, one.Case, one.Name, one.Reference, l.On.Before(data.Today)})
			}
		}
		return err
	}); err != nil {
		return err
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.On.Compare(b.On) })
	for _, e := range entries {
		first := civil.Partial{Year: e.On.Year, Month: int(e.On.Month)}
		if len(data.Months) == 0 || data.Months[len(data.Months)-1].First != first {
			data.Months = append(data.Months, month{First: first})
		}
		last := &data.Months[len(data.Months)-1]
		last.Days = append(last.Days, e)
	}
	return view(r, "calendar.html", "When permission to stay ends", toLeave, data)
}

type pausesPage struct {
	Rows  []pauseRow
	Keep  bool
	Today civil.Day
}

type pauseRow struct {
	Pause
	Name string
	Now  bool
}

// pausesPage shows on which bases decisions are or were paused.
func (room *Room) pausesPage(r *route.Request) error {
	data := pausesPage{Keep: access.Role(r.Actor, access.KeepPauses) == nil, Today: civil.DayOf(r.DB.Now())}
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err := pauses(r.Context(), tx)
		for _, p := range all {
			b, _ := BasisOf(p.Basis)
			data.Rows = append(data.Rows, pauseRow{p, b.Name, p.On(data.Today)})
		}
		return err
	}); err != nil {
		return err
	}
	return view(r, "pauses.html", "Pauses", home, data)
}

package justice

import (
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
	"github.com/havenward/havenward/internal/statute"
)

// entryRow is a line of a list over people.
type entryRow struct {
	Entry
	Said   said
	Person string
	Late   bool
	Soon   bool
	Alone  bool
	// Days until the due day; negative when it has passed.
	Days int
	// WhyDue is the address of the answer to "why is it due then?"
	WhyDue string
}

// soonDays is how many days before its last day a claim is marked as near.
const soonDays = 30

func (room *Room) rowOf(tx *db.Tx, e Entry) entryRow {
	today := dayOf(tx)
	row := entryRow{Entry: e, Said: e.Form.said(setting{Lists: room.Lists, Rules: room.Rules, Today: today}), Days: e.Due.Sub(today)}
	switch f := e.Form.(type) {
	case *HearingForm:
		row.Alone = f.Alone()
	case *NoticeForm:
		row.Late = f.State != notWanted && Late(e.Due, f.ToldOn, today)
		if row.WhyDue = casefile.WhyOn(room.Rules, statute.VictimsCodeNotice, f.Happened, e.Due); row.WhyDue == "" {
			row.WhyDue = casefile.WhyOn(room.Rules, statute.VictimsCodeNoticeVulnerable, f.Happened, e.Due)
		}
	case *RedressForm:
		if stillRuns(f.State) && !e.Due.IsZero() {
			row.Late, row.Soon = today.After(e.Due), row.Days <= soonDays
			row.WhyDue = room.whyLast(e, f)
		}
	}
	return row
}

// whyLast is the address of the answer to why a claim has its last day: "" where
// conciliation moved it, which the person's own page explains.
func (room *Room) whyLast(e Entry, f *RedressForm) string {
	for _, nation := range statute.Jurisdictions() {
		limit, found, err := LimitOf(room.Rules, statute.Subject{Jurisdiction: nation}, f.Way, f.Started, Conciliation{})
		if err == nil && found && limit.Rule.Ref() == e.Rule && limit.Last == e.Due && limit.HasClock() {
			return casefile.WhyAddress(limit.Due)
		}
	}
	return ""
}

// rowsFor makes rows with the names that the reader may know.
func (room *Room) rowsFor(r *route.Request, tx *db.Tx, list []Entry) ([]entryRow, error) {
	var ids []db.ID
	for _, e := range list {
		ids = append(ids, e.Case)
	}
	names, err := casefile.Headlines(r.Context(), tx, r.Actor, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	var rows []entryRow
	for _, e := range list {
		if e.Form == nil {
			continue
		}
		row := room.rowOf(tx, e)
		row.Person = names[e.Case]
		rows = append(rows, row)
	}
	return rows, nil
}

type boardPage struct {
	Files    []Kept
	Hearings []entryRow
	NotTold  []entryRow
	Claims   []entryRow
	Unopened []Unopened
	Keeper   bool
	Today    civil.Day
}

// boardDays is how far ahead the board looks for hearings.
const boardDays = 14

// board shows what is due in the files that one may read.
func (room *Room) board(r *route.Request) error {
	ctx := r.Context()
	data := boardPage{Today: civil.DayOf(r.DB.Now()), Keeper: access.Role(r.Actor, access.OpenJustice) == nil}
	err := listed(ctx, r.DB, r.Actor, "list-justice", func(tx *db.Tx) error {
		hearings, err := hearingsBetween(ctx, tx, r.Actor, data.Today.Start(), data.Today.Add(boardDays).Start())
		if err != nil {
			return err
		}
		hearings = slices.DeleteFunc(hearings, func(e Entry) bool { return e.State != planned })
		if data.Hearings, err = room.rowsFor(r, tx, hearings); err != nil {
			return err
		}
		waits, err := notTold(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		if data.NotTold, err = room.rowsFor(r, tx, waits); err != nil {
			return err
		}
		all, err := claims(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(e Entry) bool {
			return !stillRuns(e.State) || e.Due.IsZero() || e.Due.Sub(data.Today) > 3*soonDays
		})
		if data.Claims, err = room.rowsFor(r, tx, all); err != nil {
			return err
		}
		if data.Files, err = filesOf(ctx, tx, r.Actor); err != nil {
			return err
		}
		if data.Unopened, err = WithoutFile(ctx, tx, r.Actor, 50); err != nil {
			return err
		}
		return room.nameBoard(r, tx, &data)
	})
	if err != nil {
		return err
	}
	return view(r, "board.html", "Justice", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// nameBoard gives the people of the board the names that the reader may know.
func (room *Room) nameBoard(r *route.Request, tx *db.Tx, data *boardPage) error {
	var ids []db.ID
	for _, f := range data.Files {
		ids = append(ids, f.Case)
	}
	for _, u := range data.Unopened {
		ids = append(ids, u.Case)
	}
	names, err := casefile.Headlines(r.Context(), tx, r.Actor, ids)
	for i := range data.Files {
		data.Files[i].Name = names[data.Files[i].Case]
	}
	for i := range data.Unopened {
		data.Unopened[i].Name = names[data.Unopened[i].Case]
	}
	return err
}

type diaryPage struct {
	Month    Month
	Before   Month
	After    Month
	Weeks    [][]diaryDay
	Hearings []entryRow
	Alone    int
	Only     string
	name     string // of the month, in the reader's language
}

// weekdays are those of a calendar, as catalogue sources.
var weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// Weekdays are the head of the calendar.
func (diaryPage) Weekdays() []string { return weekdays }

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// MonthName is the month in words, to stand in a sentence.
func (p diaryPage) MonthName() string {
	return p.name + " " + itoa(p.Month.Year)
}

type diaryDay struct {
	Day   civil.Day
	Other bool // of another month
	Today bool
	N     int
}

// diary is a month of hearings of the files that one may read.
func (room *Room) diary(r *route.Request) error {
	ctx := r.Context()
	today := civil.DayOf(r.DB.Now())
	month, given := ParseMonth(r.URL.Query().Get("month"))
	if !given || month.Year < 2000 || month.Year > 2200 {
		month = MonthOf(today)
	}
	data := diaryPage{Month: month, Before: month.After(-1), After: month.After(1), Only: r.URL.Query().Get("show"), name: r.Words.Text(monthNames[month.Month-1])}
	perDay := map[civil.Day]int{}
	err := listed(ctx, r.DB, r.Actor, "list-hearings", func(tx *db.Tx) error {
		found, err := hearingsBetween(ctx, tx, r.Actor, month.First().Start(), month.After(1).First().Start())
		if err != nil {
			return err
		}
		rows, err := room.rowsFor(r, tx, found)
		for _, row := range rows {
			if row.Alone {
				data.Alone++
			}
			if data.Only == "alone" && !row.Alone || data.Only == planned && row.State != planned {
				continue
			}
			perDay[civil.DayOf(row.At)]++
			data.Hearings = append(data.Hearings, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, week := range month.Weeks() {
		days := make([]diaryDay, len(week))
		for i, day := range week {
			days[i] = diaryDay{Day: day, Other: MonthOf(day) != month, Today: day == today, N: perDay[day]}
		}
		data.Weeks = append(data.Weeks, days)
	}
	return view(r, "diary.html", "Hearings", "wide", backToBoard, data)
}

type claimsPage struct {
	Rows  []entryRow
	Ways  form.Codes
	Way   string
	State string
	All   int
}

// limitsPage lists the ways to compensation of all files that one may read, by
// their last day.
func (room *Room) limitsPage(r *route.Request) error {
	ctx := r.Context()
	data := claimsPage{Ways: redressWays, Way: r.URL.Query().Get("way"), State: r.URL.Query().Get("state")}
	err := listed(ctx, r.DB, r.Actor, "list-claims", func(tx *db.Tx) error {
		found, err := claims(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		data.All = len(found)
		found = slices.DeleteFunc(found, func(e Entry) bool {
			return data.Way != "" && e.Kind != data.Way || data.State == "open" && !stillRuns(e.State) || data.State == "done" && stillRuns(e.State)
		})
		data.Rows, err = room.rowsFor(r, tx, found)
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "claims.html", "Compensation", "wide", backToBoard, data)
}

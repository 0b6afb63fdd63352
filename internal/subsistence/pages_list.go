package subsistence

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

type listPage struct {
	Show    string
	Choices []choice
	People  []listLine
	Waiting []listLine // within reach and not paid here
	More    bool
	May     bool // begin to pay
	Today   civil.Day
}

type choice struct {
	Text, Href string
	Current    bool
	N          int
}

// narrowings are what the list can be narrowed to, by the word in the address.
var narrowings = []struct {
	code, words string
	of          func(listLine) bool
}{
	{"", "Everybody", func(listLine) bool { return true }},
	{"look", "To look at", func(l listLine) bool { return !l.Ended && !l.Clear() }},
	{"due", "To be paid", func(l listLine) bool { return l.Due.Amount > 0 }},
	{"ended", "Ended", func(l listLine) bool { return l.Ended }},
}

type listLine struct {
	Case      db.ID
	Reference string
	Name      string
	Situation string
	Weekly    int64
	Due       Due
	Gap       Gap
	NoWay     bool // to be paid
	Ended     bool
	Asked     bool // for a grant that nobody has decided
	Said      bool // by another room, and not confirmed
}

// Clear reports whether there is nothing to look at.
func (l listLine) Clear() bool {
	return !l.NoWay && l.Gap == "" && l.Due.Over == 0 && !l.Asked && !l.Said
}

// list shows what everybody within reach is due today, and what is missing.
func (room *Room) list(r *route.Request) error {
	data := listPage{Today: civil.DayOf(r.DB.Now()), Show: r.URL.Query().Get("show"), May: access.Role(r.Actor, access.KeepSubsistence) == nil}
	err := looked(r, audit.Entry{Action: "list-subsistence", Subject: "list"}, anyone, func(ctx context.Context, tx *db.Tx) error {
		found, err := filesOf(ctx, tx, r.Actor)
		if err != nil {
			return err
		}
		for _, who := range found {
			line, err := room.lineOf(ctx, tx, who, data.Today)
			if err != nil {
				return err
			}
			data.People = append(data.People, line)
		}
		visible, more := access.Reachable(tx, r.Actor, "c.id", access.Support, 1)
		if data.Waiting, err = db.All(ctx, tx, `SELECT c.id, c.reference FROM case_file c WHERE c.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM subsistence s WHERE s.case_id = c.id) AND `+visible+` ORDER BY c.reference LIMIT 101`,
			more, func(l *listLine, scan func(...any) error) error { return scan(&l.Case, &l.Reference) }); err != nil {
			return err
		}
		var ids []db.ID
		for _, line := range slices.Concat(data.People, data.Waiting) {
			ids = append(ids, line.Case)
		}
		names, err := casefile.Headlines(ctx, tx, r.Actor, ids)
		for _, lines := range [][]listLine{data.People, data.Waiting} {
			for i := range lines {
				lines[i].Name = names[lines[i].Case]
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	data.narrow()
	return view(r, "list.html", "Money", "wide", page.Link{Text: "Home", Href: "/"}, data)
}

// mostWaiting is how many people who are not paid here the list shows.
const mostWaiting = 100

// narrow counts what the list can be narrowed to and keeps what was asked for.
func (data *listPage) narrow() {
	if data.More = len(data.Waiting) > mostWaiting; data.More {
		data.Waiting = data.Waiting[:mostWaiting]
	}
	kept := data.People
	for _, one := range narrowings {
		c := choice{Text: one.words, Href: "/money", Current: one.code == data.Show}
		if one.code != "" {
			c.Href += "?show=" + one.code
		}
		var found []listLine
		for _, line := range data.People {
			if one.of(line) {
				found = append(found, line)
			}
		}
		if c.N = len(found); c.Current {
			kept = found
		}
		data.Choices = append(data.Choices, c)
	}
	data.People = kept
	data.Choices = append(data.Choices, choice{"Not paid here", "/money?show=unpaid", data.Show == "unpaid", len(data.Waiting)})
}

func (room *Room) lineOf(ctx context.Context, tx *db.Tx, who file, today civil.Day) (listLine, error) {
	b, err := room.read(ctx, tx, who)
	if err != nil {
		return listLine{}, err
	}
	a := b.account()
	line := listLine{Case: who.Case, Reference: who.Reference, Due: room.Rates.Next(a, today), Ended: !who.Until.IsZero() && who.Until.Before(today)}
	lines, gap := room.Rates.Day(a, today)
	line.Weekly, line.Gap = Weekly(lines), gap
	if situation, known := a.Situation(today); known {
		line.Situation = situations.Words(situation.Code)
	}
	line.Asked = slices.ContainsFunc(b.grants, func(g grantRow) bool { return g.State == "asked" })
	_, found, err := payeeOf(ctx, tx, who.Case)
	if err != nil {
		return line, err
	}
	line.NoWay = !found
	said, answers, err := room.saidOf(ctx, tx, who.Case)
	line.Said = len(open(said, answers, a, today)) > 0
	return line, err
}

// Pounds is what the person is due a week, in pounds.
func (l listLine) Pounds() string { return Money(l.Weekly) }

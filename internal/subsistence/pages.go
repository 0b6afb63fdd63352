package subsistence

import (
	"context"
	"embed"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

func moneyPath(id db.ID) string { return "/money/people/" + string(id) }
func runPath(id db.ID) string   { return "/payments/" + string(id) }

var (
	backToList = page.Link{Text: "Money", Href: "/money"}
	backToRuns = page.Link{Text: "Payments", Href: "/payments"}
)

func back(id db.ID) page.Link { return page.Link{Text: "Back to the person", Href: moneyPath(id)} }

var doneWords = map[string]string{"kept": "Kept. What it changes is in the next payment", "removed": "Removed. You can put it back below", "opened": "They are paid from now on", "ended": "Payment ends", "resumed": "Payment goes on",
	"asked": "Asked. Somebody else decides", "decided": "Decided", "prepared": "Prepared. A second person must agree", "agreed": "Recorded", "bounced": "Recorded. It is paid again with the next payments", "settled": "Finished"}

func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: deed.Banner(r, doneWords), Data: data})
}

// looked records a look before what is seen is read.
func looked(r *route.Request, entry audit.Entry, ask, read func(ctx context.Context, tx *db.Tx) error) error {
	ctx := r.Context()
	entry.Category, entry.Why = audit.Consultation, purpose
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if err := ask(ctx, tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, entry)
	}); err != nil {
		return err
	}
	return r.DB.Read(ctx, func(tx *db.Tx) error {
		if err := ask(ctx, tx); err != nil {
			return err
		}
		return read(ctx, tx)
	})
}

func anyone(context.Context, *db.Tx) error { return nil }

type listPage struct {
	People  []listLine
	Waiting []listLine // within reach and not paid here
	Today   civil.Day
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
}

// list shows what everybody within reach is due today, and what is missing.
func (room *Room) list(r *route.Request) error {
	data := listPage{Today: civil.DayOf(r.DB.Now())}
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
		if data.Waiting, err = db.All(ctx, tx, `SELECT c.id, c.reference FROM case_file c WHERE c.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM subsistence s WHERE s.case_id = c.id) AND `+visible+` ORDER BY c.reference LIMIT 100`,
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
	return view(r, "list.html", "Money", "wide", page.Link{Text: "Home", Href: "/"}, data)
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
		line.Situation = wordsOf(situations, situation.Code)
	}
	_, found, err := payeeOf(ctx, tx, who.Case)
	line.NoWay = !found
	return line, err
}

type personPage struct {
	Head      *folder.Head
	File      file
	Opened    bool
	Due       Due
	Lines     []Line
	Weekly    int64
	Gap       Gap
	Situation string
	Facts     []kept
	Foreign   []Fact
	Gone      []kept
	Grants    []grantRow
	Payments  []paid
	Decisions []decided
	Payee     *payee
	Entitled  int64
	Paid      int64
	Granted   int64
	Old       bool // a rate was last confirmed more than a year ago
	Today     civil.Day
	Me        db.ID
}

// person is the page about somebody's money.
func (room *Room) person(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	data := personPage{Today: civil.DayOf(r.DB.Now()), Me: r.Actor.Account}
	err = looked(r, audit.Entry{Action: "read-subsistence", Case: id, Subject: "subsistence"}, func(ctx context.Context, tx *db.Tx) error {
		if err := access.Case(ctx, tx, r.Actor, access.ReadSubsistence, id); err != nil {
			return err
		}
		f, found, err := loadFile(ctx, tx, id)
		if err == nil && found && f.Agency != r.Actor.Agency {
			err = fault.Missing()
		}
		data.File, data.Opened = f, found
		return err
	}, func(ctx context.Context, tx *db.Tx) error {
		head, err := folder.Of(ctx, tx, r, id, tabText)
		if err != nil || !data.Opened {
			data.Head = &head
			return err
		}
		data.Head = &head
		b, err := room.read(ctx, tx, data.File)
		if err != nil {
			return err
		}
		data.fill(room.Rates, b)
		way, found, err := payeeOf(ctx, tx, id)
		if found {
			data.Payee = &way
		}
		return err
	})
	if err != nil {
		return err
	}
	return view(r, "person.html", "Money", "wide", backToList, data)
}

// Pounds gives the amounts of the page as people read them.
func (data personPage) Pounds() map[string]string {
	return map[string]string{"weekly": Money(data.Weekly), "entitled": Money(data.Entitled), "granted": Money(data.Granted), "paid": Money(data.Paid)}
}

// Pounds is what the person is due a week, in pounds.
func (l listLine) Pounds() string { return Money(l.Weekly) }

// fill reckons what the page shows.
func (data *personPage) fill(rates Book, b books) {
	a := b.account()
	data.Due = rates.Next(a, data.Today)
	data.Lines, data.Gap = rates.Day(a, data.Today)
	data.Weekly, data.Entitled = Weekly(data.Lines), rates.Entitled(a, data.Today)
	if situation, known := a.Situation(data.Today); known {
		data.Situation = wordsOf(situations, situation.Code)
	}
	for _, line := range data.Lines {
		data.Old = data.Old || line.Rate.Confirmed.Before(data.Today.AddMonths(-12))
	}
	for _, fact := range b.facts {
		if fact.Ended.IsZero() {
			data.Facts = append(data.Facts, fact)
		} else {
			data.Gone = append(data.Gone, fact)
		}
	}
	for _, payment := range b.payments {
		if payment.Counts() {
			data.Paid += payment.Amount
		}
	}
	for _, grant := range a.Grants {
		data.Granted += grant.Pence
	}
	data.Foreign, data.Grants, data.Decisions = b.foreign, b.grants, b.decisions
	data.Payments = slices.Clone(b.payments)
	slices.Reverse(data.Payments)
}

type sheetPage struct {
	Head     *folder.Head
	Weeks    []Week
	Due      Due
	Weekly   int64
	Payments []paid
	From     civil.Day
	Paper    bool
}

// weeksShown is how many weeks the sheet of a person goes back.
const weeksShown = 8

// sheet is what the person reads: each week in plain words, with what it is made
// of, what was paid, and what is left.
func (room *Room) sheet(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var data sheetPage
	var who file
	err = looked(r, audit.Entry{Action: "print-subsistence", Case: id, Subject: "subsistence"}, func(ctx context.Context, tx *db.Tx) (err error) {
		who, err = room.reach(ctx, tx, r.Actor, access.ReadSubsistence, id)
		return err
	}, func(ctx context.Context, tx *db.Tx) error {
		head, err := folder.Of(ctx, tx, r, id, tabText)
		if err != nil {
			return err
		}
		data.Head = &head
		b, err := room.read(ctx, tx, who)
		if err != nil {
			return err
		}
		a, today := b.account(), civil.DayOf(tx.Now())
		data.From = today.Add(-7 * (weeksShown - 1))
		if data.From.Before(who.From) {
			data.From = who.From
		}
		data.Weeks, data.Due = room.Rates.Weeks(a, data.From, today), room.Rates.Next(a, today)
		slices.Reverse(data.Weeks)
		for _, payment := range b.payments {
			if payment.Counts() && !payment.Until.Before(data.From) {
				data.Payments = append(data.Payments, payment)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "sheet.html", "Your money, week by week", "", back(id), data)
}

type ratesPage struct{ All []Rates }

// rates shows the rates with their sources and how sure each is.
func (room *Room) rates(r *route.Request) error {
	var data ratesPage
	seen := map[string]bool{}
	for _, j := range []string{"england", "wales", "scotland", "northern-ireland", "italy", "lithuania"} {
		part := room.Rates.parts[statuteOf(j)]
		if len(part.Jurisdictions) > 0 && !seen[string(part.Jurisdictions[0])] {
			seen[string(part.Jurisdictions[0])] = true
			data.All = append(data.All, part)
		}
	}
	if err := looked(r, audit.Entry{Action: "list-subsistence", Subject: "rates"}, anyone, func(context.Context, *db.Tx) error { return nil }); err != nil {
		return err
	}
	return view(r, "rates.html", "Rates", "wide", backToList, data)
}

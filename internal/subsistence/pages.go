package subsistence

import (
	"context"
	"embed"
	"net/http"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
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
	"asked": "Asked. Somebody else decides", "decided": "Decided", "prepared": "Prepared. A second person must agree", "agreed": "Recorded", "bounced": "Recorded. It is paid again with the next payments", "settled": "Finished",
	"dismissed": "Kept. It is not asked again", "asked-again": "It is asked again"}

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
	Said      []Said // by other rooms, and nobody has answered
	Not       []Said // by other rooms, and it is not so
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
	May       bool // keep the facts
	Decides   bool // on grants and on what was paid too much
}

// person is the page about somebody's money.
func (room *Room) person(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	data := personPage{Today: civil.DayOf(r.DB.Now()), Me: r.Actor.Account, May: access.Role(r.Actor, access.KeepSubsistence) == nil, Decides: access.Role(r.Actor, access.DecideSubsistence) == nil}
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
		said, answers, err := room.saidOf(ctx, tx, id)
		if err != nil {
			return err
		}
		data.Said = open(said, answers, b.account(), data.Today)
		data.Not = slices.DeleteFunc(said, func(s Said) bool { return answers[s.Key] != answerNot })
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

// fill reckons what the page shows.
func (data *personPage) fill(rates Book, b books) {
	a := b.account()
	data.Due = rates.Next(a, data.Today)
	data.Lines, data.Gap = rates.Day(a, data.Today)
	data.Weekly, data.Entitled = Weekly(data.Lines), rates.Entitled(a, data.Today)
	if situation, known := a.Situation(data.Today); known {
		data.Situation = situations.Words(situation.Code)
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
	data.Grants, data.Decisions = b.grants, b.decisions
	data.Payments = slices.Clone(b.payments)
	slices.Reverse(data.Payments)
}

type sheetPage struct {
	Languages          []sheetLanguage
	Tag, Dir           string
	Drafted            bool // by a machine
	Title, Wrong, Free string
	Parts              []sheetPart
}

type sheetLanguage struct {
	page.Language
	Current bool
}

// weeksShown is how many weeks the sheet of a person goes back.
const weeksShown = 8

// sheet is what the person reads, in their language: each week in plain words,
// with what it is made of, what was paid, and what is left.
func (room *Room) sheet(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	words := page.In(r.URL.Query().Get("language"))
	data := sheetPage{Tag: words.Tag(), Dir: words.Dir(), Drafted: drafted(words), Title: words.Text(sheetTitle), Wrong: words.Text(sheetWrong), Free: words.Text(sheetFree)}
	for _, language := range page.PersonLanguages {
		data.Languages = append(data.Languages, sheetLanguage{language, language.Tag == words.Tag()})
	}
	var who file
	err = looked(r, audit.Entry{Action: "print-subsistence", Case: id, Subject: "subsistence"}, func(ctx context.Context, tx *db.Tx) (err error) {
		who, err = room.reach(ctx, tx, r.Actor, access.ReadSubsistence, id)
		return err
	}, func(ctx context.Context, tx *db.Tx) error {
		b, err := room.read(ctx, tx, who)
		if err != nil {
			return err
		}
		a, today := b.account(), civil.DayOf(tx.Now())
		from := later(today.Add(-7*(weeksShown-1)), who.From)
		weeks := room.Rates.Weeks(a, from, today)
		slices.Reverse(weeks)
		var sent []paid
		for _, payment := range b.payments {
			if payment.Counts() && !payment.Until.Before(from) {
				sent = append(sent, payment)
			}
		}
		data.Parts = sheetIn(words, room.Rates.Next(a, today), weeks, sent)
		return nil
	})
	if err != nil {
		return err
	}
	return view(r, "sheet.html", sheetTitle, "", back(id), data)
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

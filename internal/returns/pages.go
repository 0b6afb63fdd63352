package returns

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

var home = page.Link{Text: "Home", Href: "/"}

// view answers with a page of the room.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: deed.Banner(r, doneWords), Data: data})
}

// listed records that somebody looked at a list, then reads it.
func listed(ctx context.Context, d *db.Database, actor account.Actor, action string, read func(tx *db.Tx) error) error {
	return deed.Listed(ctx, d, actor, action, purpose, read)
}

// row is one return as lists show it.
type row struct {
	Plan
	Name    string
	Country string
	Left    int // steps that are not done
	Next    string
	NextDue civil.Day
	WhyDue  string // address of the answer to "why is it due then?"
	Late    bool
	Signal  bool
}

// The filters of the list.
var filters = form.Codes{{"open", "Open"}, {"planning", "Being planned"}, {"home", "Gone home"}, {"signal", "With a sign of re-trafficking"}, {"ended", "Stopped or ended"}, {"all", "All"}}

type listPage struct {
	Rows    []row
	Filters []filter
	Typed   string
	Show    string
	Begin   bool
}

type filter struct {
	Code, Words string
	Chosen      bool
	N           int
}

// rows reads the returns of the actor's agency that they may see, each with what
// is next.
func (room *Room) rows(ctx context.Context, tx *db.Tx, actor account.Actor) ([]row, error) {
	visible, more := access.Visible(tx, actor, "p.case_id", access.Identity|access.Immigration, 2)
	found, err := plans(ctx, tx, `p.agency_id = $1 AND `+visible+` ORDER BY CASE WHEN p.ended_at IS NULL THEN 0 ELSE 1 END, p.id DESC LIMIT 500`, append([]any{actor.Agency}, more...)...)
	if err != nil {
		return nil, err
	}
	ids := make([]db.ID, len(found))
	for i := range found {
		ids[i] = found[i].Case
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	today := civil.DayOf(tx.Now())
	rows := make([]row, len(found))
	for i := range found {
		if err := whole(ctx, tx, &found[i]); err != nil {
			return nil, err
		}
		p := found[i]
		r := row{Plan: p, Name: names[p.Case], Country: room.Lists.Countries.Name(p.Country), Signal: p.OpenSignal()}
		if r.Next, r.NextDue, err = room.next(p, today); err != nil {
			return nil, err
		}
		r.Late = !r.NextDue.IsZero() && r.NextDue.Before(today)
		for _, day := range room.days(r, today) {
			if day.On == r.NextDue && r.WhyDue == "" && !r.Signal {
				r.WhyDue = day.WhyDue
			}
		}
		rows[i] = r
	}
	return rows, nil
}

// next says what is to be done next on a return, a catalogue source, and by when.
func (room *Room) next(p Plan, today civil.Day) (string, civil.Day, error) {
	switch {
	case p.OpenSignal():
		return "Look at the sign of re-trafficking", civil.DayOf(p.Signals[0].Raised).Add(signalDays), nil
	case !p.Live():
		return "", civil.Day{}, nil
	case p.Home():
		for _, k := range p.Contacts {
			if k.Open() {
				return "Contact", k.Due, nil
			}
		}
		return "End it: nothing is left to do", civil.Day{}, nil
	}
	for _, h := range p.Handovers {
		if h.State == HandoverAsked {
			return "Wait for the organisation’s answer", h.AnswerBy, nil
		}
	}
	steps, err := Steps(p, room.law(p), today)
	if err != nil {
		return "", civil.Day{}, err
	}
	for _, s := range steps {
		if !s.Done() {
			return s.Title, civil.Day{}, nil
		}
	}
	return "Everything is ready", p.TravelOn, nil
}

// kept reports whether a return is in a part of the list.
func (r row) kept(show string) bool {
	switch show {
	case "planning":
		return r.State == Planning
	case "home":
		return r.Home() && r.Live()
	case "signal":
		return r.Signal
	case "ended":
		return !r.Live()
	case "all":
		return true
	}
	return r.Live() || r.Signal
}

// says reports whether what somebody typed is in what the list shows of a return.
func (r row) says(typed string) bool {
	text := strings.ToLower(strings.Join([]string{r.Name, r.CaseReference, r.Reference, r.Country}, " "))
	return strings.Contains(text, strings.ToLower(typed))
}

// list shows the returns of one's agency.
func (room *Room) list(r *route.Request) error {
	query := r.URL.Query()
	data := listPage{Typed: strings.TrimSpace(query.Get("find")), Show: query.Get("show"), Begin: access.Role(r.Actor, access.BeginReturn) == nil}
	if !filters.Has(data.Show) {
		data.Show = "open"
	}
	var all []row
	err := listed(r.Context(), r.DB, r.Actor, "list-returns", func(tx *db.Tx) (err error) {
		all, err = room.rows(r.Context(), tx, r.Actor)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range filters {
		entry := filter{Code: f.Code(), Words: f.Words(), Chosen: f.Code() == data.Show}
		for _, one := range all {
			if one.kept(f.Code()) {
				entry.N++
			}
		}
		data.Filters = append(data.Filters, entry)
	}
	for _, one := range all {
		if one.kept(data.Show) && one.says(data.Typed) {
			data.Rows = append(data.Rows, one)
		}
	}
	return view(r, "list.html", "Returns", "wide", home, data)
}

type calendarPage struct {
	Months []month
	Today  civil.Day
}

type month struct {
	First civil.Partial
	Days  []entry
}

type entry struct {
	On    civil.Day
	What  string
	Case  db.ID
	Name  string
	Refer string
	Late  bool
	// WhyDue is the address of the answer to "why is it due then?"
	WhyDue string
}

// calendar shows what is due on which day: journeys, answers and contacts.
func (room *Room) calendar(r *route.Request) error {
	data := calendarPage{Today: civil.DayOf(r.DB.Now())}
	var entries []entry
	err := listed(r.Context(), r.DB, r.Actor, "list-return-days", func(tx *db.Tx) error {
		rows, err := room.rows(r.Context(), tx, r.Actor)
		for _, one := range rows {
			if one.Live() {
				entries = append(entries, room.days(one, data.Today)...)
			}
		}
		return err
	})
	if err != nil {
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
	return view(r, "calendar.html", "What is due on returns", "wide", page.Link{Text: "Returns", Href: "/returns"}, data)
}

// whyAnswer is where it says why an organisation answers by its day, and whyContact
// why a contact is then: counted from the arrival, before it from the journey.
func (room *Room) whyAnswer(p Plan, h Handover) string {
	return casefile.WhyKept(room.Rules, h.Rule, p.About(), civil.DayOf(h.Asked), h.AnswerBy)
}

func (room *Room) whyContact(p Plan, k Contact) string {
	if why := casefile.WhyKept(room.Rules, k.Rule, p.About(), p.ArrivedOn, k.Due); why != "" {
		return why
	}
	return casefile.WhyKept(room.Rules, k.Rule, p.About(), p.TravelOn, k.Due)
}

func (room *Room) days(r row, today civil.Day) []entry {
	var entries []entry
	add := func(on civil.Day, what, why string) {
		if !on.IsZero() {
			entries = append(entries, entry{on, what, r.Case, r.Name, r.CaseReference, on.Before(today), why})
		}
	}
	for _, h := range r.Handovers {
		if h.State == HandoverAsked {
			add(h.AnswerBy, "Answer of the organisation", room.whyAnswer(r.Plan, h))
		}
	}
	if r.State == Planning {
		add(r.TravelOn, "Journey", "")
	}
	for _, k := range r.Contacts {
		if k.Open() && r.Home() {
			add(k.Due, "Contact", room.whyContact(r.Plan, k))
		}
	}
	return entries
}

type receiversPage struct {
	Rows []Receiver
	Keep bool
	Old  civil.Day // a check before it is too old
}

// receivers shows the organisations abroad that take people on.
func (room *Room) receivers(r *route.Request) error {
	data := receiversPage{Keep: access.Role(r.Actor, access.KeepReceivers) == nil, Old: civil.DayOf(r.DB.Now()).AddMonths(-6)}
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data.Rows, err = receivers(r.Context(), tx, `r.closed_at IS NULL`)
		return err
	}); err != nil {
		return err
	}
	return view(r, "receivers.html", "Organisations abroad", "wide", page.Link{Text: "Returns", Href: "/returns"}, data)
}

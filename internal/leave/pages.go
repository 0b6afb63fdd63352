package leave

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

func view(r *route.Request, name, title string, back page.Link, data any) error {
	if back == toLeave && access.Role(r.Actor, access.ListLeave) != nil {
		back = home // who came from a case has no list of their own
	}
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: "wide", Back: back, Banner: deed.Banner(r, doneWords), Data: data})
}

var (
	home    = page.Link{Text: "Home", Href: "/"}
	toLeave = page.Link{Text: "Permission to stay", Href: "/leave"}
)

// row is one person as lists show them.
type row struct {
	File
	Name   string
	Ends   civil.Day
	Next   *Limit
	Late   bool
	Paused bool
	Last   string // state of the last application, a catalogue source
}

var filters = form.Codes{{"all", "All"}, {"soon", "Ends within six months"}, {"late", "Something is overdue"}, {"waiting", "Waiting for an answer"}, {"refused", "Refused, and not challenged"}, {"paused", "Decisions are paused"}}

// rows reads the files of the actor's agency that they may see.
func (room *Room) rows(ctx context.Context, tx *db.Tx, actor account.Actor) ([]row, error) {
	visible, more := access.Visible(tx, actor, "f.case_id", access.Identity|access.Immigration, 2)
	found, err := filesWhere(ctx, tx, `f.agency_id = $1 AND `+visible, append([]any{actor.Agency}, more...)...)
	if err != nil {
		return nil, err
	}
	var ids []db.ID
	for _, f := range found {
		ids = append(ids, f.Case)
	}
	names, err := casefile.Headlines(ctx, tx, actor, ids)
	if err != nil {
		return nil, err
	}
	stops, err := pauses(ctx, tx)
	if err != nil {
		return nil, err
	}
	today := dayOf(tx)
	rows := make([]row, len(found))
	for i, f := range found {
		one := row{File: f, Name: names[f.Case]}
		limits, err := Limits(f, room.Rules)
		if err != nil {
			return nil, err
		}
		for at, l := range limits {
			if l.Due.Rule.ID == "" && (one.Ends.IsZero() || l.On.After(one.Ends)) {
				one.Ends = l.On
			}
			if one.Next == nil && !l.On.Before(today) && l.Met.ID == "" {
				one.Next = &limits[at]
			}
		}
		for _, a := range f.Applications {
			if one.Last == "" {
				one.Last = a.StateWords()
			}
			one.Paused = one.Paused || a.Open() && len(PausesDuring(stops, a.Basis, today, today)) > 0
			one.Late = one.Late || a.State == Refused && a.Challenged == ""
		}
		one.Late = one.Late || !one.Ends.IsZero() && one.Ends.Before(today)
		rows[i] = one
	}
	return rows, nil
}

func (o row) kept(show string, today civil.Day) bool {
	has := func(state func(Application) bool) bool { return slices.ContainsFunc(o.Applications, state) }
	switch show {
	case "soon":
		return !o.Ends.IsZero() && !o.Ends.Before(today) && o.Ends.Before(today.AddMonths(6))
	case "late":
		return !o.Ends.IsZero() && o.Ends.Before(today)
	case "waiting":
		return has(Application.Open)
	case "refused":
		return has(func(a Application) bool { return a.State == Refused && a.Challenged == "" })
	case "paused":
		return o.Paused
	}
	return true
}

type filter struct {
	Code, Words string
	Chosen      bool
	N           int
}

type listPage struct {
	Rows        []row
	Filters     []filter
	Typed, Show string
	Today       civil.Day
}

func listed(ctx context.Context, d *db.Database, actor account.Actor, action string, read func(tx *db.Tx) error) error {
	return deed.Listed(ctx, d, actor, action, purpose, read)
}

// list shows whose permission to stay one's agency keeps in view.
func (room *Room) list(r *route.Request) error {
	query := r.URL.Query()
	data := listPage{Typed: strings.TrimSpace(query.Get("find")), Show: query.Get("show"), Today: civil.DayOf(r.DB.Now())}
	if !filters.Has(data.Show) {
		data.Show = "all"
	}
	var all []row
	if err := listed(r.Context(), r.DB, r.Actor, "list-leave", func(tx *db.Tx) (err error) {
		all, err = room.rows(r.Context(), tx, r.Actor)
		return err
	}); err != nil {
		return err
	}
	for _, f := range filters {
		entry := filter{Code: f.Code(), Words: f.Words(), Chosen: f.Code() == data.Show}
		for _, one := range all {
			if one.kept(f.Code(), data.Today) {
				entry.N++
			}
		}
		data.Filters = append(data.Filters, entry)
	}
	for _, one := range all {
		if one.kept(data.Show, data.Today) && strings.Contains(strings.ToLower(one.Name+" "+one.Reference), strings.ToLower(data.Typed)) {
			data.Rows = append(data.Rows, one)
		}
	}
	return view(r, "list.html", "Permission to stay", home, data)
}

type personPage struct {
	Head         *folder.Head
	File         File
	Applications []applicationView
	Limits       []limitView
	May, Send    bool
	Removal      casefile.Sentence
	Barred       bool
	Language     func(string) string
}

type applicationView struct {
	Application
	Basis    Basis
	Pauses   []Pause
	Papers   []casefile.Attachment // with it; nil for whoever may not send evidence
	Sendable bool                  // there is something to send
}

type limitView struct {
	Limit
	Late bool
	Code string
	Why  []casefile.Sentence
}

// person shows somebody's permission to stay.
func (room *Room) person(r *route.Request) error {
	ctx := r.Context()
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := room.reach(ctx, tx, r.Actor, access.ReadLeave, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "read-leave", Category: audit.Consultation, Case: id, Subject: "leave file", Why: purpose})
	}); err != nil {
		return err
	}
	data := personPage{Language: room.Lists.Languages.Name}
	if err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if data.File, data.Head, err = room.at(ctx, tx, r, access.ReadLeave); err != nil {
			return err
		}
		return room.fill(ctx, tx, r.Actor, &data)
	}); err != nil {
		return err
	}
	return view(r, "person.html", "Permission to stay", toLeave, data)
}

func (room *Room) fill(ctx context.Context, tx *db.Tx, actor account.Actor, data *personPage) error {
	granted, err := access.Granted(ctx, tx, actor, data.File.Case)
	if err != nil {
		return err
	}
	data.May, data.Send = access.Decide(actor, access.KeepLeave, granted) == nil, access.Decide(actor, access.SendEvidence, granted) == nil
	stops, err := pauses(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range data.File.Applications {
		b, _ := BasisOf(a.Basis)
		v := applicationView{Application: a, Basis: b, Pauses: PausesDuring(stops, a.Basis, a.Begun, a.Decided)}
		if data.Send {
			found, err := room.sendable(ctx, tx, actor, data.File.Case, a.ID)
			if err != nil {
				return err
			}
			v.Sendable = len(found) > 0
			for _, file := range found {
				if file.owner == a.ID {
					v.Papers = append(v.Papers, file.Attachment)
				}
			}
		}
		data.Applications = append(data.Applications, v)
	}
	limits, err := Limits(data.File, room.Rules)
	if err != nil {
		return err
	}
	for _, l := range limits {
		v := limitView{Limit: l, Late: l.On.Before(dayOf(tx)) && l.Met.ID == "", Code: l.code()}
		if l.Due.Rule.ID != "" {
			v.Why = casefile.Sentences(l.Due)
		}
		data.Limits = append(data.Limits, v)
	}
	data.Removal, data.Barred, err = room.removal(ctx, tx, data.File.Case)
	return err
}

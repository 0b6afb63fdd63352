package leave

import (
	"archive/zip"
	"bytes"
	"context"
	"embed"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

func view(r *route.Request, name, title string, back page.Link, data any) error {
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

var filters = []coded{{"all", "All"}, {"soon", "Ends within six months"}, {"late", "Something is overdue"}, {"waiting", "Waiting for an answer"}, {"refused", "Refused, and not challenged"}, {"paused", "Decisions are paused"}}

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
			if one.Next == nil && !l.On.Before(today) {
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
	if err := d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, actor, audit.Entry{Action: action, Category: audit.Consultation, Subject: "list", Why: purpose})
	}); err != nil {
		return err
	}
	return d.Read(ctx, read)
}

// list shows whose permission to stay one's agency keeps in view.
func (room *Room) list(r *route.Request) error {
	query := r.URL.Query()
	data := listPage{Typed: strings.TrimSpace(query.Get("find")), Show: query.Get("show"), Today: civil.DayOf(r.DB.Now())}
	if !slices.ContainsFunc(filters, func(c coded) bool { return c.Code == data.Show }) {
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
		entry := filter{Code: f.Code, Words: f.Words, Chosen: f.Code == data.Show}
		for _, one := range all {
			if one.kept(f.Code, data.Today) {
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
	Basis  Basis
	Pauses []Pause
}

type limitView struct {
	Limit
	Late bool
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
		data.Applications = append(data.Applications, applicationView{a, b, PausesDuring(stops, a.Basis, a.Begun, a.Decided)})
	}
	limits, err := Limits(data.File, room.Rules)
	if err != nil {
		return err
	}
	for _, l := range limits {
		v := limitView{Limit: l, Late: l.On.Before(dayOf(tx))}
		if l.Due.Rule.ID != "" {
			v.Why = casefile.Sentences(l.Due)
		}
		data.Limits = append(data.Limits, v)
	}
	data.Removal, data.Barred, err = room.removal(ctx, tx, data.File.Case)
	return err
}

type packPage struct {
	Head     *folder.Head
	Pack     Pack
	For      Application
	Case     db.ID
	Files    []casefile.Attachment
	Language string
}

// packIn reads the pack in the address, with the documents that are in it.
func (room *Room) packIn(ctx context.Context, tx *db.Tx, r *route.Request) (packPage, error) {
	f, head, err := room.at(ctx, tx, r, access.SendEvidence)
	if err != nil {
		return packPage{}, err
	}
	for _, a := range f.Applications {
		for _, p := range a.Packs {
			if string(p.ID) != r.PathValue("pack") || !p.Withdrawn.IsZero() {
				continue
			}
			options, err := room.sendable(ctx, tx, r.Actor, f.Case)
			if err != nil {
				return packPage{}, err
			}
			data := packPage{Head: head, Pack: p, For: a, Case: f.Case, Language: room.Lists.Languages.Name(p.Language)}
			all, err := casefile.Files(ctx, tx, f.Case)
			for _, file := range all {
				seen := slices.ContainsFunc(options, func(o form.Option) bool { return o.Value == string(file.ID) })
				if seen && slices.Contains(p.Files, file.ID) {
					data.Files = append(data.Files, file)
				}
			}
			return data, err
		}
	}
	return packPage{}, fault.Missing()
}

// packPage shows what is in a pack, to be printed or taken out.
func (room *Room) packPage(r *route.Request) error {
	var data packPage
	if err := room.looked(r, "read-evidence-pack"); err != nil {
		return err
	}
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		data, err = room.packIn(r.Context(), tx, r)
		return err
	}); err != nil {
		return err
	}
	return view(r, "pack.html", "Evidence to send", page.Link{Text: "Back to permission to stay", Href: personPath(data.Case)}, data)
}

// looked records a look at a pack before the answer.
func (room *Room) looked(r *route.Request, action string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return r.DB.Write(r.Context(), func(tx *db.Tx) error {
		if _, err := room.reach(r.Context(), tx, r.Actor, access.SendEvidence, id); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: action, Category: audit.Consultation, Case: id, Subject: "evidence pack", Why: purpose})
	})
}

// packFile gives the documents of a pack in one file, and records who took what
// out for whom.
func (room *Room) packFile(r *route.Request) error {
	ctx := r.Context()
	var archive bytes.Buffer
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		data, err := room.packIn(ctx, tx, r)
		if err != nil {
			return err
		}
		writer := zip.NewWriter(&archive)
		for i, file := range data.Files {
			attachment, content, err := casefile.FileContent(ctx, tx, data.Case, file.ID)
			if err != nil {
				return err
			}
			entry, err := writer.Create(strconv.Itoa(i+1) + " " + attachment.Name)
			if err != nil {
				return err
			}
			if _, err := entry.Write(content); err != nil {
				return err
			}
		}
		if err := writer.Close(); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: "take-evidence-pack", Category: audit.Disclosure, Case: data.Case, Subject: "evidence pack " + string(data.Pack.ID), Why: purpose, Recipient: "home office or adviser", Change: map[string]any{"files": len(data.Files)}})
	}); err != nil {
		return err
	}
	return r.Download("application/zip", "evidence.zip", archive.Bytes())
}

type removalPage struct {
	Fields []form.Field
	Asked  bool
	Barred bool
	Why    casefile.Sentence
	Typed  string
}

// removalPage answers whether a person may be removed, to whoever works with them
// and knows their reference. A case out of reach is like none.
func (room *Room) removalPage(r *route.Request) error {
	var f FindForm
	var values url.Values
	var faults []fault.Field
	data := removalPage{}
	if r.Method == http.MethodPost {
		var err error
		if values, err = r.Values(); err != nil {
			return err
		}
		if faults = form.Fill(&f, values, findQuestions); len(faults) == 0 {
			data.Why, data.Barred, err = room.MayRemove(r.Context(), r.Actor, f.Reference)
			if fault.Is(err, fault.NotFound) {
				faults = []fault.Field{{Name: "reference", Message: "There is no case with this reference that you can see"}}
			} else if err != nil {
				return err
			}
			data.Asked, data.Typed = err == nil, f.Reference
		}
	}
	data.Fields = form.Fields(&f, values, faults, findQuestions)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(pages, status, "removal.html", page.View{Title: "May this person be removed?", Back: home, Errors: faults, Data: data})
}

// MayRemove answers whether identification is open for the person of a reference,
// after recording that it was asked.
func (room *Room) MayRemove(ctx context.Context, actor account.Actor, typed string) (why casefile.Sentence, barred bool, err error) {
	reference, ok := casefile.ReadReference(typed)
	if !ok {
		return why, false, fault.Missing()
	}
	err = room.DB.Write(ctx, func(tx *db.Tx) error {
		var id db.ID
		visible, more := access.Visible(tx, actor, "c.id", access.Identity, 2)
		found, err := tx.Row(ctx, `SELECT c.id FROM case_file c WHERE c.reference = $1 AND `+visible, append([]any{reference}, more...), &id)
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing()
		}
		if err := access.Case(ctx, tx, actor, access.CheckRemoval, id); err != nil {
			return err
		}
		if why, barred, err = room.removal(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor, audit.Entry{Action: "check-removal", Category: audit.Consultation, Case: id, Subject: "removal", Change: map[string]any{"barred": barred}})
	})
	return why, barred, err
}

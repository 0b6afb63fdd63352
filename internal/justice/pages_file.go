package justice

import (
	"cmp"
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/reference"
	"github.com/havenward/havenward/internal/route"
)

type filePage struct {
	Head    *head
	Parts   []partRow
	Next    []entryRow // hearings to come
	Due     []entryRow // claims whose last day comes, and what they were not told
	Shares  []Share
	Police  bool // the reader is outside, and sees parts
	Manages bool
}

type partRow struct {
	partInfo
	N int
}

// file is the first page of somebody's justice file.
func (room *Room) file(r *route.Request) error {
	var data filePage
	h, err := room.show(r, access.ReadJustice, "read-justice-file", "", func(ctx context.Context, tx *db.Tx, h *head) error {
		n, err := counts(ctx, tx, h.File.Case)
		if err != nil {
			return err
		}
		for _, info := range parts {
			if h.File.Sees(info.Part) {
				data.Parts = append(data.Parts, partRow{info, n[info.Part]})
			}
		}
		all, err := entries(ctx, tx, `e.case_id = $1 AND e.struck_at IS NULL AND (e.part = 'hearings' AND e.state = 'planned' AND e.starts_at >= $2 OR e.part = 'compensation' OR e.part = 'told' AND e.state = 'waiting')`,
			`e.starts_at, e.due_on, e.id`, h.File.Case, civil.DayOf(tx.Now()).Start())
		if err != nil {
			return err
		}
		for _, e := range all {
			row := room.rowOf(tx, e)
			switch {
			case !h.File.Sees(e.Part):
			case e.Part == Hearings:
				data.Next = append(data.Next, row)
			case e.Part == Told && h.File.Wish != Refused, e.Part == Redress && stillRuns(e.State):
				data.Due = append(data.Due, row)
			}
		}
		if h.File.Keeper {
			data.Shares, err = sharesOf(ctx, tx, h.File.Case)
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Police = h, !h.File.Keeper
	data.Manages = h.File.Keeper && access.Role(r.Actor, access.ShareJustice) == nil
	return view(r, "file.html", "Justice file", "wide", backToBoard, data)
}

type partPage struct {
	Head   *head
	Info   partInfo
	Help   []string
	Rows   []partEntry
	Struck []partEntry
	// Rights are the entries of the list of rights, with the last line of each.
	Rights []rightRow
}

type partEntry struct {
	entryRow
	Why     []casefile.Sentence // why its last day is then
	Waits   bool                // conciliation runs: no day is certain
	Changed bool
	Sheet   bool // there is a sheet to print for who goes with them
}

type rightRow struct {
	reference.Entry
	Last *partEntry
}

// part shows the lines of one part of a file.
func (room *Room) part(part Part) func(r *route.Request) error {
	info := partOf(part)
	return func(r *route.Request) error {
		data := partPage{Info: info, Help: help[part]}
		h, err := room.show(r, access.ReadJustice, "read-justice-part", part, func(ctx context.Context, tx *db.Tx, h *head) error {
			found, err := entriesOf(ctx, tx, h.File.Case, part)
			if err != nil {
				return err
			}
			s := room.setting(tx, h.File)
			for _, e := range found {
				row := room.partEntry(tx, s, e)
				if e.Struck.IsZero() {
					data.Rows = append(data.Rows, row)
				} else {
					data.Struck = append(data.Struck, row)
				}
			}
			switch part {
			case Rights:
				data.Rights = rightRows(s, room.Lists.VictimsRights, data.Rows)
			case Convention:
				data.Rights = rightRows(s, room.Lists.ConventionRights, data.Rows)
			}
			return nil
		})
		if err != nil {
			return err
		}
		data.Head = h
		return view(r, "part.html", info.Title, "wide", page.Link{Text: "Justice file", Href: filePath(h.File.Case)}, data)
	}
}

func (room *Room) partEntry(tx *db.Tx, s setting, e Entry) partEntry {
	row := partEntry{entryRow: room.rowOf(tx, e), Changed: e.Version > 1, Sheet: e.Part == Hearings && e.State == planned}
	if f, ok := e.Form.(*RedressForm); ok {
		if limit, found, err := f.limit(s); err == nil && found {
			row.Why, row.Waits = because(limit), limit.Waits
		}
	}
	if f, ok := e.Form.(*NoticeForm); ok && !e.Due.IsZero() {
		if due, found, err := NoticeDue(room.Rules, s.File.about(), s.File.Vulnerable, f.Happened); err == nil && found {
			row.Why = casefile.Sentences(due)
		}
	}
	return row
}

// rightRows are the rights that apply to the person, each with its last line, and
// those that do not apply but have one.
func rightRows(s setting, list *reference.List, rows []partEntry) []rightRow {
	var all []rightRow
	for _, e := range list.All() {
		row := rightRow{Entry: e}
		for i := range rows {
			if rows[i].Kind == e.Code && (row.Last == nil || rows[i].On.After(row.Last.On)) {
				row.Last = &rows[i]
			}
		}
		if row.Last != nil || e.Applies(s.File.Jurisdiction, s.File.Child(), s.Today) {
			all = append(all, row)
		}
	}
	return all
}

// help is what a page says of its part: catalogue sources.
var help = map[Part][]string{
	Told:       {"A victim is told of key decisions within 5 working days, and within 1 working day if they are vulnerable or intimidated. If they do not want to be told, record that."},
	Measures:   {"Talk about special measures early, and ask again before each hearing. The person decides what would help; the court decides what is allowed."},
	Statements: {"A personal statement is the person’s own, in their words, and they choose whether it is read aloud. They can say no."},
	Redress:    {"These are last days, not good days: ask for legal advice early. Nothing here is legal advice. The person decides whether to claim."},
	Defence:    {"Section 45 of the Modern Slavery Act 2015 is law in England and Wales. Northern Ireland has section 22 of its Act of 2015; in Scotland the Lord Advocate’s instructions apply. This note is for the person’s lawyer. It is shown to nobody else, and never to the police or the prosecution."},
	Convention: {"Nothing here depends on helping the police. Ask again when something changes: no is an answer for today."},
	Rights:     {"Say each right in plain words, in the person’s language. They may say no, and change their mind."},
}

type sheetPage struct {
	Head *head
	Row  entryRow
	Form *HearingForm
	Rows []form.Row
	By   string
	At   time.Time
}

// sheet is a hearing on one page of paper, for who goes with the person.
func (room *Room) sheet(r *route.Request) error {
	id, err := r.ID("entry")
	if err != nil {
		return err
	}
	var e Entry
	if err := r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		e, _, err = room.entryFor(r.Context(), tx, r.Actor, access.ReadJustice, id)
		return err
	}); err != nil {
		return err
	}
	f, ok := e.Form.(*HearingForm)
	if !ok {
		return missing
	}
	data := sheetPage{Form: f, By: r.Actor.Name, At: r.DB.Now()}
	data.Head, err = room.showCase(r, e.Case, access.ReadJustice, "print-hearing-sheet", Hearings, func(_ context.Context, tx *db.Tx, _ *head) error {
		data.Row = room.rowOf(tx, e)
		return nil
	})
	if err != nil {
		return err
	}
	data.Rows = rowsOf("Court or place", f.Court, "The person", form.Phrase(f.AttendanceWords()), "Where and when they meet", f.Meet, "How they travel, and who pays", f.Travel, "Interpreter", f.Interpreter,
		"Safety there", f.Measures, "Ask for", f.Contact, "What would help them", f.Needs)
	return view(r, "sheet.html", "Hearing sheet", "", page.Link{Text: "Hearings", Href: partPath(e.Case, Hearings)}, data)
}

type timetablePage struct {
	Head *head
	Name string
	Rows []partEntry
	By   string
	At   time.Time
}

// timetable is the ways to compensation of one person on paper.
func (room *Room) timetable(r *route.Request) error {
	data := timetablePage{By: r.Actor.Name, At: r.DB.Now()}
	h, err := room.show(r, access.ReadJustice, "print-compensation-timetable", Redress, func(ctx context.Context, tx *db.Tx, h *head) error {
		found, err := entriesOf(ctx, tx, h.File.Case, Redress)
		for _, e := range found {
			if e.Struck.IsZero() {
				data.Rows = append(data.Rows, room.partEntry(tx, room.setting(tx, h.File), e))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	data.Head, data.Name = h, cmp.Or(h.Name, h.Reference)
	return view(r, "timetable.html", "Compensation timetable", "", page.Link{Text: "Compensation", Href: partPath(h.File.Case, Redress)}, data)
}

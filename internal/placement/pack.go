package placement

import (
	"context"
	"net/http"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// Pack is what the police get when somebody is missing. It never holds the
// address where they live.
type Pack struct {
	Head     *head
	Rows     []form.Row
	Profile  Profile
	Kept     KeptProfile
	PhotoOld bool
	Episode  *Episode
	Earlier  []Episode
	Likely   []Likely
	Denied   []Denied
	By       string
	Agency   string
	At       time.Time
}

// TakePack puts the pack for the police together, with an entry of its own in
// the record: another one where it leaves as a file. Where something stands in it
// that it must not tell, there is no pack without a reason, and what it is is given.
func (room *Room) TakePack(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID, file bool, why string) (Pack, []Spill, error) {
	return room.ready(ctx, tx, actor, id, file, why)
}

// assemble puts the pack together and records nothing yet.
func (room *Room) assemble(ctx context.Context, tx *db.Tx, actor account.Actor, id db.ID) (pack Pack, f File, err error) {
	if f, err = room.reach(ctx, tx, actor, access.TakeGrabPack, id); err != nil {
		return Pack{}, f, err
	}
	pack = Pack{By: actor.Name, Agency: actor.AgencyName, At: tx.Now()}
	if pack.Head, err = whoIs(ctx, tx, actor, f); err != nil {
		return pack, f, err
	}
	who, err := casefile.Load(ctx, tx, actor, id)
	if err != nil {
		return pack, f, err
	}
	pack.Rows = room.whoRows(who.Record)
	if pack.Kept, _, err = loadProfile(ctx, tx, id); err != nil {
		return pack, f, err
	}
	pack.Profile = pack.Kept.Profile
	if pack.Kept.Photo != "" {
		pack.PhotoOld, _ = room.PhotoOld(f, pack.Kept.PhotoOn, dayOf(tx))
	}
	all, err := episodesOf(ctx, tx, id)
	if err != nil {
		return pack, f, err
	}
	pack.Likely = LikelyPlaces(all)
	for i := range all {
		if all[i].Open() {
			pack.Episode = &all[i]
		} else if all[i].Outcome != falseAlarm {
			pack.Earlier = append(pack.Earlier, all[i])
		}
	}
	pack.Denied, err = deniedOf(ctx, tx, f)
	return pack, f, err
}

// whoRows say who somebody is.
func (room *Room) whoRows(record casefile.Record) []form.Row {
	var names, nations []any
	for _, name := range record.Names {
		names = append(names, name.Full())
	}
	for _, code := range record.Nationalities {
		nations = append(nations, room.Lists.Nationalities.Name(code))
	}
	rows := []form.Row{{Label: "Names", Values: names}}
	add := func(label string, value any, there bool) {
		if there {
			rows = append(rows, form.Row{Label: label, Values: []any{value}})
		}
	}
	add("Date of birth", record.Birth, !record.Birth.IsZero())
	add("Gender", room.Lists.Genders.Name(record.Gender), record.Gender != "")
	if len(nations) > 0 {
		rows = append(rows, form.Row{Label: "Nationality", Values: nations})
	}
	add("Language of an interpreter", room.Lists.Languages.Name(record.Interpreter), record.Interpreter != "")
	return rows
}

// pack shows the pack, to be read to the police or printed.
func (room *Room) pack(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	why, done, err := room.reasoned(r, id, false)
	if err != nil || done {
		return err
	}
	var pack Pack
	var spills []Spill
	err = r.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		pack, spills, err = room.TakePack(r.Context(), tx, r.Actor, id, false, why)
		return err
	})
	if err != nil {
		return err
	}
	if len(spills) > 0 {
		return room.showHeld(r, http.StatusOK, id, false, spills, &packForm{}, nil, nil)
	}
	return view(r, "pack.html", "Pack for the police", "full", page.Link{Text: "Back", Href: missingPath(id)}, pack)
}

// photo shows the photograph of somebody, after recording who looked.
func (room *Room) photo(r *route.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	var attachment casefile.Attachment
	var content []byte
	err = r.DB.Write(r.Context(), func(tx *db.Tx) error {
		if _, err := room.reach(r.Context(), tx, r.Actor, access.KeepProfile, id); err != nil {
			return err
		}
		kept, found, err := loadProfile(r.Context(), tx, id)
		if err != nil {
			return err
		}
		if !found || kept.Photo == "" {
			return fault.Missing()
		}
		if attachment, content, err = casefile.FileContent(r.Context(), tx, kept.ID, kept.Photo); err != nil {
			return err
		}
		return audit.Append(r.Context(), tx, r.Actor, audit.Entry{Action: "see-photo", Category: audit.Consultation, Case: id, Subject: "missing profile", Why: teamPurpose})
	})
	if err != nil {
		return err
	}
	// What a camera notes of where it was would tell where they live.
	if content, err = casefile.Redrawn(r.Context(), attachment.MediaType, content); err != nil {
		return err
	}
	return serveBytes(r, attachment.MediaType, content)
}

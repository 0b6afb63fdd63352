package danger

import (
	"context"
	"embed"
	"net/http"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/folder"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

//go:embed pages/*.html
var files embed.FS

var pages = page.New(files, "pages/*.html")

// doneWords are the banners, by the word in the address.
var doneWords = map[string]string{
	"assessed": "Recorded. Talk about the safety plan as well", "told": "Recorded. Those who must act were told", "corrected": "Corrected. What stood there before stays on record",
	"taken-back": "Taken back. It stays on record and counts no more", "written": "The plan was kept. Now say how they take it with them", "given": "Recorded", "undone": "Undone",
	"traced": "Kept", "raised": "The alert is out. Those who may open the case were told", "seen": "Recorded that you have seen it", "taken": "You deal with this now", "given-back": "Nobody deals with this now. Take it on, or ask somebody to",
	"finished": "Dealt with", "reopened": "The alert is open again",
}

// peoplePath is the address of the page about somebody's danger.
func peoplePath(id db.ID) string { return "/danger/people/" + string(id) }

func alertPath(id db.ID) string { return "/alerts/" + string(id) }

func assessmentPath(id, assessment db.ID) string {
	return peoplePath(id) + "/assessments/" + string(assessment)
}

// around is who a page is about, from the address of the page.
func (room *Room) around(ctx context.Context, tx *db.Tx, r *route.Request, action access.Action) (person, *folder.Head, error) {
	id, err := r.ID("id")
	if err != nil {
		return person{}, nil, err
	}
	who, err := room.reach(ctx, tx, r.Actor, action, id)
	if err != nil {
		return who, nil, err
	}
	head, err := folder.Of(ctx, tx, r, id, tabText)
	return who, &head, err
}

// show reads something about a person for a page: it asks for reach, records the
// look before the answer, and reads.
func (room *Room) show(r *route.Request, what string, read func(ctx context.Context, tx *db.Tx, who person) error) (*folder.Head, person, error) {
	ctx := r.Context()
	if err := r.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := r.ID("id")
		if err != nil {
			return err
		}
		if _, err := room.reach(ctx, tx, r.Actor, access.ReadDanger, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, r.Actor, audit.Entry{Action: what, Category: audit.Consultation, Case: id, Subject: "danger", Why: purpose})
	}); err != nil {
		return nil, person{}, err
	}
	var head *folder.Head
	var who person
	err := r.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if who, head, err = room.around(ctx, tx, r, access.ReadDanger); err != nil {
			return err
		}
		return read(ctx, tx, who)
	})
	return head, who, err
}

// list records that somebody looked at a list of people, then reads it.
func list(r *route.Request, action string, read func(ctx context.Context, tx *db.Tx) error) error {
	return deed.Listed(r.Context(), r.DB, r.Actor, action, purpose, func(tx *db.Tx) error { return read(r.Context(), tx) })
}

// view answers with a page.
func view(r *route.Request, name, title, width string, back page.Link, data any) error {
	return r.Render(pages, http.StatusOK, name, page.View{Title: title, Width: width, Back: back, Banner: deed.Banner(r, doneWords), Data: data})
}

var (
	backToBoard  = page.Link{Text: "Danger", Href: "/danger"}
	backToAlerts = page.Link{Text: "Alerts", Href: "/alerts"}
)

func backTo(id db.ID) page.Link { return page.Link{Text: "Back to the person", Href: peoplePath(id)} }
